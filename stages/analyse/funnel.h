/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares of schools of different size beside each other: a small school may lie far from the
 * common share by chance, a large one may not.
 *
 * The limits show the spread among all schools. They are no test: the spread is estimated from
 * few schools, and winsorising makes it small where nothing is notable (by z, 23 % of simulated
 * rounds without any plant had a q within 0.10). q therefore comes from the comparison with the
 * control that all indicators use (contrast.h); a sign asks for both.
 */
#pragma once
#include "stages/analyse/contrast.h"

typedef enum BmFunnelZone { BM_FUNNEL_INSIDE, BM_FUNNEL_INNER, BM_FUNNEL_OUTER } BmFunnelZone;

typedef struct BmFunnelPoint {
  guint school, n;
  double share;            /* 0 to 1; NAN without works */
  BmInterval range;        /* of the share */
  BmInterval inner, outer; /* limits for this n, 0 to 1 */
  double z;                /* NAN for a school with too few works */
  BmContrast contrast;     /* of shares, 0 to 1 */
  double q;
  BmFunnelZone zone; /* beyond which limit */
  gboolean is_notable;
} BmFunnelPoint;

typedef struct BmFunnel {
  double p0;         /* common share: of the control sample, else of all */
  double phi;        /* spread beyond chance, ≥ 1 */
  gboolean by_marks; /* share of marks 4–5; else of works with half the maximum or more */
  GArray *points;    /* BmFunnelPoint, one a school */
} BmFunnel;

/**
 * bm_funnel_phi - how much more shares spread than chance alone lets them
 *
 * @z           distances in standard errors; NAN are left out
 * @winsorised  share of distances at each end that are drawn in to the next ones
 * Returns max(1, Σ z² / k), so that a few notable schools do not widen the limits.
 * Source: Spiegelhalter 2005, "Funnel plots for comparing institutional performance".
 */
double bm_funnel_phi(const double *z, guint n, double winsorised);

/* p0 ± z √(φ p0 (1 − p0) / n), cut to 0 and 1. */
BmInterval bm_funnel_limits(double p0, double phi, double z, double n);

BmFunnel *bm_funnel_new(const BmDistrict *district, const BmRules *rules);
void bm_funnel_free(BmFunnel *funnel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFunnel, bm_funnel_free)
