/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a page really lie where its map says? The print of the clean form is cut into tiles; in
 * each the share of its pixels that the page has ink for is counted, less what chance would
 * give. The share over the page does not tell a slip of 1 mm, the low tiles do.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

typedef struct BmTiles BmTiles;

typedef struct BmCheck {
  guint tiles;  /* tiles that hold print */
  double share; /* of them where more than 0.6 of the print was found */
  double p15;   /* share of print found in the tile at the 15th percentile */
  gboolean ok;  /* share ≥ 0.9, p15 ≥ 0.80, tiles ≥ 15 */
} BmCheck;

/**
 * bm_tiles_new - sample points of a clean form
 *
 * @clean  borrowed, work image of the form's print
 *
 * Tiles of the head and the foot, where identity stands; of the whole page when these hold too
 * little print, and at last tiles of half the size, for a form that is one printed line.
 */
BmTiles *bm_tiles_new(PIX *clean);

#define BM_TILE_MM 10.0
#define BM_TILE_SMALL_MM 5.0

/* Tiles of the whole page on a fixed grid of cells, whatever they hold. */
BmTiles *bm_tiles_grid(PIX *clean, double tile_mm);
guint bm_tiles_cells(PIX *clean, double tile_mm); /* cells of that grid */
/* One of them, work pixels of the form. */
BmBox bm_tiles_cell(PIX *clean, double tile_mm, guint cell);

/* Share of the print that a page has in each cell of the grid, less chance; -1 for a cell
 * without print. @ret has room for @n_cells. */
void bm_tiles_shares(const BmTiles *grid, PIX *reach, BmAffine to_form, guint n_cells,
                     double *ret);

gboolean bm_tiles_has(const BmTiles *grid, guint cell); /* print worth asking in this cell */

/* Only the tiles of these cells remain. */
void bm_tiles_keep(BmTiles *grid, const gboolean *is_kept);
void bm_tiles_free(BmTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTiles, bm_tiles_free)

guint bm_tiles_count(const BmTiles *tiles);

/* Page ink grown by one pixel, as the functions below want it; new image, NULL: no memory. */
PIX *bm_tiles_reach(PIX *work);

#define BM_TILE_SHARE_LEAST 0.6

/* Verdict on the shares of @n tiles; sorts them. */
BmCheck bm_check_of(double *shares, guint n);

/**
 * bm_tiles_check - share of the form's print that a page has
 *
 * @reach    borrowed, from bm_tiles_reach
 * @to_form  millimetres on the page → millimetres on the form
 *
 * Source: limits chosen on 56 pages of 14 forms against 112 wrong fits; a right page had at
 * least 0.93 and 0.85, one that was 1 mm off at most 0.94 and 0.75. Tests:
 * tests/stages/test_form.c, suite form_tiles.
 */
BmCheck bm_tiles_check(const BmTiles *tiles, PIX *reach, BmAffine to_form);

/* A better map: tiles look for their print within ±1.5 mm, and an affine map is put through
 * them. */
BmAffine bm_tiles_refine(const BmTiles *tiles, PIX *reach, BmAffine to_form);
