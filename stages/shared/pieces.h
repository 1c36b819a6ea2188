/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connected pieces of a bilevel image, found in one pass over the runs of its rows. Order and
 * boxes are those of pixConnCompBB: pieces come as their first pixels do, row by row.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

typedef struct BmPieces BmPieces;

typedef struct BmPiece {
  BmBox box;
  int count; /* pixels */
} BmPiece;

/**
 * bm_pieces_find - the connected pieces of an image
 *
 * @bits        borrowed; 1 bit
 * @neighbours  4 or 8
 *
 * Returns new pieces; NULL only when memory is short.
 * Cost:  2 ms for a page of writing at 150 dpi (Leptonica: 10 for the boxes alone).
 * Tests: tests/stages/test_pieces.c compares with Leptonica's.
 */
BmPieces *bm_pieces_find(PIX *bits, int neighbours);
void bm_pieces_free(BmPieces *pieces);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPieces, bm_pieces_free)

guint bm_pieces_n(const BmPieces *pieces);
const BmPiece *bm_pieces_get(const BmPieces *pieces, guint index);

/* Clear the pixels of a piece in @bits. */
void bm_pieces_clear(const BmPieces *pieces, guint index, PIX *bits);

/* Pixels of a piece that are set in @bits. */
int bm_pieces_shared(const BmPieces *pieces, guint index, PIX *bits);

/* As pixSelectByArea(@bits, @least, 8, L_SELECT_IF_GTE, NULL). */
PIX *bm_pieces_larger(PIX *bits, int least);

/* As pixConnCompBB(@bits, @neighbours). */
BOXA *bm_pieces_boxes(PIX *bits, int neighbours);
