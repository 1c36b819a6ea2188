/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Square codes by their texture: found as drawn, and nothing else is taken for one. */
#include <criterion/criterion.h>

#include "stages/shared/identity_part.h"
#include "tests/stages/identity_page.h"

TestSuite(matrix, .timeout = 60);

#define DPI 200.0

/* @n × @n modules of @size mm, dark by a fixed rule, with the corner that readers look for */
static void matrix_draw(TestPage *page, double x, double y, int n, double size)
{
  guint32 state = 12345;
  for (int row = 0; row < n; row++)
    for (int column = 0; column < n; column++) {
      state = state * 1664525U + 1013904223U;
      gboolean is_dark = column == 0 || row == n - 1 || (state >> 24) % 2 == 0;
      if (is_dark)
        cairo_rectangle(page->cr, x + column * size, y + row * size, size, size);
    }
  cairo_fill(page->cr);
}

static GArray *found_on(TestPage *page)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  bm_matrices_add(ink, boxes);
  return boxes;
}

Test(matrix, square_codes_of_any_size_are_found)
{
  static const struct {
    int n;
    double size;
  } cases[] = {{12, 1.3}, {18, 0.5}, {22, 0.6}, {26, 0.8}, {32, 1.0}, {48, 0.8}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(TestPage) page = test_page_new(DPI);
    test_page_tasks(&page, 60);
    test_page_rule(&page, 100, 229, 149.5, 229); /* cells stand close by */
    test_page_rule(&page, 149.5, 222, 149.5, 229);
    matrix_draw(&page, 150, 230, cases[i].n, cases[i].size);
    g_autoptr(GArray) boxes = found_on(&page);
    cr_assert_eq(boxes->len, 1, "%d modules of %g mm", cases[i].n, cases[i].size);
    BmBox box = g_array_index(boxes, BmBox, 0), code = {bm_px(150, DPI), bm_px(230, DPI), 0, 0};
    code.w = code.h = bm_px(cases[i].n * cases[i].size, DPI);
    cr_expect_geq(bm_box_area(bm_box_and(box, code)), bm_box_area(code));
  }
}

Test(matrix, text_tables_squares_and_drawings_are_none)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  for (int i = 0; i <= 6; i++) {
    test_page_rule(&page, 30 + 5 * i, 200, 30 + 5 * i, 230);
    test_page_rule(&page, 30, 200 + 5 * i, 60, 200 + 5 * i);
  }
  for (int i = 0; i < 6; i++)
    test_page_text(&page, 110, 200 + 4 * i, 4, "Плотный текст");
  test_page_box(&page, 150, 240, 30, 30);
  cairo_arc(page.cr, 165, 255, 12, 0, 2 * G_PI);
  cairo_fill(page.cr);
  g_autoptr(GArray) boxes = found_on(&page);
  cr_expect_eq(boxes->len, 0);
}

/* words written with a thick pen, so close that they join over two rows and more */
Test(matrix, heavy_writing_that_joins_over_rows_is_none)
{
  for (int seed = 0; seed < 12; seed++) {
    g_auto(TestPage) page = test_page_new(DPI);
    cairo_set_line_width(page.cr, 0.9);
    guint32 state = 77U + (guint32)seed;
    for (int row = 0; row < 2 + seed % 3; row++)
      for (int i = 0; i < 9; i++) { /* slanting strokes with loops between them */
        state = state * 1664525U + 1013904223U;
        double x = 60 + 1.9 * i + (state >> 24) / 300.0, y = 60 + 7.0 * row;
        cairo_move_to(page.cr, x, y + 4.6);
        cairo_curve_to(page.cr, x + 0.4, y, x + 1.6, y, x + 1.3, y + 2.2);
        cairo_stroke(page.cr);
        if (row > 0 && i % 4 == 1) /* a letter that reaches into the row above */
          test_page_rule(&page, x, y - 3, x + 0.8, y + 1);
      }
    g_autoptr(GArray) boxes = found_on(&page);
    cr_expect_eq(boxes->len, 0, "seed %d", seed);
  }
}
