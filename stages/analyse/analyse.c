/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage analyse: what the results of a round tell. It stands beside the chain, hands nothing on
 * and is asked by a command only. Its context is the input (district.h), and "title" (a neutral
 * line for the report, may be missing). Its one note "analysis" is what tables.h says, and
 * "files": {"csv": {table: path}, "xlsx", "html", "pdf"}, finished files in the scratch folder.
 *
 * With "document" {"stem", "heading", "title", "preface" [line], "tables" {name: table of
 * table.h, with "sheet" its name in a workbook and "empty" what is said when it has no rows}}
 * it analyses nothing: these tables are written in the same forms, and the note "document" is
 * what "files" is above.
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
                     .heading = "Анализ результатов",
                     .title = json_string_value(json_object_get(context, "title")),
                     .folder = bm_job_scratch(job),
                     .stem = "analysis",
                     .preface = bm_report_preface()};
  report.sections = bm_report_sections(&report.n_sections);
  json_t *files = bm_report_write(&report, error);
  if (files == NULL) {
    json_decref(result);
    return FALSE;
  }
  json_object_set_new(result, "files", files);
  bm_job_note(job, "analysis", result);
  return TRUE;
}

/* Tables that a command has made, in the same dress. */
static gboolean document(BmJob *job, const json_t *what, GError **error)
{
  const json_t *tables = json_object_get(what, "tables");
  g_autoptr(GArray) sections = g_array_new(FALSE, TRUE, sizeof(BmSection));
  g_autoptr(GPtrArray) preface = g_ptr_array_new();
  const char *name;
  json_t *table, *line;
  size_t i;
  json_object_foreach ((json_t *)tables, name, table) {
    BmSection section = {.table = name,
                         .empty = json_string_value(json_object_get(table, "empty"))};
    g_array_append_val(sections, section);
  }
  json_array_foreach (json_object_get(what, "preface"), i, line)
    g_ptr_array_add(preface, (gpointer)json_string_value(line));
  g_ptr_array_add(preface, NULL);
  BmReport report = {.tables = tables,
                     .heading = json_string_value(json_object_get(what, "heading")),
                     .title = json_string_value(json_object_get(what, "title")),
                     .folder = bm_job_scratch(job),
                     .stem = json_string_value(json_object_get(what, "stem")),
                     .preface = (const char *const *)preface->pdata,
                     .sections = (const BmSection *)sections->data,
                     .n_sections = sections->len};
  json_t *files = bm_report_write(&report, error);
  if (files == NULL)
    return FALSE;
  bm_job_note(job, "document", files);
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  GError *local = NULL;
  const json_t *what = json_object_get(bm_job_context(job), "document");
  if (what != NULL ? document(job, what, &local) : analyse(job, &local))
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
