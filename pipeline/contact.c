/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of pages on contact sheets. */
#include "pipeline/contact.h"

#include "pipeline/box.h"
#include "pipeline/contact_page.h"
#include "pipeline/workspace.h"

#include <string.h>

char *bm_contact_index_path(const char *ws, const char *form)
{
  g_autofree char *name = g_strconcat(form, ".json", NULL);
  return g_build_filename(ws, "review", "contact", name, NULL);
}

json_t *bm_contact_index(const char *ws, const char *form)
{
  g_autofree char *path = bm_contact_index_path(ws, form);
  g_autoptr(json_t) index =
      g_file_test(path, G_FILE_TEST_EXISTS) ? bm_json_read(path, NULL) : NULL;
  return json_is_array(json_object_get(index, "pages")) ? g_steal_pointer(&index) : NULL;
}

static const json_t *entry_of(const json_t *index, guint64 number)
{
  size_t i;
  json_t *entry;
  json_array_foreach (json_object_get(index, "pages"), i, entry)
    if ((guint64)json_integer_value(json_object_get(entry, "n")) == number)
      return entry;
  return NULL;
}

static gboolean number_add(const json_t *index, const char *text, guint64 first, guint64 last,
                           json_t *ids, GError **error)
{
  for (guint64 n = first; n <= last; n++) {
    const json_t *entry = entry_of(index, n);
    if (entry == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "contact_number", "'%s'", text);
    json_array_append(ids, json_object_get(entry, "page"));
  }
  return TRUE;
}

/* "7" or "12-14" */
static gboolean numbers_add(const json_t *index, const char *text, json_t *ids, GError **error)
{
  g_auto(GStrv) ends = g_strsplit(text, "-", 2);
  guint64 first = 0, last = 0;
  if (index == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "contact_none", "'%s'", text);
  if (ends[0] == NULL || !g_ascii_string_to_unsigned(ends[0], 10, 1, 1000000, &first, NULL) ||
      !g_ascii_string_to_unsigned(ends[1] != NULL ? ends[1] : ends[0], 10, first, 1000000,
                                  &last, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "contact_number", "'%s'", text);
  return number_add(index, text, first, last, ids, error);
}

json_t *bm_contact_except(const json_t *index, const char *text, GError **error)
{
  g_autoptr(json_t) ids = json_array();
  g_auto(GStrv) words = g_strsplit_set(text, ", ", -1);
  for (char **word = words; *word != NULL; word++) {
    if (strstr(*word, ".p") != NULL)
      json_array_append_new(ids, json_string(*word));
    else if (**word != '\0' && !numbers_add(index, *word, ids, error))
      return NULL;
  }
  if (json_array_size(ids) > 0)
    return g_steal_pointer(&ids);
  bm_fail(error, BM_ERROR_SETTING, "contact_number", "'%s'", text);
  return NULL;
}

/* --- where answers begin */

typedef struct Place { /* as it was written, and in mm */
  const char *text;
  double from, to;
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
  if (bm_contact_place(&own->page, place->from, place->to, &box, &trouble)) {
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

/* "52" or "52-140" */
static gboolean place_parse(const char *text, Place *ret)
{
  g_auto(GStrv) ends = g_strsplit(text, "-", 2);
  gint64 from = 0, to = 0;
  gboolean is_good =
      ends[0] != NULL && g_ascii_string_to_signed(ends[0], 10, 1, 1000, &from, NULL) &&
      (ends[1] == NULL || g_ascii_string_to_signed(ends[1], 10, from + 1, 1000, &to, NULL));
  ret->from = (double)from;
  ret->to = (double)to;
  return is_good;
}

/* "7:52", "7:52-140", "f000007.p0001:52" */
static gboolean answers_add(BmOpen *open, const json_t *index, const char *text, json_t *places,
                            GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ":", 2);
  Place place = {.text = text};
  if (g_strv_length(parts) != 2 || !place_parse(parts[1], &place))
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
