/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, t and normal tails, Wilson's interval. */
#include "stages/analyse/measure.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double bm_moments_mean(const BmMoments *moments)
{
  return moments->n > 0 ? moments->sum / moments->n : NAN;
}

double bm_moments_sd(const BmMoments *moments)
{
  if (moments->n < 2)
    return NAN;
  double squares = moments->sumsq - moments->sum * moments->sum / moments->n;
  return sqrt(MAX(squares, 0) / (moments->n - 1));
}

double bm_t_p(double t, double df)
{
  if (isnan(t) || !(df > 0))
    return NAN;
  return 2 * (isinf(df) ? gsl_cdf_ugaussian_Q(fabs(t)) : gsl_cdf_tdist_Q(fabs(t), df));
}

double bm_t_width(double level, double df)
{
  double tail = (1 - level) / 2;
  if (!(df > 0))
    return NAN;
  return isinf(df) ? gsl_cdf_ugaussian_Qinv(tail) : gsl_cdf_tdist_Qinv(tail, df);
}

BmInterval bm_wilson(double share, double n, double level)
{
  return bm_wilson_wide(share, n, bm_t_width(level, INFINITY));
}

BmInterval bm_wilson_wide(double share, double n, double z)
{
  if (!(n > 0) || isnan(share) || isnan(z))
    return (BmInterval){NAN, NAN};
  double zz = z * z / n;
  double middle = (share + zz / 2) / (1 + zz);
  double half = z * sqrt(share * (1 - share) / n + zz / (4 * n)) / (1 + zz);
  return (BmInterval){MAX(0, middle - half), MIN(1, middle + half)};
}
