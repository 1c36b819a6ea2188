/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/procedure_lists: what is told when a list beside the procedure is wrong. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include "pipeline/procedure.h"

#include <string.h>

TestSuite(procedure_lists, .init = folder_make, .fini = folder_remove, .timeout = 10);

static void list_put(const char *name, const char *text)
{
  g_autofree char *path = folder_path(name);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static void expect_refused(const char *name, const char *text, const char *where)
{
  GError *error = NULL;
  list_put(name, text);
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  assert_fails_with(procedure != NULL, error, "procedure_bad");
  cr_expect(strstr(error->message, where) != NULL, "'%s' has no '%s'", error->message, where);
  g_clear_error(&error);
  g_autofree char *path = folder_path(name);
  g_remove(path);
}

Test(procedure_lists, a_row_that_names_no_work_or_no_pupil_is_told_by_line_and_column)
{
  expect_refused("participants.csv", "work_no,participant_code\n111,10001\n222,\n",
                 "participants.csv: line 3, 'participant_code'");
  expect_refused("participants.csv", "school_code,class,participant_code\n1,9А,10001\n",
                 "participants.csv: line 2, 'place'");
  expect_refused("participants.csv", "school_code,class,place,participant_code\n1,9А,0,10001\n",
                 "'place': expected a whole number 1 … 9999");
}

Test(procedure_lists, marks_and_places_out_of_range_are_told)
{
  expect_refused("participants.csv", "work_no,participant_code,journal_mark\n1,2,6\n",
                 "'journal_mark': expected a whole number 1 … 5");
  expect_refused("roster.csv", "school_code,class,surname,journal_mark\n1,9А,Орехов,4-\n",
                 "roster.csv: line 2, 'journal_mark'");
  expect_refused("roster.csv", "school_code,class,surname,work_place\n1,9А,Орехов,первая\n",
                 "roster.csv: line 2, 'work_place'");
}

Test(procedure_lists, scores_of_control_works_are_checked_against_the_tasks)
{
  list_put("assessment.json",
           "{\"tasks\": [{\"id\": \"1\", \"max\": 1}, {\"id\": \"5.1\", \"max\": 3}]}");
  expect_refused("control.csv", "place;1\n1;1\n", "control.csv: line 2, '5.1'");
  expect_refused("control.csv", "place;1;5.1\n1;1;3\n2;2;X\n",
                 "control.csv: line 3, '1': expected 0 … 1, X");
  expect_refused("control.csv", "place;1;5.1\n;1;3\n", "'place'");
  expect_refused("control.csv", "place;markings;1;5.1\n1;много;1;3\n", "'markings'");
}

Test(procedure_lists, a_list_that_is_there_is_read)
{
  GError *error = NULL;
  list_put("participants.csv", "work_no;participant_code\n111;10001\n");
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  assert_ok(procedure != NULL, error);
  cr_expect_eq(json_array_size(procedure->participants), 1);
}

Test(procedure_lists, criteria_of_variants_are_found_by_their_names)
{
  GError *error = NULL;
  static const char *const names[] = {"criteria-2.pdf", "criteria-1.pdf", "criteria-.pdf",
                                      "criteria.pdf", "criteria-3.docx"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    list_put(names[i], "%PDF-1.4");
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, &error);
  assert_ok(procedure != NULL, error);
  cr_assert_eq(json_object_size(procedure->variant_criteria), 2);
  const char *path = json_string_value(json_object_get(procedure->variant_criteria, "2"));
  cr_expect(path != NULL && g_str_has_suffix(path, "/criteria-2.pdf"));
  cr_expect(g_str_has_suffix(procedure->criteria, "/criteria.pdf"));
}
