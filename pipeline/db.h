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
int bm_db_changes(BmDb *db); /* rows changed by the last statement */
