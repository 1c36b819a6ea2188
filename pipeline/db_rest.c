/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases at rest. */
#include "pipeline/db_rest.h"

#include <sqlite3.h>

#include "pipeline/wipe.h"

#define PATIENCE_MS 3000

static gboolean rest_fail(sqlite3 *db, GError **error)
{
  int code = sqlite3_errcode(db);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    return bm_fail(error, BM_ERROR_SETTING, "workspace_busy", "%s", "");
  return bm_fail(error, BM_ERROR_LEDGER, "ledger_open", "%s", sqlite3_errmsg(db));
}

/* The log is emptied but not given back to the system: its old bytes are wiped below. */
static gboolean log_fold(sqlite3 *db, GError **error)
{
  int is_kept = 1, left = 0, done = 0;
  sqlite3_busy_timeout(db, PATIENCE_MS);
  return (sqlite3_exec(db,
                       "PRAGMA secure_delete = ON; PRAGMA locking_mode = EXCLUSIVE;"
                       "BEGIN EXCLUSIVE; COMMIT",
                       NULL, NULL, NULL) == SQLITE_OK &&
          sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &is_kept) == SQLITE_OK &&
          sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_FULL, &left, &done) ==
              SQLITE_OK) ||
         rest_fail(db, error);
}

static gboolean log_wipe(const char *path, GError **error)
{
  static const char *const endings[] = {"-wal", "-shm", "-journal"};
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *log = g_strconcat(path, endings[i], NULL);
    if (!bm_file_wipe(log, error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_db_rest(const char *path, GError **error)
{
  sqlite3 *db = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  gboolean is_good = (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
                      rest_fail(db, error)) &&
                     log_fold(db, error);
  if (sqlite3_close(db) != SQLITE_OK && is_good)
    is_good = bm_fail(error, BM_ERROR_LEDGER, "ledger_open", "it does not close");
  return is_good && log_wipe(path, error);
}
