/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files lines*.c only. */
#pragma once
#include "stages/shared/lines.h"

/* Boxes of the connected pieces of @pix, new array of BmBox. */
GArray *bm_parts_of(PIX *pix);
int bm_box_by_x(gconstpointer p, gconstpointer q);
int bm_box_by_y(gconstpointer p, gconstpointer q);

/* Find the paper's own ruling and take it out of @across, @down and @lines; sets ruling_px. */
void bm_lines_ruling_drop(BmLines *lines, PIX *across, PIX *down);
/* Places of the lines of pale squares, along y when @is_across, else along x; @rules are the
 * long runs of that direction. New array of int, empty when there are no such squares. */
GArray *bm_lines_lattice(const BmLines *lines, PIX *rules, gboolean is_across, int *ret_pitch);
/* Frames of the rules that are left; rows of dots among the parts become underlines and leave
 * parts. */
GArray *bm_lines_frames(BmLines *lines, PIX *across, PIX *down);
/* Writing that runs up or down a side of the sheet moves from parts to sides. */
void bm_lines_sides_take(BmLines *lines);
/* Parts that join several rows of writing are cut where the rows meet, on pages where several
 * do; elsewhere nothing changes. Returns the strokes that rows are made of, one a part and
 * sorted by x: lines->parts itself, or boxes without what reaches into the next row. New
 * reference. Tests: tests/stages/test_lines_dense.c. */
GArray *bm_lines_dense_cut(BmLines *lines);
