/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans of score sheets, page by page. */
#include "stages/collect/scan.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/json_text.h"
#include "stages/collect/form.h"
#include "stages/collect/paper.h"
#include "stages/shared/page.h"

#define MOST_PAGES 1000 /* a pile of sheets of a whole panel */

extern const BmStage bm_stage_intake; /* asked as any stage is: a ticket in, an outcome out */

/* --- pages ----------------------------------------------------------------------------------
 */

static json_t *intake_params(void)
{
  json_t *params = json_object();
  for (const BmParam *param = bm_stage_intake.params; param->name != NULL; param++)
    json_object_set_new(params, param->name,
                        param->type == BM_PARAM_INT ? json_integer((json_int_t)param->preset)
                                                    : json_real(param->preset));
  json_object_set_new(params, "max_pages", json_integer(MOST_PAGES));
  return params;
}

/* The outcome of intake for this file: pages "0-page.tif" … in @job's scratch folder. */
static json_t *pages_make(BmJob *job, const char *path, GError **error)
{
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:o,s:{},s:[{s:s,s:s,s:{}}]}", "stage", "intake", "scratch",
                bm_job_scratch(job), "seed", bm_job_seed(job), "params", intake_params(),
                "context", "inputs", "id", "f000001", "path", path, "facts");
  g_autoptr(BmJob) inner = bm_job_new(ticket, error);
  if (inner == NULL || bm_stage_intake.run(inner, error) != BM_DONE)
    return NULL;
  return bm_job_outcome(inner);
}

static json_t *fault_new(const char *slug, const char *sheet)
{
  return json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet, "cell", "", "found",
                   "", "expected", "");
}

static int number_of(const json_t *record)
{
  const char *number = strstr(bm_json_text(record, "id"), ".p");
  return number != NULL ? (int)g_ascii_strtoll(number + 2, NULL, 10) : 0;
}

/* A page that could not be decoded may hold marks: the scan is not whole. */
static void lost_pages_tell(const json_t *outcome, json_t *faults)
{
  static const char *const lists[] = {"settles", "doubts"};
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
    size_t i;
    json_t *record;
    json_array_foreach (json_object_get(outcome, lists[k]), i, record) {
      g_autofree char *page = g_strdup_printf("%d", number_of(record));
      json_array_append_new(faults, fault_new("paper_page_unreadable", page));
    }
  }
}

/* Gives the room back; the name stays, since a worker can take none away. */
static void file_empty(const char *path)
{
  int fd = open(path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0)
    close(fd);
}

static gboolean page_add(BmPaperReturn *all, const json_t *emit, GError **error)
{
  const char *file = bm_json_text(emit, "file");
  g_autoptr(PIX) page = file != NULL ? bm_page_read(file, error) : NULL;
  if (page == NULL)
    return file == NULL;
  gboolean is_added = bm_paper_return_add(all, (guint)number_of(emit), page, error);
  file_empty(file);
  return is_added;
}

static gboolean pages_add(BmPaperReturn *all, const json_t *outcome, GError **error)
{
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (!page_add(all, emit, error))
      return FALSE;
  return TRUE;
}

/* --- what a person is asked ------------------------------------------------------------------
 */

static gboolean has_gates(const json_t *kit)
{
  size_t i;
  json_t *task;
  json_array_foreach (json_object_get(kit, "tasks"), i, task)
    if (json_array_size(json_object_get(task, "gates")) > 0)
      return TRUE;
  return FALSE;
}

static void tasks_add(json_t *facts, const json_t *kit)
{
  json_t *ids = json_array(), *maxima = json_array(), *task;
  size_t i;
  json_array_foreach (json_object_get(kit, "tasks"), i, task) {
    json_array_append(ids, json_object_get(task, "id"));
    json_array_append(maxima, json_object_get(task, "max"));
  }
  json_object_set_new(facts, "tasks", ids);
  json_object_set_new(facts, "maxima", maxima);
  if (has_gates(kit)) /* what a person tells is held against them */
    json_object_set(facts, "rubric", json_object_get(kit, "tasks"));
}

/* Scores of the doubt's work that are not told: the one it is about, or all of an empty row. */
static void unsure_add(json_t *unsure, const json_t *kit, const json_t *facts,
                       const json_t *doubt, size_t n)
{
  const char *work_no = bm_json_text(doubt, "work_no"), *about = bm_json_text(doubt, "task");
  size_t i, k;
  json_t *row, *task;
  json_array_foreach (json_object_get(facts, "rows"), i, row) {
    if (g_strcmp0(bm_json_text(row, "work_no"), work_no) != 0)
      continue;
    json_array_foreach (json_object_get(facts, "tasks"), k, task) {
      const char *id = json_string_value(task);
      gboolean is_open = bm_kit_asks(kit, work_no, (guint)k) &&
                         json_is_null(json_array_get(json_object_get(row, "scores"), k));
      if (is_open && (about[0] == '\0' || strcmp(about, id) == 0))
        json_array_append_new(unsure,
                              json_pack("{s:s,s:s,s:O,s:O,s:i}", "work_no", work_no, "task", id,
                                        "seen", json_object_get(doubt, "seen"), "page",
                                        json_object_get(doubt, "page"), "n", (int)n));
    }
  }
}

static void doubts_raise(BmJob *job, const char *id, const json_t *kit, json_t *facts)
{
  json_t *unsure = json_array(), *doubt;
  size_t i;
  json_array_foreach (json_object_get(facts, "doubts"), i, doubt) {
    BmBox box = {0, 0, 0, 0};
    bm_box_from_json(json_object_get(doubt, "box"), &box);
    unsure_add(unsure, kit, facts, doubt, i);
    bm_job_doubt(job, id, bm_json_text(doubt, "reason"), box, bm_json_text(doubt, "crop"));
  }
  json_object_set_new(facts, "unsure", unsure);
  json_object_set_new(facts, "entries", json_integer(bm_job_param_int(job, "entries")));
}

/* --- the whole -------------------------------------------------------------------------------
 */

static json_t *refused_facts(const char *slug)
{
  return json_pack("{s:s,s:s,s:s,s:[],s:[o],s:[]}", "kind", "paper", "bundle", "", "marker", "",
                   "rows", "faults", fault_new(slug, ""), "warnings");
}

/* The sheets of one bundle, as an item of its own or as the whole file. */
static json_t *bundle_facts(BmJob *job, const BmPaperReturn *all, guint bundle,
                            const json_t *kits, const char *id, const json_t *lost)
{
  json_t *facts = bm_paper_return_facts(all, bundle);
  json_array_extend(json_object_get(facts, "faults"), (json_t *)lost);
  const json_t *kit = bm_kit_find(kits, bm_kit_text(facts, "bundle"));
  tasks_add(facts, kit);
  if (json_array_size(json_object_get(facts, "faults")) > 0)
    json_object_set_new(facts, "rows", json_array());
  else
    doubts_raise(job, id, kit, facts);
  json_object_del(facts, "doubts");
  return facts;
}

/* Each bundle of a pile stands or falls by itself; the file keeps what belongs to none. */
static json_t *pile_facts(BmJob *job, const BmPaperReturn *all, const json_t *kits,
                          const json_t *lost)
{
  json_t *parts = json_array(), *strays = bm_paper_return_strays(all);
  json_array_extend(strays, (json_t *)lost);
  for (guint i = 0; i < bm_paper_return_n_bundles(all); i++) {
    g_autofree char *id = g_strdup_printf("%s.b%u", bm_job_input(job, 0)->id, i + 1);
    json_t *facts = bundle_facts(job, all, i, kits, id, NULL);
    json_array_append_new(
        parts,
        json_pack("{s:s,s:O,s:O,s:O,s:b}", "id", id, "bundle", json_object_get(facts, "bundle"),
                  "marker", json_object_get(facts, "marker"), "pages",
                  json_object_get(facts, "pages"), "has_faults",
                  (int)(json_array_size(json_object_get(facts, "faults")) > 0)));
    bm_job_emit(job, id, NULL, facts);
  }
  return json_pack("{s:s,s:s,s:s,s:o,s:o,s:[],s:o,s:[]}", "kind", "pile", "bundle", "",
                   "marker", "", "parts", parts, "blanks", bm_paper_return_blanks(all), "rows",
                   "faults", strays, "warnings");
}

static json_t *pages_facts(BmJob *job, const json_t *outcome, const json_t *kits,
                           GError **error)
{
  g_autoptr(BmPaperReturn) all = bm_paper_return_new(kits, bm_job_scratch(job));
  if (!pages_add(all, outcome, error))
    return NULL;
  if (!bm_paper_return_is_paper(all))
    return refused_facts("form_not_table");
  g_autoptr(json_t) lost = json_array();
  lost_pages_tell(outcome, lost);
  return bm_paper_return_n_bundles(all) > 1
             ? pile_facts(job, all, kits, lost)
             : bundle_facts(job, all, 0, kits, bm_job_input(job, 0)->id, lost);
}

json_t *bm_scan_facts(BmJob *job, const char *path, const json_t *kits, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(json_t) outcome = pages_make(job, path, &failure);
  if (outcome != NULL)
    return pages_facts(job, outcome, kits, error);
  if (g_error_matches(failure, BM_ERROR, BM_ERROR_INPUT)) {
    g_autofree char *slug = bm_error_reason(failure);
    return refused_facts(slug);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return NULL;
}
