/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connected pieces of a page against its form's print. */
#include "stages/mask/residual.h"

#include "stages/shared/page.h"

#define PRINT_SHARE 0.75   /* of a piece of print lies on print */
#define RULE_ACROSS_MM 7.0 /* letters have no longer straight runs */
#define RULE_DOWN_MM 5.0
#define DUST_PX 8 /* 0.23 mm² */
#define JOIN_ALONG_MM 3.5
#define JOIN_ACROSS_MM 1.2

/* long straight runs of the print, with the rim that another scanner gives them */
static PIX *rules_of(PIX *print)
{
  g_autoptr(PIX) across =
      pixOpenCompBrick(NULL, print, bm_px(RULE_ACROSS_MM, BM_RESIDUAL_DPI), 1);
  g_autoptr(PIX) down = pixOpenCompBrick(NULL, print, 1, bm_px(RULE_DOWN_MM, BM_RESIDUAL_DPI));
  if (across == NULL || down == NULL)
    return NULL;
  g_autoptr(PIX) both = pixOr(NULL, across, down);
  return both != NULL ? pixDilateBrick(NULL, both, 5, 5) : NULL;
}

static int pixels_of(PIX *piece)
{
  l_int32 count = 0;
  pixCountPixels(piece, &count, NULL);
  return count;
}

/* pixels of @piece, which stands at @box, that lie on print */
static int pixels_on(PIX *piece, PIX *near_print, BmBox box)
{
  g_autoptr(PIX) both = pixCopy(NULL, piece);
  if (both == NULL)
    return 0;
  pixRasterop(both, 0, 0, box.w, box.h, PIX_SRC & PIX_DST, near_print, box.x, box.y);
  return pixels_of(both);
}

static void piece_judge(BmResidual *residual, PIX *piece, BmBox box, PIX *near_print)
{
  int all = pixels_of(piece);
  if (all < DUST_PX || pixels_on(piece, near_print, box) >= all * PRINT_SHARE)
    return;
  pixRasterop(residual->ink, box.x, box.y, box.w, box.h, PIX_SRC | PIX_DST, piece, 0, 0);
  g_array_append_val(residual->pieces, box);
}

static gboolean pieces_judge(BmResidual *residual, PIX *rest, PIX *near_print)
{
  PIXA *found = NULL;
  g_autoptr(BOXA) boxes = pixConnComp(rest, &found, 8);
  g_autoptr(PIXA) pieces = found;
  if (boxes == NULL || pieces == NULL)
    return FALSE;
  for (int i = 0; i < boxaGetCount(boxes); i++) {
    BmBox box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    g_autoptr(PIX) piece = pixaGetPix(pieces, i, L_CLONE);
    piece_judge(residual, piece, box, near_print);
  }
  return TRUE;
}

static int by_place(gconstpointer p, gconstpointer q)
{
  const BmBox *a = p, *b = q;
  return a->y != b->y ? a->y - b->y : a->x - b->x;
}

static gboolean groups_find(BmResidual *residual)
{
  g_autoptr(PIX) joined =
      pixCloseSafeBrick(NULL, residual->ink, bm_px(JOIN_ALONG_MM, BM_RESIDUAL_DPI),
                        bm_px(JOIN_ACROSS_MM, BM_RESIDUAL_DPI));
  g_autoptr(BOXA) boxes = joined != NULL ? pixConnCompBB(joined, 8) : NULL;
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
  residual->ink = pixCreateTemplate(ink);
  g_autoptr(PIX) rules = rules_of(print);
  g_autoptr(PIX) rest = rules != NULL ? pixSubtract(NULL, ink, rules) : NULL;
  g_autoptr(PIX) near_print = pixDilateBrick(NULL, print, 3, 3);
  if (residual->ink == NULL || rest == NULL || near_print == NULL ||
      !pieces_judge(residual, rest, near_print) || !groups_find(residual)) {
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
