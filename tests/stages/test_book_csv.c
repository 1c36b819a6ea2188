/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include "stages/shared/book.h"

#include <string.h>

TestSuite(book_csv, .init = folder_make, .fini = folder_remove, .timeout = 60);

static BmBook *read_bytes(const char *bytes, gsize size, GError **error)
{
  g_autofree char *path = folder_path("t.csv");
  cr_assert(g_file_set_contents(path, bytes, (gssize)size, NULL));
  return bm_book_read(path, error);
}

static BmBook *book_of(const char *text)
{
  g_autoptr(GError) error = NULL;
  BmBook *book = read_bytes(text, strlen(text), &error);
  assert_ok(book != NULL, error);
  cr_assert_eq(book->kind, BM_BOOK_CSV);
  return book;
}

static void expect_text(const BmBook *book, guint row, guint column, const char *text)
{
  cr_expect_str_eq(bm_book_text(bm_book_sheet(book, 0), row, column), text, "row %u column %u",
                   row + 1, column + 1);
}

Test(book_csv, separator_is_the_one_of_most_fields)
{
  static const char *const texts[] = {"а;б;в\n1;2,0;3\n", "а,б,в\n1,\"2,0\",3\n",
                                      "а\tб\tв\n1\t2,0\t3\n",
                                      "\"x,y,z,u\"\nа;б;в\n1;\"2,0\";3\n"};
  static const guint rows[] = {1, 1, 1, 2};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(BmBook) book = book_of(texts[i]);
    expect_text(book, rows[i], 0, "1");
    expect_text(book, rows[i], 1, "2,0");
    expect_text(book, rows[i], 2, "3");
  }
}

Test(book_csv, first_line_may_name_the_separator)
{
  g_autoptr(BmBook) book = book_of("sep=,\r\nа;б,в;г\r\n");
  expect_text(book, 0, 0, "а;б");
  expect_text(book, 0, 1, "в;г");
}

Test(book_csv, quotes_hold_lines_and_quotes)
{
  g_autoptr(BmBook) book = book_of("\"1\nмакс. 2\";\"он сказал \"\"да\"\"\"\r\n\r\nконец;\r\n");
  expect_text(book, 0, 0, "1\nмакс. 2");
  expect_text(book, 0, 1, "он сказал \"да\"");
  expect_text(book, 1, 0, "");
  expect_text(book, 2, 0, "конец");
  cr_expect_eq(bm_book_sheet(book, 0)->n_rows, 3);
}

Test(book_csv, charsets_are_told)
{
  static const char *const charsets[] = {"UTF-8", "CP1251", "UTF-16LE", "UTF-16BE", "UTF-8"};
  static const char *const marks[] = {"", "", "\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF"};
  for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
    gsize size = 0;
    g_autofree char *bytes =
        g_convert("Итого;Х\n5;—\n", -1, charsets[i], "UTF-8", NULL, &size, NULL);
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, (const guint8 *)marks[i], (guint)strlen(marks[i]));
    g_byte_array_append(file, (const guint8 *)bytes, (guint)size);
    g_autoptr(GError) error = NULL;
    g_autoptr(BmBook) book = read_bytes((const char *)file->data, file->len, &error);
    assert_ok(book != NULL, error);
    expect_text(book, 0, 0, "Итого");
    expect_text(book, 0, 1, "Х");
    expect_text(book, 1, 1, "—");
  }
}

Test(book_csv, last_line_needs_no_end)
{
  g_autoptr(BmBook) book = book_of("а;б\r1;2");
  expect_text(book, 1, 1, "2");
}

Test(book_csv, open_quote_is_damage)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = NULL;
  assert_fails_with((book = read_bytes("а;\"б\n", 6, &error)) != NULL, error, "book_damaged");
}

Test(book_csv, bytes_that_are_no_text_are_no_table)
{
  static const char *const texts[] = {"a;b\x01\n", "a;\x98\xFF\n"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(BmBook) book = NULL;
    assert_fails_with((book = read_bytes(texts[i], strlen(texts[i]), &error)) != NULL, error,
                      "book_not_table");
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = NULL;
  assert_fails_with((book = read_bytes("a;\0b", 4, &error)) != NULL, error, "book_not_table");
}
