/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Works whose scores are known before anybody marks: experts have marked and agreed on them.
 * They go into bundles like all others, and show how markers differ from what was agreed.
 *
 * Scans of such works are dropped into inbox/control/ (or inbox/контрольные/) and take the same
 * way as all works: masked, numbered, sorted under an alias of a class like any other, so that
 * nothing tells them apart. They belong to no school of the round: no result counts them.
 * procedure/control.csv tells what was agreed: a row a work, named by its place among those of
 * the folder (and file, if there are several), or by work_no; a column of each task with points
 * or X, empty where nothing was agreed; perhaps `variant`, and `markings`, how many markers get
 * the work (empty: everybody who may). It may name works of the round, too: those have their
 * results like all works, and besides come to `markings` markers.
 */
#pragma once
#include "pipeline/participants.h"

#define BM_CONTROL_SCHOOL "control" /* in the key map, where others have their school_code */
#define BM_CONTROL_CLASS "1"

/* Whether the first folder below inbox/ is that of control works. */
gboolean bm_control_is_folder(const char *name);

/* Set of class_ref (GINT_TO_POINTER) of works that were dropped as control works. */
GHashTable *bm_control_classes(BmKeymap *keymap);

/**
 * bm_control - control works and what is known of them
 *
 * Returns, new: {"works": [{"work_no", "variant" or "", "is_own" (of the folder), "markings"
 * (null: everybody), "scores" [points | "X" | null], null where control.csv tells nothing}],
 * "unjoined" as of participants.h}: works of the folder and those that control.csv names, by
 * work_no. Tests: tests/unit/test_control.c
 */
json_t *bm_control(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure);

/* Sets "variant" of works of a job's context where control.csv tells it. */
void bm_control_variants(const json_t *control, json_t *works);

/**
 * bm_control_context - control works in the context of a job of stage allocate
 *
 * @context  "works" loses those of the folder; gets "anchors" (for everybody) and "control"
 *           (for a number of markers) as pipeline/README.md says; a third marking or re-check
 *           has neither
 */
void bm_control_context(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure,
                        json_t *context);

/* What was agreed, for stage analyse: [{"work_no", "scores"}]; new. */
json_t *bm_control_agreed(const json_t *control);
