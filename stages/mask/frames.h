/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed frames for drawings and longer answers. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_frames_find - closed frames that nobody marked
 *
 * @print  borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @zones  BmZone: no frame with a field in it is found
 * @top    row below which frames begin
 *
 * Frames are higher than a stamp's rows and smaller than half the page, of whole or dashed
 * rules. Returns a new array of BmBox; NULL: no memory. Tests: tests/stages/test_mask_areas.c.
 */
GArray *bm_frames_find(PIX *print, const GArray *zones, int top);

/* Rules across @print, whole, dashed or dotted, 20 mm long or more; without rows of print that
 * were joined, which are thicker. New, 1 bit; NULL: no memory. */
PIX *bm_rules_across(PIX *print);

/* The same of rules down the page. */
PIX *bm_rules_down(PIX *print);
