/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From zones of a form and of the finder to the masks of one page. */
#include "stages/mask/plan.h"

#include <math.h>
#include <string.h>

#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/lines.h"
#include "stages/shared/page.h"

#define BAND_SHARE 0.45 /* of a page whose body was not found */
#define ZONE_GROW_MM 0.6
#define TOP_SHARE 0.12 /* header of a form without zones at its top */
#define HEADER_SHARE 0.62
#define FOOT_SHARE 0.92
#define STROKE_WIDE_MM 45.0
#define STROKE_HIGH_MM 20.0

/* Flags that a form which lies right does not answer. */
static gboolean flag_outlives_form(const char *slug)
{
  static const char *const lasting[] = {"turn_unsure", "roster_word", "seal_found"};
  for (guint i = 0; i < G_N_ELEMENTS(lasting); i++)
    if (strcmp(lasting[i], slug) == 0)
      return TRUE;
  return FALSE;
}

static gboolean form_is_trusted(const json_t *form)
{
  const char *state = json_string_value(json_object_get(form, "state"));
  return g_strcmp0(state, "confirmed") == 0 ||
         json_is_true(json_object_get(form, "is_evident"));
}

/* the form's zones count when it is a printed form, trusted, and lies right on this page */
static gboolean form_applies(const BmMaskCase *c, BmAffine *ret_to_page)
{
  const char *kind = json_string_value(bm_item_fact(c->item, "form", "kind"));
  const json_t *check = bm_item_fact(c->item, "form", "check");
  const json_t *held = bm_item_fact(c->item, "form", "held_for");
  BmAffine to_form;
  return c->form != NULL && g_strcmp0(kind, "form") == 0 && form_is_trusted(c->form) &&
         json_is_true(json_object_get(check, "ok")) && (held == NULL || json_is_null(held)) &&
         bm_affine_from_json(bm_item_fact(c->item, "form", "to_form"), &to_form) &&
         bm_affine_invert(to_form, ret_to_page);
}

static gboolean zone_numbers(const json_t *zone, double v[4])
{
  static const char *const keys[] = {"x", "y", "w", "h"};
  for (int i = 0; i < 4; i++) {
    const json_t *number = json_object_get(zone, keys[i]);
    if (!json_is_number(number))
      return FALSE;
    v[i] = json_number_value(number);
  }
  return TRUE;
}

static BmBox zone_on_page(BmAffine to_page, const double v[4], int grow)
{
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    bm_affine_point(to_page, v[0] + (corner & 1 ? v[2] : 0), v[1] + (corner & 2 ? v[3] : 0), &x,
                    &y);
    x0 = fmin(x0, x);
    x1 = fmax(x1, x);
    y0 = fmin(y0, y);
    y1 = fmax(y1, y);
  }
  BmBox box = {(int)floor(x0), (int)floor(y0), 0, 0};
  box.w = (int)ceil(x1) - box.x;
  box.h = (int)ceil(y1) - box.y;
  return bm_box_grow(box, grow, grow);
}

static void zone_add(BmMaskPlan *plan, BmBox box, const char *kind, PIX *page)
{
  BmZone zone = {.box = bm_box_clip(box, pixGetWidth(page), pixGetHeight(page)), .kind = kind};
  if (!bm_box_is_empty(zone.box))
    g_array_append_val(plan->zones, zone);
}

static void form_zones_add(BmMaskPlan *plan, const BmMaskCase *c, BmAffine to_page)
{
  size_t i;
  json_t *zone;
  json_array_foreach (json_object_get(c->form, "zones"), i, zone) {
    double v[4];
    const char *name = json_string_value(json_object_get(zone, "kind"));
    const char *kind = name != NULL ? bm_kind(name) : NULL;
    if (zone_numbers(zone, v))
      zone_add(plan, zone_on_page(to_page, v, bm_px(ZONE_GROW_MM, c->dpi)),
               kind != NULL ? kind : bm_kind("unexplained"), c->page);
  }
}

/* strokes that leave a zone, whole; only zones that were there before */
static gboolean strokes_add(BmMaskPlan *plan, const BmMaskCase *c, GError **error)
{
  g_autoptr(PIX) ink = bm_ink_working(c->page, c->dpi, BM_LINES_DPI, error);
  g_autoptr(BmLines) lines = ink != NULL ? bm_lines_find(ink, error) : NULL;
  if (lines == NULL)
    return FALSE;
  double scale = c->dpi / BM_LINES_DPI;
  guint n = plan->zones->len;
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox part = g_array_index(lines->parts, BmBox, i);
    if (part.w > bm_lines_px(STROKE_WIDE_MM) || part.h > bm_lines_px(STROKE_HIGH_MM))
      continue;
    BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, bm_box_grow(part, 2, 2));
    for (guint k = 0; k < n; k++) {
      BmZone zone = g_array_index(plan->zones, BmZone, k);
      gint64 shared = bm_box_area(bm_box_and(box, zone.box));
      if (shared * 4 > bm_box_area(box) && shared < bm_box_area(box)) {
        zone_add(plan, box, zone.kind, c->page);
        break;
      }
    }
  }
  return TRUE;
}

/* bottom of the form's zones that belong to its header */
static int header_bottom(const BmMaskPlan *plan, int height)
{
  int bottom = (int)(height * TOP_SHARE);
  for (guint i = 0; i < plan->zones->len; i++) {
    BmBox box = g_array_index(plan->zones, BmZone, i).box;
    if (box.y + box.h < height * HEADER_SHARE)
      bottom = MAX(bottom, box.y + box.h);
  }
  return bottom;
}

static void found_add(BmMaskPlan *plan, const BmMaskCase *c, const BmIdentity *found)
{
  int height = pixGetHeight(c->page);
  int bottom = plan->by_form ? header_bottom(plan, height) : height;
  if (found->body_y >= 0 && plan->by_form)
    bottom = MIN(bottom, MAX(found->body_y, (int)(height * TOP_SHARE / 2)));
  for (guint i = 0; i < found->zones->len; i++) {
    BmZone zone = g_array_index(found->zones, BmZone, i);
    gboolean is_code = strcmp(zone.kind, "barcode") == 0;
    if (!is_code && zone.box.y < height * FOOT_SHARE)
      zone.box = bm_box_and(zone.box, (BmBox){0, 0, pixGetWidth(c->page), bottom});
    zone_add(plan, zone.box, zone.kind, c->page);
  }
  for (guint i = 0; i < found->flags->len; i++)
    if (!plan->by_form || flag_outlives_form(found->flags->pdata[i]))
      g_ptr_array_add(plan->flags, found->flags->pdata[i]);
}

static void band_add(BmMaskPlan *plan, const BmMaskCase *c, const BmIdentity *found)
{
  int width = pixGetWidth(c->page), height = pixGetHeight(c->page);
  int share = found->paper.y + (int)(found->paper.h * BAND_SHARE);
  int body = found->body_y + MAX(found->row_px, bm_px(6, c->dpi));
  gboolean is_guess = found->body_y < 0 || bm_identity_has_flag(found, "body_unsure");
  int bottom = is_guess ? MAX(share, found->body_y < 0 ? 0 : body) : body;
  plan->band = bm_box_clip((BmBox){0, 0, width, bottom}, width, height);
  zone_add(plan, plan->band, bm_kind("band"), c->page);
}

static BmIdentityHints hints_of(const BmMaskCase *c)
{
  const json_t *page = bm_item_fact(c->item, "split", "page_in_work");
  BmIdentityHints hints = {.roster = c->roster, .policy = c->policy};
  hints.page_in_work = (int)json_integer_value(page);
  hints.turn_sure = json_is_true(bm_item_fact(c->item, "upright", "turn_sure"));
  if (!bm_box_from_json(bm_item_fact(c->item, "upright", "paper"), &hints.paper))
    hints.paper = (BmBox){0, 0, 0, 0};
  return hints;
}

static int flag_compare(gconstpointer p, gconstpointer q)
{
  return strcmp(*(const char *const *)p, *(const char *const *)q);
}

/* what a person drew on the page in review (facts.review.add, pixels of this page) */
static void person_zones_add(BmMaskPlan *plan, const BmMaskCase *c)
{
  size_t i;
  json_t *drawn;
  BmBox box;
  json_array_foreach (bm_item_fact(c->item, "review", "add"), i, drawn)
    if (bm_box_from_json(drawn, &box))
      zone_add(plan, box, "by_person", c->page);
}

static gboolean zone_is_removed(const BmMaskCase *c, BmBox zone)
{
  size_t i;
  json_t *json;
  BmBox box;
  json_array_foreach (bm_item_fact(c->item, "review", "remove"), i, json)
    if (bm_box_from_json(json, &box) && box.x == zone.x && box.y == zone.y && box.w == zone.w &&
        box.h == zone.h)
      return TRUE;
  return FALSE;
}

/* what a person uncovered (facts.review.remove): masks as this plan made them before */
static void person_zones_remove(BmMaskPlan *plan, const BmMaskCase *c)
{
  for (guint i = plan->zones->len; i-- > 0;)
    if (zone_is_removed(c, g_array_index(plan->zones, BmZone, i).box))
      g_array_remove_index(plan->zones, i);
}

gboolean bm_mask_plan(const BmMaskCase *c, BmMaskPlan **ret, GError **error)
{
  g_autoptr(BmMaskPlan) plan = g_new0(BmMaskPlan, 1);
  g_autoptr(BmIdentity) found = NULL;
  BmIdentityHints hints = hints_of(c);
  BmAffine to_page;
  plan->zones = g_array_new(FALSE, TRUE, sizeof(BmZone));
  plan->flags = g_ptr_array_new();
  if (!bm_identity_find(c->page, c->dpi, &hints, &found, error))
    return FALSE;
  plan->body_y = found->body_y;
  plan->by_form = form_applies(c, &to_page);
  if (plan->by_form) {
    form_zones_add(plan, c, to_page);
    if (!strokes_add(plan, c, error))
      return FALSE;
  }
  found_add(plan, c, found);
  person_zones_add(plan, c);
  const char *held = json_string_value(bm_item_fact(c->item, "form", "held_for"));
  if (held != NULL)
    g_ptr_array_add(plan->flags, (gpointer)g_intern_string(held));
  if (plan->flags->len > 0)
    band_add(plan, c, found);
  person_zones_remove(plan, c);
  g_ptr_array_sort(plan->flags, flag_compare);
  *ret = g_steal_pointer(&plan);
  return TRUE;
}

void bm_mask_plan_free(BmMaskPlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer(&plan->zones, g_array_unref);
  g_clear_pointer(&plan->flags, g_ptr_array_unref);
  g_free(plan);
}

void bm_mask_paint(PIX *page, const GArray *zones)
{
  for (guint i = 0; i < zones->len; i++) {
    BmBox zone = g_array_index(zones, BmZone, i).box;
    g_autoptr(BOX) box = boxCreate(zone.x, zone.y, zone.w, zone.h);
    if (pixGetDepth(page) == 1)
      pixSetInRect(page, box); /* 1 is ink */
    else
      pixClearInRect(page, box);
  }
}
