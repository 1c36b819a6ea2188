/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps of any outline among the ink that was added to a form. */
#pragma once
#include "stages/mask/residual.h"

/**
 * bm_stamps_find - boxes of stamps
 *
 * A stamp is a closed outline, 28 to 95 mm wide and 11 to 55 mm high, around one field that
 * holds many small letters; a table has many fields, and a drawing few letters. A frame that
 * stands askew may be cut (askew.h), and so may an oval (oval.h). The boxes of the others reach
 * as far as pieces touch them.
 *
 * @residual  borrowed
 * @print     borrowed, the form's print that crosses stamps, as for bm_residual_find
 * Returns a new array of BmBox at BM_RESIDUAL_DPI; NULL: no memory.
 * Tests: tests/stages/test_mask_stamps.c.
 */
GArray *bm_stamps_find(const BmResidual *residual, PIX *print);
