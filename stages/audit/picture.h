/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of an auditor's sample, one a sheet of A4, each below its number. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_sample_picture - draw a sample as PDF
 *
 * @sample  {"title", "pages": [{"n", "work_no", "page", "file"}]}: number in the sample, page
 *          (from 1) of the work, index into @files
 * @files   PDF files of works; a work may come several times
 * @path    of the PDF to make
 *
 * Pages are drawn as they would be printed, at 150 dpi, and shown as large as the sheet lets.
 * Errors: BM_ERROR_INPUT "audit_unreadable" when a page cannot be drawn: a sheet must not look
 * as if nothing were on it; BM_ERROR_IO "disk_write"; BM_ERROR_MODEL "font_missing".
 * Tests: tests/stages/test_audit.c
 */
gboolean bm_sample_picture(const json_t *sample, const char *const *files, guint n_files,
                           const char *path, GError **error);
