/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of the stage mask as the engine runs them: a page in, painted file and facts out. */
#pragma once
#include <criterion/criterion.h>
#include <glib/gstdio.h>

#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

extern const BmStage bm_stage_mask;

#define DPI 200.0

typedef struct Run {
  char *folder, *input;
  json_t *outcome;
} Run;

static inline void run_clear(Run *run)
{
  g_autoptr(GDir) dir = g_dir_open(run->folder, 0, NULL);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(run->folder, name, NULL);
    g_unlink(path);
  }
  g_rmdir(run->folder);
  g_free(run->folder);
  g_free(run->input);
  json_decref(run->outcome);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* @facts and @context are stolen */
static inline Run run_mask(PIX *page, json_t *facts, json_t *context)
{
  Run run = {.folder = g_dir_make_tmp("bm-mask-XXXXXX", NULL)};
  run.input = g_build_filename(run.folder, "page.tif", NULL);
  g_autoptr(GError) error = NULL;
  assert_ok(bm_page_write(page, run.input, &error), error);
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{},s:o,s:[{s:s,s:s,s:o}]}", "stage", "mask", "scratch",
                run.folder, "seed", "00", "params", "context", context, "inputs", "id",
                "f000001.p0001", "path", run.input, "facts", facts);
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  cr_assert_eq(bm_stage_mask.run(job, &error), BM_DONE, "%s",
               error != NULL ? error->message : "no error");
  run.outcome = bm_job_outcome(job);
  return run;
}

static inline json_t *facts_for(int page_in_work)
{
  return json_pack("{s:{s:b,s:f},s:{s:i,s:b},s:{s:n,s:s}}", "upright", "turn_sure", TRUE, "dpi",
                   DPI, "split", "page_in_work", page_in_work, "is_first", page_in_work == 1,
                   "form", "form", "kind", "none");
}

static inline json_t *context_for(void)
{
  return json_pack("{s:s,s:s,s:n}", "policy", "diagnostic_cross", "release", "auto", "form");
}

static inline json_t *emitted(const Run *run, const char *key)
{
  json_t *emit = json_array_get(json_object_get(run->outcome, "emits"), 0);
  return key != NULL ? json_object_get(json_object_get(emit, "facts"), key)
                     : json_object_get(emit, "file");
}

static inline PIX *result(const Run *run)
{
  g_autoptr(GError) error = NULL;
  PIX *page = bm_page_read(json_string_value(emitted(run, NULL)), &error);
  assert_ok(page != NULL, error);
  return page;
}

static inline gboolean is_black(PIX *page, BmBox box)
{
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) {
      l_uint32 value = 0;
      pixGetPixel(page, x, y, &value);
      if ((pixGetDepth(page) == 1) != (value != 0))
        return FALSE;
    }
  return TRUE;
}

/* Whether a mask lies over writing: letters leave paper in the middle of their row. */
static inline gboolean is_masked(PIX *page, BmBox writing)
{
  return is_black(page, bm_box_grow(writing, -writing.h / 3, -writing.h / 3));
}

static inline json_t *form_context(const char *state, const char *model)
{
  return json_pack("{s:s,s:s,s:{s:s,s:s,s:s,s:s,s:[{s:f,s:f,s:f,s:f,s:s}]}}", "policy",
                   "diagnostic_cross", "release", "confirmed", "form", "id", "form01", "kind",
                   "form", "state", state, "model", model, "zones", "x", 60.0, "y", 28.0, "w",
                   80.0, "h", 8.0, "kind", "student_name");
}

static inline json_t *form_facts_at(gboolean is_registered, int page_in_work)
{
  double mm = 25.4 / DPI;
  return json_pack("{s:{s:b,s:f},s:{s:i,s:b},s:{s:s,s:s,s:[f,f,f,f,f,f],s:{s:b}}}", "upright",
                   "turn_sure", TRUE, "dpi", DPI, "split", "page_in_work", page_in_work,
                   "is_first", page_in_work == 1, "form", "form", "form01", "kind", "form",
                   "to_form", mm, 0.0, 0.0, 0.0, mm, 0.0, "check", "ok", is_registered);
}

static inline json_t *form_facts(gboolean is_registered)
{
  return form_facts_at(is_registered, 1);
}

typedef struct MmBox {
  double x, y, w, h;
} MmBox;

/* what stage mask makes of @page with a confirmed form that has @form's print and @n zones */
static inline PIX *masked_with_zones(TestPage *page, TestPage *form, const MmBox *marked,
                                     guint n, int page_in_work)
{
  g_autoptr(PIX) before = test_page_pix(page, FALSE);
  g_autofree char *model = test_page_model(form);
  json_t *context = form_context("confirmed", model);
  json_t *zones = json_object_get(json_object_get(context, "form"), "zones");
  json_array_clear(zones);
  for (guint i = 0; i < n; i++)
    json_array_append_new(zones, json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", marked[i].x, "y",
                                           marked[i].y, "w", marked[i].w, "h", marked[i].h,
                                           "kind", "student_name"));
  g_auto(Run) run = run_mask(before, form_facts_at(TRUE, page_in_work), context);
  g_unlink(model);
  return result(&run);
}

static inline PIX *masked_with_zone_at(TestPage *page, TestPage *form, double x, double y,
                                       double w, double h, int page_in_work)
{
  return masked_with_zones(page, form, &(MmBox){x, y, w, h}, 1, page_in_work);
}

static inline PIX *masked_with_zone(TestPage *page, TestPage *form, double x, double y,
                                    double w, double h)
{
  return masked_with_zone_at(page, form, x, y, w, h, 1);
}

/* a name to fill in, and a heading below */
static inline void form_draw(TestPage *page)
{
  test_page_text(page, 24, 30, 4.2, "Фамилия, имя");
  test_page_rule(page, 58, 35.2, 180, 35.2);
  test_page_text(page, 24, 44, 4.2, "Диагностическая работа по химии");
}

/* what stage mask makes of @page with the confirmed form of form_draw(); a new picture */
static inline PIX *masked_by_form(TestPage *page, const char *state, gboolean is_registered,
                                  const char *expected_path)
{
  g_auto(TestPage) form = test_page_new(DPI);
  form_draw(&form);
  g_autoptr(PIX) before = test_page_pix(page, FALSE);
  g_autofree char *model = test_page_model(&form);
  g_auto(Run) run = run_mask(before, form_facts(is_registered), form_context(state, model));
  g_unlink(model);
  cr_expect_str_eq(json_string_value(emitted(&run, "path")), expected_path);
  return result(&run);
}

/* a heading and lines to write on, nothing that asks who wrote */
static inline void bare_form_draw(TestPage *page)
{
  test_page_text(page, 24, 14, 4.2, "Проверочная работа");
  test_page_text(page, 24, 40, 4.2, "1. Назовите столицу");
  test_page_rule(page, 24, 56, 180, 56);
}
