/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed lines with a label of their own that are no field: "Любимая книга ______". The person
 * who confirmed the form marked those that ask for identity. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_own_lines_find - labelled lines to write on that no field touches
 *
 * @print  borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @words  borrowed, the same without its long rules
 * @zones  BmZone, borrowed: fields
 *
 * Lines may be dashed or dotted. Costs as much as bm_frames_find: only for pages that ask.
 * Returns a new array of BmBox, the room for writing on each line; NULL: no memory.
 * Tests: tests/stages/test_mask_ownlines.c.
 */
GArray *bm_own_lines_find(PIX *print, PIX *words, const GArray *zones);

/* The part of a line's room that rows above and below seldom reach: BmBox of each. */
GArray *bm_own_lines_cores(const GArray *lines);

/* Whether a row of writing (pixels of BM_RESIDUAL_DPI) stands on one of @lines. */
gboolean bm_own_lines_hold(const GArray *lines, BmBox writing);
