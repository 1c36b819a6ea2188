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
 * @clean    borrowed, work image of the form's print
 * @head_mm  how far from the top copies share their print; the foot is always asked. Below it
 *           works may differ: a task that three of four have is no print of the form.
 */
BmTiles *bm_tiles_new(PIX *clean, double head_mm);
void bm_tiles_free(BmTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTiles, bm_tiles_free)

guint bm_tiles_count(const BmTiles *tiles);

/* Page ink grown by one pixel, as the functions below want it; new image, NULL: no memory. */
PIX *bm_tiles_reach(PIX *work);

#define BM_TILE_SHARE_LEAST 0.6

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
