/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws filled-in copies of one printed form, in any font, as any scanner would hand them over.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/page.h"

#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define SHEET_W 210.0
#define SHEET_H 297.0

typedef struct Sheet {
  guint pupil;      /* decides the handwriting */
  const char *font; /* NULL: PT Sans */
  double dpi;       /* 0: 150 */
  gboolean is_gray; /* 8 bit with grain and gray ink, else 1 bit */
  double dx, dy;    /* mm */
  double turn_deg;
  gboolean has_one_class; /* every pupil writes the same class the same way */
  gboolean is_print_only; /* nobody wrote on it */
  gboolean is_other;      /* another form with the same number of rows */
  const char *task;       /* printed in the middle of the page; NULL: nothing */
  const char *heading;    /* printed above the title, on all copies; NULL: nothing */
} Sheet;

static inline void sheet_text(cairo_t *cr, const char *font, const char *text, double x,
                              double y, double size_mm)
{
  PangoLayout *layout = pango_cairo_create_layout(cr);
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_font_description_set_absolute_size(description, size_mm * 4 * PANGO_SCALE);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, text, -1);
  cairo_save(cr);
  cairo_move_to(cr, x, y);
  cairo_scale(cr, 0.25, 0.25); /* at a size of a few units glyphs would be placed coarsely */
  pango_cairo_show_layout(cr, layout);
  cairo_restore(cr);
  pango_font_description_free(description);
  g_object_unref(layout);
}

static inline void sheet_cells(cairo_t *cr, double x, double y, int n)
{
  cairo_set_line_width(cr, 0.3);
  for (int i = 0; i < n; i++)
    cairo_rectangle(cr, x + 7 * i, y, 7, 8);
  cairo_stroke(cr);
}

/* Scrawl of about @w mm; another @seed writes otherwise. */
static inline void sheet_hand(cairo_t *cr, double x, double y, double w, guint seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed * 7919U + 13U);
  double px = x, py = y;
  cairo_set_line_width(cr, 0.45);
  cairo_move_to(cr, px, py);
  while (px < x + w) {
    px += g_rand_double_range(rand, 0.5, 1.9);
    py = y + g_rand_double_range(rand, -2.3, 2.3);
    cairo_line_to(cr, px, py);
  }
  cairo_stroke(cr);
}

static inline void sheet_print(cairo_t *cr, const Sheet *sheet)
{
  const char *font = sheet->font != NULL ? sheet->font : "PT Sans";
  static const char *const labels[][3] = {{"Фамилия", "Имя", "Отчество"},
                                          {"Ученик", "Класс", "Учитель"}};
  if (sheet->task != NULL)
    sheet_text(cr, font, sheet->task, 20, 150, 4);
  if (sheet->heading != NULL)
    sheet_text(cr, font, sheet->heading, 25, 8, 4);
  sheet_text(cr, font,
             sheet->is_other ? "Тетрадь для самостоятельных работ" : "Диагностическая работа",
             sheet->is_other ? 40 : 60, 15, 6);
  sheet_text(cr, font,
             sheet->is_other ? "Повторение пройденного за год, лист для ответов"
                             : "Бланк ответов по математике, основная часть",
             20, 26, 4);
  for (int i = 0; i < 3; i++) {
    double y = 38 + 12 * i;
    sheet_text(cr, font, labels[sheet->is_other ? 1 : 0][i], 20, y + 1, 4.5);
    sheet_cells(cr, 52, y, sheet->is_other ? 8 + 4 * i : 20);
  }
  sheet_text(cr, font, "Класс", 20, 75, 4.5);
  sheet_cells(cr, 52, 74, 3);
  sheet_text(cr, font, "Вариант", 100, 75, 4.5);
  sheet_cells(cr, 125, 74, 2);
  sheet_text(cr, font, "Пишите разборчиво и только внутри полей этого бланка", 20, 88, 4);
  sheet_text(cr, font, sheet->is_other ? "Лист повторения 4" : "Бланк 17, лист 1 из 2", 20, 283,
             4);
}

static inline void sheet_writing(cairo_t *cr, const Sheet *sheet)
{
  for (int i = 0; i < 3; i++)
    sheet_hand(cr, 53, 42 + 12 * i, 30 + 8 * (double)((sheet->pupil + (guint)i) % 5),
               10 * sheet->pupil + (guint)i);
  sheet_hand(cr, 53, 78, 12, sheet->has_one_class ? 4711 : 5000 + sheet->pupil);
  for (int row = 0; row < 9; row++)
    sheet_hand(cr, 22 + (7 * (int)(sheet->pupil + (guint)row)) % 20, 110 + 17 * row,
               90 + 8 * (double)((sheet->pupil * 3 + (guint)row) % 7),
               1000 + 20 * sheet->pupil + (guint)row);
}

/* Millimetres on the form → pixels of the scan. */
static inline BmAffine sheet_map(const Sheet *sheet)
{
  double px = (sheet->dpi > 0 ? sheet->dpi : 150) / BM_MM_PER_INCH;
  double angle = sheet->turn_deg * G_PI / 180, a = cos(angle), b = -sin(angle);
  double cx = SHEET_W / 2, cy = SHEET_H / 2;
  return (BmAffine){px * a,  px * b, px * (cx - a * cx - b * cy + sheet->dx),
                    -px * b, px * a, px * (cy + b * cx - a * cy + sheet->dy)};
}

static inline PIX *sheet_pix(cairo_surface_t *surface, gboolean is_gray)
{
  int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  PIX *page = pixCreate(w, h, is_gray ? 8 : 1);
  g_autoptr(GRand) grain = g_rand_new_with_seed(5);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(page) + (size_t)y * pixGetWpl(page);
    for (int x = 0; x < w; x++) {
      int value = data[(size_t)y * (size_t)stride + (size_t)x]; /* A8: ink */
      if (is_gray)
        SET_DATA_BYTE(line, x,
                      (l_uint8)(235 - value * 190 / 255 + g_rand_int_range(grain, -8, 9)));
      else if (value > 110)
        SET_DATA_BIT(line, x);
    }
  }
  return page;
}

/* A copy as a scan. */
static inline PIX *sheet_draw(const Sheet *sheet)
{
  double dpi = sheet->dpi > 0 ? sheet->dpi : 150;
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_A8, bm_px(SHEET_W, dpi), bm_px(SHEET_H, dpi));
  cairo_t *cr = cairo_create(surface);
  BmAffine m = sheet_map(sheet);
  cairo_matrix_t matrix = {m.a, m.c, m.b, m.d, m.tx, m.ty};
  cairo_set_matrix(cr, &matrix);
  sheet_print(cr, sheet);
  if (!sheet->is_print_only)
    sheet_writing(cr, sheet);
  cairo_surface_flush(surface);
  PIX *page = sheet_pix(surface, sheet->is_gray);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  pixSetResolution(page, (int)dpi, (int)dpi);
  return page;
}
