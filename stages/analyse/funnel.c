/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnel: common share, spread, limits. */
#include "stages/analyse/funnel.h"

#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

double bm_funnel_phi(const double *z, guint n, double winsorised)
{
  g_autofree double *sorted = g_new(double, n + 1);
  guint k = 0;
  for (guint i = 0; i < n; i++)
    if (!isnan(z[i]))
      sorted[k++] = z[i];
  if (k == 0)
    return 1;
  gsl_sort(sorted, 1, k);
  double low = gsl_stats_quantile_from_sorted_data(sorted, 1, k, winsorised);
  double high = gsl_stats_quantile_from_sorted_data(sorted, 1, k, 1 - winsorised);
  double sum = 0;
  for (guint i = 0; i < k; i++)
    sum += pow(CLAMP(sorted[i], low, high), 2);
  return MAX(1, sum / k);
}

BmInterval bm_funnel_limits(double p0, double phi, double z, double n)
{
  double half = z * sqrt(phi * p0 * (1 - p0) / n);
  return (BmInterval){MAX(0, p0 - half), MIN(1, p0 + half)};
}

/* 1 or 0 for each work, NAN for one that has no mark where others have. */
static double *outcomes_of(const BmDistrict *district, gboolean *ret_by_marks)
{
  double *values = g_new(double, district->works->len + 1);
  *ret_by_marks = FALSE;
  for (guint i = 0; i < district->works->len; i++)
    *ret_by_marks |= bm_work(district, i)->mark > 0;
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    double has_half = 2 * work->total >= district->max_total;
    values[i] = !*ret_by_marks ? has_half : work->mark > 0 ? work->mark >= 4 : NAN;
  }
  return values;
}

static void points_make(BmFunnel *funnel, const BmDistrict *district, const double *values,
                        double level)
{
  g_autofree BmMoments *schools = g_new0(BmMoments, district->schools->len);
  BmMoments common = {0};
  for (guint i = 0; i < district->works->len; i++) {
    guint school = bm_work(district, i)->school;
    if (isnan(values[i]))
      continue;
    bm_moments_add(&schools[school], values[i]);
    if (!district->has_control || bm_school(district, school)->is_control)
      bm_moments_add(&common, values[i]);
  }
  funnel->p0 = bm_moments_mean(&common);
  for (guint s = 0; s < district->schools->len; s++) {
    double share = bm_moments_mean(&schools[s]);
    BmFunnelPoint point = {.school = s,
                           .n = schools[s].n,
                           .share = share,
                           .range = bm_wilson(share, schools[s].n, level),
                           .z = NAN};
    g_array_append_val(funnel->points, point);
  }
}

static BmFunnelPoint *point_at(const BmFunnel *funnel, guint index)
{
  return &g_array_index(funnel->points, BmFunnelPoint, index);
}

static void spread_find(BmFunnel *funnel, const BmRules *rules)
{
  guint n = funnel->points->len;
  g_autofree double *z = g_new(double, n + 1);
  for (guint i = 0; i < n; i++) {
    BmFunnelPoint *point = point_at(funnel, i);
    double error = sqrt(funnel->p0 * (1 - funnel->p0) / point->n);
    gboolean is_tested = point->n >= rules->groups_least_works && error > 0;
    z[i] = is_tested ? (point->share - funnel->p0) / error : NAN;
  }
  funnel->phi = bm_funnel_phi(z, n, rules->funnel_winsorised);
  for (guint i = 0; i < n; i++)
    point_at(funnel, i)->z = z[i] / sqrt(funnel->phi);
}

static void judge(BmFunnel *funnel, const BmDistrict *district, const double *values,
                  const BmRules *rules)
{
  g_autoptr(GArray) contrasts = bm_contrasts(district, values, TRUE, rules);
  guint n = funnel->points->len;
  g_autofree double *q = g_new(double, n + 1);
  for (guint i = 0; i < n; i++) {
    point_at(funnel, i)->contrast = *bm_contrast(contrasts, i);
    q[i] = point_at(funnel, i)->contrast.p;
  }
  bm_multiplicity_q(q, n, q);
  for (guint i = 0; i < n; i++) {
    BmFunnelPoint *point = point_at(funnel, i);
    double away = fabs(point->z);
    point->q = q[i];
    point->inner = bm_funnel_limits(funnel->p0, funnel->phi, rules->funnel_inner_z, point->n);
    point->outer = bm_funnel_limits(funnel->p0, funnel->phi, rules->funnel_outer_z, point->n);
    point->zone = away > rules->funnel_outer_z   ? BM_FUNNEL_OUTER
                  : away > rules->funnel_inner_z ? BM_FUNNEL_INNER
                                                 : BM_FUNNEL_INSIDE;
    point->is_notable = point->zone == BM_FUNNEL_OUTER && q[i] <= rules->certainty_q &&
                        bm_reaches(100 * fabs(point->contrast.d), rules->effects_difference_pp);
  }
}

BmFunnel *bm_funnel_new(const BmDistrict *district, const BmRules *rules)
{
  BmFunnel *funnel = g_new0(BmFunnel, 1);
  funnel->points = g_array_new(FALSE, TRUE, sizeof(BmFunnelPoint));
  g_autofree double *values = outcomes_of(district, &funnel->by_marks);
  points_make(funnel, district, values, rules->certainty_level);
  spread_find(funnel, rules);
  judge(funnel, district, values, rules);
  return funnel;
}

void bm_funnel_free(BmFunnel *funnel)
{
  if (funnel == NULL)
    return;
  g_array_unref(funnel->points);
  g_free(funnel);
}
