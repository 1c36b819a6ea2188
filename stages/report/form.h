/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report form of a site organiser as a workbook. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_report_form_write - a form to fill in
 *
 * @kit      stages/shared/reportform.h; borrowed
 * @path     replaced when it exists
 * @scratch  folder for temporary files
 *
 * Locked but for the cells that a person fills in (no password), lists and limits for those,
 * colours for what is still empty or contradicts. Equal kits give equal bytes.
 * Errors: BM_ERROR_IO "disk_write". Tests: tests/stages/test_collect_report.c
 */
gboolean bm_report_form_write(const json_t *kit, const char *path, const char *scratch,
                              GError **error);
