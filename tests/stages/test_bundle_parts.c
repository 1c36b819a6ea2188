/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of a marker cut into bundles, and what a third expert is asked for. */
#include "tests/tools/desk.h"

TestSuite(parts, .init = folder_make, .fini = folder_remove, .timeout = 120);
TestSuite(third_form, .init = folder_make, .fini = folder_remove, .timeout = 120);

/* Classes K1 of 5 works, K2 of 3; at most 3 a bundle. */
static Desk desk_of_eight(const char *scratch)
{
  Desk desk = desk_new(scratch);
  add_tasks(&desk, 4);
  desk.works_per_bundle = 3;
  for (guint i = 0; i < 8; i++) {
    g_autofree char *work_no = g_strdup_printf("%03u-200-300", 101 + i);
    add_work(&desk, i < 5 ? "K1" : "K2", work_no, 1 + i % 2);
  }
  return desk;
}

static json_t *manifest_of(const BmJob *job, guint part)
{
  g_autofree char *name = g_strdup_printf("%u/manifest.json", part);
  g_autofree char *path = file_of(job, name);
  json_t *manifest = json_load_file(path, 0, NULL);
  cr_assert_not_null(manifest, "%s", name);
  return manifest;
}

/* "101 102 103": works of a list of numbers or of records. */
static char *works_said(const json_t *works)
{
  GString *text = g_string_new(NULL);
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work) {
    const char *no = json_is_string(work) ? json_string_value(work)
                                          : json_string_value(json_object_get(work, "work_no"));
    g_string_append_printf(text, "%s%.3s", i > 0 ? " " : "", no);
  }
  return g_string_free(text, FALSE);
}

static json_t *facts_of(const BmJob *job)
{
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (g_strcmp0(json_string_value(json_object_get(emit, "id")), "m07") == 0)
      return json_incref(json_object_get(emit, "facts"));
  cr_assert_fail("nothing is said of m07");
  return NULL;
}

Test(parts, sizes_differ_by_one_and_classes_stay_together)
{
  static const char *const works[] = {"101 102", "103 104 105", "106 107 108"};
  Desk desk = desk_of_eight("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autoptr(json_t) facts = facts_of(job);
  g_autoptr(GHashTable) codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const json_t *kits = json_object_get(facts, "kits");
  cr_assert_eq(json_array_size(kits), 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr(json_t) manifest = manifest_of(job, i + 1);
    g_autofree char *said_works = works_said(json_object_get(manifest, "works"));
    const json_t *kit = json_array_get(kits, i);
    g_autofree char *kept = works_said(json_object_get(kit, "works"));
    const char *code = json_string_value(json_object_get(manifest, "bundle"));
    cr_expect_str_eq(said_works, works[i]);
    cr_expect_str_eq(kept, works[i]);
    cr_expect_str_eq(json_string_value(json_object_get(kit, "bundle")), code);
    cr_expect_str_eq(json_string_value(json_object_get(manifest, "marker")), "m07");
    cr_expect_eq(json_integer_value(json_object_get(manifest, "parts")), 3);
    cr_expect(g_hash_table_add(codes, g_strdup(code)), "the code of part %u is not new", i + 1);
  }
  cr_expect_eq(json_integer_value(json_object_get(facts, "works")), 8);
}

Test(parts, each_has_its_cover_and_forms)
{
  Desk desk = desk_of_eight("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *bundle = file_of(job, "2/bundle.pdf"),
                  *sheet = file_of(job, "2/score_sheet.pdf"),
                  *scores = file_of(job, "2/scores.xlsx");
  g_autoptr(json_t) manifest = manifest_of(job, 2);
  g_autofree char *words = said("unzip", "-p", scores, "xl/sharedStrings.xml", NULL);
  const char *code = json_string_value(json_object_get(manifest, "bundle"));
  assert_page_says(bundle, 1, "2 ИЗ 3");
  assert_page_says(bundle, 1, "103-200-300");
  assert_page_says(sheet, 1, "104-200-300");
  cr_expect_not_null(strstr(words, code));
  cr_expect_null(strstr(words, "106-200-300"));
}

Test(parts, share_that_fits_is_one_bundle_in_its_own_folder)
{
  Desk desk = usual_desk("a");
  desk.works_per_bundle = 20;
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "1/bundle.pdf");
  g_autofree char *text = page_text(path, 1);
  cr_expect_null(strstr(text, " ИЗ "));
}

Test(parts, two_runs_give_equal_bytes)
{
  Desk one = desk_of_eight("a"), two = desk_of_eight("b");
  g_autoptr(BmJob) first = run_ok(&one), second = run_ok(&two);
  static const char *const names[] = {"1/bundle.pdf", "3/bundle.pdf", "3/scores.xlsx",
                                      "2/manifest.json"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *p = file_of(first, names[i]), *q = file_of(second, names[i]);
    g_autofree char *a = said("sha256sum", p, NULL), *b = said("sha256sum", q, NULL);
    cr_expect_eq(strncmp(a, b, 64), 0, "%s", names[i]);
  }
}

/* ---- a third expert ---- */

static Desk desk_in_dispute(const char *scratch, const char *sheet)
{
  Desk desk = usual_desk(scratch);
  desk.score_sheet = sheet;
  json_object_set_new(desk.context, "disputes",
                      json_pack("{s:{s:[s,s],s:[[i,i],[i,i]]},s:{s:[s],s:[[i],[i]]},"
                                "s:{s:[s],s:[[i],[i]]},s:{s:[s],s:[[i],[i]]}}",
                                "133-300-003", "disputed", "2", "5", "scores", 0, 0, 2, 2,
                                "911-200-002", "disputed", "5", "scores", 0, 2, "204-400-004",
                                "disputed", "1", "scores", 0, 2, "582-100-001", "disputed", "1",
                                "scores", 0, 2));
  return desk;
}

static guint times(const char *text, const char *word)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
    n++;
  return n;
}

Test(third_form, other_cells_are_locked_and_count_as_filled)
{
  Desk desk = desk_in_dispute("a", "boxes");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx");
  g_autofree char *sheet = said("unzip", "-p", path, "xl/worksheets/sheet1.xml", NULL);
  g_autofree char *words = said("unzip", "-p", path, "xl/sharedStrings.xml", NULL);
  /* of 133-300-003 C6 and F6 are asked for, of 911-200-002 F7 */
  cr_expect_eq(times(sheet, "t=\"s\""), 4 + 2 + 9 + 7 + 2,
               "title, line, marker, note; numbers; closed cells; head; %s", sheet);
  cr_expect_not_null(strstr(sheet, "<c r=\"C6\" s="));
  cr_expect_null(strstr(sheet, "<c r=\"C7\" s=\"9\"/>"));
  cr_expect_not_null(strstr(sheet, "COUNTBLANK(B6:G6)=2,"));
  cr_expect_not_null(strstr(sheet, "COUNTBLANK(B7:G7)=1,"));
  cr_expect_not_null(strstr(sheet, "C6=\"·\""));
  cr_expect_not_null(strstr(words, ">·<"));
  cr_expect_not_null(strstr(words, "Серые клетки"));
}

Test(third_form, only_bubbles_in_dispute_are_printed)
{
  Desk all = usual_desk("a"), some = desk_in_dispute("b", "bubbles");
  all.score_sheet = "bubbles";
  g_autoptr(BmJob) first = run_ok(&all), third = run_ok(&some);
  g_autofree char *p = file_of(first, "score_sheet.pdf"),
                  *q = file_of(third, "score_sheet.pdf");
  g_autofree char *whole = page_text(p, 1), *part = page_text(q, 1);
  /* "Х" once in the advice, once a task in the head, and once a work and task */
  cr_expect_eq(times(whole, "Х"), 1 + 6 + 2 * 6);
  cr_expect_eq(times(part, "Х"), 1 + 6 + 3);
}

Test(third_form, cover_and_manifest_say_what_is_asked_for)
{
  Desk desk = desk_in_dispute("a", "boxes");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *bundle = file_of(job, "bundle.pdf"), *path = file_of(job, "manifest.json");
  g_autoptr(json_t) manifest = json_load_file(path, 0, NULL);
  const json_t *work = json_array_get(json_object_get(manifest, "works"), 0);
  g_autofree char *tasks = json_dumps(json_object_get(work, "tasks"), JSON_COMPACT);
  cr_expect_str_eq(tasks, "[\"2\",\"5\"]");
  assert_page_says(bundle, 1, "только за задания");
  assert_page_says(bundle, 2, "Третья проверка");
  assert_page_says(bundle, 2, json_string_value(json_object_get(manifest, "bundle")));
}

/* ---- gates of the rubric ---- */

static Desk desk_with_gates(const char *scratch)
{
  Desk desk = usual_desk(scratch);
  for (guint i = 1; i < 3; i++)
    json_object_set_new(json_array_get(desk.tasks, i), "gates",
                        json_pack("[{s:s}]", "task", "1"));
  return desk;
}

Test(third_form, gates_are_in_the_form_and_on_the_cover)
{
  Desk desk = desk_with_gates("a");
  g_autoptr(BmJob) job = run_ok(&desk);
  g_autofree char *path = file_of(job, "scores.xlsx"), *bundle = file_of(job, "bundle.pdf");
  g_autofree char *sheet = said("unzip", "-p", path, "xl/worksheets/sheet1.xml", NULL);
  g_autofree char *words = said("unzip", "-p", path, "xl/sharedStrings.xml", NULL);
  cr_expect_not_null(
      strstr(sheet, "IF(OR(AND(B6&lt;&gt;\"\",SUM(B6)&lt;=0,SUM(C6)&gt;0),"
                    "AND(B6&lt;&gt;\"\",SUM(B6)&lt;=0,SUM(D6)&gt;0)),\"нарушено условие\","),
      "%s", sheet);
  cr_expect_eq(times(sheet, "<cfRule type=\"expression\""), 6 + 2);
  cr_expect_not_null(
      strstr(words, "Если за «1» стоит 0 или Х, то за «2», «3» — только 0 или Х."));
  assert_page_says(bundle, 1, "Если за «1» стоит 0 или Х");
}

Test(third_form, gate_that_names_no_task_halts)
{
  Desk desk = usual_desk("a");
  json_object_set_new(json_array_get(desk.tasks, 1), "gates",
                      json_pack("[{s:s}]", "task", "К7"));
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = desk_job(&desk);
  cr_assert_eq(bm_stage_bundle.run(job, &error), BM_HALT);
  cr_expect(g_str_has_prefix(error->message, "gate_bad: '2'"), "%s", error->message);
}
