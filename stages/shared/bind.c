/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page files bound into one document. */
#include "stages/shared/bind.h"

#include "stages/shared/page.h"
#include "stages/shared/pdf.h"

#include <errno.h>
#include <glib/gstdio.h>

#define JPEG_QUALITY 85 /* of pages that are not JPEG already */
#define DPI_UNKNOWN 300.0

static PIX *gray_page(void)
{
  PIX *page = pixCreate(bm_px(BM_PDF_A4_WIDTH, 100), bm_px(BM_PDF_A4_HEIGHT, 100), 8);
  pixSetAllArbitrary(page, 128);
  pixSetResolution(page, 100, 100);
  return page;
}

static PIX *page_or_gray(const char *path, GError **error)
{
  return path != NULL ? bm_page_read(path, error) : gray_page();
}

static gboolean bind_tiff(const char *out, const char *const *pages, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr(PIX) page = page_or_gray(pages[i], error);
    if (page == NULL)
      return FALSE;
    int format = pixGetDepth(page) == 1 ? IFF_TIFF_G4 : IFF_TIFF_LZW;
    if (pixWriteTiff(out, page, format, i == 0 ? "w" : "a") != 0)
      return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write page %u", i + 1);
  }
  return TRUE;
}

static gboolean bind_pdf_page(BmPdf *pdf, const char *path, GError **error)
{
  g_autoptr(PIX) page = page_or_gray(path, error);
  if (page == NULL)
    return FALSE;
  double dpi = pixGetXRes(page) > 0 ? pixGetXRes(page) : DPI_UNKNOWN;
  BmPdfRect all = {0, 0, bm_mm(pixGetWidth(page), dpi), bm_mm(pixGetHeight(page), dpi)};
  bm_pdf_page(pdf, all.w, all.h);
  return path != NULL ? bm_pdf_image(pdf, path, all, JPEG_QUALITY, error)
                      : bm_pdf_pix(pdf, page, all, JPEG_QUALITY, NULL, error);
}

static gboolean bind_pdf(const char *out, const char *const *pages, guint n, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(out, NULL, error);
  if (pdf == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!bind_pdf_page(pdf, pages[i], error))
      return FALSE;
  return bm_pdf_finish(pdf, error);
}

gboolean bm_bind(const char *out, const char *const *pages, guint n, GError **error)
{
  g_autofree char *draft = g_strconcat(out, ".new", NULL);
  gboolean is_pdf = g_str_has_suffix(out, ".pdf") || g_str_has_suffix(out, ".PDF");
  if (!(is_pdf ? bind_pdf : bind_tiff)(draft, pages, n, error)) {
    g_unlink(draft);
    return FALSE;
  }
  if (g_rename(draft, out) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "rename: %s", g_strerror(errno));
  return TRUE;
}
