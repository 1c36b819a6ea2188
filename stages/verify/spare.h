/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen in a header and is meant to be seen: sights from @first on are taken back. */
#pragma once
#include "stages/verify/look.h"

/* Ink in a printed cell of a confirmed form that is not masked was asked for, and no field of
 * identity: the person who confirmed the form marked those. @ink at @dpi, borrowed. */
void bm_spare_cells(const BmLookCase *look, PIX *ink, double dpi, guint first, GArray *sights);

/* Lines that say which variant, by hand. @gray at @dpi, borrowed. FALSE: BM_ERROR_MODEL
 * "ocr_missing". Tests: tests/stages/test_variant.c. */
gboolean bm_spare_variants(const BmLookCase *look, PIX *gray, double dpi, guint first,
                           GArray *sights, GError **error);
