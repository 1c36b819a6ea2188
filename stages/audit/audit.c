/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage audit: what the pages that go out really are. It stands beside the chain, hands nothing
 * on and is asked by `blindmark audit` only. It shares no code with the stages that make the
 * pages.
 *
 * For one bundle.pdf it tells the stamp of each page (note "stamps", stamps.h); of what it
 * should find it is told only where to look twice ("wanted"). With "sample" (picture.h) in its
 * context it draws the pages of a sample for a person, note "sample" {"pdf": path}.
 */
#include "pipeline/stage.h"
#include "stages/audit/picture.h"
#include "stages/audit/stamps.h"
#include "stages/shared/item.h"

extern const BmStage bm_stage_audit;

static gboolean stamps_tell(BmJob *job, GError **error)
{
  const json_t *wanted = json_object_get(bm_job_context(job), "wanted");
  if (bm_job_n_inputs(job) != 1)
    return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "an audit looks at one bundle");
  json_t *stamps = bm_stamps_read(bm_job_input(job, 0)->path, wanted, error);
  if (stamps == NULL)
    return FALSE;
  bm_job_note(job, "stamps", stamps);
  return TRUE;
}

static gboolean sample_draw(BmJob *job, const json_t *sample, GError **error)
{
  g_autofree char *path = g_build_filename(bm_job_scratch(job), "sample.pdf", NULL);
  g_autofree const char **files = g_new0(const char *, bm_job_n_inputs(job));
  for (guint i = 0; i < bm_job_n_inputs(job); i++)
    files[i] = bm_job_input(job, i)->path;
  if (!bm_sample_picture(sample, files, bm_job_n_inputs(job), path, error))
    return FALSE;
  bm_job_note(job, "sample", json_pack("{s:s}", "pdf", path));
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  const json_t *sample = json_object_get(bm_job_context(job), "sample");
  if (sample != NULL ? sample_draw(job, sample, &local) : stamps_tell(job, &local))
    return BM_DONE;
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
