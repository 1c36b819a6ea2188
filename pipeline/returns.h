/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Score forms that came back: what was handed out, what of it has returned, and what stands
 * when one form comes twice.
 *
 * A form covers one or more *units*: a bundle and a class alias. A return whose item is 'done'
 * without a reason stands; no unit has two that stand. One that says the same as what stands is
 * settled (`form_again`); one that differs waits for the coordinator (`form_differs`), and on
 * release takes the place of the earlier (`form_replaced`).
 */
#pragma once
#include "pipeline/ledger.h"

/**
 * bm_returns_kits - every bundle of the round, for the jobs of stage collect
 *
 * @tasks  of assessment.json, [{id, max}]; borrowed
 * Returns [{bundle, marker, form_version, tasks, classes: [{alias, works: [work_no]}]}] by
 * marker, of a third expert also "open" {work_no: [task]}; new reference.
 */
json_t *bm_returns_kits(BmLedger *ledger, json_t *tasks);

/* Bundles of a marker's item: [{"bundle", "place", "works" [work_no]}]; new reference. */
json_t *bm_returns_bundles(const json_t *item);

/* The same, and bundles of an earlier close with "is_replaced" and no classes. */
json_t *bm_returns_kits_ever(BmLedger *ledger, json_t *tasks);
/* The bundles are about to be made anew: their codes are kept. */
gboolean bm_returns_replace(BmLedger *ledger, GError **error);

/**
 * bm_returns_settle - decide whether a form that was read without faults stands
 *
 * @item  what stage collect emitted, state "done"; changed to what it is now
 * Within the caller's transaction.
 */
gboolean bm_returns_settle(BmLedger *ledger, json_t *item, GError **error);

/* The coordinator prefers @item to what stood before: those become `form_replaced`. */
gboolean bm_returns_prefer(BmLedger *ledger, json_t *item, GError **error);

/* Where a form that was read differs from what counts: [{work_no, task at (from 0), before,
 * after}]; new reference. */
json_t *bm_returns_differences(BmLedger *ledger, const json_t *item);

/* Marks that stand, of bundles as they are now: [{work_no, bundle, marker, class_alias,
 * scores}] by work and marker. */
json_t *bm_returns_rows(BmLedger *ledger);

/**
 * bm_returns_state - what is out and what is back
 *
 * {"back": units that stand, "lacking": units still out, "refused": forms, "held": forms,
 * "waiting": forms, "missing": [{marker, bundle, class_alias, works}]}; new reference.
 */
json_t *bm_returns_state(BmLedger *ledger);
