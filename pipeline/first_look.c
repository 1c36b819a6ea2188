/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What persons did to pages of the first round: masks that they drew or took away, forms that
 * they took a page out of. It belongs to the same page of the same bytes. Boxes are pixels of
 * the upright page, so they hold only where that came out as it was: the same size of the scan,
 * the same turn and map. Otherwise the page waits for a person.
 */
#include "pipeline/first.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide_part.h"
#include "pipeline/json_text.h"

#define MAP_NEAR 1e-6 /* of an affine's parts: rounding of what was written */

static const char *const kept[] = {"add", "remove", "not_forms"};

/* {"width", "height" of the scan, "turn", "to_source"}; new. */
static json_t *frame_of(const json_t *page)
{
  const json_t *facts = json_object_get(page, "facts");
  const json_t *intake = json_object_get(facts, "intake");
  const json_t *upright = json_object_get(facts, "upright");
  return json_pack("{s:O?,s:O?,s:O?,s:O?}", "width", json_object_get(intake, "width"), "height",
                   json_object_get(intake, "height"), "turn", json_object_get(upright, "turn"),
                   "to_source", json_object_get(upright, "to_source"));
}

static gboolean map_is_same(const json_t *map, const json_t *other)
{
  if (json_array_size(map) == 0 || json_array_size(map) != json_array_size(other))
    return FALSE;
  for (size_t i = 0; i < json_array_size(map); i++) {
    double gap =
        json_number_value(json_array_get(map, i)) - json_number_value(json_array_get(other, i));
    if (gap > MAP_NEAR || gap < -MAP_NEAR)
      return FALSE;
  }
  return TRUE;
}

static gboolean frame_is_same(const json_t *frame, const json_t *other)
{
  static const char *const keys[] = {"width", "height", "turn"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const json_t *value = json_object_get(frame, keys[i]);
    if (!json_is_integer(value) || !json_equal(value, json_object_get(other, keys[i])))
      return FALSE;
  }
  return map_is_same(json_object_get(frame, "to_source"), json_object_get(other, "to_source"));
}

/* --- from the first round */

/* Places of a form that a person drew are on the page, too: the form may not come along. */
static void zones_take(const json_t *page, json_t *look)
{
  const json_t *mask = json_object_get(json_object_get(page, "facts"), "mask");
  json_t *add = json_object_get(look, "add"), *box;
  size_t i;
  json_array_foreach (json_object_get(mask, "masks"), i, box)
    if (g_strcmp0(bm_json_text(box, "kind"), "by_person") == 0 && !bm_decide_has_box(add, box))
      json_array_append(add, box);
}

/* What persons did to a page, or NULL; new. */
static json_t *look_of(const json_t *page)
{
  const json_t *review = json_object_get(json_object_get(page, "facts"), "review");
  g_autoptr(json_t) look = json_object();
  size_t n = 0;
  for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
    json_t *list = json_object_get(review, kept[i]);
    json_object_set_new(look, kept[i], list != NULL ? json_copy(list) : json_array());
  }
  zones_take(page, look);
  for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
    n += json_array_size(json_object_get(look, kept[i]));
  if (n == 0)
    return NULL;
  json_object_set_new(look, "frame", frame_of(page));
  return g_steal_pointer(&look);
}

json_t *bm_first_looks(BmLedger *ledger, const char *file, const char *sha256)
{
  g_autoptr(json_t) pages = bm_ledger_children(ledger, file);
  json_t *looks = json_array(), *page;
  size_t i;
  json_array_foreach (pages, i, page) {
    json_t *look = look_of(page);
    if (look != NULL)
      json_array_append_new(looks,
                            json_pack("{s:s,s:I,s:o}", "sha256", sha256, "page",
                                      (json_int_t)bm_first_page_number(page), "look", look));
  }
  return looks;
}

/* --- to the same page of this one */

static json_t *look_find(BmKeymap *keymap, const json_t *page)
{
  const char *file = bm_json_text(page, "parent");
  g_autofree char *sha256 = file != NULL ? bm_keymap_sha256(keymap, file) : NULL;
  return sha256 != NULL ? bm_keymap_first_look(keymap, sha256, bm_first_page_number(page))
                        : NULL;
}

gboolean bm_first_look_bring(BmKeymap *keymap, BmLedger *ledger, json_t *page, GError **error)
{
  if (json_object_get(json_object_get(page, "facts"), "review") != NULL)
    return TRUE; /* brought before, and perhaps changed by a person since */
  g_autoptr(json_t) look = look_find(keymap, page);
  if (look == NULL)
    return TRUE;
  g_autoptr(json_t) frame = frame_of(page);
  if (!frame_is_same(json_object_get(look, "frame"), frame))
    return bm_ledger_doubt_add(ledger, bm_json_text(page, "id"), BM_CONTACT_STAGE,
                               "first_look_misfit", NULL, NULL, error);
  for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
    json_array_extend(bm_decide_boxes(page, kept[i]), json_object_get(look, kept[i]));
  return TRUE;
}
