/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of site organisers and what is made of them, under results/reports/: the forms to
 * give out, the methodist's general report, the lists for help. For the coordinator's commands
 * only: they name schools and teachers.
 */
#pragma once
#include "pipeline/cmd.h"

#define BM_REPORTS_FOLDER "results/reports"

/**
 * bm_report_forms - write the forms, one a school
 *
 * Into forms/CODE.xlsx; what lies there of earlier forms is removed. @ret_kits gets the kits
 * they were made of, new. Errors: BM_ERROR_SETTING "report_nothing" when no school has classes
 * or markers; those of bm_apart_note; BM_ERROR_IO "disk_write".
 */
gboolean bm_report_forms(BmOpen *open, json_t **ret_kits, GError **error);

/**
 * bm_report_general - the general report: general.xlsx, .html, .pdf
 *
 * Returns {"schools": [{"school_code", "school", "state", "item"}], "differences" of
 * report_tables.h, "counts": {"received", "missing", "held", "outdated"}}; new.
 */
json_t *bm_report_general(BmOpen *open, GError **error);

/* The same three files in @folder, for the city centre: without teachers and without anything
 * that schools wrote in words, which may name people. */
json_t *bm_report_general_outside(BmOpen *open, const char *folder, GError **error);

/**
 * bm_report_lists - lists.xlsx, .html, .pdf: help to schools, training of markers
 *
 * The analysis is made anew for them. Returns {name: number of rows}, new.
 */
json_t *bm_report_lists(BmOpen *open, GError **error);
