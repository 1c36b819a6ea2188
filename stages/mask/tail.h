/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What someone added to a printed form after the last answer: a name at its end, unasked. */
#pragma once
#include "stages/mask/areas.h"
#include "stages/mask/residual.h"

/**
 * bm_tail_find - the last short rows of added ink, apart from everything above them
 *
 * Rows in the last quarter of the page, at most two and 95 mm wide, with neither added ink nor
 * print below them but that of the footer, and with more room above than answers have below
 * their task: far below the other rows, away from their margin, or below a frame. What stands
 * far beside, in the same row, is a row of its own.
 *
 * @residual  borrowed
 * @print     borrowed, the form's print as it lies on the page
 * @words     borrowed, the same without rules: what stands below a frame or a line answers none
 * @areas     borrowed; rows of its footer are no part of the tail
 * @zones     BmZone, borrowed: a frame with a field in it is none for answers
 * @spared    BmBox, borrowed: ink there is explained already
 *
 * Returns a new array of BmBox at BM_RESIDUAL_DPI, one a row, empty without a tail.
 * Tests: tests/stages/test_mask_tail.c.
 */
GArray *bm_tail_find(const BmResidual *residual, PIX *print, PIX *words, const BmAreas *areas,
                     const GArray *zones, const GArray *spared);
