/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of a form, saved as CSV. */
#include "tests/tools/returned.h"

TestSuite(collect_csv, .init = folder_make, .fini = folder_remove, .timeout = 60);

/* Lines of the sheet of K9 as Excel saves it, cells apart by ¦. */
static char *sheet_lines(void)
{
  g_autofree char *code = returned_code(0);
  g_autofree char *who = bm_scoreform_who("m07", code, BM_SCOREFORM_VERSION);
  return g_strdup_printf("Ведомость баллов · класс K9¦¦¦¦¦¦\n"
                         "Диагностическая работа · Физика · 15.10.2026¦¦¦¦¦¦\n"
                         "%s¦¦¦¦¦¦\n"
                         "\"В клетках — целые баллы; Х — не приступал, и так далее.\"¦¦¦¦¦¦\n"
                         "№ работы¦\"1\nмакс. 2\"¦\"2.1\nмакс. 3\"¦\"К1\nмакс. 1\"¦"
                         "\"4\nмакс. 12\"¦\"Итого\nмакс. 18\"¦Проверка\n"
                         "133-300-003¦2¦3¦1¦12¦18¦верно\n"
                         "555-500-005¦0¦Х¦X¦1¦1¦верно\n"
                         "911-200-002¦1¦1¦1¦1¦4¦верно\n"
                         "¦¦¦¦¦¦\n"
                         "Заполнено работ: 3 из 3¦¦¦¦¦¦\n",
                         who);
}

static char *with(const char *text, const char *old, const char *fresh)
{
  cr_assert_not_null(strstr(text, old), "no '%s'", old);
  g_auto(GStrv) parts = g_strsplit(text, old, 2);
  return g_strjoinv(fresh, parts);
}

static char *separated(const char *lines, const char *separator)
{
  g_auto(GStrv) parts = g_strsplit(lines, "¦", -1);
  return g_strjoinv(separator, parts);
}

static char *written(const char *text, const char *charset, const char *mark)
{
  char *path = folder_path("r000001");
  gsize size = 0;
  g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, &size, NULL);
  cr_assert_not_null(bytes);
  g_autoptr(GByteArray) file = g_byte_array_new();
  g_byte_array_append(file, (const guint8 *)mark, (guint)strlen(mark));
  g_byte_array_append(file, (const guint8 *)bytes, (guint)size);
  cr_assert(g_file_set_contents(path, (const char *)file->data, file->len, NULL));
  return path;
}

static void expect_three_rows(const char *path)
{
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  cr_expect_str_eq(faults, "", "faults are\n%s", faults);
  cr_expect_str_eq(warnings, "", "warnings are\n%s", warnings);
  cr_expect_str_eq(fault_part(facts, "kind"), "csv");
  cr_assert_eq(json_array_size(json_object_get(facts, "rows")), 3);
  g_autofree char *row = json_dumps(json_array_get(json_object_get(facts, "rows"), 1),
                                    JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(
      row, "{\"class_alias\":\"K9\",\"scores\":[0,\"X\",\"X\",1],\"work_no\":\"555-500-005\"}");
}

Test(collect_csv, one_class_comes_in_each_charset_and_with_each_separator)
{
  static const char *const separators[] = {";", ",", "\t"};
  static const char *const charsets[][2] = {
      {"UTF-8", ""}, {"UTF-8", "\xEF\xBB\xBF"}, {"CP1251", ""}, {"UTF-16LE", "\xFF\xFE"}};
  g_autofree char *lines = sheet_lines();
  for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
    for (guint j = 0; j < G_N_ELEMENTS(charsets); j++) {
      g_autofree char *text = separated(lines, separators[i]);
      g_autofree char *path = written(text, charsets[j][0], charsets[j][1]);
      expect_three_rows(path);
    }
}

static void expect_line_ends(const char *end)
{
  g_autofree char *lines = sheet_lines();
  g_autofree char *text = separated(lines, ";");
  g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
  g_autofree char *ended = g_strjoinv(end, parts);
  g_autofree char *path = written(ended, "UTF-8", "");
  expect_three_rows(path);
}

Test(collect_csv, line_ends_of_other_programs_are_understood)
{
  expect_line_ends("\r\n");
  expect_line_ends("\r");
  expect_line_ends("\n\n");
  expect_line_ends("\r\r\n");
}

Test(collect_csv, lines_that_end_in_cr_may_hold_lf_unquoted)
{
  g_autofree char *lines = sheet_lines();
  g_auto(GStrv) parts = g_strsplit(lines, "\n", -1);
  g_autoptr(GString) text = g_string_new("");
  gboolean is_quoted = FALSE;
  for (char **part = parts; *part != NULL; part++) { /* a line of the file may be half a cell */
    for (const char *p = *part; *p != '\0'; p++)
      is_quoted ^= *p == '"';
    g_string_append_printf(text, "%s%s", *part, is_quoted ? "\n" : "\r");
  }
  g_string_replace(text, "\"1\nмакс. 2\"", "1\nмакс. 2", 0);
  g_autofree char *separate = separated(text->str, ";");
  g_autofree char *path = written(separate, "UTF-8", "");
  expect_three_rows(path);
}

static void expect_altered(const char *old, const char *fresh, const char *faults)
{
  g_autofree char *lines = sheet_lines();
  g_autofree char *altered = with(lines, old, fresh);
  g_autofree char *text = separated(altered, ";");
  g_autofree char *path = written(text, "UTF-8", "\xEF\xBB\xBF");
  expect_faults(path, faults);
}

Test(collect_csv, faults_have_the_cell_of_the_table_without_a_sheet)
{
  expect_altered("133-300-003¦2", "133-300-003¦2,0", "form_score_decimal||B6|2,0|0–2");
  expect_altered("133-300-003¦2", "133-300-003¦", "form_score_empty||B6||0–2");
  expect_altered("133-300-003¦2", "133-300-003¦01.фев", "form_score_date||B6|01.фев|0–2");
  expect_altered("12¦18¦верно", "12¦17¦верно", "form_total_wrong||F6|17|18");
  expect_altered("12¦18¦верно", "12¦¦", "");
}

Test(collect_csv, all_rows_of_the_class_must_be_there)
{
  expect_altered("911-200-002¦1¦1¦1¦1¦4¦верно\n", "", "form_work_missing||||911-200-002");
  expect_altered("911-200-002", "582-100-001", "form_work_class||A8|582-100-001|Класс K10");
}

Test(collect_csv, class_is_told_by_the_title)
{
  expect_altered("класс K9", "класс K77",
                 "form_class_unknown||A1|Ведомость баллов · класс K77|");
  expect_altered("класс K9", "класс К9",
                 "form_class_characters||A1|Ведомость баллов · класс К9 (К U+041A)|"
                 "Ведомость баллов · класс K9");
}

Test(collect_csv, bundle_is_told_by_the_line_of_the_marker)
{
  g_autofree char *code = returned_code(0);
  expect_altered(code, "ABCD-EF23", "form_bundle_unknown||A3|ABCD-EF23|");
  expect_altered("форма 2", "форма 1", "form_stale||A3|1|2");
  expect_altered("Проверяющий m07", "Проверяющая", "form_not_score_form||||");
}

Test(collect_csv, other_class_may_come_alone_as_well)
{
  g_autofree char *code = returned_code(0);
  g_autofree char *who = bm_scoreform_who("m07", code, BM_SCOREFORM_VERSION);
  g_autofree char *text = g_strdup_printf(
      "Ведомость баллов · класс K10\n\n%s\n\n№ работы;1 макс. 2;2.1 макс. 3;К1 макс. 1;"
      "4 макс. 12;Итого макс. 18;Проверка\n582-100-001;0;0;0;0;0;\n204-400-004;0;0;0;0;0;\n",
      who);
  g_autofree char *path = written(text, "UTF-8", "");
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults");
  cr_expect_str_eq(faults, "");
  cr_expect_eq(json_array_size(json_object_get(facts, "rows")), 2);
}

Test(collect_csv, more_rows_than_any_bundle_has_are_not_looked_through)
{
  g_autofree char *lines = sheet_lines();
  GString *text = g_string_new(lines);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf(text, "999-900-%03u¦1¦1¦1¦1¦4¦\n", i);
  g_autofree char *whole = g_string_free(text, FALSE);
  g_autofree char *separate = separated(whole, ";");
  g_autofree char *path = written(separate, "UTF-8", "");
  expect_faults(path, "book_too_large||||");
}
