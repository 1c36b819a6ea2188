/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/recheck_pick and recheck_plan: which works go into a re-check. */
#include "pipeline/json_text.h"
#include "tests/tools/marked_round.h"

TestSuite(recheck_plan, .timeout = 30);

/* 101 9А: a.pdf, two marked works; 102 9А: b.pdf, one. */
static Round marked_make(void)
{
  Round round = round_make("[round]\n");
  BmOpen *open = &round.open;
  gint64 a = class_add(open, "101", "9А"), b = class_add(open, "102", "9А");
  g_autofree char *one = marker_add(open, "Петрова А. А.", "101");
  g_autofree char *two = marker_add(open, "Сёмина Б. Б.", "102");
  g_autofree char *both = g_strdup_printf("%s %st1", two, one);
  scan_add(open, "f000001", "k000001", "101/9А/a.pdf", "scan a", a);
  scan_add(open, "f000002", "k000002", "102/9А/b.pdf", "scan b", b);
  work_add(open, "k000001.w001", "k000001", a, "f000001", 1, 2, "111-1", both);
  work_add(open, "k000001.w002", "k000001", a, "f000001", 3, 4, "222-2", two);
  work_add(open, "k000002.w001", "k000002", b, "f000002", 1, 2, "333-3", one);
  return round;
}

static BmRecheckPlan *plan_of(Round *round, const char *words, const char *results)
{
  g_autoptr(GError) error = NULL;
  json_t *picks = bm_recheck_pick_words(&round->open, words, &error);
  assert_ok(picks != NULL, error);
  g_autoptr(json_t) all = results_of(results);
  BmRecheckPlan *plan = bm_recheck_plan(&round->open, picks, all, &error);
  assert_ok(plan != NULL, error);
  return plan;
}

static void plan_fails(Round *round, const char *words, const char *results, const char *slug)
{
  g_autoptr(GError) error = NULL;
  json_t *picks = bm_recheck_pick_words(&round->open, words, &error);
  assert_ok(picks != NULL, error);
  g_autoptr(json_t) all = results_of(results);
  g_autoptr(BmRecheckPlan) plan = bm_recheck_plan(&round->open, picks, all, &error);
  cr_expect_null(plan);
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, slug);
}

static const char *path_at(const BmRecheckPlan *plan, guint at)
{
  return bm_json_text(json_array_get(plan->files, at), "path");
}

Test(recheck_plan, a_school_comes_with_its_files_results_and_all_who_marked_it)
{
  Round round = marked_make();
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7 222-2=5 333-3=1");
  cr_expect_eq(json_array_size(plan->files), 1);
  cr_expect_str_eq(path_at(plan, 0), "101/9А/a.pdf");
  cr_assert_eq(json_array_size(plan->works), 2);
  const json_t *one = json_array_get(plan->works, 0);
  const json_t *markers = json_object_get(one, "markers");
  cr_expect_str_eq(bm_json_text(one, "work_no"), "111-1");
  cr_expect_eq(json_integer_value(json_object_get(json_object_get(one, "result"), "total")), 7);
  cr_assert_eq(json_array_size(markers), 2);
  cr_expect_str_eq(bm_json_text(json_array_get(markers, 0), "teacher"), "Сёмина Б. Б.");
  cr_expect_str_eq(bm_json_text(json_array_get(markers, 1), "teacher"), "Петрова А. А.");
  cr_expect_eq(json_array_size(json_object_get(one, "pages")), 2);
  cr_expect_eq(plan->n_picked, 2);
  cr_expect_eq(plan->n_final, 2);
  cr_expect_eq(plan->n_others + plan->n_unfinal + plan->n_unmarked, 0);
  round_clear(&round);
}

Test(recheck_plan, what_has_no_result_or_was_held_is_counted_and_comes_along)
{
  Round round = marked_make();
  gint64 a = class_add(&round.open, "101", "9А");
  work_add(&round.open, "k000001.w003", "k000001", a, "f000001", 5, 6, NULL, NULL);
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7 222-2=");
  cr_expect_eq(plan->n_picked, 3);
  cr_expect_eq(plan->n_final, 1);
  cr_expect_eq(plan->n_unfinal, 1);
  cr_expect_eq(plan->n_unmarked, 1);
  const json_t *result = json_object_get(json_array_get(plan->works, 1), "result");
  cr_expect(json_is_null(json_object_get(result, "total")));
  round_clear(&round);
}

Test(recheck_plan, a_file_of_two_schools_comes_whole_and_says_so)
{
  Round round = marked_make();
  gint64 b = class_add(&round.open, "102", "9А");
  work_add(&round.open, "k000001.w003", "k000001", b, "f000001", 5, 6, "444-4", "m1");
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7 222-2=5");
  cr_expect_eq(json_array_size(plan->files), 1);
  cr_expect_eq(json_array_size(plan->works), 3);
  cr_expect_eq(plan->n_picked, 2);
  cr_expect_eq(plan->n_others, 1);
  round_clear(&round);
}

Test(recheck_plan, a_class_that_a_person_told_is_told_by_the_folder_now)
{
  Round round = marked_make();
  BmOpen *open = &round.open;
  gint64 b = class_add(open, "101", "9Б");
  scan_add(open, "f000003", "k000003", "loose.pdf", "scan c", 0);
  work_add(open, "k000003.w001", "k000003", b, "f000003", 1, 2, "555-5", "m1");
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7");
  cr_assert_eq(json_array_size(plan->files), 2);
  cr_expect_str_eq(path_at(plan, 1), "101/9Б/loose.pdf");
  const json_t *page =
      json_array_get(json_object_get(json_array_get(plan->works, 2), "pages"), 0);
  cr_expect_str_eq(bm_json_text(page, "path"), "101/9Б/loose.pdf");
  round_clear(&round);
}

Test(recheck_plan, a_file_with_separator_sheets_stays_where_it_was)
{
  Round round = marked_make();
  BmOpen *open = &round.open;
  gint64 b = class_add(open, "101", "9Б");
  scan_add(open, "f000003", "k000003", "loose.pdf", "scan c", 0);
  work_add(open, "k000003.w001", "k000003", b, "f000003", 2, 3, "555-5", "m1");
  page_add(open, "f000003", 1, "k000003", "");
  cr_assert(bm_db_run(open->ledger, NULL,
                      "UPDATE item SET state = 'separator' WHERE id = 'f000003.p0001'", ""));
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7");
  cr_expect_str_eq(path_at(plan, 1), "loose.pdf");
  round_clear(&round);
}

Test(recheck_plan, files_of_one_name_are_told_apart_and_a_series_stays_one)
{
  Round round = marked_make();
  BmOpen *open = &round.open;
  gint64 a = class_add(open, "101", "9А");
  scan_add(open, "f000003", "k000003", "101/9А/img-1.jpg", "1", a);
  scan_add(open, "f000004", "k000003", "101/9А/img-2.jpg", "2", a);
  scan_add(open, "f000005", "k000005", "101/9А/img-1.jpg", "3", a);
  scan_add(open, "f000006", "k000005", "101/9А/img-2.jpg", "4", a);
  work_add(open, "k000003.w001", "k000003", a, "f000003", 1, 1, "555-5", "m1");
  work_add(open, "k000005.w001", "k000005", a, "f000005", 1, 1, "666-6", "m1");
  g_autoptr(BmRecheckPlan) plan = plan_of(&round, "101", "111-1=7");
  cr_assert_eq(json_array_size(plan->files), 5);
  cr_expect_str_eq(path_at(plan, 2), "101/9А/img-2.jpg");
  cr_expect_str_eq(path_at(plan, 3), "101/9А/k000005-img-1.jpg");
  cr_expect_str_eq(path_at(plan, 4), "101/9А/k000005-img-2.jpg");
  round_clear(&round);
}

Test(recheck_plan, without_works_or_results_there_is_none)
{
  Round round = marked_make();
  plan_fails(&round, "103", "111-1=7", "recheck_no_works");
  plan_fails(&round, "101", "111-1= 222-2= 333-3=4", "recheck_not_marked");
  round_clear(&round);
}

/* --- which schools */

static char *picked(json_t *picks)
{
  g_autoptr(json_t) own = picks;
  cr_assert_not_null(own);
  return json_dumps(own, JSON_COMPACT | JSON_SORT_KEYS);
}

Test(recheck_plan, schools_are_named_by_code_or_number_once)
{
  Round round = marked_make();
  g_autofree char *got = picked(bm_recheck_pick_words(&round.open, "101, 12,101", NULL));
  cr_expect_str_eq(got, "[{\"school_code\":\"101\"},{\"school_code\":\"102\"}]");
  round_clear(&round);
}

Test(recheck_plan, a_school_that_is_not_there_is_told_by_its_place_only)
{
  Round round = marked_make();
  g_autoptr(GError) error = NULL;
  cr_expect_null(bm_recheck_pick_words(&round.open, "101,999", &error));
  cr_expect(g_str_has_prefix(error->message, "recheck_school_unknown: "));
  cr_expect(g_str_has_suffix(error->message, " 2"), "%s", error->message);
  cr_expect_null(strstr(error->message, "999"));
  g_clear_error(&error);
  cr_expect_null(bm_recheck_pick_words(&round.open, " , ", &error));
  cr_expect(g_str_has_prefix(error->message, "recheck_empty"));
  round_clear(&round);
}

static json_t *picks_from(Round *round, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename(round->base, "list.csv", NULL);
  cr_assert(g_file_set_contents(path, text, -1, NULL));
  return bm_recheck_pick_list(&round->open, path, error);
}

Test(recheck_plan, a_list_names_schools_and_classes)
{
  static const char *const wanted =
      "[{\"class\":\"9А\",\"school_code\":\"101\"},{\"school_code\":\"102\"}]";
  Round round = marked_make();
  g_autofree char *got = picked(picks_from(
      &round, "\xEF\xBB\xBFschool_code;class\r\n# remark\r\n\"101\";9a\r\n\r\n102\r\n", NULL));
  cr_expect_str_eq(got, wanted);
  /* «ОО» and 9А as Windows-1251 writes them */
  g_autofree char *old = picked(picks_from(&round, "\xCE\xCE;\n101;9\xC0\n102", NULL));
  cr_expect_str_eq(old, wanted);
  g_autoptr(json_t) picks = json_loads(wanted, 0, NULL);
  cr_expect(bm_recheck_is_picked(picks, "101", "9А"));
  cr_expect_not(bm_recheck_is_picked(picks, "101", "9Б"));
  cr_expect(bm_recheck_is_picked(picks, "102", "9Б"));
  round_clear(&round);
}

Test(recheck_plan, a_wrong_line_of_a_list_is_told_by_its_number)
{
  Round round = marked_make();
  g_autoptr(GError) error = NULL;
  cr_expect_null(picks_from(&round, "101\n\nнет такой\n", &error));
  cr_assert(g_str_has_prefix(error->message, "recheck_school_unknown: "));
  cr_expect(g_str_has_suffix(error->message, " 3"), "%s", error->message);
  g_clear_error(&error);
  cr_expect_null(bm_recheck_pick_list(&round.open, "/nowhere/list", &error));
  cr_expect(g_str_has_prefix(error->message, "file_open"));
  round_clear(&round);
}

Test(recheck_plan, a_class_that_is_not_there_is_told_and_not_passed_over)
{
  static const char *const lists[] = {"101;9Ж\n", "school;class\n102\n101;9Б8\n", "102;9Б\n"};
  static const char *const lines[] = {" 1", " 3", " 1"};
  Round round = marked_make();
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_autoptr(GError) error = NULL;
    cr_expect_null(picks_from(&round, lists[i], &error), "%s", lists[i]);
    cr_assert_not_null(error);
    cr_expect(g_str_has_prefix(error->message, "recheck_class_unknown: "), "%s",
              error->message);
    cr_expect(g_str_has_suffix(error->message, lines[i]), "%s", error->message);
  }
  round_clear(&round);
}

Test(recheck_plan, a_list_that_is_no_text_is_told)
{
  Round round = marked_make();
  g_autoptr(GError) error = NULL;
  cr_expect_null(picks_from(&round, "101\n\x98\xFF\n", &error)); /* 98 is nothing in 1251 */
  cr_assert_not_null(error);
  cr_expect(g_str_has_prefix(error->message, "recheck_list_bytes: "), "%s", error->message);
  round_clear(&round);
}

Test(recheck_plan, the_risk_list_is_taken_as_it_is)
{
  Round round = marked_make();
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) risk = json_pack("[{s:s,s:i}]", "school", "102", "n", 20);
  g_autoptr(json_t) none = json_array();
  g_autofree char *got = picked(bm_recheck_pick_risk(&round.open, risk, NULL));
  cr_expect_str_eq(got, "[{\"school_code\":\"102\"}]");
  cr_expect_null(bm_recheck_pick_risk(&round.open, none, &error));
  cr_expect(g_str_has_prefix(error->message, "recheck_no_risk"));
  round_clear(&round);
}
