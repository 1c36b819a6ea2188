/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be seen on one page by itself: a separator sheet, an empty side, its layout. */
#pragma once
#include "stages/split/likeness.h"
#include "stages/split/plan.h"

/* What is known of a page before it is looked at. */
typedef struct BmSightCase {
  double dpi;            /* both ways */
  gboolean is_turn_sure; /* stage upright is sure which way is up */
  int round_tag;         /* of this round; a separator of another one is foreign */
  BmBlankRule blank;
} BmSightCase;

/**
 * bm_sight_look - look at one upright page
 *
 * @page       borrowed
 * @ret_sight  all but the title
 * @ret_face   layout for bm_likeness_titles, caller frees; NULL for separators and blanks
 *
 * Codes are looked for quickly on every page; only a page that has the sheet's black bars is
 * then read with the whole ladder. Errors: BM_ERROR_IO "no_memory", BM_ERROR_INPUT
 * "page_unreadable". Tests:  tests/stages/test_split.c.
 */
gboolean bm_sight_look(PIX *page, const BmSightCase *about, BmSight *ret_sight,
                       BmFace **ret_face, GError **error);
