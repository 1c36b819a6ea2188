/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of a third expert, and gates of the rubric, as they come back. */
#include "tests/tools/folder.h"

#include "tests/tools/returned.h"

static void third_begin(void)
{
  folder_make();
  /* of K9 the tasks 1 (B6), 2.1 and 4 (C7, E7), К1 (D8); of K10 task 1 (B6, B7) */
  returned_disputes = json_pack("{s:{s:[s]},s:{s:[s,s]},s:{s:[s]},s:{s:[s]},s:{s:[s]}}",
                                "133-300-003", "disputed", "1", "555-500-005", "disputed",
                                "2.1", "4", "911-200-002", "disputed", "К1", "204-400-004",
                                "disputed", "1", "582-100-001", "disputed", "1");
}

static void third_end(void)
{
  g_clear_pointer(&returned_disputes, json_decref);
  folder_remove();
}

TestSuite(collect_third, .init = third_begin, .fini = third_end, .timeout = 60);

static char *third_filled(void)
{
  static const char *const cells[2][4] = {{"B6", "C7", "E7", "D8"}, {"B6", "B7", NULL, NULL}};
  char *path = returned_empty();
  for (guint sheet = 0; sheet < 2; sheet++) {
    Grid *grid = grid_load(path, sheet + 1);
    for (guint i = 0; i < 4 && cells[sheet][i] != NULL; i++)
      grid_number(grid, cells[sheet][i], "1");
    grid_save(grid);
  }
  return path;
}

Test(collect_third, only_what_is_in_dispute_is_taken)
{
  g_autofree char *path = third_filled();
  expect_warnings(path, "");
  g_autoptr(json_t) facts = collected(path);
  const json_t *row = json_array_get(json_object_get(facts, "rows"), 1);
  g_autofree char *scores = json_dumps(json_object_get(row, "scores"), JSON_COMPACT);
  cr_expect_str_eq(json_string_value(json_object_get(row, "work_no")), "555-500-005");
  cr_expect_str_eq(scores, "[null,1,null,1]");
}

Test(collect_third, score_that_nobody_asked_for_is_told)
{
  g_autofree char *path = third_filled();
  Grid *grid = grid_load(path, 1);
  grid_number(grid, "C6", "2");
  grid_save(grid);
  expect_faults(path, "form_score_closed|Класс K9|C6|2|·");
}

Test(collect_third, score_in_dispute_that_is_missing_is_told)
{
  g_autofree char *path = third_filled();
  Grid *grid = grid_load(path, 1);
  grid_set(grid, "E7", NULL);
  grid_save(grid);
  expect_faults(path, "form_score_empty|Класс K9|E7||0–12");
}

Test(collect_third, closed_cells_may_be_cleared)
{
  g_autofree char *path = third_filled();
  Grid *grid = grid_load(path, 1);
  grid_set(grid, "C6", NULL);
  grid_save(grid);
  expect_warnings(path, "");
}

/* ---- gates ---- */

static void gates_begin(void)
{
  folder_make();
  returned_tasks =
      "[{\"id\":\"1\",\"max\":2},{\"id\":\"2.1\",\"max\":3},{\"id\":\"К1\",\"max\":1},"
      "{\"id\":\"4\",\"max\":12,\"gates\":[{\"task\":\"К1\"},"
      "{\"task\":\"1\",\"at_most\":1,\"most\":6}]}]";
}

static void gates_end(void)
{
  returned_tasks = RETURNED_TASKS;
  folder_remove();
}

TestSuite(collect_gates, .init = gates_begin, .fini = gates_end, .timeout = 60);

Test(collect_gates, score_that_another_forbids_is_told_with_both)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_number(grid, "D6", "0");
  grid_number(grid, "E7", "7");
  grid_save(grid);
  expect_faults(path, "form_gate|Класс K9|E6|1|0 (К1 = 0)\n"
                      "form_gate|Класс K9|E7|7|6 (1 ≤ 1)");
}

Test(collect_gates, not_attempted_forbids_like_nothing)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "D6", "Х");
  grid_save(grid);
  expect_faults(path, "form_gate|Класс K9|E6|1|0 (К1 = 0)");
}

Test(collect_gates, row_that_keeps_to_them_is_taken)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_number(grid, "D6", "0");
  grid_text(grid, "E6", "X");
  grid_number(grid, "E7", "6");
  grid_save(grid);
  expect_warnings(path, "");
}

Test(collect_gates, form_says_it_itself_in_the_column_of_checks)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "G6", BM_SCOREFORM_GATED);
  grid_save(grid);
  expect_warnings(path, "");
}
