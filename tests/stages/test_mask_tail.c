/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name below the last answer of a form, told from answers. */
#include <criterion/criterion.h>
#include <math.h>

#include "stages/mask/tail.h"
#include "stages/shared/identity.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(mask_tail, .timeout = 60);

#define DPI BM_RESIDUAL_DPI

/* two tasks and a footer */
static void form_draw(TestPage *page)
{
  test_page_text(page, 24, 30, 4.2, "1. Решите уравнение.");
  test_page_text(page, 24, 190, 4.2, "2. Найдите площадь.");
  test_page_text(page, 24, 284, 3, "Лист 2");
}

static GArray *tail_of(TestPage *page, TestPage *form, int foot_mm)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  g_autoptr(PIX) print = test_page_pix(form, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(ink, print, &error);
  assert_ok(residual != NULL, error);
  g_autoptr(GArray) spared = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmAreas areas = {.bare_end = 20,
                   .head_end = 20,
                   .foot_start = bm_px(foot_mm, DPI),
                   .foot_right = G_MAXINT};
  g_autoptr(PIX) rules = pixOpenBrick(NULL, print, bm_px(7, DPI), 1);
  g_autoptr(PIX) words = pixSubtract(NULL, print, rules);
  g_autoptr(GArray) zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  return bm_tail_find(residual, print, words, &areas, zones, spared);
}

/* how many rows the tail has when @answers rows stand below task 2 and then @name at @y */
static guint tail_rows(int answers, double y, const char *name)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  for (int i = 0; i < answers; i++)
    test_page_text(&page, 26, 198 + 8 * i, 4.5, "Складываем стороны, делим на два и запишем.");
  if (name != NULL)
    test_page_text(&page, 100, y, 5, name);
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  return tail->len;
}

Test(mask_tail, name_far_below_the_last_answer_is_one)
{
  cr_expect_eq(tail_rows(4, 262, "Веденеева 8 Б"), 1);
}

Test(mask_tail, name_and_class_below_each_other_are_one_of_two_rows)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_text(&page, 100, 256, 5, "Веденеева");
  test_page_text(&page, 100, 264, 5, "класс 8 Б");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_expect_eq(tail->len, 2);
}

Test(mask_tail, last_row_of_an_answer_that_goes_on_is_none)
{
  cr_expect_eq(tail_rows(8, 262, "Ответ: 24"), 0);
}

Test(mask_tail, answer_close_below_its_task_is_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  test_page_text(&form, 24, 250, 4.2, "3. Напишите, сколько всего.");
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_text(&page, 24, 250, 4.2, "3. Напишите, сколько всего.");
  test_page_text(&page, 30, 258, 5, "всего 24");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_expect_eq(tail->len, 0);
}

Test(mask_tail, answer_on_a_printed_line_is_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  test_page_rule(&form, 24, 267, 180, 267);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_rule(&page, 24, 267, 180, 267);
  test_page_text(&page, 30, 261, 5, "всего 24");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_expect_eq(tail->len, 0);
}

Test(mask_tail, last_answer_after_a_gap_at_the_margin_of_the_others_is_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  for (int i = 0; i < 5; i++)
    test_page_text(&page, 26, 198 + 8 * i, 4.5, "Складываем стороны, делим на два и запишем.");
  test_page_text(&page, 26, 250, 5, "№ 3. всего 24");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_expect_eq(tail->len, 0);
}

Test(mask_tail, name_right_of_a_last_field_is_one)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  test_page_text(&form, 24, 262, 3.5, "Сдано в");
  test_page_rule(&form, 42, 266, 60, 266);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  test_page_text(&page, 24, 262, 3.5, "Сдано в");
  test_page_rule(&page, 42, 266, 60, 266);
  test_page_text(&page, 44, 260, 5, "12.40");
  for (int i = 0; i < 5; i++)
    test_page_text(&page, 26, 198 + 8 * i, 4.5, "Складываем стороны, делим на два и запишем.");
  test_page_text(&page, 95, 264, 5, "Веденеева 8 Б");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_assert_eq(tail->len, 1);
  cr_expect_gt(g_array_index(tail, BmBox, 0).x, bm_px(80, DPI));
}

Test(mask_tail, row_in_the_middle_of_the_page_is_none)
{
  cr_expect_eq(tail_rows(0, 215, "24 см"), 0);
}

Test(mask_tail, name_below_a_frame_is_one_though_a_sentence_stands_far_beside)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  TestPage *both[] = {&form, &page};
  for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
    form_draw(both[i]);
    for (int side = 0; side < 2; side++) {
      test_page_rule(both[i], 20, 230 + 25 * side, 190, 230 + 25 * side);
      test_page_rule(both[i], 20 + 170 * side, 230, 20 + 170 * side, 255);
    }
  }
  test_page_text(&page, 24, 240, 5, "1613 год");
  test_page_text(&page, 24, 262, 5, "Дождь шёл весь день.");
  test_page_text(&page, 140, 264, 5, "Веденеева 8 Б");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  cr_assert_eq(tail->len, 1);
  cr_expect_gt(g_array_index(tail, BmBox, 0).x, bm_px(120, DPI));
}

static void dashes_draw(TestPage *page, double left, double top, double right, double bottom)
{
  for (double x = left; x < right; x += 5) {
    test_page_rule(page, x, top, x + 3, top);
    test_page_rule(page, x, bottom, x + 3, bottom);
  }
  for (double y = top; y < bottom; y += 5) {
    test_page_rule(page, left, y, left, y + 3);
    test_page_rule(page, right, y, right, y + 3);
  }
}

/* A disc under a page number whose tone is white on the form's other copies. */
static void disc_draw(TestPage *page, double x, double y)
{
  for (double dy = -5; dy <= 5; dy += 0.15)
    test_page_rule(page, x - sqrt(25 - dy * dy), y + dy, x + sqrt(25 - dy * dy), y + dy);
}

/* Rows of the tail of a page with a frame of dashes for a drawing, signed in it and below it.
 */
static guint rows_below_frame(gboolean has_frame)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  TestPage *both[] = {&form, &page};
  for (int i = 0; i < 2 && has_frame; i++)
    dashes_draw(both[i], 20, 196, 130, 245);
  test_page_text(&page, 24, 228, 5, "дом, улица Степана");
  disc_draw(&page, 22, 266);
  test_page_text(&page, 34, 250, 5, "Веденеева 8 Б");
  g_autoptr(GArray) tail = tail_of(&page, &form, 280);
  return tail->len;
}

Test(mask_tail, name_below_a_frame_of_dashes_is_one_beside_a_disc_too)
{
  cr_expect_eq(rows_below_frame(TRUE), 1);
  cr_expect_eq(rows_below_frame(FALSE), 0, "without a frame the answer goes on");
}

/* rows of the tail of a page without a foot, on which a shadow lies or a name stands at the
 * edge */
static guint rows_at_edge(gboolean is_name)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_auto(TestPage) page = test_page_new(DPI);
  form_draw(&page);
  if (is_name)
    test_page_text(&page, 100, 289, 5, "Веденеева 8 Б");
  for (double y = 293; y < 297 && !is_name; y += 0.15)
    test_page_rule(&page, 10, y, 190, y);
  g_autoptr(GArray) tail = tail_of(&page, &form, 297);
  return tail->len;
}

Test(mask_tail, name_at_the_very_edge_of_the_paper_is_one_and_a_shadow_is_none)
{
  cr_expect_eq(rows_at_edge(TRUE), 1);
  cr_expect_eq(rows_at_edge(FALSE), 0);
}
