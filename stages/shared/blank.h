/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a side of paper empty?
 *
 * Any mark of a person makes a page not empty, however small the share of dark pixels is; what
 * the scanner and the paper add does not. So ink is taken apart into pieces and each piece must
 * be explained: black edges, the margin along the edge, punch holes, staples in a corner,
 * streaks of a dirty glass, the paper's own ruling, dust, the pale blurred text of the other
 * side. What is left decides.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

typedef enum BmBlankState {
  BM_BLANK_CLEAR,    /* nothing but paper and scanner */
  BM_BLANK_DOUBTFUL, /* a speck or two too many: a person should look */
  BM_BLANK_MARKED,   /* somebody wrote or printed here */
} BmBlankState;

typedef struct BmBlankRule {
  double edge_mm;   /* along the edge nothing counts, 0..30 */
  double speck_mm;  /* a piece up to this long is dust */
  double mark_mm;   /* a piece of this length or more is a mark; between the two is doubt */
  double total_mm2; /* more dust than this is doubt */
  int pale; /* levels of 255 below the paper that ink has at least; the rest shines through */
} BmBlankRule;

/* Presets, chosen on tests/stages/test_blank.c: a full stop of a pen is 0.4 to 0.8 mm, the
 * smallest figure of a hand about 2 mm; show-through of office paper is 10 to 35 levels and
 * blurred, a hard pencil 45 and more. */
#define BM_BLANK_EDGE_MM 6.0
#define BM_BLANK_SPECK_MM 1.0
#define BM_BLANK_MARK_MM 2.0
#define BM_BLANK_TOTAL_MM2 6.0
#define BM_BLANK_PALE 42

typedef struct BmBlankLook {
  BmBlankState state;
  double ink_mm2;    /* all ink that nothing explains, dust included */
  double longest_mm; /* the longest piece of it, at least; a full page is not taken apart */
  BmBox mark;        /* that piece, pixels of the page; empty for none and for a full page */
} BmBlankLook;

/* Pages are judged at this resolution: a pixel is a third of a pen stroke.
 */
#define BM_BLANK_DPI 150.0

/* @ink (1 bit, BM_BLANK_DPI) less black edges, the paper's ruling and streaks over the page's
 * whole length; tables and underlines stay. New image, NULL only when memory is short. */
PIX *bm_blank_unruled(PIX *ink);

/**
 * bm_blank_look - look whether a page is empty
 *
 * @page  borrowed; depth 1, 8 or 32, any orientation, skew up to 2°
 * @dpi   pixels an inch both ways, 50 to 1200
 * @rule  limits; NULL: the presets
 * @ret_unruled  NULL, or set to what bm_blank_unruled gives for the page; caller frees
 * Errors: BM_ERROR_INPUT "page_unreadable" when @dpi is absurd; BM_ERROR_IO "no_memory".
 * Cost:   about 30 ms for A4 at 300 dpi.
 * Tests:  tests/stages/test_blank.c.
 */
gboolean bm_blank_look(PIX *page, double dpi, const BmBlankRule *rule, BmBlankLook *ret_look,
                       PIX **ret_unruled, GError **error);
