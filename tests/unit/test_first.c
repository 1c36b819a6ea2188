/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/first: what a re-check knows of its first round. */
#include "pipeline/json_text.h"
#include "tests/tools/marked_round.h"

TestSuite(first, .timeout = 30);

/* A work of the first round: pages @from..@to of a.pdf, marked by @teacher of @school. */
static void before_add(BmOpen *open, const char *work_no, int from, int to, const char *teacher,
                       const char *school)
{
  g_autoptr(json_t) work = json_pack(
      "{s:s,s:{s:i,s:i,s:[i]},s:[{s:s,s:s}],s:[]}", "work_no", work_no, "result", "total", 7,
      "mark", 4, "scores", 7, "markers", "teacher", teacher, "school_code", school, "pages");
  for (int page = from; page <= to; page++)
    json_array_append_new(json_object_get(work, "pages"),
                          json_pack("{s:s,s:i}", "path", "101/9А/a.pdf", "page", page));
  cr_assert(bm_keymap_first_work_add(open->keymap, work, NULL));
}

/* a.pdf has three works of two pages; 9А of school 101. */
static Round recheck_make(void)
{
  static const char *const works[] = {"k000001.w001", "k000001.w002", "k000001.w003"};
  Round round = round_make("[round]\n");
  BmOpen *open = &round.open;
  gint64 ref = class_add(open, "101", "9А");
  cr_assert(bm_keymap_first_begin(open->keymap, 4321, NULL));
  before_add(open, "111-1", 1, 2, "Сёмина Б. Б.", "102");
  before_add(open, "222-2", 3, 4, "Петрова А. А.", "101");
  before_add(open, "333-3", 5, 6, "Сёмина Б. Б.", "102");
  scan_add(open, "f000001", "k000001", "101/9А/a.pdf", "scan", ref);
  for (int i = 0; i < 3; i++) {
    g_autofree char *number = g_strdup_printf("90%d", i);
    work_add(open, works[i], "k000001", ref, "f000001", 2 * i + 1, 2 * i + 2, number, NULL);
  }
  return round;
}

static json_t *context_of(const char *markers)
{
  json_t *list = json_loads(markers, 0, NULL);
  cr_assert_not_null(list);
  return json_pack("{s:[{s:s},{s:s}],s:o}", "works", "work", "k000001.w001", "work",
                   "k000001.w002", "markers", list);
}

static json_t *work_at(const json_t *context, guint at)
{
  return json_array_get(json_object_get(context, "works"), at);
}

static char *prior_at(const json_t *context, guint at)
{
  return json_dumps(json_object_get(work_at(context, at), "prior_markers"), JSON_COMPACT);
}

Test(first, whoever_marked_a_work_is_a_prior_marker_however_the_name_is_written_now)
{
  Round round = recheck_make();
  g_autofree char *same = marker_add(&round.open, "СЕМИНА Б.Б.", "102");
  g_autofree char *namesake = /* or who has moved */
      marker_add(&round.open, "Сёмина Б. Б.", "103");
  g_autofree char *markers =
      g_strdup_printf("[{\"marker\": \"%s\"}, {\"marker\": \"%s\"}]", namesake, same);
  g_autofree char *wanted = g_strdup_printf("[\"%s\",\"%s\"]", namesake, same);
  g_autoptr(json_t) context = context_of(markers);
  bm_first_allocate(round.open.keymap, round.open.ledger, context);
  cr_expect_str_eq(bm_json_text(context, "purpose"), "recheck");
  g_autofree char *one = prior_at(context, 0), *two = prior_at(context, 1);
  cr_expect_str_eq(one, wanted);
  cr_expect_str_eq(two, "[]"); /* its marker is not in the list any more */
  round_clear(&round);
}

Test(first, a_third_expert_of_a_recheck_is_none_of_the_first_round)
{
  Round round = recheck_make();
  g_autofree char *same = marker_add(&round.open, "Сёмина Б. Б.", "102");
  g_autofree char *markers = g_strdup_printf("[{\"marker\": \"%st1\"}]", same);
  g_autofree char *wanted = g_strdup_printf("[\"m7t1\",\"%st1\"]", same);
  g_autoptr(json_t) context = context_of(markers);
  json_object_set_new(context, "purpose", json_string("third"));
  json_object_set_new(work_at(context, 0), "prior_markers", json_pack("[s]", "m7t1"));
  json_object_set_new(work_at(context, 0), "needs_rank", json_string("lead"));
  bm_first_allocate(round.open.keymap, round.open.ledger, context);
  g_autofree char *one = prior_at(context, 0);
  cr_expect_str_eq(one, wanted);
  cr_expect_str_eq(bm_json_text(context, "purpose"), "third");
  cr_expect_str_eq(bm_json_text(work_at(context, 0), "needs_rank"), "lead");
  round_clear(&round);
}

Test(first, a_recheck_needs_seniors_where_the_list_has_ranks)
{
  g_autoptr(json_t) none =
      json_pack("[{s:s},{s:s,s:s}]", "marker", "m1", "marker", "m2", "rank", "basic");
  g_autoptr(json_t) some =
      json_pack("[{s:s},{s:s,s:s}]", "marker", "m1", "marker", "m2", "rank", "lead");
  cr_expect_str_eq(bm_first_needs_rank(none), "basic");
  cr_expect_str_eq(bm_first_needs_rank(some), "senior");
}

Test(first, a_round_that_is_no_recheck_is_left_alone)
{
  Round round = round_make("[round]\n");
  g_autoptr(json_t) context = context_of("[{\"marker\": \"m1\"}]");
  g_autoptr(json_t) before = json_deep_copy(context);
  g_autoptr(json_t) results = json_pack("[{s:s}]", "work_no", "900");
  bm_first_allocate(round.open.keymap, round.open.ledger, context);
  bm_first_split(round.open.keymap, context);
  bm_first_results(round.open.keymap, round.open.ledger, results);
  cr_expect(json_equal(before, context));
  cr_expect_eq(json_object_size(json_array_get(results, 0)), 1);
  cr_expect_eq(bm_first_class(round.open.keymap, 777), 777);
  cr_expect_null(bm_first_open(round.open.keymap, round.open.ledger));
  round_clear(&round);
}

static const char *first_of(const json_t *results, guint at)
{
  return bm_json_text(json_array_get(results, at), "prior_work_no");
}

Test(first, results_are_matched_by_the_pages_of_the_scans)
{
  Round round = recheck_make();
  g_autoptr(json_t) results =
      json_pack("[{s:s},{s:s},{s:s}]", "work_no", "902", "work_no", "900", "work_no", "404");
  bm_first_results(round.open.keymap, round.open.ledger, results);
  cr_expect_str_eq(first_of(results, 0), "333-3");
  cr_expect_str_eq(first_of(results, 1), "111-1");
  cr_expect_null(first_of(results, 2));
  const json_t *one = json_array_get(results, 0);
  cr_expect_eq(json_integer_value(json_object_get(one, "prior_total")), 7);
  cr_expect_eq(json_integer_value(json_object_get(one, "prior_mark")), 4);
  cr_expect_eq(json_array_size(json_object_get(one, "prior_scores")), 1);
  cr_expect(json_is_null(json_object_get(json_array_get(results, 2), "prior_total")));
  round_clear(&round);
}

Test(first, works_that_were_cut_otherwise_are_not_compared_but_their_markers_stay_out)
{
  Round round = recheck_make();
  BmOpen *open = &round.open;
  cr_assert(bm_db_run(open->ledger, NULL,
                      "UPDATE item SET work = 'k000001.w001' WHERE id = 'f000001.p0003'", ""));
  g_autoptr(BmFirst) first = bm_first_open(open->keymap, open->ledger);
  cr_expect_null(bm_first_same(first, "k000001.w001"));
  cr_expect_null(bm_first_same(first, "k000001.w002"));
  cr_expect_not_null(bm_first_same(first, "k000001.w003"));
  g_autoptr(json_t) who = bm_first_markers(first, "k000001.w001");
  cr_expect_eq(json_array_size(who), 2);
  g_autoptr(json_t) others = bm_first_markers(first, "k000001.w002");
  cr_expect_eq(json_array_size(others), 1);
  cr_expect_str_eq(bm_json_text(json_array_get(others, 0), "teacher"), "Петрова А. А.");
  round_clear(&round);
}

Test(first, separator_sheets_of_the_first_round_name_the_classes_of_this_one)
{
  Round round = recheck_make();
  BmKeymap *keymap = round.open.keymap;
  gint64 a = class_add(&round.open, "101", "9А"), b = class_add(&round.open, "102", "9А");
  cr_assert(bm_keymap_first_class_add(keymap, 5, "101", "9А", NULL));
  cr_assert(bm_keymap_first_class_add(keymap, 6, "102", "9А", NULL));
  g_autoptr(json_t) context =
      json_pack("{s:i,s:{s:I},s:[I,I]}", "round_tag", 1, "packet", "class_ref", (json_int_t)a,
                "class_refs", (json_int_t)a, (json_int_t)b);
  g_autoptr(json_t) wanted = json_pack("{s:i,s:{s:i},s:[i,i]}", "round_tag", 4321, "packet",
                                       "class_ref", 5, "class_refs", 5, 6);
  bm_first_split(keymap, context);
  cr_expect(json_equal(context, wanted));
  cr_expect_eq(bm_first_class(keymap, 6), b);
  cr_expect_eq(bm_first_class(keymap, 0), 0);
  round_clear(&round);
}
