/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work numbers, rows and totals. */
#include "tests/tools/returned.h"

TestSuite(collect_work, .init = folder_make, .fini = folder_remove, .timeout = 60);

static void expect_number_fault(const char *cell, const char *number, const char *fault)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, cell, number);
  grid_save(grid);
  expect_faults(path, fault);
}

/* ---- work numbers ---- */

Test(collect_work, unknown_number_is_told_with_the_one_that_stood_there)
{
  expect_number_fault("A7", "555-500-006",
                      "form_work_unknown|Класс K9|A7|555-500-006|555-500-005");
}

Test(collect_work, number_of_another_bundle_is_told)
{
  expect_number_fault("A7", "777-700-007",
                      "form_work_foreign|Класс K9|A7|777-700-007|555-500-005");
}

Test(collect_work, number_of_another_class_is_told_with_its_sheet)
{
  expect_number_fault("A7", "582-100-001", "form_work_class|Класс K9|A7|582-100-001|Класс K10");
}

Test(collect_work, number_that_stands_twice_is_told_with_the_first_place)
{
  expect_number_fault("A8", "133-300-003", "form_work_duplicate|Класс K9|A8|133-300-003|A6");
}

Test(collect_work, foreign_characters_in_a_number_are_named)
{
  static const char *const cases[][2] = {
      {"133-3О0-003", "133-3О0-003 (О U+041E)"},    {"133-300-00З", "133-300-00• (З U+0417)"},
      {"133-300-00３", "133-300-00３ (３ U+FF13)"}, {"133-300-003 ", "133-300-003 (U+0020)"},
      {"133–300–003", "133–300–003 (– U+2013)"},    {"l33-300-003", "l33-300-003 (l U+006C)"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *fault =
        g_strdup_printf("form_work_characters|Класс K9|A6|%s|133-300-003", cases[i][1]);
    expect_number_fault("A6", cases[i][0], fault);
  }
}

Test(collect_work, number_written_otherwise_is_told)
{
  expect_number_fault("A6", "133300003", "form_work_shape|Класс K9|A6|133300003|133-300-003");
  expect_number_fault("A6", "133-300-00", "form_work_shape|Класс K9|A6|133-300-00|133-300-003");
}

Test(collect_work, row_without_a_number_is_told)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_set(grid, "A7", NULL);
  grid_save(grid);
  expect_faults(path, "form_row_no_work|Класс K9|A7||555-500-005");
}

/* ---- rows ---- */

Test(collect_work, missing_row_is_told)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_row_drop(grid, 7); /* its sum would have moved, too */
  grid_save(grid);
  expect_faults(path, "form_work_missing|Класс K9|||911-200-002");
}

Test(collect_work, row_that_was_added_is_told)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "A9", "999-900-009");
  returned_fill(grid, 9, 9);
  grid_save(grid);
  expect_faults(path, "form_work_extra|Класс K9|A9|999-900-009|");
}

Test(collect_work, sheet_without_any_row_is_told_by_the_count)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  for (guint i = 0; i < 3; i++)
    grid_row_drop(grid, 5);
  grid_save(grid);
  expect_faults(path, "form_row_count|Класс K9||0|3");
}

Test(collect_work, rows_may_be_sorted)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  for (guint column = 0; column < GRID_COLUMNS; column++) {
    char *cell = grid->cells[5][column];
    grid->cells[5][column] = grid->cells[7][column];
    grid->cells[7][column] = cell;
  }
  grid_number(grid, "B8", "2");
  grid_save(grid);
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults");
  cr_expect_str_eq(faults, "");
  g_autofree char *rows = json_dumps(json_array_get(json_object_get(facts, "rows"), 2),
                                     JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(rows,
                   "{\"class_alias\":\"K9\",\"scores\":[2,1,1,1],\"work_no\":\"133-300-003\"}");
}

Test(collect_work, empty_rows_between_works_do_not_matter)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  for (guint column = 5; column < 7; column++) /* totals are of another place now */
    for (guint row = 5; row < 8; row++)
      g_clear_pointer(&grid->cells[row][column], g_free);
  grid_row_insert(grid, 6);
  grid_save(grid);
  expect_faults(path, "");
}

/* ---- totals ---- */

static void expect_total(const char *inside, const char *faults, const char *warnings)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_set(grid, "F6", inside);
  grid_save(grid);
  if (warnings != NULL)
    expect_warnings(path, warnings);
  else
    expect_faults(path, faults);
}

#define SUM_B6_E6 "IF(COUNTBLANK(B6:E6)=0,SUM(B6:E6),&quot;&quot;)"

Test(collect_work, total_typed_over_the_formula_must_be_the_sum)
{
  expect_total("><v>5</v></c>", "form_total_wrong|Класс K9|F6|5|4", NULL);
  expect_total("><v>4</v></c>", "", NULL);
  expect_total(" t=\"inlineStr\"><is><t>4,0</t></is></c>", "form_total_wrong|Класс K9|F6|4,0|4",
               NULL);
  expect_total(" t=\"inlineStr\"><is><t>4</t></is></c>", "", NULL);
}

Test(collect_work, other_formula_must_give_the_sum)
{
  expect_total("><f>SUM(B6:D6)</f><v>3</v></c>", "form_total_wrong|Класс K9|F6|3|4", NULL);
  expect_total("><f>SUM(B6:E6)</f><v>4</v></c>", "", NULL);
  expect_total(" t=\"e\"><f>B6+\"a\"</f><v>#VALUE!</v></c>",
               "form_total_wrong|Класс K9|F6|#VALUE!|4", NULL);
}

Test(collect_work, own_formula_is_recounted)
{
  expect_total("><f>" SUM_B6_E6 "</f><v>4</v></c>", "", NULL);
  expect_total("><f>" SUM_B6_E6 "</f></c>", "", NULL);
  expect_total(NULL, "", NULL);
  expect_total("><f>" SUM_B6_E6 "</f><v>0</v></c>", NULL, "form_total_stale|Класс K9|F6|0|4");
}

Test(collect_work, shared_formula_is_known_by_its_first_cell)
{
  static const char *const formulas[] = {SUM_B6_E6, "SUM(B6:D6)"};
  for (guint i = 0; i < 2; i++) {
    g_autofree char *path = returned_filled();
    g_autofree char *first = g_strdup_printf(
        "><f t=\"shared\" ref=\"F6:F8\" si=\"0\">%s</f><v>4</v></c>", formulas[i]);
    Grid *grid = grid_load(path, 1);
    grid_set(grid, "F6", first);
    grid_set(grid, "F7", "><f t=\"shared\" si=\"0\"/><v>4</v></c>");
    grid_set(grid, "F8", "><f t=\"shared\" si=\"0\"/><v>3</v></c>");
    grid_save(grid);
    if (i == 0)
      expect_warnings(path, "form_total_stale|Класс K9|F8|3|4");
    else
      expect_faults(path, "form_total_wrong|Класс K9|F8|3|4");
  }
}

Test(collect_work, x_adds_nothing_to_the_total)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "B6", "Х");
  grid_number(grid, "F6", "3");
  grid_save(grid);
  expect_faults(path, "");
}
