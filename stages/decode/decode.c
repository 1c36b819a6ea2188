/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode: what the round's markings come to, work by work.
 *
 * Beside the chain, asked by commands. It knows numbers and markers only; schools and classes
 * are added by the coordinator's command, which holds the key.
 */
#include "pipeline/stage.h"

#include "stages/decode/join.h"

#include <string.h>

typedef struct Rules {
  BmTasks *tasks;
  BmRule *rule;
  BmScale *scale;
} Rules;

static void rules_clear(Rules *rules)
{
  bm_rule_free(rules->rule);
  bm_scale_free(rules->scale);
  bm_tasks_free(rules->tasks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rules, rules_clear)

static gboolean rules_read(const json_t *context, Rules *rules, GError **error)
{
  const json_t *scale = json_object_get(context, "scale");
  return (rules->tasks = bm_tasks_new(json_object_get(context, "tasks"), error)) != NULL &&
         (rules->rule = bm_rule_new(json_object_get(context, "rule"), rules->tasks, error)) !=
             NULL &&
         (!json_is_object(scale) ||
          (rules->scale = bm_scale_new(scale, rules->tasks, error)) != NULL);
}

/* {work_no: [marking]} */
static json_t *by_work(const json_t *markings)
{
  json_t *works = json_object(), *one;
  size_t i;
  json_array_foreach (markings, i, one) {
    const char *work_no = json_string_value(json_object_get(one, "work_no"));
    if (json_object_get(works, work_no) == NULL)
      json_object_set_new(works, work_no, json_array());
    json_array_append(json_object_get(works, work_no), one);
  }
  return works;
}

static json_t *join_all(const json_t *context, const BmJoinPlan *plan)
{
  g_autoptr(json_t) markings = by_work(json_object_get(context, "markings"));
  json_t *results = json_array(), *work;
  size_t i;
  json_array_foreach (json_object_get(context, "works"), i, work) {
    const char *work_no = json_string_value(work);
    json_array_append_new(results,
                          bm_join_work(plan, work_no, json_object_get(markings, work_no)));
  }
  return results;
}

static BmOutcome run(BmJob *job, GError **error)
{
  const json_t *context = bm_job_context(job);
  g_auto(Rules) rules = {0};
  if (!rules_read(context, &rules, error))
    return BM_HALT;
  json_int_t per_work = json_integer_value(json_object_get(context, "markings_per_work"));
  BmJoinPlan plan = {.tasks = rules.tasks,
                     .rule = rules.rule,
                     .scale = rules.scale,
                     .per_work = (guint)CLAMP(per_work, 1, 2)};
  bm_job_note(job, "results", join_all(context, &plan));
  return BM_DONE;
}

const BmStage bm_stage_decode = {
    .name = "decode",
    .version = 1,
    .takes = "round.markings",
    .gives = "round.results",
    .gather = BM_PER_ROUND,
    .deadline_s = 300,
    .run = run,
};
