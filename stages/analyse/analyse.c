/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage analyse: what the results of a round tell. It stands beside the chain, hands nothing on
 * and is asked by a command only. Its context is the input (district.h), and "title" (a neutral
 * line for the report, may be missing). Its one note "analysis" is what tables.h says, and
 * "files": {"csv": {table: path}, "xlsx", "html", "pdf"}, finished files in the scratch folder.
 */
#include "pipeline/stage.h"
#include "stages/analyse/report.h"
#include "stages/shared/item.h"

extern const BmStage bm_stage_analyse;

static gboolean ready(GError **error)
{
  BmRules rules;
  return bm_rules_read(&rules, error) && bm_plot_ready(error);
}

static gboolean analyse(BmJob *job, GError **error)
{
  const json_t *context = bm_job_context(job);
  BmRules rules;
  if (!bm_rules_read(&rules, error))
    return FALSE;
  g_autoptr(BmDistrict) district = bm_district_new(context, error);
  if (district == NULL)
    return FALSE;
  g_autoptr(BmFindings) findings = bm_findings_new(district, &rules);
  json_t *result = bm_tables_new(findings);
  BmReport report = {.findings = findings,
                     .tables = json_object_get(result, "tables"),
                     .title = json_string_value(json_object_get(context, "title")),
                     .folder = bm_job_scratch(job)};
  json_t *files = bm_report_write(&report, error);
  if (files == NULL) {
    json_decref(result);
    return FALSE;
  }
  json_object_set_new(result, "files", files);
  bm_job_note(job, "analysis", result);
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  if (analyse(job, &local))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(local);
  g_propagate_error(error, local);
  return outcome;
}

const BmStage bm_stage_analyse = {
    .name = "analyse",
    .version = 1,
    .takes = "results",
    .gives = "results",
    .gather = BM_EACH,
    .deadline_s = 900,
    .ready = ready,
    .run = run,
};
