/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine made, its workspace opened and brought to order, and ended. */
#include "pipeline/engine.h"

#include "pipeline/access.h"
#include "pipeline/lang.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/tries.h"
#include "pipeline/workspace.h"

#include <unistd.h>

#define LOCK_TRIES 5
#define LOCK_PAUSE_US 200000

BmEngine *bm_engine_new(const char *ws, BmMode mode, const BmRunOptions *options, int lock_fd)
{
  BmEngine *engine = g_new0(BmEngine, 1);
  guint n;
  bm_chain(&n);
  engine->ws = g_canonicalize_filename(ws, NULL);
  engine->mode = mode;
  engine->is_third = options->is_third;
  engine->is_collect = options->is_collect;
  engine->lock_fd = lock_fd;
  engine->queues = g_new0(GQueue, n);
  engine->looks =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bm_look_free);
  engine->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  engine->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  engine->tries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, bm_tries_free);
  engine->progress = bm_progress_new(options->is_quiet);
  return engine;
}

void bm_engine_free(BmEngine *engine)
{
  if (engine == NULL)
    return;
  guint n;
  bm_chain(&n);
  if (engine->retry_timer != 0)
    g_source_remove(engine->retry_timer);
  bm_watch_free(engine->inbox_watch);
  bm_watch_free(engine->returns_watch);
  g_clear_pointer(&engine->spool_watches, g_ptr_array_unref);
  g_clear_pointer(&engine->slots, g_ptr_array_unref);
  for (guint i = 0; engine->queues != NULL && i < n; i++)
    g_queue_clear_full(&engine->queues[i], g_free);
  g_queue_clear_full(&engine->gates, g_free);
  g_free(engine->queues);
  g_free(engine->locks);
  g_clear_pointer(&engine->looks, g_hash_table_unref);
  g_clear_pointer(&engine->jobs, g_hash_table_unref);
  g_clear_pointer(&engine->failures, g_hash_table_unref);
  g_clear_pointer(&engine->tries, g_hash_table_unref);
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

/* Keys that cannot be read must not mean that originals stay plain without a word. */
static gboolean vault_prepare(BmEngine *engine, GError **error)
{
  GError *why = NULL;
  bm_vault_wipe_begin(engine->ws);
  engine->locks = bm_vault_locks(engine->ws, &why);
  if (why != NULL)
    g_propagate_error(error, why);
  return why == NULL && (engine->locks == NULL ||
                         bm_vault_catch_up(engine->ws, engine->ledger, engine->locks, error));
}

static gboolean round_prepare(BmEngine *engine, GError **error)
{
  bm_tasks_keep(engine->procedure, engine->ledger);
  return bm_people_register(engine, error) && bm_inbox_recover(engine, error) &&
         vault_prepare(engine, error) && bm_spool_prepare(engine->ws, error);
}

/* What stood open is closed, and told: it may have been seen. */
static gboolean access_mend(BmEngine *engine, GError **error)
{
  g_autoptr(json_t) mended = NULL;
  if (!bm_access_apply(engine->ws, engine->conf, &mended, error))
    return FALSE;
  size_t i;
  json_t *place;
  json_array_foreach (mended, i, place)
    bm_progress_say(engine->progress,
                    g_str_has_suffix(json_string_value(place), "!")
                        ? bm_tr("открыто всем, и закрыть не удалось: %s",
                                "open to everybody, and cannot be closed: %s")
                        : bm_tr("было открыто посторонним, закрыто: %s",
                                "was open to strangers, is closed: %s"),
                    json_string_value(place));
  return TRUE;
}

gboolean bm_engine_open(BmEngine *engine, const BmRunOptions *options, GError **error)
{
  if (!bm_workspace_check(engine->ws, error) || !bm_workspace_make(engine->ws, error) ||
      (engine->lock_fd < 0 && (engine->lock_fd = lock_take(engine->ws, error)) < 0) ||
      (engine->conf = bm_conf_load(engine->ws, error)) == NULL || !access_mend(engine, error))
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
