/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals of schools: means, ranks, shares of marks. */
#include "stages/analyse/multiplicity.h"
#include "stages/analyse/totals.h"

static BmTally *tally_of(const BmDistrict *district, guint self, gboolean is_control)
{
  g_autofree double *values = g_new(double, district->works->len + 1);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    gboolean is_in =
        is_control ? bm_is_control_of(district, work->school, self) : work->school == self;
    values[i] = is_in ? work->total : NAN;
  }
  return bm_tally_new(values, district->works->len);
}

static void ranks_fill(const BmDistrict *district, BmTotals *totals, const BmRules *rules)
{
  totals->ranks = (BmRankTest){NAN, NAN, NAN, NAN, NAN, {NAN, NAN}};
  if (isnan(totals->contrast.d))
    return;
  g_autoptr(BmTally) own = tally_of(district, totals->school, FALSE);
  g_autoptr(BmTally) control = tally_of(district, totals->school, TRUE);
  bm_rank_test(own, control, bm_contrast_deff(&totals->contrast), totals->contrast.df,
               rules->certainty_level, &totals->ranks);
}

static void marks_fill(const BmDistrict *district, BmTotals *totals)
{
  guint n = 0, pass = 0, quality = 0;
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    if (work->school != totals->school || work->mark == 0)
      continue;
    n++;
    pass += work->mark >= 3;
    quality += work->mark >= 4;
  }
  totals->pass_pct = n > 0 ? 100.0 * pass / n : NAN;
  totals->quality_pct = n > 0 ? 100.0 * quality / n : NAN;
}

static gboolean has_effect(const BmDistrict *district, const BmTotals *totals,
                           const BmRules *rules)
{
  return bm_reaches(100 * fabs(totals->contrast.d) / district->max_total,
                    rules->effects_difference_pp) ||
         bm_reaches(fabs(totals->d_sd), rules->effects_difference_sd);
}

GArray *bm_totals(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->schools->len;
  g_autofree double *values = g_new(double, district->works->len + 1);
  g_autofree double *q = g_new(double, n + 1);
  for (guint i = 0; i < district->works->len; i++)
    values[i] = bm_work(district, i)->total;
  g_autoptr(GArray) contrasts = bm_contrasts(district, values, FALSE, rules);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmTotals));
  g_array_set_size(all, n);
  for (guint s = 0; s < n; s++) {
    BmTotals *totals = &g_array_index(all, BmTotals, s);
    totals->school = s;
    totals->contrast = *bm_contrast(contrasts, s);
    totals->d_sd = totals->contrast.d / totals->contrast.control.sd;
    ranks_fill(district, totals, rules);
    marks_fill(district, totals);
    q[s] = totals->ranks.p;
  }
  bm_multiplicity_q(q, n, q);
  for (guint s = 0; s < n; s++) {
    BmTotals *totals = &g_array_index(all, BmTotals, s);
    totals->q = q[s];
    totals->is_notable = q[s] <= rules->certainty_q && has_effect(district, totals, rules);
  }
  return all;
}
