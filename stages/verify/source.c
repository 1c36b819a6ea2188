/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page against its source, pixel by pixel. */
#include "stages/verify/source.h"

#include <string.h>

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

static gboolean row_is_same(PIX *page, PIX *source, int y)
{
  gsize wpl = (gsize)pixGetWpl(page);
  return memcmp(pixGetData(page) + (gsize)y * wpl, pixGetData(source) + (gsize)y * wpl,
                wpl * sizeof(l_uint32)) == 0;
}

/* Rows from the first to the last that are not the same, to the bit; empty when all are. Most
 * of a page has no masks, and comparing is all that its rows need. */
static BmBox band_of_changes(PIX *page, PIX *source)
{
  int top = 0, bottom = pixGetHeight(page);
  while (top < bottom && row_is_same(page, source, top))
    top++;
  while (bottom > top && row_is_same(page, source, bottom - 1))
    bottom--;
  return (BmBox){0, top, pixGetWidth(page), bottom - top};
}

gboolean bm_source_differs(PIX *page, PIX *source, const GArray *masks, BmBox *ret_where)
{
  *ret_where = (BmBox){0, 0, pixGetWidth(page), pixGetHeight(page)};
  if (pixGetWidth(source) != ret_where->w || pixGetHeight(source) != ret_where->h ||
      pixGetDepth(source) != pixGetDepth(page))
    return TRUE;
  BmBox band = band_of_changes(page, source);
  if (bm_box_is_empty(band))
    return FALSE;
  g_autoptr(BOX) cut = boxCreate(band.x, band.y, band.w, band.h);
  g_autoptr(PIX) page_band = pixClipRectangle(page, cut, NULL);
  g_autoptr(PIX) source_band = pixClipRectangle(source, cut, NULL);
  g_autoptr(PIX) differs =
      page_band != NULL && source_band != NULL ? difference_of(page_band, source_band) : NULL;
  if (differs == NULL)
    return TRUE;
  for (guint i = 0; i < masks->len; i++) {
    BmBox box = g_array_index(masks, BmBox, i);
    pixRasterop(differs, box.x, box.y - band.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
  }
  l_int32 is_zero = 0;
  pixZero(differs, &is_zero);
  if (is_zero != 0)
    return FALSE;
  g_autoptr(BOX) around = NULL;
  if (pixClipToForeground(differs, NULL, &around) == 0 && around != NULL) {
    boxGetGeometry(around, &ret_where->x, &ret_where->y, &ret_where->w, &ret_where->h);
    ret_where->y += band.y;
  }
  return TRUE;
}
