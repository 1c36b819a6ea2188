/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The copies that a form is learnt from, in memory, and what they say about its print.
 *
 * Works of one form differ below their heading: tasks stand elsewhere, tables have other rows,
 * and of three or four pages full of writing some ink always coincides. So the print is asked
 * cell by cell (10 mm): a cell belongs to the form when the print that the other copies give
 * is found on nearly every copy. What lies in other cells is no print of the form.
 */
#pragma once
#include "stages/form/pages.h"

typedef struct BmCopy {
  BmFormPage *page; /* borrowed; its map is made better */
  PIX *work, *reach;
  PIX *warped; /* on the form's raster by the page's map */
} BmCopy;

/**
 * bm_copies_read - work images of the first BM_COPIES_MOST members of a group
 *
 * Returns new array of BmCopy, NULL with BM_ERROR_IO. Holds about 0.8 MiB a copy.
 */
GPtrArray *bm_copies_read(GPtrArray *pool, const GArray *members, GError **error);

/* Print of the copies, decided by @quorum; new, NULL: no memory. */
BmPrint *bm_copies_print(GPtrArray *copies, int width_px, int height_px, guint quorum);

/**
 * bm_copies_align - put the copies on what most of them share, twice, and leave out strangers
 *
 * @form  gets the loose print; width and height are set
 *
 * Copies that lack a quarter of it leave. FALSE: no memory.
 */
gboolean bm_copies_align(GPtrArray *copies, BmForm *form);

/**
 * bm_copies_judge - which copies lie on the print that the others give
 *
 * @print     of all the copies; its clean print loses the cells that are no print of the form
 * @ret_head  mm from the top to the first row of cells in which more differs than is shared
 *
 * Copies that do not lie there leave. FALSE: no memory.
 */
gboolean bm_copies_judge(GPtrArray *copies, BmPrint *print, double *ret_head);
