/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of the stage bundle, built up work by work. */
#pragma once
#include "pipeline/stage.h"
#include "stages/shared/pdf.h"
#include "tests/tools/folder.h"
#include "tests/tools/said.h"

extern const BmStage bm_stage_bundle;

/* A job under construction. */
typedef struct Desk {
  json_t *works, *share, *tasks, *context;
  gboolean is_duplex, has_class_sheets;
  const char *score_sheet;
  guint works_per_bundle;
  char *scratch;
} Desk;

static inline Desk desk_new(const char *scratch)
{
  Desk desk = {
      json_array(),        json_array(), json_array(), json_object(), TRUE, TRUE, "boxes", 0,
      folder_path(scratch)};
  cr_assert_eq(g_mkdir(desk.scratch, 0700), 0);
  return desk;
}

static inline char *work_pdf(const char *work_no, guint pages)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf("%s.pdf", work_no);
  char *path = folder_path(name);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  for (guint i = 1; i <= pages; i++) {
    BmPdfStyle style = {.size_pt = 20};
    g_autofree char *text = g_strdup_printf("PAGE %u OF %s", i, work_no);
    bm_pdf_page(pdf, 210, 297);
    bm_pdf_text(pdf, &style, 20, 20, 0, text);
  }
  assert_ok(bm_pdf_finish(pdf, &error), error);
  return path;
}

static inline void add_work(Desk *desk, const char *class_alias, const char *work_no,
                            guint pages)
{
  g_autofree char *path = work_pdf(work_no, pages);
  json_array_append_new(desk->works,
                        json_pack("{s:s,s:s,s:i,s:s}", "work_no", work_no, "class_alias",
                                  class_alias, "pages", (int)pages, "path", path));
  json_array_append_new(desk->share, json_string(work_no));
}

static inline void add_tasks(Desk *desk, guint n)
{
  for (guint i = 1; i <= n; i++) {
    g_autofree char *id = g_strdup_printf("%u", i);
    json_array_append_new(desk->tasks,
                          json_pack("{s:s,s:i}", "id", id, "max", (int)(1 + i % 3)));
  }
}

/* Takes the desk over. */
static inline BmJob *desk_job(Desk *desk)
{
  json_t *assessment =
      json_pack("{s:s,s:s,s:s,s:o}", "title", "Диагностическая работа", "subject", "Физика",
                "date", "15.10.2026", "tasks", desk->tasks);
  json_object_set_new(desk->context, "assessment", assessment);
  json_object_set_new(desk->context, "works", desk->works);
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:o,s:{s:b,s:b,s:s,s:i},s:[{s:s,s:{s:{s:o}}}]}", "stage", "bundle",
      "scratch", desk->scratch, "seed", "5eed", "context", desk->context, "params", "duplex",
      desk->is_duplex, "class_sheets", desk->has_class_sheets, "score_sheet", desk->score_sheet,
      "works_per_bundle", (int)desk->works_per_bundle, "inputs", "id", "m07", "facts",
      "allocate", "works", desk->share);
  g_autoptr(GError) error = NULL;
  BmJob *job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  g_clear_pointer(&desk->scratch, g_free);
  return job;
}

static inline Desk usual_desk(const char *scratch)
{
  Desk desk = desk_new(scratch);
  add_tasks(&desk, 6);
  add_work(&desk, "K10", "582-100-001", 2);
  add_work(&desk, "K9", "911-200-002", 1);
  add_work(&desk, "K9", "133-300-003", 3);
  add_work(&desk, "K10", "204-400-004", 2);
  return desk;
}

/* File published at bundles/m07/@name. */
static inline char *file_of(const BmJob *job, const char *name)
{
  g_autofree char *place = g_strdup_printf("bundles/m07/%s", name);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (g_strcmp0(json_string_value(json_object_get(emit, "place")), place) == 0)
      return g_strdup(json_string_value(json_object_get(emit, "file")));
  cr_assert_fail("nothing at %s", place);
  return NULL;
}

static inline BmJob *run_ok(Desk *desk)
{
  g_autoptr(GError) error = NULL;
  BmJob *job = desk_job(desk);
  assert_ok(bm_stage_bundle.run(job, &error) == BM_DONE, error);
  return job;
}
