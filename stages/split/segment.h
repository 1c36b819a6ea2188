/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cheapest cut of a section into works, and how sure each work is.
 *
 * Costs are log-odds. A work of the wrong length is dear (a jammed or lost sheet is an event of
 * about one in 150 works: 5 units, and more for each page it is off), a work that begins with a
 * page that is no title costs what the title evidence says, and so does a title within a work.
 * A work that begins with a blank page is nearly impossible. Dynamic programming over all cuts
 * gives the cheapest; doing it from both ends gives, for each work, the cheapest cut that does
 * *not* hold this work. The difference is the work's margin: where a page may be missing
 * anywhere, many cuts cost the same and all these works have margin 0.
 */
#pragma once
#include "stages/split/plan.h"

typedef struct BmSegmentRule {
  guint length;              /* images of a work; 0 unknown */
  gboolean is_duplex;        /* declared: every second image of a work is a back */
  gboolean blanks_alternate; /* every second image of the section is blank */
} BmSegmentRule;

typedef struct BmSegment {
  guint first, n; /* images, from 0 in the section */
  int excess;     /* images more (or fewer) than a whole work; 0 when length is unknown */
  gboolean is_without_blanks; /* the length fits when blank pages are not counted */
  double margin;
} BmSegment;

/* Segments of @sights[0..@n-1] in order, covering all; new GArray of BmSegment. */
GArray *bm_segment_find(const BmSegmentRule *rule, const BmSight *sights, guint n);
