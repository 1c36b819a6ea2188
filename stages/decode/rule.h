/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When two experts differ so much that a third marks, and how two become one when they do not.
 *
 * A rule is data (models/divergence/NAME.json, or the coordinator's own):
 *   {"any": [{"scope": "task"|"set"|"total", "tasks": [id], "op": …, "value": n}], "join": …}
 * scope  task   each named task (all without "tasks") for itself
 *        set    the sums over the named tasks
 *        total  the sums over all tasks
 * op     ge               the difference is at least "value"
 *        eq               it is "value" exactly
 *        zero_vs_nonzero  one gives nothing, the other something
 *        x_vs_score       one says "not attempted", the other gives points
 * join   ceil_mean        half the sum, rounded up: a difference of one gives the higher
 *        higher | lower | floor_mean
 * In dispute are the tasks that made the rule speak; for sums, those of them that differ.
 */
#pragma once
#include "stages/decode/tasks.h"

typedef struct BmRule BmRule;

/**
 * bm_rule_new - read a rule
 *
 * @json  the rule's object; borrowed, must outlive the rule's use of nothing else than @tasks
 * Errors: BM_ERROR_SETTING "rule_bad" (which part) or "rule_task_unknown".
 */
BmRule *bm_rule_new(const json_t *json, const BmTasks *tasks, GError **error);
void bm_rule_free(BmRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmRule, bm_rule_free)

/**
 * bm_rule_dispute - do two markings of a work diverge?
 *
 * @a, @b     scores as in pipeline/score.h, one a task
 * @disputed  one flag a task, set for those in dispute; others are cleared
 */
gboolean bm_rule_dispute(const BmRule *rule, const int *a, const int *b, gboolean *disputed);

/* One score of two. Both not attempted: not attempted; one of them missing: missing. */
int bm_rule_join(const BmRule *rule, int a, int b);
