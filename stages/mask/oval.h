/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ovals on a page, as rubber stamps are, also where rules and writing cut them. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_ovals_find - boxes around ellipses that lie level or lean up to 25°
 *
 * Half axes 17 to 34 mm and 9 to 22 mm, the shorter 0.4 to 0.85 of the longer. Most of the
 * outline is there as a line that runs along it, which writing in rows never has, and just
 * outside there is less ink.
 *
 * @ink  borrowed, 1 bit at BM_RESIDUAL_DPI
 * Returns a new array of BmBox in pixels of @ink; NULL: no memory.
 * Tests: tests/stages/test_mask_oval.c.
 */
GArray *bm_ovals_find(PIX *ink);
