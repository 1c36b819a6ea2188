/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Third markings: works on whose scores two experts differ much go to a third, by the same
 * chain. Until they are allocated the ledger's meta "allocate.purpose" says "third".
 *
 * A third marker's bundle has an item of its own, "m03t1" for marker m03 in the first wave, so
 * that it neither replaces nor counts as his first bundle.
 */
#pragma once
#include "pipeline/ledger.h"

/**
 * bm_third_prepare - works of which results say "needs_third" wait to be allocated
 *
 * @results  of bm_results
 * @ret_n    how many
 * Those that already are in a third bundle are left out: its form is awaited.
 */
gboolean bm_third_prepare(BmLedger *ledger, const json_t *results, guint *ret_n,
                          GError **error);

gboolean bm_third_is_asked(BmLedger *ledger);

/* The works that wait and the markers as the job sees them; sets "purpose", "works", "markers"
 * of a job's context for stage allocate. */
void bm_third_context(BmLedger *ledger, json_t *context);

/* The works are allocated: within the caller's transaction. */
gboolean bm_third_done(BmLedger *ledger, GError **error);

/* Whose bundle it is: "m03" for "m03t1", "m03" for "m03"; caller frees. */
char *bm_third_marker(const char *item);

/* What the experts of a work of a third bundle gave: {work_no: {"disputed": [task],
 * "scores": [[score], [score]]}} for the bundle's job; new reference. */
json_t *bm_third_disputes(BmLedger *ledger);
