/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solid pieces of a picture, and which of them are a sheet's squares. */
#include "stages/collect/paper_find.h"

#include <math.h>
#include <string.h>

/* Of its distance from the code, what one code's corners may mislead. */
#define FAR_SHARE 0.035
#define NEAR_MM 2.0 /* and besides */

GArray *bm_paper_pieces(PIX *ink, double core_mm, double up)
{
  GArray *pieces = g_array_new(FALSE, TRUE, sizeof(BmPaperPiece));
  int core = (int)lround(core_mm * BM_PAPER_WORK_PX);
  g_autoptr(PIX) solid = pixOpenBrick(NULL, ink, core, core);
  PIXA *parts = NULL;
  g_autoptr(BOXA) boxes = solid == NULL ? NULL : pixConnComp(solid, &parts, 8);
  g_autoptr(PIXA) owned = parts;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    l_int32 x, y, w, h, count = 0;
    l_float32 cx = 0, cy = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (w > 12 * BM_PAPER_WORK_PX || h > 12 * BM_PAPER_WORK_PX)
      continue;
    g_autoptr(PIX) part = pixaGetPix(owned, i, L_CLONE);
    pixCountPixels(part, &count, NULL);
    pixCentroid(part, NULL, NULL, &cx, &cy);
    BmPaperPiece piece = {.x = (x + (double)cx + 0.5) * up,
                          .y = (y + (double)cy + 0.5) * up,
                          .w = w / BM_PAPER_WORK_PX,
                          .h = h / BM_PAPER_WORK_PX,
                          .share = (double)count / w / h};
    g_array_append_val(pieces, piece);
  }
  return pieces;
}

/* Whether a piece is a solid @w × @h mm, lying or standing. */
static gboolean is_solid(const BmPaperPiece *piece, double w, double h)
{
  double longer = MAX(piece->w, piece->h), shorter = MIN(piece->w, piece->h);
  return piece->share > 0.72 && longer > 0.72 * MAX(w, h) && longer < 1.4 * MAX(w, h) &&
         shorter > 0.65 * MIN(w, h) && shorter < 1.5 * MIN(w, h);
}

const BmPaperPiece *bm_paper_nearest(const GArray *pieces, double w, double h, double x,
                                     double y, double reach)
{
  const BmPaperPiece *best = NULL;
  for (guint i = 0; i < pieces->len; i++) {
    const BmPaperPiece *piece = &g_array_index(pieces, BmPaperPiece, i);
    double off = hypot(piece->x - x, piece->y - y);
    if (off <= reach && is_solid(piece, w, h)) {
      reach = off;
      best = piece;
    }
  }
  return best;
}

/* --- squares ---------------------------------------------------------------------------- */

static BmPaperPair corner_pair(const BmScorePage *sheet, guint code, guint corner,
                               BmPaperPoint at)
{
  BmPdfRect rect = bm_scorepaper_code(sheet, code);
  return (BmPaperPair){rect.x + (corner == 1 || corner == 2 ? rect.w : 0),
                       rect.y + (corner >= 2 ? rect.h : 0), at.x, at.y};
}

static guint sight_pairs(const BmScorePage *sheet, const BmPaperSight *sight, guint code,
                         BmPaperPair *pairs)
{
  for (guint i = 0; i < 4; i++)
    pairs[i] = corner_pair(sheet, code, i, sight->corners[i]);
  return 4;
}

static guint find_squares(const BmScorePage *sheet, const GArray *pieces, BmAffine guess,
                          double far_share, double near_mm, const BmPaperPair *from,
                          BmPaperPair *pairs)
{
  guint n = 0;
  double scale = bm_paper_scale(guess);
  for (guint i = 0; i < BM_SCOREPAPER_ANCHORS; i++) {
    BmPdfRect square = bm_scorepaper_anchor(sheet, i);
    double x = square.x + square.w / 2, y = square.y + square.h / 2, u, v;
    double away = hypot(x - from->x, y - from->y);
    bm_affine_point(guess, x, y, &u, &v);
    const BmPaperPiece *piece = bm_paper_nearest(pieces, square.w, square.h, u, v,
                                                 (near_mm + far_share * away) * scale);
    if (piece != NULL)
      pairs[n++] = (BmPaperPair){x, y, piece->x, piece->y};
  }
  return n;
}

/* From one code alone: the squares near it first make the guess better for those far away. */
static guint squares_from_one(const BmScorePage *sheet, const GArray *pieces,
                              const BmPaperSight *sight, guint code, BmPaperPair *pairs)
{
  BmPaperPair known[4 + BM_SCOREPAPER_ANCHORS];
  guint n = sight_pairs(sheet, sight, code, known), found = 0;
  BmAffine guess = bm_paper_similar(known, n);
  for (guint i = 0; i < 3; i++) {
    found = find_squares(sheet, pieces, guess, i == 0 ? FAR_SHARE : FAR_SHARE / 2, NEAR_MM,
                         &known[0], pairs);
    memcpy(known + n, pairs, found * sizeof *pairs);
    guess = bm_paper_similar(known, n + found);
  }
  return found;
}

/* Both codes, the right way round: the wrong one turns the sheet against its own codes. */
static guint squares_from_two(const BmScorePage *sheet, const GArray *pieces,
                              const BmPaperSight *sights, BmPaperPair *pairs)
{
  BmPaperPair best[8];
  double least = G_MAXDOUBLE;
  for (guint first = 0; first < 2; first++) {
    BmPaperPair known[8];
    sight_pairs(sheet, &sights[0], first, known);
    sight_pairs(sheet, &sights[1], 1 - first, known + 4);
    double off = bm_paper_misfit(bm_paper_similar(known, 8), known, 8);
    if (off < least) {
      least = off;
      memcpy(best, known, sizeof best);
    }
  }
  return find_squares(sheet, pieces, bm_paper_similar(best, 8), 0.01, NEAR_MM, &best[0], pairs);
}

guint bm_paper_squares(const BmScorePage *sheet, const GArray *pieces,
                       const BmPaperSight *sights, guint n_sights, BmPaperPair *pairs)
{
  guint best = n_sights == 2 ? squares_from_two(sheet, pieces, sights, pairs) : 0;
  for (guint i = 0; i < n_sights && best < 3; i++)
    for (guint code = 0; code < BM_SCOREPAPER_CODES; code++) {
      BmPaperPair found[BM_SCOREPAPER_ANCHORS];
      guint n = squares_from_one(sheet, pieces, &sights[i], code, found);
      if (n > best) {
        best = n;
        memcpy(pairs, found, n * sizeof *found);
      }
    }
  return best;
}
