/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which teachers are one person. */
#include "pipeline/person.h"

#include "pipeline/csv.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"

#include <string.h>

char *bm_person_key(const char *teacher)
{
  g_autofree char *small = g_utf8_casefold(teacher, -1);
  GString *key = g_string_new(NULL);
  for (const char *at = small; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (g_unichar_isalnum(c))
      g_string_append_unichar(key, c == 0x451 ? 0x435 : c); /* ё → е */
  }
  return g_string_free(key, FALSE);
}

json_t *bm_person_keys(BmKeymap *keymap)
{
  g_autoptr(json_t) rows = bm_keymap_markers(keymap);
  json_t *keys = json_object(), *row;
  size_t i;
  json_array_foreach (rows, i, row) {
    g_autofree char *key = bm_person_key(bm_json_text_or_empty(row, "teacher"));
    json_object_set_new(keys, bm_json_text(row, "id"), json_string(key));
  }
  return keys;
}

/* "119001 (line 4)" */
static char *place_of(const json_t *row)
{
  int line = (int)json_integer_value(json_object_get(row, BM_CSV_LINE));
  const char *school = bm_json_text_or_empty(row, "school_code");
  return line > 0 ? g_strdup_printf("%s (%s %d)", school, bm_tr("строка", "line"), line)
                  : g_strdup(school);
}

gboolean bm_person_check(const json_t *teachers, GError **error)
{
  if (json_array_size(teachers) == 0)
    return bm_fail(error, BM_ERROR_SETTING, "teachers_none", "procedure");
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t i;
  json_t *row;
  json_array_foreach (teachers, i, row) {
    char *key = bm_person_key(bm_json_text_or_empty(row, "teacher"));
    const json_t *other = g_hash_table_lookup(seen, key);
    if (other != NULL) {
      g_autofree char *here = place_of(row), *there = place_of(other);
      g_free(key);
      return bm_fail(error, BM_ERROR_SETTING, "teacher_two_schools", "%s, %s", there, here);
    }
    g_hash_table_insert(seen, key, row);
  }
  return TRUE;
}
