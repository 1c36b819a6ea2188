/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page images as files between stages. */
#include "stages/shared/page.h"

#include <math.h>

static PIX *plain_depth(PIX *page)
{
  if (pixGetColormap(page) != NULL)
    return pixRemoveColormap(page, REMOVE_CMAP_BASED_ON_SRC);
  switch (pixGetDepth(page)) {
  case 1:
  case 8:
  case 32:
    return pixClone(page);
  default:
    return pixConvertTo8(page, FALSE);
  }
}

PIX *bm_page_read(const char *path, GError **error)
{
  g_autoptr(PIX) raw = pixRead(path);
  if (raw == NULL) {
    bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "cannot decode a page file");
    return NULL;
  }
  PIX *page = plain_depth(raw);
  if (page == NULL)
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot convert a page to plain depth");
  return page;
}

gboolean bm_page_write(PIX *page, const char *path, GError **error)
{
  int format = pixGetDepth(page) == 1 ? IFF_TIFF_G4 : IFF_TIFF_LZW;
  if (pixWriteTiff(path, page, format, "w") != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a page file");
  return TRUE;
}

int bm_px(double mm, double dpi)
{
  return (int)lround(mm * dpi / BM_MM_PER_INCH);
}

double bm_mm(double px, double dpi)
{
  return px * BM_MM_PER_INCH / dpi;
}
