/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract's opinion on which way up a page is; dear (0.3 to 0.6 s), so asked in doubt only.
 */
#pragma once
#include "stages/shared/autoptr.h"
#include <glib.h>

/* Load the data now. Errors: as below. */
gboolean bm_osd_ready(GError **error);

/**
 * bm_osd_quarters - clockwise quarter turns that make @ink upright
 *
 * @ink             borrowed, 1 bit, levelled, @dpi both ways
 * @ret_quarters    0 to 3
 * @ret_confidence  0: no opinion; 1 and more: rather sure
 *
 * The data are loaded once in a process, at the first question or by bm_osd_ready.
 * Errors: BM_ERROR_MODEL "osd_missing".
 */
gboolean bm_osd_quarters(PIX *ink, double dpi, int *ret_quarters, double *ret_confidence,
                         GError **error);
