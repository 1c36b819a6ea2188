/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: tickets → workers → commits, until there is nothing to do (or for good). */
#include "pipeline/engine.h"

#include "pipeline/access.h"
#include "pipeline/journal.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/sandbox_wish.h"
#include "pipeline/workspace.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define TICK_MS 250
#define MOST_PAUSE_S 60
#define LEAST_DESCRIPTORS 256 /* watches, workers, databases, files in hand */

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

static gboolean is_polling(const BmEngine *engine)
{
  return json_is_true(json_object_get(bm_conf_group(engine->conf, "engine"), "polling"));
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
    eye->watch = bm_watch_new(path, FALSE, 2.0, is_polling(engine), on_spool, eye);
    g_ptr_array_add(engine->spool_watches, eye);
  }
}

void bm_engine_ticket_came(BmEngine *engine, const BmStage *stage)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; engine->spool_watches != NULL && i < n; i++)
    if (chain[i] == stage)
      bm_watch_poke(((SpoolEye *)engine->spool_watches->pdata[i])->watch);
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
  if (g_hash_table_size(engine->jobs) > 0 || engine->retry_timer != 0 ||
      !workers_are_idle(engine) || engine->fatal != NULL)
    return;
  bm_schedule_packets(engine);
  if (g_hash_table_size(engine->jobs) > 0 || bm_schedule_rounds(engine))
    return;
  if (engine->mode != BM_MODE_WATCH && bm_inbox_is_settled(engine))
    g_main_loop_quit(engine->loop);
}

/* Answers that could not be read look empty: nothing more is done on the ground of them. */
static gboolean databases_are_sound(BmEngine *engine)
{
  GError *error = NULL;
  if (bm_db_is_sound(engine->ledger, &error) &&
      bm_db_is_sound(bm_keymap_db(engine->keymap), &error))
    return TRUE;
  bm_engine_fail(engine, error);
  return FALSE;
}

static gboolean on_tick(gpointer user)
{
  BmEngine *engine = user;
  if (!databases_are_sound(engine))
    return G_SOURCE_CONTINUE; /* the loop ends */
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

/* --- a run */

/* What an auditor must know of a start: program, and by whose rules pages are let go. */
static gboolean start_tell(const BmEngine *engine, GError **error)
{
  static const char *const modes[] = {"run", "watch", "close", "single"};
  return bm_journal_event(engine->ledger, modes[engine->mode],
                          json_pack("{s:s,s:s,s:s}", "program", BM_VERSION, "policy",
                                    bm_conf_text(engine->conf, "round", "policy"), "release",
                                    bm_conf_text(engine->conf, "round", "release")),
                          error);
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
  engine->inbox_watch =
      bm_watch_new(inbox, TRUE, rescan_s, is_polling(engine), on_inbox, engine);
  g_autofree char *returns = g_build_filename(engine->ws, "scores", "inbox", NULL);
  engine->returns_watch =
      bm_watch_new(returns, TRUE, rescan_s, is_polling(engine), on_inbox, engine);
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

/* --- once, or again and again: watch does not end with trouble that passes */

typedef struct Supervision {
  const char *ws;
  BmMode mode;
  const BmRunOptions *options;
  int lock_fd; /* kept from one engine to the next; -1: none yet */
  gboolean was_open;
  guint pause_s;
} Supervision;

static gboolean engine_run(Supervision *s, BmEngine *engine, GError **error)
{
  if (!bm_engine_open(engine, s->options, error) || !start_tell(engine, error))
    return FALSE;
  g_autofree char *words = bm_sandbox_words(bm_sandbox_wish(engine->conf));
  if (words != NULL)
    fprintf(stderr, "%s\n", words); /* also to who wants no progress */
  if (!bm_sandbox_allows(bm_sandbox_wish(engine->conf), error))
    return FALSE;
  gint64 start_us = g_get_monotonic_time();
  s->was_open = TRUE;
  workers_make(engine, s->options->workers);
  loop_run(engine);
  if (engine->fatal == NULL)
    databases_are_sound(engine);
  bm_vault_crops_sweep(engine->ws, engine->ledger);
  if (g_get_monotonic_time() - start_us > (gint64)MOST_PAUSE_S * G_USEC_PER_SEC)
    s->pause_s = 1;
  if (s->options->tally != NULL)
    bm_progress_tally(engine->progress, s->options->tally);
  if (engine->fatal == NULL)
    return bm_journal_export(engine->ledger, error);
  g_propagate_error(error, g_steal_pointer(&engine->fatal));
  return FALSE;
}

/* With fewer the main loop itself cannot begin, and ends the program without a word. */
static gboolean descriptors_suffice(GError **error)
{
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= LEAST_DESCRIPTORS)
    return TRUE;
  limit.rlim_cur = MIN(limit.rlim_max, LEAST_DESCRIPTORS);
  if (limit.rlim_cur == LEAST_DESCRIPTORS && setrlimit(RLIMIT_NOFILE, &limit) == 0)
    return TRUE;
  return bm_fail(error, BM_ERROR_SETTING, "descriptors_few", "%u < %d", (guint)limit.rlim_max,
                 LEAST_DESCRIPTORS);
}

static gboolean supervise_once(Supervision *s, GError **error)
{
  g_autoptr(BmEngine) engine = bm_engine_new(s->ws, s->mode, s->options, s->lock_fd);
  gboolean is_done = engine_run(s, engine, error);
  s->lock_fd = engine->lock_fd;
  engine->lock_fd = -1;
  return is_done;
}

static gboolean is_passing(const Supervision *s, const GError *error)
{
  return s->mode == BM_MODE_WATCH && s->was_open && error->domain == BM_ERROR &&
         (error->code == BM_ERROR_IO || error->code == BM_ERROR_LEDGER);
}

static void trouble_tell(const Supervision *s, const GError *error)
{
  g_autofree char *reason = bm_error_reason(error);
  g_printerr(
      bm_tr("%s: %s. Через %u с попробую снова; %s.\n", "%s: %s. Trying again in %u s; %s.\n"),
      bm_reason_text(reason), bm_error_detail(error), s->pause_s, bm_reason_todo(reason));
}

static gboolean on_pause_end(gpointer user)
{
  *(gboolean *)user = TRUE;
  return G_SOURCE_CONTINUE;
}

/* FALSE when somebody asks the program to stop meanwhile. */
static gboolean pause_pass(guint pause_s)
{
  gboolean is_over = FALSE, is_asked = FALSE;
  guint sources[] = {g_unix_signal_add(SIGINT, on_pause_end, &is_asked),
                     g_unix_signal_add(SIGTERM, on_pause_end, &is_asked),
                     g_timeout_add_seconds(pause_s, on_pause_end, &is_over)};
  while (!is_over && !is_asked)
    g_main_context_iteration(NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
    g_source_remove(sources[i]);
  return !is_asked;
}

/*
 * A full disk, a share that is away, a write that failed: what is in memory is forgotten and
 * the workspace opened anew, as after a crash. A failed fsync is not tried again: nobody knows
 * what of the data is on the disk.
 */
gboolean bm_supervise(const char *ws, BmMode mode, const BmRunOptions *options, GError **error)
{
  if (!descriptors_suffice(error))
    return FALSE;
  Supervision s = {.ws = ws, .mode = mode, .options = options, .lock_fd = -1, .pause_s = 1};
  gboolean is_done = FALSE, goes_on = TRUE;
  while (goes_on) {
    GError *trouble = NULL;
    goes_on = FALSE;
    is_done = supervise_once(&s, &trouble);
    if (!is_done && is_passing(&s, trouble)) {
      trouble_tell(&s, trouble);
      g_error_free(trouble);
      goes_on = pause_pass(s.pause_s);
      is_done = !goes_on; /* asked to stop: nothing is lost */
      s.pause_s = MIN(2 * s.pause_s, MOST_PAUSE_S);
    } else if (!is_done)
      g_propagate_error(error, trouble);
  }
  if (s.lock_fd >= 0)
    close(s.lock_fd);
  return is_done;
}
