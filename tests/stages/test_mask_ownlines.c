/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines with a label that nobody marked, between fields. */
#include <criterion/criterion.h>

#include "stages/mask/ownlines.h"
#include "stages/mask/residual.h"
#include "stages/shared/identity.h"
#include "tests/stages/identity_page.h"

TestSuite(mask_ownlines, .timeout = 60);

#define DPI BM_RESIDUAL_DPI

static void dots_draw(TestPage *page, double x, double y, double right)
{
  for (; x < right; x += 1.4)
    test_page_rule(page, x, y, x + 0.4, y);
}

/* Rows 10 mm apart: a field, a question with a line, a field, a question with dots, a line
 * without a label. */
static void form_draw(TestPage *page)
{
  static const char *const labels[] = {"Меня зовут", "Люблю читать", "Учусь в классе",
                                       "Любимый герой"};
  for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
    test_page_text(page, 24, 36 + 10 * i, 4, labels[i]);
    if (i < 3)
      test_page_rule(page, 60, 40 + 10 * i, 180, 40 + 10 * i);
    else
      dots_draw(page, 60, 40 + 10 * i, 180);
  }
  test_page_rule(page, 60, 80, 180, 80);
}

/* Marked as a person does: from above the writing to below the line. */
static GArray *fields_marked(void)
{
  GArray *zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  for (int i = 0; i < 2; i++) {
    BmZone zone = {
        .kind = "student_name",
        .box = {bm_px(58, DPI), bm_px(31 + 20 * i, DPI), bm_px(124, DPI), bm_px(12, DPI)}};
    g_array_append_val(zones, zone);
  }
  return zones;
}

static GArray *lines_of_form(void)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_autoptr(PIX) print = test_page_pix(&form, TRUE);
  g_autoptr(PIX) rules = pixOpenBrick(NULL, print, bm_px(7, DPI), 1);
  g_autoptr(PIX) words = pixSubtract(NULL, print, rules);
  g_autoptr(GArray) zones = fields_marked();
  GArray *lines = bm_own_lines_find(print, words, zones);
  cr_assert_not_null(lines);
  return lines;
}

/* Whether writing of 5 mm whose foot is at @y is held. */
static gboolean is_held(const GArray *lines, double x, double w, double y)
{
  return bm_own_lines_hold(
      lines, (BmBox){bm_px(x, DPI), bm_px(y - 5, DPI), bm_px(w, DPI), bm_px(5, DPI)});
}

Test(mask_ownlines, writing_on_a_labelled_line_that_is_no_field_is_held)
{
  g_autoptr(GArray) lines = lines_of_form();
  cr_expect(is_held(lines, 64, 50, 50), "whole");
  cr_expect(is_held(lines, 64, 50, 70), "of dots");
  cr_expect(is_held(lines, 64, 50, 51.5), "with tails");
}

Test(mask_ownlines, fields_and_lines_without_a_label_hold_nothing)
{
  g_autoptr(GArray) lines = lines_of_form();
  cr_expect_not(is_held(lines, 64, 50, 40), "a field");
  cr_expect_not(is_held(lines, 64, 50, 60), "a field");
  cr_expect_not(is_held(lines, 64, 50, 80), "no label");
}

Test(mask_ownlines, writing_that_stands_otherwise_is_not_held)
{
  g_autoptr(GArray) lines = lines_of_form();
  cr_expect_not(is_held(lines, 64, 50, 45), "between two lines");
  cr_expect_not(is_held(lines, 25, 60, 50), "over the label");
  cr_expect_not(is_held(lines, 150, 50, 50), "far beyond the end");
  cr_expect_not(bm_own_lines_hold(lines, (BmBox){bm_px(64, DPI), bm_px(36, DPI), bm_px(50, DPI),
                                                 bm_px(24, DPI)}),
                "several rows that hang together");
}
