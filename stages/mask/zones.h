/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zones that a form's or sheet's record lists, where they lie on a page. */
#pragma once
#include "stages/shared/formprint_strays.h"
#include "stages/shared/identity.h"

/**
 * bm_form_zones - zones in pixels
 *
 * @list       borrowed or NULL, [{x, y, w, h, kind}] in millimetres; entries that are no zones
 *             are left out
 * @to_pixels  millimetres on the form → pixels
 * @grow       pixels on each side
 *
 * Returns a new array of BmZone, cut to @width × @height, from top to bottom. A kind that the
 * catalogue does not have becomes "unexplained": what a person drew is hidden, whatever its
 * name. Tests: tests/stages/test_mask.c.
 */
GArray *bm_form_zones(const json_t *record, BmAffine to_pixels, int grow, int width,
                      int height);

/**
 * bm_zones_without - zones without the printed lines that stand in them
 *
 * @lines       BmBox, in pixels of the zones
 * @side, @rim  pixels beside, and above and below, each line that are left out too
 *
 * A zone is of the row that stands there on most works; where a page has a line of print
 * instead, only the line is cut out: what stands above, below, left or right of it is painted.
 *
 * Returns new array of BmZone. Tests: tests/stages/test_mask_strays.c.
 */
GArray *bm_zones_without(const GArray *zones, const GArray *lines, int side, int rim);

/**
 * bm_zones_keep_strays - leave out of @strays the lines that are a field's own print
 *
 * @strays  of BmStray, or NULL; loses lines of which nine tenths lay in zones both where they
 *          were seen highest and where they were seen lowest: rows of letterheads that are
 *          longer for the one school and shorter for the other
 * @list    borrowed or NULL, as for bm_form_zones
 *
 * Tests: tests/stages/test_mask_strays.c.
 */
void bm_zones_keep_strays(GPtrArray *strays, const json_t *list);
