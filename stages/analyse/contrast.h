/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every school against its control, in the mean of one value a work.
 *
 * Works of one class are alike (one teacher, one material), so that n works tell less than n
 * independent ones: squared errors grow by the design effect 1 + (m − 1) ICC, m the mean class
 * size weighted by works (Kish), ICC the share of the spread that lies between classes of one
 * school. ICC comes from an analysis of variance of classes within schools, over all schools;
 * with too few classes the preset of the rules is taken. An estimate is as uncertain as its
 * classes are few: t is then looked up with at most that many degrees of freedom.
 */
#pragma once
#include "stages/analyse/district.h"
#include "stages/analyse/measure.h"
#include "stages/analyse/rules.h"

typedef struct BmSide {
  guint n;
  double mean, sd;
  double deff;           /* ≥ 1 */
  BmInterval mean_range; /* of the mean */
} BmSide;

typedef struct BmContrast {
  BmSide own, control;
  double d, se, df, t, p; /* own − control; NAN when not tested */
  BmInterval d_range;
} BmContrast;

typedef struct BmLikeness {
  double icc; /* 0 to 1 */
  double df;  /* classes − schools when estimated, INFINITY for the preset */
} BmLikeness;

/**
 * bm_likeness_of_classes - ICC by analysis of variance, classes within schools
 *
 * @classes  moments of the value in each class of the district
 * Source: Snedecor, Cochran (nested design, unequal numbers); negative estimates are 0.
 */
BmLikeness bm_likeness_of_classes(const BmDistrict *district, const BmMoments *classes,
                                  const BmRules *rules);

/**
 * bm_contrast_test - t of two sides that are described already
 *
 * @is_share    the values are 0 or 1: proportions pooled for the test; the interval of d is
 *              Newcombe's
 * @df_classes  of the design effects; INFINITY when they are given
 * @level       confidence of the interval of d
 */
void bm_contrast_test(BmContrast *contrast, gboolean is_share, double df_classes, double level);

/**
 * bm_contrasts - every school against its control
 *
 * @values  one a work of the district; NAN: the work has none
 * Schools, or controls, with fewer works than the rules ask are described, but not tested.
 * Returns a new array of BmContrast, one a school.
 */
GArray *bm_contrasts(const BmDistrict *district, const double *values, gboolean is_share,
                     const BmRules *rules);

/* One school of them, for values that are made for it. */
BmContrast bm_contrast_one(const BmDistrict *district, const double *values, gboolean is_share,
                           guint school, const BmRules *rules);

static inline const BmContrast *bm_contrast(const GArray *contrasts, guint school)
{
  return &g_array_index(contrasts, BmContrast, school);
}

/* The design effect of the difference of both sides. */
double bm_contrast_deff(const BmContrast *contrast);
