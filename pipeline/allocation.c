/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before an allocation. */
#include "pipeline/allocation.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "pipeline/apart.h"
#include "pipeline/autoptr.h"
#include "pipeline/engine.h"
#include "pipeline/json_text.h"
#include "pipeline/pile.h"
#include "pipeline/returns.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"
#include "pipeline/workspace.h"

#define REPLACED "bundles.replaced" /* meta: "yes", "moved" to the vault, "" */

/* --- a trial */

static json_t *trial_answer(BmOpen *open, BmConf *conf, GError **error)
{
  BmEngine engine = {.ws = open->ws,
                     .conf = conf,
                     .ledger = open->ledger,
                     .keymap = open->keymap,
                     .procedure = open->procedure,
                     .mode = BM_MODE_CLOSE};
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:O,s:o,s:[]}", "stage", "allocate", "scratch", scratch, "seed",
                bm_keymap_seed(open->keymap), "params", bm_conf_group(conf, "allocate"),
                "context", bm_context_allocate(&engine), "inputs");
  json_t *answer = bm_apart_answer(ticket, scratch, error);
  bm_folder_remove(scratch);
  return answer;
}

/* @ret_block  the note "allocation_blocked", or NULL when there is a way; new */
static gboolean trial(BmOpen *open, json_t **ret_block, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(open->ws, error);
  if (conf == NULL || !bm_procedure_settle(open->procedure, open->ws, conf, error))
    return FALSE;
  g_autoptr(json_t) answer = trial_answer(open, conf, error);
  if (answer == NULL)
    return FALSE;
  const char *outcome = bm_json_text(answer, "outcome"),
             *detail = bm_json_text(answer, "detail");
  json_t *block = bm_answer_note(answer, "allocation_blocked");
  *ret_block = NULL;
  if (g_strcmp0(outcome, "done") == 0)
    return TRUE;
  if (block == NULL)
    return bm_fail(error, BM_ERROR_SETTING, bm_json_text(answer, "reason"), "allocate: %s",
                   detail != NULL ? detail : "");
  *ret_block = json_incref(block);
  return TRUE;
}

/* --- all of it anew */

guint bm_allocation_forms_back(BmLedger *ledger)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  guint n = 0;
  size_t i;
  json_t *item;
  json_array_foreach (returns, i, item) {
    const json_t *read = json_object_get(json_object_get(item, "facts"), "collect");
    n += g_strcmp0(bm_json_text(item, "state"), "rejected") != 0 && !bm_pile_is(item) &&
         g_strcmp0(bm_json_text(read, "kind"), "report") != 0;
  }
  return n;
}

static gboolean old_move(BmOpen *open, GError **error)
{
  g_autofree char *bundles = g_build_filename(open->ws, "bundles", NULL);
  g_autofree char *old = g_build_filename(open->ws, "vault", "bundles.old", NULL);
  if (g_file_test(old, G_FILE_TEST_EXISTS)) /* these are of a close that was not finished */
    bm_folder_remove(bundles);
  else if (g_rename(bundles, old) != 0 && errno != ENOENT)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "bundles: %s", g_strerror(errno));
  return bm_folder_make(bundles, 0750, error) &&
         bm_ledger_meta_set(open->ledger, REPLACED, "moved", error);
}

gboolean bm_allocation_begin(BmOpen *open, GError **error)
{
  g_autofree char *replaced = bm_ledger_meta(open->ledger, REPLACED);
  return g_strcmp0(replaced, "yes") != 0 || old_move(open, error);
}

gboolean bm_allocation_end(BmOpen *open, GError **error)
{
  g_autofree char *replaced = bm_ledger_meta(open->ledger, REPLACED);
  if (replaced == NULL || replaced[0] == '\0')
    return TRUE;
  g_autofree char *old = g_build_filename(open->ws, "vault", "bundles.old", NULL);
  bm_folder_remove(old);
  return bm_ledger_meta_set(open->ledger, REPLACED, "", error);
}

/* Within a transaction, so that a trial sees the round without its allocation. */
static gboolean forget(BmOpen *open, json_t **ret_block, GError **error)
{
  return bm_returns_replace(open->ledger, error) && bm_ledger_unallocate(open->ledger, error) &&
         bm_ledger_meta_set(open->ledger, REPLACED, "yes", error) &&
         trial(open, ret_block, error);
}

gboolean bm_allocation_anew(BmOpen *open, GError **error)
{
  g_autoptr(json_t) block = NULL;
  if (!bm_db_begin(open->ledger, error))
    return FALSE;
  gboolean is_good = forget(open, &block, error);
  if (is_good && block == NULL && bm_db_commit(open->ledger, error))
    return old_move(open, error);
  bm_db_rollback(open->ledger);
  return is_good && block != NULL &&
         bm_ledger_note_add(open->ledger, "allocation_blocked", block, error) &&
         bm_fail(error, BM_ERROR_SETTING, "allocation_blocked", "%s", open->ws);
}

/* --- third markings */

/* As many works of the lot that lacks markers as it lacks, the last ones. */
static json_t *lot_of(const json_t *block)
{
  const json_t *work_nos = json_object_get(block, "work_nos");
  size_t n = json_array_size(work_nos),
         lacking = (size_t)json_integer_value(json_object_get(block, "short"));
  json_t *lot = json_array();
  for (size_t i = n - MIN(n, MAX(lacking, 1)); i < n; i++)
    json_array_append(lot, json_array_get(work_nos, i));
  return lot;
}

/* Works that are given up, with what keeps markers from them. */
static void blocked_add(json_t *blocked, const json_t *lot, const json_t *block)
{
  size_t i;
  json_t *work_no;
  json_array_foreach ((json_t *)lot, i, work_no)
    json_array_append_new(blocked, json_pack("{s:O,s:O,s:O}", "work_no", work_no, "markers",
                                             json_object_get(block, "markers"), "kept_out",
                                             json_object_get(block, "kept_out")));
}

/* Works are given up until the others can be shared out. */
static gboolean blocked_find(BmOpen *open, json_t *blocked, guint *n, GError **error)
{
  while (*n > 0) {
    g_autoptr(json_t) block = NULL;
    if (!trial(open, &block, error))
      return FALSE;
    if (block == NULL)
      return TRUE;
    g_autoptr(json_t) lot = lot_of(block);
    if (json_array_size(lot) == 0)
      return bm_ledger_note_add(open->ledger, "allocation_blocked", block, error) &&
             bm_fail(error, BM_ERROR_SETTING, "allocation_blocked", "%s", open->ws);
    if (!bm_third_give_up(open->ledger, lot, error))
      return FALSE;
    blocked_add(blocked, lot, block);
    *n -= MIN(*n, (guint)json_array_size(lot));
  }
  return bm_third_cancel(open->ledger, error);
}

gboolean bm_allocation_third(BmOpen *open, const json_t *results, json_t **ret_blocked,
                             guint *ret_n, GError **error)
{
  g_autoptr(json_t) blocked = json_array();
  guint n = 0;
  if (!bm_third_prepare(open->ledger, results, &n, error) ||
      !blocked_find(open, blocked, &n, error))
    return FALSE;
  *ret_blocked = g_steal_pointer(&blocked);
  *ret_n = n;
  return TRUE;
}
