/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms that leave their round as templates, and come back in another one. */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/form/template.h"
#include "stages/form/wash.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"
#include "tests/tools/form_sheet.h"

extern const BmStage bm_stage_form;

#define COPIES 6U

/* --- jobs of the stage */

static json_t *input_draw(const char *id, const Sheet *sheet)
{
  g_autofree char *name = g_strdup_printf("%s.tif", id);
  g_autofree char *path = folder_path(name);
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = sheet_draw(sheet);
  assert_ok(bm_page_write(page, path, &error), error);
  return json_pack("{s:s,s:s,s:{s:{s:f,s:s,s:b},s:{s:s,s:i}}}", "id", id, "path", path, "facts",
                   "upright", "dpi", sheet->dpi > 0 ? sheet->dpi : 150.0, "size", "A4",
                   "turn_sure", 1, "split", "work", id, "page_in_work", 1);
}

static json_t *inputs_draw(const char *packet, guint n, Sheet sheet)
{
  static const double dx[] = {0, 2, -3, 1, -1.5, 0.5}, dy[] = {0, -1.5, 3, 2, 1, -2},
                      turn[] = {0, 0.1, -0.15, 0.2, -0.1, 0.05};
  json_t *inputs = json_array();
  guint first = sheet.pupil;
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("%s.p%04u", packet, i + 1);
    sheet.pupil = first + i;
    sheet.dx = dx[i % G_N_ELEMENTS(dx)];
    sheet.dy = dy[i % G_N_ELEMENTS(dy)];
    sheet.turn_deg = turn[i % G_N_ELEMENTS(turn)];
    json_array_append_new(inputs, input_draw(id, &sheet));
  }
  return inputs;
}

/* Runs the stage; NULL with @error when it gives up. Takes @context and @inputs. */
static json_t *stage_run(json_t *context, json_t *inputs, GError **error)
{
  static guint runs = 0;
  g_autofree char *name = g_strdup_printf("run%u", ++runs);
  g_autofree char *scratch = folder_path(name);
  g_mkdir(scratch, 0700);
  g_autoptr(json_t) ticket = json_pack(
      "{s:s,s:s,s:s,s:{s:i,s:f},s:o,s:o}", "stage", "form", "scratch", scratch, "seed", "00",
      "params", "copies_least", 3, "pass_least", 0.75, "context", context, "inputs", inputs);
  g_autoptr(BmJob) job = bm_job_new(ticket, error);
  cr_assert_not_null(job);
  return bm_stage_form.run(job, error) == BM_DONE ? bm_job_outcome(job) : NULL;
}

static json_t *run_ok(json_t *context, json_t *inputs)
{
  g_autoptr(GError) error = NULL;
  json_t *outcome = stage_run(context, inputs, &error);
  assert_ok(outcome != NULL, error);
  return outcome;
}

static json_t *note_of(const json_t *outcome, const char *kind, guint index)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(outcome, "notes"), i, note)
    if (g_strcmp0(json_string_value(json_object_get(note, "kind")), kind) == 0 && index-- == 0)
      return json_object_get(note, "value");
  return NULL;
}

static const char *text_of(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

/* The record that the engine makes of a note. */
static json_t *record_of(json_t *note, const char *id)
{
  json_t *record = json_deep_copy(note);
  json_object_set_new(record, "id", json_string(id));
  json_object_set_new(record, "state", json_string("confirmed"));
  return record;
}

static json_t *learn(Sheet sheet, guint n)
{
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:[]}", "forms"), inputs_draw("f000001", n, sheet));
  json_t *note = note_of(outcome, "form", 0);
  cr_assert_str_eq(text_of(note, "kind"), "form", "no form was learnt");
  return record_of(note, "form01");
}

/* The template of a record, as <folder>/<stem>.form and .png; its path. */
static char *export_as(json_t *record, const char *stem, json_t **ret_washed)
{
  json_object_set_new(record, "stem", json_string(stem));
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:s,s:[O]}", "ask", "export", "forms", record), json_array());
  json_t *note = note_of(outcome, "template", 0);
  g_autofree char *text = g_strconcat(stem, ".form", NULL);
  g_autofree char *picture = g_strconcat(stem, ".png", NULL);
  g_autofree char *picture_path = folder_path(picture);
  char *path = folder_path(text);
  cr_assert_eq(g_rename(text_of(note, "text"), path), 0);
  cr_assert_eq(g_rename(text_of(note, "picture"), picture_path), 0);
  if (ret_washed != NULL)
    *ret_washed = json_incref(json_object_get(note, "washed"));
  return path;
}

static json_t *import_from(const char *path)
{
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:s,s:[s]}", "ask", "import", "templates", path), json_array());
  return record_of(note_of(outcome, "form", 0), "form01");
}

static guint pages_on(const json_t *outcome, const char *form)
{
  guint n = 0;
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    n += g_strcmp0(text_of(json_object_get(emit, "facts"), "form"), form) == 0;
  return n;
}

TestSuite(form_ask, .init = folder_make, .fini = folder_remove, .timeout = 300);

Test(form_ask, a_template_says_what_the_form_said)
{
  g_autoptr(json_t) record = learn((Sheet){.pupil = 1}, COPIES);
  json_object_set_new(record, "name", json_string("Бланк диагностики"));
  g_autofree char *path = export_as(record, "blank", NULL);
  g_autoptr(json_t) back = import_from(path);
  cr_expect_str_eq(text_of(back, "name"), "Бланк диагностики");
  static const char *const keys[] = {"zones", "size_mm", "version"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autofree char *was = json_dumps(json_object_get(record, keys[i]), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    g_autofree char *is = json_dumps(json_object_get(back, keys[i]), JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    if (i != 1)
      cr_expect_str_eq(is, was, "%s", keys[i]);
  }
  cr_expect(json_equal(json_object_get(json_object_get(back, "facts"), "page_in_work"),
                       json_object_get(json_object_get(record, "facts"), "page_in_work")));
  g_autofree char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_expect_not_null(strstr(text, "Фамилия"), "labels are not readable:\n%s", text);
  cr_expect_not_null(strstr(text, " from w"), "no zone is given from its label:\n%s", text);
}

Test(form_ask, pages_of_another_scanner_lie_on_a_template)
{
  g_autoptr(json_t) record = learn((Sheet){.pupil = 1, .dpi = 200, .is_gray = TRUE}, COPIES);
  g_autofree char *path = export_as(record, "blank", NULL);
  g_autoptr(json_t) back = import_from(path);
  g_autoptr(json_t) outcome =
      run_ok(json_pack("{s:[O]}", "forms", back),
             inputs_draw("f000002", 3, (Sheet){.pupil = 30, .dpi = 300}));
  cr_expect_eq(pages_on(outcome, "form01"), 3);
  cr_expect_null(note_of(outcome, "form", 0), "a form was learnt or changed");
}
