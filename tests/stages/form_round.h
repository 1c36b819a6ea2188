/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A round for stage form: drawn pages as inputs, the stage run on them, its outcome looked up.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/page.h"
#include "tests/stages/test_form_draw.h"
#include "tests/tools/assert_ok.h"

#include <criterion/criterion.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

extern const BmStage bm_stage_form;

/* Four copies each of two forms, one of them upside down, and three hand-written sheets. */
static const Copy round_copies[] = {
    {.layout = 0, .pupil = 1},
    {.layout = 0, .pupil = 2, .dx = 2.0, .dy = -1.5, .turn_deg = 0.15},
    {.layout = 0, .pupil = 3, .dx = -3.0, .dy = 4.0, .turn_deg = -0.2, .scale = 1.004},
    {.layout = 0, .pupil = 4, .dx = 1.0, .dy = 2.5, .turn_deg = 0.1, .scale = 0.997},
    {.layout = 1, .pupil = 5, .dx = -2.0, .dy = 1.0},
    {.layout = 1, .pupil = 6, .dx = 1.5, .dy = -2.0, .turn_deg = -0.1},
    {.layout = 1, .pupil = 7, .dx = 0.5, .dy = 3.0, .scale = 1.003, .turned = TRUE},
    {.layout = 1, .pupil = 8, .dx = -1.0, .dy = 0.5, .turn_deg = 0.2},
    {.layout = 2, .pupil = 9},
    {.layout = 2, .pupil = 10, .dx = 1},
    {.layout = 2, .pupil = 11, .dy = 2},
};

typedef struct World {
  char *folder;
  json_t *inputs;
  json_t *forms;
  gboolean is_unsure; /* stage upright is not sure of pages that stand upside down */
} World;

static inline void folder_remove(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
      folder_remove(path);
    else
      g_remove(path);
  }
  g_rmdir(folder);
}

static inline void world_clear(World *world)
{
  folder_remove(world->folder);
  g_free(world->folder);
  json_decref(world->inputs);
  json_decref(world->forms);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

static inline void world_init(World *world)
{
  *world = (World){.folder = g_dir_make_tmp("bm-form-XXXXXX", NULL)};
  world->inputs = json_array();
  world->forms = json_array();
}

static inline void world_add(World *world, const char *id, const Copy *copy)
{
  g_autofree char *name = g_strdup_printf("%s.tif", id);
  g_autofree char *path = g_build_filename(world->folder, name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = copy != NULL ? draw_copy(copy) : NULL;
  if (page != NULL)
    assert_ok(bm_page_write(page, path, &error), error);
  else
    g_file_set_contents(path, "no picture", -1, NULL);
  gboolean is_sure = copy == NULL || !copy->turned || !world->is_unsure;
  json_t *upright =
      json_pack("{s:f,s:s,s:i,s:b,s:b,s:{s:i,s:i,s:i,s:i},s:[i,i,i,i,i,i]}", "dpi", BM_FORM_DPI,
                "size", "A4", "turn", 0, "turn_sure", is_sure, "is_same", 1, "paper", "x", 0,
                "y", 10, "w", 1200, "h", 1700, "to_source", 1, 0, 5, 0, 1, 7);
  json_array_append_new(world->inputs, json_pack("{s:s,s:s,s:{s:o,s:{s:s,s:i}}}", "id", id,
                                                 "path", path, "facts", "upright", upright,
                                                 "split", "work", id, "page_in_work", 1));
}

static inline void world_fill(World *world, guint first, guint n)
{
  for (guint i = first; i < first + n; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04u", i + 1);
    world_add(world, id, &round_copies[i]);
  }
}

/* Run the stage; the outcome is a new reference. @skip  why the input at which an earlier try
 * died is skipped, or NULL. */
static inline json_t *world_run_on(World *world, const char *scratch_name, const char *skip)
{
  g_autofree char *scratch = g_build_filename(world->folder, scratch_name, NULL);
  g_mkdir(scratch, 0700);
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:i,s:f},s:{s:O},s:O,s:s*}", "stage", "form", "scratch",
                scratch, "seed", "00", "params", "copies_least", 3, "pass_least", 0.75,
                "context", "forms", world->forms, "inputs", world->inputs, "skip", skip);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  cr_assert_not_null(job);
  cr_assert_eq(bm_stage_form.run(job, &error), BM_DONE, "%s",
               error != NULL ? error->message : "no error");
  return bm_job_outcome(job);
}

static inline json_t *world_run(World *world, const char *scratch_name)
{
  return world_run_on(world, scratch_name, NULL);
}

static inline json_t *emit_of(const json_t *outcome, const char *id)
{
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(outcome, "emits"), i, emit)
    if (g_strcmp0(json_string_value(json_object_get(emit, "id")), id) == 0)
      return emit;
  return NULL;
}

static inline json_t *fact_of(const json_t *outcome, const char *id, const char *key)
{
  return json_object_get(json_object_get(emit_of(outcome, id), "facts"), key);
}

static inline const char *form_of(const json_t *outcome, guint page)
{
  g_autofree char *id = g_strdup_printf("f000001.p%04u", page);
  const char *form = json_string_value(fact_of(outcome, id, "form"));
  return form != NULL ? form : "";
}

static inline json_t *note_at(const json_t *outcome, const char *id)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(outcome, "notes"), i, note) {
    json_t *value = json_object_get(note, "value");
    if (g_strcmp0(json_string_value(json_object_get(value, "id")), id) == 0)
      return value;
  }
  return NULL;
}

/* The record that the engine makes of a note. */
static inline json_t *record_of(const json_t *note, const char *state)
{
  return json_pack("{s:O,s:O,s:O,s:s,s:O,s:O,s:O}", "id", json_object_get(note, "id"), "kind",
                   json_object_get(note, "kind"), "version", json_object_get(note, "version"),
                   "state", state, "zones", json_object_get(note, "zones"), "model",
                   json_object_get(note, "model"), "facts", json_object_get(note, "facts"));
}
