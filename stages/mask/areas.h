/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a form asks for identity, and where answers stand. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

#define BM_BARE_SHARE 0.08 /* of a page without zones there: no answer is so high */

#define BM_LOW_MOST 8 /* clusters of fields among the answers */

/* Pixels of BM_RESIDUAL_DPI. */
typedef struct BmAreas {
  int print_top;          /* the first print */
  int bare_end;           /* above it nobody answers */
  int head_end;           /* bottom of the header at the page's top, its fields in it */
  int foot_start;         /* answers end above */
  BmBox header;           /* its zones together; empty: none */
  BmBox block;            /* the same when it stands beside answers; empty: it spans the page */
  BmBox low[BM_LOW_MOST]; /* where fields stand lower on the page, with some room around */
  guint n_low;
  BmBox divider;             /* printed rule between two columns; empty: none */
  BmBox foot;                /* zones of the footer together; empty: none */
  int foot_left, foot_right; /* columns in which the footer asks: a frame's, or the page's */
} BmAreas;

/**
 * bm_areas_find - header, fields among the answers, and footer of one page
 *
 * @print     borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @zones     BmZone of the form there, sorted by y
 * @is_first  the page may be the first of a work, where names are added unasked
 *
 * Zones that stand close together are one cluster. Clusters at the top make the header, which
 * ends with the gap below the last of them; one with lines for answers above it stands low.
 * The place of a seal beside rows of fields leaves the header as deep as they are. Fields below
 * the header, in one of two columns that a printed rule parts, ask in that column alone, and
 * fields in a frame of their own ask in the frame.
 * Tests: tests/stages/test_mask_areas.c.
 */
BmAreas bm_areas_find(PIX *print, const GArray *zones, gboolean is_first);

/* Whether the middle of a line of added ink is where no answer stands. */
gboolean bm_areas_ask(const BmAreas *areas, BmBox line);

/* Whether it stands in the footer, in columns where that asks. */
gboolean bm_areas_is_foot(const BmAreas *areas, BmBox line);

/* Whether fields stand lower on the page there. */
gboolean bm_areas_is_low(const BmAreas *areas, BmBox line);

/* Whether the rule between two columns stands between two boxes: fields in one column say
 * nothing about the other. */
gboolean bm_areas_are_parted(const BmAreas *areas, BmBox p, BmBox q);

/* The part of a row of @width pixels in which a line's mask may spread: fields beside answers
 * have no more than their own side. */
BmBox bm_areas_side(const BmAreas *areas, BmBox line, int width);

/* First row of the answers, for whoever looks at the page next. */
int bm_areas_body(const BmAreas *areas);
