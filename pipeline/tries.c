/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries of jobs that keep their work. */
#include "pipeline/tries.h"

#include "pipeline/autoptr.h"
#include "pipeline/kept.h"
#include "pipeline/workspace.h"

#include <string.h>

/* A process that was taken over may feign that it gets on: so many tries, and one for every
 * fourth input. */
#define TRIES_MOST 20
#define TRIES_SHARE 4

void bm_tries_free(gpointer data)
{
  BmTries *tries = data;
  g_free(tries->job);
  g_free(tries->digest);
  g_free(tries);
}

static int on_text(const char *text, size_t length, void *user)
{
  g_checksum_update(user, (const guchar *)text, (gssize)length);
  return 0;
}

static char *digest_of(const json_t *ticket)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  json_dump_callback(ticket, on_text, sum, JSON_COMPACT);
  return g_strdup(g_checksum_get_string(sum));
}

/* That of the stage; what an earlier job of other inputs kept goes. */
static BmTries *tries_of(BmEngine *engine, const BmStage *stage, const char *job)
{
  BmTries *tries = g_hash_table_lookup(engine->tries, stage->name);
  if (tries != NULL && strcmp(tries->job, job) == 0)
    return tries;
  if (tries != NULL)
    bm_spool_done(engine->ws, stage->name, tries->job);
  tries = g_new0(BmTries, 1);
  tries->job = g_strdup(job);
  g_hash_table_insert(engine->tries, (gpointer)stage->name, tries);
  return tries;
}

gboolean bm_tries_start(BmEngine *engine, const BmStage *stage, const char *job, json_t *ticket,
                        GError **error)
{
  BmTries *tries = tries_of(engine, stage, job);
  const char *scratch = json_string_value(json_object_get(ticket, "scratch"));
  g_autofree char *digest = digest_of(ticket);
  if (g_strcmp0(digest, tries->digest) != 0 || !g_file_test(scratch, G_FILE_TEST_IS_DIR)) {
    g_autofree char *path = bm_spool_scratch(engine->ws, stage->name, job, error);
    if (path == NULL)
      return FALSE;
    g_free(tries->digest);
    tries->digest = g_steal_pointer(&digest);
    tries->size = 0;
    tries->deaths = tries->losses = 0;
    tries->skipped = NULL;
  }
  if (tries->skipped != NULL)
    json_object_set_new(ticket, "skip", json_string(tries->skipped));
  return TRUE;
}

static void growth_note(BmTries *tries, const BmEngine *engine, const char *stage)
{
  g_autofree char *scratch =
      g_build_filename(engine->ws, "spool", stage, "tmp", tries->job, NULL);
  guint64 size = bm_kept_size(scratch);
  if (size <= tries->size)
    return;
  tries->size = size;
  tries->deaths = tries->losses = 0;
  tries->skipped = NULL;
}

gboolean bm_tries_go_on(BmEngine *engine, const BmSlot *slot, BmWorkerEnd end)
{
  BmTries *tries = tries_of(engine, slot->stage, slot->job);
  growth_note(tries, engine, slot->stage->name);
  gboolean is_lost = end == BM_WORKER_LOST;
  guint n = is_lost ? ++tries->losses : ++tries->deaths;
  if (++tries->total >= TRIES_MOST + json_array_size(slot->inputs) / TRIES_SHARE)
    return FALSE;
  if (n < (is_lost ? BM_MOST_LOSSES : BM_MOST_DEATHS))
    return TRUE;
  if (tries->skipped != NULL) /* and it died even so */
    return FALSE;
  const char *reason = bm_worker_reason(slot->worker);
  tries->skipped = reason != NULL ? reason : "worker_died";
  return TRUE;
}

void bm_tries_end(BmEngine *engine, const BmStage *stage)
{
  g_hash_table_remove(engine->tries, stage->name);
}
