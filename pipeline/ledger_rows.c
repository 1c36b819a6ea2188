/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed rows, by triggers that live as long as the connection, and their digests. */
#include "pipeline/journal_rows.h"

#include "pipeline/journal.h"
#include "pipeline/json_text.h"

#include <string.h>

#define DIGEST_DIGITS 32 /* of 64: no two rows of a round share 128 bits */

struct BmChanges {
  BmDb *db;
  json_t *tables;    /* [{table, key}] */
  GHashTable *known; /* "table\nkey" */
  GPtrArray *order;  /* the same, by first change; borrowed from known */
};

json_t *bm_journal_tables(BmDb *ledger)
{
  return bm_db_rows(ledger, NULL,
                    "SELECT m.name AS \"table\", c.name AS key FROM main.sqlite_schema m "
                    "JOIN pragma_table_info(m.name) c ON c.pk = 1 WHERE m.type = 'table' AND "
                    "m.name <> 'journal' AND m.name NOT GLOB '*[^a-z_]*' AND "
                    "m.name NOT GLOB 'sqlite*' ORDER BY m.name",
                    "");
}

static void change_add(BmChanges *changes, const char *table, const char *key)
{
  char *name = g_strconcat(table, "\n", key, NULL);
  if (g_hash_table_contains(changes->known, name)) {
    g_free(name);
    return;
  }
  g_hash_table_add(changes->known, name);
  g_ptr_array_add(changes->order, name);
}

/* The SQL function bm_changed(table, key) of the triggers below. */
static void on_changed(sqlite3_context *context, int n, sqlite3_value **values)
{
  (void)n;
  change_add(sqlite3_user_data(context), (const char *)sqlite3_value_text(values[0]),
             (const char *)sqlite3_value_text(values[1]));
}

static gboolean triggers_make(BmChanges *changes, const json_t *row, GError **error)
{
  static const char *const kinds[][2] = {
      {"INSERT", "NEW"}, {"UPDATE", "NEW"}, {"UPDATE", "OLD"}, {"DELETE", "OLD"}};
  const char *table = bm_json_text(row, "table"), *key = bm_json_text(row, "key");
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *sql =
        g_strdup_printf("CREATE TEMP TRIGGER journal_%s_%u AFTER %s ON main.%s BEGIN "
                        "SELECT bm_changed('%s', %s.%s); END",
                        table, i, kinds[i][0], table, table, kinds[i][1], key);
    if (!bm_db_exec(changes->db, sql, error))
      return FALSE;
  }
  return TRUE;
}

BmChanges *bm_changes_new(BmDb *db, GError **error)
{
  BmChanges *changes = g_new0(BmChanges, 1);
  changes->db = db;
  changes->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  changes->order = g_ptr_array_new();
  changes->tables = bm_journal_tables(db);
  /* with recursive triggers a row that REPLACE takes away is told, too */
  gboolean is_good = bm_db_function(db, "bm_changed", 2, on_changed, changes, error) &&
                     bm_db_exec(db, "PRAGMA recursive_triggers = ON", error);
  size_t i;
  json_t *row;
  json_array_foreach (changes->tables, i, row)
    is_good = is_good && triggers_make(changes, row, error);
  if (is_good)
    return changes;
  bm_changes_free(changes);
  return NULL;
}

void bm_changes_free(BmChanges *changes)
{
  if (changes == NULL)
    return;
  json_decref(changes->tables);
  g_ptr_array_unref(changes->order);
  g_hash_table_unref(changes->known);
  g_free(changes);
}

void bm_changes_forget(BmChanges *changes)
{
  g_ptr_array_set_size(changes->order, 0);
  g_hash_table_remove_all(changes->known);
}

static const char *key_of(const json_t *tables, const char *table)
{
  size_t i;
  json_t *row;
  json_array_foreach (tables, i, row)
    if (strcmp(bm_json_text(row, "table"), table) == 0)
      return bm_json_text(row, "key");
  return NULL;
}

gboolean bm_changes_all(BmChanges *changes, GError **error)
{
  size_t i, k;
  json_t *row, *one;
  json_array_foreach (changes->tables, i, row) {
    const char *table = bm_json_text(row, "table"), *key = bm_json_text(row, "key");
    g_autofree char *sql =
        g_strdup_printf("SELECT CAST(%s AS TEXT) AS key FROM %s ORDER BY %s", key, table, key);
    g_autoptr(json_t) rows = bm_db_rows(changes->db, error, sql, "");
    if (rows == NULL)
      return FALSE;
    json_array_foreach (rows, k, one)
      change_add(changes, table, bm_json_text(one, "key"));
  }
  return TRUE;
}

/* --- digests */

/* Every column with its name, kind and length, so that no two rows are spelt alike. */
static char *row_digest(sqlite3_stmt *stmt)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (int i = 0; i < sqlite3_column_count(stmt); i++) {
    int kind = sqlite3_column_type(stmt, i);
    const guchar *bytes = sqlite3_column_blob(stmt, i);
    int length = sqlite3_column_bytes(stmt, i);
    g_autofree char *head =
        g_strdup_printf("%s %d %d:", sqlite3_column_name(stmt, i), kind, length);
    g_checksum_update(sum, (const guchar *)head, -1);
    if (length > 0)
      g_checksum_update(sum, bytes, length);
  }
  return g_strndup(g_checksum_get_string(sum), DIGEST_DIGITS);
}

char *bm_journal_row_digest(BmDb *db, const char *table, const char *column, const char *key)
{
  g_autofree char *sql = g_strdup_printf("SELECT * FROM %s WHERE %s = ?", table, column);
  sqlite3_stmt *stmt = bm_db_statement(db, sql);
  if (stmt == NULL)
    return NULL;
  sqlite3_bind_text(stmt, 1, key, -1, SQLITE_TRANSIENT);
  char *digest = sqlite3_step(stmt) == SQLITE_ROW ? row_digest(stmt) : NULL;
  sqlite3_reset(stmt);
  sqlite3_clear_bindings(stmt);
  return digest;
}

/* What people see of a row besides its digest: states, never what was read from paper. */
static json_t *state_of(BmDb *db, const char *table, const char *key)
{
  if (strcmp(table, "item") == 0)
    return bm_db_rows(db, NULL, "SELECT kind, state, reason FROM item WHERE id = ?", "s", key);
  if (strcmp(table, "doubt") == 0)
    return bm_db_rows(db, NULL, "SELECT item, reason, decision FROM doubt WHERE no = ?", "s",
                      key);
  if (strcmp(table, "form") == 0)
    return bm_db_rows(db, NULL, "SELECT kind, state, version FROM form WHERE id = ?", "s", key);
  return NULL;
}

static json_t *row_told(BmChanges *changes, const char *table, const char *key)
{
  g_autofree char *digest =
      bm_journal_row_digest(changes->db, table, key_of(changes->tables, table), key);
  json_t *told = json_pack("[s,s,s?]", table, key, digest);
  g_autoptr(json_t) state = digest != NULL ? state_of(changes->db, table, key) : NULL;
  const char *name;
  json_t *value;
  json_object_foreach (json_array_get(state, 0), name, value)
    json_array_append(told, value);
  return told;
}

json_t *bm_changes_take(BmChanges *changes)
{
  json_t *rows = json_array();
  for (guint i = 0; i < changes->order->len; i++) {
    g_auto(GStrv) parts = g_strsplit(changes->order->pdata[i], "\n", 2);
    json_array_append_new(rows, row_told(changes, parts[0], parts[1]));
  }
  bm_changes_forget(changes);
  return rows;
}
