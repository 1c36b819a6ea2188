/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks of the work beside the marks of the school journal. */
#pragma once
#include "stages/analyse/contrast.h"

typedef struct BmJournal {
  guint school;
  guint n; /* works with both marks */
  double lower, same,
      higher;     /* percent: the mark of the work is below, at, above the journal's */
  double gap_pct; /* percent with so great a distance that it is studied (two marks) */
  double rho;     /* Spearman; NAN when one of both does not vary */
  BmInterval rho_range;
  BmContrast contrast; /* share of great distances, 0 to 1 */
  double q;
  gboolean is_notable;
} BmJournal;

/* New array of BmJournal, one a school. Tests: tests/stages/test_analyse_journal.c. */
GArray *bm_journals(const BmDistrict *district, const BmRules *rules);

/**
 * bm_spearman - rank correlation of two rows of numbers and its interval
 *
 * Returns NAN, and an interval of NAN, below four pairs or when one row does not vary.
 * Source of the interval: Bonett, Wright 2000 (Fisher's z, error √((1 + ρ²/2) / (n − 3))).
 */
double bm_spearman(const double *x, const double *y, guint n, double level,
                   BmInterval *ret_range);
