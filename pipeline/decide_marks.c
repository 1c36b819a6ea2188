/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores that a person tells from paper: doubtful marks and what is written into boxes.
 *
 * With two entries ([collect] entries=2) a score counts when two persons told the same. What
 * each told is kept in the doubt, facts.collect.unsure[i].entries {sign: score}; the sign says
 * only whether it was another person, no name is kept.
 */
#include "pipeline/decide_part.h"

#include "pipeline/gate.h"
#include "pipeline/json_text.h"
#include "pipeline/returns.h"
#include "pipeline/score.h"

#include <string.h>

#define SIGN_DIGITS 16

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
    if (g_strcmp0(bm_json_text(row, "work_no"), work_no) == 0)
      return json_object_get(row, "scores");
  return NULL;
}

/* Where the score is asked for, the length of @unsure when it is not. */
static size_t unsure_at(const json_t *unsure, const char *work_no, const char *task)
{
  size_t i = json_array_size(unsure);
  while (i-- > 0) {
    const json_t *one = json_array_get(unsure, i);
    if (g_strcmp0(bm_json_text(one, "work_no"), work_no) == 0 &&
        g_strcmp0(bm_json_text(one, "task"), task) == 0)
      return i;
  }
  return json_array_size(unsure);
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
  return unsure_has(json_object_get(bm_ledger_facts(item, "collect"), "unsure"), n) ||
         bm_ledger_doubt_tell(ledger, bm_json_text(item, "id"), (gint64)n, error);
}

/* --- who told it */

/* What tells persons apart on this form, NULL without a sign; @by is a keyed sign
 * (bm_review_sign), so that nobody tries names on what the ledger keeps. Caller frees. */
static char *sign_of(const json_t *item, const char *by)
{
  if (by == NULL || by[0] == '\0')
    return NULL;
  g_autofree char *salted = g_strconcat(bm_json_text(item, "id"), "|", by, NULL);
  char *sign = g_compute_checksum_for_string(G_CHECKSUM_SHA256, salted, -1);
  sign[SIGN_DIGITS] = '\0';
  return sign;
}

/* Notes what this person tells, instead of what the same person told before. Returns whether
 * another told the same. */
static gboolean entry_agrees(json_t *one, const char *sign, json_t *value)
{
  json_t *entries = json_object_get(one, "entries"), *told;
  if (entries == NULL) {
    entries = json_object();
    json_object_set_new(one, "entries", entries);
  }
  json_object_set(entries, sign, value);
  const char *who;
  json_object_foreach (entries, who, told)
    if (strcmp(who, sign) != 0 && json_equal(told, value))
      return TRUE;
  return FALSE;
}

/* --- a score */

static gboolean value_check(const json_t *read, size_t at, const json_t *value, GError **error)
{
  gint64 most = json_integer_value(json_array_get(json_object_get(read, "maxima"), at));
  const char *task = json_string_value(json_array_get(json_object_get(read, "tasks"), at));
  gboolean is_x = g_strcmp0(json_string_value(value), "X") == 0;
  if (is_x || (json_is_integer(value) && json_integer_value(value) >= 0 &&
               json_integer_value(value) <= most))
    return TRUE;
  return bm_fail(error, BM_ERROR_SETTING, "mark_value_bad", "%s: 0 … %d, X", task, (int)most);
}

/* Only what the reader doubted can be told: the rest stands as the teacher marked it. */
static gboolean mark_set(BmLedger *ledger, const json_t *item, const char *sign,
                         const char *work_no, const json_t *mark, GError **error)
{
  const json_t *read = bm_ledger_facts(item, "collect");
  const char *task = bm_json_text(mark, "task");
  json_t *value = json_object_get(mark, "value"), *scores = scores_of(read, work_no);
  json_t *unsure = json_object_get(read, "unsure");
  size_t at = task_at(read, task), asked = unsure_at(unsure, work_no, task);
  if (at == G_MAXSIZE || scores == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "mark_unknown", "%s, %s", work_no, task);
  if (!value_check(read, at, value, error))
    return FALSE;
  json_t *one = json_array_get(unsure, asked);
  if (one == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "mark_not_asked", "%s, %s", work_no, task);
  if (sign != NULL && !entry_agrees(one, sign, value))
    return TRUE;
  json_int_t n = json_integer_value(json_object_get(one, "n"));
  json_array_remove(unsure, asked);
  json_array_set(scores, at, value);
  return doubt_end(ledger, item, n, error);
}

/* What the rubric does not allow beside the other scores of the work. */
static gboolean gates_keep(const json_t *item, const char *work_no, GError **error)
{
  const json_t *tasks = json_object_get(bm_ledger_facts(item, "collect"), "rubric");
  g_autoptr(GArray) gates = bm_gates_new(tasks, error);
  if (gates == NULL)
    return FALSE;
  g_autofree int *scores = bm_scores_of(scores_of(bm_ledger_facts(item, "collect"), work_no),
                                        (guint)json_array_size(tasks));
  for (guint i = 0; i < gates->len; i++) {
    const BmGate *gate = bm_gate_at(gates, i);
    if (bm_gate_holds(gate, scores))
      continue;
    g_autofree char *allowed = bm_gate_text(gate, tasks);
    return bm_fail(error, BM_ERROR_SETTING, "mark_gate", "%s, %s: %s", work_no,
                   bm_json_text(json_array_get(tasks, gate->task), "id"), allowed);
  }
  return TRUE;
}

static gboolean marks_set(BmLedger *ledger, const json_t *item, const json_t *request,
                          GError **error)
{
  const char *work_no = bm_json_text(request, "work_no");
  gboolean is_twice =
      json_integer_value(json_object_get(bm_ledger_facts(item, "collect"), "entries")) > 1;
  g_autofree char *sign = is_twice ? sign_of(item, bm_json_text(request, "by")) : NULL;
  if (is_twice && sign == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "mark_by_needed", "'%s'", bm_json_text(item, "id"));
  size_t i;
  json_t *mark;
  json_array_foreach (json_object_get(request, "marks"), i, mark)
    if (!mark_set(ledger, item, sign, work_no, mark, error))
      return FALSE;
  return gates_keep(item, work_no, error);
}

/* With the last answer the form is judged like one that had no doubts. */
gboolean bm_decide_marks(BmLedger *ledger, json_t *item, const json_t *request, GError **error)
{
  if (!marks_set(ledger, item, request, error))
    return FALSE;
  if (json_array_size(json_object_get(bm_ledger_facts(item, "collect"), "unsure")) > 0)
    return bm_ledger_item_save(ledger, item, error);
  if (bm_ledger_open_doubts(ledger, bm_json_text(item, "id")) == 0) {
    json_object_set_new(item, "state", json_string("done"));
    if (!bm_returns_settle(ledger, item, error))
      return FALSE;
  }
  return bm_ledger_item_save(ledger, item, error) &&
         bm_decide_look(ledger, "form", bm_json_text(item, "id"), error);
}
