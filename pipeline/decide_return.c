/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions about score forms: a doubtful mark on paper is told, a form that differs from an
 * earlier one replaces it or is dropped. */
#include "pipeline/decide_part.h"

#include "pipeline/gate.h"
#include "pipeline/returns.h"
#include "pipeline/score.h"

#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

gboolean bm_decide_is_return(BmLedger *ledger, const char *id)
{
  g_autoptr(json_t) item = id[0] == 'r' ? bm_ledger_item(ledger, id) : NULL;
  const char *kind = text_of(item, "kind");
  return kind != NULL && g_str_has_prefix(kind, "return.");
}

static json_t *read_of(const json_t *item)
{
  return json_object_get(json_object_get(item, "facts"), "collect");
}

static gboolean looked(BmLedger *ledger, const json_t *item, const char *decision,
                       GError **error)
{
  return bm_ledger_doubts_close(ledger, text_of(item, "id"), NULL, decision, error) &&
         bm_decide_look(ledger, "form", text_of(item, "id"), error);
}

static gboolean form_drop(BmLedger *ledger, json_t *item, GError **error)
{
  json_object_set_new(item, "state", json_string("rejected"));
  json_object_set_new(item, "reason", json_string("dropped_by_person"));
  return bm_ledger_item_save(ledger, item, error) && looked(ledger, item, "dropped", error);
}

static gboolean form_release(BmLedger *ledger, json_t *item, GError **error)
{
  if (json_array_size(json_object_get(read_of(item), "unsure")) > 0)
    return bm_fail(error, BM_ERROR_SETTING, "form_marks_open", "'%s'", text_of(item, "id"));
  return bm_returns_prefer(ledger, item, error) && looked(ledger, item, "released", error);
}

/* --- doubtful marks on paper */

static size_t task_at(const json_t *read, const char *task)
{
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(read, "tasks"), i, one)
    if (g_strcmp0(json_string_value(one), task) == 0)
      return i;
  return G_MAXSIZE;
}

static json_t *scores_of(const json_t *read, const char *work_no)
{
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(read, "rows"), i, row)
    if (g_strcmp0(text_of(row, "work_no"), work_no) == 0)
      return json_object_get(row, "scores");
  return NULL;
}

/* The number of the doubt that asked for this score, -1 when none did. */
static json_int_t unsure_take(json_t *unsure, const char *work_no, const char *task)
{
  for (size_t i = json_array_size(unsure); i-- > 0;) {
    const json_t *one = json_array_get(unsure, i);
    if (g_strcmp0(text_of(one, "work_no"), work_no) == 0 &&
        g_strcmp0(text_of(one, "task"), task) == 0) {
      json_int_t n = json_integer_value(json_object_get(one, "n"));
      json_array_remove(unsure, i);
      return n;
    }
  }
  return -1;
}

static gboolean unsure_has(const json_t *unsure, json_int_t n)
{
  size_t i;
  json_t *one;
  json_array_foreach (unsure, i, one)
    if (json_integer_value(json_object_get(one, "n")) == n)
      return TRUE;
  return FALSE;
}

/* A doubt may ask for several scores; it ends with the last. */
static gboolean doubt_end(BmLedger *ledger, const json_t *item, json_int_t n, GError **error)
{
  return unsure_has(json_object_get(read_of(item), "unsure"), n) ||
         bm_ledger_doubt_tell(ledger, text_of(item, "id"), (gint64)n, error);
}

static gint64 most_of(const json_t *read, size_t at)
{
  return json_integer_value(json_array_get(json_object_get(read, "maxima"), at));
}

/* Only what the reader doubted can be told: the rest stands as the teacher marked it. */
static gboolean mark_set(BmLedger *ledger, const json_t *item, const char *work_no,
                         const json_t *mark, GError **error)
{
  const json_t *read = read_of(item);
  const char *task = text_of(mark, "task");
  json_t *value = json_object_get(mark, "value"), *scores = scores_of(read, work_no);
  size_t at = task_at(read, task);
  gboolean is_x = g_strcmp0(json_string_value(value), "X") == 0;
  if (at == G_MAXSIZE || scores == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "mark_unknown", "%s, %s", work_no, task);
  if (!is_x && !(json_is_integer(value) && json_integer_value(value) >= 0 &&
                 json_integer_value(value) <= most_of(read, at)))
    return bm_fail(error, BM_ERROR_SETTING, "mark_value_bad", "%s: 0 … %d, X", task,
                   (int)most_of(read, at));
  json_int_t n = unsure_take(json_object_get(read, "unsure"), work_no, task);
  if (n < 0)
    return bm_fail(error, BM_ERROR_SETTING, "mark_not_asked", "%s, %s", work_no, task);
  json_array_set(scores, at, value);
  return doubt_end(ledger, item, n, error);
}

/* What the rubric does not allow beside the other scores of the work. */
static gboolean gates_keep(const json_t *item, const char *work_no, GError **error)
{
  const json_t *tasks = json_object_get(read_of(item), "rubric");
  g_autoptr(GArray) gates = bm_gates_new(tasks, error);
  if (gates == NULL)
    return FALSE;
  g_autofree int *scores =
      bm_scores_of(scores_of(read_of(item), work_no), (guint)json_array_size(tasks));
  for (guint i = 0; i < gates->len; i++) {
    const BmGate *gate = bm_gate_at(gates, i);
    if (bm_gate_holds(gate, scores))
      continue;
    g_autofree char *allowed = bm_gate_text(gate, tasks);
    return bm_fail(error, BM_ERROR_SETTING, "mark_gate", "%s, %s: %s", work_no,
                   text_of(json_array_get(tasks, gate->task), "id"), allowed);
  }
  return TRUE;
}

/* With the last answer the form is judged like one that had no doubts. */
static gboolean form_score(BmLedger *ledger, json_t *item, json_t *request, GError **error)
{
  json_t *read = read_of(item), *mark;
  size_t i;
  json_array_foreach (json_object_get(request, "marks"), i, mark)
    if (!mark_set(ledger, item, text_of(request, "work_no"), mark, error))
      return FALSE;
  if (!gates_keep(item, text_of(request, "work_no"), error))
    return FALSE;
  gboolean is_open = json_array_size(json_object_get(read, "unsure")) > 0;
  if (is_open)
    return bm_ledger_item_save(ledger, item, error);
  if (bm_ledger_open_doubts(ledger, text_of(item, "id")) == 0) {
    json_object_set_new(item, "state", json_string("done"));
    if (!bm_returns_settle(ledger, item, error))
      return FALSE;
  }
  return bm_ledger_item_save(ledger, item, error) &&
         bm_decide_look(ledger, "form", text_of(item, "id"), error);
}

gboolean bm_decide_return(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                          GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  if (g_strcmp0(text_of(item, "state"), "held") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s': %s", id,
                   text_of(item, "state"));
  if (g_strcmp0(verb, "release") == 0)
    return form_release(ledger, item, error);
  if (g_strcmp0(verb, "drop") == 0)
    return form_drop(ledger, item, error);
  if (g_strcmp0(verb, "score") == 0)
    return form_score(ledger, item, request, error);
  return bm_fail(error, BM_ERROR_SETTING, "item_no_page", "'%s'", id);
}
