/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stages read of a page's facts again and again, and what an error means for a job. */
#pragma once
#include "pipeline/stage.h"
#include "stages/shared/autoptr.h"

/* True resolution of a page: upright's, else the file's, else 200. */
double bm_item_dpi(const BmItem *item, PIX *page);

/* Place of a page in its work, from 1; 0 when it is not known for sure (facts.split.is_first is
 * there only when the cut of the work is beyond doubt): such a page may be a first one. */
int bm_item_page_in_work(const BmItem *item);

/* The boxes of a list in the facts ("mask", "masks"); entries that are none are left out. New
 * array of BmBox, empty without such a list. */
GArray *bm_item_boxes(const BmItem *item, const char *stage, const char *key);

/* The other way: a new list of @boxes (BmBox). */
json_t *bm_item_boxes_to_json(const GArray *boxes);

/* BM_PARK for trouble with the input, BM_HALT with settings and models, BM_RETRY for the rest.
 */
BmOutcome bm_outcome_of(const GError *error);
