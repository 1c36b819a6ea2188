/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two groups of totals by their ranks: no assumption on how totals are spread. */
#pragma once
#include "stages/analyse/contrast.h"

/* Different values in rising order, and how often each occurs. */
typedef struct BmTally {
  double *values;
  guint *counts;
  guint n_values, n;
} BmTally;

BmTally *bm_tally_new(const double *values, guint n); /* NAN are left out */
void bm_tally_free(BmTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTally, bm_tally_free)

typedef struct BmRankTest {
  double u;     /* pairs in which x is more, a tie counts half */
  double a;     /* P(x > y) + P(x = y) / 2: 0.5 when both are alike */
  double z, p;  /* two-sided, with tie and continuity correction */
  double shift; /* Hodges–Lehmann: median of all differences x − y */
  BmInterval shift_range;
} BmRankTest;

/**
 * bm_rank_test - Mann–Whitney test, its effect and the shift between two groups
 *
 * @deff   design effect of the difference; 1: all works are independent
 * @df     degrees of freedom of the design effect; INFINITY: normal distribution
 * @level  confidence of the interval of the shift
 *
 * Returns FALSE, and sets nothing, when a group is empty or all values are the same.
 * Source: Mann, Whitney 1947; Hodges, Lehmann 1963; interval by the normal approximation of the
 * rank of the difference (Hollander, Wolfe, ch. 4), its error widened by √deff.
 * Cost:   number of different values squared, whatever the number of works.
 * Tests:  tests/stages/test_analyse_totals.c, against SciPy and against all pairs.
 */
gboolean bm_rank_test(const BmTally *x, const BmTally *y, double deff, double df, double level,
                      BmRankTest *ret_test);

/* The totals of one school against its control. */
typedef struct BmTotals {
  guint school;
  BmContrast contrast;          /* of means, points */
  double d_sd;                  /* difference of means in standard deviations of the control */
  BmRankTest ranks;             /* its fields are NAN when not tested */
  double q;                     /* of ranks.p, over schools */
  double pass_pct, quality_pct; /* marks 3–5 and 4–5; NAN without marks */
  gboolean is_notable;
} BmTotals;

/* New array of BmTotals, one a school; notable: |d| in percent of the maximum or in SD, and q.
 */
GArray *bm_totals(const BmDistrict *district, const BmRules *rules);
