/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF pages and images to pixels through poppler. */
#include "stages/intake/pdfrender.h"

#include <cairo.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)

/* poppler logs what it cannot draw, words of the document among it: count, and say nothing. */
static void on_log(const char *domain, GLogLevelFlags level, const char *text, gpointer user)
{
  (void)domain;
  (void)level;
  (void)text;
  ++*(guint *)user;
}

static guint hush(guint *counter)
{
  *counter = 0;
  return g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, on_log, counter);
}

PopplerDocument *bm_poppler_open(GBytes *bytes, guint n_pages, GError **error)
{
  guint n_errors = 0, handler = hush(&n_errors);
  PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
  g_log_remove_handler("Poppler", handler);
  if (document != NULL && poppler_document_get_n_pages(document) == (int)n_pages)
    return document;
  g_clear_object(&document);
  bm_fail(error, BM_ERROR_INPUT, "file_damaged",
          "poppler does not see the pages of a PDF file");
  return NULL;
}

static PIX *to_pix(cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface);
  cairo_surface_flush(surface);
  const guint8 *data = cairo_image_surface_get_data(surface);
  PIX *page = data != NULL ? pixCreate(width, height, 32) : NULL;
  for (int y = 0; page != NULL && y < height; y++) {
    const guint32 *from = (const guint32 *)(const void *)(data + (gssize)y * stride);
    l_uint32 *to = pixGetData(page) + (gssize)y * pixGetWpl(page);
    for (int x = 0; x < width; x++)
      to[x] = from[x] << 8; /* xRGB to RGBx */
  }
  return page;
}

/* Decoded images of other kinds (alpha, 30 bit) are drawn over white first. */
static cairo_surface_t *plain_surface(cairo_surface_t *image)
{
  if (cairo_image_surface_get_format(image) == CAIRO_FORMAT_RGB24)
    return cairo_surface_reference(image);
  cairo_surface_t *plain =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, cairo_image_surface_get_width(image),
                                 cairo_image_surface_get_height(image));
  g_autoptr(cairo_t) cr = cairo_create(plain);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_set_source_surface(cr, image, 0, 0);
  cairo_paint(cr);
  return plain;
}

static cairo_surface_t *draw(PopplerPage *page, int width, int height)
{
  double page_width = 0, page_height = 0;
  poppler_page_get_size(page, &page_width, &page_height);
  g_autoptr(cairo_surface_t) surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    return NULL;
  g_autoptr(cairo_t) cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, width / page_width, height / page_height);
  poppler_page_render(page, cr);
  return cairo_status(cr) == CAIRO_STATUS_SUCCESS ? g_steal_pointer(&surface) : NULL;
}

PIX *bm_poppler_render(PopplerDocument *document, guint index, int width, int height,
                       guint *ret_n_errors, GError **error)
{
  guint handler = hush(ret_n_errors);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, (int)index);
  g_autoptr(cairo_surface_t) surface = page != NULL ? draw(page, width, height) : NULL;
  g_log_remove_handler("Poppler", handler);
  if (surface == NULL) {
    bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "poppler cannot draw a page");
    return NULL;
  }
  PIX *pix = to_pix(surface);
  if (pix == NULL)
    bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a PDF page");
  return pix;
}

static int only_image_id(PopplerPage *page)
{
  GList *mapping = poppler_page_get_image_mapping(page);
  int id = -1;
  if (mapping != NULL && mapping->next == NULL)
    id = ((PopplerImageMapping *)mapping->data)->image_id;
  poppler_page_free_image_mapping(mapping);
  return id;
}

PIX *bm_poppler_image(PopplerDocument *document, guint index, int width, int height,
                      guint *ret_n_errors)
{
  guint handler = hush(ret_n_errors);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, (int)index);
  int id = page != NULL ? only_image_id(page) : -1;
  g_autoptr(cairo_surface_t) image = id >= 0 ? poppler_page_get_image(page, id) : NULL;
  g_log_remove_handler("Poppler", handler);
  if (image == NULL || cairo_image_surface_get_width(image) != width ||
      cairo_image_surface_get_height(image) != height)
    return NULL;
  g_autoptr(cairo_surface_t) plain = plain_surface(image);
  return to_pix(plain);
}

gboolean bm_poppler_size(PopplerDocument *document, guint index, double *ret_w, double *ret_h)
{
  guint n_errors = 0, handler = hush(&n_errors);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, (int)index);
  if (page != NULL)
    poppler_page_get_size(page, ret_w, ret_h);
  g_log_remove_handler("Poppler", handler);
  return page != NULL && *ret_w > 0 && *ret_h > 0;
}
