/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cells, frames and rules of a form must not open: names that run out of their fields, or
 * stand beside them. */
#include "tests/stages/mask_page.h"

TestSuite(mask_reach, .timeout = 120);

/* A form and a page of it, both with the same print. */
typedef struct Pair {
  TestPage form, page;
} Pair;

static void pair_clear(Pair *pair)
{
  test_page_clear(&pair->form);
  test_page_clear(&pair->page);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

static Pair pair_new(void)
{
  return (Pair){test_page_new(DPI), test_page_new(DPI)};
}

static void print_text(Pair *pair, double x, double y, double high, const char *text)
{
  test_page_text(&pair->form, x, y, high, text);
  test_page_text(&pair->page, x, y, high, text);
}

static void print_rule(Pair *pair, double x0, double y0, double x1, double y1)
{
  test_page_rule(&pair->form, x0, y0, x1, y1);
  test_page_rule(&pair->page, x0, y0, x1, y1);
}

/* Columns between @n_xs rules down, rows of @high between them. */
static void print_table(Pair *pair, const double *xs, guint n_xs, double top, guint rows,
                        double high)
{
  for (guint i = 0; i < n_xs; i++)
    print_rule(pair, xs[i], top, xs[i], top + rows * high);
  for (guint i = 0; i <= rows; i++)
    print_rule(pair, xs[0], top + i * high, xs[n_xs - 1], top + i * high);
}

static void print_cells(Pair *pair, double x, double y, guint n)
{
  for (guint i = 0; i < n; i++) {
    test_page_box(&pair->form, x + 7.0 * i, y, 7, 8);
    test_page_box(&pair->page, x + 7.0 * i, y, 7, 8);
  }
}

/* One capital a cell; returns the box of those from @first on. */
static BmBox letters_write(Pair *pair, double x, double y, const char *const *letters,
                           guint first)
{
  BmBox rest = {0, 0, 0, 0};
  for (guint i = 0; letters[i] != NULL; i++) {
    BmBox letter = test_page_text(&pair->page, x + 2.2 + 7 * i, y + 1.2, 5, letters[i]);
    rest = i >= first ? bm_box_or(rest, letter) : rest;
  }
  return rest;
}

static gboolean hides(Pair *pair, BmBox writing, const MmBox *zones, guint n, int page_in_work)
{
  g_autoptr(PIX) after = masked_with_zones(&pair->page, &pair->form, zones, n, page_in_work);
  return is_masked(after, writing);
}

/* ---- rows of cells ---- */

Test(mask_reach, name_longer_than_its_cells_is_hidden_where_another_row_is_longer)
{
  static const char *const letters[] = {"К", "О", "Н", "С", "Т", "А", "Н",
                                        "Т", "И", "Н", "О", "В", NULL};
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 20, 30, 4, "Фамилия");
  print_cells(&pair, 50, 28, 8);
  print_text(&pair, 20, 44, 4, "Предмет");
  print_cells(&pair, 50, 42, 18);
  print_text(&pair, 24, 70, 4.2, "Диагностическая работа по химии");
  BmBox over = letters_write(&pair, 50, 28, letters, 8);
  cr_expect(hides(&pair, over, &(MmBox){50, 28, 56, 8}, 1, 1));
}

Test(mask_reach, name_beside_a_short_row_of_cells_is_hidden)
{
  static const char *const letters[] = {"П", "Е", "Т", "Я", NULL};
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 20, 30, 4, "Фамилия");
  print_cells(&pair, 50, 28, 18);
  print_text(&pair, 20, 42, 4, "Вариант");
  print_cells(&pair, 50, 40, 2);
  print_text(&pair, 24, 70, 4.2, "Диагностическая работа по химии");
  BmBox name = letters_write(&pair, 64, 40, letters, 0);
  const MmBox zones[] = {{50, 28, 126, 8}, {50, 52, 60, 8}};
  cr_expect(hides(&pair, name, zones, 2, 1));
}

/* ---- cells with labels ---- */

/* "Фамилия", "Тема работы", "Класс"; the second row is no field. The name stands @lower mm. */
static gboolean hides_sunk_name(double lower)
{
  static const double xs[] = {20, 65, 190};
  static const char *const labels[] = {"Фамилия", "Тема работы", "Класс"};
  g_auto(Pair) pair = pair_new();
  print_table(&pair, xs, 3, 30, 3, 10);
  for (guint i = 0; i < 3; i++)
    print_text(&pair, 23, 33 + 10 * i, 4, labels[i]);
  print_text(&pair, 24, 75, 4.2, "1. Перескажите начало повести.");
  BmBox name = test_page_text(&pair.page, 70, 32 + lower, 6, "Константинов Руслан");
  const MmBox zones[] = {{65, 30, 125, 10}, {65, 50, 125, 10}};
  return hides(&pair, name, zones, 2, 1);
}

Test(mask_reach, name_that_sinks_into_the_cell_below_its_field_is_hidden)
{
  cr_expect(hides_sunk_name(1.5));
  cr_expect(hides_sunk_name(3.0));
  cr_expect_not(hides_sunk_name(11.0), "there it counts as an answer");
}

Test(mask_reach, second_row_in_the_cell_of_a_small_field_is_hidden)
{
  static const double xs[] = {20, 65, 190};
  g_auto(Pair) pair = pair_new();
  print_table(&pair, xs, 3, 30, 1, 30);
  print_table(&pair, xs, 3, 60, 1, 9);
  print_text(&pair, 23, 33, 4, "Участник");
  print_text(&pair, 23, 62, 4, "Класс");
  print_text(&pair, 24, 75, 4.2, "1. Перескажите начало повести.");
  test_page_text(&pair.page, 68, 33, 5, "Незнамова");
  BmBox second = test_page_text(&pair.page, 70, 47, 5, "Анна Сергеевна");
  const MmBox zones[] = {{66, 31, 45, 9}, {65, 60, 125, 9}};
  cr_expect(hides(&pair, second, zones, 2, 1));
}

Test(mask_reach, empty_cell_after_that_of_a_field_is_no_answers)
{
  static const double xs[] = {20, 100, 190};
  g_auto(Pair) pair = pair_new();
  print_table(&pair, xs, 3, 30, 2, 10);
  print_text(&pair, 22, 33, 4, "Учитель");
  print_text(&pair, 22, 43, 4, "Ученик");
  print_text(&pair, 24, 75, 4.2, "1. Перескажите начало повести.");
  BmBox name = test_page_text(&pair.page, 110, 33, 5, "петя");
  const MmBox zones[] = {{42, 31, 57, 8}, {42, 41, 57, 8}};
  cr_expect(hides(&pair, name, zones, 2, 1));
}

/* ---- rules beside fields ---- */

/* A table of experts at the foot; a name at @x, @y beside or below it. */
static gboolean hides_beside_table(double x, double y)
{
  static const double xs[] = {20, 60, 110, 150};
  static const char *const labels[] = {"Эксперт 1", "Эксперт 2", "Учитель"};
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 24, 20, 4.2, "1. Перескажите начало повести.");
  print_table(&pair, xs, 4, 260, 3, 7);
  for (guint i = 0; i < 3; i++) {
    print_text(&pair, 22, 262 + 7 * i, 3.5, labels[i]);
    print_text(&pair, 112, 262 + 7 * i, 3.5, "балл");
  }
  BmBox name = test_page_text(&pair.page, x, y, 5, "Петрова И.");
  return hides(&pair, name, &(MmBox){61, 260, 48, 21}, 1, 2);
}

Test(mask_reach, name_below_a_table_at_the_foot_is_hidden_under_each_column)
{
  cr_expect(hides_beside_table(22, 284));
  cr_expect(hides_beside_table(112, 284));
}

Test(mask_reach, table_of_answers_above_the_foot_is_no_frame_of_its_fields)
{
  static const double xs[] = {20, 60, 100, 140, 180};
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 24, 20, 4.2, "1. Заполните таблицу.");
  print_table(&pair, xs, 5, 214, 4, 13);
  print_text(&pair, 80, 272, 4, "Ученик");
  print_rule(&pair, 102, 276, 135, 276);
  BmBox name = test_page_text(&pair.page, 146, 271, 5, "незнамова");
  cr_expect(hides(&pair, name, &(MmBox){101, 268, 36, 9}, 1, 2));
}

Test(mask_reach, printed_margin_and_border_are_no_frame_of_the_foots_fields)
{
  for (int i = 0; i < 2; i++) {
    g_auto(Pair) pair = pair_new();
    print_text(&pair, 45, 20, 4.2, "1. Перескажите начало повести.");
    print_rule(&pair, i == 0 ? 165 : 38, 10, i == 0 ? 165 : 38, 287);
    if (i == 0)
      print_text(&pair, 168, 264, 3, "Отметка");
    else
      print_rule(&pair, 198, 10, 198, 287);
    print_text(&pair, 70, 272, 4, "Ученик");
    print_rule(&pair, 90, 276, 140, 276);
    BmBox name = test_page_text(&pair.page, i == 0 ? 170 : 8, 271, 5, "ваня п.");
    cr_expect(hides(&pair, name, &(MmBox){89, 268, 52, 9}, 1, 2), "case %d", i);
  }
}

Test(mask_reach, name_that_runs_on_beside_a_table_of_fields_among_answers_is_hidden)
{
  static const double xs[] = {20, 62, 120};
  static const char *const labels[] = {"ФИО", "Школа", "Класс"};
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 24, 20, 4.2, "1. Перескажите начало повести.");
  for (int i = 0; i < 8; i++)
    print_rule(&pair, 24, 40 + 9 * i, 180, 40 + 9 * i);
  print_table(&pair, xs, 3, 130, 3, 8);
  for (guint i = 0; i < 3; i++)
    print_text(&pair, 22, 132 + 8 * i, 3.5, labels[i]);
  print_text(&pair, 24, 175, 4.2, "2. Перескажите конец повести.");
  BmBox name = test_page_text(&pair.page, 124, 132, 5, "Незнамова");
  cr_expect(hides(&pair, name, &(MmBox){63, 131, 56, 22}, 1, 2));
}

/* ---- thick pens ---- */

Test(mask_reach, name_of_thick_capitals_below_the_answers_is_hidden)
{
  g_auto(Pair) pair = pair_new();
  print_text(&pair, 24, 20, 4.2, "Фамилия");
  print_text(&pair, 24, 60, 4.2, "1. Перескажите начало повести.");
  for (int i = 0; i < 4; i++)
    test_page_text(&pair.page, 26, 80 + 8 * i, 4.5, "Складываем стороны, делим на два.");
  BmBox name = {0, 0, 0, 0}; /* drawn over and over: strokes thicker by half a millimetre */
  for (int i = 0; i < 25; i++)
    name = bm_box_or(name, test_page_text(&pair.page, 110 + 0.12 * (i % 5),
                                          255 + 0.12 * (i / 5), 8, "ВЕДЕНЕЕВА"));
  cr_expect(hides(&pair, name, &(MmBox){50, 18, 60, 8}, 1, 2));
}
