/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite, once: opening with migrations, transactions, statements with bound values. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/error.h"

typedef struct BmDb BmDb;

/**
 * bm_db_open - open or make a database and bring its schema up to date
 *
 * @models  folder of models/ with 001.sql, 002.sql …; each is applied once, in a transaction
 * WAL, synchronous FULL, foreign keys on, mode 0600.
 * Errors: BM_ERROR_LEDGER "ledger_open"; "ledger_newer" when the file was written by a newer
 *         program, with both numbers.
 */
BmDb *bm_db_open(const char *path, const char *models, GError **error);
BmDb *bm_db_open_read(const char *path, GError **error); /* an existing one, read only */
void bm_db_free(BmDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmDb, bm_db_free)

/**
 * bm_db_is_sound - FALSE once a statement failed whose caller asked for no error
 *
 * What it would have told is missing, and looks like an empty answer. So nothing is written on
 * the ground of it: bm_db_begin, bm_db_commit and bm_db_run fail from then on.
 * Errors: BM_ERROR_LEDGER "ledger_read". Tests: tests/unit/test_ledger.c.
 */
gboolean bm_db_is_sound(BmDb *db, GError **error);
gboolean bm_db_begin(BmDb *db, GError **error);
gboolean bm_db_commit(BmDb *db, GError **error);
void bm_db_rollback(BmDb *db); /* fine when no transaction is open */

/**
 * bm_db_run, bm_db_rows - one statement
 *
 * @sql   constant text with ? for values
 * @bind  a letter a value: s text (NULL is SQL NULL), i gint64, j json_t* written as text
 * bm_db_rows returns a new array of objects, column name → value; a text column whose name ends
 * in
 * "_json" comes parsed, without that ending.
 * Errors: BM_ERROR_LEDGER "ledger_write".
 */
gboolean bm_db_run(BmDb *db, GError **error, const char *sql, const char *bind, ...);
json_t *bm_db_rows(BmDb *db, GError **error, const char *sql, const char *bind, ...);
/* As bm_db_rows for a statement that gives one number; @preset when there is no row or on
 * error. */
gint64 bm_db_number(BmDb *db, gint64 preset, const char *sql, const char *bind, ...);

/* --- for the journal (journal.h), which watches all transactions */

/* What is called around each transaction: @before its end, where FALSE with an error set makes
 * the commit fail; @after it; @undone when it is rolled back; @user_free with the database. */
typedef struct BmDbGuard {
  gboolean (*before)(gpointer user, GError **error);
  void (*after)(gpointer user);
  void (*undone)(gpointer user);
  void (*user_free)(gpointer user);
  gpointer user;
} BmDbGuard;
void bm_db_guard(BmDb *db, const BmDbGuard *guard);
gpointer bm_db_guard_user(const BmDb *db); /* NULL when nobody watches */
gboolean bm_db_is_open(const BmDb *db);    /* a transaction is */

/**
 * bm_db_is_as_made - is the schema the one that @models makes?
 *
 * Tables, indexes, and nothing more: a trigger or a view that somebody planted would act in the
 * program's own transactions. Tests: tests/unit/test_journal.c.
 */
gboolean bm_db_is_as_made(BmDb *db, const char *models);
/* Does each index tell what its table tells, and each row keep the schema's rules? Reads the
 * whole file. */
gboolean bm_db_is_intact(BmDb *db);

/* Statements without values and without guard. Errors: BM_ERROR_LEDGER "ledger_write". */
gboolean bm_db_exec(BmDb *db, const char *sql, GError **error);
/* A prepared statement, reset; borrowed; NULL on error. */
sqlite3_stmt *bm_db_statement(BmDb *db, const char *sql);
/* A function of @n values for SQL of this connection. */
gboolean bm_db_function(BmDb *db, const char *name, int n,
                        void (*call)(sqlite3_context *, int, sqlite3_value **), gpointer user,
                        GError **error);
