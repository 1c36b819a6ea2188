/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks against SciPy and against all pairs. */
#include "stages/analyse/totals.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_totals, .timeout = 30);

static const double own[] = {12, 15, 9, 20, 17, 11, 14, 14, 18, 10, 16, 13};
static const double other[] = {8, 11, 10, 14, 9, 12, 7, 13, 11, 10, 9, 15, 6, 10};

static BmRankTest test_of(double deff)
{
  g_autoptr(BmTally) x = bm_tally_new(own, G_N_ELEMENTS(own));
  g_autoptr(BmTally) y = bm_tally_new(other, G_N_ELEMENTS(other));
  BmRankTest test;
  cr_assert(bm_rank_test(x, y, deff, INFINITY, 0.95, &test));
  return test;
}

/* scipy.stats.mannwhitneyu(own, other, method="asymptotic", use_continuity=True) */
Test(analyse_totals, the_rank_test_is_that_of_mann_and_whitney)
{
  BmRankTest test = test_of(1);
  cr_expect_float_eq(test.u, 136, 1e-12);
  cr_expect_float_eq(test.a, 0.8095238095238095, 1e-12);
  cr_expect_float_eq(test.p, 0.007807867448836429, 1e-10);
}

/* All 168 differences in NumPy: their median, and those of rank 46 from either end. */
Test(analyse_totals, the_shift_is_the_median_of_all_differences)
{
  BmRankTest test = test_of(1);
  cr_expect_float_eq(test.shift, 4, 1e-12);
  cr_expect_float_eq(test.shift_range.low, 1, 1e-12);
  cr_expect_float_eq(test.shift_range.high, 6, 1e-12);
}

/* 36 differences without ties in NumPy: the median, and those of rank 5 from either end. */
Test(analyse_totals, the_interval_ends_at_the_same_rank_from_both_sides)
{
  const double x[] = {1.1, 2.3, 3.9, 6.2, 8.8, 9.7}, y[] = {0.3, 1.0, 2.1, 2.9, 4.6, 5.5};
  g_autoptr(BmTally) one = bm_tally_new(x, 6);
  g_autoptr(BmTally) two = bm_tally_new(y, 6);
  BmRankTest test;
  cr_assert(bm_rank_test(one, two, 1, INFINITY, 0.95, &test));
  cr_expect_float_eq(test.shift, 2.45, 1e-9);
  cr_expect_float_eq(test.shift_range.low, -1.8, 1e-9);
  cr_expect_float_eq(test.shift_range.high, 7.6, 1e-9);
}

Test(analyse_totals, likeness_within_classes_makes_it_less_certain)
{
  BmRankTest sure = test_of(1), unsure = test_of(4);
  cr_expect_float_eq(unsure.z, sure.z / 2, 1e-9);
  cr_expect_float_eq(unsure.a, sure.a, 1e-12);
  cr_expect_lt(unsure.shift_range.low, sure.shift_range.low);
  cr_expect_gt(unsure.shift_range.high, sure.shift_range.high);
}

Test(analyse_totals, groups_that_are_all_the_same_are_not_tested)
{
  const double same[] = {5, 5, 5};
  BmRankTest test;
  g_autoptr(BmTally) x = bm_tally_new(same, 3);
  g_autoptr(BmTally) none = bm_tally_new(same, 0);
  cr_expect_not(bm_rank_test(x, x, 1, INFINITY, 0.95, &test));
  cr_expect_not(bm_rank_test(x, none, 1, INFINITY, 0.95, &test));
}

/* P(x > y) + P(x = y) / 2 pair by pair, on a drawn district. */
Test(analyse_totals, counting_values_gives_what_counting_pairs_gives)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 7;
  json_t *input = sim_district(&sim);
  g_autoptr(BmDistrict) district = district_of(input);
  BmRules rules = rules_of_file();
  g_autoptr(GArray) all = bm_totals(district, &rules);
  for (guint s = 0; s < district->schools->len; s++) {
    double more = 0, pairs = 0;
    for (guint i = 0; i < district->works->len; i++)
      for (guint k = 0; k < district->works->len; k++) {
        const BmWork *x = bm_work(district, i), *y = bm_work(district, k);
        if (x->school != s || !bm_is_control_of(district, y->school, s))
          continue;
        pairs++;
        more += x->total > y->total ? 1 : x->total < y->total ? 0 : 0.5;
      }
    cr_expect_float_eq(g_array_index(all, BmTotals, s).ranks.a, more / pairs, 1e-9);
  }
  json_decref(input);
}

Test(analyse_totals, a_raised_school_is_notable_and_no_other)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 3;
  sim.school = 2;
  sim.raised = 0.5;
  json_t *input = sim_district(&sim);
  g_autoptr(BmDistrict) district = district_of(input);
  BmRules rules = rules_of_file();
  g_autoptr(GArray) all = bm_totals(district, &rules);
  for (guint s = 0; s < all->len; s++)
    cr_expect_eq(g_array_index(all, BmTotals, s).is_notable, s == 2, "school %u", s);
  cr_expect_gt(g_array_index(all, BmTotals, 2).ranks.shift_range.low, 0);
  json_decref(input);
}
