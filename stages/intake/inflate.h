/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a PDF stream becomes, found out without keeping it. */
#pragma once
#include "stages/intake/pdffile.h"

/* Bytes that deflated @data give, counted up to @most + 1; FALSE: the data are spoiled (the
 * count up to there is set). */
gboolean bm_inflate_count(const guint8 *data, gsize size, gsize most, gsize *ret_n);

/* Will the decoded stream hold at most @most bytes? FALSE also for nested compression, which
 * has no honest use. An unreadable stream is small. */
gboolean bm_pdfin_stream_is_small(const BmPdfFile *pdf, qpdf_oh stream, gsize most);

/* Names of the stream's filters, "/DCTDecode" …; NULL-terminated, caller frees. */
char **bm_pdfin_filters(const BmPdfFile *pdf, qpdf_oh stream);
