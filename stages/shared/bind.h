/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page files bound into one document. */
#pragma once
#include "pipeline/error.h"

/**
 * bm_bind - write page files, in order, as one TIFF or PDF
 *
 * @out    ends with ".pdf" for PDF, else TIFF; written beside it first and renamed when whole
 * @pages  @n paths of page files (stages/shared/page.h); a NULL stands for a page that cannot
 * be shown: an A4 page of plain gray takes its place, so that the count stays Errors:
 * BM_ERROR_INPUT "page_unreadable", BM_ERROR_IO "disk_write".
 */
gboolean bm_bind(const char *out, const char *const *pages, guint n, GError **error);
