/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers beside the fields of a confirmed form: columns, frames, seals, last tasks. */
#include "tests/stages/mask_page.h"

TestSuite(mask_columns, .timeout = 120);

typedef struct Field {
  double x, y, w, h;
} Field;

/* what stage mask makes of @page with a confirmed form of @form's print; zones end with an
 * empty one */
static PIX *masked_with(TestPage *page, TestPage *form, const Field *zones, int page_in_work)
{
  g_autoptr(PIX) before = test_page_pix(page, FALSE);
  g_autofree char *model = test_page_model(form);
  json_t *context = form_context("confirmed", model);
  json_t *list = json_object_get(json_object_get(context, "form"), "zones");
  json_array_clear(list);
  for (; zones->w > 0; zones++)
    json_array_append_new(list,
                          json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", zones->x, "y", zones->y, "w",
                                    zones->w, "h", zones->h, "kind", "student_name"));
  g_auto(Run) run = run_mask(before, form_facts_at(TRUE, page_in_work), context);
  g_unlink(model);
  return result(&run);
}

/* ---- seals ---- */

static void seal_draw(TestPage *page)
{
  test_page_text(page, 24, 14, 4.2, "Итоговое сочинение");
  test_page_rule(page, 60, 39, 180, 39);
}

static gboolean is_masked_beside_seal(const Field *zones)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  seal_draw(&form);
  seal_draw(&page);
  BmBox words = test_page_text(&page, 70, 50, 5, "Почему Обломов не уехал");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 1);
  return is_masked(after, words);
}

Test(mask_columns, place_of_a_seal_beside_fields_does_not_make_the_header_deeper)
{
  const Field with_name[] = {{60, 30, 120, 9}, {16, 20, 36, 34}, {0, 0, 0, 0}};
  const Field above[] = {{60, 22, 120, 9}, {16, 20, 36, 34}, {0, 0, 0, 0}};
  const Field alone[] = {{16, 20, 36, 34}, {0, 0, 0, 0}};
  cr_expect_not(is_masked_beside_seal(with_name));
  cr_expect(is_masked_beside_seal(above), "most of the seal's rows are below all fields");
  cr_expect(is_masked_beside_seal(alone), "the form asks for no name");
}

/* ---- columns ---- */

static void parted_draw(TestPage *page, gboolean is_parted)
{
  test_page_text(page, 112, 16, 4, "Контрольная работа");
  test_page_text(page, 24, 20, 3.5, "1. Составьте уравнения реакций");
  test_page_text(page, 24, 26, 3.5, "по схеме и назовите вещества");
  if (is_parted)
    test_page_rule(page, 105, 14, 105, 285);
}

/* row at the height of the foot's field, with rows of answers above it */
static gboolean is_masked_in_foot(double x, gboolean is_parted)
{
  const Field zones[] = {{150, 270, 45, 12}, {0, 0, 0, 0}};
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  parted_draw(&form, is_parted);
  parted_draw(&page, is_parted);
  for (int i = 0; i < 3; i++)
    test_page_text(&page, x, 246 + 8.5 * i, 5, "осадок");
  BmBox words = test_page_text(&page, x, 272, 5, "среда");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 2);
  return is_masked(after, words);
}

Test(mask_columns, field_in_the_foot_of_one_column_asks_nothing_in_the_other)
{
  cr_expect_not(is_masked_in_foot(24, TRUE));
  cr_expect(is_masked_in_foot(24, FALSE), "a page without columns has one foot");
  cr_expect(is_masked_in_foot(115, TRUE), "in the field's own column");
}

static gboolean is_masked_low(gboolean is_parted)
{
  const Field zones[] = {{130, 140, 60, 12}, {0, 0, 0, 0}};
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  parted_draw(&form, is_parted);
  parted_draw(&page, is_parted);
  BmBox words = test_page_text(&page, 24, 143, 5, "осадок белый");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 2);
  return is_masked(after, words);
}

Test(mask_columns, field_low_in_one_column_asks_nothing_in_the_other)
{
  cr_expect_not(is_masked_low(TRUE));
  cr_expect(is_masked_low(FALSE));
}

static gboolean is_masked_below_task(gboolean is_parted, double y)
{
  const Field zones[] = {{130, 22, 62, 26}, {0, 0, 0, 0}};
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  parted_draw(&form, is_parted);
  parted_draw(&page, is_parted);
  BmBox words = test_page_text(&page, 24, y, 5, "осадок");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 1);
  return is_masked(after, words);
}

Test(mask_columns, answer_below_a_task_in_the_column_without_fields_stays_on_a_first_page)
{
  cr_expect_not(is_masked_below_task(TRUE, 36));
  cr_expect(is_masked_below_task(FALSE, 36));
  cr_expect(is_masked_below_task(TRUE, 12), "above the task");
}

/* ---- frames ---- */

static void dashes_draw(TestPage *page, double x0, double y0, double x1, double y1)
{
  double length = MAX(x1 - x0, y1 - y0);
  for (double at = 0; at < length; at += 3.5) {
    double x = x1 > x0 ? x0 + at : x0, y = y1 > y0 ? y0 + at : y0;
    test_page_rule(page, x, y, MIN(x + 2, x1), MIN(y + 2, y1));
  }
}

static void frame_draw(TestPage *page, const char *kind)
{
  test_page_text(page, 24, 12, 4.2, "Лабораторная работа");
  if (g_str_equal(kind, "whole"))
    test_page_box(page, 110, 32, 70, 40);
  if (g_str_equal(kind, "dashed") || g_str_equal(kind, "open")) {
    dashes_draw(page, 110, 32, 180, 32);
    dashes_draw(page, 110, 32, 110, 72);
    dashes_draw(page, 180, 32, 180, 72);
  }
  if (g_str_equal(kind, "dashed"))
    dashes_draw(page, 110, 72, 180, 72);
}

static gboolean is_masked_in_frame(const char *kind, double x, const Field *zones)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  frame_draw(&form, kind);
  frame_draw(&page, kind);
  BmBox words = test_page_text(&page, x, 50, 5, "схема");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 1);
  return is_masked(after, words);
}

Test(mask_columns, what_is_drawn_into_a_frame_without_fields_stays)
{
  const Field beside[] = {{24, 30, 70, 45}, {0, 0, 0, 0}};
  const Field inside[] = {{24, 30, 70, 45}, {112, 60, 50, 10}, {0, 0, 0, 0}};
  cr_expect_not(is_masked_in_frame("whole", 135, beside));
  cr_expect_not(is_masked_in_frame("dashed", 135, beside));
  cr_expect(is_masked_in_frame("open", 135, beside), "three sides");
  cr_expect(is_masked_in_frame("none", 135, beside));
  cr_expect(is_masked_in_frame("whole", 174, beside), "it runs over the frame's side");
  cr_expect(is_masked_in_frame("whole", 135, inside), "a field stands in the frame");
}

/* ---- the last task ---- */

static gboolean is_masked_at_last_task(gboolean has_task, gboolean has_line, double x)
{
  const Field zones[] = {{150, 268, 40, 12}, {0, 0, 0, 0}};
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  TestPage *pages[] = {&form, &page};
  for (int i = 0; i < 2; i++) {
    test_page_text(pages[i], 24, 24, 4.2, "Проверочная работа");
    if (has_task)
      test_page_text(pages[i], 24, 261, 3.5, "4. Составьте предложение из слов по порядку");
    if (has_line)
      test_page_rule(pages[i], 24, 272.5, 145, 272.5);
  }
  BmBox words = test_page_text(&page, x, 267, 5, "мост");
  g_autoptr(PIX) after = masked_with(&page, &form, zones, 2);
  return is_masked(after, words);
}

Test(mask_columns, answer_on_the_line_of_the_last_task_stays_beside_the_foots_field)
{
  cr_expect_not(is_masked_at_last_task(TRUE, TRUE, 26));
  cr_expect(is_masked_at_last_task(FALSE, TRUE, 26), "nothing is asked above the line");
  cr_expect(is_masked_at_last_task(TRUE, FALSE, 26), "no line to write on");
  cr_expect(is_masked_at_last_task(TRUE, TRUE, 130), "beside the field");
}
