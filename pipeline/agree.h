/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores that the coordinator enters for what is in dispute, where no third expert can be had
 * (all who may have the work have marked it). They count as a third marking of nobody, and only
 * as long as no third expert's form is back.
 */
#pragma once
#include "pipeline/ledger.h"

/**
 * bm_agree_take - enter what was agreed on a work
 *
 * @results   of bm_results
 * @given     {task: text}; each task in dispute, and no other: a whole number up to the task's
 *            maximum, or X
 * A later entry replaces an earlier one. Errors: BM_ERROR_SETTING "agree_work_unknown",
 * "agree_no_dispute", "agree_third_back", "agree_task", "agree_score", "agree_lacking".
 * Tests:  tests/unit/test_agree.c
 */
gboolean bm_agree_take(BmLedger *ledger, const json_t *results, const char *work_no,
                       const json_t *given, GError **error);

/* {work_no: {"tasks": [id], "scores": [score or null]}} as they stand; new. */
json_t *bm_agreed(BmLedger *ledger);

/* Adds them to markings as bm_markings has them, where no third marking is among these. */
void bm_agree_markings(BmLedger *ledger, json_t *markings);

/* [work_no] of which a third expert has told other scores than were agreed: his count; new. */
json_t *bm_agree_overruled(BmLedger *ledger, const json_t *markings);
