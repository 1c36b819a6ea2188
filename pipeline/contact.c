/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of pages on contact sheets. */
#include "pipeline/contact.h"

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

gboolean bm_contact_is_final(const json_t *form)
{
  const char *kind = json_string_value(json_object_get(form, "kind"));
  const char *state = json_string_value(json_object_get(form, "state"));
  return g_strcmp0(kind, "sheet") == 0 || g_strcmp0(state, "confirmed") == 0;
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
