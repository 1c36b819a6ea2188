/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of the results, and what is refused. */
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_district, .timeout = 10);

static json_t *small(void)
{
  json_t *input = input_new(2, 3);
  school_add(input, "S1", FALSE);
  work_add(input, "S1", "K1", json_pack("[i,s]", 2, "X"));
  return input;
}

static void assert_refused(json_t *input, const char *slug)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmDistrict) district = bm_district_new(input, &error);
  cr_assert_null(district, "was accepted");
  cr_expect(g_str_has_prefix(error->message, slug), "%s", error->message);
  json_decref(input);
}

Test(analyse_district, scores_are_points_x_or_missing)
{
  json_t *input = small();
  work_add(input, "S1", "K1", json_pack("[n,i]", 3));
  g_autoptr(BmDistrict) district = district_of(input);
  const BmWork *first = bm_work(district, 0), *second = bm_work(district, 1);
  cr_expect_float_eq(first->total, 2, 0);
  cr_expect_float_eq(bm_points(bm_work_score(district, first, 1)), 0, 0);
  cr_expect(isnan(bm_points(bm_work_score(district, second, 0))));
  cr_expect_eq(first->class_group, second->class_group);
  cr_expect(isnan(first->prior_total));
  json_decref(input);
}

Test(analyse_district, a_score_over_the_maximum_is_refused)
{
  json_t *input = small();
  work_add(input, "S1", "K1", json_pack("[i,i]", 4, 0));
  assert_refused(input, "analysis_input: ");
}

Test(analyse_district, a_row_of_other_length_is_refused)
{
  json_t *input = small();
  work_add(input, "S1", "K1", json_pack("[i]", 1));
  assert_refused(input, "analysis_input: ");
}

Test(analyse_district, a_work_of_an_unknown_school_is_refused)
{
  json_t *input = small();
  work_add(input, "S9", "K1", json_pack("[i,i]", 1, 1));
  assert_refused(input, "analysis_input: ");
}

Test(analyse_district, a_work_that_comes_twice_is_refused)
{
  json_t *input = small();
  json_array_append(json_object_get(input, "works"),
                    json_array_get(json_object_get(input, "works"), 0));
  assert_refused(input, "analysis_input: ");
}

Test(analyse_district, a_mark_scale_must_rise)
{
  json_t *input = small();
  json_object_set_new(input, "mark_scale", json_pack("[i,i,i]", 2, 4, 4));
  assert_refused(input, "analysis_input: ");
}

Test(analyse_district, nothing_to_analyse_is_said_so)
{
  json_t *input = input_new(2, 3);
  school_add(input, "S1", FALSE);
  assert_refused(input, "analysis_no_works: ");
}

Test(analyse_district, markers_come_in_the_order_of_their_names)
{
  Sim sim = SIM_PLAIN;
  sim.n_markers = 12;
  json_t *input = sim_district(&sim);
  g_autoptr(BmDistrict) district = district_of(input);
  cr_assert_eq(district->markers->len, 12);
  for (guint i = 1; i < district->markers->len; i++)
    cr_expect_lt(g_strcmp0(district->markers->pdata[i - 1], district->markers->pdata[i]), 0);
  cr_expect_eq(district->works->len, 690);
  cr_expect_eq(district->classes->len, 30);
  cr_expect_eq(district->n_marked_works, 693);
  cr_expect_eq(district->markings->len, 690 * 2 + 36);
  json_decref(input);
}
