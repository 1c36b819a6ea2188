/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage asked by a command. */
#include "pipeline/apart.h"

#include "pipeline/autoptr.h"
#include "pipeline/worker.h"
#include "pipeline/workspace.h"

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
      bm_fail(error, BM_ERROR_IO, apart.end == BM_WORKER_LATE ? "worker_late" : "worker_died",
              "%s", "");
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
