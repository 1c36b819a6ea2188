/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: tickets → workers → commits, until there is nothing to do (or for good). */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/workspace.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define GATE_DEADLINE_S 60
#define MOST_DEATHS 2 /* a job whose worker died twice is parked */
#define TICK_MS 250
#define LOCK_TRIES 5
#define LOCK_PAUSE_US 200000
#define ROUND_JOB_S                                                                            \
  0.5 /* a round job's deadline grows by so many times its stage's, per input */

void bm_engine_fail(BmEngine *engine, GError *error)
{
  if (engine->fatal == NULL)
    engine->fatal = error;
  else
    g_error_free(error);
  if (engine->loop != NULL)
    g_main_loop_quit(engine->loop);
}

static void slot_free(gpointer data)
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

static void gate_give(BmEngine *engine, BmSlot *slot)
{
  g_autofree char *file = g_queue_pop_head(&engine->gates);
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  const char *path = source != NULL ? source->path : "";
  g_autoptr(json_t) ticket = json_pack("{s:s,s:s}", "root", engine->ws, "path", path);
  g_autoptr(GError) error = NULL;
  if (!bm_worker_give(slot->worker, ticket, GATE_DEADLINE_S, &error)) {
    bm_engine_fail(engine, g_steal_pointer(&error));
    return;
  }
  slot->job = g_steal_pointer(&file);
}

static double deadline_of(const BmEngine *engine, const BmStage *stage, size_t n_inputs)
{
  double factor = json_number_value(
      json_object_get(bm_conf_group(engine->conf, "engine"), "deadline_factor"));
  double share = stage->gather == BM_EACH ? 0 : ROUND_JOB_S * (double)(n_inputs - 1);
  return factor * stage->deadline_s * (1 + share);
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

static gboolean job_start(BmEngine *engine, BmSlot *slot, const BmStage *stage, const char *job,
                          GError **error)
{
  g_autoptr(json_t) ticket = bm_spool_claim(engine->ws, stage->name, job);
  json_t *inputs = json_object_get(ticket, "inputs");
  if (!inputs_still_stand(engine, stage, inputs))
    return job_withdraw(engine, stage, job);
  g_autofree char *scratch = bm_spool_scratch(engine->ws, stage->name, job, error);
  if (scratch == NULL)
    return FALSE;
  g_autoptr(json_t) full = bm_context_ticket(engine, stage, inputs, scratch, error);
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
  bm_schedule_all(user);
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
  else
    g_timeout_add_seconds(pause_s, on_retry, engine);
}

static gboolean answer_halt(const BmStage *stage, json_t *answer, GError **error)
{
  const char *reason = json_string_value(json_object_get(answer, "reason"));
  const char *detail = json_string_value(json_object_get(answer, "detail"));
  return bm_fail(error, BM_ERROR_MODEL, reason, "%s: %s", stage->name, detail);
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
    return answer_halt(slot->stage, answer, error);
  if (deaths_add(engine, slot->stage->name, slot->job) > 20)
    return bm_commit_park(engine, slot->stage, slot->inputs, reason, detail, error);
  job_again(engine, 2);
  return TRUE;
}

static gboolean death_handle(BmEngine *engine, BmSlot *slot, BmWorkerEnd end, GError **error)
{
  const char *reason = end == BM_WORKER_LATE ? "worker_late" : "worker_died";
  if (deaths_add(engine, slot->stage->name, slot->job) < MOST_DEATHS)
    return TRUE; /* scheduled again below */
  return bm_commit_park(engine, slot->stage, slot->inputs, reason, slot->stage->name, error);
}

static void gate_end(BmEngine *engine, BmSlot *slot, json_t *answer)
{
  g_autofree char *file = g_steal_pointer(&slot->job);
  g_autofree char *key = bm_schedule_job_key("gate", file);
  g_hash_table_remove(engine->jobs, key);
  g_autoptr(json_t) dead = json_pack("{s:s,s:s}", "whole", "yes", "reason", "worker_died");
  /* a file that kills the gate goes to intake, whose limits reject it with a reason */
  bm_inbox_gate_answer(engine, file, answer != NULL ? answer : dead);
}

static void round_or_end(BmEngine *engine);

static void on_worker_done(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user)
{
  BmEngine *engine = user;
  BmSlot *slot = slot_of(engine, worker);
  if (slot->stage == NULL) {
    gate_end(engine, slot, answer);
    bm_engine_pump(engine);
    round_or_end(engine);
    return;
  }
  g_autoptr(GError) error = NULL;
  g_autofree char *scratch =
      g_build_filename(engine->ws, "spool", slot->stage->name, "tmp", slot->job, NULL);
  job_forget(engine, slot->stage->name, slot->job);
  gboolean is_good = end == BM_WORKER_ANSWERED
                         ? answer_handle(engine, slot, answer, scratch, &error)
                         : death_handle(engine, slot, end, &error);
  bm_spool_done(engine->ws, slot->stage->name, slot->job);
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
  round_or_end(engine);
}

/* --- the spool's watchers: a ticket in STAGE/in becomes a queue entry */

typedef struct SpoolEye {
  BmEngine *engine;
  guint stage; /* index in the chain */
  BmWatch *watch;
} SpoolEye;

static void on_spool(gpointer user)
{
  SpoolEye *eye = user;
  guint n;
  const BmStage *stage = bm_chain(&n)[eye->stage];
  GQueue *queue = &eye->engine->queues[eye->stage];
  g_autoptr(GPtrArray) jobs = bm_spool_waiting(eye->engine->ws, stage->name);
  g_autoptr(GHashTable) queued = g_hash_table_new(g_str_hash, g_str_equal);
  for (GList *link = queue->head; link != NULL; link = link->next)
    g_hash_table_add(queued, link->data);
  for (guint i = 0; i < jobs->len; i++)
    if (!g_hash_table_contains(queued, jobs->pdata[i]))
      g_queue_push_tail(queue, g_strdup(jobs->pdata[i]));
  bm_engine_pump(eye->engine);
}

static void eye_free(gpointer data)
{
  SpoolEye *eye = data;
  bm_watch_free(eye->watch);
  g_free(eye);
}

static void spool_watch(BmEngine *engine)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  engine->spool_watches = g_ptr_array_new_with_free_func(eye_free);
  for (guint i = 0; i < n; i++) {
    SpoolEye *eye = g_new0(SpoolEye, 1);
    eye->engine = engine;
    eye->stage = i;
    g_autofree char *path = g_build_filename(engine->ws, "spool", chain[i]->name, "in", NULL);
    eye->watch = bm_watch_new(path, FALSE, 2.0, on_spool, eye);
    g_ptr_array_add(engine->spool_watches, eye);
  }
}

/* --- end of a run */

static gboolean workers_are_idle(const BmEngine *engine)
{
  for (guint i = 0; i < engine->slots->len; i++)
    if (((BmSlot *)engine->slots->pdata[i])->job != NULL)
      return FALSE;
  return TRUE;
}

static void round_or_end(BmEngine *engine)
{
  if (engine->is_stopping && workers_are_idle(engine))
    g_main_loop_quit(engine->loop);
  if (g_hash_table_size(engine->jobs) > 0 || !workers_are_idle(engine) || engine->fatal != NULL)
    return;
  bm_schedule_packets(engine);
  if (g_hash_table_size(engine->jobs) > 0 || bm_schedule_rounds(engine))
    return;
  if (engine->mode != BM_MODE_WATCH && bm_inbox_is_settled(engine))
    g_main_loop_quit(engine->loop);
}

static gboolean on_tick(gpointer user)
{
  BmEngine *engine = user;
  if (g_get_monotonic_time() >= engine->next_look_us &&
      (engine->wants_look || !bm_inbox_is_settled(engine)))
    bm_inbox_look(engine);
  bm_engine_pump(engine);
  round_or_end(engine);
  return G_SOURCE_CONTINUE;
}

static void on_inbox(gpointer user)
{
  BmEngine *engine = user;
  if (g_get_monotonic_time() >= engine->next_look_us)
    bm_inbox_look(engine);
  else
    engine->wants_look = TRUE; /* a burst of files is one look, at a tick */
}

static gboolean on_signal(gpointer user)
{
  BmEngine *engine = user;
  if (engine->is_stopping)
    _exit(130); /* asked twice: at once; the ledger copes */
  engine->is_stopping = TRUE;
  bm_progress_say(engine->progress, "%s",
                  bm_tr("останавливаюсь: заканчиваю начатые страницы (ещё раз Ctrl+C: сразу)",
                        "stopping: finishing the pages in hand (Ctrl+C again: at once)"));
  round_or_end(engine);
  return G_SOURCE_CONTINUE;
}

/* --- making and ending an engine */

static gboolean classes_register(BmEngine *engine, GError **error)
{
  size_t i;
  json_t *row;
  json_array_foreach (engine->procedure->roster, i, row) {
    g_autofree char *class_group =
        bm_class_normalise(json_string_value(json_object_get(row, "class")));
    g_autofree char *class_alias = NULL, *school_alias = NULL;
    gint64 ref =
        bm_keymap_class(engine->keymap, json_string_value(json_object_get(row, "school_code")),
                        class_group, &class_alias, &school_alias, error);
    if (ref == 0 || !bm_ledger_class_put(engine->ledger, ref, class_alias, school_alias, error))
      return FALSE;
  }
  return TRUE;
}

/* Schools whose works the teacher may not have beside his own. */
static gboolean conflicts_add(BmEngine *engine, const json_t *row, json_t *record,
                              GError **error)
{
  size_t i;
  json_t *code;
  json_array_foreach (json_object_get(row, "conflicts"), i, code) {
    g_autofree char *alias =
        bm_keymap_school_alias(engine->keymap, json_string_value(code), error);
    if (alias == NULL)
      return FALSE;
    json_array_append_new(json_object_get(record, "conflicts"), json_string(alias));
  }
  return TRUE;
}

static gboolean marker_register(BmEngine *engine, json_t *row, GError **error)
{
  const char *school = json_string_value(json_object_get(row, "school_code"));
  const char *most = json_string_value(json_object_get(row, "max_works"));
  g_autofree char *alias = bm_keymap_school_alias(engine->keymap, school, error);
  g_autofree char *id =
      alias == NULL
          ? NULL
          : bm_keymap_marker(engine->keymap, json_string_value(json_object_get(row, "teacher")),
                             school, error);
  if (id == NULL)
    return FALSE;
  guint64 works = 0;
  if (most != NULL && most[0] != '\0' &&
      !g_ascii_string_to_unsigned(most, 10, 0, BM_MOST_WORKS, &works, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "procedure_bad", "teachers.csv: max_works '%s'",
                   most);
  json_t *subject = json_object_get(row, "subject");
  g_autoptr(json_t) record =
      json_pack("{s:O,s:[]}", "subject", subject != NULL ? subject : json_null(), "conflicts");
  if (!conflicts_add(engine, row, record, error))
    return FALSE;
  if (json_object_get(row, "rank") != NULL)
    json_object_set(record, "rank", json_object_get(row, "rank"));
  if (most != NULL && most[0] != '\0') /* else the setting allocate.max_works holds */
    json_object_set_new(record, "max_works", json_integer((json_int_t)works));
  return bm_ledger_marker_put(engine->ledger, id, alias, record, error);
}

static gboolean people_register(BmEngine *engine, GError **error)
{
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  size_t i;
  json_t *row;
  gboolean is_good = classes_register(engine, error);
  if (json_array_size(engine->procedure->teachers) >
      0) /* who is on the list no more gets no works */
    is_good = is_good && bm_ledger_markers_leave(engine->ledger, error);
  json_array_foreach (engine->procedure->teachers, i, row)
    is_good = is_good && marker_register(engine, row, error);
  if (is_good && bm_db_commit(engine->ledger, error))
    return TRUE;
  bm_db_rollback(engine->ledger);
  return FALSE;
}

static void engine_free(BmEngine *engine)
{
  if (engine == NULL)
    return;
  guint n;
  bm_chain(&n);
  bm_watch_free(engine->inbox_watch);
  bm_watch_free(engine->returns_watch);
  g_clear_pointer(&engine->spool_watches, g_ptr_array_unref);
  g_clear_pointer(&engine->slots, g_ptr_array_unref);
  for (guint i = 0; engine->queues != NULL && i < n; i++)
    g_queue_clear_full(&engine->queues[i], g_free);
  g_queue_clear_full(&engine->gates, g_free);
  g_free(engine->queues);
  g_clear_pointer(&engine->looks, g_hash_table_unref);
  g_clear_pointer(&engine->jobs, g_hash_table_unref);
  g_clear_pointer(&engine->failures, g_hash_table_unref);
  bm_progress_free(engine->progress);
  bm_procedure_free(engine->procedure);
  bm_keymap_free(engine->keymap);
  bm_db_free(engine->ledger);
  bm_conf_free(engine->conf);
  g_clear_pointer(&engine->loop, g_main_loop_unref);
  if (engine->lock_fd >= 0)
    close(engine->lock_fd);
  g_free(engine->ws);
  g_free(engine);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmEngine, engine_free)

/* A program that was just killed lets go of its lock a moment later. */
static int lock_take(const char *ws, GError **error)
{
  for (int i = 0; i < LOCK_TRIES; i++) {
    g_autoptr(GError) busy = NULL;
    int fd = bm_workspace_lock(ws, &busy);
    if (fd >= 0)
      return fd;
    g_usleep(LOCK_PAUSE_US);
  }
  return bm_workspace_lock(ws, error);
}

static gboolean round_prepare(BmEngine *engine, GError **error)
{
  bm_tasks_keep(engine->procedure, engine->ledger);
  return people_register(engine, error) && bm_inbox_recover(engine, error) &&
         bm_spool_prepare(engine->ws, error);
}

static gboolean engine_open(BmEngine *engine, const BmRunOptions *options, GError **error)
{
  if (!bm_workspace_check(engine->ws, error) || !bm_workspace_make(engine->ws, error) ||
      (engine->lock_fd = lock_take(engine->ws, error)) < 0 ||
      (engine->conf = bm_conf_load(engine->ws, error)) == NULL)
    return FALSE;
  if ((options->release != NULL &&
       !bm_conf_set(engine->conf, "round", "release", options->release, error)) ||
      (options->policy != NULL &&
       !bm_conf_set(engine->conf, "round", "policy", options->policy, error)))
    return FALSE;
  g_autofree char *procedure = g_build_filename(engine->ws, "procedure", NULL);
  gint64 seed = bm_conf_int(engine->conf, "round", "seed");
  return (engine->procedure = bm_procedure_load(procedure, error)) != NULL &&
         bm_procedure_settle(engine->procedure, engine->ws, engine->conf, error) &&
         (engine->ledger = bm_ledger_open(engine->ws, error)) != NULL &&
         (engine->keymap = bm_keymap_open(engine->ws, seed, error)) != NULL &&
         round_prepare(engine, error);
}

static void workers_make(BmEngine *engine, int wanted)
{
  gint64 n = wanted > 0 ? wanted : bm_conf_int(engine->conf, "engine", "workers");
  if (n == 0)
    n = g_get_num_processors();
  engine->slots = g_ptr_array_new_with_free_func(slot_free);
  for (gint64 i = 0; i < n; i++) {
    BmSlot *slot = g_new0(BmSlot, 1);
    slot->worker = bm_worker_new(engine->conf, on_worker_done, engine);
    g_ptr_array_add(engine->slots, slot);
  }
}

static void loop_run(BmEngine *engine)
{
  engine->loop = g_main_loop_new(NULL, FALSE);
  spool_watch(engine);
  g_autofree char *inbox = g_build_filename(engine->ws, "inbox", NULL);
  double rescan_s =
      json_number_value(json_object_get(bm_conf_group(engine->conf, "engine"), "rescan_s"));
  engine->inbox_watch = bm_watch_new(inbox, TRUE, rescan_s, on_inbox, engine);
  g_autofree char *returns = g_build_filename(engine->ws, "scores", "inbox", NULL);
  engine->returns_watch = bm_watch_new(returns, TRUE, rescan_s, on_inbox, engine);
  guint sources[] = {g_unix_signal_add(SIGINT, on_signal, engine),
                     g_unix_signal_add(SIGTERM, on_signal, engine),
                     g_timeout_add(TICK_MS, on_tick, engine)};
  bm_schedule_all(engine);
  bm_inbox_look(engine);
  if (engine->fatal == NULL)
    g_main_loop_run(engine->loop);
  for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
    g_source_remove(sources[i]);
}

gboolean bm_supervise(const char *ws, BmMode mode, const BmRunOptions *options, GError **error)
{
  g_autoptr(BmEngine) engine = g_new0(BmEngine, 1);
  guint n;
  bm_chain(&n);
  engine->ws = g_canonicalize_filename(ws, NULL);
  engine->mode = mode;
  engine->is_third = options->is_third;
  engine->lock_fd = -1;
  engine->queues = g_new0(GQueue, n);
  engine->looks =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bm_look_free);
  engine->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  engine->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  engine->progress = bm_progress_new(options->is_quiet);
  if (!engine_open(engine, options, error))
    return FALSE;
  workers_make(engine, options->workers);
  loop_run(engine);
  if (options->tally != NULL)
    bm_progress_tally(engine->progress, options->tally);
  if (engine->fatal == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&engine->fatal));
  return FALSE;
}
