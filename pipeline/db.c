/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite, once. */
#include "pipeline/db.h"

#include "pipeline/model.h"

#include <string.h>

#define WAL_TRIES 200
#define WAL_PAUSE_US 50000

struct BmDb {
  sqlite3 *handle;
  GHashTable *statements; /* SQL text → prepared statement */
  BmDbGuard guard;
  char *failed; /* what went wrong where nobody was told */
};

/* A value that the schema refuses is the fault of who gave it, not of the disk. */
static gboolean db_fail(BmDb *db, GError **error, const char *reason)
{
  if (error == NULL && db->failed == NULL)
    db->failed = g_strdup(sqlite3_errmsg(db->handle));
  int code =
      sqlite3_errcode(db->handle) == SQLITE_CONSTRAINT ? BM_ERROR_INPUT : BM_ERROR_LEDGER;
  return bm_fail(error, code, reason, "%s", sqlite3_errmsg(db->handle));
}

gboolean bm_db_exec(BmDb *db, const char *sql, GError **error)
{
  return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ||
         db_fail(db, error, "ledger_write");
}

static gboolean migrate_one(BmDb *db, const char *models, int version, GBytes *sql,
                            GError **error)
{
  g_autofree char *text = g_strndup(g_bytes_get_data(sql, NULL), g_bytes_get_size(sql));
  g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %d", version);
  if (!bm_db_begin(db, error))
    return FALSE;
  if (bm_db_number(db, -1, "PRAGMA user_version", "") >= version) { /* by another, just now */
    bm_db_rollback(db);
    return TRUE;
  }
  if (bm_db_exec(db, text, error) && bm_db_exec(db, stamp, error) && bm_db_commit(db, error))
    return TRUE;
  bm_db_rollback(db);
  g_prefix_error(error, "ledger_open: models/%s/%03d.sql: ", models, version);
  return FALSE;
}

static gboolean migrate(BmDb *db, const char *models, GError **error)
{
  int have = (int)bm_db_number(db, -1, "PRAGMA user_version", "");
  for (int next = 1;; next++) {
    g_autofree char *name = g_strdup_printf("%s/%03d.sql", models, next);
    g_autoptr(GBytes) sql = bm_model_bytes(name);
    if (sql == NULL) {
      if (have >= next)
        return bm_fail(error, BM_ERROR_SETTING, "ledger_newer",
                       "the file has version %d, this program knows %d", have, next - 1);
      return TRUE;
    }
    if (next > have && !migrate_one(db, models, next, sql, error))
      return FALSE;
  }
}

static BmDb *db_new(const char *path, int flags, GError **error)
{
  g_autoptr(BmDb) db = g_new0(BmDb, 1);
  db->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)(void *)sqlite3_finalize);
  if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
    db_fail(db, error, "ledger_open");
    return NULL;
  }
  sqlite3_busy_timeout(db->handle, 20000);
  return g_steal_pointer(&db);
}

/* A new file becomes one with a log when nobody else has it open: SQLite does not wait for that
 * by itself. */
static gboolean wal_begin(BmDb *db, GError **error)
{
  int code = SQLITE_BUSY;
  for (int i = 0; code == SQLITE_BUSY && i < WAL_TRIES; i++) {
    if (i > 0)
      g_usleep(WAL_PAUSE_US);
    code = sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  }
  return code == SQLITE_OK || db_fail(db, error, "ledger_open");
}

BmDb *bm_db_open(const char *path, const char *models, GError **error)
{
  g_autoptr(BmDb) db = db_new(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (db == NULL)
    return NULL;
  /* the first statement reads the file: what is no database, or must not be written, shows */
  if (sqlite3_exec(db->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
    bm_fail(error, BM_ERROR_LEDGER, "ledger_open", "%s", sqlite3_errmsg(db->handle));
    return NULL;
  }
  bm_db_rollback(db);
  if (!wal_begin(db, error) ||
      !bm_db_exec(db,
                  "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                  "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;"
                  "PRAGMA temp_store = MEMORY", /* rows with names in no file but this */
                  error) ||
      !migrate(db, models, error))
    return NULL;
  return g_steal_pointer(&db);
}

static json_t *schema_of(BmDb *db)
{
  return bm_db_rows(
      db, NULL, "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY name, type",
      "");
}

gboolean bm_db_is_as_made(BmDb *db, const char *models)
{
  g_autoptr(BmDb) fresh = db_new(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (fresh == NULL || !migrate(fresh, models, NULL))
    return FALSE;
  g_autoptr(json_t) have = schema_of(db), wanted = schema_of(fresh);
  return have != NULL && json_equal(have, wanted);
}

gboolean bm_db_is_intact(BmDb *db)
{
  g_autoptr(json_t) rows = bm_db_rows(db, NULL, "PRAGMA main.integrity_check(1)", "");
  return g_strcmp0(json_string_value(
                       json_object_iter_value(json_object_iter(json_array_get(rows, 0)))),
                   "ok") == 0;
}

BmDb *bm_db_open_read(const char *path, GError **error)
{
  return db_new(path, SQLITE_OPEN_READWRITE, error);
}

void bm_db_free(BmDb *db)
{
  if (db == NULL)
    return;
  if (db->guard.user_free != NULL)
    db->guard.user_free(db->guard.user);
  g_hash_table_unref(db->statements);
  sqlite3_close(db->handle);
  g_free(db->failed);
  g_free(db);
}

gboolean bm_db_is_sound(BmDb *db, GError **error)
{
  return db->failed == NULL || bm_fail(error, BM_ERROR_LEDGER, "ledger_read", "%s", db->failed);
}

gboolean bm_db_begin(BmDb *db, GError **error)
{
  return bm_db_is_sound(db, error) && bm_db_exec(db, "BEGIN IMMEDIATE", error);
}

gboolean bm_db_commit(BmDb *db, GError **error)
{
  if (!bm_db_is_sound(db, error) ||
      (db->guard.before != NULL && !db->guard.before(db->guard.user, error)) ||
      !bm_db_is_sound(db, error) || !bm_db_exec(db, "COMMIT", error))
    return FALSE;
  if (db->guard.after != NULL)
    db->guard.after(db->guard.user);
  return TRUE;
}

void bm_db_rollback(BmDb *db)
{
  if (!bm_db_is_open(db))
    return;
  sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
  if (db->guard.undone != NULL)
    db->guard.undone(db->guard.user);
}

void bm_db_guard(BmDb *db, const BmDbGuard *guard)
{
  db->guard = *guard;
}

gpointer bm_db_guard_user(const BmDb *db)
{
  return db->guard.user;
}

gboolean bm_db_is_open(const BmDb *db)
{
  return !sqlite3_get_autocommit(db->handle);
}

gboolean bm_db_function(BmDb *db, const char *name, int n,
                        void (*call)(sqlite3_context *, int, sqlite3_value **), gpointer user,
                        GError **error)
{
  return sqlite3_create_function_v2(db->handle, name, n, SQLITE_UTF8 | SQLITE_INNOCUOUS, user,
                                    call, NULL, NULL, NULL) == SQLITE_OK ||
         db_fail(db, error, "ledger_write");
}

static int bind_value(sqlite3_stmt *stmt, int place, char letter, va_list *args)
{
  switch (letter) {
  case 's':
    return sqlite3_bind_text(stmt, place, va_arg(*args, const char *), -1, SQLITE_TRANSIENT);
  case 'i':
    return sqlite3_bind_int64(stmt, place, va_arg(*args, gint64));
  case 'j': {
    json_t *json = va_arg(*args, json_t *);
    if (json == NULL)
      return sqlite3_bind_null(stmt, place);
    return sqlite3_bind_text(stmt, place, json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS), -1,
                             free);
  }
  default:
    g_error("unknown bind letter '%c'", letter);
  }
}

sqlite3_stmt *bm_db_statement(BmDb *db, const char *sql)
{
  sqlite3_stmt *stmt = g_hash_table_lookup(db->statements, sql);
  if (stmt == NULL) {
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK)
      return NULL;
    g_hash_table_insert(db->statements, g_strdup(sql), stmt);
  }
  sqlite3_reset(stmt);
  return stmt;
}

static sqlite3_stmt *prepare(BmDb *db, const char *sql, const char *bind, va_list *args,
                             GError **error)
{
  sqlite3_stmt *stmt = bm_db_statement(db, sql);
  if (stmt == NULL) {
    db_fail(db, error, "ledger_write");
    return NULL;
  }
  for (int i = 0; bind[i] != '\0'; i++)
    if (bind_value(stmt, i + 1, bind[i], args) != SQLITE_OK) {
      db_fail(db, error, "ledger_write");
      return NULL;
    }
  return stmt;
}

static json_t *column_value(sqlite3_stmt *stmt, int i, gboolean is_json)
{
  if (sqlite3_column_type(stmt, i) == SQLITE_INTEGER)
    return json_integer(sqlite3_column_int64(stmt, i));
  const char *text = (const char *)sqlite3_column_text(stmt, i);
  if (text == NULL)
    return json_null();
  return is_json ? json_loads(text, JSON_DECODE_ANY, NULL) : json_string(text);
}

static json_t *row_read(sqlite3_stmt *stmt)
{
  json_t *row = json_object();
  for (int i = 0; i < sqlite3_column_count(stmt); i++) {
    const char *name = sqlite3_column_name(stmt, i);
    gboolean is_json = g_str_has_suffix(name, "_json");
    g_autofree char *key = g_strndup(name, strlen(name) - (is_json ? strlen("_json") : 0));
    json_t *value = column_value(stmt, i, is_json);
    json_object_set_new(row, key, value != NULL ? value : json_null());
  }
  return row;
}

static json_t *rows_read(BmDb *db, GError **error, const char *sql, const char *bind,
                         va_list *args)
{
  sqlite3_stmt *stmt = prepare(db, sql, bind, args, error);
  if (stmt == NULL)
    return NULL;
  g_autoptr(json_t) rows = json_array();
  int code;
  while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
    json_array_append_new(rows, row_read(stmt));
  if (code != SQLITE_DONE)
    db_fail(db, error, "ledger_write");
  sqlite3_reset(stmt);
  sqlite3_clear_bindings(stmt);
  return code == SQLITE_DONE ? g_steal_pointer(&rows) : NULL;
}

json_t *bm_db_rows(BmDb *db, GError **error, const char *sql, const char *bind, ...)
{
  va_list args;
  va_start(args, bind);
  json_t *rows = rows_read(db, error, sql, bind, &args);
  va_end(args);
  return rows;
}

gboolean bm_db_run(BmDb *db, GError **error, const char *sql, const char *bind, ...)
{
  gboolean is_whole = db->guard.before != NULL && !bm_db_is_open(db);
  if (!bm_db_is_sound(db, error) || (is_whole && !bm_db_begin(db, error)))
    return FALSE;
  va_list args;
  va_start(args, bind);
  g_autoptr(json_t) rows = rows_read(db, error, sql, bind, &args);
  va_end(args);
  if (!is_whole)
    return rows != NULL;
  if (rows == NULL || !bm_db_commit(db, error)) {
    bm_db_rollback(db);
    return FALSE;
  }
  return TRUE;
}

gint64 bm_db_number(BmDb *db, gint64 preset, const char *sql, const char *bind, ...)
{
  va_list args;
  va_start(args, bind);
  g_autoptr(json_t) rows = rows_read(db, NULL, sql, bind, &args);
  va_end(args);
  void *first = json_object_iter(json_array_get(rows, 0));
  const json_t *value = first != NULL ? json_object_iter_value(first) : NULL;
  return json_is_integer(value) ? json_integer_value(value) : preset;
}
