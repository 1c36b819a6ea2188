/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group 4 fax data without a file around them, as PDF keeps them. */
#pragma once
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

/* @ret_page  1 bit, black runs are ink. Errors as bm_tiff_page_decode(). */
gboolean bm_g4_decode(const guint8 *data, gsize size, int columns, int rows, PIX **ret_page,
                      gboolean *ret_is_damaged, GError **error);
