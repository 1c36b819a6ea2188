/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks of one page that belong to each page of its form or sheet kind. */
#include "pipeline/decide_part.h"

#include "pipeline/box.h"
#include "pipeline/json_text.h"

#include <math.h>
#include <string.h>

#define NEAR_MM 2.5    /* a mask is a zone's when no edge is further off: zones grow and turn */
#define CARRIED_MM 1.0 /* a box grows by this on another page: paper lies as it falls */

/* --- places on the form */

typedef struct Area { /* mm on the form, or pixels of a page */
  double left, top, right, bottom;
} Area;

typedef struct Whole {
  BmLedger *ledger;
  json_t *form;  /* its record */
  GArray *areas; /* Area, mm */
  gboolean is_mask;
  guint n;
} Whole;

static void whole_clear(Whole *whole)
{
  g_clear_pointer(&whole->form, json_decref);
  g_clear_pointer(&whole->areas, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Whole, whole_clear)

static Area area_map(BmAffine map, Area a)
{
  Area out = {INFINITY, INFINITY, -INFINITY, -INFINITY};
  for (int corner = 0; corner < 4; corner++) {
    double x, y;
    bm_affine_point(map, corner & 1 ? a.right : a.left, corner & 2 ? a.bottom : a.top, &x, &y);
    out = (Area){fmin(out.left, x), fmin(out.top, y), fmax(out.right, x), fmax(out.bottom, y)};
  }
  return out;
}

static Area area_of(const json_t *box)
{
  double x = json_number_value(json_object_get(box, "x"));
  double y = json_number_value(json_object_get(box, "y"));
  return (Area){x, y, x + json_number_value(json_object_get(box, "w")),
                y + json_number_value(json_object_get(box, "h"))};
}

static gboolean areas_are_one(Area a, Area b)
{
  return fabs(a.left - b.left) <= NEAR_MM && fabs(a.top - b.top) <= NEAR_MM &&
         fabs(a.right - b.right) <= NEAR_MM && fabs(a.bottom - b.bottom) <= NEAR_MM;
}

static gboolean areas_meet(Area a, Area b)
{
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* A mask ends where the paper ends; a zone may go beyond. */
static Area area_clip(Area a, const json_t *form)
{
  json_t *size = json_object_get(form, "size_mm");
  double w = json_number_value(json_array_get(size, 0));
  double h = json_number_value(json_array_get(size, 1));
  if (w > 0 && h > 0)
    a = (Area){fmax(a.left, 0), fmax(a.top, 0), fmin(a.right, w), fmin(a.bottom, h)};
  return a;
}

static gboolean map_of(const json_t *item, BmAffine *ret_to_form, BmAffine *ret_to_page)
{
  return bm_affine_from_json(bm_ledger_fact(item, "form", "to_form"), ret_to_form) &&
         bm_affine_invert(*ret_to_form, ret_to_page);
}

static json_t *zones_of(json_t *form)
{
  if (!json_is_array(json_object_get(form, "zones")))
    json_object_set_new(form, "zones", json_array());
  return json_object_get(form, "zones");
}

static void zone_add(Whole *whole, Area a)
{
  double x = floor(a.left * 100) / 100, y = floor(a.top * 100) / 100;
  json_array_append_new(zones_of(whole->form),
                        json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", x, "y", y, "w",
                                  ceil((a.right - x) * 100) / 100, "h",
                                  ceil((a.bottom - y) * 100) / 100, "kind", "by_person"));
}

static gboolean zone_drop(Whole *whole, Area a)
{
  json_t *zones = zones_of(whole->form);
  gboolean was_there = FALSE;
  for (size_t i = json_array_size(zones); i-- > 0;) {
    Area zone = area_clip(area_of(json_array_get(zones, i)), whole->form);
    if (areas_are_one(zone, a)) {
      json_array_remove(zones, i);
      was_there = TRUE;
    }
  }
  return was_there;
}

static gboolean is_masked_there(const json_t *item, const json_t *box)
{
  size_t i;
  json_t *mask;
  json_array_foreach (bm_ledger_fact(item, "mask", "masks"), i, mask) {
    Area a = area_of(mask), b = area_of(box);
    if (memcmp(&a, &b, sizeof a) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The boxes of one page become places on its form; the form's zones change with them. */
static gboolean areas_take(Whole *whole, const json_t *item, const json_t *boxes,
                           GError **error)
{
  BmAffine to_form, to_page;
  const char *id = bm_json_text(item, "id");
  size_t i;
  json_t *box;
  if (!map_of(item, &to_form, &to_page))
    return bm_fail(error, BM_ERROR_SETTING, "page_no_form", "'%s'", id);
  json_array_foreach (boxes, i, box) {
    Area a = area_clip(area_map(to_form, area_of(box)), whole->form);
    if (a.right <= a.left || a.bottom <= a.top)
      return bm_fail(error, BM_ERROR_SETTING, "zones_bad", "'%s'", id);
    if (!whole->is_mask && !is_masked_there(item, box))
      return bm_fail(error, BM_ERROR_SETTING, "mask_unknown", "'%s'", id);
    if (whole->is_mask)
      zone_add(whole, a);
    else if (!zone_drop(whole, a))
      return bm_fail(error, BM_ERROR_SETTING, "mask_no_zone", "'%s'", id);
    g_array_append_val(whole->areas, a);
  }
  return TRUE;
}

/* --- the pages */

/* Does the mask stage go by the form's zones on this page? */
static gboolean zones_rule(const Whole *whole, const json_t *item)
{
  return g_strcmp0(bm_json_text(whole->form, "state"), "confirmed") == 0 &&
         (g_strcmp0(bm_json_text(whole->form, "kind"), "sheet") == 0 ||
          json_is_true(json_object_get(bm_ledger_fact(item, "form", "check"), "ok")));
}

static void boxes_drop(json_t *boxes, BmAffine to_form, Area a,
                       gboolean (*is_it)(Area box, Area place))
{
  for (size_t i = json_array_size(boxes); i-- > 0;)
    if (is_it(area_map(to_form, area_of(json_array_get(boxes, i))), a))
      json_array_remove(boxes, i);
}

static json_t *box_on_page(BmAffine to_page, Area a)
{
  Area grown = {a.left - CARRIED_MM, a.top - CARRIED_MM, a.right + CARRIED_MM,
                a.bottom + CARRIED_MM};
  Area px = area_map(to_page, grown);
  BmBox box = {(int)floor(fmax(px.left, 0)), (int)floor(fmax(px.top, 0)), 0, 0};
  box.w = (int)ceil(px.right) - box.x;
  box.h = (int)ceil(px.bottom) - box.y;
  return bm_box_to_json(box, "by_person");
}

/* Where zones do not rule yet, the page itself remembers the place. What a person once
 * uncovered there on this page does not stay open. */
static void page_mask(const Whole *whole, json_t *item, BmAffine to_form, BmAffine to_page,
                      Area a)
{
  boxes_drop(bm_decide_boxes(item, "remove"), to_form, a, areas_meet);
  if (!zones_rule(whole, item))
    json_array_append_new(bm_decide_boxes(item, "add"), box_on_page(to_page, a));
}

static gboolean page_change(Whole *whole, json_t *item, GError **error)
{
  BmAffine to_form, to_page;
  if (map_of(item, &to_form, &to_page))
    for (guint i = 0; i < whole->areas->len; i++) {
      Area a = g_array_index(whole->areas, Area, i);
      if (whole->is_mask)
        page_mask(whole, item, to_form, to_page, a);
      else
        boxes_drop(bm_decide_boxes(item, "add"), to_form, a, areas_are_one);
    }
  whole->n++;
  return bm_decide_redo(whole->ledger, item, "mask", error);
}

/* On the page that the person looked at, a mask of the finder goes too. */
static void own_uncover(const Whole *whole, json_t *item, const json_t *boxes)
{
  size_t i;
  json_t *box;
  if (!whole->is_mask && !zones_rule(whole, item))
    json_array_foreach (boxes, i, box)
      json_array_append(bm_decide_boxes(item, "remove"), box);
}

static gboolean pages_change(Whole *whole, const char *own, const json_t *boxes, GError **error)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(whole->ledger, "page");
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    if (!bm_decide_reaches(page, bm_json_text(whole->form, "id")))
      continue;
    if (g_strcmp0(bm_json_text(page, "id"), own) == 0) {
      own_uncover(whole, page, boxes);
      bm_decide_seen(page);
    } else if (!whole->is_mask) {
      bm_decide_unseen(page);
    }
    if (!page_change(whole, page, error))
      return FALSE;
  }
  return bm_ledger_doubts_close(whole->ledger, own, BM_CONTACT_STAGE, "masked", error) &&
         bm_decide_look(whole->ledger, "page", own, error);
}

static gboolean form_save(BmLedger *ledger, const json_t *form, GError **error)
{
  static const char *const columns[] = {"id", "kind", "version", "state"};
  g_autoptr(json_t) record = json_deep_copy(form);
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
    json_object_del(record, columns[i]);
  gint64 version = json_integer_value(json_object_get(form, "version")) + 1;
  return bm_ledger_form_put(ledger, bm_json_text(form, "id"), bm_json_text(form, "kind"),
                            version, bm_json_text(form, "state"), record, error);
}

gboolean bm_decide_whole(BmLedger *ledger, const char *verb, const char *page, json_t *boxes,
                         guint *ret_n, GError **error)
{
  g_autoptr(json_t) item = bm_decide_to_redo(ledger, page, error);
  if (item == NULL)
    return FALSE;
  const char *id = json_string_value(bm_ledger_fact(item, "form", "form"));
  g_auto(Whole) whole = {.ledger = ledger,
                         .form = id != NULL ? bm_ledger_form(ledger, id) : NULL,
                         .areas = g_array_new(FALSE, FALSE, sizeof(Area)),
                         .is_mask = strcmp(verb, "mask") == 0};
  if (whole.form == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "page_no_form", "'%s'", page);
  if (!areas_take(&whole, item, boxes, error) || !form_save(ledger, whole.form, error) ||
      !pages_change(&whole, page, boxes, error))
    return FALSE;
  *ret_n = whole.n;
  return TRUE;
}

/* --- pages that come later */

static gboolean is_kept(const json_t *boxes, BmAffine to_form, Area a)
{
  size_t i;
  json_t *box;
  json_array_foreach (boxes, i, box)
    if (areas_are_one(area_map(to_form, area_of(box)), a))
      return TRUE;
  return FALSE;
}

void bm_decide_places_keep(BmLedger *ledger, json_t *item)
{
  BmAffine to_form, to_page;
  const char *id = json_string_value(bm_ledger_fact(item, "form", "form"));
  g_auto(Whole)
      whole = {.ledger = ledger, .form = id != NULL ? bm_ledger_form(ledger, id) : NULL};
  if (whole.form == NULL || zones_rule(&whole, item) || !map_of(item, &to_form, &to_page))
    return;
  size_t i;
  json_t *zone;
  json_array_foreach (json_object_get(whole.form, "zones"), i, zone) {
    Area a = area_of(zone);
    if (g_strcmp0(bm_json_text(zone, "kind"), "by_person") == 0 &&
        !is_kept(bm_decide_boxes(item, "add"), to_form, a))
      json_array_append_new(bm_decide_boxes(item, "add"), box_on_page(to_page, a));
  }
}
