/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks of totals, counted by different values: totals are whole points, works are many. */
#include "stages/analyse/totals.h"

#include <gsl/gsl_sort.h>
#include <string.h>

BmTally *bm_tally_new(const double *values, guint n)
{
  BmTally *tally = g_new0(BmTally, 1);
  tally->values = g_new(double, n + 1);
  tally->counts = g_new0(guint, n + 1);
  for (guint i = 0; i < n; i++)
    if (!isnan(values[i]))
      tally->values[tally->n++] = values[i];
  gsl_sort(tally->values, 1, tally->n);
  for (guint i = 0; i < tally->n; i++) {
    guint last = tally->n_values;
    if (last == 0 || tally->values[last - 1] < tally->values[i])
      tally->values[tally->n_values++] = tally->values[i];
    tally->counts[tally->n_values - 1]++;
  }
  return tally;
}

void bm_tally_free(BmTally *tally)
{
  if (tally == NULL)
    return;
  g_free(tally->values);
  g_free(tally->counts);
  g_free(tally);
}

static double u_of(const BmTally *x, const BmTally *y)
{
  double u = 0, below = 0;
  guint k = 0;
  for (guint i = 0; i < x->n_values; i++) {
    for (; k < y->n_values && y->values[k] < x->values[i]; k++)
      below += y->counts[k];
    gboolean is_tie = k < y->n_values && y->values[k] <= x->values[i];
    u += x->counts[i] * (below + (is_tie ? y->counts[k] / 2.0 : 0));
  }
  return u;
}

/* Σ (t³ − t) over the values of both groups. */
static double ties_of(const BmTally *x, const BmTally *y)
{
  double ties = 0;
  for (guint i = 0, k = 0; i < x->n_values || k < y->n_values;) {
    double from_x = i < x->n_values ? x->values[i] : INFINITY;
    double from_y = k < y->n_values ? y->values[k] : INFINITY;
    double t = 0;
    if (from_x <= from_y)
      t += x->counts[i++];
    if (from_y <= from_x)
      t += y->counts[k++];
    ties += t * t * t - t;
  }
  return ties;
}

typedef struct Differences {
  double *values, *weights; /* in rising order */
  guint n;
  double total;
} Differences;

static void differences_clear(Differences *all)
{
  g_free(all->values);
  g_free(all->weights);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Differences, differences_clear)

static Differences differences_of(const BmTally *x, const BmTally *y)
{
  Differences all = {.n = x->n_values * y->n_values, .total = (double)x->n * y->n};
  all.values = g_new(double, all.n);
  all.weights = g_new(double, all.n);
  for (guint i = 0, at = 0; i < x->n_values; i++)
    for (guint k = 0; k < y->n_values; k++, at++) {
      all.values[at] = x->values[i] - y->values[k];
      all.weights[at] = (double)x->counts[i] * y->counts[k];
    }
  gsl_sort2(all.values, 1, all.weights, 1, all.n);
  return all;
}

/* The difference of a rank, from 1, clamped to the ranks that there are. */
static double ranked(const Differences *all, double rank)
{
  double seen = 0;
  for (guint i = 0; i < all->n; i++) {
    seen += all->weights[i];
    if (seen >= rank)
      return all->values[i];
  }
  return all->values[all->n - 1];
}

static double median_of(const Differences *all)
{
  return (ranked(all, floor((all->total + 1) / 2)) + ranked(all, ceil((all->total + 1) / 2))) /
         2;
}

gboolean bm_rank_test(const BmTally *x, const BmTally *y, double deff, double df, double level,
                      BmRankTest *ret_test)
{
  if (x->n == 0 || y->n == 0)
    return FALSE;
  double pairs = (double)x->n * y->n, n = (double)x->n + y->n;
  double variance = pairs / 12 * (n + 1 - ties_of(x, y) / (n * (n - 1))) * deff;
  if (!(variance > 0))
    return FALSE;
  double u = u_of(x, y), away = u - pairs / 2;
  double z = fabs(away) > 0.5 ? (away - copysign(0.5, away)) / sqrt(variance) : 0;
  g_auto(Differences) all = differences_of(x, y);
  double step = bm_t_width(level, df) * sqrt(variance), rank = floor(pairs / 2 - step);
  *ret_test = (BmRankTest){
      .u = u,
      .a = u / pairs,
      .z = z,
      .p = bm_t_p(z, df),
      .shift = median_of(&all),
      .shift_range = {ranked(&all, MAX(rank, 1)), ranked(&all, MIN(pairs - rank + 1, pairs))}};
  return TRUE;
}
