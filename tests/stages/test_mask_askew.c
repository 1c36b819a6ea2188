/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps askew on ruled paper: the rules were taken out of them with the form's print. */
#include <criterion/criterion.h>

#include "stages/mask/askew.h"
#include "stages/mask/stamps.h"
#include "tests/stages/stamps_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(mask_askew, .timeout = 60);

#define DPI BM_RESIDUAL_DPI

static void rules_draw(TestPage *page)
{
  for (int i = 0; i < 20; i++)
    test_page_rule(page, 15, 60 + 9 * i, 195, 60 + 9 * i);
}

/* A frame of 50 × 24 mm around its middle, and three rows of small print in it. */
static void stamp_draw(TestPage *page, double x, double y, double degrees)
{
  cairo_save(page->cr);
  cairo_translate(page->cr, x, y);
  cairo_rotate(page->cr, degrees * G_PI / 180);
  cairo_rectangle(page->cr, -25, -12, 50, 24);
  cairo_set_line_width(page->cr, 0.4);
  cairo_stroke(page->cr);
  test_page_text(page, -12, -9, 3, "М Б О У");
  test_page_text(page, -20, -3, 3, "Г и м н а з и я  7 1");
  test_page_text(page, -18, 4, 3, "г. Я с н о г о р с к");
  cairo_restore(page->cr);
}

Test(mask_askew, stamps_that_rules_cross_are_found_whole_at_any_lean)
{
  static const double leans[] = {-23, -17, -11, -8, -4, 3, 6, 9, 12.5, 20};
  for (guint i = 0; i < G_N_ELEMENTS(leans); i++) {
    g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
    rules_draw(&form);
    rules_draw(&page);
    test_page_text(&page, 20, 100, 6, "Наташа смотрит на луну и не хочет спать.");
    stamp_draw(&page, 105, 113, leans[i]);
    g_autoptr(GArray) stamps = stamps_of(&page, &form);
    BmBox whole = {bm_px(105 - 23, DPI), bm_px(113 - 11, DPI), bm_px(46, DPI), bm_px(22, DPI)};
    gint64 covered = 0;
    for (guint k = 0; k < stamps->len; k++)
      covered = MAX(covered, bm_box_area(bm_box_and(whole, g_array_index(stamps, BmBox, k))));
    cr_expect(10 * covered >= 9 * bm_box_area(whole), "at %g degrees", leans[i]);
  }
}

Test(mask_askew, writing_and_drawings_that_lean_are_no_frames)
{
  g_auto(TestPage) page = test_page_new(DPI);
  cairo_rotate(page.cr, 7 * G_PI / 180);
  for (int i = 0; i < 18; i++)
    test_page_text(&page, 40 + i * 7 % 11, 10 + 8 * i, 6,
                   "Наташа смотрит на луну и не хочет спать." + 2 * (i * 5 % 7));
  test_page_rule(&page, 40, 180, 120, 180);
  test_page_rule(&page, 40, 200, 100, 200);
  test_page_rule(&page, 50, 170, 50, 230);
  g_autoptr(PIX) ink = test_page_pix(&page, TRUE);
  g_autoptr(GArray) frames = bm_askew_frames_find(ink);
  cr_assert_not_null(frames);
  cr_expect_eq(frames->len, 0);
}

Test(mask_askew, a_level_table_is_no_frame_that_leans)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  cairo_set_line_width(page.cr, 0.7);
  cairo_rotate(page.cr, 0.7 * G_PI / 180);
  for (int i = 0; i <= 4; i++)
    test_page_rule(&page, 40 + 28 * i, 100, 40 + 28 * i, 124);
  for (int i = 0; i <= 3; i++)
    test_page_rule(&page, 40, 100 + 8 * i, 152, 100 + 8 * i);
  static const char *const words[] = {"День", "Число", "Класс", "Балл"};
  for (int i = 0; i < 12; i++)
    test_page_text(&page, 46 + 28 * (i % 4), 101 + 8 * (i / 4), 4, words[i % 4]);
  test_page_text(&page, 40, 130, 5, "Ответ: 120 страниц за 4 дня.");
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  cr_expect_eq(stamps->len, 0);
}
