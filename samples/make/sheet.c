/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording ink with its meaning; print, lines, boxes, grids. */
#include "sheet.h"
#include <math.h>
#include <pango/pangocairo.h>

const BmInk bm_ink_black = {0.08, 0.08, 0.09, 0.30};
const BmInk bm_ink_gray = {0.45, 0.45, 0.46, 0.20};
const BmInk bm_ink_blue = {0.12, 0.17, 0.52, 0.38};
const BmInk bm_ink_violet = {0.28, 0.14, 0.52, 0.38};
const BmInk bm_ink_red = {0.78, 0.12, 0.16, 0.40};
const BmInk bm_ink_pencil = {0.35, 0.35, 0.37, 0.35};
const BmInk bm_ink_grid = {0.66, 0.74, 0.86, 0.14};

static void mark_free(gpointer data)
{
  BmMark *mark = data;
  g_free(mark->text);
  cairo_surface_destroy(mark->ink);
  g_free(mark);
}

BmSheet *bm_sheet_new(double w_mm, double h_mm)
{
  BmSheet *sheet = g_new0(BmSheet, 1);
  sheet->w_mm = w_mm;
  sheet->h_mm = h_mm;
  sheet->paper = (BmInk){0.985, 0.98, 0.97, 0};
  sheet->marks = g_ptr_array_new_with_free_func(mark_free);
  sheet->zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  return sheet;
}

void bm_sheet_free(BmSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_ptr_array_unref(sheet->marks);
  g_array_unref(sheet->zones);
  g_free(sheet);
}

cairo_t *bm_sheet_begin(BmSheet *sheet, BmSense sense, const BmInk *ink, const char *text,
                        gboolean is_handwritten)
{
  g_assert(sheet->open == NULL);
  BmMark *mark = g_new0(BmMark, 1);
  mark->meaning = sense.meaning;
  mark->kind = sense.kind;
  mark->text = g_strdup(text);
  mark->is_handwritten = is_handwritten;
  mark->ink = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
  g_ptr_array_add(sheet->marks, mark);
  sheet->open = cairo_create(mark->ink);
  cairo_set_source_rgb(sheet->open, ink->r, ink->g, ink->b);
  cairo_set_line_width(sheet->open, ink->width_mm);
  cairo_set_line_cap(sheet->open, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(sheet->open, CAIRO_LINE_JOIN_ROUND);
  return sheet->open;
}

void bm_sheet_end(BmSheet *sheet)
{
  g_clear_pointer(&sheet->open, cairo_destroy);
  BmMark *mark = g_ptr_array_index(sheet->marks, sheet->marks->len - 1);
  cairo_recording_surface_ink_extents(mark->ink, &mark->x, &mark->y, &mark->w, &mark->h);
}

void bm_sheet_paint(const BmSheet *sheet, cairo_t *cr, BmMeaning only)
{
  for (guint i = 0; i < sheet->marks->len; i++) {
    const BmMark *mark = g_ptr_array_index(sheet->marks, i);
    if (only != BM_PLAIN && mark->meaning != only)
      continue;
    cairo_save(cr);
    if (sheet->page_kind != NULL) { /* much faster; elsewhere it would move a few pixels */
      cairo_rectangle(cr, mark->x - 1, mark->y - 1, mark->w + 2, mark->h + 2);
      cairo_clip(cr);
    }
    cairo_set_source_surface(cr, mark->ink, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
  }
}

#define MM_PER_POINT (25.4 / 72.0)

/* A layout whose glyphs keep their places at every resolution. */
static PangoLayout *layout_new(cairo_t *cr, const char *font, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout(cr);
  PangoContext *context = pango_layout_get_context(layout);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_destroy(options);
  g_autoptr(PangoFontDescription) description = pango_font_description_from_string(font);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, text, -1);
  return layout;
}

static double show_line(cairo_t *cr, double x, double y, BmAlign align, const char *font,
                        const char *text)
{
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, MM_PER_POINT, MM_PER_POINT);
  g_autoptr(PangoLayout) layout = layout_new(cr, font, text);
  PangoRectangle logical;
  pango_layout_get_extents(layout, NULL, &logical);
  const double width = logical.width / (double)PANGO_SCALE;
  const double left = align == BM_LEFT ? 0 : align == BM_CENTRE ? -width / 2 : -width;
  cairo_move_to(cr, left, -pango_layout_get_baseline(layout) / (double)PANGO_SCALE);
  pango_cairo_show_layout(cr, layout);
  cairo_restore(cr);
  return width * MM_PER_POINT;
}

double bm_sheet_print(BmSheet *sheet, BmSense sense, double x, double y, BmAlign align,
                      const char *font, const BmInk *ink, const char *text)
{
  cairo_t *cr = bm_sheet_begin(sheet, sense, ink, text, FALSE);
  const double width = show_line(cr, x, y, align, font, text);
  bm_sheet_end(sheet);
  return width;
}

void bm_sheet_print_turned(BmSheet *sheet, BmSense sense, double x, double y, double turn_deg,
                           const char *font, const BmInk *ink, const char *text)
{
  cairo_t *cr = bm_sheet_begin(sheet, sense, ink, text, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  show_line(cr, 0, 0, BM_LEFT, font, text);
  bm_sheet_end(sheet);
}

double bm_sheet_print_block(BmSheet *sheet, BmSense sense, double x, double y, double w,
                            const char *font, const char *text)
{
  cairo_t *cr = bm_sheet_begin(sheet, sense, &bm_ink_black, text, FALSE);
  cairo_translate(cr, x, y);
  cairo_scale(cr, MM_PER_POINT, MM_PER_POINT);
  g_autoptr(PangoLayout) layout = layout_new(cr, font, text);
  pango_layout_set_width(layout, (int)(w / MM_PER_POINT * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
  pango_cairo_show_layout(cr, layout);
  PangoRectangle logical;
  pango_layout_get_extents(layout, NULL, &logical);
  bm_sheet_end(sheet);
  return y + logical.height / (double)PANGO_SCALE * MM_PER_POINT;
}

void bm_sheet_rule(BmSheet *sheet, double x1, double y1, double x2, double y2, const BmInk *ink)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, ink, NULL, FALSE);
  cairo_move_to(cr, x1, y1);
  cairo_line_to(cr, x2, y2);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_line(BmSheet *sheet, double x1, double y1, double x2, double y2, double width_mm)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_black, NULL, FALSE);
  cairo_set_line_width(cr, width_mm);
  cairo_move_to(cr, x1, y1);
  cairo_line_to(cr, x2, y2);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_dots(BmSheet *sheet, double x1, double x2, double y)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_black, NULL, FALSE);
  for (double x = x1; x <= x2; x += 1.2) {
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, 0.17, 0, 2 * G_PI);
  }
  cairo_fill(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_box(BmSheet *sheet, double x, double y, double w, double h, double width_mm)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_black, NULL, FALSE);
  cairo_set_line_width(cr, width_mm);
  cairo_rectangle(cr, x, y, w, h);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_cells(BmSheet *sheet, double x, double y, double size_w, double size_h, int n)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_black, NULL, FALSE);
  cairo_set_line_width(cr, 0.22);
  for (int i = 0; i < n; i++)
    cairo_rectangle(cr, x + i * size_w, y, size_w, size_h);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_squares(BmSheet *sheet, double x, double y, double w, double h, double step)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_grid, NULL, FALSE);
  for (double at = x; at <= x + w + 0.01; at += step) {
    cairo_move_to(cr, at, y);
    cairo_line_to(cr, at, y + h);
  }
  for (double at = y; at <= y + h + 0.01; at += step) {
    cairo_move_to(cr, x, at);
    cairo_line_to(cr, x + w, at);
  }
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

void bm_sheet_ruling(BmSheet *sheet, double x, double y, double w, double h, double step)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_PLAIN, &bm_ink_grid, NULL, FALSE);
  for (double at = y; at <= y + h + 0.01; at += step) {
    cairo_move_to(cr, x, at);
    cairo_line_to(cr, x + w, at);
  }
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}
