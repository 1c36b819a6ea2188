/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Third markings: works on whose scores two experts differ much go to a third, by the same
 * chain, in waves of their own (wave.h). Until they are allocated the ledger's meta
 * "allocate.purpose" says "third".
 */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"

/**
 * bm_third_prepare - works of which results ask for a third expert wait to be allocated
 *
 * @results  of bm_results
 * @ret_n    how many
 * What waited before and was not allocated is asked anew. Works that already are in a third
 * bundle are left out, its form is awaited; but where a task is in dispute that this bundle did
 * not ask for, the work goes to another expert, and the earlier third marking counts no more.
 * Tests:  tests/unit/test_third.c
 */
gboolean bm_third_prepare(BmLedger *ledger, const json_t *results, guint *ret_n,
                          GError **error);

/* Does anybody rank above another? Where nobody does, whoever has not marked a work may be its
 * third expert. */
gboolean bm_third_ranks_are_told(BmLedger *ledger);

gboolean bm_third_is_asked(BmLedger *ledger);
json_t *bm_third_waiting(BmLedger *ledger); /* [work] rows that wait for a third expert; new */

/* Works (their numbers) that nobody may have wait no more. */
gboolean bm_third_give_up(BmLedger *ledger, const json_t *work_nos, GError **error);
/* No third marking is asked for any more; works that waited for one are as before. */
gboolean bm_third_cancel(BmLedger *ledger, GError **error);

/* The works that wait and the markers as the job sees them; sets "purpose", "works", "markers"
 * of a job's context for stage allocate. @most as in wave.h. */
void bm_third_context(BmLedger *ledger, BmKeymap *keymap, gint64 most, json_t *context);

/* The works are allocated: within the caller's transaction. A third marking's @allocation gets
 * "disputes", what its bundles ask for. */
gboolean bm_third_done(BmLedger *ledger, json_t *allocation, GError **error);

/* What the experts of the works of a third bundle (its item) gave, and which tasks it asks for:
 * {work_no: {"disputed": [task], "scores": [[score], [score]]}}; new reference. */
json_t *bm_third_disputes(BmLedger *ledger, const char *item);
