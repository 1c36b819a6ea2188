/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The auditor's journal, audit/journal.txt: what became of every row of the ledger, one record
 * after another, each bound to all before it.
 *
 * A line is the SHA-256 of a record, a space and the record: JSON in one line, keys sorted,
 *   {"n": 17, "prev": sum of record 16, "t": time in UTC, "rows": [[table, key, digest, …]]} or
 *   {"n": 18, "prev": …, "t": …, "event": "run", "facts": {…}}.
 * The digest of a row covers all its columns; null says that the row is gone. Rows of items,
 * doubts and forms go on with their state, for people. There are neutral ids only. A record of
 * rows tells the hour, since the minute in which a page was worked on may tell whose scans
 * came then; an event tells the second.
 *
 * Records are made in the transaction that changes the rows (a table of the ledger, WAL,
 * synchronous FULL) and are put into the file, and synced, soon after. So the file may lag
 * behind, never lead: a file that leads, or lacks what was in it, was tampered with or restored
 * without its ledger, and nobody writes on until `blindmark audit WS restart` says so in the
 * journal itself.
 *
 * The first record, and that of a restart, have the event "begin" or "restart" and are followed
 * by the digests of all rows that are there. A restart tells the old file by name and sum, the
 * number at which its own file begins, and what was wrong (journal_check.h).
 *
 * What the journal cannot tell: whether somebody changed rows with the program's own code, or
 * wrote ledger and journal wholly anew. Against that stand the heads (heads.h) that went out.
 */
#pragma once
#include "pipeline/db.h"

#include <jansson.h>

#define BM_JOURNAL_PLACE "audit/journal.txt"
#define BM_JOURNAL_SUM 64 /* hex digits before a record */

/**
 * bm_journal_attach - from now on each transaction of @ledger is told in the journal
 *
 * Lines that were not put into the file yet go there. A journal that does not fit the ledger
 * does not fail here, so that the round can be looked at; the next transaction that changes
 * something does. Errors: BM_ERROR_LEDGER "ledger_write".
 * Tests: tests/unit/test_journal.c.
 */
gboolean bm_journal_attach(BmDb *ledger, const char *ws, GError **error);

/**
 * bm_journal_event - tell something that is no change of a row
 *
 * @facts  taken over: numbers, neutral ids, settings; never a name
 * A record of its own, in the transaction that is open, or in one of its own.
 * Errors: BM_ERROR_LEDGER "ledger_write", "journal_broken".
 */
gboolean bm_journal_event(BmDb *ledger, const char *event, json_t *facts, GError **error);

/**
 * bm_journal_export - put what is missing into the file, and sync it
 *
 * Errors: BM_ERROR_IO "disk_write"; BM_ERROR_SETTING "journal_broken" when the file does not
 * fit.
 */
gboolean bm_journal_export(BmDb *ledger, GError **error);

/* Number and sum of the last record, "17 3f…"; caller frees; NULL when there is none. */
char *bm_journal_head(BmDb *ledger);

/* Begin anew behind a journal that does not fit: the old file is kept beside it under the
 * number of its end. Errors as bm_journal_export. */
gboolean bm_journal_restart(BmDb *ledger, GError **error);

/* Digest of a row as the journal has it, 32 hex digits, or NULL when there is none; caller
 * frees. @column  the table's key, @key  its value as text. */
char *bm_journal_row_digest(BmDb *ledger, const char *table, const char *column,
                            const char *key);
/* Tables that the journal tells of, [{table, key (its column)}]; new. */
json_t *bm_journal_tables(BmDb *ledger);
