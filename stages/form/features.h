/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of a page to recognise its printed form: boxes of words and straight rules in
 * hundredths of a millimetre, a few kilobytes a page.
 *
 * All images here are work images: 1 bit, 1 = ink, BM_FORM_DPI dots an inch, so that one pixel
 * is 0.17 mm, the tolerance with which copies of one print agree.
 */
#pragma once
#include "stages/shared/autoptr.h"
#include "stages/shared/page.h"

#define BM_FORM_DPI 150.0

typedef enum BmFeatureKind {
  BM_FEATURE_WORD,
  BM_FEATURE_HRULE,
  BM_FEATURE_VRULE
} BmFeatureKind;

typedef struct BmFeature {
  gint16 x, y, w, h; /* hundredths of a millimetre on the page, from its top left corner */
  guint16 kind;      /* BmFeatureKind */
} BmFeature;

/* What the page's ruling says about the kind of paper. */
typedef enum BmRuling { BM_RULING_PLAIN, BM_RULING_LINED, BM_RULING_SQUARED } BmRuling;

typedef struct BmFeatures {
  GArray *list; /* of BmFeature, sorted by kind, then length */
  double width_mm, height_mm;
  BmRuling ruling;
  gboolean is_typed; /* rows of evenly high characters over most of the page */
} BmFeatures;

BmFeatures *bm_features_new(double width_mm, double height_mm);
void bm_features_free(BmFeatures *features);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFeatures, bm_features_free)

/**
 * bm_features_find - words and rules of a page
 *
 * @work  borrowed, unchanged; a work image (see above)
 *
 * Words: ink without rules, closed 0.7 mm along the line, boxes 2–110 mm × 1–9 mm. Rules:
 * straight runs, horizontal from 8 mm, vertical from 4.5 mm, thinner than 1.3 mm. Returns NULL
 * when there is no memory for the images. Cost: about 10 ms for A4. Tests:
 * tests/stages/test_form.c, suite form_features.
 */
BmFeatures *bm_features_find(PIX *work);

/* Sorts the list the way bm_vote_compare needs it. */
void bm_features_sort(BmFeatures *features);

/**
 * bm_rules_find - the straight rules of a page as an image
 *
 * @ret_across, @ret_down  new images of the size of @work; thin horizontal and vertical rules
 */
gboolean bm_rules_find(PIX *work, PIX **ret_across, PIX **ret_down);

/* Rows of evenly high characters, many of them: print, not writing. @letters  ink without rules
 */
gboolean bm_features_look_typed(PIX *letters);

/* Ink without rules, the gaps that the rules leave in strokes closed; NULL: no memory. */
PIX *bm_rules_remove(PIX *work, PIX *across, PIX *down);
