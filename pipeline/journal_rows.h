/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of the ledger a transaction has changed (ledger_journal.c). */
#pragma once
#include "pipeline/db.h"

typedef struct BmChanges BmChanges;

/* Watch all tables of @db but the journal's own, by triggers of this connection only. @db is
 * borrowed and outlives the result. Errors: BM_ERROR_LEDGER "ledger_write". */
BmChanges *bm_changes_new(BmDb *db, GError **error);
void bm_changes_free(BmChanges *changes);

/* All rows count as changed. */
gboolean bm_changes_all(BmChanges *changes, GError **error);
void bm_changes_forget(BmChanges *changes);
/* [[table, key, digest or null, …]] of what has changed since, in the order of change; new. */
json_t *bm_changes_take(BmChanges *changes);
