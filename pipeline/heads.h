/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heads of the journal that stand where it cannot reach: journal.txt beside each bundle and
 * beside the results, number and sum of the last record in one line. Whoever cuts off the end
 * of the journal, and of the ledger with it, does not have these.
 *
 * They are no part of a manifest or of a printed table, which must come out the same from the
 * same seed: when a page was worked on differs from run to run, and so does the chain.
 */
#pragma once
#include "pipeline/ledger.h"

#define BM_HEAD_FILE "journal.txt"

/* Write the head as it is now into a folder of the workspace. Errors: BM_ERROR_IO
 * "disk_write". */
gboolean bm_head_put(BmLedger *ledger, const char *ws, const char *folder, GError **error);

/* [{no, sum, where}] of all that stand below bundles/ and results/; one that is no head has no
 * "no", so it fits nothing; a bundle without one gives {where, is_missing}. New. */
json_t *bm_heads_gather(const char *ws);
