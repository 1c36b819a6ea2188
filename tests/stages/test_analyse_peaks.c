/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks at mark boundaries. */
#include "stages/analyse/peaks.h"
#include "tests/tools/analysis.h"

TestSuite(analyse_peaks, .timeout = 30);

/* scipy.stats: binom.sf(13, 16, 60/110), hypergeom.sf(13, 126, 74, 16); the interval is
 * Newcombe's from two Wilson intervals of binomtest. */
Test(analyse_peaks, chances_are_those_of_exact_tests)
{
  BmPeak peak = {.at = 14, .below = 2, .control_at = 60, .control_below = 50};
  bm_peak_test(&peak, 0.95);
  cr_expect_float_eq(peak.p_binomial, 0.005996300778690063, 1e-9);
  cr_expect_float_eq(peak.p, 0.009893259808822549, 1e-9);
  cr_expect_float_eq(peak.excess_range.low, 0.07770684929534255, 1e-9);
  cr_expect_float_eq(peak.excess_range.high, 0.4589890721280021, 1e-9);
}

Test(analyse_peaks, a_large_control_is_as_good_as_a_known_share)
{
  BmPeak peak = {.at = 14, .below = 2, .control_at = 600000, .control_below = 500000};
  bm_peak_test(&peak, 0.95);
  cr_expect_float_eq(peak.p, peak.p_binomial, 1e-5);
}

Test(analyse_peaks, nobody_at_the_boundary_is_no_peak)
{
  BmPeak peak = {.at = 0, .below = 16, .control_at = 60, .control_below = 50};
  bm_peak_test(&peak, 0.95);
  cr_expect_float_eq(peak.p, 1, 1e-12);
  peak = (BmPeak){.control_at = 60, .control_below = 50};
  bm_peak_test(&peak, 0.95);
  cr_expect(isnan(peak.p));
}

/* Totals of a school, @n works spread evenly over 5…14; @lifted of those with 9 have 10. */
static void add_totals(json_t *input, const char *school, guint n, guint lifted)
{
  for (guint i = 0; i < n; i++) {
    double total = 5 + i % 10;
    if (total > 8.5 && total < 9.5 && lifted > 0) {
      total = 10;
      lifted--;
    }
    work_of_one(input, school, "K", total);
  }
}

static json_t *district_with(guint n, guint lifted, gboolean has_scale)
{
  json_t *input = input_new(1, 20);
  if (has_scale)
    json_object_set_new(input, "mark_scale", json_pack("[i,i,i]", 6, 10, 16));
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  add_totals(input, "S1", n, lifted);
  add_totals(input, "S2", 300, 0);
  return input;
}

static const BmPeak *peak_of_four(const GArray *all)
{
  return &g_array_index(all, BmPeak, 1); /* first school, boundary of mark 4 */
}

Test(analyse_peaks, a_planted_peak_among_eighty_works_is_notable)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(80, 8, TRUE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  cr_assert_eq(all->len, 2 * BM_MARKS);
  cr_expect_eq(peak_of_four(all)->at, 16);
  cr_expect_eq(peak_of_four(all)->below, 0);
  cr_expect_eq(peak_of_four(all)->tier, BM_TIER_INFORMATIVE);
  cr_expect(peak_of_four(all)->is_notable);
  json_decref(input);
}

Test(analyse_peaks, a_smooth_histogram_is_not)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(80, 0, TRUE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  for (guint i = 0; i < all->len; i++)
    cr_expect_not(g_array_index(all, BmPeak, i).is_notable, "row %u", i);
  json_decref(input);
}

Test(analyse_peaks, eight_works_are_never_notable)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(8, 0, TRUE);
  for (guint i = 0; i < 8; i++)
    json_array_set_new(
        json_object_get(json_array_get(json_object_get(input, "works"), i), "scores"), 0,
        json_real(10));
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  cr_expect_eq(peak_of_four(all)->at, 8);
  cr_expect_not(peak_of_four(all)->is_notable);
  cr_expect_eq(peak_of_four(all)->tier, BM_TIER_LIMITED);
  json_decref(input);
}

Test(analyse_peaks, a_histogram_of_fifteen_works_tells_too_little)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(0, 0, TRUE);
  for (guint i = 0; i < 15; i++)
    work_of_one(input, "S1", "K", 10);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  cr_expect_lt(peak_of_four(all)->q, 0.01);
  cr_expect_eq(peak_of_four(all)->tier, BM_TIER_LIMITED);
  cr_expect_not(peak_of_four(all)->is_notable);
  json_decref(input);
}

Test(analyse_peaks, fewer_than_ten_works_near_a_boundary_are_not_tested)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(40, 4, TRUE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  cr_expect_eq(peak_of_four(all)->at + peak_of_four(all)->below, 8);
  cr_expect(isnan(peak_of_four(all)->q));
  json_decref(input);
}

Test(analyse_peaks, boundaries_are_never_inferred)
{
  BmRules rules = rules_of_file();
  json_t *input = district_with(80, 8, FALSE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_peaks(district, &rules);
  cr_expect_eq(all->len, 0);
  json_decref(input);
}
