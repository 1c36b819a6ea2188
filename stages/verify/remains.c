/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in the header become masks. */
#include "stages/verify/remains.h"

#include <string.h>

#include "stages/shared/page.h"

#define REMAINS_MOST 8U /* more of them: the page was not understood */
#define BESIDE_MM 2.0
#define ABOVE_MM 1.2

static gboolean is_remains(const BmSight *sight)
{
  static const char *const reasons[] = {"word_left", "ink_left", "roster_left"};
  for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
    if (strcmp(sight->reason, reasons[i]) == 0)
      return !bm_box_is_empty(sight->box);
  return FALSE;
}

static gboolean is_spared(const GArray *spared, BmBox box)
{
  for (guint i = 0; i < spared->len; i++)
    if (!bm_box_is_empty(bm_box_and(g_array_index(spared, BmBox, i), box)))
      return TRUE;
  return FALSE;
}

static BmBox mask_for(const BmLookCase *look, BmBox place)
{
  int width = pixGetWidth(look->page), height = pixGetHeight(look->page);
  BmBox box = bm_box_grow(place, bm_px(BESIDE_MM, look->dpi), bm_px(ABOVE_MM, look->dpi));
  if (!look->by_form) {
    box.x = 0;
    box.w = width;
  }
  int body = bm_look_body(look, place);
  if (place.y + place.h <= body) /* the body's first row stays */
    box.h = MIN(box.h, body - box.y);
  return bm_box_clip(box, width, height);
}

GArray *bm_remains_boxes(const BmLookCase *look, const GArray *sights, guint first,
                         const GArray *spared)
{
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = first; i < sights->len; i++) {
    const BmSight *sight = &g_array_index(sights, BmSight, i);
    BmBox box = mask_for(look, sight->box);
    int middle = sight->box.y + sight->box.h / 2;
    gboolean is_named = strcmp(sight->reason, "roster_left") == 0;
    gboolean is_place = middle < bm_look_body(look, sight->box) ||
                        (is_named && middle < bm_px(BM_LOOK_TOP_MM, look->dpi)) ||
                        middle >= pixGetHeight(look->page) * BM_LOOK_FOOT_SHARE;
    if (!is_remains(sight) || !is_place || is_spared(spared, box) ||
        boxes->len == REMAINS_MOST) {
      g_array_set_size(boxes, 0);
      return boxes;
    }
    g_array_append_val(boxes, box);
  }
  return boxes;
}
