/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that a form prints for answers. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_answer_lines_find - printed lines to write on that hold no field
 *
 * @print  borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @zones  BmZone of the form there
 *
 * A line counts with another above or below it that begins or ends alike, when neither is part
 * of a box or table and no zone stands on either: the form asked for what is written there, and
 * the person who confirmed it said that it is no identity. Lines that lean are found.
 *
 * Returns a new array of BmBox, sorted by y; NULL: no memory.
 * Tests: tests/stages/test_mask_areas.c.
 */
GArray *bm_answer_lines_find(PIX *print, const GArray *zones);

/* Whether writing (pixels of BM_RESIDUAL_DPI, one row or more) stands on such lines; sets the
 * last of them. */
gboolean bm_answer_lines_hold(const GArray *lines, BmBox writing, BmBox *ret_line);
