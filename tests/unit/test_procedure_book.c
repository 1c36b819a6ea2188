/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/procedure_book and procedure_write: what a workbook says. */
#include "tests/tools/procedure_sheets.h"

#include "pipeline/gate.h"

#include <fcntl.h>
#include <sys/stat.h>

TestSuite(procedure_book, .timeout = 60);

static json_t *at(json_t *rows, size_t row, const char *key)
{
  return json_object_get(json_array_get(rows, row), key);
}

static void expect_json(json_t *value, const char *expected)
{
  char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(text != NULL ? text : "(nothing)", expected);
  free(text);
}

static BmProcedure *load(Sheets *sheets)
{
  GError *error = NULL;
  sheets_save(sheets);
  BmProcedure *procedure = bm_procedure_load(sheets->folder, &error);
  assert_ok(procedure != NULL, error);
  return procedure;
}

static void text_write(const Sheets *sheets, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(sheets->folder, name, NULL);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static void expect_round(json_t *assessment)
{
  static const char *const expected[][2] = {
      {"title", "\"Районная работа\""},
      {"subject", "\"Математика\""},
      {"grade", "9"},
      {"date", "\"15.10.2026\""},
      {"district", "\"Кронштадтский\""},
      {"policy", "\"diagnostic_cross\""},
      {"pages_per_work", "2"},
      {"duplex", "false"},
      {"markings_per_work", "2"},
      {"subject_rule", "true"},
      {"divergence_rule", "\"strict\""},
      {"mark_scale", "{\"marks\":[{\"from\":0,\"mark\":2},{\"from\":2,\"mark\":3},"
                     "{\"from\":4,\"mark\":4},{\"from\":5,\"mark\":5}]}"},
      {"tasks", "[{\"id\":\"1\",\"level\":\"basic\",\"max\":1},"
                "{\"id\":\"5.1\",\"level\":\"advanced\",\"max\":2},"
                "{\"id\":\"24К1\",\"max\":3}]"},
      {"schools",
       "[{\"is_control\":false,\"school_code\":\"100425\",\"school_name\":\"ГБОУ СОШ № 425\"},"
       "{\"is_control\":true,\"observer\":\"Наблюдатель Н. Н.\",\"school_code\":\"100042\","
       "\"school_name\":\"Лицей № 42\"}]"},
      {"calendar",
       "[{\"from\":\"15.10.2026\",\"responsible\":\"Методист\",\"stage\":\"Проведение "
       "работы\",\"to\":\"15.10.2026\"},"
       "{\"from\":\"20.10.2026\",\"stage\":\"Проверка работ\",\"to\":\"25.10.2026\"}]"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    expect_json(json_object_get(assessment, expected[i][0]), expected[i][1]);
  cr_expect_eq(json_object_size(assessment), G_N_ELEMENTS(expected));
}

static void expect_people(const BmProcedure *p)
{
  expect_json(json_array_get(p->roster, 0),
              "{\"#line\":4,\"class\":\"9А\",\"journal_mark\":\"4\",\"name\":\"Пётр\","
              "\"participant_code\":\"10001\",\"patronymic\":\"Ильич\",\"school_code\":"
              "\"100425\",\"school_name\":\"ГБОУ СОШ № 425\",\"student_no\":\"1\","
              "\"surname\":\"Орехов\",\"variant\":\"2\",\"work_place\":\"\"}");
  expect_json(json_array_get(p->roster, 1),
              "{\"#line\":6,\"class\":\"9Б\",\"journal_mark\":\"\",\"name\":\"\","
              "\"participant_code\":\"\",\"patronymic\":\"\",\"school_code\":\"100042\","
              "\"school_name\":\"Лицей № 42\",\"student_no\":\"\",\"surname\":\"Лескова\","
              "\"variant\":\"\",\"work_place\":\"\"}");
  cr_expect_eq(json_array_size(p->roster), 2);
  expect_json(json_array_get(p->teachers, 0),
              "{\"#line\":4,\"conflicts\":[\"100042\"],\"max_works\":\"40\",\"rank\":"
              "\"senior\",\"school_code\":\"100425\",\"school_name\":\"ГБОУ СОШ № 425\","
              "\"subject\":\"Математика\",\"teacher\":\"Сорокина В. А.\"}");
  expect_json(json_array_get(p->teachers, 1),
              "{\"#line\":5,\"conflicts\":[],\"max_works\":\"\",\"rank\":\"basic\","
              "\"school_code\":\"100042\",\"school_name\":\"Лицей № 42\",\"subject\":\"\","
              "\"teacher\":\"Хохлова Л. А.\"}");
  cr_expect_eq(json_array_size(p->teachers), 2);
}

Test(procedure_book, a_filled_template_says_what_the_single_files_would)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_round(p->assessment);
  expect_people(p);
  cr_expect_str_eq(bm_procedure_school(p, "425"), "100425");
  cr_expect(bm_procedure_has_class(p, "100425", "9А"));
}

Test(procedure_book, what_libreoffice_saves_again_is_read_the_same)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmProcedure) p = g_new0(BmProcedure, 1);
  g_autoptr(BmProcedureBook) book =
      bm_procedure_book_open(BM_SOURCE_DIR "/tests/data/procedure/libreoffice.xlsx", &error);
  assert_ok(book != NULL, error);
  assert_ok(bm_procedure_book_take(book, p, &error), error);
  expect_round(p->assessment);
  expect_people(p);
}

Test(procedure_book, the_template_is_always_the_same_and_not_filled)
{
  g_auto(Sheets) sheets = sheets_new();
  g_autofree char *again = g_build_filename(sheets.folder, "again.xlsx", NULL);
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first = 0, n_second = 0;
  GError *error = NULL;
  assert_ok(bm_procedure_template_write(again, &error), error);
  g_file_get_contents(sheets.path, &first, &n_first, NULL);
  g_file_get_contents(again, &second, &n_second, NULL);
  cr_expect(n_first == n_second && memcmp(first, second, n_first) == 0);
  g_autoptr(BmProcedureBook) book = bm_procedure_book_open(sheets.path, &error);
  assert_ok(book != NULL, error);
  cr_expect_not(bm_procedure_book_is_filled(book));
}

static void expect_hint(const GString *xml, const BmField *field, const char *cells,
                        const char *rule)
{
  g_autofree char *hint =
      g_strdup_printf("prompt=\"%s\" sqref=\"%s\"%s", field->help, cells, rule);
  cr_expect_not_null(strstr(xml->str, hint), "%s: no hint %s", field->heading, hint);
}

Test(procedure_book, cells_of_the_template_have_hints_and_what_they_may_hold)
{
  g_auto(Sheets) sheets = sheets_new();
  guint n;
  const BmField *settings = bm_procedure_plan_settings(&n);
  const BmPlan *tasks = bm_procedure_plan(BM_PLAN_TASKS);
  const BmPlan *markers = bm_procedure_plan(BM_PLAN_MARKERS);
  expect_hint(sheets_plan(&sheets, BM_PLAN_ROUND), &settings[10], "B14",
              "><formula1>0</formula1><formula2>5</formula2>");
  expect_hint(sheets_plan(&sheets, BM_PLAN_ROUND), &settings[11], "B15",
              "><formula1>0</formula1><formula2>20</formula2>");
  expect_hint(sheets_plan(&sheets, BM_PLAN_TASKS), &tasks->fields[4], "E4:E303", "");
  expect_hint(sheets_plan(&sheets, BM_PLAN_MARKERS), &markers->fields[5], "F4:F5003",
              "><formula1>\"да,нет\"</formula1>");
}

Test(procedure_book, an_empty_template_gives_way_to_the_single_files)
{
  g_auto(Sheets) sheets = sheets_new();
  text_write(&sheets, "roster.csv", "school_code,class,surname\n1,9А,Орехов\n");
  g_autoptr(BmProcedure) p = load(&sheets);
  cr_expect_eq(json_array_size(p->roster), 1);
  cr_expect_str_eq(p->folder, sheets.folder);
}

Test(procedure_book, a_single_filled_cell_makes_the_workbook_count)
{
  static const struct {
    BmPlanId plan;
    const char *cell;
  } cells[] = {{BM_PLAN_ROUND, "B8"},     {BM_PLAN_TASKS, "B9"},    {BM_PLAN_SCHOOLS, "D30"},
               {BM_PLAN_PUPILS, "D4"},    {BM_PLAN_MARKERS, "A90"}, {BM_PLAN_CONFLICTS, "D4"},
               {BM_PLAN_CALENDAR, "D30"}, {BM_PLAN_TASKS, "H5"}};
  for (guint i = 0; i < G_N_ELEMENTS(cells); i++) {
    g_auto(Sheets) sheets = sheets_new();
    sheets_put(&sheets, cells[i].plan, cells[i].cell, "x");
    sheets_save(&sheets);
    g_autoptr(BmProcedureBook) book = bm_procedure_book_open(sheets.path, NULL);
    cr_expect(bm_procedure_book_is_filled(book), "%s", cells[i].cell);
  }
}

Test(procedure_book, a_sheet_of_another_name_makes_the_workbook_count)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_swap(&sheets, "xl/workbook.xml", "name=\"Школы\"", "name=\"Школы района\"");
  sheets_save(&sheets);
  g_autoptr(BmProcedureBook) book = bm_procedure_book_open(sheets.path, NULL);
  cr_expect(bm_procedure_book_is_filled(book));
}

Test(procedure_book, namesakes_of_one_class_are_told_apart_by_their_numbers)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (int row = 20; row < 22; row++) {
    const char *const values[] = {"100042", "9В", row == 20 ? "#1" : "#2", "Лескова"};
    for (int i = 0; i < 4; i++) {
      g_autofree char *cell = g_strdup_printf("%c%d", 'A' + i, row);
      sheets_put(&sheets, BM_PLAN_PUPILS, cell, values[i]);
    }
  }
  g_autoptr(BmProcedure) p = load(&sheets);
  cr_expect_eq(json_array_size(p->roster), 4);
}

Test(procedure_book, a_filled_workbook_beside_single_files_is_refused_with_all_names)
{
  g_auto(Sheets) sheets = sheets_new();
  GError *error = NULL;
  sheets_fill(&sheets);
  sheets_save(&sheets);
  text_write(&sheets, "roster.csv", "school_code,class,surname\n");
  text_write(&sheets, "assessment.json", "{}");
  assert_fails_with(bm_procedure_load(sheets.folder, &error) != NULL, error, "procedure_both");
  cr_expect_str_eq(bm_error_detail(error), "procedure.xlsx: assessment.json, roster.csv");
  g_error_free(error);
}

static void expect_mode(const char *path, guint mode)
{
  struct stat st;
  cr_assert_eq(stat(path, &st), 0, "no %s", path);
  cr_expect_eq(st.st_mode & 0777, mode, "%s is %o", path, st.st_mode & 0777);
}

Test(procedure_book, workers_find_its_people_as_tables_that_only_the_owner_reads)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_PUPILS, "D4", "Орехов \"младший\", П");
  g_autoptr(BmProcedure) p = load(&sheets);
  g_autofree char *roster = g_build_filename(p->folder, "roster.csv", NULL);
  g_autofree char *text = NULL;
  expect_mode(p->folder, 0700);
  expect_mode(roster, 0600);
  g_file_get_contents(roster, &text, NULL, NULL);
  cr_expect_str_eq(text, "school_code,school_name,class,student_no,surname,name,patronymic\n"
                         "\"100425\",\"ГБОУ СОШ № 425\",\"9А\",\"1\",\"Орехов \"\"младший\"\", "
                         "П\",\"Пётр\",\"Ильич\"\n"
                         "\"100042\",\"Лицей № 42\",\"9Б\",\"\",\"Лескова\",\"\",\"\"\n");
  g_autofree char *teachers = g_build_filename(p->folder, "teachers.csv", NULL);
  g_autofree char *of_teachers = NULL;
  g_file_get_contents(teachers, &of_teachers, NULL, NULL);
  cr_expect(g_str_has_prefix(of_teachers, "teacher,school_code,school_name,subject,max_works,"
                                          "rank,conflicts\n"),
            "%s", of_teachers);
  g_autoptr(BmProcedure) again = bm_procedure_load(p->folder, NULL);
  cr_assert_not_null(again);
  expect_json(at(again->teachers, 0, "conflicts"), "[\"100042\"]");
  expect_json(at(again->teachers, 0, "rank"), "\"senior\"");
}

Test(procedure_book, tables_of_people_go_when_the_workbook_goes)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  g_autoptr(BmProcedure) p = load(&sheets);
  cr_assert(g_file_test(p->folder, G_FILE_TEST_IS_DIR));
  unlink(sheets.path);
  g_autoptr(BmProcedure) without = bm_procedure_load(sheets.folder, NULL);
  cr_expect_not_null(without);
  cr_expect_not(g_file_test(p->folder, G_FILE_TEST_EXISTS));
}

Test(procedure_book, columns_settings_and_sheets_may_stand_in_any_order)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "A3", "");
  sheets_put(&sheets, BM_PLAN_TASKS, "C3", "");
  sheets_put(&sheets, BM_PLAN_TASKS, "A3", "уровень");
  sheets_put(&sheets, BM_PLAN_TASKS, "C3", " Задание: ");
  for (int row = 4; row < 7; row++) {
    g_autofree char *left = g_strdup_printf("A%d", row), *right = g_strdup_printf("C%d", row);
    sheets_put(&sheets, BM_PLAN_TASKS, left, row == 4 ? "Б" : row == 5 ? "П" : "");
    sheets_put(&sheets, BM_PLAN_TASKS, right, row == 4 ? "1" : row == 5 ? "5.1" : "24К1");
  }
  sheets_put(&sheets, BM_PLAN_ROUND, "A5", "Параллель");
  sheets_put(&sheets, BM_PLAN_ROUND, "A6", "Предмет");
  sheets_put(&sheets, BM_PLAN_ROUND, "B5", "#9");
  sheets_put(&sheets, BM_PLAN_ROUND, "B6", "Математика");
  sheets_swap(&sheets, "xl/workbook.xml", "name=\"Задания\"", "name=\"ЗАДАНИЯ\"");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_round(p->assessment);
}

Test(procedure_book, optional_columns_and_sheets_may_be_left_out)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  static const char *const gone[] = {"E3", "F3", "G3", "H3", "I3",
                                     "E4", "F4", "G4", "H4", "I4"};
  for (guint i = 0; i < G_N_ELEMENTS(gone); i++)
    sheets_put(&sheets, BM_PLAN_PUPILS, gone[i], "");
  sheets_swap(&sheets, "xl/workbook.xml", "name=\"Конфликты\"", "name=\"Лист1\"");
  g_string_truncate(sheets_plan(&sheets, BM_PLAN_CONFLICTS), 0);
  g_string_assign(sheets_plan(&sheets, BM_PLAN_CONFLICTS),
                  "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
                  "main\"><sheetData/></worksheet>");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(at(p->roster, 0, "name"), "\"\"");
  expect_json(at(p->teachers, 0, "conflicts"), "[]");
}

Test(procedure_book, a_workbook_laid_down_before_its_newest_columns_is_read_the_same)
{
  static const struct {
    BmPlanId plan;
    const char *cell;
  } newest[] = {{BM_PLAN_ROUND, "A14"},
                {BM_PLAN_ROUND, "A15"},
                {BM_PLAN_TASKS, "E3"},
                {BM_PLAN_MARKERS, "F3"}};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (guint i = 0; i < G_N_ELEMENTS(newest); i++)
    sheets_put(&sheets, newest[i].plan, newest[i].cell, "");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_round(p->assessment);
  expect_people(p);
}

Test(procedure_book, results_of_formulas_truths_and_texts_of_numbers_are_taken)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_PUPILS, "A4", "=Школы!A4|100425");
  sheets_put(&sheets, BM_PLAN_PUPILS, "E6", "=IF(1,\"\")|");
  sheets_put(&sheets, BM_PLAN_PUPILS, "C6", " 12 ");
  sheets_put(&sheets, BM_PLAN_SCHOOLS, "C4", "?1");
  sheets_put(&sheets, BM_PLAN_ROUND, "B7", "01.09.2026");
  sheets_put(&sheets, BM_PLAN_TASKS, "A5", "#5.1");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(at(p->roster, 0, "school_code"), "\"100425\"");
  expect_json(at(p->roster, 1, "name"), "\"\"");
  expect_json(at(p->roster, 1, "student_no"), "\"12\"");
  expect_json(at(json_object_get(p->assessment, "schools"), 0, "is_control"), "true");
  expect_json(json_object_get(p->assessment, "date"), "\"01.09.2026\"");
  expect_json(at(json_object_get(p->assessment, "tasks"), 1, "id"), "\"5.1\"");
}

Test(procedure_book, criteria_that_bind_a_task_are_its_gates)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "D5", "24K1, 1"); /* with a Latin K */
  g_autoptr(BmProcedure) p = load(&sheets);
  json_t *tasks = json_object_get(p->assessment, "tasks");
  expect_json(at(tasks, 1, "gates"), "[{\"task\":\"24K1\"},{\"task\":\"1\"}]");
  cr_expect_null(at(tasks, 1, "zero_if"));
  cr_expect_null(at(tasks, 0, "gates"));
}

static void expect_gates(const char *zero_if, const char *limits, const char *expected)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "D6", zero_if);
  sheets_put(&sheets, BM_PLAN_TASKS, "E6", limits);
  g_autoptr(BmProcedure) p = load(&sheets);
  json_t *tasks = json_object_get(p->assessment, "tasks");
  g_autoptr(GArray) gates = bm_gates_new(tasks, NULL);
  cr_assert_not_null(gates, "%s", limits);
  cr_expect_eq(gates->len, json_array_size(at(tasks, 2, "gates")));
  cr_expect_null(at(tasks, 2, "limits"));
  expect_json(at(tasks, 2, "gates"), expected);
}

Test(procedure_book, conditions_that_leave_some_points_are_gates_with_their_numbers)
{
  static const char no_points[] = "[{\"at_most\":0,\"most\":2,\"task\":\"5.1\"}]";
  static const char few_points[] = "[{\"at_most\":1,\"most\":2,\"task\":\"5.1\"}]";
  static const char two[] = "[{\"at_most\":1,\"most\":2,\"task\":\"5.1\"},"
                            "{\"at_most\":0,\"most\":1,\"task\":\"1\"}]";
  expect_gates("", "5.1: 2", no_points);
  expect_gates("", " 5.1 :2 ; ", no_points);
  expect_gates("", "5.1 = 0: 2", no_points);
  expect_gates("", "5.1 до 1: 2", few_points);
  expect_gates("", "5.1 ДО 1 : 2", few_points);
  expect_gates("", "5.1≤1:2", few_points);
  expect_gates("", "5.1 <= 1: 2", few_points);
  expect_gates("", "5.1 до 1: 2; 1: 1", two);
  expect_gates("", "5.1 до 1: 2, 1: 1", two);
  expect_gates("", "5.1 до 1: 2\n1: 1\n", two);
  expect_gates("1", "5.1: 2", "[{\"task\":\"1\"},{\"at_most\":0,\"most\":2,\"task\":\"5.1\"}]");
  expect_gates("5.1", "5.1 до 1: 2",
               "[{\"task\":\"5.1\"},{\"at_most\":1,\"most\":2,\"task\":\"5.1\"}]");
  expect_gates("", "=E4|5.1: 2", no_points);
}

Test(procedure_book, a_teacher_who_may_mark_another_subject_is_told_by_name_and_school)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_MARKERS, "F4", "нет");
  sheets_put(&sheets, BM_PLAN_MARKERS, "F5", "Да");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(json_object_get(p->assessment, "allow_other_subject"),
              "[{\"school_code\":\"100042\",\"teacher\":\"Хохлова Л. А.\"}]");
  expect_people(p); /* no column of the tables that workers read */
}

Test(procedure_book, policy_follows_kind_and_recheck)
{
  static const char *const cases[][3] = {{"ВПР", "нет", "\"vpr_cross\""},
                                         {"впр", "да", "\"vpr_recheck\""},
                                         {"экзамен", "да", "\"exam_recheck\""},
                                         {"закрашивать всё", "да", "\"strict\""}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(Sheets) sheets = sheets_new();
    sheets_fill(&sheets);
    sheets_put(&sheets, BM_PLAN_ROUND, "B9", cases[i][0]);
    sheets_put(&sheets, BM_PLAN_ROUND, "B10", cases[i][1]);
    g_autoptr(BmProcedure) p = load(&sheets);
    expect_json(json_object_get(p->assessment, "policy"), cases[i][2]);
    expect_json(json_object_get(p->assessment, "is_recheck"),
                strcmp(cases[i][1], "да") == 0 ? "true" : "false");
  }
}

Test(procedure_book, an_own_rule_lies_beside_the_workbook)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_ROUND, "B17", "наше");
  text_write(&sheets, "наше.json", "{}");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(json_object_get(p->assessment, "divergence_rule"), "\"наше\"");
}

Test(procedure_book, a_conflict_of_two_teachers_keeps_both_from_the_others_school)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_CONFLICTS, "C4", "");
  sheets_put(&sheets, BM_PLAN_CONFLICTS, "D4", "хохлова  Л. А.");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(at(p->teachers, 0, "conflicts"), "[\"100042\"]");
  expect_json(at(p->teachers, 1, "conflicts"), "[\"100425\"]");
}

Test(procedure_book, a_conflict_told_twice_is_one)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_CONFLICTS, "D4", "Хохлова Л. А.");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(at(p->teachers, 0, "conflicts"), "[\"100042\"]");
}

Test(procedure_book, teachers_of_one_name_are_told_apart_by_school)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_MARKERS, "A5", "Сорокина В. А.");
  sheets_put(&sheets, BM_PLAN_CONFLICTS, "B4", "100042");
  sheets_put(&sheets, BM_PLAN_CONFLICTS, "C4", "100425");
  g_autoptr(BmProcedure) p = load(&sheets);
  expect_json(at(p->teachers, 0, "conflicts"), "[]");
  expect_json(at(p->teachers, 1, "conflicts"), "[\"100425\"]");
}
