/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF files: page pictures, in the coding that they already have. */
#include "stages/shared/pdf.h"

#include "stages/shared/page.h"

#include <string.h>
#include <tiffio.h>

#define PT_PER_MM (72.0 / BM_MM_PER_INCH)

static void surface_free(cairo_surface_t *surface)
{
  cairo_surface_destroy(surface);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, surface_free)

/* Segments of a JPEG that carry no picture: all application data but Adobe's colour transform
 * (without which CMYK and RGB files change colour), and comments. */
static gboolean segment_is_metadata(guint8 marker, const guint8 *body, gsize length)
{
  if (marker == 0xEE)
    return length < 5 || memcmp(body, "Adobe", 5) != 0;
  return (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE;
}

/* First byte after the entropy-coded data that begin at @at: the next real marker. */
static gsize scan_end(const guint8 *data, gsize size, gsize at)
{
  while (at + 1 < size) {
    if (data[at] == 0xFF && data[at + 1] != 0x00 && data[at + 1] != 0xFF &&
        !(data[at + 1] >= 0xD0 && data[at + 1] <= 0xD7))
      return at;
    at++;
  }
  return size;
}

GByteArray *bm_pdf_jpeg_picture(const guint8 *data, gsize size)
{
  if (size < 4 || data[0] != 0xFF || data[1] != 0xD8)
    return NULL;
  g_autoptr(GByteArray) picture = g_byte_array_sized_new((guint)size);
  g_byte_array_append(picture, data, 2);
  gsize at = 2;
  while (at + 4 <= size && data[at] == 0xFF && data[at + 1] != 0xD9) {
    guint8 marker = data[at + 1];
    if (marker == 0xFF) { /* fill byte */
      at++;
      continue;
    }
    gsize length = ((gsize)data[at + 2] << 8) + data[at + 3];
    if (length < 2 || at + 2 + length > size)
      return NULL;
    gsize end = at + 2 + length;
    if (marker == 0xDA)
      end = scan_end(data, size, end);
    if (!segment_is_metadata(marker, data + at + 4, length - 2))
      g_byte_array_append(picture, data + at, (guint)(end - at));
    at = end;
  }
  if (at + 2 > size || data[at] != 0xFF || data[at + 1] != 0xD9)
    return NULL;
  g_byte_array_append(picture, data + at, 2);
  return g_steal_pointer(&picture);
}

/* Paint a carrier of any pixel size so that it fills @rect. */
static void place(BmPdf *pdf, cairo_surface_t *surface, double width, double height,
                  BmPdfRect rect)
{
  cairo_t *cr = bm_pdf_cairo(pdf);
  cairo_save(cr);
  cairo_translate(cr, rect.x * PT_PER_MM, rect.y * PT_PER_MM);
  cairo_scale(cr, rect.w * PT_PER_MM / width, rect.h * PT_PER_MM / height);
  cairo_set_source_surface(cr, surface, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
  cairo_paint(cr);
  cairo_restore(cr);
}

/* Hand @data (taken over) to cairo as the content of @surface. */
static gboolean attach(cairo_surface_t *surface, const char *type, GByteArray *data)
{
  return cairo_surface_set_mime_data(surface, type, data->data, data->len,
                                     (cairo_destroy_func_t)g_byte_array_unref,
                                     data) == CAIRO_STATUS_SUCCESS;
}

static gboolean attach_text(cairo_surface_t *surface, const char *type, const char *text)
{
  return cairo_surface_set_mime_data(surface, type, (const guint8 *)text, strlen(text), g_free,
                                     (void *)text) == CAIRO_STATUS_SUCCESS;
}

static gboolean no_memory(GError **error)
{
  return bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a page of a PDF file");
}

/* A 1 × 1 carrier suffices: cairo takes the true size from the coded data. */
static gboolean put_coded(BmPdf *pdf, const char *type, GByteArray *data, char *params,
                          const char *unique_id, BmPdfRect rect, GError **error)
{
  g_autoptr(cairo_surface_t) carrier = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
  gboolean is_ok = attach(carrier, type, data);
  if (params != NULL)
    is_ok = attach_text(carrier, CAIRO_MIME_TYPE_CCITT_FAX_PARAMS, params) && is_ok;
  if (unique_id != NULL)
    is_ok = attach_text(carrier, CAIRO_MIME_TYPE_UNIQUE_ID, g_strdup(unique_id)) && is_ok;
  if (!is_ok)
    return no_memory(error);
  place(pdf, carrier, 1, 1, rect);
  return TRUE;
}

/* The G4 data of a TIFF in memory that holds one bilevel strip, as Leptonica writes it. */
typedef struct Memory {
  const guint8 *data;
  gsize size, at;
} Memory;

static tmsize_t memory_read(thandle_t handle, void *buffer, tmsize_t n)
{
  Memory *memory = handle;
  gsize at = MIN(memory->at, memory->size);
  gsize count = MIN((gsize)n, memory->size - at);
  memcpy(buffer, memory->data + at, count);
  memory->at = at + count;
  return (tmsize_t)count;
}

static tmsize_t memory_write(thandle_t handle G_GNUC_UNUSED, void *buffer G_GNUC_UNUSED,
                             tmsize_t n G_GNUC_UNUSED)
{
  return -1;
}

static toff_t memory_seek(thandle_t handle, toff_t offset, int whence)
{
  Memory *memory = handle;
  gsize base = whence == SEEK_CUR ? memory->at : whence == SEEK_END ? memory->size : 0;
  memory->at = base + (gsize)offset;
  return memory->at;
}

static int memory_close(thandle_t handle G_GNUC_UNUSED)
{
  return 0;
}

static toff_t memory_size(thandle_t handle)
{
  return ((Memory *)handle)->size;
}

static GByteArray *strip_data(TIFF *tiff, gboolean *ret_black_is_1)
{
  uint16_t photometric = 0, order = 0;
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &order);
  uint64_t size = TIFFNumberOfStrips(tiff) == 1 ? TIFFRawStripSize64(tiff, 0) : 0;
  if (size == 0 || size > G_MAXINT32)
    return NULL;
  GByteArray *data = g_byte_array_new();
  g_byte_array_set_size(data, (guint)size);
  if (TIFFReadRawStrip(tiff, 0, data->data, (tmsize_t)size) != (tmsize_t)size) {
    g_byte_array_unref(data);
    return NULL;
  }
  if (order == FILLORDER_LSB2MSB)
    TIFFReverseBits(data->data, (tmsize_t)size);
  *ret_black_is_1 = photometric == PHOTOMETRIC_MINISBLACK;
  return data;
}

static GByteArray *g4_data(PIX *page, gboolean *ret_black_is_1)
{
  l_uint8 *tiff_data = NULL;
  size_t size = 0;
  if (pixWriteMemTiff(&tiff_data, &size, page, IFF_TIFF_G4) != 0)
    return NULL;
  Memory memory = {.data = tiff_data, .size = size};
  TIFF *tiff = TIFFClientOpen("page", "rm", &memory, memory_read, memory_write, memory_seek,
                              memory_close, memory_size, NULL, NULL);
  GByteArray *data = tiff != NULL ? strip_data(tiff, ret_black_is_1) : NULL;
  if (tiff != NULL)
    TIFFClose(tiff);
  lept_free(tiff_data);
  return data;
}

static gboolean put_bilevel(BmPdf *pdf, PIX *page, BmPdfRect rect, const char *unique_id,
                            GError **error)
{
  gboolean black_is_1 = FALSE;
  GByteArray *data = g4_data(page, &black_is_1);
  if (data == NULL)
    return no_memory(error);
  char *params = g_strdup_printf("Columns=%d Rows=%d K=-1 BlackIs1=%s", pixGetWidth(page),
                                 pixGetHeight(page), black_is_1 ? "true" : "false");
  return put_coded(pdf, CAIRO_MIME_TYPE_CCITT_FAX, data, params, unique_id, rect, error);
}

static gboolean put_jpeg(BmPdf *pdf, PIX *page, BmPdfRect rect, int quality,
                         const char *unique_id, GError **error)
{
  l_uint8 *coded = NULL;
  size_t size = 0;
  if (pixWriteMemJpeg(&coded, &size, page, quality, 0) != 0)
    return no_memory(error);
  GByteArray *picture = bm_pdf_jpeg_picture(coded, size);
  lept_free(coded);
  if (picture == NULL)
    return no_memory(error);
  return put_coded(pdf, CAIRO_MIME_TYPE_JPEG, picture, NULL, unique_id, rect, error);
}

/* 0xRRGGBBxx of Leptonica to 0xxxRRGGBB of cairo. */
static void copy_pixels(cairo_surface_t *surface, PIX *rgb)
{
  int width = pixGetWidth(rgb), height = pixGetHeight(rgb), words = pixGetWpl(rgb);
  guint8 *target = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  const l_uint32 *source = pixGetData(rgb);
  cairo_surface_flush(surface);
  for (int y = 0; y < height; y++) {
    guint32 *row = (guint32 *)(void *)(target + (gsize)y * (gsize)stride);
    for (int x = 0; x < width; x++)
      row[x] = source[(gsize)y * (gsize)words + (gsize)x] >> 8;
  }
  cairo_surface_mark_dirty(surface);
}

static gboolean put_lossless(BmPdf *pdf, PIX *page, BmPdfRect rect, const char *unique_id,
                             GError **error)
{
  g_autoptr(PIX) rgb = pixConvertTo32(page);
  if (rgb == NULL)
    return no_memory(error);
  int width = pixGetWidth(rgb), height = pixGetHeight(rgb);
  g_autoptr(cairo_surface_t) surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    return no_memory(error);
  copy_pixels(surface, rgb);
  if (unique_id != NULL &&
      !attach_text(surface, CAIRO_MIME_TYPE_UNIQUE_ID, g_strdup(unique_id)))
    return no_memory(error);
  place(pdf, surface, width, height, rect);
  return TRUE;
}

gboolean bm_pdf_pix(BmPdf *pdf, PIX *page, BmPdfRect rect, int quality, const char *unique_id,
                    GError **error)
{
  g_assert(bm_pdf_n_pages(pdf) > 0);
  if (pixGetDepth(page) == 1)
    return put_bilevel(pdf, page, rect, unique_id, error);
  if (quality > 0)
    return put_jpeg(pdf, page, rect, quality, unique_id, error);
  return put_lossless(pdf, page, rect, unique_id, error);
}

static gboolean file_is_jpeg(const char *path)
{
  l_int32 format = IFF_UNKNOWN;
  return findFileFormat(path, &format) == 0 && format == IFF_JFIF_JPEG;
}

static gboolean put_jpeg_file(BmPdf *pdf, const char *path, BmPdfRect rect, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &bytes, &size, NULL))
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "cannot read a page file");
  GByteArray *picture = bm_pdf_jpeg_picture((const guint8 *)bytes, size);
  if (picture == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "a JPEG page is cut or damaged");
  return put_coded(pdf, CAIRO_MIME_TYPE_JPEG, picture, NULL, NULL, rect, error);
}

gboolean bm_pdf_image(BmPdf *pdf, const char *path, BmPdfRect rect, int quality, GError **error)
{
  if (file_is_jpeg(path))
    return put_jpeg_file(pdf, path, rect, error);
  g_autoptr(PIX) page = bm_page_read(path, error);
  if (page == NULL)
    return FALSE;
  return bm_pdf_pix(pdf, page, rect, quality, NULL, error);
}
