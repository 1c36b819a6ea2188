/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused for its size, and rare kinds of parts. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/xlsx.h"

#include "stages/shared/book.h"

#include <unistd.h>

TestSuite(book_limits, .init = folder_make, .fini = folder_remove, .timeout = 60);

static void assert_refused(const char *path, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  g_autofree char *start = g_strconcat(slug, ": ", NULL);
  cr_assert_null(book, "not refused as %s", slug);
  cr_assert(g_str_has_prefix(error->message, start), "%s, not %s", error->message, slug);
}

static char *plain_xlsx(void)
{
  Xlsx xlsx = {.sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>"};
  return xlsx_make("a.xlsx", &xlsx);
}

Test(book_limits, file_beyond_the_limit_is_not_opened)
{
  g_autofree char *path = folder_path("big");
  cr_assert(g_file_set_contents(path, "a;b\n", 4, NULL));
  cr_assert_eq(truncate(path, (64 << 20) + 1), 0);
  assert_refused(path, "book_too_large");
}

Test(book_limits, file_of_too_many_parts_is_refused)
{
  g_autofree char *path = plain_xlsx();
  zip_t *zip = zip_open(path, 0, NULL);
  for (guint i = 0; i < 10001; i++) {
    g_autofree char *name = g_strdup_printf("x%u", i);
    zip_part(zip, name, "x", 1);
  }
  cr_assert_eq(zip_close(zip), 0);
  assert_refused(path, "book_too_large");
}

Test(book_limits, csv_with_endless_lines_is_refused)
{
  g_autofree char *path = folder_path("wide.csv"), *text = g_strnfill(20000, ';');
  cr_assert(g_file_set_contents(path, text, -1, NULL));
  assert_refused(path, "book_too_large");
}

Test(book_limits, file_with_a_password_of_its_zip_is_told)
{
  g_autofree char *path = plain_xlsx();
  zip_t *zip = zip_open(path, 0, NULL);
  zip_int64_t part = zip_name_locate(zip, "xl/worksheets/sheet1.xml", 0);
  cr_assert_eq(zip_file_set_encryption(zip, (zip_uint64_t)part, ZIP_EM_AES_256, "word"), 0);
  cr_assert_eq(zip_close(zip), 0);
  assert_refused(path, "book_encrypted");
}

Test(book_limits, workbook_without_sheets_is_damage)
{
  g_autofree char *path = plain_xlsx(),
                  *workbook = xlsx_part("workbook", XLSX_MAIN, "<sheets/>");
  zip_set(path, "xl/workbook.xml", workbook);
  assert_refused(path, "book_damaged");
}

Test(book_limits, sheet_that_refers_to_nothing_is_damage)
{
  g_autofree char *path = plain_xlsx();
  zip_alter(path, "xl/_rels/workbook.xml.rels", "Id=\"rId1\"", "Id=\"rId7\"");
  assert_refused(path, "book_damaged");
}

Test(book_limits, sheet_of_a_diagram_has_no_cells)
{
  g_autofree char *path = plain_xlsx();
  zip_alter(path, "xl/_rels/workbook.xml.rels", "/worksheet\"", "/chartsheet\"");
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  assert_ok(book != NULL, error);
  cr_expect_eq(book->sheets->len, 1);
  cr_expect_eq(bm_book_sheet(book, 0)->cells->len, 0);
}

Test(book_limits, day_that_never_was_is_kept_as_excel_counts_it)
{
  Xlsx xlsx = {.sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>60</v></c><c r=\"B1\">"
                        "<v>59</v></c></row></sheetData>",
               .styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>"};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  assert_ok(book != NULL, error);
  cr_expect_str_eq(bm_book_text(bm_book_sheet(book, 0), 0, 0), "1900-02-29");
  cr_expect_str_eq(bm_book_text(bm_book_sheet(book, 0), 0, 1), "1900-02-28");
}
