/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boundary peaks. */
#include "stages/analyse/peaks.h"

#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_cdf.h>

BmTier bm_tier(guint n, const BmRules *rules)
{
  return n >= rules->groups_informative_works   ? BM_TIER_INFORMATIVE
         : n >= rules->groups_approximate_works ? BM_TIER_APPROXIMATE
                                                : BM_TIER_LIMITED;
}

void bm_peak_test(BmPeak *peak, double level)
{
  guint near = peak->at + peak->below, control = peak->control_at + peak->control_below;
  peak->share = near > 0 ? (double)peak->at / near : NAN;
  peak->control_share = control > 0 ? (double)peak->control_at / control : NAN;
  peak->p = peak->p_binomial = NAN;
  peak->excess_range = (BmInterval){NAN, NAN};
  if (near == 0 || control == 0)
    return;
  BmInterval own = bm_wilson(peak->share, near, level);
  BmInterval other = bm_wilson(peak->control_share, control, level);
  double d = peak->share - peak->control_share;
  peak->excess_range =
      (BmInterval){d - hypot(peak->share - own.low, other.high - peak->control_share),
                   d + hypot(own.high - peak->share, peak->control_share - other.low)};
  peak->p_binomial = peak->p = 1;
  if (peak->at == 0)
    return;
  peak->p_binomial = gsl_cdf_binomial_Q(peak->at - 1, peak->control_share, near);
  peak->p = gsl_cdf_hypergeometric_Q(peak->at - 1, peak->at + peak->control_at,
                                     peak->below + peak->control_below, near);
}

/* Works of each school at and below one boundary. */
typedef struct Near {
  guint at, below, n;
} Near;

static Near *near_of(const BmDistrict *district, double bound)
{
  Near *schools = g_new0(Near, district->schools->len);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    double above = work->total - bound;
    schools[work->school].n++;
    schools[work->school].at += fabs(above) < 0.5;
    schools[work->school].below += fabs(above + 1) < 0.5;
  }
  return schools;
}

static BmPeak peak_of(const BmDistrict *district, const Near *schools, guint school,
                      const BmRules *rules)
{
  BmPeak peak = {.school = school,
                 .n = schools[school].n,
                 .at = schools[school].at,
                 .below = schools[school].below,
                 .tier = bm_tier(schools[school].n, rules)};
  for (guint s = 0; s < district->schools->len; s++) {
    if (!bm_is_control_of(district, s, school))
      continue;
    peak.control_at += schools[s].at;
    peak.control_below += schools[s].below;
  }
  bm_peak_test(&peak, rules->certainty_level);
  if (peak.at + peak.below < rules->peaks_least_near || peak.n < rules->groups_least_works)
    peak.p = NAN;
  return peak;
}

static void judge(GArray *all, const BmRules *rules)
{
  g_autofree double *q = g_new(double, all->len + 1);
  for (guint i = 0; i < all->len; i++)
    q[i] = g_array_index(all, BmPeak, i).p;
  bm_multiplicity_q(q, all->len, q);
  for (guint i = 0; i < all->len; i++) {
    BmPeak *peak = &g_array_index(all, BmPeak, i);
    peak->q = q[i];
    peak->is_notable =
        q[i] <= rules->certainty_q && peak->tier != BM_TIER_LIMITED &&
        bm_reaches(100 * (peak->share - peak->control_share), rules->effects_peak_pp);
  }
}

GArray *bm_peaks(const BmDistrict *district, const BmRules *rules)
{
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmPeak));
  if (!district->has_scale)
    return all;
  g_array_set_size(all, district->schools->len * BM_MARKS);
  for (guint b = 0; b < BM_MARKS; b++) {
    g_autofree Near *schools = near_of(district, district->bounds[b]);
    for (guint s = 0; s < district->schools->len; s++) {
      BmPeak peak = peak_of(district, schools, s, rules);
      peak.bound = b;
      g_array_index(all, BmPeak, s * BM_MARKS + b) = peak;
    }
  }
  judge(all, rules);
  return all;
}
