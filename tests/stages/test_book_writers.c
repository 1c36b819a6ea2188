/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table as four programs wrote it (tests/data/book). */
#include "tests/tools/assert_ok.h"

#include "stages/shared/book.h"

#include <string.h>

TestSuite(book_writers, .timeout = 60);

static BmBook *read_data(const char *name, GError **error)
{
  g_autofree char *path = g_build_filename(BM_SOURCE_DIR, "tests/data/book", name, NULL);
  return bm_book_read(path, error);
}

static void expect_cell(const BmBookSheet *sheet, guint row, guint column, BmBookType type,
                        const char *text)
{
  const BmBookCell *cell = bm_book_cell(sheet, row, column);
  g_autofree char *address = bm_book_address(row, column);
  cr_expect_eq(cell->type, type, "%s is of type %d", address, (int)cell->type);
  cr_expect_str_eq(cell->text, text, "%s", address);
}

static void expect_table(const BmBookSheet *sheet)
{
  cr_expect_str_eq(sheet->name, "Таблица 1");
  cr_expect_not(sheet->is_hidden);
  expect_cell(sheet, 0, 0, BM_BOOK_TEXT, "Слово");
  expect_cell(sheet, 0, 1, BM_BOOK_NUMBER, "3");
  expect_cell(sheet, 0, 2, BM_BOOK_NUMBER, "2.5");
  expect_cell(sheet, 0, 3, BM_BOOK_BOOL, "TRUE");
  expect_cell(sheet, 0, 4, BM_BOOK_DATE, "2026-10-15");
  expect_cell(sheet, 0, 5, BM_BOOK_DATE, "2026-10-15 09:30:00");
  expect_cell(sheet, 0, 10, BM_BOOK_NUMBER, "-7");
  expect_cell(sheet, 1, 0, BM_BOOK_TEXT, "две\nстроки");
  expect_cell(sheet, 1, 1, BM_BOOK_TEXT, "0123");
  expect_cell(sheet, 1, 2, BM_BOOK_TEXT, " края ");
  expect_cell(sheet, 7, 4, BM_BOOK_TEXT, "столбец E");
  cr_expect_str_eq(bm_book_cell(sheet, 0, 6)->formula, "1/0");
  cr_expect_str_eq(bm_book_cell(sheet, 0, 7)->formula, "SUM(B1:C1)");
  cr_expect(bm_book_row_is_hidden(sheet, 6));
  cr_expect_not(bm_book_row_is_hidden(sheet, 5));
  cr_expect(bm_book_column_is_hidden(sheet, 10));
  cr_expect_not(bm_book_column_is_hidden(sheet, 9));
  cr_expect(sheet->has_notes);
  cr_assert_eq(sheet->merged->len, 1);
  g_autofree char *merged =
      bm_book_range_address(&g_array_index(sheet->merged, BmBookRange, 0));
  cr_expect_str_eq(merged, "A4:C5");
}

static void expect_hidden_sheet(const BmBookSheet *sheet)
{
  cr_expect_str_eq(sheet->name, "Скрыт");
  cr_expect_not(sheet->has_notes);
  expect_cell(sheet, 0, 0, BM_BOOK_NUMBER, "1");
}

Test(book_writers, one_table_is_the_same_from_each)
{
  static const char *const names[] = {"libreoffice.xlsx", "gnumeric.xlsx", "openpyxl.xlsx"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(BmBook) book = read_data(names[i], &error);
    assert_ok(book != NULL, error);
    cr_assert_eq(book->sheets->len, 2, "%s", names[i]);
    cr_expect_not(book->has_macros || book->has_links, "%s", names[i]);
    expect_table(bm_book_sheet(book, 0));
    expect_hidden_sheet(bm_book_sheet(book, 1));
    /* Gnumeric 1.12 writes no sheet as hidden */
    cr_expect_eq(bm_book_sheet(book, 1)->is_hidden, strcmp(names[i], "gnumeric.xlsx") != 0);
  }
}

Test(book_writers, results_are_those_that_were_stored)
{
  static const char *const names[] = {"libreoffice.xlsx", "gnumeric.xlsx"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(BmBook) book = read_data(names[i], &error);
    assert_ok(book != NULL, error);
    expect_cell(bm_book_sheet(book, 0), 0, 6, BM_BOOK_ERROR, "#DIV/0!");
    expect_cell(bm_book_sheet(book, 0), 0, 7, BM_BOOK_NUMBER, "5.5");
    expect_cell(bm_book_sheet(book, 0), 1, 7, BM_BOOK_TEXT, "да");
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = read_data("openpyxl.xlsx", &error);
  assert_ok(book != NULL, error);
  cr_expect_not(bm_book_cell(bm_book_sheet(book, 0), 0, 7)->has_value);
}

Test(book_writers, formats_that_are_not_read_are_told)
{
  g_autoptr(GError) old = NULL, open = NULL;
  g_autoptr(BmBook) book = NULL;
  assert_fails_with((book = read_data("old.xls", &old)) != NULL, old, "book_old_xls");
  assert_fails_with((book = read_data("calc.ods", &open)) != NULL, open, "book_ods");
}
