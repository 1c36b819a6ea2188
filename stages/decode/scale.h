/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From points to a mark.
 *
 * A scale is data (models/scales/NAME.json, or the coordinator's own):
 *   {"marks": [{"mark": 2, "from": 0}, {"mark": 3, "from": 10}, …],
 *    "conditions": [{"mark": 4, "tasks": [id], "least": 4, "else": 3}]}
 * The mark is the highest whose "from" the total reaches; then each condition on that mark asks
 * for points in some tasks, and without them the mark is "else", which is judged in turn.
 */
#pragma once
#include "stages/decode/tasks.h"

typedef struct BmScale BmScale;

/* Errors: BM_ERROR_SETTING "scale_bad" or "scale_task_unknown". */
BmScale *bm_scale_new(const json_t *json, const BmTasks *tasks, GError **error);
void bm_scale_free(BmScale *scale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmScale, bm_scale_free)

/* @scores: one a task, as in pipeline/score.h. */
int bm_scale_mark(const BmScale *scale, const int *scores);
