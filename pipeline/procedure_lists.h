/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that may stand beside any procedure, a workbook too: who wrote which work, which works
 * experts have marked before, and how schools did in an earlier assessment. */
#pragma once
#include "pipeline/procedure.h"

/**
 * bm_procedure_lists_load - read and check participants.csv, control.csv and earlier.csv
 *
 * Sets participants, control, earlier and variant_criteria of @procedure, whose assessment is
 * there already; checks the columns of its roster that these lists go with, too. Errors:
 * BM_ERROR_SETTING "procedure_bad" with file, line, column and what was expected. Tests:
 * tests/unit/test_procedure_lists.c
 */
gboolean bm_procedure_lists_load(BmProcedure *procedure, const char *folder, GError **error);

/* "criteria-2.pdf": the criteria of variant 2. */
gboolean bm_procedure_is_variant_criteria(const char *name);
