/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed score sheets filled in: what to mark is told, a hand marks it. */
#pragma once
#include <jansson.h>

#include "score_hand.h"
#include "stages/shared/scorepaper.h"

/* The sheets of a bundle in bubbles, laid out anew: {"tasks" [{"max"}], "classes" [{"works"}]}.
 */
BmScorePaper *fill_paper(const json_t *kit);

typedef struct FillPlace {
  const BmScorePaper *paper;
  const BmScorePage *page;
  const BmScoreBlock *block;
  guint row, task; /* of the block */
} FillPlace;

/* Marks a bubble; @cr: unit 1 mm. */
void fill_bubble(cairo_t *cr, const Hand *hand, GRand *rand, const FillPlace *at, guint choice,
                 HandMark mark, gboolean is_struck);

/**
 * fill_told - fill the sheets of a bundle as told
 *
 * @kit     file: as above, and "scores" {work_no: [score | "X"]}; "skip" and "twice" [[work_no,
 *          place of the task]]: left empty, marked a second time (both may be missing)
 * @stem    pages as pdftoppm -png writes them: STEM-1.png or STEM-01.png
 * @out     TIFF of all pages, gray; @dpi: of the pages
 * Returns an exit status.
 */
int fill_told(const char *kit, const char *stem, const char *out, double dpi);
