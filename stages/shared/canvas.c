/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing with cairo and pango, unit pt inside. */
#include "stages/shared/canvas.h"

#include "stages/shared/page.h"

#include <pango/pangocairo.h>

#define PT_PER_MM (72.0 / BM_MM_PER_INCH)
#define JPEG_QUALITY 80

struct BmCanvas {
  cairo_surface_t *surface; /* NULL: on a PDF page */
  cairo_t *cr;
  BmPdf *pdf;
  PangoFontMap *map;
  PangoContext *fonts;
};

/* 72 dpi and unhinted: sizes are points, and letters the same on each machine. */
static void fonts_open(BmCanvas *canvas)
{
  canvas->map = pango_cairo_font_map_new();
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(canvas->map), 72.0);
  canvas->fonts = pango_font_map_create_context(canvas->map);
  pango_context_set_language(canvas->fonts, pango_language_from_string("ru"));
  pango_context_set_round_glyph_positions(canvas->fonts, FALSE);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(canvas->fonts, options);
  cairo_font_options_destroy(options);
}

BmCanvas *bm_canvas_new(double width_mm, double height_mm, double dpi, GError **error)
{
  g_autoptr(BmCanvas) canvas = g_new0(BmCanvas, 1);
  canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, bm_px(width_mm, dpi),
                                               bm_px(height_mm, dpi));
  if (cairo_surface_status(canvas->surface) != CAIRO_STATUS_SUCCESS) {
    bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a picture");
    return NULL;
  }
  canvas->cr = cairo_create(canvas->surface);
  cairo_set_source_rgb(canvas->cr, 1, 1, 1);
  cairo_paint(canvas->cr);
  cairo_scale(canvas->cr, dpi / 72.0, dpi / 72.0);
  fonts_open(canvas);
  return g_steal_pointer(&canvas);
}

BmCanvas *bm_canvas_on(BmPdf *pdf)
{
  BmCanvas *canvas = g_new0(BmCanvas, 1);
  canvas->pdf = pdf;
  canvas->cr = cairo_reference(bm_pdf_cairo(pdf));
  fonts_open(canvas);
  return canvas;
}

void bm_canvas_free(BmCanvas *canvas)
{
  if (canvas == NULL)
    return;
  g_clear_pointer(&canvas->cr, cairo_destroy);
  g_clear_pointer(&canvas->surface, cairo_surface_destroy);
  g_clear_object(&canvas->fonts);
  g_clear_object(&canvas->map);
  g_free(canvas);
}

gboolean bm_canvas_write(BmCanvas *canvas, const char *path, GError **error)
{
  g_assert(canvas->surface != NULL);
  if (cairo_surface_write_to_png(canvas->surface, path) != CAIRO_STATUS_SUCCESS)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a picture");
  return TRUE;
}

static cairo_surface_t *surface_of(PIX *pix)
{
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  gboolean is_gray = pixGetDepth(pix) == 8;
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  unsigned char *data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
    guint32 *to = (guint32 *)(void *)(data + (size_t)y * stride);
    for (int x = 0; x < w; x++) /* Leptonica keeps RGB in the upper bytes of a word */
      to[x] = is_gray ? GET_DATA_BYTE(line, x) * 0x010101U : line[x] >> 8;
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

gboolean bm_canvas_picture(BmCanvas *canvas, PIX *pix, BmPdfRect rect, GError **error)
{
  g_assert(pixGetDepth(pix) == 8 || pixGetDepth(pix) == 32);
  if (canvas->pdf != NULL)
    return bm_pdf_pix(canvas->pdf, pix, rect, JPEG_QUALITY, NULL, error);
  cairo_surface_t *surface = surface_of(pix);
  gboolean ok = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
  cairo_t *cr = canvas->cr;
  cairo_save(cr);
  cairo_translate(cr, rect.x * PT_PER_MM, rect.y * PT_PER_MM);
  cairo_scale(cr, rect.w * PT_PER_MM / pixGetWidth(pix),
              rect.h * PT_PER_MM / pixGetHeight(pix));
  cairo_set_source_surface(cr, surface, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
  cairo_rectangle(cr, 0, 0, pixGetWidth(pix), pixGetHeight(pix));
  cairo_fill(cr);
  cairo_restore(cr);
  cairo_surface_destroy(surface);
  return ok || bm_fail(error, BM_ERROR_IO, "no_memory", "no room for a picture");
}

static void ink_set(BmCanvas *canvas, BmCanvasInk ink, double opacity)
{
  static const double inks[][3] = {[BM_INK_BLACK] = {0, 0, 0},
                                   [BM_INK_GRAY] = {0.6, 0.6, 0.6},
                                   [BM_INK_RED] = {0.75, 0.05, 0.05},
                                   [BM_INK_BLUE] = {0.1, 0.3, 0.85},
                                   [BM_INK_WHITE] = {1, 1, 1}};
  const double *c = inks[ink];
  cairo_set_source_rgba(canvas->cr, c[0], c[1], c[2], opacity);
}

static void path_set(BmCanvas *canvas, BmPdfRect rect)
{
  cairo_rectangle(canvas->cr, rect.x * PT_PER_MM, rect.y * PT_PER_MM, rect.w * PT_PER_MM,
                  rect.h * PT_PER_MM);
}

void bm_canvas_frame(BmCanvas *canvas, BmPdfRect rect, double line_mm, BmCanvasInk ink)
{
  ink_set(canvas, ink, 1);
  cairo_set_line_width(canvas->cr, line_mm * PT_PER_MM);
  path_set(canvas, rect);
  cairo_stroke(canvas->cr);
}

void bm_canvas_fill(BmCanvas *canvas, BmPdfRect rect, BmCanvasInk ink, double opacity)
{
  ink_set(canvas, ink, opacity);
  path_set(canvas, rect);
  cairo_fill(canvas->cr);
}

void bm_canvas_line(BmCanvas *canvas, double x1, double y1, double x2, double y2,
                    double line_mm, BmCanvasInk ink)
{
  ink_set(canvas, ink, 1);
  cairo_set_line_width(canvas->cr, line_mm * PT_PER_MM);
  cairo_move_to(canvas->cr, x1 * PT_PER_MM, y1 * PT_PER_MM);
  cairo_line_to(canvas->cr, x2 * PT_PER_MM, y2 * PT_PER_MM);
  cairo_stroke(canvas->cr);
}

void bm_canvas_text(BmCanvas *canvas, const char *font, const char *text, BmPdfRect rect,
                    BmCanvasInk ink)
{
  PangoLayout *layout = pango_layout_new(canvas->fonts);
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_width(layout, (int)(rect.w * PT_PER_MM * PANGO_SCALE));
  pango_layout_set_height(layout, (int)(rect.h * PT_PER_MM * PANGO_SCALE));
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout, text, -1);
  int high = 0;
  pango_layout_get_size(layout, NULL, &high);
  double rest = rect.h * PT_PER_MM - (double)high / PANGO_SCALE;
  ink_set(canvas, ink, 1);
  cairo_move_to(canvas->cr, rect.x * PT_PER_MM, rect.y * PT_PER_MM + MAX(rest / 2, 0));
  pango_cairo_show_layout(canvas->cr, layout);
  pango_font_description_free(description);
  g_object_unref(layout);
}
