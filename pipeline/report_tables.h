/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of the methodist's general report and of the lists for help, in the form that stage
 * analyse prints (stages/analyse/table.h). They name schools and teachers, so they go to
 * results/ only.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

/* What the round itself has counted. */
typedef struct BmReportRound {
  const json_t *status; /* bm_ledger_status */
  const json_t *forms;  /* bm_returns_state */
  const json_t *rows;   /* bm_returns_rows: works whose scores are in */
  guint bundles;
  guint markers_apart; /* bm_report_markers_apart */
  const json_t *rest;  /* bm_rest */
} BmReportRound;

/**
 * bm_report_differences - where reports and the round count differently
 *
 * @entries  of bm_reports_gather
 * Returns [{"school_code", "where", "what" slug, "reported", "counted"}], in order of schools;
 * new. Each difference is named, none is explained away: which side is right is for a person to
 * find out. Tests: tests/unit/test_report_tables.c
 */
json_t *bm_report_differences(const json_t *entries, const BmReportRound *round);

/* Words of a difference: what it is and what to do; static. Documents are Russian always. */
const char *bm_difference_text(const char *slug, gboolean is_russian);
const char *bm_difference_todo(const char *slug, gboolean is_russian);

/* {name: table} of the general report; new. */
json_t *bm_report_tables(const json_t *entries, const json_t *differences,
                         const BmReportRound *round);

/* Takes out of the general report what names people or may: teachers, and all that schools
 * wrote in words. Tests: tests/unit/test_report_tables.c */
void bm_report_tables_outside(json_t *tables);

/**
 * bm_report_help_tables - lists for targeted help to schools and for the training of markers
 *
 * @analysis   of bm_results_analyse
 * @results    of bm_results
 * @markers    of bm_keymap_markers
 * Neutral (nobody is ranked or blamed): what to practise, with whom to talk criteria over. New.
 */
json_t *bm_report_help_tables(const json_t *entries, const json_t *analysis,
                              const json_t *results, const json_t *markers);
