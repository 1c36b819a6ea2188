/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a finished PDF as pixels. */
#include "stages/audit/drawn.h"

#include <cairo.h>

#define POINTS 72.0
#define SIDE_MOST 4000 /* pixels: half a metre at 200 dpi */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)

/* poppler logs what it cannot draw, words of the document among it. */
static void hush(const char *domain, GLogLevelFlags level, const char *text, gpointer user)
{
  (void)domain;
  (void)level;
  (void)text;
  (void)user;
}

PopplerDocument *bm_drawn_open(const char *path, GError **error)
{
  static guint handler = 0;
  if (handler == 0)
    handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, hush, NULL);
  g_autofree char *uri = g_filename_to_uri(path, NULL, NULL);
  PopplerDocument *document =
      uri != NULL ? poppler_document_new_from_file(uri, NULL, NULL) : NULL;
  if (document == NULL)
    bm_fail(error, BM_ERROR_INPUT, "audit_unreadable", "poppler cannot open a PDF");
  return document;
}

static PIX *gray_of(cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface);
  cairo_surface_flush(surface);
  const guint8 *data = cairo_image_surface_get_data(surface);
  PIX *page = data != NULL ? pixCreate(width, height, 8) : NULL;
  for (int y = 0; page != NULL && y < height; y++) {
    const guint32 *from = (const guint32 *)(const void *)(data + (gssize)y * stride);
    l_uint32 *to = pixGetData(page) + (gssize)y * pixGetWpl(page);
    for (int x = 0; x < width; x++)
      SET_DATA_BYTE(to, x, (from[x] >> 8) & 0xFF); /* green stands for all */
  }
  return page;
}

PIX *bm_drawn_page(PopplerDocument *document, int index, double dpi)
{
  g_autoptr(PopplerPage) page = index >= 0 && index < poppler_document_get_n_pages(document)
                                    ? poppler_document_get_page(document, index)
                                    : NULL;
  double width = 0, height = 0, scale = dpi / POINTS;
  if (page == NULL)
    return NULL;
  poppler_page_get_size(page, &width, &height);
  if (!(width > 1 && height > 1 && width * scale < SIDE_MOST && height * scale < SIDE_MOST))
    return NULL;
  g_autoptr(cairo_surface_t) surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, (int)(width * scale), (int)(height * scale));
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    return NULL;
  g_autoptr(cairo_t) cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, scale, scale);
  poppler_page_render(page, cr);
  return cairo_status(cr) == CAIRO_STATUS_SUCCESS ? gray_of(surface) : NULL;
}
