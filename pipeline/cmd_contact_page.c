/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What contact sheets need of a page's facts, and places that a person reads off them. */
#include "pipeline/cmd_contact_page.h"

#include "pipeline/box.h"
#include "pipeline/contact.h"
#include "pipeline/json_text.h"

#include <string.h>

static char *path_below(const char *ws, const char *file)
{
  return file != NULL ? g_build_filename(ws, file, NULL) : NULL;
}

static GArray *masks_of(const json_t *item)
{
  GArray *masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  size_t i;
  json_t *json;
  json_array_foreach (bm_ledger_fact(item, "mask", "masks"), i, json) {
    BmBox box;
    if (bm_box_from_json(json, &box))
      g_array_append_val(masks, box);
  }
  return masks;
}

/* Of two pages side by side the lower. */
static int body_of(const json_t *item)
{
  json_t *body = bm_ledger_fact(item, "mask", "body_y"), *half;
  int body_y = body != NULL ? (int)json_integer_value(body) : -1;
  const char *key;
  json_object_foreach (bm_ledger_fact(item, "mask", "halves"), key, half)
    if (strcmp(key, "fold") != 0)
      body_y = MAX(body_y, (int)json_integer_value(half));
  return body_y;
}

BmContactOwn *bm_contact_own_new(const char *ws, const json_t *item)
{
  const json_t *files = json_object_get(item, "files");
  const char *upright = bm_json_text(files, "upright");
  if (bm_json_text(item, "file") == NULL)
    return NULL;
  BmContactOwn *own = g_new0(BmContactOwn, 1);
  own->path = path_below(ws, bm_json_text(item, "file"));
  own->source = path_below(ws, upright != NULL ? upright : bm_json_text(files, "intake"));
  own->masks = masks_of(item);
  double dpi = json_number_value(bm_ledger_fact(item, "upright", "dpi"));
  own->page = (BmContactPage){.path = own->path,
                              .source = own->source,
                              .dpi = dpi >= 50 && dpi <= 2400 ? dpi : 200,
                              .masks = own->masks,
                              .body_y = body_of(item)};
  bm_box_from_json(bm_ledger_fact(item, "upright", "paper"), &own->page.paper);
  return own;
}

void bm_contact_own_free(BmContactOwn *own)
{
  if (own == NULL)
    return;
  g_free(own->path);
  g_free(own->source);
  g_array_unref(own->masks);
  g_free(own);
}

/* --- where answers begin */

typedef struct Place { /* as it was written, and in mm */
  const char *text;
  BmContactPlace on_page;
} Place;

static gboolean place_add(BmOpen *open, const char *page, const Place *place, json_t *places,
                          GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, page);
  g_autoptr(BmContactOwn) own = item != NULL ? bm_contact_own_new(open->ws, item) : NULL;
  BmBox box;
  if (own == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "item_unknown", "'%s'", page);
  g_autoptr(GError) trouble = NULL;
  if (bm_contact_place(&own->page, &place->on_page, &box, &trouble)) {
    if (json_object_get(places, page) == NULL)
      json_object_set_new(places, page, json_array());
    json_array_append_new(json_object_get(places, page), bm_box_to_json(box, "answers"));
    return TRUE;
  }
  if (g_error_matches(trouble, BM_ERROR, BM_ERROR_SETTING))
    return bm_fail(error, BM_ERROR_SETTING, "contact_place", "'%s'", place->text);
  g_propagate_error(error, g_steal_pointer(&trouble));
  return FALSE;
}

/* "52", "52-140"; "-140" is from 0. What is not given is 0. */
static gboolean span_parse(const char *text, double *ret_from, double *ret_to)
{
  g_auto(GStrv) ends = g_strsplit(text, "-", 2);
  gint64 from = 0, to = 0;
  gboolean has_from = ends[0] != NULL && *ends[0] != '\0';
  gboolean is_good =
      (has_from || ends[1] != NULL) &&
      (!has_from || g_ascii_string_to_signed(ends[0], 10, 1, 1000, &from, NULL)) &&
      (ends[1] == NULL || g_ascii_string_to_signed(ends[1], 10, from + 1, 1000, &to, NULL));
  *ret_from = (double)from;
  *ret_to = (double)to;
  return is_good;
}

/* Rows, and behind a stroke how far from the left edge: "52-140/90-170", "52/-90", "52/90" */
static gboolean place_parse(const char *text, BmContactPlace *ret)
{
  g_auto(GStrv) sides = g_strsplit(text, "/", 2);
  *ret = (BmContactPlace){0};
  return sides[0] != NULL && span_parse(sides[0], &ret->from, &ret->to) &&
         (sides[1] == NULL || span_parse(sides[1], &ret->left, &ret->right));
}

/* "7:52", "7:52-140", "f000007.p0001:52/90" */
static gboolean answers_add(BmOpen *open, const json_t *index, const char *text, json_t *places,
                            GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ":", 2);
  Place place = {.text = text};
  if (g_strv_length(parts) != 2 || !place_parse(parts[1], &place.on_page))
    return bm_fail(error, BM_ERROR_SETTING, "contact_place", "'%s'", text);
  g_autoptr(json_t) ids = bm_contact_except(index, parts[0], error);
  size_t i;
  json_t *id;
  json_array_foreach (ids, i, id)
    if (!place_add(open, json_string_value(id), &place, places, error))
      return FALSE;
  return ids != NULL;
}

json_t *bm_contact_answers(BmOpen *open, const json_t *index, const char *text, GError **error)
{
  g_autoptr(json_t) places = json_object();
  g_auto(GStrv) words = g_strsplit_set(text, ", ", -1);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !answers_add(open, index, *word, places, error))
      return NULL;
  if (json_object_size(places) > 0)
    return g_steal_pointer(&places);
  bm_fail(error, BM_ERROR_SETTING, "contact_place", "'%s'", text);
  return NULL;
}
