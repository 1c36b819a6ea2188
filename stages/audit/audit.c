/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage audit: what the pages of a bundle really are. It stands beside the chain, hands nothing
 * on and is asked by `blindmark audit` only, for one bundle.pdf at a time. It shares no code
 * with the stage that puts bundles together, and is told nothing of what it should find but
 * where to look twice.
 */
#include "pipeline/stage.h"
#include "stages/audit/stamps.h"
#include "stages/shared/item.h"

extern const BmStage bm_stage_audit;

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  const json_t *wanted = json_object_get(bm_job_context(job), "wanted");
  json_t *stamps = bm_job_n_inputs(job) == 1
                       ? bm_stamps_read(bm_job_input(job, 0)->path, wanted, &local)
                       : NULL;
  if (stamps == NULL && local == NULL)
    bm_fail(&local, BM_ERROR_SETTING, "ticket_bad", "an audit looks at one bundle");
  if (stamps != NULL) {
    bm_job_note(job, "stamps", stamps);
    return BM_DONE;
  }
  BmOutcome outcome = bm_outcome_of(local);
  g_propagate_error(error, local);
  return outcome;
}

const BmStage bm_stage_audit = {
    .name = "audit",
    .version = 1,
    .takes = "handed.out",
    .gives = "handed.out",
    .gather = BM_EACH,
    .deadline_s = 600,
    .run = run,
};
