/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All findings as tables and lists. */
#pragma once
#include "stages/analyse/findings.h"
#include "stages/analyse/table.h"

/**
 * bm_tables_new - the result of the analysis as JSON, new reference
 *
 * {"tables": {name: table}, in the order of the report,
 *  "flags": [{"school", "sign", "family", "task" or null, "bound" (mark) or null, "n",
 * "effect", "low", "high", "q", "unit"}], "risk": [{"school", "n", "families": [slug],
 * "repeated": count}], "support": [school]}
 *
 * Schools stand in the order of the input: no table ranks them.
 */
json_t *bm_tables_new(const BmFindings *findings);

/* The tables one by one, new references. */
json_t *bm_table_risk(const BmFindings *findings);
json_t *bm_table_watch(const BmFindings *findings); /* signs of schools outside the risk zone */
json_t *bm_table_support(const BmFindings *findings);
json_t *bm_table_totals(const BmFindings *findings);
json_t *bm_table_funnel(const BmFindings *findings);
json_t *bm_table_district(const BmFindings *findings); /* every task, all schools together */
json_t *bm_table_tasks(const BmFindings *findings);    /* every task in every school */
json_t *bm_table_profiles(const BmFindings *findings);
json_t *bm_table_peaks(const BmFindings *findings);
json_t *bm_table_journals(const BmFindings *findings);
json_t *bm_table_growths(const BmFindings *findings);
json_t *bm_table_retests(const BmFindings *findings);
json_t *bm_table_severities(const BmFindings *findings);
json_t *bm_table_agreements(const BmFindings *findings);
json_t *bm_table_rules(const BmFindings *findings); /* the thresholds that were used */

static inline const char *bm_school_alias(const BmFindings *findings, guint school)
{
  return bm_school(findings->district, school)->alias;
}
