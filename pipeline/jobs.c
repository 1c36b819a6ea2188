/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: given to workers, and what comes of them. */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/json_text.h"
#include "pipeline/tries.h"

#include <string.h>

#define GATE_DEADLINE_S 60
#define MOST_HALTS 4 /* so many items of a stage that halts are not all hostile */
#define ROUND_JOB_S                                                                            \
  0.5 /* a round job's deadline grows by so many times its stage's, per input */

void bm_slot_free(gpointer data)
{
  BmSlot *slot = data;
  bm_worker_free(slot->worker);
  g_free(slot->job);
  json_decref(slot->inputs);
  g_free(slot);
}

static void slot_clear(BmSlot *slot)
{
  g_clear_pointer(&slot->job, g_free);
  g_clear_pointer(&slot->inputs, json_decref);
  slot->stage = NULL;
  slot->is_again = FALSE;
}

static BmSlot *slot_of(BmEngine *engine, const BmWorker *worker)
{
  for (guint i = 0; i < engine->slots->len; i++) {
    BmSlot *slot = engine->slots->pdata[i];
    if (slot->worker == worker)
      return slot;
  }
  g_assert_not_reached();
}

static BmSlot *slot_idle(BmEngine *engine)
{
  for (guint i = 0; i < engine->slots->len; i++) {
    BmSlot *slot = engine->slots->pdata[i];
    if (slot->job == NULL && bm_worker_is_idle(slot->worker))
      return slot;
  }
  return NULL;
}

static gboolean stage_is_running(const BmEngine *engine, const BmStage *stage)
{
  for (guint i = 0; i < engine->slots->len; i++)
    if (((BmSlot *)engine->slots->pdata[i])->stage == stage)
      return TRUE;
  return FALSE;
}

/* --- giving work */

static double deadline_factor(const BmEngine *engine)
{
  return json_number_value(
      json_object_get(bm_conf_group(engine->conf, "engine"), "deadline_factor"));
}

static void gate_give(BmEngine *engine, BmSlot *slot)
{
  g_autofree char *file = g_queue_pop_head(&engine->gates);
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  const char *path = source != NULL ? source->path : "";
  g_autoptr(json_t) ticket = json_pack("{s:s,s:s}", "root", engine->ws, "path", path);
  g_autoptr(GError) error = NULL;
  if (!bm_worker_give(slot->worker, ticket, deadline_factor(engine) * GATE_DEADLINE_S,
                      &error)) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  slot->job = g_steal_pointer(&file);
}

static double deadline_of(const BmEngine *engine, const BmStage *stage, size_t n_inputs)
{
  double share = stage->gather == BM_EACH ? 0 : ROUND_JOB_S * (double)(n_inputs - 1);
  return deadline_factor(engine) * stage->deadline_s * (1 + share);
}

/* A person's decision may have come between the ticket and its turn. */
static gboolean inputs_still_stand(BmEngine *engine, const BmStage *stage, json_t *inputs)
{
  size_t i;
  json_t *id;
  json_array_foreach (inputs, i, id) {
    g_autoptr(json_t) item = bm_ledger_item(engine->ledger, json_string_value(id));
    if (g_strcmp0(json_string_value(json_object_get(item, "kind")), stage->takes) != 0 ||
        g_strcmp0(json_string_value(json_object_get(item, "state")), "ready") != 0)
      return FALSE;
  }
  return json_array_size(inputs) > 0;
}

static gboolean job_withdraw(BmEngine *engine, const BmStage *stage, const char *job)
{
  g_autofree char *key = bm_schedule_job_key(stage->name, job);
  g_hash_table_remove(engine->jobs, key);
  bm_spool_done(engine->ws, stage->name, job);
  bm_schedule_all(engine);
  return TRUE;
}

/* With its scratch folder made. */
static json_t *ticket_full(BmEngine *engine, const BmStage *stage, const char *job,
                           json_t *inputs, GError **error)
{
  g_autofree char *scratch = stage->keeps_work
                                 ? bm_spool_scratch_path(engine->ws, stage->name, job)
                                 : bm_spool_scratch(engine->ws, stage->name, job, error);
  if (scratch == NULL)
    return NULL;
  g_autoptr(json_t) full = bm_context_ticket(engine, stage, inputs, scratch, error);
  if (full == NULL || !stage->keeps_work)
    return g_steal_pointer(&full);
  json_object_set_new(full, "input_s", json_real(deadline_of(engine, stage, 1)));
  return bm_tries_start(engine, stage, job, full, error) ? g_steal_pointer(&full) : NULL;
}

static gboolean job_start(BmEngine *engine, BmSlot *slot, const BmStage *stage, const char *job,
                          GError **error)
{
  g_autoptr(json_t) ticket = NULL;
  if (!bm_spool_claim(engine->ws, stage->name, job, &ticket, error))
    return FALSE;
  json_t *inputs = json_object_get(ticket, "inputs");
  if (!inputs_still_stand(engine, stage, inputs))
    return job_withdraw(engine, stage, job);
  g_autoptr(json_t) full = ticket_full(engine, stage, job, inputs, error);
  if (full == NULL ||
      !bm_worker_give(slot->worker, full, deadline_of(engine, stage, json_array_size(inputs)),
                      error))
    return FALSE;
  slot->stage = stage;
  slot->job = g_strdup(job);
  slot->inputs = json_incref(inputs);
  slot->start_us = g_get_monotonic_time();
  return TRUE;
}

/* The job nearest to the end of the chain: works leave before new pages come in. */
static gboolean job_pick(BmEngine *engine, BmSlot *slot)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = n; i-- > 0;) {
    if (g_queue_is_empty(&engine->queues[i]) ||
        (chain[i]->is_single && stage_is_running(engine, chain[i])))
      continue;
    g_autofree char *job = g_queue_pop_head(&engine->queues[i]);
    g_autoptr(GError) error = NULL;
    if (!job_start(engine, slot, chain[i], job, &error))
      bm_engine_fail(engine, g_steal_pointer(&error));
    return TRUE;
  }
  return FALSE;
}

/* A decision waits until no job is under way, so that it cannot cross one. */
static gboolean decisions_come_first(BmEngine *engine)
{
  if (!bm_decide_is_asked(engine->ws))
    return FALSE;
  for (guint i = 0; i < engine->slots->len; i++)
    if (((BmSlot *)engine->slots->pdata[i])->job != NULL)
      return TRUE;
  bm_decide_answer_all(engine->ws, engine->ledger);
  bm_schedule_all(engine);
  return FALSE;
}

void bm_engine_pump(BmEngine *engine)
{
  if (decisions_come_first(engine))
    return;
  for (BmSlot *slot;
       !engine->is_stopping && engine->fatal == NULL && (slot = slot_idle(engine)) != NULL;) {
    if (!g_queue_is_empty(&engine->gates))
      gate_give(engine, slot);
    else if (!job_pick(engine, slot))
      return;
  }
}

/* --- answers */

static void job_forget(BmEngine *engine, const char *stage, const char *job)
{
  g_autofree char *key = bm_schedule_job_key(stage, job);
  g_hash_table_remove(engine->jobs, key);
}

static gboolean on_retry(gpointer user)
{
  BmEngine *engine = user;
  engine->retry_timer = 0;
  bm_schedule_all(engine);
  return G_SOURCE_REMOVE;
}

static guint deaths_add(BmEngine *engine, const char *stage, const char *job)
{
  char *key = bm_schedule_job_key(stage, job);
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(engine->failures, key)) + 1;
  g_hash_table_insert(engine->failures, key, GUINT_TO_POINTER(n));
  return n;
}

/* The job again: at once after a worker's death, later after passing trouble. */
static void job_again(BmEngine *engine, guint pause_s)
{
  if (pause_s == 0)
    bm_schedule_all(engine);
  else if (engine->retry_timer == 0)
    engine->retry_timer = g_timeout_add_seconds(pause_s, on_retry, engine);
}

static gboolean answer_halt(const BmStage *stage, json_t *answer, GError **error)
{
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  const char *detail = json_string_value(json_object_get(answer, "detail"));
  return bm_fail(error, BM_ERROR_MODEL, reason, "%s: %s", stage->name, detail);
}

/* A file that has taken its worker over may say that nobody can be worked for. It is believed
 * when no other item of the stage came through in this run and the others say so too; else the
 * item waits like any that cannot be processed. */
static gboolean halt_is_true(BmEngine *engine, const BmSlot *slot)
{
  g_autofree char *well = bm_schedule_job_key("well", slot->stage->name);
  return slot->stage->at_close || !g_hash_table_contains(engine->failures, well);
}

static gboolean halt_is_alone(BmEngine *engine, const BmSlot *slot)
{
  guint n, i = 0;
  const BmStage *const *chain = bm_chain(&n);
  while (chain[i] != slot->stage)
    i++;
  return g_queue_is_empty(&engine->queues[i]) ||
         deaths_add(engine, "halts of", slot->stage->name) >= MOST_HALTS;
}

static void stage_did_well(BmEngine *engine, const BmStage *stage)
{
  g_hash_table_add(engine->failures, bm_schedule_job_key("well", stage->name));
}

static gboolean halt_handle(BmEngine *engine, BmSlot *slot, json_t *answer, GError **error)
{
  if (!halt_is_true(engine, slot))
    return bm_commit_park(engine, slot->stage, slot->inputs, bm_json_text(answer, "reason"),
                          bm_json_text(answer, "detail"), error);
  if (halt_is_alone(engine, slot))
    return answer_halt(slot->stage, answer, error);
  job_again(engine, 1); /* behind those that wait */
  return TRUE;
}

/* The closing stages are about the whole round: nothing is parked, the coordinator is told. */
static gboolean close_refused(BmEngine *engine, const BmStage *stage, json_t *answer,
                              GError **error)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(answer, "notes"), i, note)
    if (!bm_ledger_note_add(engine->ledger, json_string_value(json_object_get(note, "kind")),
                            json_object_get(note, "value"), error))
      return FALSE;
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  const char *detail = json_string_value(json_object_get(answer, "detail"));
  return bm_fail(error, BM_ERROR_SETTING, reason, "%s: %s", stage->name, detail);
}

static gboolean answer_handle(BmEngine *engine, BmSlot *slot, json_t *answer,
                              const char *scratch, GError **error)
{
  const char *outcome = json_string_value(json_object_get(answer, "outcome"));
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  const char *detail = json_string_value(json_object_get(answer, "detail"));
  if (g_strcmp0(outcome, "done") == 0) {
    stage_did_well(engine, slot->stage);
    bm_progress_step(engine->progress, slot->stage->name, (guint)json_array_size(slot->inputs),
                     json_number_value(json_object_get(answer, "cpu_s")),
                     (gint64)json_integer_value(json_object_get(answer, "peak_kib")));
    return bm_commit(engine, slot->stage, slot->inputs, answer, scratch, error);
  }
  if (g_strcmp0(outcome, "park") == 0 && slot->stage->at_close)
    return close_refused(engine, slot->stage, answer, error);
  if (g_strcmp0(outcome, "park") == 0)
    return bm_commit_park(engine, slot->stage, slot->inputs, reason, detail, error);
  if (g_strcmp0(outcome, "halt") == 0)
    return halt_handle(engine, slot, answer, error);
  if (deaths_add(engine, slot->stage->name, slot->job) > 20)
    return bm_commit_park(engine, slot->stage, slot->inputs, reason, detail, error);
  job_again(engine, 2);
  return TRUE;
}

static gboolean death_handle(BmEngine *engine, BmSlot *slot, BmWorkerEnd end, GError **error)
{
  const char *reason = bm_worker_reason(slot->worker);
  gboolean is_lost = end == BM_WORKER_LOST;
  if (slot->stage->keeps_work) {
    if ((slot->is_again = bm_tries_go_on(engine, slot, end)))
      return TRUE;
  } else if (deaths_add(engine, is_lost ? "lost" : slot->stage->name, slot->job) <
             (is_lost ? BM_MOST_LOSSES : BM_MOST_DEATHS))
    return TRUE; /* scheduled again below */
  return bm_commit_park(engine, slot->stage, slot->inputs, reason, slot->stage->name, error);
}

/* As with the halts of stages. FALSE: the worker cannot ask about any file; the run ends. What
 * is not believed becomes no answer, and *@end says whether the file is asked about again. */
static gboolean gate_is_open(BmEngine *engine, BmWorkerEnd *end, json_t **answer)
{
  g_autofree char *well = bm_schedule_job_key("well", "gate");
  if (g_strcmp0(bm_json_text(*answer, "outcome"), "halt") != 0) {
    if (*answer != NULL)
      g_hash_table_add(engine->failures, g_steal_pointer(&well));
    return TRUE;
  }
  gboolean is_hostile = g_hash_table_contains(engine->failures, well);
  if (is_hostile || (!g_queue_is_empty(&engine->gates) &&
                     deaths_add(engine, "halts of", "gate") < MOST_HALTS)) {
    *end = is_hostile ? BM_WORKER_DIED : BM_WORKER_LOST;
    *answer = NULL;
    return TRUE;
  }
  GError *error = NULL;
  bm_fail(&error, BM_ERROR_MODEL, bm_json_text_or_empty(*answer, "reason"), "%s",
          bm_json_text_or_empty(*answer, "detail"));
  bm_engine_fail(engine, error);
  return FALSE;
}

/* A file that kills the gate, or that it gives up, goes to intake, whose limits reject it with
 * a reason; one whose worker was killed from outside is asked about again at once: it is as
 * whole as before, however long it lies there. */
static void gate_end(BmEngine *engine, BmSlot *slot, BmWorkerEnd end, json_t *answer)
{
  g_autofree char *file = g_steal_pointer(&slot->job);
  if (end == BM_WORKER_LOST && deaths_add(engine, "lost gate", file) < BM_MOST_LOSSES) {
    g_queue_push_tail(&engine->gates, g_steal_pointer(&file));
    return;
  }
  g_autofree char *key = bm_schedule_job_key("gate", file);
  g_hash_table_remove(engine->jobs, key);
  g_autoptr(json_t) dead = json_pack("{s:s,s:s}", "whole", "yes", "reason", "worker_died");
  gboolean is_told = g_strcmp0(bm_json_text(answer, "outcome"), "done") == 0;
  bm_inbox_gate_answer(engine, file, is_told ? answer : dead);
}

/* What a try kept stays for the next. */
static void ticket_drop(BmEngine *engine, const BmSlot *slot)
{
  if (slot->is_again) {
    bm_spool_release(engine->ws, slot->stage->name, slot->job);
    return;
  }
  bm_spool_done(engine->ws, slot->stage->name, slot->job);
  if (slot->stage->keeps_work)
    bm_tries_end(engine, slot->stage);
}

void bm_engine_worker_done(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user)
{
  BmEngine *engine = user;
  BmSlot *slot = slot_of(engine, worker);
  if (slot->stage == NULL) {
    if (!gate_is_open(engine, &end, &answer))
      return;
    gate_end(engine, slot, end, answer);
    bm_engine_pump(engine);
    bm_engine_round_or_end(engine);
    return;
  }
  g_autoptr(GError) error = NULL;
  g_autofree char *scratch = bm_spool_scratch_path(engine->ws, slot->stage->name, slot->job);
  job_forget(engine, slot->stage->name, slot->job);
  gboolean is_good = end == BM_WORKER_ANSWERED
                         ? answer_handle(engine, slot, answer, scratch, &error)
                         : death_handle(engine, slot, end, &error);
  ticket_drop(engine, slot);
  gboolean is_file = slot->stage->gather == BM_EACH && strcmp(slot->stage->takes, "file") == 0;
  g_autofree char *file = is_file ? g_strdup(slot->job) : NULL;
  slot_clear(slot);
  if (!is_good) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  if (end != BM_WORKER_ANSWERED)
    bm_schedule_all(engine);
  if (is_file)
    bm_schedule_series(engine, file);
  bm_engine_pump(engine);
  bm_engine_round_or_end(engine);
}
