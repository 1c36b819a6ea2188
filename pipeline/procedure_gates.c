/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns «Ноль, если ноль за» and «Не больше, если мало за» of the sheet of tasks: gates of
 * the rubric. The former holds names, "К1, К3". The latter holds conditions, semicolons,
 * new lines or commas and spaces between them: "К1: 2" (no points for К1: no more than 2 here),
 * "К1 до 1: 2" (no more than 1 for К1); "≤" and "<=" mean "до", and "= 0" may be written out.
 */
#include "pipeline/json_text.h"
#include "pipeline/procedure_part.h"

#include "pipeline/gate.h"
#include "pipeline/lang.h"

#define LIMIT_FORM                                                                             \
  "^([^\\s:≤<=]+)\\s*(?:(?:≤|<=|до)\\s*([0-9]{1,3})|=\\s*0)?\\s*:\\s*([0-9]{1,3})$"
enum { LIMIT_TASK = 1, LIMIT_AT_MOST, LIMIT_MOST }; /* groups of it */

/* A task whose gates are looked at. */
typedef struct Look {
  const BmTable *tasks;
  size_t at;
  const json_t *task;
  BmFaults *faults;
} Look;

static int number_of(const json_t *object, const char *key)
{
  return (int)json_integer_value(json_object_get(object, key));
}

/* Words of "zero_if", "К1, К3"; NULL-terminated, some may be empty; caller frees. */
static char **names_of(const json_t *task)
{
  return g_strsplit_set(bm_json_text_or_empty(task, "zero_if"), " ,;", -1);
}

/* Conditions of "limits", likewise. A comma alone is that of a decimal. */
static char **limits_of(const json_t *task)
{
  return g_regex_split_simple("\\s*;\\s*|,\\s+", bm_json_text_or_empty(task, "limits"), 0, 0);
}

static json_t *gate_of_limit(const char *limit)
{
  static GRegex *form = NULL;
  g_autoptr(GMatchInfo) match = NULL;
  if (form == NULL)
    form = g_regex_new(LIMIT_FORM, G_REGEX_CASELESS, 0, NULL);
  if (!g_regex_match(form, limit, 0, &match))
    return NULL;
  g_autofree char *task = g_match_info_fetch(match, LIMIT_TASK);
  g_autofree char *at_most = g_match_info_fetch(match, LIMIT_AT_MOST);
  g_autofree char *most = g_match_info_fetch(match, LIMIT_MOST);
  return json_pack("{s:s,s:i,s:i}", "task", task, "at_most",
                   (int)g_ascii_strtoull(at_most, NULL, 10), "most",
                   (int)g_ascii_strtoull(most, NULL, 10));
}

static void zeros_put(json_t *gates, const json_t *task)
{
  g_auto(GStrv) names = names_of(task);
  for (char **name = names; *name != NULL; name++)
    if (**name != '\0')
      json_array_append_new(gates, json_pack("{s:s}", "task", *name));
}

static void limits_put(json_t *gates, const json_t *task)
{
  g_auto(GStrv) limits = limits_of(task);
  for (char **limit = limits; *limit != NULL; limit++)
    if (**limit != '\0')
      json_array_append_new(gates, gate_of_limit(*limit));
}

void bm_procedure_gates_put(json_t *tasks)
{
  size_t i;
  json_t *task;
  json_array_foreach (tasks, i, task) {
    json_t *gates = json_array();
    zeros_put(gates, task);
    limits_put(gates, task);
    if (json_array_size(gates) > 0)
      json_object_set(task, "gates", gates);
    json_decref(gates);
    json_object_del(task, "zero_if");
    json_object_del(task, "limits");
  }
}

/* ---- faults ---- */

static void tell(const Look *look, const char *key, const char *word, const char *expected)
{
  static const BmField field = {.is_private = FALSE};
  const BmBookCell part = {.type = BM_BOOK_TEXT, .text = word};
  g_autofree char *address = bm_table_address(look->tasks, look->task, key);
  g_autofree char *found = bm_field_found(&field, &part);
  bm_fault_add(look->faults, look->tasks->plan->sheet, address, found, expected);
}

/* The task of this name, unless it is the one looked at; faults are told at @key. */
static const json_t *another_find(const Look *look, const char *key, const char *name,
                                  const char *word)
{
  size_t i;
  json_t *task;
  json_array_foreach (look->tasks->rows, i, task)
    if (i != look->at && bm_task_names_agree(bm_json_text_or_empty(task, "id"), name))
      return task;
  tell(look, key, word,
       bm_tr("ожидалось другое задание этого листа", "another task of this sheet"));
  return NULL;
}

static void zeros_check(const Look *look)
{
  g_auto(GStrv) names = names_of(look->task);
  for (char **name = names; *name != NULL; name++)
    if (**name != '\0')
      another_find(look, "zero_if", *name, *name);
}

const char *bm_procedure_limits_expected(void)
{
  return bm_tr("ожидались условия вида «К1: 2» или «К1 до 1: 2» через точку с запятой",
               "conditions such as «К1: 2» or «К1 до 1: 2» (up to 1), semicolons between");
}

/* Points that say nothing: of @task there are never more. */
static void points_check(const Look *look, const char *word, int points, const json_t *task)
{
  int most = number_of(task, "max");
  if (points < most || most == 0) /* a maximum that is no number was told */
    return;
  g_autofree char *expected =
      g_strdup_printf(bm_tr("ожидалось для «%s» меньше максимума, то есть до %d",
                            "less than the maximum for «%s», that is up to %d"),
                      bm_json_text_or_empty(task, "id"), most - 1);
  tell(look, "limits", word, expected);
}

/* @gates  those that were said before; @gate is another one */
static gboolean is_said(const json_t *gates, const json_t *gate)
{
  size_t i;
  json_t *known;
  json_array_foreach (gates, i, known)
    if (bm_task_names_agree(bm_json_text_or_empty(known, "task"),
                            bm_json_text_or_empty(gate, "task")) &&
        number_of(known, "at_most") == number_of(gate, "at_most"))
      return TRUE;
  return FALSE;
}

static void limit_check(const Look *look, const char *limit, json_t *gates)
{
  g_autoptr(json_t) gate = gate_of_limit(limit);
  if (gate == NULL) {
    tell(look, "limits", limit, bm_procedure_limits_expected());
    return;
  }
  const json_t *by = another_find(look, "limits", bm_json_text_or_empty(gate, "task"), limit);
  if (by == NULL)
    return;
  points_check(look, limit, number_of(gate, "at_most"), by);
  points_check(look, limit, number_of(gate, "most"), look->task);
  if (is_said(gates, gate))
    tell(
        look, "limits", limit,
        bm_tr("ожидалось каждое условие один раз (столбец «Ноль, если ноль за» — тоже условия)",
              "each condition once (column «Ноль, если ноль за» holds conditions, too)"));
  json_array_append(gates, gate);
}

static void limits_check(const Look *look)
{
  g_auto(GStrv) limits = limits_of(look->task);
  g_autoptr(json_t) gates = json_array();
  zeros_put(gates, look->task);
  for (char **limit = limits; *limit != NULL; limit++)
    if (**limit != '\0')
      limit_check(look, *limit, gates);
}

void bm_procedure_gates_check(const BmTable *tasks, BmFaults *faults)
{
  size_t i;
  json_t *task;
  json_array_foreach (tasks->rows, i, task) {
    const Look look = {tasks, i, task, faults};
    zeros_check(&look);
    limits_check(&look);
  }
}
