/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ovals that rules and writing cut, told from writing, drawings and tables. */
#include <criterion/criterion.h>

#include "stages/mask/oval.h"
#include "stages/mask/stamps.h"
#include "tests/stages/stamps_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(mask_oval, .timeout = 120);

#define DPI BM_RESIDUAL_DPI

static const char *const sentences[] = {
    "Наташа смотрит на луну и не хочет спать.", "Сестра писала, что в Перми уже весна.",
    "Кто виноват, спрашивает себя читатель.", "Дубровский не предал друзей отца своего.",
    "Старый учитель помнил каждого ученика."};

typedef struct Stamp {
  double x, y, a, b, lean; /* mm, half axes, degrees */
} Stamp;

/* An outline around the middle that the page was moved to. */
static void outline_draw(TestPage *page, double a, double b)
{
  cairo_save(page->cr);
  cairo_scale(page->cr, a, b);
  cairo_new_path(page->cr);
  cairo_arc(page->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore(page->cr);
  cairo_set_line_width(page->cr, 0.4);
  cairo_stroke(page->cr);
}

static void stamp_draw(TestPage *page, const Stamp *stamp, gboolean is_double)
{
  cairo_save(page->cr);
  cairo_translate(page->cr, stamp->x, stamp->y);
  cairo_rotate(page->cr, stamp->lean * G_PI / 180);
  outline_draw(page, stamp->a, stamp->b);
  if (is_double)
    outline_draw(page, stamp->a - 1.2, stamp->b - 1.2);
  double high = stamp->b / 5;
  test_page_text(page, -2.5 * high, -2.9 * high, high, "М Б О У");
  test_page_text(page, -5 * high, -1.5 * high, high, "Г и м н а з и я  7 1");
  test_page_text(page, -5 * high, 0.1 * high, high, "г. Я с н о г о р с к");
  test_page_text(page, -2.5 * high, 1.5 * high, high, "И с х.  №");
  cairo_restore(page->cr);
}

static void rules_draw(TestPage *page)
{
  for (int i = 0; i < 24; i++)
    test_page_rule(page, 15, 50 + 9 * i, 195, 50 + 9 * i);
}

/* Some rows of writing on the rules, from row @first on. */
static void rows_draw(TestPage *page, int first, int n)
{
  for (int i = first; i < first + n; i++) {
    const char *sentence = sentences[i % (int)G_N_ELEMENTS(sentences)];
    test_page_text(page, 18, 51 + 9 * i, 6, sentence);
    test_page_text(page, 128, 51 + 9 * i, 6, "и поехал домой");
  }
}

/* The box around a stamp, pixels. */
static BmBox box_of(const Stamp *stamp)
{
  double angle = stamp->lean * G_PI / 180;
  double w = hypot(stamp->a * cos(angle), stamp->b * sin(angle));
  double h = hypot(stamp->a * sin(angle), stamp->b * cos(angle));
  return (BmBox){bm_px(stamp->x - w, DPI), bm_px(stamp->y - h, DPI), bm_px(2 * w, DPI),
                 bm_px(2 * h, DPI)};
}

/* Draws a stamp on a ruled form with @rows rows of writing that it lies over. */
static void stamp_is_found(const Stamp *stamp, gboolean is_double, int rows)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  rules_draw(&form);
  rules_draw(&page);
  rows_draw(&page, (int)((stamp->y - 50) / 9) - rows / 2, rows);
  stamp_draw(&page, stamp, is_double);
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  BmBox whole = box_of(stamp);
  gint64 covered = 0;
  for (guint i = 0; i < stamps->len; i++)
    covered = MAX(covered, bm_box_area(bm_box_and(whole, g_array_index(stamps, BmBox, i))));
  cr_expect(20 * covered >= 19 * bm_box_area(whole), "%g × %g mm at %g, %g, %g degrees, %d, %d",
            stamp->a, stamp->b, stamp->x, stamp->y, stamp->lean, is_double, rows);
}

Test(mask_oval, stamps_over_writing_on_rules_are_found_at_any_lean)
{
  for (int lean = -24; lean <= 24; lean += 4) {
    Stamp stamp = {95 + lean, 140 - lean, 26, 15, lean};
    stamp_is_found(&stamp, lean % 8 == 0, 2);
  }
}

Test(mask_oval, stamps_of_any_size_and_ratio_are_found)
{
  for (int a = 19; a <= 33; a += 7)
    for (double ratio = 0.45; ratio < 0.82; ratio += 0.09) {
      Stamp stamp = {60 + a, 120 + 2 * a, a, a * ratio, a - 26};
      if (stamp.b >= 9.5 && stamp.b <= 21.5)
        stamp_is_found(&stamp, a % 2 == 0, 2);
    }
}

Test(mask_oval, stamps_anywhere_on_a_page_are_found)
{
  for (int i = 0; i < 12; i++) {
    Stamp stamp = {40 + i * 37 % 130, 75 + i * 53 % 150, 25, 15.5, i * 7 % 31 - 15};
    stamp_is_found(&stamp, i % 2 == 0, i % 4);
  }
}

Test(mask_oval, an_oval_alone_is_measured_to_a_millimetre)
{
  static const Stamp stamp = {100, 150, 28, 16, -9};
  g_auto(TestPage) page = test_page_new(DPI);
  stamp_draw(&page, &stamp, FALSE);
  g_autoptr(PIX) ink = test_page_pix(&page, TRUE);
  g_autoptr(GArray) ovals = bm_ovals_find(ink);
  cr_assert_not_null(ovals);
  cr_assert_eq(ovals->len, 1);
  BmBox box = g_array_index(ovals, BmBox, 0), whole = box_of(&stamp);
  cr_expect_leq(abs(box.x - whole.x), 6);
  cr_expect_leq(abs(box.y - whole.y), 6);
  cr_expect_leq(abs(box.w - whole.w), 8);
  cr_expect_leq(abs(box.h - whole.h), 8);
}

static void expect_none(TestPage *page, const char *what)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  g_autoptr(GArray) ovals = bm_ovals_find(ink);
  cr_assert_not_null(ovals);
  cr_expect_eq(ovals->len, 0, "%u in %s", ovals->len, what);
}

static void font_text(TestPage *page, double x, double y, double high_mm, const char *font,
                      const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout(page->cr);
  PangoFontDescription *description = pango_font_description_from_string(font);
  pango_font_description_set_absolute_size(description, high_mm * PANGO_SCALE);
  pango_layout_set_font_description(layout, description);
  pango_layout_set_text(layout, text, -1);
  cairo_move_to(page->cr, x, y);
  pango_cairo_show_layout(page->cr, layout);
  pango_font_description_free(description);
  g_object_unref(layout);
}

Test(mask_oval, a_page_of_writing_has_none)
{
  static const char *const fonts[] = {"PT Sans", "PT Serif Italic", "PT Mono",
                                      "DejaVu Serif Bold"};
  for (guint k = 0; k < G_N_ELEMENTS(fonts); k++)
    for (int high = 3; high <= 9; high += 2) {
      g_auto(TestPage) page = test_page_new(DPI);
      cairo_rotate(page.cr, ((int)k - 1) * G_PI / 180);
      for (int i = 0; 20 + i * high * 1.3 < 270; i++) {
        g_autofree char *row = g_strjoin(" ", sentences[i % 5], sentences[(i * 3 + 1) % 5],
                                         sentences[(i + 2) % 5], NULL);
        font_text(&page, 12 - i % 7, 20 + i * high * 1.3, high, fonts[k], row);
      }
      expect_none(&page, fonts[k]);
    }
}

Test(mask_oval, a_circle_with_a_triangle_and_a_table_are_none)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i < 4; i++) {
    double r = 12 + 3 * i;
    cairo_save(page.cr);
    cairo_translate(page.cr, 50 + i % 2 * 90, 60 + i / 2 * 60);
    outline_draw(&page, r, r);
    cairo_restore(page.cr);
    test_page_rule(&page, 50 + i % 2 * 90 - r, 60 + i / 2 * 60, 50 + i % 2 * 90 + r,
                   60 + i / 2 * 60);
  }
  for (int i = 0; i <= 8; i++) {
    test_page_rule(&page, 40 + 15 * i, 180, 40 + 15 * i, 260);
    test_page_rule(&page, 40, 180 + 10 * i, 160, 180 + 10 * i);
  }
  expect_none(&page, "drawings");
}

Test(mask_oval, an_ellipse_with_a_few_letters_is_no_stamp)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  rules_draw(&form);
  rules_draw(&page);
  cairo_save(page.cr);
  cairo_translate(page.cr, 105, 130);
  cairo_rotate(page.cr, 8 * G_PI / 180);
  outline_draw(&page, 27, 16);
  test_page_rule(&page, -27, 0, 27, 0);
  test_page_text(&page, -20, 3, 4, "А     F     В");
  cairo_restore(page.cr);
  g_autoptr(GArray) stamps = stamps_of(&page, &form);
  cr_expect_eq(stamps->len, 0);
}
