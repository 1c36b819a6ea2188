/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rubric gates: what one criterion allows another. A task of assessment.json may name those
 * that bind it:
 *   {"id": "К2", "max": 3, "gates": [{"task": "К1", "at_most": 0, "most": 0}]}
 * When К1 has no more points than "at_most" (0 without it; X has none), К2 may have no more
 * than "most" (0 without it). Nothing is asked of scores that nobody has entered.
 */
#pragma once
#include "pipeline/autoptr.h"

#include <jansson.h>

typedef struct BmGate {
  guint task, by; /* places in the list of tasks */
  int at_most, most;
} BmGate;

/**
 * bm_gates_new - the gates of a list of tasks
 *
 * @tasks  [{"id", "max", "gates"}]; borrowed. Latin and Cyrillic К are one letter in names.
 * Returns an array of BmGate by task, empty without any. Errors: BM_ERROR_SETTING "gate_bad"
 * with the task whose gate names none of the others, or points that it cannot have.
 */
GArray *bm_gates_new(const json_t *tasks, GError **error);

static inline const BmGate *bm_gate_at(const GArray *gates, guint index)
{
  return &g_array_index(gates, BmGate, index);
}

/* Whether scores (pipeline/score.h, one a task) keep to a gate. */
gboolean bm_gate_holds(const BmGate *gate, const int *scores);

/* What the gate allows: "0 (К1 = 0)", "1 (К1 ≤ 2)"; caller frees. */
char *bm_gate_text(const BmGate *gate, const json_t *tasks);

/* Whether two names of tasks mean the same: «К1» and "K1" do. */
gboolean bm_task_names_agree(const char *p, const char *q);
