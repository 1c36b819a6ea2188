/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page images as files between stages. */
#include "stages/shared/page.h"

#include <math.h>
#include <string.h>
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

#define SIDE_MOST 100000U

static gboolean file_is_tiff(const char *path)
{
  char magic[4] = "";
  FILE *file = fopen(path, "rbe");
  gboolean is_tiff = file != NULL && fread(magic, 1, 4, file) == 4 &&
                     (memcmp(magic, "II*\0", 4) == 0 || memcmp(magic, "MM\0*", 4) == 0);
  if (file != NULL)
    fclose(file);
  return is_tiff;
}

static guint tag_of(TIFF *tiff, guint32 tag)
{
  guint16 value = 0;
  return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : 0;
}

/* gray or RGB as packed_write lays it out */
static gboolean is_packed(TIFF *tiff, guint samples)
{
  guint compression = tag_of(tiff, TIFFTAG_COMPRESSION);
  guint photometric = samples == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  return (samples == 1 || samples == 3) && tag_of(tiff, TIFFTAG_BITSPERSAMPLE) == 8 &&
         tag_of(tiff, TIFFTAG_PHOTOMETRIC) == photometric &&
         tag_of(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_CONTIG &&
         tag_of(tiff, TIFFTAG_ORIENTATION) == ORIENTATION_TOPLEFT &&
         tag_of(tiff, TIFFTAG_RESOLUTIONUNIT) == RESUNIT_INCH && !TIFFIsTiled(tiff) &&
         (compression == COMPRESSION_ZSTD || compression == COMPRESSION_ADOBE_DEFLATE);
}

/* Bytes of a gray row: a word holds four of them, the first on top. */
static void gray_row_take(l_uint32 *line, const guint8 *row, int width)
{
  guint32 four;
  for (int k = 0; k < width / 4; k++) {
    memcpy(&four, row + 4 * k, 4);
    line[k] = GUINT32_FROM_BE(four);
  }
  if (width % 4 != 0)
    line[width / 4] = 0;
  for (int x = width & ~3; x < width; x++)
    SET_DATA_BYTE(line, x, row[x]);
}

static void row_take(PIX *page, int y, const guint8 *row, guint samples)
{
  l_uint32 *line = pixGetData(page) + (gsize)y * (gsize)pixGetWpl(page);
  int width = pixGetWidth(page);
  if (samples == 1)
    gray_row_take(line, row, width);
  else
    for (int x = 0; x < width; x++, row += 3)
      line[x] = (l_uint32)row[0] << L_RED_SHIFT | (l_uint32)row[1] << L_GREEN_SHIFT |
                (l_uint32)row[2] << L_BLUE_SHIFT;
}

/* FALSE when a strip is not whole */
static gboolean strips_read(TIFF *tiff, PIX *page, guint samples)
{
  guint32 rows = 0;
  gsize row_size = (gsize)pixGetWidth(page) * samples;
  int height = pixGetHeight(page);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  int step = rows < (guint32)height ? (int)rows : height;
  g_autofree guint8 *strip = step > 0 ? g_try_malloc(row_size * (gsize)step) : NULL;
  if (strip == NULL)
    return FALSE;
  for (int top = 0; top < height; top += step) {
    tmsize_t size = (tmsize_t)(row_size * (gsize)MIN(step, height - top));
    if (TIFFReadEncodedStrip(tiff, (guint32)(top / step), strip, size) != size)
      return FALSE;
    for (int y = top; y < MIN(top + step, height); y++)
      row_take(page, y, strip + (gsize)(y - top) * row_size, samples);
  }
  return TRUE;
}

static PIX *packed_page(TIFF *tiff, guint samples)
{
  guint32 width = 0, height = 0;
  float x_dpi = 0, y_dpi = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  if (width == 0 || height == 0 || width > SIDE_MOST || height > SIDE_MOST)
    return NULL;
  g_autoptr(PIX) page = pixCreateNoInit((int)width, (int)height, samples == 3 ? 32 : 8);
  if (page == NULL || !strips_read(tiff, page, samples))
    return NULL;
  if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x_dpi) == 1 &&
      TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y_dpi) == 1)
    pixSetResolution(page, (int)(x_dpi + 0.5F), (int)(y_dpi + 0.5F));
  return g_steal_pointer(&page);
}

/* Whether a file is as packed_write leaves it; then @ret is its page, or NULL when it is
 * damaged. Leptonica reads colours through the TIFF library's raster of four, which takes twice
 * as long and overlooks spoilt strips. */
static gboolean packed_read(const char *path, PIX **ret)
{
  TIFF *tiff = file_is_tiff(path) ? TIFFOpen(path, "r") : NULL;
  guint samples = tiff != NULL ? tag_of(tiff, TIFFTAG_SAMPLESPERPIXEL) : 0;
  gboolean is_ours = tiff != NULL && is_packed(tiff, samples);
  *ret = is_ours ? packed_page(tiff, samples) : NULL;
  if (tiff != NULL)
    TIFFClose(tiff);
  return is_ours;
}

PIX *bm_page_read(const char *path, GError **error)
{
  PIX *packed = NULL;
  if (packed_read(path, &packed)) {
    if (packed == NULL)
      bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "cannot decode a page file");
    return packed;
  }
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
    for (int k = 0; k < width / 4; k++) {
      guint32 four = GUINT32_TO_BE(line[k]);
      memcpy(row + 4 * k, &four, 4);
    }
    for (int x = width & ~3; x < width; x++)
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
