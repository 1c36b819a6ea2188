/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From markings to one result a work.
 *
 * A marking is one marker's scores of one work. "first" ones are the one or two independent
 * markings, "third" the adjudicator's of what is in dispute, "anchor" those made only to
 * compare markers, which no result hangs on.
 */
#pragma once
#include "stages/decode/rule.h"
#include "stages/decode/scale.h"

typedef struct BmJoinPlan {
  const BmTasks *tasks;
  const BmRule *rule;
  const BmScale *scale; /* NULL: no marks */
  guint per_work;       /* independent markings that each work should have */
} BmJoinPlan;

/**
 * bm_join_work - the result of one work
 *
 * @markings  [{marker, purpose, scores}] of the work, by marker; borrowed
 * Returns {"work_no", "state", "scores", "total", "n_x", "mark", "markers", "disputed": [task],
 * "divergence": [{task, first, second, third}], "gated": [{task, by, from, to}] points that the
 * rubric's gates took from a joined score}, new. "state":
 *   final        all is there
 *   needs_third  the rule speaks, and no third marking has come
 *   incomplete   a marking or a score is lacking; what is there is told all the same
 * In dispute are also the tasks behind a gate in dispute that only one of the two has shut. The
 * third decides tasks in dispute alone; where he enters nothing it stays open.
 */
json_t *bm_join_work(const BmJoinPlan *plan, const char *work_no, const json_t *markings);
