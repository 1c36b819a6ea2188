/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two stamps of a page as pictures: code, quiet zone, and the number in figures below. */
#pragma once
#include "stages/shared/pagecode.h"

/* Whether the font of the figures is installed. Errors: BM_ERROR_MODEL "font_missing". */
gboolean bm_stamp_ready(GError **error);

/**
 * bm_stamp_draw - one stamp of a page
 *
 * @shape    QR with the work number below, or bars with work number and page below
 * @code     page stamp
 * @dpi      resolution of the page
 * @enlarge  modules are so many pixels larger than usual, from 0
 *
 * Returns a new PIX of depth 1, white border included.
 * Errors: BM_ERROR_INPUT "code_not_drawn"; BM_ERROR_IO "no_memory".
 */
PIX *bm_stamp_draw(BmCodeShape shape, const BmPageCode *code, double dpi, int enlarge,
                   GError **error);

/* Paste a stamp over @page (depth 1, 8 or 32) with its upper left corner at @x, @y. */
gboolean bm_stamp_paste(PIX *page, PIX *stamp, int x, int y);
