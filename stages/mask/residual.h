/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What someone added to a printed form: the ink of a page that is not its print.
 *
 * Decided a connected piece at a time, never a pixel at a time: a piece is print when at least
 * three quarters of it lie within one pixel of print, else all of it is added. The print's own
 * rules are taken out before, since writing that touches a rule would become one piece with it.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#define BM_RESIDUAL_DPI 150.0 /* of every image and box here */

typedef struct BmResidual {
  PIX *ink;       /* 1 bit: added ink */
  GArray *pieces; /* BmBox of its connected pieces, dust left out */
  GArray *groups; /* BmBox: pieces that stand close along a line, from top to bottom */
} BmResidual;

/**
 * bm_residual_find - ink that is not print
 *
 * @ink    borrowed, 1 bit at BM_RESIDUAL_DPI, the page without black edges
 * @print  borrowed, 1 bit, the same size: the form's print where it lies on this page
 *
 * Errors: BM_ERROR_IO "no_memory".
 * Source: shares and millimetres measured on forms with four copies each.
 * Tests:  tests/stages/test_mask_residual.c.
 */
BmResidual *bm_residual_find(PIX *ink, PIX *print, GError **error);
void bm_residual_free(BmResidual *residual);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmResidual, bm_residual_free)
