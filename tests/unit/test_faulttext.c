/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/assert_ok.h"

#include "pipeline/autoptr.h"
#include "pipeline/faulttext.h"

TestSuite(faulttext, .timeout = 20);

static void expect_text(const char *slug, const char *sheet, const char *cell,
                        const char *found, const char *expected, gboolean is_russian,
                        const char *text)
{
  g_autoptr(json_t) fault = json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet,
                                      "cell", cell, "found", found, "expected", expected);
  g_autofree char *line = bm_fault_text(fault, is_russian);
  cr_expect_str_eq(line, text);
}

Test(faulttext, says_where_what_and_what_to_do)
{
  expect_text("form_score_decimal", "Класс K47", "D12", "2,0", "0–3", TRUE,
              "Лист «Класс K47», ячейка D12: найдено «2,0», ожидалось целое число (0–3) или Х. "
              "Балл записан дробью, с запятой или точкой. "
              "Внесите целое число без запятой и точки.");
  expect_text("form_score_decimal", "Класс K47", "D12", "2,0", "0–3", FALSE,
              "Sheet 'Класс K47', cell D12: found '2,0', expected a whole number (0–3) or X. "
              "The score is written as a decimal, with a comma or point. "
              "Enter a whole number without comma or point.");
}

Test(faulttext, pages_of_a_scan_are_no_sheets)
{
  expect_text(
      "paper_unknown_bundle", "5", "", "7777-ZZZZ", "", FALSE,
      "Page 5 of the file: found '7777-ZZZZ'. This score sheet is of a bundle, class or "
      "page that this round does not have. Check whether this is a sheet of another "
      "round; if bundles were made anew, ask the marker to fill in the new sheet.");
  expect_text("paper_page_missing", "K10 · 1", "", "", "", TRUE,
              "Лист «K10 · 1»: в присланной ведомости нет этого листа. Отсканируйте все листы "
              "ведомости в один файл и сдайте его заново.");
}

Test(faulttext, leaves_out_what_is_not_known)
{
  expect_text("form_score_empty", "", "D12", "", "0–3", TRUE,
              "Ячейка D12: ожидалось целое число (0–3) или Х. Балл не внесён. "
              "Внесите балл; если ученик не приступал к заданию, поставьте Х.");
  expect_text("form_sheet_hidden", "Класс K9", "", "", "", TRUE,
              "Лист «Класс K9»: лист класса скрыт. Покажите лист (правая кнопка на ярлыке "
              "любого листа → «Показать») и проверьте его.");
  expect_text(
      "form_macros", "", "", "", "", FALSE,
      "The workbook holds macros. Save it as an Excel workbook (.xlsx), without macros.");
  expect_text(
      "book_damaged", "", "", "", "", FALSE,
      "The file of the table is damaged and cannot be read as a whole. Open it in Excel "
      "or LibreOffice, check that everything is there, and save it again; if it does "
      "not open, send the file once more.");
}

Test(faulttext, expected_word_without_a_template_is_quoted)
{
  expect_text("form_header_changed", "Класс K9", "C5", "2.2", "2.1 макс. 3", TRUE,
              "Лист «Класс K9», ячейка C5: найдено «2.2», ожидалось «2.1 макс. 3». Название "
              "столбца изменено. Верните прежнее название и проверьте, что баллы стоят под "
              "своими заданиями.");
}

Test(faulttext, template_without_a_place_is_said_as_it_is)
{
  expect_text("form_bundle_unknown", "_blindmark", "B2", "ABCD-EF23", "", FALSE,
              "Sheet '_blindmark', cell B2: found 'ABCD-EF23', expected the number of a bundle "
              "of this round. There is no such bundle in this round. Check whether the form is "
              "of another assessment or year; scores.xlsx of the bundle that was handed out is "
              "needed.");
}

Test(faulttext, unknown_slug_is_said_itself)
{
  expect_text("form_new_kind", "", "", "", "", TRUE, "Form_new_kind.");
}
