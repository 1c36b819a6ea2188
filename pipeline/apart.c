/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage asked by a command. */
#include "pipeline/apart.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/worker.h"
#include "pipeline/workspace.h"

#include <unistd.h>

#define DEADLINE_S 900.0

typedef struct Apart {
  GMainLoop *loop;
  BmWorkerEnd end;
  json_t *answer;
} Apart;

static void on_done(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user)
{
  (void)worker;
  Apart *apart = user;
  apart->end = end;
  apart->answer = answer != NULL ? json_incref(answer) : NULL;
  g_main_loop_quit(apart->loop);
}

/* The preset settings: what a command asks does not hang on those of a round. */
static BmConf *presets(const char *scratch, GError **error)
{
  g_autofree char *path = g_build_filename(scratch, "blindmark.conf", NULL);
  g_autofree char *text = bm_conf_template();
  return bm_file_write(path, text, error) ? bm_conf_load(scratch, error) : NULL;
}

json_t *bm_apart_answer(json_t *ticket, const char *scratch, GError **error)
{
  g_autoptr(BmConf) conf = presets(scratch, error);
  if (conf == NULL)
    return NULL;
  if (json_object_get(ticket, "params") == NULL)
    json_object_set(ticket, "params",
                    bm_conf_group(conf, json_string_value(json_object_get(ticket, "stage"))));
  Apart apart = {.loop = g_main_loop_new(NULL, FALSE)};
  BmWorker *worker = bm_worker_new(conf, on_done, &apart);
  if (bm_worker_give(worker, ticket, DEADLINE_S, error)) {
    g_main_loop_run(apart.loop);
    if (apart.end != BM_WORKER_ANSWERED) {
      bm_fail(error, BM_ERROR_IO, bm_worker_reason(worker), "%s", "");
      g_clear_pointer(&apart.answer, json_decref);
    }
  }
  bm_worker_free(worker);
  g_main_loop_unref(apart.loop);
  return apart.answer;
}

json_t *bm_apart_run(const char *stage, json_t *context, json_t *inputs, const char *scratch,
                     GError **error)
{
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:o,s:o}", "stage", stage, "scratch", scratch, "seed", "00",
                "context", context, "inputs", inputs);
  g_autoptr(json_t) answer = bm_apart_answer(ticket, scratch, error);
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  const char *detail = json_string_value(json_object_get(answer, "detail"));
  if (answer == NULL ||
      g_strcmp0(json_string_value(json_object_get(answer, "outcome")), "done") == 0)
    return g_steal_pointer(&answer);
  bm_fail(error, BM_ERROR_SETTING, reason != NULL ? reason : "internal", "%s",
          detail != NULL ? detail : "");
  return NULL;
}

/* --- many tickets */

#define WORKERS_MOST 16

typedef struct Each Each;

typedef struct Slot {
  Each *each;
  BmWorker *worker;
  json_t *ticket; /* borrowed; NULL: idle */
} Slot;

struct Each {
  json_t *tickets;
  size_t next;
  double deadline_s;
  BmApartDone done;
  gpointer user;
  Slot slots[WORKERS_MOST];
  guint n_slots;
  GMainLoop *loop;
  GError *error;
};

static void next_give(Slot *slot)
{
  Each *each = slot->each;
  slot->ticket = each->error == NULL ? json_array_get(each->tickets, each->next) : NULL;
  if (slot->ticket != NULL) {
    each->next++;
    if (!bm_worker_give(slot->worker, slot->ticket, each->deadline_s, &each->error))
      slot->ticket = NULL;
  }
  gboolean is_busy = FALSE;
  for (guint i = 0; i < each->n_slots; i++)
    is_busy |= each->slots[i].ticket != NULL;
  if (!is_busy)
    g_main_loop_quit(each->loop);
}

static void on_each(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user)
{
  (void)worker;
  (void)end;
  Slot *slot = user;
  Each *each = slot->each;
  if (g_strcmp0(bm_json_text(answer, "outcome"), "halt") == 0 && each->error == NULL) {
    const char *reason = bm_json_text(answer, "reason");
    bm_fail(&each->error, BM_ERROR_MODEL, reason != NULL ? reason : "internal", "%s",
            bm_json_text_or_empty(answer, "detail"));
  }
  each->done(slot->ticket, answer, each->user);
  next_give(slot);
}

gboolean bm_apart_each(const BmConf *conf, json_t *tickets, double deadline_s, BmApartDone done,
                       gpointer user, GError **error)
{
  Each each = {.tickets = tickets,
               .deadline_s = deadline_s,
               .done = done,
               .user = user,
               .n_slots = (guint)CLAMP(sysconf(_SC_NPROCESSORS_ONLN), 1, WORKERS_MOST),
               .loop = g_main_loop_new(NULL, FALSE)};
  for (guint i = 0; i < each.n_slots; i++)
    each.slots[i] = (Slot){.each = &each};
  for (guint i = 0; i < each.n_slots; i++) {
    each.slots[i].worker = bm_worker_new(conf, on_each, &each.slots[i]);
    next_give(&each.slots[i]);
  }
  if (each.next > 0 && each.error == NULL)
    g_main_loop_run(each.loop);
  for (guint i = 0; i < each.n_slots; i++)
    bm_worker_free(each.slots[i].worker);
  g_main_loop_unref(each.loop);
  if (each.error == NULL)
    return TRUE;
  g_propagate_error(error, each.error);
  return FALSE;
}

json_t *bm_answer_note(const json_t *answer, const char *kind)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(answer, "notes"), i, note)
    if (g_strcmp0(json_string_value(json_object_get(note, "kind")), kind) == 0)
      return json_object_get(note, "value");
  return NULL;
}

json_t *bm_apart_note(const char *stage, json_t *context, const char *scratch, const char *kind,
                      GError **error)
{
  g_autoptr(json_t) answer = bm_apart_run(stage, context, json_array(), scratch, error);
  json_t *value = bm_answer_note(answer, kind);
  if (answer != NULL && value == NULL)
    bm_fail(error, BM_ERROR_IO, "worker_died", "no '%s' in the answer of '%s'", kind, stage);
  return value != NULL ? json_incref(value) : NULL;
}
