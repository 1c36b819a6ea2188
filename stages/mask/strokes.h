/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where lines run on a page and which way, by the structure tensor of a soft picture. */
#pragma once
#include "stages/shared/autoptr.h"

#define BM_STROKES_DPI 50.0 /* a third of BM_RESIDUAL_DPI */
#define BM_STROKES_TURN 64  /* directions of normals in half a turn */
#define BM_STROKES_NONE 255

typedef struct BmStroke {
  int x, y; /* pixels at BM_STROKES_DPI */
  int turn; /* of its normal: 0 to BM_STROKES_TURN - 1, from x towards y */
} BmStroke;

typedef struct BmStrokes {
  int w, h;
  guint8 *turns; /* w × h: the turn of the stroke there, BM_STROKES_NONE: none */
  guint8 *dark;  /* w × h: ink there, 0 to 255 */
  GArray *list;  /* BmStroke, by rows */
} BmStrokes;

/**
 * bm_strokes_find - middles of thin lines that run one way for some 3 mm
 *
 * Letters are strokes of many ways close together and give few; an outline gives nearly all of
 * its length, whatever crosses it.
 *
 * @ink  borrowed, 1 bit at BM_RESIDUAL_DPI
 * Returns NULL: no memory.
 * Cost:  4 ms for A4.
 * Tests: tests/stages/test_mask_oval.c.
 */
BmStrokes *bm_strokes_find(PIX *ink);
void bm_strokes_free(BmStrokes *strokes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmStrokes, bm_strokes_free)
