/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two stamps of a page as pictures. */
#include "stages/number/stamp.h"

#include <pango/pangocairo.h>

#define FONT_FAMILY "PT Sans"
#define BARS_MM 9.0
#define TEXT_MM 3.6  /* height of the line of figures */
#define BELOW_MM 0.8 /* white below the figures */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)

/* A context of our own, kept for the life of the process, so that no desktop setting of hinting
 * or resolution changes the figures. */
static PangoContext *text_context(void)
{
  static PangoFontMap *fonts = NULL;
  static PangoContext *context = NULL;
  if (context != NULL)
    return context;
  fonts = pango_cairo_font_map_new();
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72.0);
  context = pango_font_map_create_context(fonts);
  pango_context_set_language(context, pango_language_from_string("ru"));
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  return context;
}

static PangoFontDescription *stamp_font(void)
{
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family_static(font, FONT_FAMILY);
  pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size(font, 100 * PANGO_SCALE);
  return font;
}

gboolean bm_stamp_ready(GError **error)
{
  PangoFontDescription *wanted = stamp_font();
  g_autoptr(PangoFont) font = pango_context_load_font(text_context(), wanted);
  pango_font_description_free(wanted);
  gboolean is_there = FALSE;
  if (font != NULL) {
    PangoFontDescription *found = pango_font_describe(font);
    is_there = g_strcmp0(pango_font_description_get_family(found), FONT_FAMILY) == 0;
    pango_font_description_free(found);
  }
  return is_there ||
         bm_fail(error, BM_ERROR_MODEL, "font_missing", "no font '%s'", FONT_FAMILY);
}

/* A line of @text, as large as fits into the picture. */
static void draw_line(cairo_t *cr, const char *text, int w, int h)
{
  g_autoptr(PangoLayout) layout = pango_layout_new(text_context());
  PangoFontDescription *font = stamp_font();
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_text(layout, text, -1);
  PangoRectangle ink;
  pango_layout_get_pixel_extents(layout, &ink, NULL);
  double scale = MIN((double)w / ink.width, (double)h / ink.height);
  cairo_translate(cr, (w - ink.width * scale) / 2, (h - ink.height * scale) / 2);
  cairo_scale(cr, scale, scale);
  cairo_move_to(cr, -ink.x, -ink.y);
  pango_cairo_layout_path(cr, layout);
  cairo_fill(cr);
}

/* @text as a picture of depth 1, @w × @h pixels; NULL when there is no memory. */
static PIX *text_picture(const char *text, int w, int h)
{
  g_autoptr(cairo_surface_t) surface = cairo_image_surface_create(CAIRO_FORMAT_A8, w, h);
  g_autoptr(cairo_t) cr = cairo_create(surface);
  draw_line(cr, text, w, h);
  cairo_surface_flush(surface);
  PIX *pix = pixCreate(w, h, 1);
  if (pix == NULL || cairo_status(cr) != CAIRO_STATUS_SUCCESS) {
    pixDestroy(&pix);
    return NULL;
  }
  const guint8 *cover = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      if (cover[y * stride + x] >= 128)
        pixSetPixel(pix, x, y, 1);
  return pix;
}

/* @symbol with the line of figures below it. */
static PIX *with_text(PIX *symbol, const char *text, double dpi)
{
  int text_px = MAX(8, (int)(TEXT_MM * dpi / 25.4)), below = (int)(BELOW_MM * dpi / 25.4);
  int w = pixGetWidth(symbol), h = pixGetHeight(symbol), side = w / 12;
  g_autoptr(PIX) line = text_picture(text, w - 2 * side, text_px);
  PIX *stamp = pixCreate(w, h + text_px + below, 1);
  if (line == NULL || stamp == NULL) {
    pixDestroy(&stamp);
    return NULL;
  }
  pixRasterop(stamp, 0, 0, w, h, PIX_SRC, symbol, 0, 0);
  pixRasterop(stamp, side, h, w - 2 * side, text_px, PIX_SRC, line, 0, 0);
  return stamp;
}

PIX *bm_stamp_draw(BmCodeShape shape, const BmPageCode *code, double dpi, int enlarge,
                   GError **error)
{
  char digits[BM_PAGECODE_SIZE];
  if (!bm_pagecode_format(code, digits)) {
    bm_fail(error, BM_ERROR_INPUT, "code_not_drawn", "page %d cannot be written", code->page);
    return NULL;
  }
  int module_px = bm_code_module_px(shape, dpi) + enlarge;
  g_autoptr(PIX) symbol =
      bm_code_draw(shape, digits, module_px, (int)(BARS_MM * dpi / 25.4), error);
  if (symbol == NULL)
    return NULL;
  g_autofree char *text = shape == BM_SHAPE_QR
                              ? g_strdup(code->work_no)
                              : g_strdup_printf("%s  стр. %d", code->work_no, code->page);
  PIX *stamp = with_text(symbol, text, dpi);
  if (stamp == NULL)
    bm_fail(error, BM_ERROR_IO, "no_memory", "cannot draw a stamp");
  return stamp;
}

gboolean bm_stamp_paste(PIX *page, PIX *stamp, int x, int y)
{
  int depth = pixGetDepth(page), w = pixGetWidth(stamp), h = pixGetHeight(stamp);
  g_autoptr(PIX) same_depth = depth == 1   ? pixClone(stamp)
                              : depth == 8 ? pixConvertTo8(stamp, FALSE)
                                           : pixConvertTo32(stamp);
  return same_depth != NULL && pixRasterop(page, x, y, w, h, PIX_SRC, same_depth, 0, 0) == 0;
}
