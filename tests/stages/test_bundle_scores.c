/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/desk.h"

TestSuite(scores, .init = folder_make, .fini = folder_remove, .timeout = 120);
TestSuite(score_sheet, .init = folder_make, .fini = folder_remove, .timeout = 120);

static char *part_of(const char *xlsx, const char *part)
{
  return said("unzip", "-p", xlsx, part, NULL);
}

static guint times(const char *text, const char *word)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
    n++;
  return n;
}

Test(scores, sheets_are_locked_but_for_scores)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
  g_autofree char *styles = part_of(path, "xl/styles.xml");
  cr_expect_eq(times(sheet, "<sheetProtection"), 1);
  cr_expect_eq(times(styles, "<protection locked=\"0\"/>"), 1);
  cr_expect_eq(times(sheet, "<dataValidation "), 6);
  cr_expect_not_null(strstr(sheet, "IF(ISNUMBER(B6),AND(B6&gt;=0,B6&lt;=2,B6=INT(B6))"));
  cr_expect_not_null(strstr(sheet, "sqref=\"B6:B7\""));
  cr_expect_not_null(strstr(sheet, "IF(COUNTBLANK(B6:G6)=0,SUM(B6:G6),\"\")"));
  cr_expect_not_null(strstr(sheet, "<pane xSplit=\"1\" ySplit=\"5\""));
  cr_expect_not_null(strstr(sheet, "orientation=\"landscape\""));
}

Test(scores, sheet_names_are_no_cell_names)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *book = part_of(path, "xl/workbook.xml");
  cr_expect_not_null(strstr(book, "name=\"Класс K9\" sheetId=\"1\""));
  cr_expect_not_null(strstr(book, "name=\"Класс K10\" sheetId=\"2\""));
  cr_expect_not_null(strstr(book, "'Класс K9'!$A$1"));
  cr_expect_not_null(strstr(book, "name=\"_blindmark\" sheetId=\"3\" state=\"hidden\""));
}

Test(scores, form_says_which_bundle_it_is)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx"),
                  *manifest_path = file_of(job, "manifest.json");
  g_autoptr(json_t) manifest = json_load_file(manifest_path, 0, NULL);
  g_autofree char *words = part_of(path, "xl/sharedStrings.xml");
  g_autofree char *properties = part_of(path, "docProps/core.xml");
  cr_expect_not_null(strstr(words, json_string_value(json_object_get(manifest, "bundle"))));
  cr_expect_not_null(strstr(words, "form_version"));
  cr_expect_not_null(strstr(words, "133-300-003"));
  cr_expect_not_null(strstr(properties, "<dc:creator></dc:creator>"));
  cr_expect_not_null(strstr(properties, "2000-01-01T00:00:00Z"));
}

Test(scores, each_row_is_checked_by_formula)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
  cr_expect_eq(times(sheet, "IF(COUNTBLANK(B6:G6)=6,\"\",IF(AND("), 1);
  cr_expect_eq(times(sheet, "AND(B7&gt;=0,B7&lt;=2,B7=INT(B7)),OR(B7=\"\",B7=\"X\",B7=\"Х\")"),
               1);
  cr_expect_eq(times(sheet, "COUNTIF(I6:I7,\"верно\")"), 1);
  cr_expect_eq(times(sheet, "<cfRule type=\"expression\""), 6);
  cr_expect_not_null(strstr(sheet, "<mergeCell ref=\"A4:I4\"/>"));
}

Test(scores, each_sheet_names_its_bundle_and_version)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx"),
                  *manifest_path = file_of(job, "manifest.json");
  g_autoptr(json_t) manifest = json_load_file(manifest_path, 0, NULL);
  g_autofree char *words = part_of(path, "xl/sharedStrings.xml");
  g_autofree char *who =
      g_strdup_printf(">Проверяющий m07 · комплект %s · форма 2<",
                      json_string_value(json_object_get(manifest, "bundle")));
  cr_expect_not_null(strstr(words, who));
  cr_expect_eq(json_integer_value(json_object_get(manifest, "form_version")), 2);
}

/* Excel reads formulas of at most 8192 characters. */
Test(scores, very_long_task_lists_have_formulas_that_office_programs_read)
{
  Desk desk = desk_new("a");
  add_tasks(&desk, 150);
  add_work(&desk, "K1", "582-100-001", 1);
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
  gsize longest = 0;
  for (const char *at = sheet; (at = strstr(at, "<f>")) != NULL; at++)
    longest = MAX(longest, (gsize)(strstr(at, "</f>") - at));
  cr_expect_gt(longest, 50);
  cr_expect_lt(longest, 8192);
}

Test(scores, headline_leaves_out_what_the_assessment_does_not_say)
{
  Desk desk = usual_desk("a");
  BmJob *plain = desk_job(&desk);
  json_t *assessment = json_object_get(bm_job_context(plain), "assessment");
  json_object_del(assessment, "subject");
  g_autoptr(BmJob) job = plain;
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_bundle.run(job, &error) == BM_DONE, error);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *words = part_of(path, "xl/sharedStrings.xml");
  cr_expect_not_null(strstr(words, ">Диагностическая работа · 15.10.2026<"));
}

Test(score_sheet, each_class_has_its_table)
{
  Desk desk = usual_desk("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "score_sheet.pdf");
  cr_assert_eq(page_count(path), 2);
  assert_page_says(path, 1, "K9");
  assert_page_says(path, 1, "133-300-003");
  assert_page_says(path, 1, "Итого");
  assert_page_says(path, 2, "K10");
  assert_page_says(path, 2, "582-100-001");
}

Test(score_sheet, long_task_lists_go_across_and_on)
{
  static const struct {
    guint tasks, pages;
    const char *size;
  } cases[] = {
      {12, 1, "595.276 x 841.89"}, {25, 1, "841.89 x 595.276"}, {34, 2, "841.89 x 595.276"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *scratch = g_strdup_printf("s%u", i);
    Desk desk = desk_new(scratch);
    add_tasks(&desk, cases[i].tasks);
    add_work(&desk, "K1", "582-100-001", 1);
    g_autoptr(BmJob) job = run_ok(&desk);
    g_autofree char *path = file_of(job, "score_sheet.pdf");
    g_autofree char *info = said("pdfinfo", path, NULL);
    cr_expect_eq(page_count(path), cases[i].pages, "%u tasks", cases[i].tasks);
    cr_expect_not_null(strstr(info, cases[i].size), "%u tasks: %s", cases[i].tasks, info);
    for (guint page = 1; page <= cases[i].pages; page++)
      assert_page_says(path, page, "582-100-001");
  }
}
