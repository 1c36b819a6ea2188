/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handwriting from stroke skeletons.
 *
 * A letter is a few strokes through points on a grid whose x-height is 10; letters of a word
 * are one smooth curve, so the joins are those of a pen that is not lifted. A writer bends
 * every skeleton in a way of their own, and every letter a little differently each time it is
 * written. */
#pragma once
#include "sheet.h"

typedef struct BmLetter {
  gunichar letter;
  double advance;
  const char *strokes; /* "x,y x,y;x,y …": first stroke is joined to its neighbours; a point
                          given twice is a corner */
} BmLetter;

/* NULL when no skeleton is known. */
const BmLetter *bm_letter_find(gunichar letter);

typedef struct BmWriter {
  guint32 seed;       /* bends of the skeletons */
  double x_height_mm; /* of small letters */
  double slant;       /* dx per unit of y */
  double narrow;      /* factor of widths */
  double bends;       /* how far from the school's skeletons */
  double wave;        /* grid units the baseline swings by */
  double jitter;      /* grid units */
  double spacing;     /* grid units between letters */
  double rise;        /* mm of baseline per mm of line */
  gboolean is_joined; /* false: letters apart */
  gboolean is_scrawl; /* waves instead of letters: no one can read it */
  const char *font;   /* a calligraphic font instead of skeletons, or NULL */
  BmInk ink;
} BmWriter;

void bm_writer_init(BmWriter *writer, guint32 seed);

/* Makes some writers unlike any that bm_writer_init() gives: scrawls, neat letters of a font,
 * very small or large hands, pencils and green pens. */
void bm_writer_vary(BmWriter *writer, guint32 seed);
/* hand_more.c: other habits again: round and upright, print-like, hasty and flat, leaning back.
 */
void bm_writer_vary_again(BmWriter *writer, guint32 seed);
/* hand_more.c: and others: tiny, broad, shaky, wide apart, steep. */
void bm_writer_vary_reserve(BmWriter *writer, guint32 seed);

/**
 * bm_hand_write - write one line by hand
 *
 * @x, @y  left end of the baseline, mm
 * @rand   of the page; a writer never writes a word twice alike
 *
 * Returns the width in mm.
 */
double bm_hand_write(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                     double x, double y, const char *text);
double bm_hand_width(const BmWriter *writer, const char *text);

/* The same, squeezed when it is wider than @w. */
double bm_hand_write_within(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                            double x, double y, double w, const char *text);
/* Turned by @turn_deg clockwise about (x, y): names along the margin. */
void bm_hand_write_turned(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                          double x, double y, double turn_deg, const char *text);

/* Wraps at words; returns the baseline after the last line. One mark a line. */
double bm_hand_write_block(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                           double x, double y, double w, double pitch, const char *text);

/* Block letters, one a cell. */
void bm_hand_write_cells(BmSheet *sheet, BmSense sense, const BmWriter *writer, GRand *rand,
                         double x, double y, double size_w, double size_h, const char *text);

/* A signature: a first letter and a scrawl. */
void bm_hand_sign(BmSheet *sheet, const BmWriter *writer, GRand *rand, double x, double y,
                  const char *name);
