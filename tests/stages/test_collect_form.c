/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose form it is, and files that are none. */
#include "tests/tools/returned.h"

#include "stages/collect/form.h"

TestSuite(collect_form, .init = folder_make, .fini = folder_remove, .timeout = 60);

Test(collect_form, filled_form_gives_all_rows)
{
  g_autofree char *path = returned_filled(), *code = returned_code(0);
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  cr_expect_str_eq(faults, "");
  cr_expect_str_eq(warnings, "");
  cr_expect_str_eq(fault_part(facts, "kind"), "xlsx");
  cr_expect_str_eq(fault_part(facts, "bundle"), code);
  cr_expect_str_eq(fault_part(facts, "marker"), "m07");
  cr_expect_eq(json_integer_value(json_object_get(facts, "form_version")), 2);
  cr_assert_eq(json_array_size(json_object_get(facts, "rows")), 5);
  g_autofree char *row = json_dumps(json_array_get(json_object_get(facts, "rows"), 4),
                                    JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(
      row, "{\"class_alias\":\"K10\",\"scores\":[1,1,1,1],\"work_no\":\"582-100-001\"}");
}

Test(collect_form, empty_form_has_every_cell_told)
{
  g_autofree char *path = returned_empty();
  g_autoptr(json_t) facts = collected(path);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 20);
  cr_expect_eq(json_integer_value(json_object_get(facts, "n_faults")), 20);
}

Test(collect_form, many_faults_are_listed_up_to_a_limit_and_counted)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  for (guint row = 9; row < 60; row++) {
    g_autofree char *cell = g_strdup_printf("A%u", row);
    g_autofree char *work_no = g_strdup_printf("999-900-0%02u", row);
    grid_text(grid, cell, work_no);
  }
  grid_save(grid);
  g_autoptr(json_t) facts = collected(path);
  cr_expect_eq(json_array_size(json_object_get(facts, "faults")), 200);
  cr_expect_eq(json_integer_value(json_object_get(facts, "n_faults")), 51 * 5);
}

/* ---- the hidden sheet ---- */

static void expect_identity_faults(const char *cell, const char *text, const char *faults)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 3);
  grid_text(grid, cell, text);
  grid_save(grid);
  expect_faults(path, faults);
}

Test(collect_form, unknown_bundle_is_told)
{
  expect_identity_faults("B2", "ABCD-EF23", "form_bundle_unknown|_blindmark|B2|ABCD-EF23|");
}

Test(collect_form, other_version_is_told)
{
  expect_identity_faults("B1", "1", "form_stale|_blindmark|B1|1|2");
}

Test(collect_form, version_that_is_no_number_is_stale)
{
  expect_identity_faults("B1", "два", "form_stale|_blindmark|B1|0|2");
}

Test(collect_form, form_from_before_the_layout_changed_is_stale)
{
  g_autofree char *path = returned_filled();
  g_autoptr(json_t) kits = returned_kits();
  json_object_set_new(json_array_get(kits, 0), "form_version", json_integer(1));
  Grid *grid = grid_load(path, 3);
  grid_text(grid, "B1", "1");
  grid_save(grid);
  g_autoptr(json_t) facts = collected_with(path, kits);
  g_autofree char *faults = listed(facts, "faults");
  cr_expect_str_eq(faults, "form_stale|_blindmark|B1|1|2");
}

Test(collect_form, changed_marker_task_or_count_is_told)
{
  expect_identity_faults("B3", "m08", "form_identity_changed|_blindmark|B3|m08|m07");
  expect_identity_faults("B5", "2.2", "form_identity_changed|_blindmark|B5|2.2|2.1");
  expect_identity_faults("C4", "5", "form_identity_changed|_blindmark|C4|5|2");
  expect_identity_faults("D8", "4", "form_identity_changed|_blindmark|D8|4|3");
  expect_identity_faults("F8", "K11", "form_identity_changed|_blindmark|F8|K11|");
}

Test(collect_form, bundle_of_an_older_close_is_told)
{
  g_autofree char *path = returned_filled(), *code = returned_code(0);
  g_autofree char *expected = g_strdup_printf("form_bundle_replaced|_blindmark|B2|%s|", code);
  g_autoptr(json_t) kits = returned_kits();
  json_object_set_new(json_array_get(kits, 0), "is_replaced", json_true());
  g_autoptr(json_t) facts = collected_with(path, kits);
  g_autofree char *faults = listed(facts, "faults");
  cr_expect_str_eq(faults, expected);
}

static void drop_sheet(const char *path, const char *start_of_entry)
{
  g_autofree char *book = zip_text(path, "xl/workbook.xml");
  const char *start = strstr(book, start_of_entry);
  g_autofree char *entry = g_strndup(start, (gsize)(strchr(start, '>') - start) + 1);
  zip_alter(path, "xl/workbook.xml", entry, "");
}

Test(collect_form, form_without_its_hidden_sheet_is_told_and_checked_all_the_same)
{
  g_autofree char *path = returned_filled();
  drop_sheet(path, "<sheet name=\"_blindmark\"");
  expect_faults(path, "form_identity_missing|_blindmark|||");
  Grid *grid = grid_load(path, 2);
  grid_number(grid, "B6", "9");
  grid_save(grid);
  expect_faults(path, "form_identity_missing|_blindmark|||\n"
                      "form_score_over|Класс K10|B6|9|0–2");
}

Test(collect_form, sheet_of_another_bundle_is_told)
{
  g_autofree char *path = returned_filled(), *own = returned_code(0), *other = returned_code(1);
  g_autofree char *who = bm_scoreform_who("m08", other, BM_SCOREFORM_VERSION);
  g_autofree char *expected =
      g_strdup_printf("form_bundle_mixed|Класс K9|A3|%s|%s", other, own);
  Grid *grid = grid_load(path, 1);
  grid_text(grid, "A3", who);
  grid_save(grid);
  expect_faults(path, expected);
}

Test(collect_form, hidden_sheet_of_another_bundle_makes_it_a_form_of_that_one)
{
  g_autofree char *path = returned_filled(), *other = returned_code(1);
  Grid *grid = grid_load(path, 3);
  grid_text(grid, "B2", other);
  grid_save(grid);
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults");
  cr_expect_not_null(strstr(faults, "form_identity_changed|_blindmark|B3|m07|m08"));
  cr_expect_not_null(strstr(faults, "form_bundle_mixed|Класс K9|A3|"));
  cr_expect_not_null(strstr(faults, "form_sheet_extra|Класс K10|"));
}

/* ---- files ---- */

Test(collect_form, macros_are_told)
{
  g_autofree char *path = returned_filled();
  zip_set(path, "xl/vbaProject.bin", "x");
  expect_faults(path, "form_macros||||");
}

Test(collect_form, links_to_other_files_are_told)
{
  g_autofree char *path = returned_filled();
  zip_alter(path, "xl/_rels/workbook.xml.rels", "</Relationships>",
            "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/"
            "officeDocument/2006/relationships/externalLink\" Target=\"e.xml\"/>"
            "</Relationships>");
  expect_faults(path, "form_links||||");
}

static char *written(const char *bytes, gsize size)
{
  char *path = folder_path("r000001");
  cr_assert(g_file_set_contents(path, bytes, (gssize)size, NULL));
  return path;
}

Test(collect_form, workbook_that_is_no_form_is_told)
{
  g_autofree char *path =
      g_build_filename(BM_SOURCE_DIR, "tests/data/book/gnumeric.xlsx", NULL);
  expect_faults(path, "form_not_score_form||||");
}

Test(collect_form, files_that_cannot_be_read_are_told)
{
  static const struct {
    const char *bytes, *fault;
  } cases[] = {{"PK\x03\x04 and no more", "book_damaged||||"},
               {"<html>", "book_not_table||||"},
               {"слова\nи только", "form_not_score_form||||"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = written(cases[i].bytes, strlen(cases[i].bytes));
    expect_faults(path, cases[i].fault);
  }
  char ole[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  for (guint i = 0; i < 16; i++)
    ole[1024 + 2 * i] = "EncryptedPackage"[i];
  g_autofree char *path = written(ole, sizeof ole);
  expect_faults(path, "book_encrypted||||");
  g_autofree char *old = g_build_filename(BM_SOURCE_DIR, "tests/data/book/old.xls", NULL);
  expect_faults(old, "book_old_xls||||");
}

Test(collect_form, file_that_is_gone_is_tried_again)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:{s:[]},s:[{s:s,s:s,s:{}}]}", "stage", "collect", "scratch", folder,
                "context", "kits", "inputs", "id", "r000001", "path", "/nonexistent", "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  cr_expect_eq(bm_stage_collect.run(job, &error), BM_RETRY);
}

/* Bytes of the sheet changed at random are a form or faults, never a crash. */
Test(collect_form, broken_bytes_do_no_harm)
{
  static const char pieces[] = "<>/\"=&;0199-.,XХ ABs \xFF";
  g_autofree char *path = returned_filled();
  g_autofree char *sheet = zip_text(path, "xl/worksheets/sheet1.xml");
  gsize size = strlen(sheet);
  g_autoptr(GRand) random = g_rand_new_with_seed(4);
  guint refused = 0;
  for (guint i = 0; i < 200; i++) {
    g_autofree char *copy = g_strdup(sheet);
    for (guint j = 0; j < 1 + i % 4; j++)
      copy[g_rand_int_range(random, 0, (gint32)size)] =
          pieces[g_rand_int_range(random, 0, (gint32)sizeof pieces - 1)];
    zip_set(path, "xl/worksheets/sheet1.xml", copy);
    g_autoptr(json_t) facts = collected(path);
    cr_assert_not_null(facts);
    refused += json_array_size(json_object_get(facts, "faults")) > 0;
  }
  cr_expect_gt(refused, 100);
}

/* What a person typed is kept only so far as it names nobody. */
Test(collect_form, what_may_be_a_name_is_covered_in_what_was_found)
{
  static const char *const cases[][2] = {{"Иванова Мария", "••••••• •••••"},
                                         {"Ли А.", "•• А."},
                                         {"ГБОУ СОШ № 425", "•••• ••• № •••"},
                                         {"9А", "9•"},
                                         {"9 \"Б\"", "9 \"•\""},
                                         {"11-В", "11-•"},
                                         {"5К1 макс. 2", "5К1 макс. 2"},
                                         {"Лист2", "Лист2"},
                                         {"K47", "K47"},
                                         {"1e+20", "1e+20"},
                                         {"1234567890123456789012345678901234567890123",
                                          "1234567890123456789012345678901234567890…"},
                                         {"#DIV/0!", "#DIV/0!"},
                                         {"=SUM(B6:C6)*2", "=SUM(B6:C6)*2"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *shown = bm_form_shown(cases[i][0]);
    cr_expect_str_eq(shown, cases[i][1], "%s: %s", cases[i][0], shown);
  }
}
