/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/earlier: what one round hands to the analysis of the next. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include "pipeline/autoptr.h"
#include "pipeline/earlier.h"

#include <string.h>

TestSuite(earlier, .init = folder_make, .fini = folder_remove, .timeout = 10);

static void expect_number(const char *text, double expected)
{
  double value = -1;
  cr_expect(bm_earlier_number(text, 0, 100, &value), "%s", text);
  cr_expect_float_eq(value, expected, 1e-9, "%s", text);
}

Test(earlier, numbers_have_a_point_or_a_comma)
{
  double value;
  expect_number("61,5", 61.5);
  expect_number("61.5", 61.5);
  cr_expect_not(bm_earlier_number("61 %", 0, 100, &value));
  cr_expect_not(bm_earlier_number("", 0, 100, &value));
  cr_expect_not(bm_earlier_number("100,1", 0, 100, &value));
  cr_expect_not(bm_earlier_number("nan", 0, 100, &value));
}

static json_t *written_and_read(const char *school_code)
{
  GError *error = NULL;
  g_autofree char *path = folder_path("earlier.csv");
  g_autoptr(json_t) input = json_pack(
      "{s:[{s:i},{s:i}],s:[{s:s},{s:s}],s:[{s:s,s:i},{s:s,s:i},{s:s,s:i}]}", "tasks", "max", 4,
      "max", 6, "schools", "school", "100425", "school", "100042", "works", "school", "100425",
      "total", 4, "school", "100425", "total", 8, "school", "100042", "total", 5);
  g_autoptr(json_t) analysis = json_pack(
      "{s:[{s:s,s:s},{s:s,s:s},{s:s,s:s}]}", "flags", "school", "100425", "sign", "task_high",
      "school", "100425", "sign", "peak", "school", "100425", "sign", "task_high");
  assert_ok(bm_earlier_write(input, analysis, path, &error), error);
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  assert_ok(procedure != NULL, error);
  json_t *school = json_object();
  bm_earlier_add(procedure, school_code, school);
  return school;
}

Test(earlier, what_a_round_writes_the_next_one_reads)
{
  g_autoptr(json_t) school = written_and_read("100425");
  const json_t *earlier = json_object_get(school, "earlier");
  cr_expect_eq(json_integer_value(json_object_get(earlier, "n")), 2);
  cr_expect_float_eq(json_number_value(json_object_get(earlier, "mean_pct")), 60, 1e-9);
  cr_expect_float_eq(json_number_value(json_object_get(earlier, "sd_pct")), 28.28, 0.005);
  const json_t *signs = json_object_get(school, "prior_signs");
  cr_assert_eq(json_array_size(signs), 2);
  cr_expect_str_eq(json_string_value(json_array_get(signs, 0)), "task_high");
  cr_expect_str_eq(json_string_value(json_array_get(signs, 1)), "peak");
}

Test(earlier, a_school_that_is_not_listed_has_nothing)
{
  g_autoptr(json_t) school = written_and_read("100777");
  cr_expect_eq(json_object_size(school), 0);
}

Test(earlier, a_wrong_number_is_told_by_line_and_column)
{
  GError *error = NULL;
  g_autofree char *path = folder_path("earlier.csv");
  cr_assert(g_file_set_contents(path, "school_code;works;mean_pct\n1;10;61,5 %\n", -1, NULL));
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  assert_fails_with(procedure != NULL, error, "procedure_bad");
  cr_expect(strstr(error->message, "earlier.csv: line 2, 'mean_pct'") != NULL, "%s",
            error->message);
  g_error_free(error);
}
