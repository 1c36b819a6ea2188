/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/recheck_book: first and second results side by side. */
#include "pipeline/autoptr.h"
#include "pipeline/recheck_book.h"
#include "stages/shared/book.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"
#include "tests/tools/said.h"

#include <string.h>

TestSuite(recheck_book, .timeout = 20, .init = folder_make, .fini = folder_remove);

/* School 101: 7 → 5, other mark; 4 → 4. School 102: 3 → 6; one that is not finished; one of
 * which the first round knows nothing. */
static json_t *results_make(void)
{
  static const char text[] =
      "{\"tasks\": [{\"id\": \"1\", \"max\": 5}, {\"id\": \"2\", \"max\": 5}], \"works\": ["
      "{\"school_code\": \"101\", \"state\": \"final\", \"total\": 5, \"mark\": 3, \"scores\": "
      "[5, \"X\"], \"prior_total\": 7, \"prior_mark\": 4, \"prior_scores\": [5, 2]},"
      "{\"school_code\": \"101\", \"state\": \"final\", \"total\": 4, \"mark\": 3, \"scores\": "
      "[2, 2], \"prior_total\": 4, \"prior_mark\": 3, \"prior_scores\": [1, 3]},"
      "{\"school_code\": \"102\", \"state\": \"final\", \"total\": 6, \"mark\": null, "
      "\"scores\": [3, 3], \"prior_total\": 3, \"prior_mark\": 3, \"prior_scores\": [3, "
      "\"X\"]},"
      "{\"school_code\": \"102\", \"state\": \"needs_third\", \"total\": 9, \"scores\": [4, "
      "5], "
      "\"prior_total\": 3, \"prior_mark\": 3, \"prior_scores\": [3, 0]},"
      "{\"school_code\": \"102\", \"state\": \"final\", \"total\": 9, \"mark\": 5, \"scores\": "
      "[4, 5], \"prior_total\": null, \"prior_mark\": null, \"prior_scores\": null}]}";
  json_t *results = json_loads(text, 0, NULL);
  cr_assert_not_null(results);
  return results;
}

Test(recheck_book, only_works_with_both_results_are_compared)
{
  g_autoptr(json_t) results = results_make();
  BmCompared all = bm_recheck_compare(results, NULL), one = bm_recheck_compare(results, "101"),
             two = bm_recheck_compare(results, "102");
  cr_expect_eq(all.n_works, 5);
  cr_expect_eq(all.n_compared, 3);
  cr_expect_float_eq(all.difference, -1, 1e-9);
  cr_expect(one.n_same == 1 && one.n_higher == 1 && one.n_lower == 0);
  cr_expect(one.n_marks == 2 && one.n_marks_changed == 1);
  cr_expect(two.n_compared == 1 && two.n_lower == 1 && two.n_marks == 0);
  cr_expect_float_eq(two.difference, -3, 1e-9);
}

Test(recheck_book, tasks_are_compared_with_x_as_no_points)
{
  g_autoptr(json_t) results = results_make();
  double first, second;
  bm_recheck_task(results, 1, &first, &second);
  cr_expect_float_eq(first, 5, 1e-9);
  cr_expect_float_eq(second, 5, 1e-9);
  bm_recheck_task(results, 0, &first, &second);
  cr_expect_float_eq(first, 9, 1e-9);
  cr_expect_float_eq(second, 10, 1e-9);
}

Test(recheck_book, results_of_a_usual_round_have_nothing_to_compare)
{
  g_autoptr(json_t) results = json_pack("{s:[{s:s}]}", "works", "state", "final");
  g_autoptr(json_t) recheck = results_make();
  cr_expect_not(bm_recheck_is_compared(results));
  cr_expect(bm_recheck_is_compared(recheck));
}

static void expect_text(const BmBookSheet *sheet, guint row, guint column, const char *text)
{
  g_autofree char *address = bm_book_address(row, column);
  cr_expect_str_eq(bm_book_text(sheet, row, column), text, "%s", address);
}

Test(recheck_book, the_workbook_tells_schools_tasks_and_works_and_is_always_the_same)
{
  g_autoptr(json_t) results = results_make();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path("recheck.xlsx"), *again = folder_path("again.xlsx");
  g_autofree char *one = NULL, *two = NULL;
  gsize n_one = 0, n_two = 0;
  assert_ok(bm_recheck_book_write(results, path, &error), error);
  assert_ok(bm_recheck_book_write(results, again, &error), error);
  cr_assert(g_file_get_contents(path, &one, &n_one, NULL));
  cr_assert(g_file_get_contents(again, &two, &n_two, NULL));
  cr_expect(n_one == n_two && memcmp(one, two, n_one) == 0);
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  assert_ok(book != NULL, error);
  const BmBookSheet *schools = bm_book_sheet_named(book, "Школы"),
                    *tasks = bm_book_sheet_named(book, "Задания"),
                    *works = bm_book_sheet_named(book, "Работы");
  expect_text(schools, 1, 0, "101");
  expect_text(schools, 1, 9, "1");
  expect_text(schools, 2, 9, "-3");
  expect_text(schools, 3, 3, "3");
  expect_text(tasks, 2, 0, "2");
  expect_text(works, 1, 10, "2");
  expect_text(works, 3, 10, "-3");
  expect_text(works, 4, 10, "не сравнивается");
  expect_text(works, 5, 6, "–");
}

Test(recheck_book, pages_of_printed_sheets_have_numbers)
{
  g_autoptr(json_t) results = results_make();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path("recheck.xlsx");
  assert_ok(bm_recheck_book_write(results, path, &error), error);
  for (guint i = 1; i <= 3; i++) {
    g_autofree char *part = g_strdup_printf("xl/worksheets/sheet%u.xml", i);
    g_autofree char *sheet = said("unzip", "-p", path, part, NULL);
    cr_expect_not_null(strstr(sheet, "Страница &amp;P из &amp;N"), "%s", part);
  }
}
