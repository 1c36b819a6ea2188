/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page images as files between stages. */
#include "stages/shared/page.h"

#include <math.h>
#include <tiffio.h>

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

/* Rows of a gray or colour page, as TIFF wants them: R G B instead of Leptonica's words. */
static void row_bytes(PIX *page, int y, guint8 *row)
{
  const l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
  int width = pixGetWidth(page);
  if (pixGetDepth(page) == 8) {
    for (int x = 0; x < width; x++)
      row[x] = (guint8)GET_DATA_BYTE(line, x);
    return;
  }
  for (int x = 0; x < width; x++) {
    row[3 * x] = (guint8)(line[x] >> L_RED_SHIFT);
    row[3 * x + 1] = (guint8)(line[x] >> L_GREEN_SHIFT);
    row[3 * x + 2] = (guint8)(line[x] >> L_BLUE_SHIFT);
  }
}

/* These files live for minutes: speed counts. Zstandard writes three times as fast as Deflate
 * and packs better; gray pages are packed and read faster without differences. */
static void compression_set(TIFF *tiff, gboolean is_color)
{
  if (TIFFIsCODECConfigured(COMPRESSION_ZSTD)) {
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ZSTD);
    TIFFSetField(tiff, TIFFTAG_ZSTD_LEVEL, 1);
  } else {
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 1);
  }
  if (is_color)
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
}

static void tags_set(TIFF *tiff, PIX *page)
{
  gboolean is_color = pixGetDepth(page) == 32;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, pixGetWidth(page));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, pixGetHeight(page));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, is_color ? 3 : 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, is_color ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  compression_set(tiff, is_color);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 256);
  if (pixGetXRes(page) > 0 && pixGetYRes(page) > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)pixGetXRes(page));
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)pixGetYRes(page));
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  }
}

static gboolean packed_write(PIX *page, const char *path)
{
  TIFF *tiff = TIFFOpen(path, "w");
  if (tiff == NULL)
    return FALSE;
  tags_set(tiff, page);
  g_autofree guint8 *row = g_malloc((gsize)pixGetWidth(page) * 3);
  gboolean is_good = TRUE;
  for (int y = 0; is_good && y < pixGetHeight(page); y++) {
    row_bytes(page, y, row);
    is_good = TIFFWriteScanline(tiff, row, (guint32)y, 0) == 1;
  }
  is_good = is_good && TIFFFlush(tiff) == 1;
  TIFFClose(tiff);
  return is_good;
}

gboolean bm_page_write(PIX *page, const char *path, GError **error)
{
  gboolean is_good = pixGetDepth(page) == 1 ? pixWriteTiff(path, page, IFF_TIFF_G4, "w") == 0
                                            : packed_write(page, path);
  return is_good || bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a page file");
}

void bm_page_black(PIX *page, BmBox box)
{
  g_autoptr(BOX) rect = boxCreate(box.x, box.y, box.w, box.h);
  if (pixGetDepth(page) == 1)
    pixSetInRect(page, rect); /* 1 is ink */
  else
    pixClearInRect(page, rect);
}

char *bm_page_digest(const char *path)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  if (!g_file_get_contents(path, &bytes, &n, NULL))
    return g_strdup("");
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, n);
}

int bm_px(double mm, double dpi)
{
  return (int)lround(mm * dpi / BM_MM_PER_INCH);
}

double bm_mm(double px, double dpi)
{
  return px * BM_MM_PER_INCH / dpi;
}
