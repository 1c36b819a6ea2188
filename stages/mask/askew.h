/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that stand askew on a page, as rubber stamps do, also where rules and writing cut
 * them. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_askew_frames_find - boxes around rectangles of straight lines that lean 2° to 25°
 *
 * A straight thin line, 18 mm long or more, another along it 9 to 45 mm off, which may be
 * written over, and a side between their ends. Lines are found by the Hough transform, so that
 * gaps do not part them. What lies level is none: there a form's own rules take it apart.
 *
 * @ink  borrowed, 1 bit at BM_RESIDUAL_DPI
 * Returns a new array of BmBox in pixels of @ink, some of which overlap; NULL: no memory.
 * Tests: tests/stages/test_mask_askew.c.
 */
GArray *bm_askew_frames_find(PIX *ink);
