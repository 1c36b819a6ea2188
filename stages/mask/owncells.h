/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table with a label in the cell before them that are no field: "Цель опыта | …".
 * The person who confirmed the form marked those that ask for identity. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_own_cells_find - labelled cells that no field touches
 *
 * @print  borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @words  borrowed, the same without its long rules
 * @zones  BmZone, borrowed: fields
 *
 * A cell with a whole field in it is that field's, and what is the value of one label is no
 * label of the next cell.
 * Returns a new array of BmBox, the paper within each cell; NULL: no memory.
 * Tests: tests/stages/test_mask_owncells.c.
 */
GArray *bm_own_cells_find(PIX *print, PIX *words, const GArray *zones);

/* Whether writing (pixels of BM_RESIDUAL_DPI) stands in one of @cells; letters may reach over
 * its rules. */
gboolean bm_own_cells_hold(const GArray *cells, BmBox writing);
