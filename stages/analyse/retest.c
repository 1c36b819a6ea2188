/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-check: signed ranks, signs, share of works whose marking stands. */
#include "stages/analyse/retest.h"

#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#define EXACT_MOST 50

/* Twice the mean ranks of |d|, so that they are whole; d has no zeros. Returns Σ (t³ − t). */
static double double_ranks(const double *d, guint n, guint *ret_ranks)
{
  g_autofree double *sizes = g_new(double, n);
  g_autofree size_t *order = g_new(size_t, n);
  double ties = 0;
  for (guint i = 0; i < n; i++)
    sizes[i] = fabs(d[i]);
  gsl_sort_index(order, sizes, 1, n);
  for (guint from = 0, to = 0; from < n; from = to) {
    while (to < n && sizes[order[to]] <= sizes[order[from]])
      to++;
    double t = to - from;
    ties += t * t * t - t;
    for (guint i = from; i < to; i++)
      ret_ranks[order[i]] = from + to + 1;
  }
  return ties;
}

/* Chance of each sum of ranks when every sign is as likely as the other; caller frees. */
static double *sums_of(const guint *ranks, guint n, guint most)
{
  double *chance = g_new0(double, most + 1);
  chance[0] = 1;
  for (guint i = 0, top = 0; i < n; i++) {
    top += ranks[i];
    for (guint sum = top + 1; sum-- > 0;)
      chance[sum] = chance[sum] / 2 + (sum >= ranks[i] ? chance[sum - ranks[i]] / 2 : 0);
  }
  return chance;
}

static double exact_p(const guint *ranks, guint n, guint w)
{
  guint most = 0;
  for (guint i = 0; i < n; i++)
    most += ranks[i];
  g_autofree double *chance = sums_of(ranks, n, most);
  guint tail = MIN(w, most - w); /* both ends are alike */
  double p = 0;
  for (guint sum = 0; sum <= tail; sum++)
    p += chance[sum];
  return MIN(1, 2 * p);
}

static double normal_p(double w, double n, double ties)
{
  double away = fabs(w - n * (n + 1) / 4);
  double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  return bm_t_p(MAX(away - 0.5, 0) / sqrt(variance), INFINITY);
}

BmSignedRanks bm_signed_ranks(const double *d, guint n)
{
  g_autofree double *left = g_new(double, n + 1);
  g_autofree guint *ranks = g_new(guint, n + 1);
  BmSignedRanks test = {.p = NAN};
  for (guint i = 0; i < n; i++)
    if (d[i] > 0 || d[i] < 0)
      left[test.n++] = d[i];
  if (test.n == 0)
    return test;
  double ties = double_ranks(left, test.n, ranks);
  guint doubled = 0;
  for (guint i = 0; i < test.n; i++)
    doubled += left[i] > 0 ? ranks[i] : 0;
  test.w = doubled / 2.0;
  test.is_exact = test.n <= EXACT_MOST;
  test.p = test.is_exact ? exact_p(ranks, test.n, doubled) : normal_p(test.w, test.n, ties);
  return test;
}

double bm_sign_test(guint n_positive, guint n_negative)
{
  guint n = n_positive + n_negative;
  if (n == 0)
    return NAN;
  return MIN(1, 2 * gsl_cdf_binomial_P(MIN(n_positive, n_negative), 0.5, n));
}

static gboolean is_objective(const BmWork *work, const BmRules *rules)
{
  gboolean has_marks = work->mark > 0 && work->prior_mark > 0;
  return fabs(work->prior_total - work->total) <= rules->retest_tolerance &&
         (!has_marks || work->mark == work->prior_mark);
}

static BmRetest retest_of(const BmDistrict *district, guint school, const BmRules *rules)
{
  g_autofree double *d = g_new(double, district->works->len + 1);
  BmRetest retest = {.school = school, .q = NAN};
  BmMoments moments = {0};
  guint objective = 0;
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    if (work->school != school || isnan(work->prior_total))
      continue;
    d[retest.n] = work->prior_total - work->total;
    bm_moments_add(&moments, d[retest.n]);
    retest.positive += d[retest.n] > 0;
    retest.negative += d[retest.n] < 0;
    objective += is_objective(work, rules);
    retest.n++;
  }
  double half = bm_t_width(rules->certainty_level, retest.n - 1.0) * bm_moments_sd(&moments) /
                sqrt(MAX(retest.n, 1));
  retest.mean = bm_moments_mean(&moments);
  retest.range = (BmInterval){retest.mean - half, retest.mean + half};
  retest.ranks = bm_signed_ranks(d, retest.n);
  retest.sign_p = bm_sign_test(retest.positive, retest.negative);
  double share = retest.n > 0 ? (double)objective / retest.n : NAN;
  BmInterval range = bm_wilson(share, retest.n, rules->certainty_level);
  retest.objective_pct = 100 * share;
  retest.objective_range = (BmInterval){100 * range.low, 100 * range.high};
  return retest;
}

/* The first marking gave more, by enough points or for too many works. */
static gboolean has_effect(const BmDistrict *district, const BmRetest *retest,
                           const BmRules *rules)
{
  return retest->mean > 0 &&
         (bm_reaches(100 * retest->mean / district->max_total, rules->effects_retest_pp) ||
          retest->objective_range.high < rules->effects_objective_pct);
}

GArray *bm_retests(const BmDistrict *district, const BmRules *rules)
{
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmRetest));
  for (guint s = 0; s < district->schools->len; s++) {
    BmRetest retest = retest_of(district, s, rules);
    if (retest.n > 0)
      g_array_append_val(all, retest);
  }
  g_autofree double *q = g_new(double, all->len + 1);
  for (guint i = 0; i < all->len; i++) {
    const BmRetest *retest = &g_array_index(all, BmRetest, i);
    q[i] = retest->n >= rules->groups_least_works ? retest->ranks.p : NAN;
  }
  bm_multiplicity_q(q, all->len, q);
  for (guint i = 0; i < all->len; i++) {
    BmRetest *retest = &g_array_index(all, BmRetest, i);
    retest->q = q[i];
    retest->is_notable = q[i] <= rules->certainty_q && has_effect(district, retest, rules);
  }
  return all;
}
