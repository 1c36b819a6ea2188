/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rank, subject, earlier markers, anchor and control works. */
#include "tests/tools/allocation.h"

TestSuite(allocate_rules, .timeout = 60);

static json_t *allocate(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_allocate.run(job, &error) == BM_DONE, error);
  json_t *note = note_of(job, "allocation");
  cr_assert_not_null(note);
  return note;
}

static json_t *blocked(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  cr_assert_eq(bm_stage_allocate.run(job, &error), BM_PARK);
  json_t *note = note_of(job, "allocation_blocked");
  cr_assert_not_null(note, "%s", error->message);
  return note;
}

static const json_t *hand(const json_t *note, const char *marker)
{
  return json_object_get(json_object_get(note, "shares"), marker);
}

static int proved(const json_t *note, const char *key)
{
  return number(json_object_get(note, "certificate"), key);
}

static void set(json_t *list, size_t at, const char *key, json_t *value)
{
  json_object_set_new(json_array_get(list, at), key, value);
}

static int kept_out(const json_t *note, const char *key)
{
  return number(json_object_get(note, "kept_out"), key);
}

/* --- third marking and re-check */

static Round third_round(void)
{
  Round round = round_new(); /* one work each of S1 and S2 */
  add_class(&round, "S1", "K1", 1);
  add_class(&round, "S2", "K2", 1);
  add_marker(&round, "m1", "S1", 9, NULL);
  add_marker(&round, "m2", "S2", 9, NULL);
  add_marker(&round, "m3", "S3", 9, NULL);
  add_marker(&round, "m4", "S4", 9, NULL);
  set(round.works, 0, "prior_markers", json_pack("[s,s]", "m2", "m3"));
  set(round.works, 1, "prior_markers", json_pack("[s,s]", "m1", "m3"));
  for (size_t i = 0; i < 4; i++)
    set(round.markers, i, "rank", json_string(i < 3 ? "lead" : "senior"));
  return round;
}

Test(allocate_rules, third_marker_is_none_of_the_first_two)
{
  Round round = third_round();
  g_autoptr(BmJob) job = job_of(&round, "01", 2, json_pack("{s:s}", "purpose", "third"));
  g_autoptr(json_t) note = allocate(job);
  cr_expect_eq(json_array_size(hand(note, "m4")), 2, "only m4 is left for both");
  cr_expect_eq(proved(note, "markings"), 2, "one marking more, whatever the setting says");
  cr_expect_eq(proved(note, "marked_before"), 0);
}

Test(allocate_rules, third_marker_is_senior_unless_the_work_says_otherwise)
{
  Round round = third_round();
  set(round.markers, 3, "rank", json_string("basic"));
  g_autoptr(BmJob) job = job_of(&round, "01", 1, json_pack("{s:s}", "purpose", "third"));
  g_autoptr(json_t) note = blocked(job);
  cr_expect_eq(kept_out(note, "rank"), 1);
  cr_expect_eq(kept_out(note, "marked_before"), 2);
  cr_expect_eq(kept_out(note, "own_school"), 1);
  cr_expect_str_eq(text(note, "needs_rank"), "senior");
  cr_expect_eq(json_array_size(json_object_get(note, "work_nos")), 1, "the work is named");

  Round easier = third_round();
  set(easier.markers, 3, "rank", json_string("basic"));
  for (size_t i = 0; i < 2; i++)
    set(easier.works, i, "needs_rank", json_string("basic"));
  g_autoptr(BmJob) other = job_of(&easier, "01", 1, json_pack("{s:s}", "purpose", "third"));
  g_autoptr(json_t) done = allocate(other);
  cr_expect_eq(json_array_size(hand(done, "m4")), 2);
}

Test(allocate_rules, work_that_all_seniors_have_marked_is_named_alone)
{
  Round round = third_round();
  add_class(&round, "S1", "K1", 2);
  set(round.works, 2, "prior_markers", json_pack("[s,s,s]", "m2", "m3", "m4"));
  g_autofree char *lonely = g_strdup(text(json_array_get(round.works, 2), "work_no"));
  g_autoptr(BmJob) job = job_of(&round, "01", 1, json_pack("{s:s}", "purpose", "third"));
  g_autoptr(json_t) note = blocked(job);
  cr_expect(has(json_object_get(note, "work_nos"), lonely));
  cr_expect_eq(json_array_size(json_object_get(note, "work_nos")), 1);
  cr_expect(json_is_true(json_object_get(note, "is_smallest")));
}

Test(allocate_rules, recheck_goes_to_others_of_rank)
{
  Round round = third_round();
  g_autoptr(BmJob) job = job_of(&round, "01", 1, json_pack("{s:s}", "purpose", "recheck"));
  g_autoptr(json_t) note = allocate(job);
  cr_expect_str_eq(text(note, "purpose"), "recheck");
  cr_expect_eq(json_array_size(hand(note, "m4")), 2);
  cr_expect_eq(proved(note, "low_rank"), 0);
}

Test(allocate_rules, unknown_rank_or_purpose_halts)
{
  for (int i = 0; i < 2; i++) {
    Round round = third_round();
    if (i == 0)
      set(round.markers, 0, "rank", json_string("master"));
    g_autoptr(BmJob) job =
        job_of(&round, "01", 1, json_pack("{s:s}", "purpose", i == 0 ? "third" : "fourth"));
    g_autoptr(GError) error = NULL;
    cr_expect_eq(bm_stage_allocate.run(job, &error), BM_HALT);
    cr_assert(g_str_has_prefix(error->message, "ticket_bad: "), "%s", error->message);
  }
}

/* --- subject */

Test(allocate_rules, marker_of_another_subject_needs_leave)
{
  for (int has_leave = 0; has_leave < 2; has_leave++) {
    Round round = small_round();
    set(round.markers, 0, "subject", json_string("химия"));
    json_t *more = json_pack("{s:s,s:b,s:[s]}", "subject", "математика", "subject_rule", 1,
                             "allow_other_subject", has_leave ? "m01" : "m02");
    g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
    g_autoptr(json_t) note = allocate(job);
    cr_expect_eq(json_array_size(hand(note, "m01")) > 0, has_leave);
    cr_expect_eq(proved(note, "other_subject"), 1 - has_leave);
    cr_expect_eq(proved(note, "wrong_subject"), 0);
  }
}

Test(allocate_rules, subject_is_the_same_in_another_spelling)
{
  Round round = small_round();
  set(round.markers, 0, "subject", json_string(" МАТЕМАТИКА"));
  json_t *more = json_pack("{s:s,s:b}", "subject", "математика", "subject_rule", 1);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
  g_autoptr(json_t) note = allocate(job);
  cr_expect_gt(json_array_size(hand(note, "m01")), 0);
  cr_expect_eq(proved(note, "other_subject"), 0);
  cr_expect_eq(proved(note, "wrong_subject"), 0);
}

Test(allocate_rules, roster_of_another_subject_is_explained)
{
  Round round = small_round();
  for (size_t i = 0; i < 6; i++)
    set(round.markers, i, "subject", json_string("химия"));
  json_t *more = json_pack("{s:s,s:b}", "subject", "математика", "subject_rule", 1);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
  g_autoptr(json_t) note = blocked(job);
  cr_expect_eq(number(note, "markers"), 0);
  cr_expect_eq(kept_out(note, "subject"), 6);
}

/* --- anchor works */

static int shared(const json_t *note, const char *one, const char *other)
{
  int n = 0;
  size_t i;
  json_t *extra;
  json_array_foreach (json_object_get(note, "anchors"), i, extra) {
    const json_t *markers = json_object_get(extra, "markers");
    n += has(markers, one) && has(markers, other);
  }
  return n;
}

Test(allocate_rules, everybody_has_his_anchor_works_and_equal_loads)
{
  for (int anchors = 1; anchors <= 5; anchors++) {
    Round round = small_round();
    g_autoptr(BmJob) job = job_with_anchors(&round, "01", 1, anchors, NULL);
    g_autoptr(json_t) note = allocate(job);
    cr_expect_geq(proved(note, "anchors_min"), anchors);
    cr_expect_leq(proved(note, "anchors_max"), anchors + 1, "one more may join two parts");
    cr_expect_leq(proved(note, "load_max") - proved(note, "load_min"), 1);
    cr_expect_eq(proved(note, "components"), 1, "%d", anchors);
    cr_expect_eq(proved(note, "works"), 41);
    cr_expect_eq(proved(note, "markings"),
                 41 - proved(note, "anchor_works") + proved(note, "anchor_markings"));
  }
}

Test(allocate_rules, anchor_works_come_from_several_schools)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_with_anchors(&round, "01", 2, 3, NULL);
  g_autoptr(json_t) note = allocate(job);
  g_autoptr(GHashTable) schools = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *work;
  const json_t *anchors = json_object_get(note, "anchors");
  for (size_t k = 0; k < json_array_size(anchors); k++)
    json_array_foreach (json_object_get(bm_job_context(job), "works"), i, work)
      if (g_str_equal(text(work, "work_no"), text(json_array_get(anchors, k), "work_no")))
        g_hash_table_add(schools, (char *)text(work, "school_alias"));
  cr_expect_eq(g_hash_table_size(schools), 3);
  cr_expect_gt(shared(note, "m01", "m03"), 0, "markers of different schools are compared");
}

Test(allocate_rules, scores_that_count_of_an_anchor_work_are_of_two_schools)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_with_anchors(&round, "01", 2, 2, NULL);
  g_autoptr(json_t) note = allocate(job);
  size_t i;
  json_t *anchor;
  json_array_foreach (json_object_get(note, "anchors"), i, anchor) {
    const json_t *official = json_object_get(anchor, "official");
    cr_assert_eq(json_array_size(official), 2);
    for (size_t k = 0; k < 2; k++)
      cr_expect(has(json_object_get(anchor, "markers"),
                    json_string_value(json_array_get(official, k))));
  }
  cr_expect_eq(proved(note, "unmarked"), 0);
}

Test(allocate_rules, anchor_work_of_a_few_gets_a_marker_of_a_second_school)
{
  for (guint32 i = 0; i < 200; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(i);
    Round round = round_new();
    int markers = 0, anchors = 1 + (int)(i % 5);
    for (int s = 1; s <= 3; s++) {
      g_autofree char *school = g_strdup_printf("S%d", s);
      add_class(&round, school, school, 8);
      for (int m = g_rand_int_range(random, 1, 4); m > 0; m--) {
        g_autofree char *id = g_strdup_printf("m%d", ++markers);
        add_marker(&round, id, school, 60, NULL);
      }
    }
    g_autofree char *seed = g_strdup_printf("%04x", i);
    g_autoptr(BmJob) job = job_with_anchors(&round, seed, 2, anchors, NULL);
    g_autoptr(json_t) note = allocate(job);
    cr_assert_geq(proved(note, "anchors_min"), anchors, "round %u", i);
  }
}

Test(allocate_rules, anchor_works_give_way_when_limits_are_low)
{
  Round round = small_round(); /* 41 works for six who take 7 each: one place is over */
  for (size_t i = 0; i < 6; i++)
    set(round.markers, i, "max_works", json_integer(7));
  g_autoptr(BmJob) job = job_with_anchors(&round, "01", 1, 3, NULL);
  g_autoptr(json_t) note = allocate(job);
  cr_expect_eq(proved(note, "anchors_wanted"), 3);
  cr_expect_eq(proved(note, "anchors_max"), 0);
}

Test(allocate_rules, share_says_which_of_its_works_are_anchors)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_with_anchors(&round, "01", 1, 2, NULL);
  g_autoptr(json_t) note = allocate(job);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit) {
    const json_t *facts = json_object_get(emit, "facts");
    cr_expect_geq(json_array_size(json_object_get(facts, "anchors")), 2);
    cr_expect_eq(json_array_size(json_object_get(facts, "control")), 0);
  }
}

Test(allocate_rules, expert_work_goes_to_everybody_who_may_have_it)
{
  Round round = small_round();
  json_t *more =
      json_pack("{s:[{s:s},{s:s,s:s,s:s,s:[s,s]}]}", "anchors", "work_no", "E1", "work_no",
                "E2", "school_alias", "S1", "class_alias", "K0", "markers", "m01", "m03");
  g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
  g_autoptr(json_t) note = allocate(job);
  for (int m = 1; m <= 6; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    cr_expect(has(hand(note, id), "E1"), "%s", id);
    cr_expect_eq(has(hand(note, id), "E2"), m == 3, "%s", id);
  }
  cr_expect_leq(proved(note, "load_max") - proved(note, "load_min"), 1);
}

/* --- control works */

Test(allocate_rules, control_works_are_spread_and_never_come_twice)
{
  Round round = small_round();
  const char *own = text(json_array_get(round.works, 0), "work_no"); /* of S1 */
  json_t *more = json_pack("{s:[{s:s},{s:s},{s:s,s:i}]}", "control", "work_no", "E1", "work_no",
                           "E2", "work_no", own, "markings", 3);
  g_autofree char *number_of_own = g_strdup(own);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
  g_autoptr(json_t) note = allocate(job);
  int holders = 0;
  for (int m = 1; m <= 6; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    gboolean has_own = has(hand(note, id), number_of_own);
    holders += has_own;
    cr_expect(!has_own || m > 2, "not to the own school");
    cr_expect_leq(has(hand(note, id), "E1") + has(hand(note, id), "E2") + has_own, 1, "%s", id);
  }
  cr_expect_eq(holders, 2, "of two other schools, no school twice");
  cr_expect_eq(proved(note, "control_markings"), 4);
  cr_expect_eq(proved(note, "control_short"), 1);
  cr_expect_eq(proved(note, "twice"), 0);
}
