/* SPDX-License-Identifier: GPL-3.0-or-later */
/* teachers.csv: who may mark, how much, and for whom not. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_procedure_teachers_take - check the rows of teachers.csv and give them one form
 *
 * @teachers  rows of bm_csv_read; "rank" becomes basic, senior or lead, "conflicts" an array of
 *            school codes
 * @roster    rows with school_code; when there are none, codes of conflicts are not checked
 * Errors: BM_ERROR_SETTING "procedure_bad" with line and column.
 */
gboolean bm_procedure_teachers_take(json_t *teachers, const json_t *roster, GError **error);

/* procedure.c: "teachers.csv: line 3, 'max_works'"; returns FALSE. */
gboolean bm_procedure_row_bad(const char *table, const json_t *row, const char *column,
                              GError **error);
