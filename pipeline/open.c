/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace as commands need it: ledger, key map, procedure. */
#include "pipeline/cmd.h"
#include "pipeline/conf.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/vault_work.h"
#include "pipeline/workspace.h"

gint64 bm_open_seed(const char *ws)
{
  g_autoptr(BmConf) conf = bm_conf_load(ws, NULL);
  return conf != NULL ? bm_conf_int(conf, "round", "seed") : -1;
}

gboolean bm_open(BmOpen *open, const char *ws, GError **error)
{
  *open = (BmOpen){.ws = g_canonicalize_filename(ws, NULL)};
  g_autofree char *procedure = g_build_filename(open->ws, "procedure", NULL);
  if (!bm_workspace_check(open->ws, error) ||
      (open->ledger = bm_ledger_open(open->ws, error)) == NULL ||
      (open->keymap = bm_keymap_open(open->ws, bm_open_seed(open->ws), error)) == NULL ||
      (open->procedure = bm_procedure_load(procedure, error)) == NULL)
    return FALSE;
  bm_tasks_keep(open->procedure, open->ledger);
  bm_vault_wipe_begin(open->ws);
  return TRUE;
}

void bm_open_clear(BmOpen *open)
{
  g_clear_pointer(&open->ws, g_free);
  g_clear_pointer(&open->ledger, bm_db_free);
  g_clear_pointer(&open->keymap, bm_keymap_free);
  g_clear_pointer(&open->procedure, bm_procedure_free);
}
