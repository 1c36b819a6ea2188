/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the second look found left above the body, and how it is masked too. */
#pragma once
#include "stages/verify/look.h"

/**
 * bm_remains_boxes - masks for what is left in the header and at the foot
 *
 * @look    as it was looked at
 * @sights  BmSight of that look, from @first on
 * @spared  BmBox that a person uncovered, or empty
 *
 * Words and writing above the body and at the foot are masked: by rows over the whole width, so
 * that the mask tells no length; on a form, whose print tells what a line is, the place alone.
 * Returns new BmBox array in pixels of the page; empty when there is nothing to mask, when one
 * of the sights asks for a person (a place elsewhere, a code, a person's own decision), or when
 * so much is left that the masks cannot be trusted. Tests:  tests/stages/test_verify.c, suite
 * remains.
 */
GArray *bm_remains_boxes(const BmLookCase *look, const GArray *sights, guint first,
                         const GArray *spared);
