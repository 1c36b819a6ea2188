/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of procedure.xlsx as the tables that stages read. */
#pragma once
#include "pipeline/procedure.h"

/**
 * bm_procedure_mirror - roster.csv and teachers.csv of a workbook, in a folder of their own
 *
 * Workers look for people in the folder that a job names and know no workbooks. The folder is
 * .workbook below @procedure->folder (0700, files 0600), which procedure->folder becomes. Files
 * that hold the same already are left alone.
 * Errors: BM_ERROR_IO "disk_write".
 */
gboolean bm_procedure_mirror(BmProcedure *procedure, GError **error);

/* Nobody's people stay behind once @folder has no filled workbook any more. */
void bm_procedure_mirror_remove(const char *folder);
