/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of pages and errors of jobs. */
#include "stages/shared/item.h"

#define GUESSED_DPI 200.0

double bm_item_dpi(const BmItem *item, PIX *page)
{
  double dpi = json_number_value(bm_item_fact(item, "upright", "dpi"));
  if (dpi > 0)
    return dpi;
  return pixGetXRes(page) > 0 ? pixGetXRes(page) : GUESSED_DPI;
}

int bm_item_page_in_work(const BmItem *item)
{
  if (!json_is_boolean(bm_item_fact(item, "split", "is_first")))
    return 0;
  return (int)json_integer_value(bm_item_fact(item, "split", "page_in_work"));
}

GArray *bm_item_boxes(const BmItem *item, const char *stage, const char *key)
{
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  size_t i;
  json_t *json;
  json_array_foreach (bm_item_fact(item, stage, key), i, json) {
    BmBox box;
    if (bm_box_from_json(json, &box))
      g_array_append_val(boxes, box);
  }
  return boxes;
}

json_t *bm_item_boxes_to_json(const GArray *boxes)
{
  json_t *list = json_array();
  for (guint i = 0; i < boxes->len; i++)
    json_array_append_new(list, bm_box_to_json(g_array_index(boxes, BmBox, i), NULL));
  return list;
}

BmOutcome bm_outcome_of(const GError *error)
{
  if (g_error_matches(error, BM_ERROR, BM_ERROR_INPUT))
    return BM_PARK;
  return g_error_matches(error, BM_ERROR, BM_ERROR_SETTING) ||
                 g_error_matches(error, BM_ERROR, BM_ERROR_MODEL)
             ? BM_HALT
             : BM_RETRY;
}
