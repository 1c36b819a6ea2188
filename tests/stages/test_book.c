/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/assert_ok.h"
#include "tests/tools/xlsx.h"

#include "stages/shared/book.h"

TestSuite(book, .init = folder_make, .fini = folder_remove, .timeout = 60);

static BmBook *read_ok(const char *path)
{
  g_autoptr(GError) error = NULL;
  BmBook *book = bm_book_read(path, &error);
  assert_ok(book != NULL, error);
  return book;
}

static BmBook *book_of(const Xlsx *xlsx)
{
  g_autofree char *path = xlsx_make("a.xlsx", xlsx);
  return read_ok(path);
}

static void assert_refused(const char *path, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &error);
  cr_assert_null(book, "not refused as %s", slug);
  cr_assert_not_null(error);
  g_autofree char *start = g_strconcat(slug, ": ", NULL);
  cr_assert(g_str_has_prefix(error->message, start), "%s, not %s", error->message, slug);
}

static void assert_sheet_refused(const char *sheet, const char *slug)
{
  Xlsx xlsx = {.sheet = sheet};
  g_autofree char *path = xlsx_make("bad.xlsx", &xlsx);
  assert_refused(path, slug);
}

static void expect_cell(const BmBook *book, const char *address, BmBookType type,
                        const char *text)
{
  const BmBookSheet *sheet = bm_book_sheet(book, 0);
  guint column = (guint)(address[0] - 'A');
  guint row = (guint)g_ascii_strtoull(address + 1, NULL, 10) - 1;
  const BmBookCell *cell = bm_book_cell(sheet, row, column);
  cr_expect_eq(cell->type, type, "%s is of type %d", address, (int)cell->type);
  cr_expect_str_eq(cell->text, text, "%s", address);
}

#define ROW(cells) "<sheetData><row r=\"1\">" cells "</row></sheetData>"

Test(book, types_of_cells_are_told)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\"><v>2</v></c><c r=\"B1\" t=\"n\"><v>2.0</v></c>"
                            "<c r=\"C1\"><v>2.5E-1</v></c><c r=\"D1\" t=\"b\"><v>1</v></c>"
                            "<c r=\"E1\" t=\"e\"><v>#N/A</v></c>"
                            "<c r=\"F1\" t=\"str\"><f>\"a\"&amp;1</f><v>a1</v></c>"
                            "<c r=\"G1\" t=\"d\"><v>2026-10-15</v></c>"
                            "<c r=\"H1\" s=\"1\"/><c r=\"I1\"><f>1+1</f></c>"
                            "<c r=\"J1\"><v>-1</v></c>")};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "A1", BM_BOOK_NUMBER, "2");
  expect_cell(book, "B1", BM_BOOK_NUMBER, "2");
  expect_cell(book, "C1", BM_BOOK_NUMBER, "0.25");
  expect_cell(book, "D1", BM_BOOK_BOOL, "TRUE");
  expect_cell(book, "E1", BM_BOOK_ERROR, "#N/A");
  expect_cell(book, "F1", BM_BOOK_TEXT, "a1");
  expect_cell(book, "G1", BM_BOOK_DATE, "2026-10-15");
  expect_cell(book, "H1", BM_BOOK_EMPTY, "");
  expect_cell(book, "I1", BM_BOOK_EMPTY, "");
  expect_cell(book, "J1", BM_BOOK_NUMBER, "-1");
  const BmBookSheet *sheet = bm_book_sheet(book, 0);
  cr_expect_str_eq(bm_book_cell(sheet, 0, 1)->raw, "2.0");
  cr_expect_float_eq(bm_book_cell(sheet, 0, 2)->number, 0.25, 1e-12);
  cr_expect_str_eq(bm_book_cell(sheet, 0, 5)->formula, "\"a\"&1");
  cr_expect(bm_book_cell(sheet, 0, 5)->has_value);
  cr_expect(bm_book_cell(sheet, 0, 8)->has_formula);
  cr_expect_not(bm_book_cell(sheet, 0, 8)->has_value);
  cr_expect_eq(sheet->n_rows, 1);
  cr_expect_eq(sheet->n_columns, 10);
}

Test(book, strings_are_put_together_without_how_they_sound)
{
  Xlsx xlsx = {
      .sheet = ROW("<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
                   "<c r=\"C1\" t=\"s\"><v> 2 </v></c><c r=\"D1\" t=\"inlineStr\"><is><r>"
                   "<t>не </t></r><r><t>вместе</t></r><rPh sb=\"0\" eb=\"1\"><t>нет</t></rPh>"
                   "</is></c><c r=\"E1\" t=\"s\"><v>3</v></c>"),
      .strings = "<si><t xml:space=\"preserve\"> край </t></si>"
                 "<si><r><rPr><b/></rPr><t>жир</t></r><r><t>ный</t></r>"
                 "<rPh sb=\"0\" eb=\"1\"><t>нет</t></rPh></si>"
                 "<si><t>1_x000D_\n_x005F_x000D_</t></si><si><t/></si>"};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "A1", BM_BOOK_TEXT, " край ");
  expect_cell(book, "B1", BM_BOOK_TEXT, "жирный");
  expect_cell(book, "C1", BM_BOOK_TEXT, "1\r\n_x000D_");
  expect_cell(book, "D1", BM_BOOK_TEXT, "не вместе");
  expect_cell(book, "E1", BM_BOOK_EMPTY, "");
}

Test(book, dates_are_told_by_the_style)
{
  Xlsx xlsx = {
      .sheet = ROW("<c r=\"A1\" s=\"1\"><v>46310</v></c><c r=\"B1\" s=\"2\"><v>46310.5</v></c>"
                   "<c r=\"C1\" s=\"3\"><v>2</v></c><c r=\"D1\" s=\"4\"><v>0.25</v></c>"
                   "<c r=\"E1\" s=\"5\"><v>7</v></c><c r=\"F1\" s=\"1\"><v>-4</v></c>"
                   "<c r=\"G1\" s=\"1\"><v>1</v></c><c r=\"H1\" s=\"9\"><v>3</v></c>"
                   "<c r=\"I1\" s=\"6\"><v>61</v></c>"),
      .styles = "<numFmts><numFmt numFmtId=\"170\" formatCode=\"[Red]0&quot; dm&quot;\\d\"/>"
                "<numFmt numFmtId=\"171\" formatCode=\"[h]:mm\"/>"
                "<numFmt numFmtId=\"172\" formatCode=\"General\"/>"
                "<numFmt numFmtId=\"173\" formatCode=\"dd\\.mm\\.yyyy\"/></numFmts>"
                "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
                "<xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf numFmtId=\"172\"/>"
                "<xf numFmtId=\"173\"/></cellXfs>"};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "A1", BM_BOOK_DATE, "2026-10-15");
  expect_cell(book, "B1", BM_BOOK_DATE, "2026-10-15 12:00:00");
  expect_cell(book, "C1", BM_BOOK_NUMBER, "2");
  expect_cell(book, "D1", BM_BOOK_DATE, "06:00:00");
  expect_cell(book, "E1", BM_BOOK_NUMBER, "7");
  expect_cell(book, "F1", BM_BOOK_DATE, "-4");
  expect_cell(book, "G1", BM_BOOK_DATE, "1900-01-01");
  expect_cell(book, "H1", BM_BOOK_NUMBER, "3");
  expect_cell(book, "I1", BM_BOOK_DATE, "1900-03-01");
}

Test(book, calendar_from_1904_is_obeyed)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\" s=\"0\"><v>44848</v></c>"),
               .styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
               .properties = "<workbookPr date1904=\"1\"/>"};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "A1", BM_BOOK_DATE, "2026-10-15");
}

Test(book, strict_files_are_read_as_well)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>5</v></c>"),
               .strings = "<si><t>строго</t></si>",
               .is_strict = TRUE};
  g_autoptr(BmBook) book = book_of(&xlsx);
  cr_expect_str_eq(bm_book_sheet(book, 0)->name, "Лист1");
  expect_cell(book, "A1", BM_BOOK_TEXT, "строго");
  expect_cell(book, "B1", BM_BOOK_NUMBER, "5");
}

Test(book, cells_that_do_not_say_where_they_are_follow_each_other)
{
  Xlsx xlsx = {.sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                        "<row r=\"4\"><c r=\"C4\"><v>3</v></c><c><v>4</v></c></row>"
                        "<row><c><v>5</v></c></row></sheetData>"};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "B1", BM_BOOK_NUMBER, "2");
  expect_cell(book, "D4", BM_BOOK_NUMBER, "4");
  expect_cell(book, "A5", BM_BOOK_NUMBER, "5");
}

Test(book, what_is_hidden_or_merged_is_known)
{
  Xlsx xlsx = {.sheet = "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"5\" max=\"5\" "
                        "width=\"0\"/><col min=\"6\" max=\"6\" width=\"9\"/></cols><sheetData>"
                        "<row r=\"2\" hidden=\"true\"/><row r=\"3\" hidden=\"1\"/>"
                        "<row r=\"5\" ht=\"0\"/><row r=\"6\" hidden=\"0\"/></sheetData>"
                        "<sheetProtection sheet=\"1\"/>"
                        "<mergeCells><mergeCell ref=\"B6:C7\"/></mergeCells>"};
  g_autoptr(BmBook) book = book_of(&xlsx);
  const BmBookSheet *sheet = bm_book_sheet(book, 0);
  static const gboolean rows[] = {FALSE, TRUE, TRUE, FALSE, TRUE, FALSE};
  static const gboolean columns[] = {FALSE, TRUE, TRUE, FALSE, TRUE, FALSE};
  for (guint i = 0; i < 6; i++) {
    cr_expect_eq(bm_book_row_is_hidden(sheet, i), rows[i], "row %u", i + 1);
    cr_expect_eq(bm_book_column_is_hidden(sheet, i), columns[i], "column %u", i + 1);
  }
  cr_assert_eq(sheet->merged->len, 1);
  g_autofree char *merged =
      bm_book_range_address(&g_array_index(sheet->merged, BmBookRange, 0));
  cr_expect_str_eq(merged, "B6:C7");
  cr_expect(sheet->is_protected);
}

Test(book, elements_of_other_makers_are_passed_by)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\"><v>1</v><extLst><x:v xmlns:x=\"urn:x\">7<v>8</v></x:v>"
                            "</extLst></c><x:c xmlns:x=\"urn:x\" r=\"B1\"><v>9</v></x:c>")};
  g_autoptr(BmBook) book = book_of(&xlsx);
  expect_cell(book, "A1", BM_BOOK_NUMBER, "1");
  expect_cell(book, "B1", BM_BOOK_EMPTY, "");
}

Test(book, macros_and_links_to_files_are_seen)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\"><v>1</v></c>")};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  g_autoptr(BmBook) plain = read_ok(path);
  cr_expect_not(plain->has_macros || plain->has_links);
  zip_set(path, "xl/vbaProject.bin", "x");
  zip_alter(path, "xl/_rels/workbook.xml.rels", "</Relationships>",
            "<Relationship Id=\"rId9\" Type=\"" XLSX_RELS
            "/externalLink\" Target=\"externalLinks/externalLink1.xml\"/></Relationships>");
  g_autoptr(BmBook) book = read_ok(path);
  cr_expect(book->has_macros);
  cr_expect(book->has_links);
}

Test(book, addresses_are_written_as_in_a_table)
{
  static const struct {
    guint row, column;
    const char *text;
  } cases[] = {{0, 0, "A1"},
               {11, 3, "D12"},
               {0, 25, "Z1"},
               {0, 26, "AA1"},
               {9, 701, "ZZ10"},
               {0, 702, "AAA1"},
               {1048575, 16383, "XFD1048576"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = bm_book_address(cases[i].row, cases[i].column);
    cr_expect_str_eq(text, cases[i].text);
  }
}

Test(book, what_is_wrong_in_a_sheet_is_damage)
{
  static const char *const sheets[] = {
      ROW("<c r=\"A1\"><v>two</v></c>"),
      ROW("<c r=\"A1\"><v>1e999</v></c>"),
      ROW("<c r=\"A1\"><v>0x10</v></c>"),
      ROW("<c r=\"A1\" t=\"s\"><v>0</v></c>"),
      ROW("<c r=\"A1\" t=\"b\"><v>2</v></c>"),
      ROW("<c r=\"A1\" t=\"q\"><v>2</v></c>"),
      ROW("<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>"),
      ROW("<c r=\"1A\"><v>1</v></c>"),
      ROW("<c r=\"XFE1\"><v>1</v></c>"),
      "<sheetData><row r=\"1048577\"><c><v>1</v></c></row></sheetData>",
      "<sheetData><row r=\"0\"/></sheetData>",
      "<sheetData><row r=\"1\">",
      "<mergeCells><mergeCell ref=\"C1:A1\"/></mergeCells>",
      "<cols><col min=\"3\" max=\"2\"/></cols>",
      "<sheetData>&nbsp;</sheetData>",
  };
  for (guint i = 0; i < G_N_ELEMENTS(sheets); i++)
    assert_sheet_refused(sheets[i], "book_damaged");
}

Test(book, entities_are_refused)
{
  Xlsx xlsx = {.sheet = ""};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  zip_set(path, "xl/worksheets/sheet1.xml",
          "<!DOCTYPE w [<!ENTITY a \"aaaa\">]><worksheet xmlns=\"" XLSX_MAIN
          "\"><sheetData/></worksheet>");
  assert_refused(path, "book_damaged");
}

Test(book, what_unpacks_too_large_is_refused)
{
  Xlsx xlsx = {.sheet = ""};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  g_autofree char *spaces = g_strnfill(4 << 20, ' ');
  g_autofree char *inside = g_strconcat("<sheetData/>", spaces, NULL);
  g_autofree char *sheet = xlsx_part("worksheet", XLSX_MAIN, inside);
  zip_set(path, "xl/worksheets/sheet1.xml", sheet);
  assert_refused(path, "book_too_large");
}

Test(book, cell_with_endless_text_is_refused)
{
  g_autofree char *text = g_strnfill(200 << 10, 'x');
  for (gsize i = 0; i < 200 << 10; i += 7)
    text[i] = (char)('a' + i % 26);
  g_autofree char *sheet =
      g_strconcat("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>", text,
                  "</t></is></c></row></sheetData>", NULL);
  assert_sheet_refused(sheet, "book_too_large");
}

Test(book, too_many_sheets_are_refused)
{
  Xlsx xlsx = {.sheet = ""};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  GString *inside = g_string_new("<sheets>");
  for (guint i = 0; i < 300; i++)
    g_string_append_printf(inside, "<sheet name=\"%u\" r:id=\"rId1\" xmlns:r=\"%s\"/>", i,
                           XLSX_RELS);
  g_string_append(inside, "</sheets>");
  g_autofree char *workbook = xlsx_part("workbook", XLSX_MAIN, inside->str);
  g_string_free(inside, TRUE);
  zip_set(path, "xl/workbook.xml", workbook);
  assert_refused(path, "book_too_large");
}

static char *written(const char *name, const void *bytes, gsize size)
{
  char *path = folder_path(name);
  cr_assert(g_file_set_contents(path, bytes, (gssize)size, NULL));
  return path;
}

Test(book, files_of_other_kinds_are_told_apart)
{
  static const struct {
    const char *bytes, *slug;
  } cases[] = {{"", "book_not_table"},
               {"%PDF-1.7\n", "book_not_table"},
               {"<html><table>", "book_not_table"},
               {"{\\rtf1", "book_not_table"},
               {"\x89PNG\r\n\x1a\n", "book_not_table"},
               {"PK\x03\x04 and no more", "book_damaged"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = written("x", cases[i].bytes, strlen(cases[i].bytes));
    assert_refused(path, cases[i].slug);
  }
  static const char *const word[] = {
      "_rels/.rels",
      "<Relationships xmlns=\"" XLSX_PACK "\"><Relationship Id=\"a\" Type=\"x/officeDocument\" "
      "Target=\"word/document.xml\"/></Relationships>",
      "word/document.xml", "<document xmlns=\"urn:word\"/>", NULL};
  g_autofree char *document = zip_make("w.docx", word);
  assert_refused(document, "book_not_table");
  static const char *const other[] = {"a.txt", "a", NULL};
  g_autofree char *zip = zip_make("z.zip", other);
  assert_refused(zip, "book_not_table");
}

Test(book, binary_workbook_is_told)
{
  Xlsx xlsx = {.sheet = ""};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
  zip_alter(path, "_rels/.rels", "xl/workbook.xml", "xl/workbook.bin");
  assert_refused(path, "book_xlsb");
}

/* An OLE file with one name in its folder. */
static void assert_ole_refused(const char *name, const char *slug)
{
  char bytes[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  for (gsize i = 0; i < strlen(name); i++)
    bytes[1024 + 128 + 2 * i] = name[i];
  g_autofree char *path = written("ole", bytes, sizeof bytes);
  assert_refused(path, slug);
}

Test(book, password_and_old_format_are_told_apart)
{
  assert_ole_refused("EncryptedPackage", "book_encrypted");
  assert_ole_refused("Workbook", "book_old_xls");
  assert_ole_refused("WordDocument", "book_not_table");
}

Test(book, missing_part_is_damage)
{
  static const char *const parts[] = {"xl/workbook.xml", "xl/worksheets/sheet1.xml",
                                      "xl/words.xml", "xl/styles.xml"};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    Xlsx xlsx = {.sheet = ""};
    g_autofree char *path = xlsx_make("a.xlsx", &xlsx);
    zip_drop(path, parts[i]);
    assert_refused(path, "book_damaged");
  }
}

Test(book, file_that_is_not_there_is_no_fault_of_the_table)
{
  g_autofree char *path = folder_path("none.xlsx");
  assert_refused(path, "file_open");
}

/* A table cut anywhere or with a byte changed is an error or a table, never a crash. */
Test(book, broken_bytes_do_no_harm)
{
  Xlsx xlsx = {.sheet = ROW("<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>5</v></c>"),
               .strings = "<si><t>слово</t></si>"};
  g_autofree char *path = xlsx_make("a.xlsx", &xlsx), *bytes = NULL;
  gsize size = 0;
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  guint refused = 0;
  for (gsize i = 0; i < size; i += 3) {
    g_autofree char *copy = g_memdup2(bytes, size);
    copy[i] = (char)(copy[i] ^ (1 << (i % 8)));
    g_autofree char *cut = written("cut", copy, i % 2 == 0 ? size : i);
    g_autoptr(GError) error = NULL;
    g_autoptr(BmBook) book = bm_book_read(cut, &error);
    refused += book == NULL;
    cr_assert(book != NULL || error != NULL);
  }
  cr_expect_gt(refused, size / 12);
}
