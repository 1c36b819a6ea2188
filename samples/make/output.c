/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers: TIFF through Leptonica, PDF through cairo with the compressed image passed on,
 * JPG. */
#include "output.h"
#include <cairo-pdf.h>
#include <string.h>

struct BmScanFile {
  char *base;
  BmContainer container;
  int pages;
  cairo_surface_t *pdf;
  cairo_t *cr;
};

BmScanFile *bm_scan_file_new(const char *base, BmContainer container)
{
  BmScanFile *file = g_new0(BmScanFile, 1);
  file->base = g_strdup(base);
  file->container = container;
  if (container == BM_PDF) {
    g_autofree char *path = g_strconcat(base, ".pdf", NULL);
    file->pdf = cairo_pdf_surface_create(path, 100, 100);
    cairo_pdf_surface_set_metadata(file->pdf, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2026-10-22T12:00:00Z");
    cairo_pdf_surface_set_metadata(file->pdf, CAIRO_PDF_METADATA_CREATOR, "Scanner");
    file->cr = cairo_create(file->pdf);
  }
  return file;
}

static void must(gboolean is_fine, const char *what, const char *path)
{
  if (!is_fine)
    g_error("cannot %s '%s'", what, path);
}

/* A carrier of one pixel: the data behind it is what the PDF gets. */
static cairo_surface_t *carrier(const char *mime, const guint8 *data, gsize size)
{
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
  guint8 *copy = g_memdup2(data, size);
  cairo_surface_set_mime_data(surface, mime, copy, size, g_free, copy);
  return surface;
}

static cairo_surface_t *jpeg_carrier(PIX *page, const BmProfile *profile)
{
  l_uint8 *data = NULL;
  size_t size = 0;
  must(pixWriteMemJpeg(&data, &size, page, profile->quality, 0) == 0, "compress page of",
       profile->name);
  cairo_surface_t *surface = carrier(CAIRO_MIME_TYPE_JPEG, data, size);
  lept_free(data);
  return surface;
}

static cairo_surface_t *g4_carrier(PIX *page)
{
  L_COMP_DATA *data = NULL;
  must(pixGenerateCIData(page, L_G4_ENCODE, 0, 0, &data) == 0, "compress", "page");
  cairo_surface_t *surface =
      carrier(CAIRO_MIME_TYPE_CCITT_FAX, data->datacomp, data->nbytescomp);
  char *params = g_strdup_printf("Columns=%d Rows=%d K=-1 BlackIs1=%s", data->w, data->h,
                                 data->minisblack ? "true" : "false");
  cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_CCITT_FAX_PARAMS, (const guint8 *)params,
                              strlen(params), g_free, params);
  l_CIDataDestroy(&data);
  return surface;
}

static void add_to_pdf(BmScanFile *file, PIX *page, const BmProfile *profile)
{
  const double w = pixGetWidth(page) * 72.0 / profile->dpi,
               h = pixGetHeight(page) * 72.0 / profile->dpi;
  cairo_surface_t *image =
      profile->mode == BM_BILEVEL ? g4_carrier(page) : jpeg_carrier(page, profile);
  cairo_pdf_surface_set_size(file->pdf, w, h);
  cairo_save(file->cr);
  cairo_scale(file->cr, w, h);
  cairo_set_source_surface(file->cr, image, 0, 0);
  cairo_paint(file->cr);
  cairo_restore(file->cr);
  cairo_show_page(file->cr);
  cairo_surface_destroy(image);
}

void bm_scan_file_add(BmScanFile *file, PIX *page, const BmProfile *profile)
{
  file->pages++;
  if (file->container == BM_PDF) {
    add_to_pdf(file, page, profile);
  } else if (file->container == BM_TIFF) {
    g_autofree char *path = g_strconcat(file->base, ".tif", NULL);
    const int format = profile->mode == BM_BILEVEL ? IFF_TIFF_G4 : IFF_TIFF_JPEG;
    must(pixWriteTiff(path, page, format, file->pages == 1 ? "w" : "a") == 0, "write", path);
  } else {
    g_autofree char *path = g_strdup_printf("%s-%03d.jpg", file->base, file->pages);
    must(pixWriteJpeg(path, page, profile->quality, 0) == 0, "write", path);
  }
}

void bm_scan_file_close(BmScanFile *file)
{
  if (file->pdf != NULL) {
    cairo_destroy(file->cr);
    cairo_surface_finish(file->pdf);
    must(cairo_surface_status(file->pdf) == CAIRO_STATUS_SUCCESS, "write", file->base);
    cairo_surface_destroy(file->pdf);
  }
  g_free(file->base);
  g_free(file);
}
