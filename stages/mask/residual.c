/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of added ink, and the lines they stand in. */
#include "stages/mask/residual.h"

#include "stages/shared/brick.h"
#include "stages/shared/formprint.h"
#include "stages/shared/page.h"
#include "stages/shared/pieces.h"

#define DUST_PX 8       /* 0.23 mm² */
#define SOLID_SHARE 0.7 /* of its box: a punched hole, a registration mark, a spot of toner */
#define SOLID_LEAST_MM 2.0
#define SOLID_MOST_MM 9.0
#define JOIN_ALONG_MM 3.5
#define JOIN_ACROSS_MM 1.2

/* a filled shape has no strokes that could be read */
static gboolean is_solid(BmBox box, int count)
{
  int least = bm_px(SOLID_LEAST_MM, BM_RESIDUAL_DPI),
      most = bm_px(SOLID_MOST_MM, BM_RESIDUAL_DPI);
  return MIN(box.w, box.h) >= least && MAX(box.w, box.h) <= most &&
         count > SOLID_SHARE * (double)bm_box_area(box);
}

static gboolean pieces_find(BmResidual *residual)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(residual->ink, 8);
  for (guint i = 0; pieces != NULL && i < bm_pieces_n(pieces); i++) {
    const BmPiece *piece = bm_pieces_get(pieces, i);
    if (piece->count >= DUST_PX && !is_solid(piece->box, piece->count))
      g_array_append_val(residual->pieces, piece->box);
    else
      bm_pieces_clear(pieces, i, residual->ink);
  }
  return pieces != NULL;
}

static int by_place(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->y != b->y ? a->y - b->y : a->x - b->x;
}

static gboolean groups_find(BmResidual *residual)
{
  g_autoptr(PIX) joined = bm_brick_close(residual->ink, bm_px(JOIN_ALONG_MM, BM_RESIDUAL_DPI),
                                         bm_px(JOIN_ACROSS_MM, BM_RESIDUAL_DPI));
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  if (boxes == NULL)
    return FALSE;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    g_array_append_val(residual->groups, box);
  }
  g_array_sort(residual->groups, by_place);
  return TRUE;
}

BmResidual *bm_residual_find(PIX *ink, PIX *print, GError **error)
{
  g_autoptr(BmResidual) residual = g_new0(BmResidual, 1);
  residual->pieces = g_array_new(FALSE, FALSE, sizeof(BmBox));
  residual->groups = g_array_new(FALSE, FALSE, sizeof(BmBox));
  residual->ink = bm_formprint_residual(ink, print, BM_RESIDUAL_DPI);
  if (residual->ink == NULL || !pieces_find(residual) || !groups_find(residual)) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot compare a page with its form");
    return NULL;
  }
  return g_steal_pointer(&residual);
}

void bm_residual_free(BmResidual *residual)
{
  if (residual == NULL)
    return;
  pixDestroy(&residual->ink);
  g_clear_pointer(&residual->pieces, g_array_unref);
  g_clear_pointer(&residual->groups, g_array_unref);
  g_free(residual);
}
