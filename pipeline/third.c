/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Third markings. */
#include "pipeline/third.h"

#include "pipeline/agree.h"
#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/person.h"
#include "pipeline/wave.h"

#include <string.h>

#define PURPOSE "allocate.purpose"
#define NEEDS_RANK "senior" /* domain rule: a third expert is senior at least */

static const json_t *dispute_in(const json_t *note, const char *work_no)
{
  return json_object_get(json_object_get(note, "disputes"), work_no);
}

static json_t *disputes_merged(BmLedger *ledger)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "disputes");
  json_t *all = json_object(), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    json_object_update(all, note);
  return all;
}

/* {work_no: [task]} on which the coordinator has entered what was agreed. */
static json_t *agreed_tasks(BmLedger *ledger)
{
  g_autoptr(json_t) agreed = bm_agreed(ledger);
  json_t *given = json_object(), *one, *score;
  const char *work_no;
  size_t i;
  json_object_foreach (agreed, work_no, one) {
    json_t *tasks = json_array();
    json_array_foreach (json_object_get(one, "scores"), i, score)
      if (!json_is_null(score))
        json_array_append(tasks, json_array_get(json_object_get(one, "tasks"), i));
    json_object_set_new(given, work_no, tasks);
  }
  return given;
}

/* {work_no: [task]} that third experts were asked for, the latest of each work. */
static json_t *given_out(BmLedger *ledger)
{
  g_autoptr(json_t) list = bm_wave_notes(ledger, TRUE);
  g_autoptr(json_t) merged = disputes_merged(ledger);
  json_t *given = agreed_tasks(ledger), *note, *hand, *number;
  const char *marker;
  size_t i, k;
  json_array_foreach (list, i, note)
    json_object_foreach (json_object_get(note, "shares"), marker, hand)
      json_array_foreach (hand, k, number) {
        const char *work_no = json_string_value(number);
        const json_t *own = dispute_in(note, work_no);
        json_t *tasks =
            json_object_get(own != NULL ? own : json_object_get(merged, work_no), "disputed");
        json_object_set_new(given, work_no, tasks != NULL ? json_incref(tasks) : json_array());
      }
  return given;
}

static json_t *dispute_of(const json_t *result)
{
  json_t *first = json_array(), *second = json_array(), *tasks = json_array(), *one;
  size_t i;
  json_array_foreach (json_object_get(result, "divergence"), i, one) {
    json_array_append(tasks, json_object_get(one, "task"));
    json_array_append(first, json_object_get(one, "first"));
    json_array_append(second, json_object_get(one, "second"));
  }
  return json_pack("{s:o,s:[o,o]}", "disputed", tasks, "scores", first, second);
}

json_t *bm_third_waiting(BmLedger *ledger)
{
  g_autoptr(json_t) all = bm_ledger_works(ledger);
  json_t *waiting = json_array(), *row;
  size_t i;
  json_array_foreach (all, i, row) {
    g_autoptr(json_t) item = bm_ledger_item(ledger, bm_json_text(row, "id"));
    if (bm_json_text(row, "marker") != NULL &&
        g_strcmp0(bm_json_text(item, "state"), "ready") == 0)
      json_array_append(waiting, row);
  }
  return waiting;
}

/* The work is in bundles, and nothing more is to be done with it. */
static gboolean rest(BmLedger *ledger, const json_t *row, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, bm_json_text(row, "id"));
  json_object_set_new(item, "state", json_string("done"));
  return bm_ledger_item_save(ledger, item, error);
}

static gboolean waiting_end(BmLedger *ledger, GError **error)
{
  g_autoptr(json_t) waiting = bm_third_waiting(ledger);
  size_t i;
  json_t *row;
  json_array_foreach (waiting, i, row)
    if (!rest(ledger, row, error))
      return FALSE;
  return TRUE;
}

static gboolean list_has(const json_t *list, const json_t *value)
{
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)list, i, one)
    if (json_equal(one, value))
      return TRUE;
  return FALSE;
}

/* A task is in dispute that the third expert of the work was not asked for. */
static gboolean is_new_dispute(const json_t *result, const json_t *asked)
{
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(result, "divergence"), i, one)
    if (json_is_null(json_object_get(one, "third")) &&
        !list_has(asked, json_object_get(one, "task")))
      return TRUE;
  return FALSE;
}

static gboolean is_asked_for(const json_t *result, const json_t *given)
{
  const json_t *asked = json_object_get(given, bm_json_text(result, "work_no"));
  const char *state = bm_json_text(result, "state");
  if (asked == NULL)
    return g_strcmp0(state, "needs_third") == 0;
  return g_strcmp0(state, "final") != 0 && is_new_dispute(result, asked);
}

static gboolean works_wait(BmLedger *ledger, const json_t *results, json_t *disputes,
                           GError **error)
{
  g_autoptr(json_t) given = given_out(ledger);
  size_t i;
  json_t *result;
  json_array_foreach (json_object_get(results, "works"), i, result) {
    const char *work_no = bm_json_text(result, "work_no");
    if (!is_asked_for(result, given))
      continue;
    json_object_set_new(disputes, work_no, dispute_of(result));
    if (!bm_ledger_work_wait(ledger, work_no, error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_third_prepare(BmLedger *ledger, const json_t *results, guint *ret_n, GError **error)
{
  g_autoptr(json_t) disputes = json_object();
  if (!bm_db_begin(ledger, error))
    return FALSE;
  if (waiting_end(ledger, error) && works_wait(ledger, results, disputes, error) &&
      (json_object_size(disputes) == 0 ||
       (bm_ledger_note_add(ledger, "disputes", disputes, error) &&
        bm_ledger_meta_set(ledger, PURPOSE, "third", error))) &&
      bm_db_commit(ledger, error)) {
    *ret_n = (guint)json_object_size(disputes);
    return TRUE;
  }
  bm_db_rollback(ledger);
  return FALSE;
}

gboolean bm_third_is_asked(BmLedger *ledger)
{
  g_autofree char *purpose = bm_ledger_meta(ledger, PURPOSE);
  return g_strcmp0(purpose, "third") == 0;
}

/* Of the works that go out now. */
static json_t *disputes_of(BmLedger *ledger, const json_t *allocation)
{
  g_autoptr(json_t) merged = disputes_merged(ledger);
  json_t *disputes = json_object(), *hand, *number;
  const char *marker;
  size_t i;
  json_object_foreach (json_object_get(allocation, "shares"), marker, hand)
    json_array_foreach (hand, i, number)
      if (json_object_get(merged, json_string_value(number)) != NULL)
        json_object_set(disputes, json_string_value(number),
                        json_object_get(merged, json_string_value(number)));
  return disputes;
}

gboolean bm_third_done(BmLedger *ledger, json_t *allocation, GError **error)
{
  if (g_strcmp0(bm_json_text(allocation, "purpose"), "third") == 0)
    json_object_set_new(allocation, "disputes", disputes_of(ledger, allocation));
  return bm_ledger_meta_set(ledger, PURPOSE, "first", error);
}

gboolean bm_third_give_up(BmLedger *ledger, const json_t *work_nos, GError **error)
{
  g_autoptr(json_t) waiting = bm_third_waiting(ledger);
  size_t i;
  json_t *row;
  json_array_foreach (waiting, i, row)
    if (list_has(work_nos, json_object_get(row, "work_no")) && !rest(ledger, row, error))
      return FALSE;
  return TRUE;
}

gboolean bm_third_cancel(BmLedger *ledger, GError **error)
{
  return !bm_third_is_asked(ledger) ||
         (waiting_end(ledger, error) && bm_ledger_meta_set(ledger, PURPOSE, "first", error));
}

/* --- what the job is told */

/* Whoever marked the work, and who may be the same person by another school. */
static json_t *prior_markers(const char *markers, const json_t *persons, guint wave)
{
  json_t *list = json_array(), *key;
  const char *id;
  g_auto(GStrv) ids = g_strsplit(markers, " ", -1);
  for (char **at = ids; *at != NULL; at++) {
    g_autofree char *marker = bm_wave_marker(*at);
    const char *person = bm_json_text(persons, marker);
    json_object_foreach ((json_t *)persons, id, key)
      if (strcmp(id, marker) == 0 || g_strcmp0(json_string_value(key), person) == 0)
        json_array_append_new(list, json_sprintf("%s" BM_WAVE_THIRD "%u", id, wave));
  }
  return list;
}

/* A list in which nobody ranks above another asks for no rank. */
gboolean bm_third_ranks_are_told(BmLedger *ledger)
{
  g_autoptr(json_t) markers = bm_ledger_markers(ledger);
  size_t i;
  json_t *marker;
  json_array_foreach (markers, i, marker)
    if (bm_json_text(marker, "rank") != NULL &&
        strcmp(bm_json_text(marker, "rank"), "basic") != 0)
      return TRUE;
  return FALSE;
}

static json_t *waiting_works(BmLedger *ledger, const json_t *persons, guint wave)
{
  static const char *const keys[] = {"work_no", "class_alias", "school_alias", "pages"};
  const char *rank = bm_third_ranks_are_told(ledger) ? NEEDS_RANK : "basic";
  g_autoptr(json_t) waiting = bm_third_waiting(ledger);
  json_t *works = json_array(), *row;
  size_t i;
  json_array_foreach (waiting, i, row) {
    json_t *work = json_pack(
        "{s:O,s:o,s:s}", "work", json_object_get(row, "id"), "prior_markers",
        prior_markers(bm_json_text(row, "marker"), persons, wave), "needs_rank", rank);
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(work, keys[k], json_object_get(row, keys[k]));
    json_array_append_new(works, work);
  }
  return works;
}

void bm_third_context(BmLedger *ledger, BmKeymap *keymap, gint64 most, json_t *context)
{
  g_autoptr(json_t) persons = bm_person_keys(keymap);
  g_autoptr(json_t) before = bm_wave_notes(ledger, TRUE);
  guint wave = (guint)json_array_size(before) + 1;
  json_object_set_new(context, "purpose", json_string("third"));
  json_object_set_new(context, "works", waiting_works(ledger, persons, wave));
  json_object_set_new(context, "markers", bm_wave_markers(ledger, BM_WAVE_THIRD, wave, most));
}

json_t *bm_third_disputes(BmLedger *ledger, const char *item)
{
  g_autoptr(json_t) notes = bm_wave_notes(ledger, TRUE);
  size_t i;
  json_t *note;
  json_array_foreach (notes, i, note) {
    json_t *disputes = json_object_get(note, "disputes");
    if (disputes != NULL && json_object_get(json_object_get(note, "shares"), item) != NULL)
      return json_incref(disputes);
  }
  return disputes_merged(ledger); /* an allocation made before it kept its own */
}
