/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How schools did in an earlier assessment: earlier.csv in the folder procedure, which the
 * analysis of each round writes for the next one (results/earlier.csv). */
#pragma once
#include "pipeline/procedure.h"

/**
 * bm_earlier_number - a number of earlier.csv
 *
 * @text  "61,5" or "61.5"
 * Returns FALSE when it is none within @least … @most; @ret_value is set on success only.
 */
gboolean bm_earlier_number(const char *text, double least, double most, double *ret_value);

/* Sets "earlier" and "prior_signs" of a school for stage analyse (stages/analyse/district.h)
 * where the list has the school. */
void bm_earlier_add(const BmProcedure *procedure, const char *school_code, json_t *school);

/**
 * bm_earlier_write - this round as the earlier one of the next
 *
 * @input     what stage analyse was told
 * @analysis  its note
 * A row a school: works with a result, mean and standard deviation of their totals in percent,
 * signs. Errors: BM_ERROR_IO "disk_write".
 * Tests: tests/unit/test_earlier.c
 */
gboolean bm_earlier_write(const json_t *input, const json_t *analysis, const char *path,
                          GError **error);
