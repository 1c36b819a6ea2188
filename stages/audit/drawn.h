/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a finished PDF as poppler draws them: what a printer would show counts. */
#pragma once
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#include <poppler.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* Open a PDF; poppler's own log, which may quote the document, is silent until
 * bm_drawn_close. Errors: BM_ERROR_INPUT "audit_unreadable". */
PopplerDocument *bm_drawn_open(const char *path, GError **error);

/* Page @index (from 0) as 8-bit gray at @dpi; NULL when there is none, it cannot be drawn, or
 * it would be larger than 4000 pixels. */
PIX *bm_drawn_page(PopplerDocument *document, int index, double dpi);
