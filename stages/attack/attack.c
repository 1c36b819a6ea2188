/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage attack: the curious teacher. It stands beside the chain, hands nothing on and is asked
 * by `blindmark attack` only: to look at one handed-out file ("task": "look"), then to judge
 * what all files together tell ("judge").
 */
#include "pipeline/stage.h"
#include "stages/attack/judge.h"
#include "stages/attack/look.h"
#include "stages/shared/item.h"
#include "stages/shared/ocr.h"

#include <string.h>

extern const BmStage bm_stage_attack;

static const char *text_of(const json_t *context, const char *key)
{
  return json_string_value(json_object_get(context, key));
}

static gboolean look_run(BmJob *job, GError **error)
{
  const json_t *context = bm_job_context(job);
  g_autoptr(BmKnown) known =
      bm_known_new(text_of(context, "procedure"), text_of(context, "school_code"),
                   text_of(context, "class"), error);
  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    BmLookOrder order = {.path = bm_job_input(job, i)->path,
                         .place = text_of(context, "place"),
                         .codes = json_object_get(context, "codes"),
                         .is_brief = json_is_true(json_object_get(context, "brief"))};
    json_t *look = bm_attack_look(known, &order, error);
    if (look == NULL)
      return FALSE;
    bm_job_note(job, "look", look);
  }
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  const char *task = text_of(bm_job_context(job), "task");
  gboolean is_judge = g_strcmp0(task, "judge") == 0;
  if (is_judge)
    bm_job_note(job, "report", bm_attack_judge(bm_job_context(job)));
  if (is_judge || look_run(job, &local))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(local);
  g_propagate_error(error, local);
  return outcome;
}

const BmStage bm_stage_attack = {
    .name = "attack",
    .version = 1,
    .takes = "handed.out",
    .gives = "handed.out",
    .gather = BM_EACH,
    .deadline_s = 600,
    .ready = bm_ocr_ready,
    .run = run,
};
