/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/csv and pipeline/procedure: what coordinators hand in. */
#include "tests/tools/assert_ok.h"

#include "pipeline/csv.h"
#include "pipeline/procedure.h"
#include "pipeline/workspace.h"

#include <string.h>

TestSuite(csv, .timeout = 10);
TestSuite(procedure, .timeout = 10);

static json_t *csv_of(const char *text, gssize length, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp("bm-csv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "t.csv", NULL);
  g_file_set_contents(path, text, length, NULL);
  json_t *rows = bm_csv_read(path, error);
  bm_folder_remove(folder);
  return rows;
}

static const char *cell(json_t *rows, size_t row, const char *column)
{
  return json_string_value(json_object_get(json_array_get(rows, row), column));
}

Test(csv, separators_quotes_and_bom_of_office_programs_are_understood)
{
  GError *error = NULL;
  json_t *rows = csv_of("\xEF\xBB\xBF"
                        "a;b\r\n1;\"x;\"\"y\"\"\nz\"\r\n\r\n2;\r\n",
                        -1, &error);
  assert_ok(rows != NULL, error);
  cr_assert_eq(json_array_size(rows), 2);
  cr_expect_str_eq(cell(rows, 0, "b"), "x;\"y\"\nz");
  cr_expect_str_eq(cell(rows, 1, "b"), "");
  json_decref(rows);
}

Test(csv, line_ends_of_old_programs_are_understood)
{
  GError *error = NULL;
  json_t *rows = csv_of("a;b\r1;2\r3;4\r", -1, &error);
  assert_ok(rows != NULL, error);
  cr_assert_eq(json_array_size(rows), 2);
  cr_expect_str_eq(cell(rows, 1, "b"), "4");
  json_decref(rows);
}

Test(csv, windows_1251_is_understood)
{
  GError *error = NULL;
  json_t *rows = csv_of("surname\n\xC8\xE2\xE0\xED\xEE\xE2\n", -1, &error);
  assert_ok(rows != NULL, error);
  cr_expect_str_eq(cell(rows, 0, "surname"), "Иванов");
  json_decref(rows);
}

Test(csv, a_row_with_too_many_columns_is_named)
{
  GError *error = NULL;
  json_t *rows = csv_of("a,b\n1,2\n1,2,3\n", -1, &error);
  assert_fails_with(rows != NULL, error, "csv_bad");
  cr_expect(strstr(error->message, "line 3") != NULL, "%s", error->message);
  g_error_free(error);
}

Test(csv, a_binary_file_is_refused)
{
  GError *error = NULL;
  assert_fails_with(csv_of("a\0b", 3, &error) != NULL, error, "csv_bad");
  g_error_free(error);
}

static void expect_class(const char *text, const char *expected)
{
  g_autofree char *class_group = bm_class_normalise(text);
  cr_expect_str_eq(class_group, expected, "%s became %s", text, class_group);
}

Test(procedure, class_names_are_one_however_written)
{
  expect_class("9А", "9А");
  expect_class("9 «А»", "9А");
  expect_class("9-a", "9А"); /* Latin a */
  expect_class(" 10 \"б\" ", "10Б");
  expect_class("9.2", "9.2");
}

static BmProcedure *procedure_of(const char *roster)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "roster.csv", NULL);
  g_file_set_contents(path, roster, -1, NULL);
  BmProcedure *procedure = bm_procedure_load(folder, NULL);
  bm_folder_remove(folder);
  return procedure;
}

static const char roster_text[] =
    "school_code,school_name,class,student_no,surname\n"
    "100425,ГБОУ СОШ № 425,9А,1,Лесков\n100042,Лицей № 42,9А,1,Орехов\n";

Test(procedure, a_school_is_known_by_code_or_number)
{
  g_autoptr(BmProcedure) p = procedure_of(roster_text);
  cr_expect_str_eq(bm_procedure_school(p, "100425"), "100425");
  cr_expect_str_eq(bm_procedure_school(p, "425"), "100425");
  cr_expect_str_eq(bm_procedure_school(p, "42"), "100042"); /* not the 42 in 425 */
  cr_expect_null(bm_procedure_school(p, "4"));
  cr_expect_null(bm_procedure_school(p, "школа"));
}

Test(procedure, a_roster_without_a_needed_column_is_refused_by_name)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "roster.csv", NULL);
  g_file_set_contents(path, "school_code,class\n1,2\n", -1, NULL);
  GError *error = NULL;
  assert_fails_with(bm_procedure_load(folder, &error) != NULL, error, "procedure_bad");
  cr_expect(strstr(error->message, "surname") != NULL);
  g_error_free(error);
  bm_folder_remove(folder);
}

Test(procedure, a_declared_batch_is_found_by_its_path_below_the_inbox)
{
  BmProcedure p = {
      .assessment = json_loads(
          "{\"batches\": [{\"files\": [\"scans/1/9А/a.tif\"], \"works\": 3}]}", 0, NULL)};
  cr_expect_not_null(bm_procedure_batch(&p, "1/9А/a.tif"));
  cr_expect_null(bm_procedure_batch(&p, "1/9А/b.tif"));
  json_decref(p.assessment);
}

static void refuses_for(const char *wanted, const char *name, const char *text,
                        const char *expected)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_file_set_contents(path, text, -1, NULL);
  GError *error = NULL;
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  cr_expect_null(procedure, "taken: %s", text);
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, wanted);
  cr_expect(error != NULL && strstr(error->message, expected) != NULL, "'%s' is not in: %s",
            expected, error != NULL ? error->message : "");
  g_clear_error(&error);
  bm_folder_remove(folder);
}

static void refuses(const char *name, const char *text, const char *expected)
{
  refuses_for("procedure_bad", name, text, expected);
}

Test(procedure, gate_that_names_no_task_is_refused_before_anything_is_scanned)
{
  refuses_for("gate_bad", "assessment.json",
              "{\"tasks\": [{\"id\": \"1\", \"max\": 1}, {\"id\": \"2\", \"max\": 1, "
              "\"gates\": [{\"task\": \"3\"}]}]}",
              "'2'");
}

Test(procedure, values_of_the_assessment_that_would_be_misread_are_refused_by_name)
{
  refuses("assessment.json", "{\"pages_per_work\": \"2\"}", "pages_per_work");
  refuses("assessment.json", "{\"pages_per_work\": 65}", "pages_per_work");
  refuses("assessment.json", "{\"policy\": \"none\"}", "policy");
  refuses("assessment.json", "{\"title\": 5}", "title");
  refuses("assessment.json", "{\"batches\": [{\"files\": \"a.tif\"}]}", "batches");
  refuses("assessment.json", "{\"batches\": [{\"works\": \"4\"}]}", "works");
  refuses("assessment.json", "{\"subject_rule\": 1}", "subject_rule");
  refuses("assessment.json", "{\"allow_other_subject\": \"А\"}", "allow_other_subject");
  refuses("assessment.json", "{\"allow_other_subject\": [\"А\", 5]}", "allow_other_subject");
  refuses("assessment.json", "{\"allow_other_subject\": [{\"teacher\": \"А\"}]}",
          "allow_other_subject");
  refuses("assessment.json", "{\"markings_per_work\": 3}", "markings_per_work");
  refuses("assessment.json", "{\"anchors_per_marker\": 6}", "anchors_per_marker");
  refuses("assessment.json", "{\"works_per_bundle\": 21}", "works_per_bundle");
  refuses("assessment.json", "[]", "assessment.json");
  refuses("assessment.json", "{\n\"title\": }", "2");
}

Test(procedure, a_pupil_without_school_or_class_is_named_by_line)
{
  refuses("roster.csv", "school_code,class,surname\n1,9А,Орехов\n,9А,Лесков\n", "3");
  refuses("roster.csv", "school_code,class,surname\n1,\"-\",Лесков\n", "2");
}

Test(procedure, a_teacher_with_a_wrong_limit_or_no_school_is_named_by_line)
{
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,5\nБ,1,много\n", "3");
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,-1\n", "2");
  refuses("teachers.csv", "teacher,school_code,max_works\n,1,5\n", "2");
}

Test(procedure, the_same_teacher_twice_is_refused)
{
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,5\nБ,1,5\nА,1,7\n", "4");
}

static void expect_teacher(const char *cells, const char *rank, const char *conflicts)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "teachers.csv", NULL);
  g_autofree char *text = g_strconcat("teacher;school_code;rank;conflicts\n", cells, NULL);
  g_autoptr(GError) error = NULL;
  g_file_set_contents(path, text, -1, NULL);
  g_autoptr(BmProcedure) p = bm_procedure_load(folder, &error);
  assert_ok(p != NULL, error);
  const json_t *row = json_array_get(p->teachers, 0);
  char *list = json_dumps(json_object_get(row, "conflicts"), JSON_COMPACT);
  cr_expect_str_eq(json_string_value(json_object_get(row, "rank")), rank);
  cr_expect_str_eq(list, conflicts);
  free(list);
  bm_folder_remove(folder);
}

Test(procedure, teachers_may_have_a_rank_and_schools_in_conflict)
{
  expect_teacher("А;1;;\n", "basic", "[]");
  expect_teacher("А;1;Ведущий;2\n", "lead", "[\"2\"]");
  expect_teacher("А;1;senior; 2  31,4 \n", "senior", "[\"2\",\"31\",\"4\"]");
}

Test(procedure, an_unknown_rank_or_twice_the_same_teacher_is_named_by_line)
{
  refuses("teachers.csv", "teacher,school_code,rank\nА,1,lead\nБ,1,chief\n", "3, 'rank'");
  refuses("teachers.csv", "teacher,school_code,rank\nА,1,chief\n", "found 'chief', expected: ");
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,5.5 х\n", "found another text");
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,-1\n", "found '-1', expected: ");
  refuses("teachers.csv", "teacher,school_code,max_works\nА,1,Петрова\n", "found another text");
  refuses("teachers.csv", "teacher,school_code,rank\nА,1,\nА,1,lead\n", "3, ");
}

Test(procedure, a_conflict_with_a_school_that_the_round_does_not_have_is_named_by_line)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *roster = g_build_filename(folder, "roster.csv", NULL);
  g_autofree char *teachers = g_build_filename(folder, "teachers.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_file_set_contents(roster, "school_code,class,surname\n2,9А,Орехов\n", -1, NULL);
  g_file_set_contents(teachers, "teacher,school_code,conflicts\nА,1,2\nБ,3,1 5\n", -1, NULL);
  g_autoptr(BmProcedure) p = bm_procedure_load(folder, &error);
  cr_expect_null(p);
  cr_expect(error != NULL && strstr(error->message, "3, 'conflicts'") != NULL);
  bm_folder_remove(folder);
}

Test(procedure, a_school_without_pupils_is_known_by_the_list_of_schools)
{
  g_autofree char *folder = g_dir_make_tmp("bm-proc-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "assessment.json", NULL);
  g_file_set_contents(path,
                      "{\"schools\": [{\"school_code\": \"100042\", \"school_name\": \"Лицей № "
                      "42\"}]}",
                      -1, NULL);
  g_autoptr(BmProcedure) p = bm_procedure_load(folder, NULL);
  cr_assert_not_null(p);
  cr_expect_str_eq(bm_procedure_school(p, "42"), "100042");
  bm_folder_remove(folder);
}

Test(csv, a_quote_that_never_closes_does_not_swallow_the_rest)
{
  GError *error = NULL;
  assert_fails_with(csv_of("a,b\n1,\"x\n2,y\n", -1, &error) != NULL, error, "csv_bad");
  cr_expect(strstr(error->message, "2") != NULL, "%s", error->message);
  g_error_free(error);
}
