/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What command close asks of an allocation before the engine makes it. A trial is stage
 * allocate run beside the chain with the very job that would come, so that nothing is given up
 * for an allocation that cannot be.
 */
#pragma once
#include "pipeline/cmd.h"

/* Forms of markers that are back, refused ones aside. */
guint bm_allocation_forms_back(BmLedger *ledger);

/**
 * bm_allocation_anew - forget the allocation and all bundles, if another is possible
 *
 * The bundles go to vault/bundles.old until bm_allocation_end. Errors: BM_ERROR_SETTING
 * "allocation_blocked" (the ledger's last note of that kind tells why) and other words of stage
 * allocate; then all is as it was.
 * Tests:  tests/flow/waves
 */
gboolean bm_allocation_anew(BmOpen *open, GError **error);

/* Old bundles that a crash left in the place of new ones are moved out of it. */
gboolean bm_allocation_begin(BmOpen *open, GError **error);
/* The new bundles are written: those of before bm_allocation_anew are removed. */
gboolean bm_allocation_end(BmOpen *open, GError **error);

/**
 * bm_allocation_third - third markings as far as they are possible
 *
 * @results      of bm_results
 * @ret_blocked  works that no marker may have or has room for: [{"work_no", "markers" (who may
 *               have it and lack room), "kept_out" as in the note "allocation_blocked"}]; new
 * @ret_n        works that wait for a third expert from now on
 * Tests:  tests/flow/waves
 */
gboolean bm_allocation_third(BmOpen *open, const json_t *results, json_t **ret_blocked,
                             guint *ret_n, GError **error);
