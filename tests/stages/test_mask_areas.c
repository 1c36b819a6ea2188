/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a form asks for identity and where answers stand: what is masked beside the zones, and
 * what stays. */
#include "tests/stages/mask_page.h"

TestSuite(mask_areas, .timeout = 120);

Test(mask_areas, name_beside_a_heading_that_asks_for_nothing_is_masked_down_to_the_first_line)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  bare_form_draw(&page);
  BmBox name = test_page_text(&page, 130, 24, 5, "Петров 9А");
  BmBox answer = test_page_text(&page, 40, 50.5, 4.5, "Москва");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 198, 60, 8, 60);
  cr_expect(is_black(after, name));
  cr_expect_not(is_black(after, answer));
}

/* "Бланк Б", a task, and lines for answers; on a second page. */
static PIX *later_page(double line_y, BmBox *ret_name)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  TestPage *both[] = {&form, &page};
  for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
    test_page_text(both[i], 24, 14, 4.2, "Бланк Б");
    test_page_rule(both[i], 24, line_y, 180, line_y);
    test_page_text(both[i], 24, 40, 4.2, "5. Назовите столицу");
  }
  *ret_name = test_page_text(&page, 130, 13, 5, "Петров 9А");
  return masked_with_zone_at(&page, &form, 60, 250, 80, 8, 2);
}

Test(mask_areas, name_beside_the_first_row_of_a_later_page_is_masked)
{
  BmBox name;
  g_autoptr(PIX) after = later_page(32, &name);
  cr_expect(is_black(after, name));
}

Test(mask_areas, answer_on_a_line_beside_the_first_row_of_a_later_page_is_not)
{
  BmBox answer;
  g_autoptr(PIX) after = later_page(18.5, &answer);
  cr_expect_not(is_black(after, answer));
}

static void cells_form_draw(TestPage *page)
{
  form_draw(page);
  for (int i = 0; i <= 4; i++)
    test_page_rule(page, 150 + 8 * i, 12, 150 + 8 * i, 20);
  test_page_rule(page, 150, 12, 182, 12);
  test_page_rule(page, 150, 20, 182, 20);
}

Test(mask_areas, rows_of_a_stamp_without_a_frame_go_with_its_first_where_nothing_is_asked)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  bare_form_draw(&page);
  BmBox rows[3];
  static const char *const words[] = {"ЧОУ", "«Школа", "«Логос-Плюс»"};
  static const double at[] = {164, 161, 157};
  for (int i = 0; i < 3; i++)
    rows[i] = test_page_text(&page, at[i], 10 + 5 * i, 3.6, words[i]);
  BmBox answer = test_page_text(&page, 157, 60, 5, "Москва");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 60, 250, 80, 8);
  for (int i = 0; i < 3; i++)
    cr_expect(is_black(after, rows[i]), "%s", words[i]);
  cr_expect_not(is_black(after, answer));
}

Test(mask_areas, cells_of_a_confirmed_form_that_nobody_marked_keep_what_stands_in_them)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  cells_form_draw(&form);
  cells_form_draw(&page);
  BmBox point = test_page_text(&page, 152.5, 14, 4, "7");
  BmBox word = test_page_text(&page, 100, 14, 4, "Петров");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 60, 28, 80, 8);
  cr_expect_not(is_black(after, point));
  cr_expect(is_black(after, word), "beside the cells nothing is asked for");
}

Test(mask_areas, answers_above_a_header_in_the_middle_of_the_page_stay)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  test_page_text(&form, 24, 130, 4.2, "Фамилия, имя");
  bare_form_draw(&page);
  test_page_text(&page, 24, 130, 4.2, "Фамилия, имя");
  BmBox answer = test_page_text(&page, 40, 80, 6, "Москва");
  BmBox beside = test_page_text(&page, 160, 130, 5, "9А");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 60, 128, 80, 8);
  cr_expect_not(is_black(after, answer));
  cr_expect(is_black(after, beside));
}

/* fields below each other at the right, tasks with lines at the left and above */
static void beside_form_draw(TestPage *page)
{
  for (int i = 0; i < 2; i++) {
    test_page_text(page, 24, 24 + 18 * i, 4.2, "Ответ");
    test_page_rule(page, 40, 29 + 18 * i, 120, 29 + 18 * i);
  }
  for (int i = 0; i < 4; i++)
    test_page_box(page, 130, 82 + 12 * i, 60, 9);
}

Test(mask_areas, answers_above_fields_and_left_of_them_stay)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  beside_form_draw(&form);
  beside_form_draw(&page);
  BmBox above = test_page_text(&page, 60, 41, 5, "Москва");
  BmBox left = test_page_text(&page, 30, 100, 6, "Рисунок А");
  BmBox near = test_page_text(&page, 121, 96, 5, "9А");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 130, 82, 60, 45);
  cr_expect_not(is_black(after, above));
  cr_expect_not(is_black(after, left));
  cr_expect(is_black(after, near));
}

Test(mask_areas, ink_beside_low_fields_is_masked_on_their_side_only)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  beside_form_draw(&form);
  beside_form_draw(&page);
  BmBox near = test_page_text(&page, 121, 96, 5, "9А");
  BmBox answer = test_page_text(&page, 30, 96, 5, "Рисунок А");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 130, 82, 60, 45);
  cr_expect(is_black(after, near));
  cr_expect_not(is_black(after, answer));
}

Test(mask_areas, name_beside_the_first_print_of_a_work_is_masked_where_fields_stand_lower)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  test_page_text(&form, 24, 26, 4.2, "Входной контроль");
  test_page_text(&form, 24, 60, 4.2, "1. Назовите столицу");
  test_page_text(&page, 24, 26, 4.2, "Входной контроль");
  test_page_text(&page, 24, 60, 4.2, "1. Назовите столицу");
  BmBox name = test_page_text(&page, 130, 25, 5, "Незнамова 6Б");
  BmBox answer = test_page_text(&page, 40, 70, 5, "Москва");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 20, 200, 60, 45);
  cr_expect(is_black(after, name));
  cr_expect_not(is_black(after, answer));
}

Test(mask_areas, field_in_the_margin_does_not_make_the_answers_beside_it_a_header)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bare_form_draw(&form);
  bare_form_draw(&page);
  BmBox answer = test_page_text(&page, 40, 140, 6, "Медный всадник");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 195, 135, 9, 15);
  cr_expect_not(is_black(after, answer));
}

Test(mask_areas, zone_along_the_answers_does_not_make_them_a_header)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  form_draw(&form);
  form_draw(&page);
  BmBox answer = test_page_text(&page, 40, 120, 6, "42");
  g_autoptr(PIX) before = test_page_pix(&page, FALSE);
  g_autofree char *model = test_page_model(&form);
  json_t *context = form_context("confirmed", model);
  json_array_append_new(json_object_get(json_object_get(context, "form"), "zones"),
                        json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", 4.0, "y", 50.0, "w", 9.0, "h",
                                  140.0, "kind", "barcode"));
  g_auto(Run) run = run_mask(before, form_facts(TRUE), context);
  g_unlink(model);
  g_autoptr(PIX) after = result(&run);
  cr_expect_not(is_black(after, answer));
  cr_expect(is_black(after, (BmBox){bm_px(5, DPI), bm_px(60, DPI), 20, 100}));
}

/* a field at the right, a task beside it that ends level with the field */
static void task_beside_draw(TestPage *page)
{
  test_page_box(page, 130, 26, 62, 12);
  test_page_text(page, 24, 28, 3.5, "4. Марат и Юля идут в музей. Через");
  test_page_text(page, 24, 33, 3.5, "сколько минут они встретятся?");
}

/* whether writing at @x, one row below the task and the field, is masked */
static gboolean is_masked_below(double x, int page_in_work)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  task_beside_draw(&form);
  task_beside_draw(&page);
  BmBox words = test_page_text(&page, x, 40, 5, "через 18");
  g_autoptr(PIX) after = masked_with_zone_at(&page, &form, 130, 26, 62, 12, page_in_work);
  return is_masked(after, words);
}

Test(mask_areas, answer_below_a_task_beside_the_field_stays_on_a_later_page_only)
{
  cr_expect(is_masked_below(24, 1), "on a first page names are added there");
  cr_expect_not(is_masked_below(24, 2));
  cr_expect(is_masked_below(140, 2), "one more row of the field itself");
}

/* a field at the top and lines to write on, bent up at one end as paper on the glass is */
static void bent_form_draw(TestPage *page)
{
  test_page_box(page, 60, 20, 80, 12);
  for (int i = 0; i < 6; i++) {
    test_page_rule(page, 20, 49 + 9 * i, 175, 49 + 9 * i);
    test_page_rule(page, 175, 49 + 9 * i, 190, 48 + 9 * i);
  }
}

Test(mask_areas, first_row_on_lines_that_are_bent_is_an_answer)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  bent_form_draw(&form);
  bent_form_draw(&page);
  BmBox answer = test_page_text(&page, 24, 40.5, 5, "Яблони цвели и сад стоял белый");
  test_page_text(&page, 24, 51, 5, "Письмо пришло в самом конце");
  g_autoptr(PIX) after = masked_with_zone(&page, &form, 60, 20, 80, 12);
  cr_expect_not(is_masked(after, answer));
}

/* lines for answers in the left column, fields at the right of the header and of the foot */
static void columns_draw(TestPage *page)
{
  for (int i = 0; i < 4; i++)
    test_page_rule(page, 18, 32 + 9 * i, 96, 31.5 + 9 * i);
  for (int i = 0; i < 3; i++)
    test_page_rule(page, 18, 268 + 9 * i, 96, 268 + 9 * i);
  test_page_text(page, 112, 24, 4, "Фамилия");
  test_page_rule(page, 112, 50, 190, 50);
  test_page_text(page, 112, 276, 4, "Учитель");
}

/* whether words at a place of that form are masked; zones: a name at the top right, one more */
static gboolean is_masked_in_columns(const char *text, double x, double y, double zone_y)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  columns_draw(&form);
  columns_draw(&page);
  BmBox words = test_page_text(&page, x, y, 5, text);
  g_autoptr(PIX) after = masked_with_zone_at(&page, &form, 112, zone_y, 80, 22, 2);
  return is_masked(after, words);
}

Test(mask_areas, writing_on_lines_for_answers_stays_beside_fields_of_the_header_and_of_the_foot)
{
  cr_expect_not(is_masked_in_columns("осадок белый, далее хлорид", 20, 34.5, 30),
                "beside the header's field");
  cr_expect_not(is_masked_in_columns("осадок белый, далее хлорид", 20, 270.5, 266),
                "beside the foot's field");
}

Test(mask_areas, writing_beside_fields_where_no_lines_are_printed_is_masked)
{
  cr_expect(is_masked_in_columns("через 18", 100, 34.5, 30), "between the lines and the field");
  cr_expect(is_masked_in_columns("через 18", 130, 292 - 9, 266), "in the field itself");
  cr_expect(is_masked_in_columns("Иванов 9А", 24, 33.5, 30), "a short row may be a name");
}

/* a single line in the header, and the upper side of a box: neither asks for an answer */
Test(mask_areas, name_on_a_lone_line_or_above_a_box_beside_the_fields_is_masked)
{
  for (int i = 0; i < 2; i++) {
    g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
    TestPage *pages[] = {&form, &page};
    for (int k = 0; k < 2; k++) {
      test_page_text(pages[k], 112, 24, 4, "Фамилия");
      if (i == 0)
        test_page_rule(pages[k], 18, 50, 96, 50);
      else
        test_page_box(pages[k], 18, 50, 78, 9);
    }
    BmBox name = test_page_text(&page, 24, 43.5, 5, "Незнамова");
    g_autoptr(PIX) after = masked_with_zone_at(&page, &form, 112, 30, 80, 32, 2);
    cr_expect(is_masked(after, name), "case %d", i);
  }
}

/* Fields in a frame with round corners at the right foot of a page, a task above. */
static void card_draw(TestPage *page, gboolean has_frame)
{
  test_page_text(page, 24, 20, 4.2, "1. Перескажите начало повести.");
  test_page_text(page, 120, 258, 4, "Разгадал");
  if (!has_frame)
    return;
  test_page_rule(page, 125, 240, 180, 240);
  test_page_rule(page, 125, 290, 180, 290);
  for (double y = 250; y < 280; y += 3) { /* dashes; the corners are left out */
    test_page_rule(page, 115, y, 115, y + 2);
    test_page_rule(page, 190, y, 190, y + 2);
  }
}

/* Whether the third of four rows of an answer and a name are masked at the foot beside. */
static void rows_at_card(gboolean has_frame, double name_x, gboolean *ret_row,
                         gboolean *ret_name)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  card_draw(&form, has_frame);
  card_draw(&page, has_frame);
  test_page_text(&page, 20, 248, 5, "Мне запомнился эпизод на мосту:");
  test_page_text(&page, 20, 256, 5, "Тимур и его команда никому");
  BmBox row = test_page_text(&page, 20, 264, 5, "не хвастались. Старый капитан");
  test_page_text(&page, 20, 272, 5, "не отвечал (буря!), был занят.");
  BmBox name = test_page_text(&page, name_x, 288, 5, "Иванов 9А");
  g_autoptr(PIX) after = masked_with_zone_at(&page, &form, 140, 256, 45, 22, 2);
  *ret_row = is_masked(after, row);
  *ret_name = is_masked(after, name);
}

Test(mask_areas, fields_in_a_frame_at_the_foot_ask_in_the_frame_alone)
{
  gboolean row, name;
  rows_at_card(TRUE, 140, &row, &name);
  cr_expect_not(row, "an answer beside the frame");
  cr_expect(name, "a name in the frame, below its field");
  rows_at_card(FALSE, 140, &row, &name);
  cr_expect(row, "without a frame nothing parts them");
  cr_expect(name);
}

Test(mask_areas, name_below_an_answer_beside_the_frame_is_masked)
{
  gboolean row, name;
  rows_at_card(TRUE, 60, &row, &name);
  cr_expect_not(row);
  cr_expect(name, "away from the margin, and nothing goes on");
}
