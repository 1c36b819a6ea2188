/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two markings of the same works: the first, and that of a re-check. */
#pragma once
#include "stages/analyse/contrast.h"

typedef struct BmSignedRanks {
  guint n;  /* differences that are not 0 */
  double w; /* sum of the ranks of positive ones */
  double p; /* two-sided */
  gboolean is_exact;
} BmSignedRanks;

/**
 * bm_signed_ranks - Wilcoxon's signed-rank test
 *
 * @d  n differences; zeros are left out, equal ones share the mean of their ranks
 *
 * Up to 50 differences the chance is exact, ties too: all signs are counted. Above, the normal
 * approximation with tie and continuity correction is taken. Returns p = NAN without
 * differences. Source: Wilcoxon 1945. Tests: tests/stages/test_analyse_retest.c, against SciPy
 * and against the enumeration of all signs.
 */
BmSignedRanks bm_signed_ranks(const double *d, guint n);

/* Two-sided exact sign test of differences that are not 0; NAN without any. */
double bm_sign_test(guint n_positive, guint n_negative);

typedef struct BmRetest {
  guint school;
  guint n;          /* works with both totals */
  double mean;      /* of first − second, points */
  BmInterval range; /* of the mean; t */
  BmSignedRanks ranks;
  guint positive, negative;
  double sign_p, q;     /* q of ranks.p, over schools */
  double objective_pct; /* totals that differ no more than the tolerance, and the same mark */
  BmInterval objective_range; /* percent */
  gboolean is_notable;
} BmRetest;

/* New array of BmRetest, one a school that has works with both totals; may be empty. */
GArray *bm_retests(const BmDistrict *district, const BmRules *rules);
