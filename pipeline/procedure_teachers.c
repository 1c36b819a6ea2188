/* SPDX-License-Identifier: GPL-3.0-or-later */
/* teachers.csv. */
#include "pipeline/procedure_teachers.h"

#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/procedure.h"

#include <string.h>

static gboolean row_bad(const json_t *row, const char *column, GError **error)
{
  return bm_procedure_row_bad("teachers.csv", row, column, error);
}

static gboolean limit_is_good(const char *text)
{
  guint64 works;
  return text[0] == '\0' ||
         g_ascii_string_to_unsigned(text, 10, 0, BM_MOST_WORKS, &works, NULL);
}

static gboolean rank_take(json_t *row, GError **error)
{
  static const struct {
    const char *word, *rank;
  } known[] = {{"", "basic"},         {"основной", "basic"}, {"basic", "basic"},
               {"старший", "senior"}, {"senior", "senior"},  {"ведущий", "lead"},
               {"lead", "lead"}};
  g_autofree char *word = g_utf8_strdown(bm_json_text_or_empty(row, "rank"), -1);
  for (guint i = 0; i < G_N_ELEMENTS(known); i++)
    if (strcmp(known[i].word, word) == 0) {
      json_object_set_new(row, "rank", json_string(known[i].rank));
      return TRUE;
    }
  return row_bad(row, "rank", error);
}

static gboolean conflicts_take(json_t *row, GHashTable *schools, GError **error)
{
  g_auto(GStrv) words = g_strsplit_set(bm_json_text_or_empty(row, "conflicts"), " \t,;", -1);
  json_t *conflicts = json_array();
  gboolean is_good = TRUE;
  for (char **word = words; *word != NULL; word++)
    if ((*word)[0] != '\0') {
      is_good = is_good && (schools == NULL || g_hash_table_contains(schools, *word));
      json_array_append_new(conflicts, json_string(*word));
    }
  json_object_set_new(row, "conflicts", conflicts);
  return is_good || row_bad(row, "conflicts", error);
}

static gboolean row_take(json_t *row, GHashTable *seen, GHashTable *schools, GError **error)
{
  static const char *const needed[] = {"teacher", "school_code"};
  for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
    if (bm_json_text_or_empty(row, needed[i])[0] == '\0')
      return row_bad(row, needed[i], error);
  if (!limit_is_good(bm_json_text_or_empty(row, "max_works")))
    return row_bad(row, "max_works", error);
  /* A teacher named twice would be one marker whose second limit wins unseen. */
  char *who = g_strconcat(bm_json_text_or_empty(row, "school_code"), "\n",
                          bm_json_text_or_empty(row, "teacher"), NULL);
  if (!g_hash_table_add(seen, who))
    return row_bad(row, bm_tr("учитель указан дважды", "teacher twice"), error);
  return rank_take(row, error) && conflicts_take(row, schools, error);
}

gboolean bm_procedure_teachers_take(json_t *teachers, const json_t *roster, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) schools = g_hash_table_new(g_str_hash, g_str_equal);
  const json_t *tables[] = {roster, teachers};
  size_t i;
  json_t *row;
  for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
    json_array_foreach (tables[t], i, row)
      g_hash_table_add(schools, (char *)bm_json_text_or_empty(row, "school_code"));
  json_array_foreach (teachers, i, row)
    if (!row_take(row, seen, json_array_size(roster) > 0 ? schools : NULL, error))
      return FALSE;
  return TRUE;
}
