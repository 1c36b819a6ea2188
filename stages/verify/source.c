/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page against its source, pixel by pixel. */
#include "stages/verify/source.h"

/* 1 where two images of one size and depth differ; NULL: no memory */
static PIX *difference_of(PIX *page, PIX *source)
{
  g_autoptr(PIX) differs = pixXor(NULL, page, source);
  if (differs == NULL || pixGetDepth(differs) == 1)
    return g_steal_pointer(&differs);
  g_autoptr(PIX) gray = pixGetDepth(differs) == 32
                            ? pixConvertRGBToGrayMinMax(differs, L_CHOOSE_MAX)
                            : pixClone(differs);
  PIX *same = gray != NULL ? pixThresholdToBinary(gray, 1) : NULL; /* 1: value is 0 */
  if (same != NULL)
    pixInvert(same, same);
  return same;
}

gboolean bm_source_differs(PIX *page, PIX *source, const GArray *masks, BmBox *ret_where)
{
  *ret_where = (BmBox){0, 0, pixGetWidth(page), pixGetHeight(page)};
  if (pixGetWidth(source) != ret_where->w || pixGetHeight(source) != ret_where->h ||
      pixGetDepth(source) != pixGetDepth(page))
    return TRUE;
  g_autoptr(PIX) differs = difference_of(page, source);
  if (differs == NULL)
    return TRUE;
  for (guint i = 0; i < masks->len; i++) {
    BmBox box = g_array_index(masks, BmBox, i);
    pixRasterop(differs, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
  }
  l_int32 is_zero = 0;
  pixZero(differs, &is_zero);
  if (is_zero != 0)
    return FALSE;
  g_autoptr(BOX) around = NULL;
  if (pixClipToForeground(differs, NULL, &around) == 0 && around != NULL)
    boxGetGeometry(around, &ret_where->x, &ret_where->y, &ret_where->w, &ret_where->h);
  return TRUE;
}
