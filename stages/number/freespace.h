/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a page is empty.
 *
 * The page is seen in cells of about a third of a millimetre. A cell is busy when its darkest
 * quarter is darker than the paper around it, so that faint pencil counts as ink, or when it is
 * much darker than the page's paper, so that the inside of a black area does. Where the paper
 * itself is black, nothing is free. All within the clearance of a busy cell is busy too. A
 * place is a rectangle without a busy cell.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

typedef struct BmFreeSpace BmFreeSpace;

typedef struct BmCorner {
  gboolean is_right, is_bottom;
} BmCorner;

/**
 * bm_freespace_new - look for ink
 *
 * @page          borrowed; depth 1, 8 or 32
 * @dpi           its resolution
 * @clearance_mm  least distance of a place from ink
 * Errors: BM_ERROR_IO "no_memory".
 * Cost:   about 15 ms for gray A4 at 300 dpi.
 * Tests:  tests/stages/test_number_freespace.c
 */
BmFreeSpace *bm_freespace_new(PIX *page, double dpi, double clearance_mm, GError **error);
BmFreeSpace *bm_freespace_copy(const BmFreeSpace *space);
void bm_freespace_free(BmFreeSpace *space);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFreeSpace, bm_freespace_free)

/* From now on nothing is placed on @box (pixels of the page). */
void bm_freespace_take(BmFreeSpace *space, BmBox box);

/**
 * bm_freespace_find - the free place nearest to a corner
 *
 * @w, @h      size wanted, pixels of the page
 * @corner     of the page
 * @margin_px  least distance from the page's edges
 * @reach_px   the place lies wholly within this distance of one edge: middles are for writing
 * Returns FALSE when no place of that size is free.
 */
gboolean bm_freespace_find(BmFreeSpace *space, int w, int h, BmCorner corner, int margin_px,
                           int reach_px, BmBox *ret);
