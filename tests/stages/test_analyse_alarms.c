/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the analysis calls something notable where nothing is: the share of false signs
 * stays at the level of models/analysis.ini. tests/bench/analysis_power.c does the same with
 * more rounds and prints tables.
 */
#include "stages/analyse/findings.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simrounds.h"

TestSuite(analyse_alarms, .timeout = 120);

#define ROUNDS 60

/* Lower bound of a share, one-sided 99.9 %: above the level only when the level is not kept. */
static double at_least(guint k, guint n)
{
  return bm_wilson((double)k / n, n, 0.998).low;
}

static Sim plain(void)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 50000;
  sim.n_markers = 20;
  sim.is_recheck = TRUE;
  return sim;
}

static void assert_level_is_kept(const Sim *sim)
{
  BmRules rules = rules_of_file();
  SimCount counts[SIM_INDICATORS] = {{0}};
  sim_rounds(sim, ROUNDS, &rules, counts);
  for (guint i = 0; i < SIM_RISK; i++) {
    const SimCount *count = &counts[i];
    BmInterval range;
    double share = sim_share(count, &range);
    cr_expect_gt(count->tests, ROUNDS, "%s: hardly anything was tested", sim_names[i]);
    cr_expect_leq(share - 3.1 * (share - range.low) / 1.96, 0.05,
                  "%s: %.3f of tests have p ≤ 0.05", sim_names[i], share);
    cr_expect_leq(at_least(count->any_q, ROUNDS), rules.certainty_q,
                  "%s: a q within the limit in %u of %u rounds", sim_names[i], count->any_q,
                  ROUNDS);
    cr_expect_leq(at_least(count->any_sign, ROUNDS), rules.certainty_q,
                  "%s: a false sign in %u of %u rounds", sim_names[i], count->any_sign, ROUNDS);
  }
  cr_expect_leq(counts[SIM_RISK].any_sign, 2, "%u of %u rounds list a school",
                counts[SIM_RISK].any_sign, ROUNDS);
}

Test(analyse_alarms, false_signs_stay_at_their_level_where_classes_are_alike)
{
  Sim sim = plain();
  assert_level_is_kept(&sim);
}

Test(analyse_alarms, false_signs_stay_at_their_level_where_classes_are_not_alike)
{
  Sim sim = plain();
  sim.icc = 0;
  assert_level_is_kept(&sim);
}

/* Schools that are truly strong or weak have high and low results; nothing else about them is
 * notable, and none comes into the risk zone. */
Test(analyse_alarms, strong_schools_are_not_the_risk_zone)
{
  BmRules rules = rules_of_file();
  Sim sim = plain();
  sim.school_sd = 0.5;
  SimCount counts[SIM_INDICATORS] = {{0}};
  sim_rounds(&sim, ROUNDS, &rules, counts);
  cr_expect_geq(counts[SIM_TOTALS].any_sign, ROUNDS / 2, "the schools do not differ");
  cr_expect_leq(at_least(counts[SIM_PROFILE].any_sign, ROUNDS), rules.certainty_q);
  cr_expect_leq(at_least(counts[SIM_PEAK].any_sign, ROUNDS), rules.certainty_q);
  cr_expect_leq(counts[SIM_RISK].any_sign, ROUNDS / 10, "%u of %u rounds list a school",
                counts[SIM_RISK].any_sign, ROUNDS);
}

/* The bound can be left: without the design effect of classes it is. */
Test(analyse_alarms, ignoring_classes_would_leave_the_level)
{
  BmRules rules = rules_of_file();
  rules.clusters_icc_preset = 0;
  rules.clusters_icc_least_classes = 10000;
  Sim sim = plain();
  SimCount counts[SIM_INDICATORS] = {{0}};
  sim_rounds(&sim, ROUNDS, &rules, counts);
  cr_expect_gt(at_least(counts[SIM_TOTALS].any_q, ROUNDS), rules.certainty_q);
}

static guint found_of(Sim sim, SimIndicator indicator, SimCount *ret_counts)
{
  BmRules rules = rules_of_file();
  SimCount counts[SIM_INDICATORS] = {{0}};
  sim_rounds(&sim, ROUNDS / 3, &rules, counts);
  *ret_counts = counts[SIM_RISK];
  return counts[indicator].found;
}

Test(analyse_alarms, large_plants_are_found)
{
  SimCount risk;
  Sim raised = SIM_PLAIN, gap = SIM_PLAIN, lenient = SIM_PLAIN;
  raised.school = gap.school = 2;
  raised.seed = gap.seed = lenient.seed = 60000;
  raised.raised = 0.5;
  raised.journal_gap = 0.3;
  gap.is_recheck = TRUE;
  gap.recheck_gap = 0.2;
  lenient.n_markers = 40;
  lenient.marker = 7;
  lenient.lenience = 0.3;
  cr_expect_geq(found_of(raised, SIM_TOTALS, &risk), 18);
  cr_expect_geq(risk.found, 18, "%u of 20 in the risk zone", risk.found);
  cr_expect_geq(found_of(gap, SIM_RETEST, &risk), 18);
  cr_expect_geq(found_of(lenient, SIM_MARKER, &risk), 18);
}

/* A school of 80 works, a fifth of them one point below a boundary before they are lifted. */
Test(analyse_alarms, a_peak_among_eighty_works_is_found_and_a_smooth_row_is_not)
{
  guint n_found = 0, n_false = 0;
  BmRules rules = rules_of_file();
  for (gulong seed = 1; seed <= 2 * ROUNDS; seed++) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    json_t *input = input_new(1, 24);
    json_object_set_new(input, "mark_scale", json_pack("[i,i,i]", 8, 13, 18));
    school_add(input, "S1", FALSE);
    school_add(input, "S2", FALSE);
    school_add(input, "S3", TRUE);
    for (guint i = 0; i < 460; i++) {
      double total = gsl_ran_binomial(rng, 0.5, 24);
      gboolean is_planted = i < 80;
      if (is_planted && fabs(total - 12) < 0.5)
        total = 13;
      work_of_one(input,
                  is_planted ? "S1"
                  : i < 160  ? "S2"
                             : "S3",
                  i % 2 == 0 ? "a" : "b", total);
    }
    gsl_rng_free(rng);
    g_autoptr(BmDistrict) district = district_of(input);
    g_autoptr(GArray) peaks = bm_peaks(district, &rules);
    n_found += g_array_index(peaks, BmPeak, 1).is_notable;
    n_false += g_array_index(peaks, BmPeak, BM_MARKS).is_notable ||
               g_array_index(peaks, BmPeak, BM_MARKS + 1).is_notable ||
               g_array_index(peaks, BmPeak, BM_MARKS + 2).is_notable;
    json_decref(input);
  }
  cr_expect_geq(n_found, 2 * ROUNDS * 95 / 100, "%u of %u found", n_found, 2 * ROUNDS);
  cr_expect_leq(at_least(n_false, 2 * ROUNDS), rules.certainty_q, "%u of %u false", n_false,
                2 * ROUNDS);
}
