/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schools and classes for a re-check. */
#include "pipeline/json_text.h"
#include "pipeline/recheck.h"

#include "pipeline/lang.h"

#include <string.h>

/* A school without a list of pupils is known by the folder in which its scans came. */
static gboolean keymap_has(BmOpen *open, const char *school_code)
{
  g_autoptr(json_t) schools = bm_keymap_schools(open->keymap);
  const char *alias;
  json_t *code;
  json_object_foreach (schools, alias, code)
    if (g_strcmp0(json_string_value(code), school_code) == 0)
      return TRUE;
  return FALSE;
}

static const char *school_of(BmOpen *open, const char *word)
{
  const char *code = bm_procedure_school(open->procedure, word);
  return code != NULL ? code : keymap_has(open, word) ? word : NULL;
}

static gboolean has_pick(const json_t *picks, const char *school_code, const char *class_group)
{
  size_t i;
  json_t *pick;
  json_array_foreach (picks, i, pick)
    if (g_strcmp0(bm_json_text(pick, "school_code"), school_code) == 0 &&
        g_strcmp0(bm_json_text(pick, "class"), class_group) == 0)
      return TRUE;
  return FALSE;
}

static gboolean has_class(BmOpen *open, const char *school_code, const char *class_group)
{
  g_autoptr(json_t) classes = bm_keymap_classes(open->keymap);
  size_t i;
  json_t *row;
  json_array_foreach (classes, i, row)
    if (g_strcmp0(bm_json_text(row, "school_code"), school_code) == 0 &&
        g_strcmp0(bm_json_text(row, "class_group"), class_group) == 0)
      return TRUE;
  return FALSE;
}

/* @class_group "" or NULL: all classes. Why it cannot be added, or NULL. */
static const char *pick_add(BmOpen *open, json_t *picks, const char *word,
                            const char *class_group)
{
  const char *school_code = school_of(open, word);
  const char *asked = class_group != NULL ? class_group : "";
  g_autofree char *listed = bm_class_normalise(asked);
  const char *name = listed[0] != '\0' ? listed : NULL;
  if (school_code == NULL)
    return "recheck_school_unknown";
  if (asked[0] != '\0' && (name == NULL || !has_class(open, school_code, name)))
    return "recheck_class_unknown";
  if (!has_pick(picks, school_code, name)) {
    json_t *pick = json_pack("{s:s}", "school_code", school_code);
    if (name != NULL)
      json_object_set_new(pick, "class", json_string(name));
    json_array_append_new(picks, pick);
  }
  return NULL;
}

static json_t *picks_checked(json_t *picks, GError **error)
{
  if (json_array_size(picks) > 0)
    return picks;
  json_decref(picks);
  bm_fail(error, BM_ERROR_SETTING, "recheck_empty", "%s", "");
  return NULL;
}

static gboolean unknown(GError **error, const char *why, const char *where, guint number)
{
  return bm_fail(error, BM_ERROR_SETTING, why, "%s %u", where, number);
}

json_t *bm_recheck_pick_words(BmOpen *open, const char *words, GError **error)
{
  g_autoptr(json_t) picks = json_array();
  g_auto(GStrv) list = g_strsplit(words, ",", -1);
  for (guint i = 0; list[i] != NULL; i++) {
    const char *word = g_strstrip(list[i]);
    const char *why = word[0] != '\0' ? pick_add(open, picks, word, NULL) : NULL;
    if (why != NULL) {
      unknown(error, why, bm_tr("место в списке:", "place in the list:"), i + 1);
      return NULL;
    }
  }
  return picks_checked(g_steal_pointer(&picks), error);
}

/* --- a file */

static char *file_text(const char *path, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &bytes, &size, NULL)) {
    bm_fail(error, BM_ERROR_IO, "file_open", "%s", "--list");
    return NULL;
  }
  const char *start = g_str_has_prefix(bytes, "\xEF\xBB\xBF") ? bytes + 3 : bytes;
  gboolean is_text = strlen(bytes) == size;
  char *text = !is_text ? NULL
               : g_utf8_validate(start, -1, NULL)
                   ? g_strdup(start)
                   : g_convert(start, -1, "UTF-8", "CP1251", NULL, NULL, NULL);
  if (text == NULL)
    bm_fail(error, BM_ERROR_SETTING, "recheck_list_bytes", "%s", "--list");
  return text;
}

static gboolean is_heading(const char *word)
{
  static const char *const headings[] = {"school_code", "school", "код оо",
                                         "школа",       "оо",     NULL};
  g_autofree char *small = g_utf8_strdown(word, -1);
  return g_strv_contains(headings, small);
}

static char *cell_of(char **cells, guint at)
{
  if (at >= g_strv_length(cells))
    return g_strdup("");
  g_autofree char *cell = g_strdup(g_strstrip(cells[at]));
  gsize n = strlen(cell);
  gboolean is_quoted = n >= 2 && cell[0] == '"' && cell[n - 1] == '"';
  return is_quoted ? g_strndup(cell + 1, n - 2) : g_steal_pointer(&cell);
}

/* Why the line cannot be taken, or NULL. */
static const char *line_take(BmOpen *open, json_t *picks, char *line, gboolean is_first)
{
  if (g_strstrip(line)[0] == '\0' || line[0] == '#')
    return NULL;
  g_auto(GStrv) cells = g_strsplit_set(line, ";,\t", -1);
  g_autofree char *school = cell_of(cells, 0);
  g_autofree char *class_group = cell_of(cells, 1);
  return is_first && is_heading(school) ? NULL : pick_add(open, picks, school, class_group);
}

json_t *bm_recheck_pick_list(BmOpen *open, const char *path, GError **error)
{
  g_autofree char *text = file_text(path, error);
  if (text == NULL)
    return NULL;
  g_autoptr(json_t) picks = json_array();
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *why = line_take(open, picks, lines[i], i == 0);
    if (why != NULL) {
      unknown(error, why, bm_tr("строка", "line"), i + 1);
      return NULL;
    }
  }
  return picks_checked(g_steal_pointer(&picks), error);
}

/* --- the analysis */

json_t *bm_recheck_pick_risk(BmOpen *open, const json_t *risk, GError **error)
{
  g_autoptr(json_t) picks = json_array();
  size_t i;
  json_t *row;
  json_array_foreach (risk, i, row) {
    const char *school = bm_json_text(row, "school");
    const char *why =
        school != NULL ? pick_add(open, picks, school, NULL) : "recheck_school_unknown";
    if (why != NULL) {
      unknown(error, why, bm_tr("место в списке:", "place in the list:"), (guint)i + 1);
      return NULL;
    }
  }
  if (json_array_size(picks) > 0)
    return g_steal_pointer(&picks);
  bm_fail(error, BM_ERROR_SETTING, "recheck_no_risk", "%s", open->ws);
  return NULL;
}

gboolean bm_recheck_is_picked(const json_t *picks, const char *school_code,
                              const char *class_group)
{
  size_t i;
  json_t *pick;
  json_array_foreach (picks, i, pick) {
    const char *only = bm_json_text(pick, "class");
    if (g_strcmp0(bm_json_text(pick, "school_code"), school_code) == 0 &&
        (only == NULL || g_strcmp0(only, class_group) == 0))
      return TRUE;
  }
  return FALSE;
}
