/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns, merged and hidden cells, sheets, what is written around the table. */
#include "tests/tools/returned.h"

TestSuite(collect_sheet, .init = folder_make, .fini = folder_remove, .timeout = 60);

#define SHEET1 "xl/worksheets/sheet1.xml"

/* The filled form, sheet 1 to be altered; totals and checks, whose formulas would follow moved
 * columns, are left empty. */
static Grid *open_grid(char **ret_path)
{
  *ret_path = returned_filled();
  Grid *grid = grid_load(*ret_path, 1);
  for (guint row = 5; row < 8; row++)
    for (guint column = 5; column < 7; column++)
      g_clear_pointer(&grid->cells[row][column], g_free);
  return grid;
}

/* ---- columns ---- */

Test(collect_sheet, renamed_task_is_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_text(grid, "C5", "2.2\nмакс. 3");
  grid_save(grid);
  expect_faults(path, "form_header_changed|Класс K9|C5|2.2 макс. 3|2.1 макс. 3");
}

Test(collect_sheet, changed_maximum_is_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_text(grid, "E5", "4 макс. 15");
  grid_number(grid, "E6", "15");
  grid_save(grid);
  expect_faults(path, "form_header_changed|Класс K9|E5|4 макс. 15|4 макс. 12\n"
                      "form_score_over|Класс K9|E6|15|0–12");
}

Test(collect_sheet, latin_letter_in_a_task_is_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_text(grid, "D5", "K1 макс. 1");
  grid_save(grid);
  expect_faults(path, "form_header_changed|Класс K9|D5|K1 макс. 1|К1 макс. 1");
}

Test(collect_sheet, deleted_column_is_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_column_drop(grid, 2);
  grid_save(grid);
  expect_faults(path, "form_column_missing|Класс K9|C5||2.1 макс. 3");
}

Test(collect_sheet, deleted_column_of_numbers_is_told_once)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  for (guint row = 4; row < 8; row++) {
    for (guint column = 0; column + 1 < GRID_COLUMNS; column++) {
      g_free(grid->cells[row][column]);
      grid->cells[row][column] = g_strdup(grid->cells[row][column + 1]);
    }
  }
  grid_save(grid);
  expect_faults(path, "form_column_missing|Класс K9|A5||№ работы");
}

Test(collect_sheet, inserted_column_is_told_and_the_rest_is_checked_under_its_own_task)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_column_insert(grid, 2);
  grid_number(grid, "E7", "2"); /* К1, of 1 point, stands here now */
  grid_save(grid);
  expect_faults(path, "form_column_extra|Класс K9|C5||\n"
                      "form_score_over|Класс K9|E7|2|0–1");
}

Test(collect_sheet, copy_of_a_column_is_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_column_insert(grid, 3);
  grid_text(grid, "D5", "2.1 макс. 3");
  grid_save(grid);
  expect_faults(path, "form_column_extra|Класс K9|D5|2.1 макс. 3|");
}

Test(collect_sheet, moved_column_is_told_and_read_in_its_new_place)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_columns_swap(grid, 1, 2);
  grid_number(grid, "B6", "3"); /* 2.1 allows 3 */
  grid_save(grid);
  expect_faults(path, "form_column_moved|Класс K9|C5|1 макс. 2|B");
}

Test(collect_sheet, head_that_was_deleted_is_told_once)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_row_drop(grid, 4);
  grid_save(grid);
  expect_faults(path, "form_head_missing|Класс K9|A5||№ работы");
}

Test(collect_sheet, rows_above_the_table_may_not_be_added)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_row_insert(grid, 3);
  grid_save(grid);
  expect_faults(path, "form_head_moved|Класс K9|A6|6|5");
}

/* ---- merged and hidden cells ---- */

Test(collect_sheet, merged_cells_over_the_table_are_told)
{
  g_autofree char *path = NULL;
  Grid *grid = open_grid(&path);
  grid_set(grid, "D7", NULL); /* what merging does to it */
  grid_save(grid);
  zip_alter(path, SHEET1, "</sheetData>",
            "</sheetData><mergeCells><mergeCell ref=\"C7:D7\"/></mergeCells>");
  expect_faults(path, "form_merged|Класс K9|C7|C7:D7|");
}

Test(collect_sheet, merged_cells_beside_the_table_do_no_harm)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, SHEET1, "</sheetData>",
            "</sheetData><mergeCells><mergeCell ref=\"A1:G1\"/><mergeCell ref=\"J6:K9\"/>"
            "<mergeCell ref=\"A12:C12\"/></mergeCells>");
  expect_faults(path, "");
}

Test(collect_sheet, hidden_row_is_told)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  char *attributes = g_strconcat(grid->row_attributes[6], " hidden=\"1\"", NULL);
  g_free(grid->row_attributes[6]);
  grid->row_attributes[6] = attributes;
  grid_save(grid);
  expect_faults(path, "form_row_hidden|Класс K9|A7|7|");
}

Test(collect_sheet, hidden_column_is_told)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, SHEET1, "<cols>",
            "<cols><col min=\"4\" max=\"4\" width=\"9\" hidden=\"1\"/>");
  expect_faults(path, "form_column_hidden|Класс K9|D5|D|");
}

/* ---- sheets ---- */

Test(collect_sheet, renamed_sheet_is_told_without_its_new_name)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, "xl/workbook.xml", "<sheet name=\"Класс K9\"", "<sheet name=\"9А Иванова\"");
  expect_faults(path, "form_sheet_renamed|9• •••••••||9• •••••••|Класс K9");
}

Test(collect_sheet, look_alike_letter_in_the_name_of_a_sheet_is_named)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, "xl/workbook.xml", "<sheet name=\"Класс K9\"", "<sheet name=\"Класс К9\"");
  expect_faults(path, "form_sheet_characters|Класс К9||Класс К9 (К U+041A)|Класс K9");
}

Test(collect_sheet, deleted_sheet_is_told)
{
  g_autofree char *path = returned_filled();
  g_autofree char *book = zip_text(path, "xl/workbook.xml");
  const char *start = strstr(book, "<sheet name=\"Класс K10\"");
  g_autofree char *entry = g_strndup(start, (gsize)(strchr(start, '>') - start) + 1);
  zip_alter(path, "xl/workbook.xml", entry, "");
  expect_faults(path, "form_sheet_missing|Класс K10|||Класс K10");
}

Test(collect_sheet, added_sheet_is_told)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, "xl/workbook.xml", "</sheets>",
            "<sheet name=\"Лист1\" sheetId=\"9\" r:id=\"rId99\"/></sheets>");
  zip_alter(path, "xl/_rels/workbook.xml.rels", "</Relationships>",
            "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/"
            "officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet9.xml\"/>"
            "</Relationships>");
  zip_set(path, "xl/worksheets/sheet9.xml",
          "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
          "<sheetData/></worksheet>");
  expect_faults(path, "form_sheet_extra|Лист1||Лист1|");
}

Test(collect_sheet, hidden_sheet_is_told)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, "xl/workbook.xml", "<sheet name=\"Класс K10\"",
            "<sheet state=\"hidden\" name=\"Класс K10\"");
  expect_faults(path, "form_sheet_hidden|Класс K10|||");
}

/* ---- around the table ---- */

Test(collect_sheet, look_alike_letter_in_the_title_is_named)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "A1", "Ведомость баллов · класс К9");
  grid_save(grid);
  expect_faults(path,
                "form_class_characters|Класс K9|A1|Ведомость баллов · класс К9 (К U+041A)|"
                "Ведомость баллов · класс K9");
}

Test(collect_sheet, changed_title_is_told)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "A1", "Ведомость 9А");
  grid_save(grid);
  expect_faults(path,
                "form_heading_changed|Класс K9|A1|Ведомость 9•|Ведомость баллов · класс K9");
}

Test(collect_sheet, changed_line_of_the_marker_is_told)
{
  g_autofree char *path = returned_filled(), *code = returned_code(0);
  g_autofree char *found = bm_scoreform_who("m09", code, BM_SCOREFORM_VERSION);
  g_autofree char *own = bm_scoreform_who("m07", code, BM_SCOREFORM_VERSION);
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "A3", found);
  grid_save(grid);
  g_autoptr(json_t) facts = collected(path);
  const json_t *fault = json_array_get(json_object_get(facts, "faults"), 0);
  cr_expect_str_eq(fault_part(fault, "slug"), "form_heading_changed");
  cr_expect_str_eq(fault_part(fault, "cell"), "A3");
  cr_expect_str_eq(fault_part(fault, "expected"), own);
}

Test(collect_sheet, sheet_without_end_is_not_looked_through)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, SHEET1, "</sheetData>",
            "<row r=\"20002\"><c r=\"A20002\"><v>1</v></c></row></sheetData>");
  expect_faults(path, "book_too_large|Класс K9|||");
}

Test(collect_sheet, remarks_outside_the_table_are_warned_of)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "J7", "спорная работа");
  grid_text(grid, "A15", "Проверял в субботу");
  grid_text(grid, "D2", "2");
  grid_text(grid, "I5", "Примечание");
  grid_save(grid);
  expect_warnings(path, "form_remark|Класс K9|D2|2|\nform_remark|Класс K9|I5|••••••••••|\n"
                        "form_remark|Класс K9|J7|••••••• ••••••|\n"
                        "form_remark|Класс K9|A15|•••••••• в •••••••|");
}

Test(collect_sheet, notes_are_warned_of)
{
  g_autofree char *path = returned_filled();
  zip_set(path, "xl/worksheets/_rels/sheet2.xml.rels",
          "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
          "relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
          "officeDocument/2006/relationships/comments\" Target=\"../comments1.xml\"/>"
          "</Relationships>");
  expect_warnings(path, "form_notes|Класс K10|||");
}

Test(collect_sheet, text_in_the_column_of_checks_is_a_remark)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "G6", "верно");
  grid_text(grid, "G7", "ok");
  grid_save(grid);
  expect_warnings(path, "form_remark|Класс K9|G7|••|");
}
