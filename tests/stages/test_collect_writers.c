/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form, filled in and saved by several programs (tests/data/collect). */
#include "tests/tools/returned.h"

TestSuite(collect_writers, .init = folder_make, .fini = folder_remove, .timeout = 60);

static const char *const all_rows[] = {
    "133-300-003",    "[2,\"X\",1,12]", "555-500-005",    "[2,\"X\",1,0]", "911-200-002",
    "[2,\"X\",1,12]", "204-400-004",    "[2,\"X\",1,12]", "582-100-001",   "[2,\"X\",1,0]"};

/* The rows from @first on, @n of them, and nothing to complain of. */
static void expect_form(const char *name, guint first, guint n)
{
  g_autofree char *path = g_build_filename(BM_SOURCE_DIR, "tests/data/collect", name, NULL);
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  const json_t *rows = json_object_get(facts, "rows");
  cr_expect_str_eq(faults, "", "%s: %s", name, faults);
  cr_expect_str_eq(warnings, "", "%s: %s", name, warnings);
  cr_assert_eq(json_array_size(rows), n, "%s", name);
  for (guint i = 0; i < n; i++) {
    const json_t *row = json_array_get(rows, i);
    g_autofree char *scores = json_dumps(json_object_get(row, "scores"), JSON_COMPACT);
    cr_expect_str_eq(fault_part(row, "work_no"), all_rows[2 * (first + i)], "%s", name);
    cr_expect_str_eq(scores, all_rows[2 * (first + i) + 1], "%s", name);
  }
}

Test(collect_writers, workbook_of_each_is_read_to_the_point)
{
  expect_form("libreoffice.xlsx", 0, 5);
  expect_form("gnumeric.xlsx", 0, 5);
  expect_form("openpyxl.xlsx", 0, 5);
}

Test(collect_writers, csv_of_each_is_read_to_the_point)
{
  expect_form("libreoffice-1251.csv", 0, 3);
  expect_form("libreoffice-utf8.csv", 3, 2);
  expect_form("gnumeric.csv", 0, 3);
}
