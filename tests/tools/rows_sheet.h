/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws works of one form whose table has more rows on the one and fewer on the other. */
#pragma once
#include "tests/tools/form_sheet.h"

#define ROWS_DPI 150.0
#define ROWS_TOP 60.0 /* of the table */
#define ROWS_HIGH 12.0

typedef struct Rows {
  int n;             /* rows of the table, 4 to 6 */
  guint pupil;       /* decides the handwriting */
  const char *typed; /* typed by the school below the table, or NULL */
  gboolean is_print_only;
} Rows;

static inline double rows_end(const Rows *rows)
{
  return ROWS_TOP + ROWS_HIGH * rows->n;
}

/* Where the instruction stands: two lines. */
static inline BmBox rows_instruction(const Rows *rows)
{
  return (BmBox){bm_px(20, ROWS_DPI), bm_px(rows_end(rows) + 8, ROWS_DPI), bm_px(130, ROWS_DPI),
                 bm_px(14, ROWS_DPI)};
}

/* Cell of a row's value. */
static inline BmBox rows_value(int row)
{
  return (BmBox){bm_px(62, ROWS_DPI), bm_px(ROWS_TOP + ROWS_HIGH * row, ROWS_DPI),
                 bm_px(100, ROWS_DPI), bm_px(ROWS_HIGH, ROWS_DPI)};
}

static inline void rows_table(cairo_t *cr, const Rows *rows)
{
  static const char *const labels[] = {"Фамилия", "Имя",   "Отчество",
                                       "Класс",   "Район", "Учитель"};
  cairo_set_line_width(cr, 0.35);
  for (int i = 0; i < rows->n; i++) {
    double y = ROWS_TOP + ROWS_HIGH * i;
    sheet_text(cr, "PT Sans", labels[i], 22, y + 3, 4.5);
    cairo_rectangle(cr, 20, y, 40, ROWS_HIGH);
    cairo_rectangle(cr, 60, y, 110, ROWS_HIGH);
    cairo_stroke(cr);
    if (!rows->is_print_only)
      sheet_hand(cr, 66, y + 6, 30 + 7 * (double)((rows->pupil + (guint)i) % 5),
                 100 * rows->pupil + (guint)i);
  }
}

/* A work at 150 dots an inch, 1 bit, lying exactly as the form does. */
static inline PIX *rows_draw(const Rows *rows)
{
  int w = bm_px(SHEET_W, ROWS_DPI), h = bm_px(SHEET_H, ROWS_DPI);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, w, h);
  cairo_t *cr = cairo_create(surface);
  double end = rows_end(rows);
  cairo_scale(cr, ROWS_DPI / BM_MM_PER_INCH, ROWS_DPI / BM_MM_PER_INCH);
  sheet_text(cr, "PT Sans", "Диагностическая работа", 60, 20, 6);
  sheet_text(cr, "PT Sans", "Бланк ответов по математике, основная часть", 50, 34, 4);
  rows_table(cr, rows);
  sheet_text(cr, "PT Sans", "Инструкция по выполнению работы", 22, end + 9, 4.5);
  sheet_text(cr, "PT Sans", "Записывайте решения разборчиво и в отведённом месте", 22, end + 16,
             4.5);
  if (rows->typed != NULL)
    sheet_text(cr, "PT Sans", rows->typed, 22, end + 30, 4.5);
  cairo_surface_flush(surface);
  PIX *page = sheet_pix(surface, FALSE);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  pixSetResolution(page, (int)ROWS_DPI, (int)ROWS_DPI);
  return page;
}

/* What works with other rows share: all above the table's last rows. */
static inline PIX *rows_shared(int n_least)
{
  Rows rows = {.n = n_least, .is_print_only = TRUE};
  PIX *page = rows_draw(&rows);
  int end = bm_px(rows_end(&rows), ROWS_DPI) + 2;
  pixRasterop(page, 0, end, pixGetWidth(page), pixGetHeight(page) - end, PIX_CLR, NULL, 0, 0);
  return page;
}
