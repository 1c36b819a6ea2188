/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score forms that the bundle writer made, and what the stage collect says of them. */
#pragma once
#include "pipeline/stage.h"
#include "stages/bundle/kit.h"
#include "stages/bundle/scores.h"
#include "stages/shared/scoreform.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/grid.h"

extern const BmStage bm_stage_collect;

#define RETURNED_TASKS                                                                         \
  "[{\"id\":\"1\",\"max\":2},{\"id\":\"2.1\",\"max\":3},{\"id\":\"К1\",\"max\":1},"           \
  "{\"id\":\"4\",\"max\":12}]"
/* A form of classes K9 (sheet 1, rows 6 to 8) and K10 (sheet 2, rows 6 and 7): tasks in columns
 * B to E, total F, check G. */
#define RETURNED_WORKS                                                                         \
  "[{\"work_no\":\"133-300-003\",\"class_alias\":\"K9\",\"pages\":1},"                         \
  "{\"work_no\":\"555-500-005\",\"class_alias\":\"K9\",\"pages\":1},"                          \
  "{\"work_no\":\"911-200-002\",\"class_alias\":\"K9\",\"pages\":1},"                          \
  "{\"work_no\":\"204-400-004\",\"class_alias\":\"K10\",\"pages\":1},"                         \
  "{\"work_no\":\"582-100-001\",\"class_alias\":\"K10\",\"pages\":1}]"
#define RETURNED_OTHER "[{\"work_no\":\"777-700-007\",\"class_alias\":\"K9\",\"pages\":1}]"

/* What the assessment and a third marking say; a test may change them. */
static const char *returned_tasks = RETURNED_TASKS;
static json_t *returned_disputes;

/* A bundle with the job that its strings are borrowed from. */
typedef struct Kit {
  BmJob *job;
  BmKit *kit;
} Kit;

static inline void kit_clear(Kit *kit)
{
  bm_kit_free(kit->kit);
  bm_job_free(kit->job);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Kit, kit_clear)

static inline Kit kit_make(const char *marker, const char *works)
{
  Kit kit = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) list = json_loads(works, 0, NULL), share = json_array();
  size_t i;
  json_t *work;
  json_array_foreach (list, i, work)
    json_array_append(share, json_object_get(work, "work_no"));
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:{s:{s:s,s:s,s:s,s:o},s:O},s:[{s:s,s:{s:{s:O}}}]}", "stage",
                "bundle", "scratch", folder, "seed", "5eed", "context", "assessment", "title",
                "Диагностическая работа", "subject", "Физика", "date", "15.10.2026", "tasks",
                json_loads(returned_tasks, 0, NULL), "works", list, "inputs", "id", marker,
                "facts", "allocate", "works", share);
  if (returned_disputes != NULL)
    json_object_set(json_object_get(ticket, "context"), "disputes", returned_disputes);
  kit.job = bm_job_new(ticket, &error);
  assert_ok(kit.job != NULL, error);
  kit.kit = bm_kit_new(kit.job, 1, 1, &error);
  assert_ok(kit.kit != NULL, error);
  return kit;
}

/* What the engine tells the stage of a bundle. */
static inline json_t *kit_record(const BmKit *kit)
{
  json_t *classes = json_array();
  for (guint i = 0; i < kit->classes->len; i++) {
    const BmKitClass *class_group = bm_kit_class(kit, i);
    json_t *works = json_array();
    for (guint j = 0; j < class_group->n; j++)
      json_array_append_new(works,
                            json_string(bm_kit_work(kit, class_group->first + j)->work_no));
    json_array_append_new(classes,
                          json_pack("{s:s,s:o}", "alias", class_group->alias, "works", works));
  }
  json_t *record = json_pack("{s:s,s:s,s:i,s:o,s:o}", "bundle", kit->code, "marker",
                             kit->marker, "form_version", BM_KIT_FORM_VERSION, "tasks",
                             json_loads(returned_tasks, 0, NULL), "classes", classes);
  json_t *open = json_object(), *dispute;
  const char *work_no;
  json_object_foreach (returned_disputes, work_no, dispute)
    json_object_set(open, work_no, json_object_get(dispute, "disputed"));
  if (returned_disputes != NULL)
    json_object_set(record, "open", open);
  json_decref(open);
  return record;
}

static inline json_t *returned_kits(void)
{
  g_auto(Kit) own = kit_make("m07", RETURNED_WORKS), other = kit_make("m08", RETURNED_OTHER);
  return json_pack("[o,o]", kit_record(own.kit), kit_record(other.kit));
}

static inline char *returned_code(guint index)
{
  g_autoptr(json_t) kits = returned_kits();
  return g_strdup(json_string_value(json_object_get(json_array_get(kits, index), "bundle")));
}

/* The form of the first bundle, empty; caller frees the path. */
static inline char *returned_empty(void)
{
  g_auto(Kit) kit = kit_make("m07", RETURNED_WORKS);
  g_autoptr(GError) error = NULL;
  char *path = folder_path("r000001");
  assert_ok(bm_scores_write(kit.kit, path, folder, &error), error);
  return path;
}

/* A score of 1 in every cell of a grid's table. */
static inline void returned_fill(Grid *grid, guint first, guint last)
{
  for (guint row = first; row <= last; row++)
    for (char column = 'B'; column <= 'E'; column++) {
      g_autofree char *cell = g_strdup_printf("%c%u", column, row);
      grid_number(grid, cell, "1");
    }
}

/* The form with a score of 1 everywhere. */
static inline char *returned_filled(void)
{
  char *path = returned_empty();
  Grid *first = grid_load(path, 1), *second = grid_load(path, 2);
  returned_fill(first, 6, 8);
  returned_fill(second, 6, 7);
  grid_save(first);
  grid_save(second);
  return path;
}

/* ---- what the stage says ---- */

static inline json_t *collected_with(const char *path, json_t *kits)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:{s:O},s:[{s:s,s:s,s:{}}]}", "stage", "collect", "scratch", folder,
                "context", "kits", kits, "inputs", "id", "r000001", "path", path, "facts");
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  assert_ok(bm_stage_collect.run(job, &error) == BM_DONE, error);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  const json_t *emit = json_array_get(json_object_get(outcome, "emits"), 0);
  cr_assert_str_eq(json_string_value(json_object_get(emit, "id")), "r000001");
  json_t *facts = json_object_get(emit, "facts");
  json_t *own = json_object_get(facts, "collect");
  return json_incref(own != NULL ? own : facts);
}

static inline json_t *collected(const char *path)
{
  g_autoptr(json_t) kits = returned_kits();
  return collected_with(path, kits);
}

static inline const char *fault_part(const json_t *fault, const char *key)
{
  const char *text = json_string_value(json_object_get(fault, key));
  cr_assert_not_null(text, "a fault has no %s", key);
  return text;
}

/* Faults or warnings one a line: "slug|sheet|cell|found|expected". Caller frees. */
static inline char *listed(const json_t *facts, const char *key)
{
  GString *list = g_string_new(NULL);
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(facts, key), i, fault)
    g_string_append_printf(list, "%s%s|%s|%s|%s|%s", i > 0 ? "\n" : "",
                           fault_part(fault, "slug"), fault_part(fault, "sheet"),
                           fault_part(fault, "cell"), fault_part(fault, "found"),
                           fault_part(fault, "expected"));
  return g_string_free(list, FALSE);
}

/* Exactly these faults, and so no rows. */
static inline void expect_faults(const char *path, const char *expected)
{
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  cr_expect_str_eq(faults, expected, "faults are\n%s\nnot\n%s", faults, expected);
  cr_expect_str_eq(warnings, "", "warnings are\n%s", warnings);
  if (expected[0] != '\0')
    cr_expect_eq(json_array_size(json_object_get(facts, "rows")), 0);
}

/* No faults, exactly these warnings, and all rows. */
static inline void expect_warnings(const char *path, const char *expected)
{
  g_autoptr(json_t) facts = collected(path);
  g_autofree char *faults = listed(facts, "faults"), *warnings = listed(facts, "warnings");
  cr_expect_str_eq(faults, "", "faults are\n%s", faults);
  cr_expect_str_eq(warnings, expected, "warnings are\n%s\nnot\n%s", warnings, expected);
  cr_expect_eq(json_array_size(json_object_get(facts, "rows")), 5);
}

/* The form filled with ones but for one cell of sheet 1, whose XML is as @inside. */
static inline void expect_cell_faults(const char *cell, const char *inside,
                                      const char *expected)
{
  g_autofree char *path = returned_filled();
  Grid *grid = grid_load(path, 1);
  grid_set(grid, cell, inside);
  grid_save(grid);
  expect_faults(path, expected);
}
