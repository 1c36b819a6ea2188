/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How completely each task was done in each school, against the control. */
#pragma once
#include "stages/analyse/contrast.h"

typedef enum BmSufficiency { BM_INSUFFICIENT, BM_UNCERTAIN, BM_SUFFICIENT } BmSufficiency;

typedef struct BmCompletion {
  guint task, school;
  guint n;                       /* works with the score entered; X too, absent ones not */
  double pct;                    /* 100 Σ points / (n · max); NAN without works */
  double full, partial, zero, x; /* percent of works; their sum is 100 */
  BmContrast contrast;           /* in shares of the maximum */
  double q;                      /* over school × task */
  gboolean is_notable;           /* effect and q */
} BmCompletion;

/**
 * bm_completions - every task in every school
 *
 * The difference is a z of pooled proportions for tasks of one point and Welch's t otherwise,
 * both with the design effect of classes (contrast.h).
 * Returns a new array of BmCompletion, tasks of the first school first.
 * Tests: tests/stages/test_analyse_completion.c.
 */
GArray *bm_completions(const BmDistrict *district, const BmRules *rules);

/* Completion of one task by all works; school is G_MAXUINT, nothing is compared. */
BmCompletion bm_completion_of_all(const BmDistrict *district, guint task);

/* Whether so much is sufficient for a task of that difficulty. */
BmSufficiency bm_sufficiency(double pct, BmLevel level, const BmRules *rules);

/* Points over maximum of each work, NAN where no score was entered. Caller frees. */
double *bm_completion_values(const BmDistrict *district, guint task);
