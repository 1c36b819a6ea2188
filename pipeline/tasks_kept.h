/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks of a round are those of its bundles. A score has no more name than its place in a row:
 * when the list of tasks changes after bundles are out, forms are read and results decoded by
 * the list that the bundles were built with. It is kept with the allocation.
 */
#pragma once
#include "pipeline/ledger.h"
#include "pipeline/procedure.h"

/**
 * bm_tasks_keep - put the tasks of the bundles into the procedure
 *
 * Nothing changes before an allocation, or where names, maxima and gates are the same (a level
 * may be corrected). Otherwise procedure->are_tasks_kept is set.
 * Tests: tests/unit/test_tasks_kept.c, tests/flow/waves
 */
void bm_tasks_keep(BmProcedure *procedure, BmLedger *ledger);

/* Says to stderr that the list was changed and is not used; nothing otherwise. */
void bm_tasks_tell(const BmProcedure *procedure, const char *ws);
