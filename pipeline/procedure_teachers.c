/* SPDX-License-Identifier: GPL-3.0-or-later */
/* teachers.csv. */
#include "pipeline/procedure_teachers.h"

#include "pipeline/csv.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/procedure.h"

#include <string.h>

#define FOUND_MOST 24 /* letters of a value that are repeated */

/* What stands there, unless it may be a name that slipped into the wrong column: a value that
 * has to hold a digit and has none is not repeated, nor are several words. */
static char *found_text(const char *text, gboolean has_digit)
{
  gboolean is_safe = g_utf8_validate(text, -1, NULL) && g_utf8_strlen(text, -1) <= FOUND_MOST &&
                     strpbrk(text, " .\t\n") == NULL &&
                     (!has_digit || strpbrk(text, "0123456789") != NULL);
  if (text[0] == '\0')
    return g_strdup(bm_tr("ячейка пуста", "the cell is empty"));
  if (!is_safe)
    return g_strdup(bm_tr("найден другой текст", "found another text"));
  return g_strdup_printf(bm_tr("найдено «%s»", "found '%s'"), text);
}

/* @found  taken; in the person's language, as @expected is */
static gboolean row_bad(const json_t *row, const char *column, char *found,
                        const char *expected, GError **error)
{
  g_autofree char *owned = found;
  return bm_fail(error, BM_ERROR_SETTING, "procedure_bad",
                 bm_tr("teachers.csv: строка %d, '%s': %s, нужно: %s",
                       "teachers.csv: line %d, '%s': %s, expected: %s"),
                 (int)json_integer_value(json_object_get(row, BM_CSV_LINE)), column, owned,
                 expected);
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
  return row_bad(row, "rank", found_text(word, FALSE),
                 bm_tr("основной, старший или ведущий (пусто: основной)",
                       "basic, senior or lead (empty: basic)"),
                 error);
}

static gboolean conflicts_take(json_t *row, GHashTable *schools, GError **error)
{
  g_auto(GStrv) words = g_strsplit_set(bm_json_text_or_empty(row, "conflicts"), " \t,;", -1);
  json_t *conflicts = json_array();
  const char *unknown = NULL;
  for (char **word = words; *word != NULL; word++)
    if ((*word)[0] != '\0') {
      if (unknown == NULL && schools != NULL && !g_hash_table_contains(schools, *word))
        unknown = *word;
      json_array_append_new(conflicts, json_string(*word));
    }
  json_object_set_new(row, "conflicts", conflicts);
  return unknown == NULL ||
         row_bad(row, "conflicts", found_text(unknown, TRUE),
                 bm_tr("коды школ раунда через пробел, как в roster.csv",
                       "codes of schools of the round, a space apart, as in roster.csv"),
                 error);
}

static gboolean row_take(json_t *row, GHashTable *seen, GHashTable *schools, GError **error)
{
  const char *most = bm_json_text_or_empty(row, "max_works");
  if (bm_json_text_or_empty(row, "teacher")[0] == '\0')
    return row_bad(row, "teacher", found_text("", FALSE),
                   bm_tr("фамилия и инициалы учителя", "the teacher's name"), error);
  if (bm_json_text_or_empty(row, "school_code")[0] == '\0')
    return row_bad(row, "school_code", found_text("", FALSE),
                   bm_tr("код школы учителя", "the code of the teacher's school"), error);
  if (!limit_is_good(most))
    return row_bad(row, "max_works", found_text(most, TRUE),
                   bm_tr("целое число от 0 до 100000 (пусто: без предела)",
                         "a whole number from 0 to 100000 (empty: no limit)"),
                   error);
  /* A teacher named twice would be one marker whose second limit wins unseen. */
  char *who = g_strconcat(bm_json_text_or_empty(row, "school_code"), "\n",
                          bm_json_text_or_empty(row, "teacher"), NULL);
  if (!g_hash_table_add(seen, who))
    return row_bad(row, "teacher",
                   g_strdup(bm_tr("учитель указан дважды", "the teacher stands here twice")),
                   bm_tr("одна строка на учителя школы", "one line for a teacher of a school"),
                   error);
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
