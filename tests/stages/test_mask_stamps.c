/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps of any outline, told from tables and drawings. */
#include <criterion/criterion.h>

#include "stages/mask/stamps.h"
#include "tests/stages/stamps_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(mask_stamps, .timeout = 60);

#define DPI BM_RESIDUAL_DPI

static void oval_draw(TestPage *page, double x, double y, double w, double h)
{
  cairo_save(page->cr);
  cairo_translate(page->cr, x, y);
  cairo_scale(page->cr, w / 2, h / 2);
  cairo_new_path(page->cr);
  cairo_arc(page->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore(page->cr);
  cairo_set_line_width(page->cr, 0.5);
  cairo_stroke(page->cr);
}

static void words_draw(TestPage *page)
{
  test_page_text(page, 62, 206, 3, "М Б О У");
  test_page_text(page, 54, 211, 3, "С р е д н я я");
  test_page_text(page, 56, 216, 3, "ш к о л а 6");
}

Test(mask_stamps, an_oval_with_words_is_a_stamp_also_where_a_printed_line_crosses_it)
{
  g_auto(TestPage) form = test_page_new(DPI);
  test_page_rule(&form, 30, 204, 180, 204);
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_rule(&page, 30, 204, 180, 204);
  oval_draw(&page, 70, 211, 50, 28);
  words_draw(&page);
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  cr_assert_eq(stamps->len, 1);
  BmBox box = g_array_index(stamps, BmBox, 0);
  cr_expect_lt(abs(box.x - (int)(45 / 25.4 * DPI)), 6);
  cr_expect_lt(abs(box.w - (int)(50 / 25.4 * DPI)), 10);
}

Test(mask_stamps, a_figure_with_a_few_letters_is_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  g_auto(TestPage) page = test_page_new(DPI);
  oval_draw(&page, 70, 211, 50, 28);
  test_page_text(&page, 60, 208, 3, "А   В   С");
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  cr_expect_eq(stamps->len, 0);
}

Test(mask_stamps, a_table_of_digits_is_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i <= 5; i++)
    test_page_rule(&page, 50 + 10 * i, 200, 50 + 10 * i, 224);
  for (int i = 0; i <= 3; i++)
    test_page_rule(&page, 50, 200 + 8 * i, 100, 200 + 8 * i);
  for (int i = 0; i < 15; i++)
    test_page_text(&page, 54 + 10 * (i % 5), 202 + 8 * (i / 5), 3, "7");
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  cr_expect_eq(stamps->len, 0);
}
