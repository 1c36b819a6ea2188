/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The works under sorted/ as they lie there, against the ledger. */
#pragma once
#include "pipeline/ledger.h"

/**
 * bm_audit_sorted - is each work's PDF there, and are its bytes those that were checked?
 *
 * Returns {is_proven, works, faults [{fault, file, found, expected}]}; new. Files that are in
 * no ledger count as faults, too.
 * Cost: reads every byte below sorted/.
 * Tests: tests/flow/audit.
 */
json_t *bm_audit_sorted(BmLedger *ledger, const char *ws);

/* Places of works whose file is not there, by order; new. Opens nothing: what lies there may
 * still be another file. */
json_t *bm_sorted_missing(BmLedger *ledger, const char *ws);
