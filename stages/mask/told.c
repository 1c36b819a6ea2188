/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that a person pointed out end the masks that were laid for caution. */
#include "stages/mask/told.h"

#include <string.h>

#include "stages/mask/zones.h"
#include "stages/shared/item.h"

#define KIND_ANSWERS "answers"
#define BAND_PERCENT 60 /* of the page's width: a mask as wide hides a row whatever it says */
#define WHOLE_PERCENT 90

static gboolean is_answers(const json_t *zone)
{
  return g_strcmp0(json_string_value(json_object_get(zone, "kind")), KIND_ANSWERS) == 0;
}

static json_t *fields_with(const json_t *form, gboolean with_answers)
{
  const json_t *kept = json_object_get(json_object_get(form, "facts"), "kept");
  json_t *list = json_array(), *zone;
  size_t i;
  json_array_foreach (kept, i, zone)
    if (is_answers(zone) == with_answers)
      json_array_append(list, zone);
  return list;
}

json_t *bm_told_kept(const json_t *form)
{
  return fields_with(form, FALSE);
}

GArray *bm_told_of_form(const json_t *form, BmAffine to_pixels, int width, int height)
{
  g_autoptr(json_t) list = fields_with(form, TRUE);
  g_autoptr(GArray) zones = bm_form_zones(list, to_pixels, 0, width, height);
  GArray *boxes = g_array_new(FALSE, FALSE, sizeof(BmBox));
  for (guint i = 0; i < zones->len; i++)
    g_array_append_val(boxes, g_array_index(zones, BmZone, i).box);
  return boxes;
}

gboolean bm_told_hold(const GArray *told, BmBox box)
{
  for (guint i = 0; i < told->len; i++)
    if (bm_box_area(bm_box_and(g_array_index(told, BmBox, i), box)) * 10 >=
        bm_box_area(box) * 9)
      return TRUE;
  return FALSE;
}

/* Laid for caution, not for what stands there. */
static gboolean is_guess(const BmMaskPlan *plan, const BmZone *zone, int page_width)
{
  if (strcmp(zone->kind, "by_person") == 0)
    return FALSE;
  return strcmp(zone->kind, "unexplained") == 0 || strcmp(zone->kind, "band") == 0 ||
         (!plan->by_form && zone->box.w * 100 >= page_width * BAND_PERCENT);
}

/* Drawn on a form for all of its copies: what lies there by half or more. */
static gboolean is_mostly_told(const GArray *told, BmBox box)
{
  gint64 shared = 0;
  for (guint i = 0; i < told->len; i++)
    shared = MAX(shared, bm_box_area(bm_box_and(g_array_index(told, BmBox, i), box)));
  return 2 * shared >= bm_box_area(box);
}

/* Said of this page: rows of which half or more lie there, from side to side or in part. */
static gboolean are_rows_told(const GArray *told, BmBox box)
{
  gint64 high = 0;
  for (guint i = 0; i < told->len; i++)
    high = MAX(high, bm_box_and(g_array_index(told, BmBox, i), box).h);
  return 2 * high >= box.h;
}

typedef gboolean (*ToldFn)(const GArray *told, BmBox box);

static void masks_end(BmMaskPlan *plan, const GArray *told, ToldFn is_told, int page_width)
{
  g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(BmZone));
  for (guint i = plan->zones->len; i-- > 0;) {
    BmZone zone = g_array_index(plan->zones, BmZone, i);
    if (!is_guess(plan, &zone, page_width) || !is_told(told, zone.box))
      continue;
    g_array_append_val(open, zone);
    g_array_remove_index(plan->zones, i);
  }
  g_autoptr(GArray) rest = bm_zones_without(open, told, 0, 0);
  g_array_append_vals(plan->zones, rest->data, rest->len);
}

static int risen(int body_y, BmBox box)
{
  return box.y < body_y && box.y + box.h >= body_y ? box.y : body_y;
}

/* Of a page without print: from there on whoever looks next expects answers. */
static void body_rise(BmMaskPlan *plan, const GArray *told, int page_width)
{
  for (guint i = 0; i < told->len; i++) {
    BmBox box = g_array_index(told, BmBox, i);
    if (box.w * 100 < page_width * WHOLE_PERCENT)
      continue;
    plan->body_y = risen(plan->body_y, box);
    plan->halves.left_y = risen(plan->halves.left_y, box);
    plan->halves.right_y = risen(plan->halves.right_y, box);
  }
}

gboolean bm_told_open(const BmMaskCase *c, BmMaskPlan *plan, GError **error)
{
  int width = pixGetWidth(c->page), height = pixGetHeight(c->page);
  g_autoptr(GArray) told = bm_item_boxes(c->item, "review", KIND_ANSWERS);
  masks_end(plan, told, are_rows_told, width);
  g_array_append_vals(plan->answers, told->data, told->len);
  if (plan->by_form) {
    BmAffine to_form, to_page;
    if (!bm_affine_from_json(bm_item_fact(c->item, "form", "to_form"), &to_form) ||
        !bm_affine_invert(to_form, &to_page))
      return bm_fail(error, BM_ERROR_INPUT, "page_unreadable",
                     "page '%s' has no map to its form", c->item->id);
    g_autoptr(GArray) of_form = bm_told_of_form(c->form, to_page, width, height);
    masks_end(plan, of_form, is_mostly_told, width);
    g_array_append_vals(plan->answers, of_form->data, of_form->len);
  } else {
    body_rise(plan, told, width);
  }
  return TRUE;
}
