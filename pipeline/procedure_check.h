/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sheets of procedure.xlsx say about each other. */
#pragma once
#include "pipeline/procedure_part.h"

/**
 * bm_procedure_check - doubles, codes, the mark scale, dates, conflicts
 *
 * @tables  one a plan, as read; rows of markers get "conflicts", an array of school codes
 * @folder  where NAME.json of an own rule or scale may be
 * A sheet that could not be read as a whole is not held against the others.
 */
void bm_procedure_check(BmTable *tables, const char *folder, BmFaults *faults);
