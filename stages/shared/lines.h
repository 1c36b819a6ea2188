/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the ink of a page is made of: rules and the frames they form, strokes, and short lines
 * of strokes. Everything is measured in millimetres of paper, at one working resolution.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#define BM_LINES_DPI 200.0 /* working resolution of everything here */

typedef enum BmFrameShape {
  BM_FRAME_UNDERLINE, /* one rule, or a row of dots, to write on */
  BM_FRAME_BOX,       /* one closed box */
  BM_FRAME_CELLS,     /* a row of boxes for one character each */
  BM_FRAME_TABLE,     /* rows and columns */
  BM_FRAME_OTHER,     /* axes, drawings, remains */
} BmFrameShape;

typedef struct BmFrame {
  BmBox box;
  BmFrameShape shape;
  int n_across, n_down; /* rules in it */
} BmFrame;

/* Strokes that follow each other closely along a line. */
typedef struct BmSegment {
  BmBox box;
  int n_parts; /* connected pieces */
  int height;  /* median height of the pieces that are letters, px */
  int row;     /* index of its row, from the top */
} BmSegment;

typedef struct BmRow {
  BmBox box;
  int n_segments;
} BmRow;

typedef struct BmLines {
  int width, height;
  PIX *ink;       /* everything, 1 bit */
  PIX *text;      /* strokes only: rules taken out, crossings restored */
  GArray *across; /* BmBox, horizontal rules, sorted by y */
  GArray *down;   /* BmBox, vertical rules, sorted by x */
  GArray *frames; /* BmFrame, sorted by y */
  GArray *parts;  /* BmBox, connected pieces of text, sorted by x */
  GArray *sides;  /* BmBox, strokes of writing turned along a side; in no part, segment, row */
  GArray *segments; /* BmSegment, sorted by row, then x */
  GArray *rows;     /* BmRow, sorted by y */
  double ruling_px; /* distance of the paper's own ruling, 0: plain paper */
  gboolean is_squared;
  gboolean is_speckled; /* squares that are seen only as dots; their remains are left out */
} BmLines;

/**
 * bm_lines_find - take the ink of a page apart
 *
 * @ink  borrowed, 1 bit at BM_LINES_DPI, upright and deskewed, without black edges
 *
 * Ruling of the paper (squares, lines from margin to margin at one distance) is taken out of
 * ink and text and makes no frames. Errors: BM_ERROR_IO "no_memory". Tests:
 * tests/stages/test_lines.c.
 */
BmLines *bm_lines_find(PIX *ink, GError **error);
void bm_lines_free(BmLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmLines, bm_lines_free)

/* The cell of @frame around a point: up to the nearest rules on each side; empty when there is
 * none. */
BmBox bm_lines_cell_at(const BmLines *lines, const BmFrame *frame, int x, int y);

/* Millimetres to pixels of the working resolution. */
int bm_lines_px(double mm);
