/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sheet is found by: solid pieces of its picture, pairs of places, maps. */
#pragma once
#include "stages/collect/paper_part.h"

#define BM_PAPER_WORK_DPI 150.0 /* of the picture that is searched */
#define BM_PAPER_WORK_PX (BM_PAPER_WORK_DPI / 25.4)

/* A place of the sheet, mm, and where it was found, pixels of the page. */
typedef struct BmPaperPair {
  double x, y, px, py;
} BmPaperPair;

/* A solid piece of ink. */
typedef struct BmPaperPiece {
  double x, y;  /* middle, pixels of the page */
  double w, h;  /* mm */
  double share; /* of its box that is ink */
} BmPaperPiece;

/* The turn, scale and shift that fits best: least squares. */
BmAffine bm_paper_similar(const BmPaperPair *pairs, guint n);
/* Least squares; FALSE when the places lie on a line. */
gboolean bm_paper_affine(const BmPaperPair *pairs, guint n, BmAffine *ret);
/* Greatest distance of a place from where the map puts it, pixels. */
double bm_paper_misfit(BmAffine m, const BmPaperPair *pairs, guint n);
/* Pixels a mm, both directions together. */
double bm_paper_scale(BmAffine m);

/* BmPaperPiece, what holds a square of @core_mm in @ink, which has BM_PAPER_WORK_PX pixels a
 * mm;
 * @up: pixels of the page in one of @ink. New array. */
GArray *bm_paper_pieces(PIX *ink, double core_mm, double up);
/* The piece of @w × @h mm, lying or standing, that is nearest to (@x, @y) and within @reach
 * pixels, or NULL. */
const BmPaperPiece *bm_paper_nearest(const GArray *pieces, double w, double h, double x,
                                     double y, double reach);

/* The sheet's corner squares among the pieces, from where its codes are; returns how many, 0 to
 * 4, and sets as many @pairs. */
guint bm_paper_squares(const BmScorePage *sheet, const GArray *pieces,
                       const BmPaperSight *sights, guint n_sights, BmPaperPair *pairs);
