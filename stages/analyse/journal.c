/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks and journal marks. */
#include "stages/analyse/journal.h"

#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

static gboolean varies(const double *x, guint n)
{
  double least = 0, most = 0;
  gsl_stats_minmax(&least, &most, x, 1, n);
  return most > least;
}

double bm_spearman(const double *x, const double *y, guint n, double level,
                   BmInterval *ret_range)
{
  *ret_range = (BmInterval){NAN, NAN};
  if (n < 4 || !varies(x, n) || !varies(y, n))
    return NAN;
  g_autofree double *work = g_new(double, 2 * (gsize)n);
  double rho = CLAMP(gsl_stats_spearman(x, 1, y, 1, n, work), -1, 1);
  double half = bm_t_width(level, INFINITY) * sqrt((1 + rho * rho / 2) / (n - 3.0));
  *ret_range = (BmInterval){tanh(atanh(rho) - half), tanh(atanh(rho) + half)};
  return rho;
}

static gboolean has_both(const BmWork *work)
{
  return work->mark > 0 && work->journal_mark > 0;
}

static void shares_fill(const BmDistrict *district, BmJournal *journal, const BmRules *rules)
{
  g_autofree double *marks = g_new(double, district->works->len + 1);
  g_autofree double *others = g_new(double, district->works->len + 1);
  guint n = 0, lower = 0, higher = 0, apart = 0;
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    if (work->school != journal->school || !has_both(work))
      continue;
    marks[n] = work->mark;
    others[n++] = work->journal_mark;
    lower += work->mark < work->journal_mark;
    higher += work->mark > work->journal_mark;
    apart += abs(work->mark - work->journal_mark) >= rules->journal_gap;
  }
  double each = n > 0 ? 100.0 / n : NAN;
  journal->n = n;
  journal->lower = lower * each;
  journal->higher = higher * each;
  journal->same = (n - lower - higher) * each;
  journal->gap_pct = apart * each;
  journal->rho = bm_spearman(marks, others, n, rules->certainty_level, &journal->rho_range);
}

GArray *bm_journals(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->schools->len;
  g_autofree double *values = g_new(double, district->works->len + 1);
  g_autofree double *q = g_new(double, n + 1);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    double is_apart = abs(work->mark - work->journal_mark) >= rules->journal_gap;
    values[i] = has_both(work) ? is_apart : NAN;
  }
  g_autoptr(GArray) contrasts = bm_contrasts(district, values, TRUE, rules);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmJournal));
  g_array_set_size(all, n);
  for (guint s = 0; s < n; s++) {
    BmJournal *journal = &g_array_index(all, BmJournal, s);
    journal->school = s;
    journal->contrast = *bm_contrast(contrasts, s);
    shares_fill(district, journal, rules);
    q[s] = journal->contrast.p;
  }
  bm_multiplicity_q(q, n, q);
  for (guint s = 0; s < n; s++) {
    BmJournal *journal = &g_array_index(all, BmJournal, s);
    journal->q = q[s];
    journal->is_notable = q[s] <= rules->certainty_q &&
                          bm_reaches(100 * journal->contrast.d, rules->effects_journal_pp);
  }
  return all;
}
