/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From zones of a form and of the finder to the masks of one page. */
#include "stages/mask/plan.h"

#include <math.h>
#include <string.h>

#include "stages/mask/byform.h"
#include "stages/mask/told.h"
#include "stages/mask/zones.h"
#include "stages/shared/formprint.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ink.h"
#include "stages/shared/item.h"
#include "stages/shared/page.h"

#define SHEET_ZONE_GROW_MM 1.0 /* sheets lie on the glass as they fall */
#define BAND_SHARE 0.45        /* of a page whose body was not found */
#define LOOK_DPI 100.0
#define TITLE_LEAST_MM2 4.0 /* ink of a short name */

static gboolean record_is_sheet(const json_t *form)
{
  return g_strcmp0(json_string_value(json_object_get(form, "kind")), "sheet") == 0;
}

static gboolean form_is_confirmed(const json_t *form)
{
  return g_strcmp0(json_string_value(json_object_get(form, "state")), "confirmed") == 0;
}

/* the page is on a printed form, and lies right there */
static gboolean form_fits(const BmMaskCase *c)
{
  const char *kind = json_string_value(bm_item_fact(c->item, "form", "kind"));
  const json_t *check = bm_item_fact(c->item, "form", "check");
  const json_t *held = bm_item_fact(c->item, "form", "held_for");
  BmAffine to_form, to_page;
  return c->form != NULL && g_strcmp0(kind, "form") == 0 &&
         json_is_true(json_object_get(check, "ok")) && (held == NULL || json_is_null(held)) &&
         bm_affine_from_json(bm_item_fact(c->item, "form", "to_form"), &to_form) &&
         bm_affine_invert(to_form, &to_page);
}

void bm_mask_plan_add(BmMaskPlan *plan, BmBox box, const char *kind, PIX *page)
{
  BmZone zone = {.box = bm_box_clip(box, pixGetWidth(page), pixGetHeight(page)), .kind = kind};
  if (!bm_box_is_empty(zone.box))
    g_array_append_val(plan->zones, zone);
}

/* what the finder says of a page that has nothing on it, as split saw */
static gboolean flag_is_of_blank(const char *slug)
{
  static const char *const bare[] = {"page_bare", "body_unknown", "few_rows",
                                     "first_page_bare"};
  for (guint i = 0; i < G_N_ELEMENTS(bare); i++)
    if (strcmp(bare[i], slug) == 0)
      return TRUE;
  return FALSE;
}

static void found_add(BmMaskPlan *plan, const BmMaskCase *c, const BmIdentity *found)
{
  for (guint i = 0; i < found->zones->len; i++) {
    BmZone zone = g_array_index(found->zones, BmZone, i);
    bm_mask_plan_add(plan, zone.box, zone.kind, c->page);
  }
  gboolean is_blank = json_is_true(bm_item_fact(c->item, "split", "is_blank"));
  for (guint i = 0; i < found->flags->len; i++)
    if (!is_blank || !flag_is_of_blank(found->flags->pdata[i]))
      g_ptr_array_add(plan->flags, found->flags->pdata[i]);
  plan->body_y = found->body_y;
  plan->halves = found->halves;
}

static void band_add(BmMaskPlan *plan, const BmMaskCase *c, const BmIdentity *found)
{
  int width = pixGetWidth(c->page), height = pixGetHeight(c->page);
  int share = found->paper.y + (int)(found->paper.h * BAND_SHARE);
  int body = MAX(found->body_y, MAX(found->halves.left_y, found->halves.right_y)) +
             MAX(found->row_px, bm_px(6, c->dpi));
  gboolean is_guess = found->body_y < 0 || bm_identity_has_flag(found, "body_unsure");
  int bottom = is_guess ? MAX(share, found->body_y < 0 ? 0 : body) : body;
  plan->band = bm_box_clip((BmBox){0, 0, width, bottom}, width, height);
  bm_mask_plan_add(plan, plan->band, bm_kind("band"), c->page);
}

static BmIdentityHints hints_of(const BmMaskCase *c)
{
  BmIdentityHints hints = {.roster = c->roster, .policy = c->policy};
  hints.page_in_work = bm_item_page_in_work(c->item);
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
      bm_mask_plan_add(plan, box, "by_person", c->page);
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

/* A zone on a sheet says where titles stand; this page's answers begin where its body does. A
 * body that would take more than half of the zone is not believed: there the title was missed.
 */
static void zones_end_at(GArray *zones, int body_y)
{
  for (guint i = 0; i < zones->len; i++) {
    BmBox *box = &g_array_index(zones, BmZone, i).box;
    if (2 * (body_y - box->y) >= box->h && box->y + box->h > body_y)
      box->h = body_y - box->y;
  }
}

/* Zones of the record help the finder where a person gave them to a sheet kind, and where the
 * program itself finds a form evident: then both must have missed a place for it to show. */
static GArray *record_zones(const BmMaskCase *c, const BmIdentity *found)
{
  BmAffine to_form, to_page;
  int width = pixGetWidth(c->page), height = pixGetHeight(c->page);
  gboolean is_sheet = record_is_sheet(c->form) && form_is_confirmed(c->form);
  gboolean is_evident = json_is_true(json_object_get(c->form, "is_evident")) && form_fits(c);
  if (!(is_sheet || is_evident) ||
      !bm_affine_from_json(bm_item_fact(c->item, "form", "to_form"), &to_form) ||
      !bm_affine_invert(to_form, &to_page))
    return g_array_new(FALSE, FALSE, sizeof(BmZone));
  GArray *zones = bm_form_zones(json_object_get(c->form, "zones"), to_page,
                                bm_px(SHEET_ZONE_GROW_MM, c->dpi), width, height);
  if (is_sheet && found->body_y > 0 && !bm_identity_has_flag(found, "body_unsure"))
    zones_end_at(zones, found->body_y);
  return zones;
}

static gboolean zones_hide_ink(const BmMaskCase *c, const GArray *zones)
{
  g_autoptr(PIX) ink = bm_ink_working(c->page, c->dpi, LOOK_DPI, NULL);
  double scale = LOOK_DPI / c->dpi, sum = 0;
  for (guint i = 0; ink != NULL && i < zones->len; i++)
    sum += bm_ink_mm2(ink, LOOK_DPI,
                      bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0},
                                    g_array_index(zones, BmZone, i).box));
  return sum >= TITLE_LEAST_MM2;
}

/* Doubts that a person settled by passing the sheet kind: a last block, which is masked whether
 * it was an answer or not, and a first page without a title when a zone drawn by hand hides
 * one.
 */
static void flags_settle(BmMaskPlan *plan, const BmMaskCase *c, const GArray *zones)
{
  if (!record_is_sheet(c->form) || !form_is_confirmed(c->form))
    return;
  for (guint i = plan->flags->len; i-- > 0;) {
    const char *slug = plan->flags->pdata[i];
    if (strcmp(slug, "tail_ink") == 0 ||
        (strcmp(slug, "first_page_bare") == 0 && zones_hide_ink(c, zones)))
      g_ptr_array_remove_index(plan->flags, i);
  }
}

/* one page alone: the finder's zones, and a band when anything is in doubt */
static gboolean plan_by_page(const BmMaskCase *c, BmMaskPlan *plan, GError **error)
{
  g_autoptr(BmIdentity) found = NULL;
  BmIdentityHints hints = hints_of(c);
  if (!bm_identity_find(c->page, c->dpi, &hints, &found, error))
    return FALSE;
  found_add(plan, c, found);
  g_autoptr(GArray) zones = record_zones(c, found);
  g_array_append_vals(plan->zones, zones->data, zones->len);
  flags_settle(plan, c, zones);
  const char *held = json_string_value(bm_item_fact(c->item, "form", "held_for"));
  if (held != NULL)
    g_ptr_array_add(plan->flags, (gpointer)g_intern_string(held));
  if (plan->flags->len > 0 && !(c->is_asked && record_is_sheet(c->form)))
    band_add(plan, c, found);
  g_ptr_array_sort(plan->flags, flag_compare);
  return TRUE;
}

gboolean bm_mask_plan(const BmMaskCase *c, BmMaskPlan **ret, GError **error)
{
  g_autoptr(BmMaskPlan) plan = g_new0(BmMaskPlan, 1);
  plan->zones = g_array_new(FALSE, TRUE, sizeof(BmZone));
  plan->answers = g_array_new(FALSE, FALSE, sizeof(BmBox));
  plan->flags = g_ptr_array_new();
  g_autoptr(BmFormPrint) form =
      form_fits(c) && form_is_confirmed(c->form) ? bm_formprint_load(c->form) : NULL;
  plan->by_form = form != NULL;
  if (!(plan->by_form ? bm_mask_by_form(c, form, plan, error) : plan_by_page(c, plan, error)))
    return FALSE;
  person_zones_remove(plan, c); /* the list may name masks from before answers were told, */
  if (!bm_told_open(c, plan, error))
    return FALSE;
  person_zones_remove(plan, c); /* and what they left of masks */
  person_zones_add(plan, c);
  *ret = g_steal_pointer(&plan);
  return TRUE;
}

void bm_mask_plan_free(BmMaskPlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer(&plan->zones, g_array_unref);
  g_clear_pointer(&plan->answers, g_array_unref);
  g_clear_pointer(&plan->flags, g_ptr_array_unref);
  g_free(plan);
}

void bm_mask_paint(PIX *page, const GArray *zones)
{
  for (guint i = 0; i < zones->len; i++)
    bm_page_black(page, g_array_index(zones, BmZone, i).box);
}
