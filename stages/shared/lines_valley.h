/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Valleys between rows of writing, for lines_dense.c only. Ink by height shows rows even where
 * they touch, since most of it lies in the low letters. Rows climb and wander, so each upright
 * strip of the page has its own profile, and a valley is followed from strip to strip.
 */
#pragma once
#include "stages/shared/lines_part.h"

typedef struct BmValleys {
  const BmLines *lines; /* borrowed */
  int pitch;            /* distance of rows, px */
  guint n;              /* strips */
  int width;            /* of a strip, px; the last one may be wider */
  double **ink;         /* px of ink at each height of each strip */
  GArray **places;      /* int, y of the valleys of each strip, from the top */
} BmValleys;

/* NULL when tall parts have no pitch of 5 to 14 mm in common. */
BmValleys *bm_valleys_find(const BmLines *lines);
void bm_valleys_free(BmValleys *valleys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmValleys, bm_valleys_free)

/* Valleys that cross @box at its middle, @inner px and more from its ends: new array of int *,
 * each for bm_valley_at. */
GPtrArray *bm_valleys_across(const BmValleys *valleys, BmBox box, int inner);
/* Height of a valley at @x. */
int bm_valley_at(const BmValleys *valleys, const int *line, int x);

/* Mean of @n values over @reach on either side, new array. */
double *bm_profile_blurred(const double *ink, int n, int reach);
