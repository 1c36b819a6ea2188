/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/results_school and results_book: what stands in which column. */
#include "pipeline/autoptr.h"
#include "pipeline/results_book.h"
#include "tests/tools/folder.h"
#include "tests/tools/results_sample.h"
#include "tests/tools/said.h"

#include <string.h>

TestSuite(results_book, .timeout = 20, .init = folder_make, .fini = folder_remove);

static void expect_text(const BmBookSheet *sheet, guint row, guint column, const char *text)
{
  g_autofree char *address = bm_book_address(row, column);
  cr_assert_not_null(sheet);
  const char *found = bm_book_text(sheet, row, column);
  cr_expect_str_eq(found != NULL ? found : "", text, "%s", address);
}

Test(results_book, the_form_of_a_school_has_its_columns_filled_for_a_pupil_who_is_known)
{
  static const char *const known[] = {
      "100425", "",  "ГБОУ СОШ № 425", "10001",           "9А",  "2", "1",          "X", "1",
      "3",      "4", "111-111-111",    "100425/9А/a.pdf", "1–2", "7", "Орехов Пётр"};
  static const char *const heads[] = {"ОО",
                                      "Муниципалитет",
                                      "Название ОО",
                                      "Код участника",
                                      "Класс",
                                      "Вариант",
                                      "1 (1 б)",
                                      "5К1 (2 б)",
                                      "Первичный балл",
                                      "Отметка",
                                      "Отметка по журналу"};
  g_autoptr(json_t) results = results_make(),
                    assessment = json_pack("{s:s}", "title", "Работа");
  g_autofree char *path = folder_path("school.xlsx");
  GError *error = NULL;
  assert_ok(bm_results_school_write(results, assessment, "100425", path, &error), error);
  g_autoptr(BmBook) book = book_of(path);
  const BmBookSheet *sheet = bm_book_sheet_named(book, "Результаты");
  for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
    expect_text(sheet, 2, i, heads[i]);
  for (guint i = 0; i < G_N_ELEMENTS(known); i++)
    expect_text(sheet, 3, i, known[i]);
  static const guint blank[] = {3, 5, 10, 14, 15};
  for (guint i = 0; i < G_N_ELEMENTS(blank); i++)
    expect_text(sheet, 4, blank[i], "");
}

Test(results_book, the_district_lists_what_did_not_join_in_russian)
{
  g_autoptr(json_t) results = results_make(), assessment = json_object();
  g_autofree char *path = folder_path("district.xlsx");
  GError *error = NULL;
  assert_ok(bm_results_district_write(results, assessment, path, &error), error);
  g_autoptr(BmBook) book = book_of(path);
  const BmBookSheet *works = bm_book_sheet_named(book, "Работы"),
                    *unjoined = bm_book_sheet_named(book, "Не сопоставлено");
  expect_text(works, 2, 9, "Код участника");
  expect_text(works, 3, 9, "10001");
  expect_text(works, 3, 11, "2");
  expect_text(works, 3, 12, "4");
  expect_text(works, 4, 9, "");
  expect_text(unjoined, 3, 1, "9А");
  expect_text(unjoined, 3, 3, "5");
  expect_text(unjoined, 3, 4, "список учеников");
  expect_text(unjoined, 3, 5, "12");
  expect_text(unjoined, 3, 6, "у одного ученика указаны две работы");
}

static guint times(const char *text, const char *word)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
    n++;
  return n;
}

Test(results_book, every_page_of_a_printed_sheet_has_its_heads_and_a_number)
{
  g_autoptr(json_t) results = results_make(), assessment = json_object();
  g_autofree char *path = folder_path("district.xlsx");
  GError *error = NULL;
  assert_ok(bm_results_district_write(results, assessment, path, &error), error);
  g_autofree char *book = said("unzip", "-p", path, "xl/workbook.xml", NULL);
  g_autofree char *sheets = said("unzip", "-p", path, "xl/worksheets/*.xml", NULL);
  cr_expect_eq(times(book, "<sheet "), 5);
  cr_expect_eq(times(book, "$2:$3</definedName>"), 5, "%s", book);
  cr_expect_eq(times(sheets, "Страница &amp;P из &amp;N"), 5);
}

Test(results_book, on_paper_a_school_stands_over_its_table_and_no_word_of_a_head_is_broken)
{
  g_autoptr(json_t) results = results_make(),
                    assessment = json_pack("{s:s}", "title", "Язык & речь");
  g_autofree char *path = folder_path("school.xlsx");
  GError *error = NULL;
  assert_ok(bm_results_school_write(results, assessment, "100425", path, &error), error);
  g_autofree char *book = said("unzip", "-p", path, "xl/workbook.xml", NULL);
  g_autofree char *sheet = said("unzip", "-p", path, "xl/worksheets/sheet1.xml", NULL);
  cr_expect_not_null(strstr(book, "'Результаты'!$D$2:$P$5</definedName>"), "%s", book);
  cr_expect_not_null(strstr(sheet, "&amp;11 Язык &amp;&amp; речь · ГБОУ СОШ № 425"), "%s",
                     sheet);
  cr_expect_not_null(strstr(sheet, "<col min=\"2\" max=\"2\" width=\"16.7109375\""), "%s",
                     sheet);
}

Test(results_book, where_all_joined_there_is_no_list)
{
  g_autoptr(json_t) results = results_make(), assessment = json_object();
  g_autofree char *path = folder_path("district.xlsx");
  GError *error = NULL;
  json_object_set_new(results, "unjoined", json_array());
  assert_ok(bm_results_district_write(results, assessment, path, &error), error);
  g_autoptr(BmBook) book = book_of(path);
  cr_expect_null(bm_book_sheet_named(book, "Не сопоставлено"));
}

Test(results_book, the_csv_tells_the_pupil_at_the_end_of_each_line)
{
  g_autoptr(json_t) results = results_make();
  g_autofree char *path = folder_path("results.csv"), *text = NULL;
  GError *error = NULL;
  assert_ok(bm_results_csv_write(results, path, &error), error);
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_expect_not_null(strstr(text, "111-111-111;100425;9А;final;1;X;1;3;10001;7;2;4\r\n"));
  cr_expect_not_null(strstr(text, "222-222-222;100425;9А;final;0;2;2;4;;;;\r\n"));
}
