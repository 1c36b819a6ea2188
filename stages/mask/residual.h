/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What someone added to a printed form, in pieces and in lines. Which ink is added and which is
 * print, stages/shared/formprint.h decides.
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
 * Tests:  tests/stages/test_mask_residual.c.
 */
BmResidual *bm_residual_find(PIX *ink, PIX *print, GError **error);
void bm_residual_free(BmResidual *residual);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmResidual, bm_residual_free)
