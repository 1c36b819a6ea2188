/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Do two pages carry the same print, and how does one lie on the other?
 *
 * Features of equal size vote for a shift within ±15 mm, at three scales, upright and upside
 * down. A pair counts the less the more partners its features have, so a unique word says much
 * and one of many equal cells little. Head and foot of the page count fully, the body where
 * works differ counts a fifth. The winning pairs then give an affine map by least squares.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/form/features.h"

typedef struct BmVote {
  double score;    /* sum of the pairs' weights at the best shift */
  double words;    /* the part of the weight that words have after the fit */
  guint pairs;     /* pairs that the final map explains */
  gboolean turned; /* the page must be turned by 180° first; @map contains that turn */
  BmAffine map;    /* millimetres on the page → millimetres on the form */
} BmVote;

/* Length of the head and the foot that count fully, in mm, for a page of this height. */
double bm_vote_head_mm(double height_mm);
double bm_vote_foot_mm(double height_mm);

/**
 * bm_vote_compare - best vote of a page for a form
 *
 * @form, @page    sorted features
 * @may_turn       also try the page upside down
 *
 * Cost: some tenths of a millisecond.
 * Source: pair sizes ±0.5 mm + 0.8 % and ±0.35 mm, bins of 1 mm, scales ±0.8 %, fit
 * within 2.0, 1.2, 0.7, 0.45 mm: a prototype on 14 printed forms had no wrong registration with
 * these. Tests:  tests/stages/test_form.c, suite form_vote.
 */
BmVote bm_vote_compare(const BmFeatures *form, const BmFeatures *page, gboolean may_turn);

/**
 * bm_affine_fit - weighted least squares through point pairs
 *
 * @from, @to, @weight  arrays of x, y pairs, @n points; an axis may be trusted more than the
 * other
 * @ridge  mm², pull towards a pure rotation and equal scales
 *
 * With fewer than 10 points or a spread under 40 mm only the shift of @start is corrected.
 */
BmAffine bm_affine_fit(const double *from, const double *to, const double *weight, guint n,
                       double ridge, BmAffine start);
