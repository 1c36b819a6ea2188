/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages drawn for tests of the finder, mask and verify: A4 in millimetres, black on white. */
#pragma once
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "pipeline/box.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/page.h"

typedef struct TestPage {
  cairo_surface_t *surface;
  cairo_t *cr;
  double dpi;
} TestPage;

static inline TestPage test_page_new(double dpi)
{
  TestPage page = {.dpi = dpi};
  page.surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, bm_px(210, dpi), bm_px(297, dpi));
  page.cr = cairo_create(page.surface);
  cairo_set_source_rgb(page.cr, 1, 1, 1);
  cairo_paint(page.cr);
  cairo_set_source_rgb(page.cr, 0, 0, 0);
  cairo_scale(page.cr, dpi / 25.4, dpi / 25.4);
  cairo_set_line_width(page.cr, 0.3);
  return page;
}

static inline void test_page_clear(TestPage *page)
{
  cairo_destroy(page->cr);
  cairo_surface_destroy(page->surface);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestPage, test_page_clear)

/* Write @text with its top left corner at x, y; @high_mm is the size of the font.
 * Returns the box of its ink in pixels. */
static inline BmBox test_page_text(TestPage *page, double x, double y, double high_mm,
                                   const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout(page->cr);
  PangoFontDescription *font = pango_font_description_from_string("PT Sans");
  pango_font_description_set_absolute_size(font, high_mm * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_layout_set_text(layout, text, -1);
  cairo_move_to(page->cr, x, y);
  pango_cairo_show_layout(page->cr, layout);
  PangoRectangle ink;
  pango_layout_get_extents(layout, &ink, NULL);
  double scale = page->dpi / 25.4;
  BmBox box = {(int)((x + (double)ink.x / PANGO_SCALE) * scale),
               (int)((y + (double)ink.y / PANGO_SCALE) * scale),
               (int)(ink.width * scale / PANGO_SCALE), (int)(ink.height * scale / PANGO_SCALE)};
  pango_font_description_free(font);
  g_object_unref(layout);
  return box;
}

static inline void test_page_rule(TestPage *page, double x0, double y0, double x1, double y1)
{
  cairo_move_to(page->cr, x0, y0);
  cairo_line_to(page->cr, x1, y1);
  cairo_stroke(page->cr);
}

static inline void test_page_box(TestPage *page, double x, double y, double w, double h)
{
  cairo_rectangle(page->cr, x, y, w, h);
  cairo_stroke(page->cr);
}

static inline void test_page_cells(TestPage *page, double x, double y, int n)
{
  for (int i = 0; i < n; i++)
    test_page_box(page, x + 6.0 * i, y, 6, 8);
}

/* The picture so far: depth 8, or 1 when @is_bilevel. */
static inline PIX *test_page_pix(TestPage *page, gboolean is_bilevel)
{
  cairo_surface_flush(page->surface);
  int width = cairo_image_surface_get_width(page->surface);
  int height = cairo_image_surface_get_height(page->surface);
  int stride = cairo_image_surface_get_stride(page->surface);
  const guchar *data = cairo_image_surface_get_data(page->surface);
  PIX *gray = pixCreate(width, height, 8);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      pixSetPixel(gray, x, y, data[y * stride + 4 * x]);
  PIX *out = is_bilevel ? pixThresholdToBinary(gray, 128) : pixClone(gray);
  pixDestroy(&gray);
  pixSetResolution(out, (int)page->dpi, (int)page->dpi);
  return out;
}

/* A body of tasks at the left margin from @y on; returns the box around it. */
static inline BmBox test_page_tasks(TestPage *page, double y)
{
  static const char *const rows[] = {"1. Решите уравнение и запишите ход решения полностью.",
                                     "Сначала раскроем скобки и перенесём слагаемые.",
                                     "2. Найдите периметр прямоугольника на рисунке.",
                                     "Складываем длины всех четырёх сторон подряд.",
                                     "3. Сколько тетрадей купили на всю эту сумму денег?",
                                     "Делим сумму на цену одной тетради без остатка."};
  BmBox body = {0, 0, 0, 0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    body = bm_box_or(body, test_page_text(page, i % 2 ? 28 : 22, y + 9.0 * i, 4.2, rows[i]));
  return body;
}

/* What was drawn as the print of a form, in a model file; its path is given back. */
static inline char *test_page_model(TestPage *page)
{
  PIX *bits = test_page_pix(page, TRUE);
  PIX *work = pixScale(bits, (float)(150 / page->dpi), (float)(150 / page->dpi));
  l_uint8 *bytes = NULL;
  size_t size = 0;
  cr_assert_eq(pixWriteMem(&bytes, &size, work, IFF_PNG), 0);
  g_autofree char *text = g_base64_encode(bytes, size);
  lept_free(bytes);
  pixDestroy(&bits);
  pixDestroy(&work);
  json_t *model = json_pack("{s:i,s:b,s:f,s:s}", "format", 1, "is_sheet", FALSE, "head_mm",
                            80.0, "clean", text);
  char *path = g_build_filename(g_get_tmp_dir(), "bm-test-model-XXXXXX", NULL);
  int file = g_mkstemp(path);
  cr_assert_geq(file, 0);
  g_close(file, NULL);
  cr_assert_eq(json_dump_file(model, path, 0), 0);
  json_decref(model);
  return path;
}
