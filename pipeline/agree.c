/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreed scores. */
#include "pipeline/agree.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"

#define NOTE "agreed"

static json_t *row_of(const json_t *list, const char *key, const char *value)
{
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)list, i, row)
    if (g_strcmp0(bm_json_text(row, key), value) == 0)
      return row;
  return NULL;
}

json_t *bm_agreed(BmLedger *ledger)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, NOTE);
  json_t *agreed = json_object(), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    json_object_set(agreed, bm_json_text(note, "work_no"), note);
  return agreed;
}

/* The third expert's marking of a work, NULL when it is not back; borrowed. */
static json_t *third_of(const json_t *markings, const char *work_no)
{
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)markings, i, one)
    if (g_strcmp0(bm_json_text(one, "work_no"), work_no) == 0 &&
        g_strcmp0(bm_json_text(one, "purpose"), "third") == 0 &&
        bm_json_text(one, "marker") != NULL)
      return one;
  return NULL;
}

/* Where both say something, they say the same. */
static gboolean scores_agree(const json_t *scores, const json_t *others)
{
  size_t i;
  json_t *score;
  json_array_foreach ((json_t *)scores, i, score) {
    const json_t *other = json_array_get(others, i);
    if (!json_is_null(score) && other != NULL && !json_is_null(other) &&
        !json_equal(score, other))
      return FALSE;
  }
  return TRUE;
}

void bm_agree_markings(BmLedger *ledger, json_t *markings)
{
  g_autoptr(json_t) agreed = bm_agreed(ledger);
  const char *work_no;
  json_t *one;
  json_object_foreach (agreed, work_no, one)
    if (third_of(markings, work_no) == NULL)
      json_array_append_new(markings, json_pack("{s:s,s:n,s:s,s:O}", "work_no", work_no,
                                                "marker", "purpose", "third", "scores",
                                                json_object_get(one, "scores")));
}

json_t *bm_agree_overruled(BmLedger *ledger, const json_t *markings)
{
  g_autoptr(json_t) agreed = bm_agreed(ledger);
  json_t *list = json_array(), *one;
  const char *work_no;
  json_object_foreach (agreed, work_no, one) {
    const json_t *third = third_of(markings, work_no);
    if (third != NULL &&
        !scores_agree(json_object_get(one, "scores"), json_object_get(third, "scores")))
      json_array_append_new(list, json_string(work_no));
  }
  return list;
}

/* --- entering */

/* 3, X or Х; NULL when it is neither, or more than the task gives. */
static json_t *score_read(const char *text, const json_t *task)
{
  guint64 score = 0;
  guint64 most = (guint64)json_integer_value(json_object_get(task, "max"));
  if (g_strcmp0(text, "X") == 0 || g_strcmp0(text, "x") == 0 || g_strcmp0(text, "Х") == 0 ||
      g_strcmp0(text, "х") == 0)
    return json_string("X");
  return text != NULL && g_ascii_string_to_unsigned(text, 10, 0, most, &score, NULL)
             ? json_integer((json_int_t)score)
             : NULL;
}

/* Every task that was given is in dispute. */
static gboolean given_check(const json_t *given, const json_t *disputed, GError **error)
{
  const char *id;
  json_t *value;
  json_object_foreach ((json_t *)given, id, value)
    if (row_of(disputed, "task", id) == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "agree_task", "'%s'", id);
  return TRUE;
}

static json_t *scores_read(const json_t *tasks, const json_t *given, const json_t *disputed,
                           GError **error)
{
  g_autoptr(json_t) scores = json_array();
  size_t i;
  json_t *task;
  json_array_foreach ((json_t *)tasks, i, task) {
    const char *id = bm_json_text(task, "id");
    gboolean is_asked = row_of(disputed, "task", id) != NULL;
    const json_t *text = json_object_get(given, id);
    json_t *score = is_asked ? score_read(json_string_value(text), task) : json_null();
    if (score == NULL) {
      bm_fail(error, BM_ERROR_SETTING, text != NULL ? "agree_score" : "agree_lacking", "'%s'",
              id);
      return NULL;
    }
    json_array_append_new(scores, score);
  }
  return g_steal_pointer(&scores);
}

static json_t *ids_of(const json_t *tasks)
{
  json_t *ids = json_array(), *task;
  size_t i;
  json_array_foreach ((json_t *)tasks, i, task)
    json_array_append(ids, json_object_get(task, "id"));
  return ids;
}

gboolean bm_agree_take(BmLedger *ledger, const json_t *results, const char *work_no,
                       const json_t *given, GError **error)
{
  const json_t *work = row_of(json_object_get(results, "works"), "work_no", work_no);
  const json_t *disputed = json_object_get(work, "divergence");
  const json_t *tasks = json_object_get(results, "tasks");
  if (work == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "agree_work_unknown", "'%s'", work_no);
  if (json_array_size(disputed) == 0)
    return bm_fail(error, BM_ERROR_SETTING, "agree_no_dispute", "'%s'", work_no);
  if (third_of(json_object_get(results, "markings"), work_no) != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "agree_third_back", "'%s'", work_no);
  g_autoptr(json_t) scores =
      given_check(given, disputed, error) ? scores_read(tasks, given, disputed, error) : NULL;
  g_autoptr(json_t) note = scores != NULL ? json_pack("{s:s,s:o,s:O}", "work_no", work_no,
                                                      "tasks", ids_of(tasks), "scores", scores)
                                          : NULL;
  return note != NULL && bm_ledger_note_add(ledger, NOTE, note, error);
}
