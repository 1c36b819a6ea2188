/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a form asks for identity, and where answers stand. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

#define BM_BARE_SHARE 0.08 /* of a page without zones there: no answer is so high */

/* Pixels of BM_RESIDUAL_DPI. */
typedef struct BmAreas {
  int bare_end;   /* above the first print nobody answers */
  int head_start; /* of fields that stand lower than that; 0: at the page's top */
  int head_end;   /* answers begin below */
  int foot_start; /* and end above */
  BmBox block;    /* zones of a header that stands beside answers; empty: it spans the page */
} BmAreas;

/**
 * bm_areas_find - header and footer of one page
 *
 * @print     borrowed, 1 bit at BM_RESIDUAL_DPI: the form's print as it lies on the page
 * @zones     BmZone of the form there, sorted by y
 * @is_first  the page may be the first of a work, where names are added unasked
 *
 * The header ends with the last of its zones, and with the gap below it.
 * Tests: tests/stages/test_mask.c.
 */
BmAreas bm_areas_find(PIX *print, const GArray *zones, gboolean is_first);

/* Whether the middle of a line of added ink is where no answer stands. */
gboolean bm_areas_ask(const BmAreas *areas, BmBox line);

/* First row of the answers, for whoever looks at the page next. */
int bm_areas_body(const BmAreas *areas);
