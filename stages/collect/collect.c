/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect: a filled score form comes back.
 *
 * The kind is told by the bytes: a workbook, a CSV of one sheet, or a scan of the printed form;
 * a site organiser's report is a workbook, too (report.h).
 * Facts: what the form holds, and each fault with sheet, cell, what was found and what was
 * expected. A form with faults gives no rows at all: nothing is taken in part, nothing guessed.
 */
#include "pipeline/stage.h"

#include <stdio.h>
#include <string.h>

#include "stages/collect/form.h"
#include "stages/collect/report.h"
#include "stages/collect/scan.h"
#include "stages/shared/item.h"

static gboolean starts_with(const char *bytes, gsize size, const char *magic, gsize n)
{
  return size >= n && memcmp(bytes, magic, n) == 0;
}

/* A picture or PDF: the printed form, filled by hand and scanned. */
static gboolean is_paper(const char *path)
{
  char bytes[8] = {0};
  FILE *file = fopen(path, "rbe");
  gsize size = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
  if (file != NULL)
    fclose(file);
  return starts_with(bytes, size, "II*\0", 4) || starts_with(bytes, size, "MM\0*", 4) ||
         starts_with(bytes, size, "II+\0", 4) || starts_with(bytes, size, "MM\0+", 4) ||
         starts_with(bytes, size, "%PDF-", 5) || starts_with(bytes, size, "\xFF\xD8\xFF", 3) ||
         starts_with(bytes, size, "\x89PNG", 4);
}

/* The form as facts; one that has faults keeps its rows to itself. */
static json_t *form_facts(const BmForm *form, const char *kind)
{
  size_t n = json_array_size(form->faults);
  json_t *rows = n == 0 ? json_incref(form->rows) : json_array();
  return json_pack("{s:s,s:s,s:s,s:I,s:o,s:O,s:I,s:O}", "kind", kind, "bundle",
                   bm_kit_text(form->kit, "bundle"), "marker", bm_kit_text(form->kit, "marker"),
                   "form_version",
                   json_integer_value(json_object_get(form->kit, "form_version")), "rows", rows,
                   "faults", form->faults, "n_faults", (json_int_t)(n + form->n_more),
                   "warnings", form->warnings);
}

/* A file that could not even be read is refused like a form, for the reason of the error. */
static json_t *unread_facts(BmForm *form, const char *kind, const char *slug)
{
  bm_form_fault(form, slug, "", "", "", "");
  return form_facts(form, kind);
}

/* A site organiser's report: its words may name people, so the facts hold only their digest,
 * and what it says goes to the command that asks for it. */
static json_t *report_facts(BmJob *job, BmForm *form)
{
  const json_t *context = bm_job_context(job);
  json_t *content = bm_report_read(form, json_object_get(context, "reports"));
  json_t *facts = form_facts(form, "report");
  if (content == NULL)
    return facts;
  if (json_is_true(json_object_get(context, "wants_content")))
    bm_job_note(job, "report", json_incref(content));
  json_object_set(facts, "bundle", json_object_get(content, "report"));
  json_object_set_new(facts, "rows", bm_report_rows(content));
  json_decref(content);
  return facts;
}

static json_t *table_facts(BmJob *job, const char *path, const json_t *kits, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(BmBook) book = bm_book_read(path, &failure);
  g_auto(BmForm) form;
  bm_form_init(&form, kits, book);
  if (book == NULL && g_error_matches(failure, BM_ERROR, BM_ERROR_INPUT)) {
    g_autofree char *slug = bm_error_reason(failure);
    return unread_facts(&form, "none", slug);
  }
  if (book == NULL) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
  }
  if (bm_report_is(book))
    return report_facts(job, &form);
  if (book->kind == BM_BOOK_CSV)
    bm_form_csv_check(&form);
  else
    bm_form_xlsx_check(&form);
  return form_facts(&form, book->kind == BM_BOOK_CSV ? "csv" : "xlsx");
}

static BmOutcome run(BmJob *job, GError **error)
{
  const BmItem *item = bm_job_input(job, 0);
  const json_t *kits = json_object_get(bm_job_context(job), "kits");
  g_autoptr(GError) failure = NULL;
  json_t *facts = is_paper(item->path) ? bm_scan_facts(job, item->path, kits, &failure)
                                       : table_facts(job, item->path, kits, &failure);
  if (facts == NULL) {
    BmOutcome outcome = bm_outcome_of(failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return outcome;
  }
  bm_job_emit(job, item->id, NULL, facts);
  return BM_DONE;
}

static const BmParam params[] = {
    {"entries", BM_PARAM_INT, "", 1, 1, 2,
     "баллы, которые вписывают с бумаги (клетки и неясные отметки): 1 — вписывает один "
     "человек, "
     "2 — ещё один впишет их сам, и балл считается, когда оба вписали одинаково",
     "scores that are told from paper (boxes and doubtful marks): 1: one person tells them, 2: "
     "another tells them again, and a score counts when both told the same"},
    {0}};

const BmStage bm_stage_collect = {
    .name = "collect",
    .version = 3,
    .takes = "return.new",
    .gives = "return.read",
    .gather = BM_EACH,
    .params = params,
    .deadline_s = 1800, /* a pile of a thousand pages on a slow computer */
    .run = run,
};
