/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benjamini–Hochberg, and the small tools of measure.h, against SciPy 1.10 and NumPy. */
#include "stages/analyse/measure.h"
#include "stages/analyse/multiplicity.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(analyse_multiplicity, .timeout = 10);

/* q by the definition min over j ≥ i of p_j m / j, in NumPy. */
Test(analyse_multiplicity, q_is_that_of_the_definition)
{
  double p[] = {0.205, 0.001, 0.06, 0.008, 0.039, 0.042, 0.041, 0.074};
  double q[] = {0.205, 0.008, 0.08, 0.032, 0.0672, 0.0672, 0.0672, 0.084571};
  bm_multiplicity_q(p, G_N_ELEMENTS(p), p);
  for (guint i = 0; i < G_N_ELEMENTS(p); i++)
    cr_expect_float_eq(p[i], q[i], 1e-6, "%u: %f", i, p[i]);
}

Test(analyse_multiplicity, what_was_not_tested_does_not_count)
{
  double p[] = {NAN, 0.02, NAN, 0.04}, q[4];
  bm_multiplicity_q(p, 4, q);
  cr_expect(isnan(q[0]) && isnan(q[2]));
  cr_expect_float_eq(q[1], 0.04, 1e-12);
  cr_expect_float_eq(q[3], 0.04, 1e-12);
}

/* scipy.stats: 2 * t.sf(2.3, 7), t.ppf(.975, 7), 2 * norm.sf(2.3) */
Test(analyse_multiplicity, tails_are_those_of_t_and_the_normal_distribution)
{
  cr_expect_float_eq(bm_t_p(2.3, 7), 0.05499109520437154, 1e-12);
  cr_expect_float_eq(bm_t_p(-2.3, INFINITY), 0.021448220043351618, 1e-12);
  cr_expect_float_eq(bm_t_width(0.95, 7), 2.3646242510102993, 1e-9);
  cr_expect(isnan(bm_t_p(NAN, 7)));
}

/* scipy.stats.binomtest(8, 20) and (0, 12), proportion_ci(method="wilson") */
Test(analyse_multiplicity, intervals_of_shares_are_those_of_wilson)
{
  BmInterval some = bm_wilson(0.4, 20, 0.95), none = bm_wilson(0, 12, 0.95);
  cr_expect_float_eq(some.low, 0.21880653237281705, 1e-9);
  cr_expect_float_eq(some.high, 0.6134184992377467, 1e-9);
  cr_expect_float_eq(none.low, 0, 1e-12);
  cr_expect_float_eq(none.high, 0.24249400665524085, 1e-9);
}

Test(analyse_multiplicity, moments_give_mean_and_spread)
{
  BmMoments moments = {0};
  const double values[] = {3, 5, 2, 4, 4, 5, 1, 3, 4, 5, 2, 4};
  for (guint i = 0; i < G_N_ELEMENTS(values); i++)
    bm_moments_add(&moments, values[i]);
  cr_expect_float_eq(bm_moments_mean(&moments), 3.5, 1e-12);
  cr_expect_float_eq(bm_moments_sd(&moments), 1.3142574813455419, 1e-12);
}
