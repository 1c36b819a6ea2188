/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much writing lies under masks, without a letter of it. */
#pragma once
#include <leptonica/allheaders.h>

#include "pipeline/box.h"

/**
 * bm_hidden_ink_show - the masked page with gray bars where its masks hide ink
 *
 * @page    as it would be handed out, any depth
 * @source  the same page before it was masked, of the same size
 * @masks   BmBox, pixels
 * @dpi     of both
 *
 * A bar is a cell of 6 mm × 1.2 mm with ink in it: rows can be told from each other and from
 * drawings, words cannot be read. Returns a new picture, 8 bit or 32 bit; NULL when the two do
 * not fit together or memory ran out.
 * Tests: tests/stages/test_hidden_ink.c
 */
PIX *bm_hidden_ink_show(PIX *page, PIX *source, const GArray *masks, double dpi);
