/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tools/allocation.h"

TestSuite(blocked, .timeout = 120);

static json_t *run_blocked(BmJob *job, char **ret_detail)
{
  g_autoptr(GError) error = NULL;
  cr_assert_eq(bm_stage_allocate.run(job, &error), BM_PARK);
  cr_assert(g_str_has_prefix(error->message, "allocation_blocked: "), "%s", error->message);
  if (ret_detail != NULL)
    *ret_detail = g_strdup(error->message);
  json_t *note = note_of(job, "allocation_blocked");
  cr_assert_not_null(note);
  return note;
}

static void assert_schools(const json_t *note, const char *expected)
{
  g_autofree char *found = json_dumps(json_object_get(note, "schools"), JSON_COMPACT);
  cr_expect_str_eq(found, expected);
}

Test(blocked, one_school_that_only_its_own_could_check_is_named)
{
  Round round = small_round();
  add_class(&round, "S4", "K41", 30);
  for (size_t i = 0; i < json_array_size(round.markers); i++)
    json_array_append_new(json_object_get(json_array_get(round.markers, i), "conflicts"),
                          json_string(i == 0 ? "S9" : "S4"));
  add_marker(&round, "m09", "S4", 40, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autofree char *detail = NULL;
  g_autoptr(json_t) note = run_blocked(job, &detail);
  assert_schools(note, "[\"S4\"]");
  cr_expect_eq(number(note, "works"), 30);
  cr_expect_eq(number(note, "capacity"), 20);
  cr_expect_eq(number(note, "short"), 10);
  cr_expect_eq(number(note, "markers"), 1);
  cr_expect_str_eq(
      detail, "allocation_blocked: 30 works of S4 need 30 markings; markers who may "
              "have them: 1, who can take 20, 10 too few; kept out: 1 own school, 5 conflict, "
              "0 rank, 0 marked before, 0 full, 0 subject");
}

Test(blocked, two_schools_that_block_together_are_named)
{
  Round round = round_new(); /* both fit alone, not together */
  add_class(&round, "S1", "K1", 10);
  add_class(&round, "S2", "K2", 10);
  add_class(&round, "S3", "K3", 3);
  add_marker(&round, "m3", "S3", 15, NULL);
  add_marker(&round, "m4", "S1", 30, "S2"); /* only S3 is left to him */
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  assert_schools(note, "[\"S1\",\"S2\"]");
  cr_expect_eq(number(note, "short"), 5);
}

Test(blocked, three_schools_are_named_when_no_two_block)
{
  Round round = round_new();
  add_class(&round, "S1", "K1", 10);
  add_class(&round, "S2", "K2", 10);
  add_class(&round, "S3", "K3", 10);
  add_class(&round, "S4", "K4", 1);
  add_marker(&round, "m4", "S4", 25, NULL);
  add_marker(&round, "m5", "S3", 40, "S1"); /* only S4 is left to him */
  json_array_append_new(json_object_get(json_array_get(round.markers, 1), "conflicts"),
                        json_string("S2"));
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  assert_schools(note, "[\"S1\",\"S2\",\"S3\"]");
}

Test(blocked, second_marking_needs_a_second_school)
{
  Round round = round_new();
  add_class(&round, "S1", "K1", 10);
  add_marker(&round, "m2", "S2", 50, NULL);
  add_marker(&round, "m3", "S2", 50, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 2, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  cr_expect_eq(number(note, "needed"), 20);
  cr_expect_eq(number(note, "capacity"), 10);
  cr_expect_eq(number(note, "capacity_unlimited"), 10, "higher limits would not help");
}

Test(blocked, limits_that_are_too_low_are_told_from_schools_that_lack)
{
  Round round = round_new();
  add_class(&round, "S1", "K1", 10);
  add_marker(&round, "m2", "S2", 50, NULL);
  add_marker(&round, "m3", "S3", 4, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 2, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  cr_expect_eq(number(note, "capacity"), 14);
  cr_expect_eq(number(note, "capacity_unlimited"), 20);
}

Test(blocked, round_without_markers_is_explained)
{
  Round round = round_new();
  add_class(&round, "S1", "K1", 10);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  cr_expect_eq(number(note, "markers"), 0);
  cr_expect_eq(number(note, "capacity"), 0);
  cr_expect_eq(number(note, "capacity_unlimited"), 0);
}

Test(blocked, low_limits_of_all_are_told_as_such)
{
  Round round = small_round(); /* 41 works */
  for (size_t i = 0; i < json_array_size(round.markers); i++)
    json_object_set_new(json_array_get(round.markers, i), "max_works", json_integer(6));
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_blocked(job, NULL);
  cr_expect(json_is_true(json_object_get(note, "is_all")));
  assert_schools(note, "[\"S1\",\"S2\",\"S3\"]");
  cr_expect_eq(number(note, "capacity"), 36);
  cr_expect_eq(number(note, "short"), 5);
}
