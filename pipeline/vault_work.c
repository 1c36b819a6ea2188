/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault beside the work. */
#include "pipeline/vault_work.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/conf.h"
#include "pipeline/journal.h"
#include "pipeline/json_text.h"
#include "pipeline/wipe.h"

void bm_vault_wipe_begin(const char *ws)
{
  g_autoptr(BmConf) conf = bm_conf_load(ws, NULL);
  const char *wish = conf != NULL ? bm_conf_text(conf, "round", "wipe") : "auto";
  bm_wipe_set(strcmp(wish, "yes") == 0 ||
              (strcmp(wish, "auto") == 0 && bm_vault_keys_exist(ws)));
}

gboolean bm_vault_keys_not_lost(const char *ws, GError **error)
{
  g_autoptr(GPtrArray) originals = bm_seal_originals(ws), packs = bm_seal_packs(ws);
  return bm_vault_keys_exist(ws) || originals->len + packs->len == 0 ||
         bm_fail(error, BM_ERROR_SETTING, "vault_keys_none", "%s", "");
}

BmLocks *bm_vault_locks(const char *ws, GError **error)
{
  g_autofree char *path = bm_vault_keys_place(ws);
  if (!bm_vault_keys_exist(ws)) {
    bm_vault_keys_not_lost(ws, error);
    return NULL;
  }
  g_autofree BmVaultKeys *keys = bm_vault_keys_load(path, error);
  if (keys == NULL)
    return NULL;
  BmLocks *locks = g_new0(BmLocks, 1);
  bm_vault_keys_locks(keys, locks);
  return locks;
}

static gboolean is_needed(BmLedger *ledger, const char *file)
{
  static const char *const waiting[] = {"waiting", "ready", "held", NULL};
  g_autoptr(json_t) item = bm_ledger_item(ledger, file);
  const char *state = bm_json_text(item, "state");
  const char *kind = bm_json_text(bm_ledger_facts(item, "collect"), "kind");
  return state == NULL || g_strv_contains(waiting, state) || g_strcmp0(kind, "report") == 0;
}

gboolean bm_vault_original_done(const char *ws, BmLedger *ledger, const BmLocks *locks,
                                const char *file, GError **error)
{
  return is_needed(ledger, file) || bm_seal_original(ws, locks, file, error);
}

/* "f000007.p0041-mask-1.png": a stage's crop for a question about the page. */
static gboolean crop_is_answered(BmLedger *ledger, const char *name)
{
  const char *dash = strchr(name, '-');
  if (dash == NULL)
    return FALSE;
  g_autofree char *id = g_strndup(name, (gsize)(dash - name));
  if (bm_ledger_open_doubts(ledger, id) != 0)
    return FALSE;
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  return item != NULL && bm_db_is_sound(ledger, NULL); /* what cannot be read looks answered */
}

void bm_vault_crops_sweep(const char *ws, BmLedger *ledger)
{
  if (!bm_vault_keys_exist(ws))
    return;
  g_autofree char *folder = g_build_filename(ws, "review", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (crop_is_answered(ledger, name))
      bm_file_discard(path);
  }
}

/* What `unseal --originals` had in hand when it was killed. */
static gboolean half_original_wipe(const char *ws, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename(ws, "vault", "originals", name, NULL);
  return !g_str_has_suffix(name, ".new") || bm_file_wipe(path, error);
}

gboolean bm_vault_catch_up(const char *ws, BmLedger *ledger, const BmLocks *locks,
                           GError **error)
{
  g_autofree char *folder = g_build_filename(ws, "vault", "originals", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    if (!half_original_wipe(ws, name, error) ||
        (strchr(name, '.') == NULL && !bm_vault_original_done(ws, ledger, locks, name, error)))
      return FALSE;
  bm_vault_crops_sweep(ws, ledger);
  return bm_trash_empty(ws, error);
}

gboolean bm_vault_tell(const char *ws, const char *event, const char *what, GError **error)
{
  g_autoptr(BmLedger) ledger = bm_ledger_open(ws, error);
  return ledger != NULL &&
         bm_journal_event(ledger, event, json_pack("{s:s}", "what", what), error);
}
