/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a header ends: names written over print, values inside the cells of their labels, tasks
 * that use the words of labels, and slips at the foot. */
#include <criterion/criterion.h>

#include "stages/shared/identity.h"
#include "tests/stages/identity_page.h"
#include "tests/stages/identity_share.h"
#include "tests/tools/assert_ok.h"

TestSuite(identity_head, .timeout = 240);

#define DPI 200.0

static BmIdentity *find(TestPage *page, gboolean is_clean_form)
{
  g_autoptr(PIX) pix = test_page_pix(page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {
      .policy = "diagnostic_cross", .is_clean_form = is_clean_form, .turn_sure = TRUE};
  assert_ok(bm_identity_find(pix, DPI, &hints, &identity, &error), error);
  return identity;
}

static const char *const tasks[] = {
    "1. Какая из этих рек длиннее? Обоснуйте ответ.",
    "2. Кто из путешественников открыл пролив между материками?",
    "3. Определите по плану расстояние до родника.",
    "4. Назовите столицы трёх соседних государств.",
    "5. Почему этот день самый длинный в году?",
};

/* printed tasks with an answer below each; returns the box of the first task */
static BmBox tasks_draw(TestPage *page, double y)
{
  BmBox first = {0, 0, 0, 0};
  for (guint i = 0; i < G_N_ELEMENTS(tasks); i++) {
    BmBox box = test_page_text(page, 20, y + 30 * i, 4, tasks[i]);
    first = i == 0 ? box : first;
    test_page_text(page, 24, y + 8 + 30 * i, 5, "потому что так сказано в тексте");
  }
  return first;
}

Test(identity_head, name_over_a_caption_at_the_margin_does_not_begin_the_body)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 20, 14, 4.6, "Входная контрольная работа, сентябрь");
  test_page_text(&page, 20, 23, 3.6, "Работу выполнил(а) ученик (ученица)");
  test_page_rule(&page, 90, 27, 130, 27);
  test_page_text(&page, 94, 22, 5, "7Б");
  test_page_text(&page, 20, 36, 2.4, "(фамилия, имя, отчество указываются полностью)");
  BmBox name = test_page_text(&page, 22, 32, 7, "Горбачева Марина Петровна");
  BmBox task = tasks_draw(&page, 56);
  g_autoptr(BmIdentity) identity = find(&page, FALSE);
  cr_expect_gt(share_hidden(identity, name), 0.98);
  cr_expect_lt(share_hidden(identity, task), 0.02);
}

/* the head of a work: cells with a small label above the value */
static void head_draw(TestPage *page, BmBox ret_values[3])
{
  static const double down[] = {15, 60, 107, 154, 195};
  static const char *const labels[] = {"Предмет", "Педагог", "Число"};
  for (int i = 0; i < 3; i++)
    test_page_rule(page, 15, 12 + 13 * i, 195, 12 + 13 * i);
  for (guint i = 0; i < G_N_ELEMENTS(down); i++)
    test_page_rule(page, down[i], 12, down[i], 38);
  test_page_text(page, 17, 16, 3.4, "Работа");
  test_page_text(page, 62, 13.4, 2.8, "Фамилия, имя");
  ret_values[0] = test_page_text(page, 64, 18, 5, "Орлова Анна");
  test_page_text(page, 156, 13.4, 2.8, "Класс");
  test_page_text(page, 158, 18, 5, "7Б");
  for (int i = 0; i < 3; i++)
    test_page_text(page, down[i + 1] + 2, 26.4, 2.8, labels[i]);
  test_page_text(page, 64, 31, 3.6, "физика");
  ret_values[1] = test_page_text(page, 110, 31, 5, "Лосева Т. П.");
  ret_values[2] = test_page_text(page, 158, 31, 5, "18.11.26");
}

Test(identity_head, values_inside_the_cells_of_their_labels_are_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[3];
  head_draw(&page, values);
  BmBox task = tasks_draw(&page, 56);
  g_autoptr(BmIdentity) identity = find(&page, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    cr_expect_gt(share_hidden(identity, values[i]), 0.98, "value %u", i);
  cr_expect_lt(share_hidden(identity, task), 0.02);
}

Test(identity_head, task_that_speaks_of_names_begins_the_body)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[3];
  head_draw(&page, values);
  BmBox task =
      test_page_text(&page, 16, 54, 3.8, "1. Что такое имя и фамилия с точки зрения права?");
  BmBox answer = test_page_text(&page, 19, 62, 5, "Имя и фамилия даются родителями навсегда");
  tasks_draw(&page, 82);
  g_autoptr(BmIdentity) identity = find(&page, FALSE);
  cr_expect_gt(share_hidden(identity, values[0]), 0.98);
  cr_expect_lt(share_hidden(identity, task), 0.02);
  cr_expect_lt(share_hidden(identity, answer), 0.02);
}

Test(identity_head, words_of_printed_tasks_are_no_labels_of_a_form)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 24, 20, 4.2, "Фамилия, имя");
  test_page_rule(&page, 58, 25, 180, 25);
  test_page_text(&page, 20, 50, 4, "1. Сформулируйте закон Ома для участка цепи.");
  test_page_text(&page, 20, 90, 4,
                 "2. Учитель физики подвез груз массой пять килограммов на два метра.");
  test_page_text(&page, 20, 130, 4, "3. Запишите показания приборов в таблицу.");
  g_autoptr(BmIdentity) identity = find(&page, TRUE);
  for (guint i = 0; i < identity->labels->len; i++) {
    const BmLabel *label = &g_array_index(identity->labels, BmLabel, i);
    cr_expect_lt(label->box.y, 45 * DPI / 25.4, "a label of kind %s", label->kind);
  }
  cr_expect_gt(identity->labels->len, 0);
}

Test(identity_head, box_of_a_slip_is_hidden_whatever_its_label_says)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 20, 14, 4.6, "Контрольная работа");
  tasks_draw(&page, 30);
  test_page_text(&page, 25, 243, 4, "Ученик(ца)");
  test_page_rule(&page, 50, 248, 150, 248);
  test_page_text(&page, 54, 242, 5, "Заречная Ольга");
  test_page_text(&page, 25, 258, 4, "класса");
  test_page_rule(&page, 42, 263, 80, 263);
  test_page_text(&page, 48, 257, 5, "9Б");
  test_page_text(&page, 168, 236, 3, "Рег. №");
  test_page_box(&page, 162, 235, 32, 14);
  BmBox number = test_page_text(&page, 170, 241, 5, "155");
  g_autoptr(BmIdentity) identity = find(&page, FALSE);
  cr_expect_gt(share_hidden(identity, number), 0.98);
}

Test(identity_head, short_block_with_a_task_number_below_a_head_is_the_body)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int k = 0; k < 2; k++)
    test_page_rule(&page, 15, 12 + 11 * k, 195, 12 + 11 * k);
  test_page_rule(&page, 15, 12, 15, 23);
  test_page_rule(&page, 135, 12, 135, 23);
  test_page_rule(&page, 195, 12, 195, 23);
  BmBox name = test_page_text(&page, 18, 14, 6, "Седых Д. К.");
  test_page_text(&page, 136, 12.6, 2.8, "Класс");
  test_page_text(&page, 142, 16, 5, "7Б");
  BmBox task = test_page_text(&page, 16, 32, 3.8, "6 Приведите пример дружбы народов");
  BmBox answer = test_page_text(&page, 19, 39, 5, "праздник во дворе осенью");
  for (int i = 0; i < 4; i++)
    test_page_text(&page, 17, 66 + 9 * i, 5, "и потому они всегда помогали друг другу во всём");
  g_autoptr(BmIdentity) identity = find(&page, FALSE);
  cr_expect_gt(share_hidden(identity, name), 0.98);
  cr_expect_lt(share_hidden(identity, task), 0.02);
  cr_expect_lt(share_hidden(identity, answer), 0.02);
}

/* rows of a later page: the first reaches to the left, later ones are indented; a tick beside
 */
Test(identity_head, tick_beside_the_rows_does_not_make_the_first_of_them_a_head)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox first = test_page_text(&page, 20, 20, 5, "Сестра перешла в другой класс, который");
  first = bm_box_or(first, test_page_text(&page, 20, 31, 5, "был совсем не похож на наш"));
  cairo_move_to(page.cr, 176, 42);
  cairo_line_to(page.cr, 179, 45);
  cairo_line_to(page.cr, 184, 39.5);
  cairo_stroke(page.cr);
  test_page_text(&page, 52, 47, 5, "всегда помогали друг другу во всём");
  for (int i = 0; i < 6; i++)
    test_page_text(&page, 20, 58 + 11 * i, 5, "и потому они всегда помогали друг другу");
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmIdentity) identity = NULL;
  BmIdentityHints hints = {.page_in_work = 2, .turn_sure = TRUE};
  assert_ok(bm_identity_find(pix, DPI, &hints, &identity, &error), error);
  cr_expect_eq(share_hidden(identity, first), 0);
}
