/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed cells and boxes of a form, and what stands in them. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_cells_find - closed cells and boxes among the rules of a form
 *
 * @print  borrowed, 1 bit at @dpi: the form's print as it lies on the page
 *
 * Returns a new array of BmBox, 2.5 to 25 mm high and 2.5 to 75 mm wide; NULL: no memory.
 */
GArray *bm_cells_find(PIX *print, double dpi);

/**
 * bm_cells_find_whole - the same, with cells of rows that lack one here and there
 *
 * What is written across a rule on too many copies takes the rule out of the form's print. A
 * row of like cells goes on between two of them, and at its end where rows above or below do,
 * as long as half of a cell's outline is there.
 */
GArray *bm_cells_find_whole(PIX *print, double dpi);

/* The same of any size from 2.5 mm: cells of tables for sentences, and what lies around all
 * rules. */
GArray *bm_cells_find_large(PIX *print, double dpi);

/**
 * bm_cells_hold - whether each piece that touches @box stands in one cell
 *
 * @cells, @pieces  arrays of BmBox
 * Writing that runs over the cells' borders does not stand in them, nor does nothing; what is
 * left of the borders themselves is none.
 */
gboolean bm_cells_hold(const GArray *cells, const GArray *pieces, BmBox box);

/* Top of the first long rule below @from, on which or in which answers are written; -1: none.
 */
int bm_cells_first_rule(PIX *print, double dpi, int from);
