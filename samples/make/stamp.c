/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rubber stamps: a corner stamp with lines of text, a round seal with text along the ring. */
#include "work.h"
#include <math.h>

void bm_stamp_font(cairo_t *cr, const char *family, double size_mm, gboolean is_bold)
{
  cairo_select_font_face(cr, family, CAIRO_FONT_SLANT_NORMAL,
                         is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, size_mm);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_set_font_options(cr, options);
  cairo_font_options_destroy(options);
}

void bm_stamp_corner(BmSheet *sheet, const BmSchool *school, double x, double y,
                     double turn_deg, const BmInk *ink)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_SECRET("stamp"), ink, school->name, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  bm_stamp_font(cr, "PT Sans", 3.4, FALSE);
  double width = 40;
  int lines = 0;
  for (; lines < 6 && school->stamp[lines] != NULL; lines++) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, school->stamp[lines], &extents);
    width = MAX(width, extents.x_advance + 6);
  }
  for (int i = 0; i < lines; i++) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, school->stamp[i], &extents);
    cairo_move_to(cr, (width - extents.x_advance) / 2, 6.2 + i * 4.7);
    cairo_show_text(cr, school->stamp[i]);
  }
  cairo_set_line_width(cr, 0.55);
  cairo_rectangle(cr, 0, 0, width, 5.5 + lines * 4.7);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

static void ring_text(cairo_t *cr, const char *text, double radius)
{
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text, &extents);
  const double stretch = 2 * G_PI * radius / extents.x_advance;
  double angle = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    char one[7] = {0};
    g_unichar_to_utf8(g_utf8_get_char(p), one);
    cairo_text_extents(cr, one, &extents);
    cairo_save(cr);
    cairo_rotate(cr, angle);
    cairo_move_to(cr, -extents.x_advance / 2, -radius);
    cairo_show_text(cr, one);
    cairo_restore(cr);
    angle += extents.x_advance * stretch / radius;
  }
}

void bm_stamp_seal(BmSheet *sheet, const BmSchool *school, double x, double y, double radius,
                   double turn_deg, const BmInk *ink)
{
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_SECRET("stamp"), ink, school->seal, FALSE);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn_deg * G_PI / 180);
  static const struct {
    double share, width;
  } rings[] = {{1, 0.6}, {0.94, 0.25}, {0.66, 0.3}};
  for (gsize i = 0; i < G_N_ELEMENTS(rings); i++) {
    cairo_set_line_width(cr, rings[i].width);
    cairo_new_sub_path(cr);
    cairo_arc(cr, 0, 0, radius * rings[i].share, 0, 2 * G_PI);
    cairo_stroke(cr);
  }
  bm_stamp_font(cr, "PT Sans", radius * 0.17, FALSE);
  ring_text(cr, school->seal, radius * 0.73);
  bm_stamp_font(cr, "PT Sans", radius * 0.24, TRUE);
  for (int i = 0; i < 3 && school->stamp[i] != NULL; i++) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, school->stamp[i], &extents);
    const double fit = MIN(1.0, radius * 1.1 / extents.x_advance);
    cairo_save(cr);
    cairo_scale(cr, fit, fit);
    cairo_move_to(cr, -extents.x_advance / 2, (i - 0.6) * radius * 0.28 / fit);
    cairo_show_text(cr, school->stamp[i]);
    cairo_restore(cr);
  }
  bm_sheet_end(sheet);
}
