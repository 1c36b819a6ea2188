/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be seen on one page by itself: a separator sheet, an empty side, its layout. */
#pragma once
#include "stages/split/likeness.h"
#include "stages/split/plan.h"

/**
 * bm_sight_look - look at one upright page
 *
 * @page       borrowed, @dpi both ways
 * @round_tag  of this round; a separator of another one is foreign
 * @ret_sight  all but the title
 * @ret_face   layout for bm_likeness_titles, caller frees; NULL for separators and blanks
 *
 * Codes are looked for quickly on every page; only a page that has the sheet's black bars is
 * then read with the whole ladder. Errors: BM_ERROR_IO "no_memory", BM_ERROR_INPUT
 * "page_unreadable". Tests:  tests/stages/test_split.c.
 */
gboolean bm_sight_look(PIX *page, double dpi, int round_tag, const BmBlankRule *rule,
                       BmSight *ret_sight, BmFace **ret_face, GError **error);
