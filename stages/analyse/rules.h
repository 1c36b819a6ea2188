/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the analysis calls notable: models/analysis.ini as a struct. */
#pragma once
#include "pipeline/error.h"

/* Names are group_key of the file, where each threshold is explained. */
typedef struct BmRules {
  double levels_basic_sufficient_pct, levels_basic_insufficient_pct;
  double levels_high_sufficient_pct, levels_high_insufficient_pct;
  double groups_least_works, groups_informative_works, groups_approximate_works;
  double clusters_icc_preset, clusters_icc_least_classes;
  double effects_difference_pp, effects_difference_sd, effects_severity_pp, effects_journal_pp;
  double effects_peak_pp, effects_objective_pct, effects_retest_pp;
  double certainty_level, certainty_q;
  double funnel_inner_z, funnel_outer_z, funnel_winsorised;
  double peaks_least_near;
  double journal_gap;
  double profile_hard_beats_easy_pp, profile_even_cv_pct, profile_ceiling_pct;
  double profile_unlike_r, profile_flat_slope;
  double retest_tolerance;
  double risk_signs;
  double markers_least_markings;
} BmRules;

/**
 * bm_rules_read - the thresholds of models/analysis.ini
 *
 * Numbers have a point as decimal mark whatever the locale is. Keys that the program does not
 * know are refused, so that a misspelt threshold is not passed over.
 * Errors: BM_ERROR_MODEL "analysis_rules" when a key is missing, unknown, no number or out of
 *         its range.
 */
gboolean bm_rules_read(BmRules *ret_rules, GError **error);

/* The same from text. Tests: tests/stages/test_analyse_rules.c. */
gboolean bm_rules_parse(const char *text, gsize size, BmRules *ret_rules, GError **error);

/* A threshold as the report shows it; all strings are static. */
typedef struct BmRuleText {
  const char *ru, *unit, *group, *key;
  double value;
} BmRuleText;

guint bm_rules_n(void);
BmRuleText bm_rules_text(const BmRules *rules, guint index); /* in the order of the file */
