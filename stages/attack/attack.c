/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage attack: the curious teacher. It stands beside the chain, hands nothing on and is asked
 * by `blindmark attack` only: to look at one handed-out file ("task": "look"), then to judge
 * what all files together tell ("judge").
 */
#include "pipeline/json_text.h"
#include "pipeline/stage.h"
#include "stages/attack/judge.h"
#include "stages/attack/look.h"
#include "stages/shared/item.h"
#include "stages/shared/ocr.h"

#include <string.h>

extern const BmStage bm_stage_attack;

static gboolean look_run(BmJob *job, GError **error)
{
  const json_t *context = bm_job_context(job);
  g_autoptr(BmKnown) known =
      bm_known_new(bm_json_text(context, "procedure"), bm_json_text(context, "school_code"),
                   bm_json_text(context, "class"), error);
  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    BmLookOrder order = {.path = bm_job_input(job, i)->path,
                         .place = bm_json_text(context, "place"),
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
  const char *task = bm_json_text(bm_job_context(job), "task");
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
