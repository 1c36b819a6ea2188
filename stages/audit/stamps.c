/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps of a PDF, page by page. */
#include "stages/audit/stamps.h"

#include <cairo.h>
#include <poppler.h>

#include "stages/shared/codearea.h"
#include "stages/shared/coderead.h"

#define DPI BM_CODEAREA_DPI /* a module of a stamp's bars has 2.6 pixels, of its QR 4.8 */
#define POINTS 72.0
#define INK_BELOW 128  /* stamps are set black on white, whatever the paper is */
#define SIDE_MOST 4000 /* pixels: half a metre */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)
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

/* --- a page as pixels */

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

static PIX *draw(PopplerPage *page)
{
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  double scale = DPI / POINTS;
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

/* --- a page's stamp */

typedef struct Found {
  BmPageCode code;
  gboolean is_found, is_differing;
} Found;

static void look(PIX *page, BmBox area, BmCodeEffort effort, Found *found)
{
  BmCodeReading reading;
  BmCodeVerdict verdict = bm_code_read(page, area, effort, &reading);
  if (verdict == BM_CODE_CONFLICT)
    found->is_differing = TRUE;
  if (verdict != BM_CODE_VALID || reading.code.kind != BM_CODE_PAGE)
    return;
  if (found->is_found && !bm_pagecode_equal(&found->code, &reading.code))
    found->is_differing = TRUE;
  found->code = reading.code;
  found->is_found = TRUE;
}

/* Every place that may hold a code is read: a second stamp must not hide behind the first. */
static void areas_look(PIX *page, Found *found)
{
  g_autoptr(PIX) ink = pixThresholdToBinary(page, INK_BELOW);
  g_autoptr(GArray) areas = ink != NULL ? bm_code_areas(ink) : NULL;
  for (guint i = 0; areas != NULL && i < areas->len; i++)
    look(page, g_array_index(areas, BmCodeArea, i).box, BM_CODE_QUICK, found);
}

static json_t *stamp_of(PIX *page, gboolean is_wanted)
{
  Found found = {0};
  areas_look(page, &found);
  if (!found.is_found && !found.is_differing)
    look(page, (BmBox){0}, is_wanted ? BM_CODE_THOROUGH : BM_CODE_QUICK, &found);
  if (found.is_differing)
    return json_string("differ");
  if (!found.is_found)
    return json_null();
  return json_pack("{s:s,s:i,s:i}", "work_no", found.code.work_no, "page", found.code.page,
                   "round_tag", found.code.round_tag);
}

/* --- the file */

static gboolean is_among(const json_t *numbers, int number)
{
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)numbers, i, one)
    if (json_integer_value(one) == number)
      return TRUE;
  return FALSE;
}

static json_t *pages_read(PopplerDocument *document, const json_t *wanted)
{
  json_t *stamps = json_array();
  int n = poppler_document_get_n_pages(document);
  for (int i = 0; i < n; i++) {
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
    g_autoptr(PIX) shown = page != NULL ? draw(page) : NULL;
    json_array_append_new(stamps, shown != NULL ? stamp_of(shown, is_among(wanted, i + 1))
                                                : json_null());
  }
  return stamps;
}

json_t *bm_stamps_read(const char *path, const json_t *wanted, GError **error)
{
  g_autofree char *uri = g_filename_to_uri(path, NULL, NULL);
  guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, hush, NULL);
  g_autoptr(PopplerDocument) document =
      uri != NULL ? poppler_document_new_from_file(uri, NULL, NULL) : NULL;
  json_t *stamps = document != NULL ? pages_read(document, wanted) : NULL;
  g_log_remove_handler("Poppler", handler);
  if (stamps == NULL)
    bm_fail(error, BM_ERROR_INPUT, "audit_unreadable", "poppler cannot open a bundle");
  return stamps;
}
