/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers' hands for the bench of score sheets: what they put into a bubble. */
#pragma once
#include <cairo.h>
#include <glib.h>

typedef enum HandMark {
  HAND_FULL,   /* the whole disc */
  HAND_SLOPPY, /* to and fro, gaps, off the middle */
  HAND_TICK,
  HAND_CROSS,
  HAND_PALE, /* a disc in light pencil */
  HAND_OVER, /* a disc larger than the ring */
  HAND_SLASH,
  HAND_SPIRAL,
  HAND_FELT, /* a thick pen, a blot */
  HAND_THIN, /* a tick of a thin pen */
  N_HAND_MARKS
} HandMark;

typedef struct Hand {
  HandMark usual;
  double r, g, b, width_mm, wobble_mm;
} Hand;

const char *hand_name(HandMark mark);

/* A marker; @is_other: habits and pens that the limits were not chosen on. */
Hand hand_new(GRand *rand, gboolean is_other);
/* What this marker does the next time: mostly the usual. */
HandMark hand_next(const Hand *hand, GRand *rand, gboolean is_other);

/* Around (@x, @y), unit 1 mm. */
void hand_mark(cairo_t *cr, const Hand *hand, HandMark mark, GRand *rand, double x, double y);
/* A wrong mark is crossed out. */
void hand_strike(cairo_t *cr, const Hand *hand, GRand *rand, double x, double y);
