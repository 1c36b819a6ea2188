/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a masked page is its source and nothing else, outside its masks. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/**
 * bm_source_differs - the first place outside all masks where a page is not its source
 *
 * @page    borrowed; decoded from the masked file
 * @source  borrowed; decoded from the file that was masked
 * @masks   BmBox, pixels of both
 *
 * Returns TRUE and sets @ret_where to the box around all differences, to the whole page when
 * size or depth differ. No memory counts as a difference.
 * Tests:  tests/stages/test_verify.c, suite source.
 */
gboolean bm_source_differs(PIX *page, PIX *source, const GArray *masks, BmBox *ret_where);
