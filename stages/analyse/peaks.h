/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals that crowd at the boundary of a mark: many have just what the mark asks, few one less.
 */
#pragma once
#include "stages/analyse/contrast.h"

/* How much a histogram of so many works tells. */
typedef enum BmTier { BM_TIER_LIMITED, BM_TIER_APPROXIMATE, BM_TIER_INFORMATIVE } BmTier;

BmTier bm_tier(guint n, const BmRules *rules);

typedef struct BmPeak {
  guint school, bound; /* bound: 0 for mark 3, 1 for 4, 2 for 5 */
  guint n;             /* works of the school */
  guint at, below;     /* works at the boundary, works one point below */
  guint control_at, control_below;
  double share, control_share; /* at / (at + below); NAN when both are 0 */
  BmInterval excess_range;     /* of share − control_share (Newcombe) */
  double p_binomial;           /* one-sided, as if the control's share were known exactly */
  double p, q;                 /* one-sided, the control being a sample, too; q over all */
  BmTier tier;
  gboolean is_notable;
} BmPeak;

/**
 * bm_peak_test - one boundary of one school
 *
 * @peak  at, below, control_at, control_below are set; the rest is found
 *
 * p_binomial is the exact chance of @at or more of at + below when each falls at the boundary
 * with the control's share. That share is itself an estimate; taking it for exact calls too
 * much notable when the control is small. p is therefore the exact conditional (hypergeometric)
 * chance, which tends to p_binomial as the control grows; signs rest on p.
 * Tests: tests/stages/test_analyse_peaks.c, against SciPy.
 */
void bm_peak_test(BmPeak *peak, double level);

/* New array of BmPeak, boundaries of the first school first; empty without an official mark
 * scale: boundaries are never inferred. */
GArray *bm_peaks(const BmDistrict *district, const BmRules *rules);
