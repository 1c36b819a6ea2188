/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markings joined. */
#include "stages/decode/join.h"

#include "pipeline/json_text.h"
#include "pipeline/score.h"

/* The markings of one purpose, in order. */
static GPtrArray *markings_for(const json_t *markings, const char *purpose)
{
  GPtrArray *list = g_ptr_array_new();
  size_t i;
  json_t *one;
  json_array_foreach (markings, i, one)
    if (g_strcmp0(bm_json_text(one, "purpose"), purpose) == 0)
      g_ptr_array_add(list, one);
  return list;
}

static int *scores_at(const BmJoinPlan *plan, const GPtrArray *markings, guint at)
{
  const json_t *one = at < markings->len ? markings->pdata[at] : NULL;
  return bm_scores_of(json_object_get(one, "scores"), plan->tasks->n);
}

/* What is being joined: three rows of scores, missing ones filled with BM_SCORE_MISSING. */
typedef struct Sheets {
  int *first, *second, *third, *joined;
  gboolean *disputed;
  gboolean is_double, has_third, is_disputed;
} Sheets;

static void sheets_clear(Sheets *sheets)
{
  g_free(sheets->first);
  g_free(sheets->second);
  g_free(sheets->third);
  g_free(sheets->joined);
  g_free(sheets->disputed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheets, sheets_clear)

static gboolean is_shut(const BmGate *gate, const int *scores)
{
  return bm_score_points(scores[gate->by]) <= gate->at_most;
}

/* Behind a gate in dispute that one expert has shut and the other has not, the first had
 * nothing to judge: the third marks there, too. A gate may shut the next one. */
static void gates_dispute(const BmJoinPlan *plan, Sheets *sheets)
{
  const GArray *gates = plan->tasks->gates;
  for (guint pass = 0; pass < gates->len; pass++)
    for (guint i = 0; i < gates->len; i++) {
      const BmGate *gate = bm_gate_at(gates, i);
      if (sheets->disputed[gate->by] &&
          is_shut(gate, sheets->first) != is_shut(gate, sheets->second))
        sheets->disputed[gate->task] = TRUE;
    }
}

static void sheets_join(const BmJoinPlan *plan, Sheets *sheets)
{
  for (guint i = 0; i < plan->tasks->n; i++) {
    int one = sheets->first[i];
    if (sheets->is_double)
      one = bm_rule_join(plan->rule, one, sheets->second[i]);
    if (sheets->disputed[i])
      one = sheets->third[i];
    sheets->joined[i] = one;
  }
}

/* What the rubric leaves of a joined score: half of one expert's points may stand where the
 * gate is shut in the end. A gate may shut the next one. Tells what it took: [{task, by, from,
 * to}]. */
static json_t *gates_apply(const BmJoinPlan *plan, int *joined)
{
  const GArray *gates = plan->tasks->gates;
  json_t *taken = json_array();
  for (guint pass = 0; pass < gates->len; pass++)
    for (guint i = 0; i < gates->len; i++) {
      const BmGate *gate = bm_gate_at(gates, i);
      if (bm_gate_holds(gate, joined))
        continue;
      json_array_append_new(taken,
                            json_pack("{s:s,s:s,s:i,s:i}", "task", plan->tasks->id[gate->task],
                                      "by", plan->tasks->id[gate->by], "from",
                                      joined[gate->task], "to", gate->most));
      joined[gate->task] = gate->most;
    }
  return taken;
}

static json_t *scores_json(const int *scores, guint n)
{
  json_t *list = json_array();
  for (guint i = 0; i < n; i++)
    json_array_append_new(list, bm_score_json(scores[i]));
  return list;
}

static json_t *divergence_json(const BmJoinPlan *plan, const Sheets *sheets)
{
  json_t *list = json_array();
  for (guint i = 0; i < plan->tasks->n; i++)
    if (sheets->disputed[i])
      json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:o}", "task", plan->tasks->id[i],
                                            "first", bm_score_json(sheets->first[i]), "second",
                                            bm_score_json(sheets->second[i]), "third",
                                            bm_score_json(sheets->third[i])));
  return list;
}

static gboolean is_whole(const BmJoinPlan *plan, const int *scores)
{
  for (guint i = 0; i < plan->tasks->n; i++)
    if (scores[i] == BM_SCORE_MISSING)
      return FALSE;
  return TRUE;
}

static const char *state_of(const BmJoinPlan *plan, const Sheets *sheets, guint n_first)
{
  if (n_first < plan->per_work || !is_whole(plan, sheets->first) ||
      (sheets->is_double && !is_whole(plan, sheets->second)))
    return "incomplete";
  if (sheets->is_disputed && !sheets->has_third)
    return "needs_third";
  return is_whole(plan, sheets->joined) ? "final" : "incomplete";
}

static void sums_add(const BmJoinPlan *plan, const Sheets *sheets, json_t *result)
{
  int total = 0, n_x = 0;
  gboolean is_final = g_strcmp0(bm_json_text(result, "state"), "final") == 0;
  for (guint i = 0; i < plan->tasks->n; i++) {
    total += bm_score_points(sheets->joined[i]);
    n_x += sheets->joined[i] == BM_SCORE_NOT_ATTEMPTED;
  }
  json_object_set_new(result, "total", is_final ? json_integer(total) : json_null());
  json_object_set_new(result, "n_x", json_integer(n_x));
  json_object_set_new(result, "mark",
                      is_final && plan->scale != NULL
                          ? json_integer(bm_scale_mark(plan->scale, sheets->joined))
                          : json_null());
}

static json_t *markers_json(const GPtrArray *firsts, const GPtrArray *thirds)
{
  json_t *list = json_array();
  for (guint i = 0; i < firsts->len; i++)
    json_array_append(list, json_object_get(firsts->pdata[i], "marker"));
  for (guint i = 0; i < thirds->len; i++)
    if (bm_json_text(thirds->pdata[i], "marker") != NULL) /* else agreed: nobody's */
      json_array_append(list, json_object_get(thirds->pdata[i], "marker"));
  return list;
}

json_t *bm_join_work(const BmJoinPlan *plan, const char *work_no, const json_t *markings)
{
  g_autoptr(GPtrArray) firsts = markings_for(markings, "first");
  g_autoptr(GPtrArray) thirds = markings_for(markings, "third");
  g_auto(Sheets) sheets = {.first = scores_at(plan, firsts, 0),
                           .second = scores_at(plan, firsts, 1),
                           .third = scores_at(plan, thirds, 0),
                           .joined = g_new0(int, plan->tasks->n),
                           .disputed = g_new0(gboolean, plan->tasks->n),
                           .is_double = plan->per_work > 1,
                           .has_third = thirds->len > 0};
  if (sheets.is_double && firsts->len > 1) {
    sheets.is_disputed =
        bm_rule_dispute(plan->rule, sheets.first, sheets.second, sheets.disputed);
    gates_dispute(plan, &sheets);
  }
  sheets_join(plan, &sheets);
  json_t *gated = gates_apply(plan, sheets.joined);
  json_t *result =
      json_pack("{s:s,s:o,s:s,s:o,s:o,s:o}", "work_no", work_no, "gated", gated, "state",
                state_of(plan, &sheets, firsts->len), "scores",
                scores_json(sheets.joined, plan->tasks->n), "markers",
                markers_json(firsts, thirds), "divergence", divergence_json(plan, &sheets));
  sums_add(plan, &sheets, result);
  return result;
}
