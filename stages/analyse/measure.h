/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small tools over GSL's distributions that all parts of the analysis share. NAN stands for
 * what cannot be told.
 */
#pragma once
#include <glib.h>

/* Number of works, their sum and sum of squares: means and spreads that can be added up. */
typedef struct BmMoments {
  guint n;
  double sum, sumsq;
} BmMoments;

static inline void bm_moments_add(BmMoments *to, double value)
{
  to->n++;
  to->sum += value;
  to->sumsq += value * value;
}
static inline void bm_moments_join(BmMoments *to, const BmMoments *other)
{
  to->n += other->n;
  to->sum += other->sum;
  to->sumsq += other->sumsq;
}
double bm_moments_mean(const BmMoments *moments); /* NAN without values */
double bm_moments_sd(const BmMoments *moments); /* of a sample, n − 1; NAN below two values */

/* Whether a value reaches a threshold, rounding apart: 0.8 − 0.7 is 0.1. */
static inline gboolean bm_reaches(double value, double threshold)
{
  return value >= threshold - 1e-9;
}

typedef struct BmInterval {
  double low, high;
} BmInterval;

/* Chance of a t as far from 0 on either side; df may be INFINITY: the normal distribution. */
double bm_t_p(double t, double df);
/* So many standard errors make an interval of confidence @level (0.95: 1.96 for infinite df).
 */
double bm_t_width(double level, double df);

/**
 * bm_wilson - interval of a share
 *
 * @share  0 to 1, of @n works; n may be a fraction (works divided by a design effect)
 * Source: Wilson 1927, without continuity correction.
 */
BmInterval bm_wilson(double share, double n, double level);
/* The same, @z standard errors to each side. */
BmInterval bm_wilson_wide(double share, double n, double z);
