/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: tickets → workers → commits, until there is nothing to do (or for good). */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/workspace.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#define TICK_MS 250
#define LOCK_TRIES 5
#define LOCK_PAUSE_US 200000

void bm_engine_fail(BmEngine *engine, GError *error)
{
  if (engine->fatal == NULL)
    engine->fatal = error;
  else
    g_error_free(error);
  if (engine->loop != NULL)
    g_main_loop_quit(engine->loop);
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

void bm_engine_round_or_end(BmEngine *engine)
{
  if (engine->is_stopping && workers_are_idle(engine))
    g_main_loop_quit(engine->loop);
  if (g_hash_table_size(engine->jobs) > 0 || engine->n_retries > 0 ||
      !workers_are_idle(engine) || engine->fatal != NULL)
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
  bm_engine_round_or_end(engine);
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
  bm_engine_round_or_end(engine);
  return G_SOURCE_CONTINUE;
}

/* --- making and ending an engine */

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
  return bm_people_register(engine, error) && bm_inbox_recover(engine, error) &&
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
  engine->slots = g_ptr_array_new_with_free_func(bm_slot_free);
  for (gint64 i = 0; i < n; i++) {
    BmSlot *slot = g_new0(BmSlot, 1);
    slot->worker = bm_worker_new(engine->conf, bm_engine_worker_done, engine);
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
  engine->is_collect = options->is_collect;
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
