/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Funnel limits and spread. */
#include "stages/analyse/funnel.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_funnel, .timeout = 30);

/* NumPy: quantiles 0.1 and 0.9 (linear), clip, mean of squares. */
Test(analyse_funnel, spread_is_winsorised)
{
  const double z[] = {-3.5, -1.2, 0.4, 0.1, 1.0, NAN, -0.3, 2.0, 6.5, 0.8, -0.9};
  cr_expect_float_eq(bm_funnel_phi(z, G_N_ELEMENTS(z), 0.1), 1.619739999999999, 1e-9);
}

Test(analyse_funnel, limits_never_grow_narrower_than_chance)
{
  const double z[] = {0.1, -0.2, 0.3, 0.1};
  cr_expect_float_eq(bm_funnel_phi(z, G_N_ELEMENTS(z), 0.1), 1, 1e-12);
  cr_expect_float_eq(bm_funnel_phi(NULL, 0, 0.1), 1, 1e-12);
}

/* 0.6 ± 3.09 √(1.5 · 0.24 / 80) */
Test(analyse_funnel, limits_are_those_of_the_formula)
{
  BmInterval limits = bm_funnel_limits(0.6, 1.5, 3.09, 80);
  cr_expect_float_eq(limits.low, 0.3927164984857695, 1e-12);
  cr_expect_float_eq(limits.high, 0.8072835015142305, 1e-12);
  cr_expect_float_eq(bm_funnel_limits(0.9, 1, 3.09, 10).high, 1, 1e-12);
}

static guint count_notable(const BmFunnel *funnel, guint *ret_school)
{
  guint n = 0;
  for (guint i = 0; i < funnel->points->len; i++)
    if (g_array_index(funnel->points, BmFunnelPoint, i).is_notable) {
      *ret_school = i;
      n++;
    }
  return n;
}

static BmFunnel *funnel_of(const Sim *sim, BmDistrict **ret_district, json_t **ret_input)
{
  BmRules rules = rules_of_file();
  *ret_input = sim_district(sim);
  *ret_district = district_of(*ret_input);
  return bm_funnel_new(*ret_district, &rules);
}

Test(analyse_funnel, a_school_far_above_the_others_leaves_the_funnel)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 11;
  sim.school = 4;
  sim.raised = 0.75;
  sim.icc = 0.05;
  BmDistrict *district = NULL;
  json_t *input = NULL;
  g_autoptr(BmFunnel) funnel = funnel_of(&sim, &district, &input);
  guint school = 0;
  cr_expect_eq(count_notable(funnel, &school), 1);
  cr_expect_eq(school, 4);
  cr_expect(funnel->by_marks);
  bm_district_free(district);
  json_decref(input);
}

Test(analyse_funnel, alike_schools_stay_in_the_funnel)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 12;
  BmDistrict *district = NULL;
  json_t *input = NULL;
  g_autoptr(BmFunnel) funnel = funnel_of(&sim, &district, &input);
  guint school = 0;
  cr_expect_eq(count_notable(funnel, &school), 0);
  cr_expect_geq(funnel->phi, 1);
  bm_district_free(district);
  json_decref(input);
}

Test(analyse_funnel, without_marks_half_the_maximum_is_asked_for)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 4);
  school_add(input, "S1", FALSE);
  for (guint i = 0; i < 20; i++)
    work_of_one(input, "S1", "K", i < 5 ? 2 : 1);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(BmFunnel) funnel = bm_funnel_new(district, &rules);
  cr_expect_not(funnel->by_marks);
  cr_expect_float_eq(g_array_index(funnel->points, BmFunnelPoint, 0).share, 0.25, 1e-12);
  json_decref(input);
}
