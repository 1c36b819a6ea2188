/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage report: forms for site organisers. It stands beside the chain, hands nothing on and is
 * asked by a command only. Its context is "reports" [kit of stages/shared/reportform.h]; its
 * one note "forms" is [{"report", "path"}], finished files in the scratch folder.
 */
#include "pipeline/stage.h"
#include "stages/report/form.h"
#include "stages/shared/item.h"

extern const BmStage bm_stage_report;

static gboolean forms_write(BmJob *job, GError **error)
{
  json_t *forms = json_array(), *kit;
  size_t i;
  json_array_foreach (json_object_get(bm_job_context(job), "reports"), i, kit) {
    const char *report = json_string_value(json_object_get(kit, "report"));
    g_autofree char *name = g_strdup_printf("form-%zu.xlsx", i);
    g_autofree char *path = g_build_filename(bm_job_scratch(job), name, NULL);
    if (!bm_report_form_write(kit, path, bm_job_scratch(job), error)) {
      json_decref(forms);
      return FALSE;
    }
    json_array_append_new(forms, json_pack("{s:s,s:s}", "report", report, "path", path));
  }
  bm_job_note(job, "forms", forms);
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  if (forms_write(job, &local))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(local);
  g_propagate_error(error, local);
  return outcome;
}

const BmStage bm_stage_report = {
    .name = "report",
    .version = 1,
    .takes = "results",
    .gives = "results",
    .gather = BM_EACH,
    .deadline_s = 180,
    .run = run,
};
