/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-check against SciPy 1.10, and growth by hand. */
#include "stages/analyse/growth.h"
#include "stages/analyse/retest.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_retest, .timeout = 30);

/* All 2^11 signs counted with itertools over scipy.stats.rankdata. */
Test(analyse_retest, few_differences_with_ties_are_tested_exactly)
{
  const double d[] = {2, -1, 0, 3, 1, 1, -2, 4, 0, 2, 1, 5};
  BmSignedRanks test = bm_signed_ranks(d, G_N_ELEMENTS(d));
  cr_expect_eq(test.n, 10);
  cr_expect(test.is_exact);
  cr_expect_float_eq(test.w, 46.5, 1e-12);
  cr_expect_float_eq(test.p, 0.060546875, 1e-12);
}

/* scipy.stats.wilcoxon(d, mode="exact") */
Test(analyse_retest, differences_without_ties_are_those_of_the_exact_table)
{
  const double d[] = {1.5, -0.5, 2.5, 3.5, -4.5, 5.5, 6.5, 7.5};
  cr_expect_float_eq(bm_signed_ranks(d, G_N_ELEMENTS(d)).p, 0.109375, 1e-12);
}

/* scipy.stats.wilcoxon(d, zero_method="wilcox", correction=True, mode="approx") */
Test(analyse_retest, many_differences_are_tested_by_the_normal_approximation)
{
  double d[60];
  for (guint i = 0; i < 60; i++)
    d[i] = (int)(i * 7 % 11) - 4;
  BmSignedRanks test = bm_signed_ranks(d, 60);
  cr_expect_not(test.is_exact);
  cr_expect_eq(test.n, 55);
  cr_expect_float_eq(test.w, 1045, 1e-9);
  cr_expect_float_eq(test.p, 0.020921122942308305, 1e-9);
}

/* scipy.stats.binomtest(8, 10).pvalue, (3, 10) */
Test(analyse_retest, signs_are_tested_exactly)
{
  cr_expect_float_eq(bm_sign_test(8, 2), 0.109375, 1e-12);
  cr_expect_float_eq(bm_sign_test(3, 7), 0.34375, 1e-12);
  cr_expect(isnan(bm_sign_test(0, 0)));
}

/* scipy.stats.ttest_1samp interval of the same differences. */
Test(analyse_retest, mean_and_objective_share_are_those_of_the_works)
{
  const int d[] = {2, -1, 0, 3, 1, 1, -2, 4, 0, 2, 1, 5};
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 20);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", FALSE);
  work_of_one(input, "S2", "K", 3);
  for (guint i = 0; i < G_N_ELEMENTS(d); i++) {
    json_t *work = work_of_one(input, "S1", "K", 10);
    json_object_set_new(work, "prior_total", json_integer(10 + d[i]));
    json_object_set_new(work, "mark", json_integer(4));
    json_object_set_new(work, "prior_mark", json_integer(i == 2 ? 5 : 4));
  }
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_retests(district, &rules);
  cr_assert_eq(all->len, 1, "a school without first totals is listed");
  const BmRetest *retest = &g_array_index(all, BmRetest, 0);
  cr_expect_eq(retest->n, 12);
  cr_expect_float_eq(retest->mean, 4 / 3.0, 1e-12);
  cr_expect_float_eq(retest->range.low, 0.05300334, 1e-7);
  cr_expect_float_eq(retest->range.high, 2.61366333, 1e-7);
  cr_expect_float_eq(retest->objective_pct, 100 * 5 / 12.0, 1e-9,
                     "six totals stand, one of them with another mark");
  json_decref(input);
}

Test(analyse_retest, a_school_marked_too_high_at_first_is_notable_and_no_other)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 8;
  sim.is_recheck = TRUE;
  sim.school = 6;
  sim.recheck_gap = 0.4;
  json_t *input = sim_district(&sim);
  BmRules rules = rules_of_file();
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_retests(district, &rules);
  cr_assert_eq(all->len, 10);
  for (guint s = 0; s < all->len; s++)
    cr_expect_eq(g_array_index(all, BmRetest, s).is_notable, s == 6, "school %u", s);
  json_decref(input);
}

Test(analyse_retest, a_first_marking_that_was_stricter_is_no_sign)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 20);
  school_add(input, "S1", FALSE);
  for (guint i = 0; i < 30; i++)
    json_object_set_new(work_of_one(input, "S1", "K", 12), "prior_total",
                        json_integer(8 + i % 3));
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_retests(district, &rules);
  cr_expect_lt(g_array_index(all, BmRetest, 0).q, 0.001);
  cr_expect_not(g_array_index(all, BmRetest, 0).is_notable);
  json_decref(input);
}

/* Now 50 % (sd 25.298) in both schools, 16 works each; before: 40 % and 48 %, 25 works, sd 20.
 */
Test(analyse_retest, growth_is_the_change_beyond_the_change_of_the_control)
{
  BmRules rules = rules_of_file();
  rules.clusters_icc_preset = 0;
  json_t *input = input_new(1, 10);
  const char *const schools[] = {"S1", "S2", "S3"};
  for (guint s = 0; s < 3; s++) {
    school_add(input, schools[s], s > 0);
    for (guint i = 0; i < 16 && s < 2; i++)
      work_of_one(input, schools[s], "K", i % 4 == 0 ? 2 : i % 4 == 1 ? 4 : i % 4 == 2 ? 6 : 8);
  }
  const double before[] = {40, 48};
  for (guint s = 0; s < 2; s++)
    json_object_set_new(
        json_array_get(json_object_get(input, "schools"), s), "earlier",
        json_pack("{s:i,s:f,s:f}", "n", 25, "mean_pct", before[s], "sd_pct", 20.0));
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_growths(district, &rules);
  cr_assert_eq(all->len, 2, "a school without an earlier result is listed");
  const BmGrowth *growth = &g_array_index(all, BmGrowth, 0);
  double variance = 16 * 500.0 / 15;
  cr_expect_float_eq(growth->change, 10, 1e-9);
  cr_expect_float_eq(growth->control_change, 2, 1e-9);
  cr_expect_float_eq(growth->d, 8, 1e-9);
  cr_expect_float_eq(growth->se, sqrt(2 * variance / 16 + 2 * 400 / 25.0), 1e-9);
  json_decref(input);
}
