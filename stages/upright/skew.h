/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the writing and the ruling of a page lean. */
#pragma once
#include "stages/shared/autoptr.h"

#define BM_SKEW_MOST_DEG 5.0

/**
 * bm_skew_find - angle by which the content of a page leans, modulo quarter turns
 *
 * @ink      borrowed, 1 bit, without black edges, 100 to 200 dpi
 * @ret_deg  degrees clockwise, −5 to 5; 0 when nothing on the page has a direction
 *
 * Rows and columns are summed along slanted lines; the angle at which neighbouring sums differ
 * most is the answer, from whichever of the two curves is sharper. An answer of
 * exactly 0 gives way to the other curve's: a scanner's streak is straight whatever the paper
 * does.
 *
 * Returns FALSE only when memory is short.
 * Cost:   about 6 ms for A4 at 150 dpi.
 * Tests:  tests/stages/test_upright.c, suite skew.
 */
gboolean bm_skew_find(PIX *ink, double *ret_deg);
