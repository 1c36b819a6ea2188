/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle: what one marker gets, under bundles/<marker>/, or bundles/<marker>/1/ and on when the
 * setting works_per_bundle cuts his share into several.
 *
 * bundle.pdf has a cover with the list of works, the criteria, and the works by class and
 * number, each beginning on the front of a sheet, and its pages are numbered; scores.xlsx and
 * score_sheet.pdf take the scores; manifest.json says what belongs to the bundle. None of them
 * holds a name, and the works are counted page by page while they go in.
 */
#include "pipeline/stage.h"

#include <stdio.h>

#include "stages/bundle/pile.h"
#include "stages/bundle/scores.h"
#include "stages/bundle/sheet.h"
#include "stages/shared/item.h"

static const BmParam params[] = {
    {"duplex", BM_PARAM_BOOL, "", 0, 1, 1,
     "комплект печатают с двух сторон: каждая работа начинается с нового листа",
     "bundles are printed on both sides: each work begins on a new sheet"},
    {"class_sheets", BM_PARAM_BOOL, "", 0, 1, 1, "класть лист-разделитель перед каждым классом",
     "put a divider sheet before each class"},
    {"score_sheet", BM_PARAM_CHOICE, "boxes|bubbles|both", 0, 1, 2,
     "печатная ведомость: клетки для цифр, кружки для отметок или оба вида",
     "score sheet to print: boxes for figures, bubbles to fill, or both"},
    {"works_per_bundle", BM_PARAM_INT, "", 0, 0, 20,
     "работ в одном комплекте, не больше: учитель получает столько комплектов, сколько нужно; "
     "0 — "
     "все его работы одним комплектом",
     "works in one bundle at most: a marker gets as many bundles as that takes; 0 puts all his "
     "works into one"},
    {0},
};

/* Files of a bundle. */
typedef struct Paths {
  char *bundle, *scores, *sheet, *manifest;
} Paths;

static void paths_make(Paths *paths, BmJob *job)
{
  paths->bundle = bm_job_scratch_path(job, "bundle.pdf");
  paths->scores = bm_job_scratch_path(job, "scores.xlsx");
  paths->sheet = bm_job_scratch_path(job, "score_sheet.pdf");
  paths->manifest = bm_job_scratch_path(job, "manifest.json");
}

static void paths_clear(Paths *paths)
{
  g_free(paths->bundle);
  g_free(paths->scores);
  g_free(paths->sheet);
  g_free(paths->manifest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Paths, paths_clear)

/* Read piece by piece: a bundle may be larger than the memory of a school computer. */
static char *digest_of(const char *path, json_int_t *ret_bytes)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  guint8 piece[1 << 16];
  FILE *file = fopen(path, "rbe");
  gsize n = 0;
  *ret_bytes = 0;
  while (file != NULL && (n = fread(piece, 1, sizeof piece, file)) > 0) {
    g_checksum_update(sum, piece, (gssize)n);
    *ret_bytes += (json_int_t)n;
  }
  gboolean is_read = file != NULL && ferror(file) == 0;
  if (file != NULL)
    fclose(file);
  return is_read ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

static json_t *file_record(const char *name, const char *path, GError **error)
{
  json_int_t bytes = 0;
  g_autofree char *digest = digest_of(path, &bytes);
  if (digest == NULL) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "cannot read back a bundle file");
    return NULL;
  }
  return json_pack("{s:s,s:I,s:s}", "name", name, "bytes", bytes, "sha256", digest);
}

/* The tasks that a third expert is asked for. */
static json_t *open_record(const BmKit *kit, guint work)
{
  json_t *tasks = json_array();
  for (guint i = 0; i < kit->tasks->len; i++)
    if (bm_kit_is_open(kit, work, i))
      json_array_append_new(tasks, json_string(bm_kit_task(kit, i)->id));
  return tasks;
}

static json_t *works_record(const BmKit *kit)
{
  json_t *works = json_array();
  for (guint i = 0; i < kit->works->len; i++) {
    const BmKitWork *work = bm_kit_work(kit, i);
    json_t *record = json_pack("{s:s,s:s,s:i,s:i}", "work_no", work->work_no, "class_alias",
                               work->class_alias, "pages", (int)work->pages, "first_page",
                               (int)work->first_page);
    if (kit->disputes != NULL)
      json_object_set_new(record, "tasks", open_record(kit, i));
    json_array_append_new(works, record);
  }
  return works;
}

static json_t *tasks_record(const BmKit *kit)
{
  json_t *tasks = json_array();
  for (guint i = 0; i < kit->tasks->len; i++)
    json_array_append_new(tasks, json_pack("{s:s,s:i}", "id", bm_kit_task(kit, i)->id, "max",
                                           bm_kit_task(kit, i)->max));
  return tasks;
}

static json_t *files_record(const Paths *paths, GError **error)
{
  const char *const files[][2] = {{"bundle.pdf", paths->bundle},
                                  {"scores.xlsx", paths->scores},
                                  {"score_sheet.pdf", paths->sheet}};
  g_autoptr(json_t) list = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    json_t *record = file_record(files[i][0], files[i][1], error);
    if (record == NULL)
      return NULL;
    json_array_append_new(list, record);
  }
  return g_steal_pointer(&list);
}

static gboolean manifest_write(const BmKit *kit, const Paths *paths, guint pages,
                               GError **error)
{
  json_t *files = files_record(paths, error);
  if (files == NULL)
    return FALSE;
  g_autoptr(json_t) manifest =
      json_pack("{s:s,s:s,s:i,s:i,s:o,s:o,s:o}", "bundle", kit->code, "marker", kit->marker,
                "form_version", BM_KIT_FORM_VERSION, "pages", (int)pages, "tasks",
                tasks_record(kit), "works", works_record(kit), "files", files);
  if (kit->n_parts > 1) {
    json_object_set_new(manifest, "part", json_integer(kit->part));
    json_object_set_new(manifest, "parts", json_integer(kit->n_parts));
  }
  if (json_dump_file(manifest, paths->manifest, JSON_INDENT(1)) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a manifest");
  return TRUE;
}

/* What the engine keeps of a bundle: where forms of it belong, and by which sum its manifest,
 * and through that every file, is known again. */
static json_t *kit_record(const BmKit *kit, const char *place, guint pages, const char *sum)
{
  json_t *works = json_array();
  for (guint i = 0; i < kit->works->len; i++)
    json_array_append_new(works, json_string(bm_kit_work(kit, i)->work_no));
  return json_pack("{s:s,s:s,s:i,s:o,s:s}", "bundle", kit->code, "place", place, "pages",
                   (int)pages, "works", works, "manifest_sha256", sum);
}

/* "bundle" names the first; "works" and "pages" count all. */
static void facts_add(json_t *facts, const BmKit *kit, const char *place, guint pages,
                      const char *sum)
{
  json_int_t works = json_integer_value(json_object_get(facts, "works")) + kit->works->len;
  json_int_t all = json_integer_value(json_object_get(facts, "pages")) + pages;
  if (kit->part == 1)
    json_object_set_new(facts, "bundle", json_string(kit->code));
  json_object_set_new(facts, "works", json_integer(works));
  json_object_set_new(facts, "pages", json_integer(all));
  json_array_append_new(json_object_get(facts, "kits"), kit_record(kit, place, pages, sum));
}

/* The files of one bundle. The first goes with the marker's item and the facts of all, to which
 * the next bundles add; those have items of their own below it. */
static void publish(BmJob *job, const BmKit *kit, const Paths *paths, const char *folder,
                    json_t *facts)
{
  g_autofree char *own =
      kit->part == 1 ? g_strdup(kit->marker) : g_strdup_printf("%s.%u", kit->marker, kit->part);
  const char *const children[][3] = {{"scores", paths->scores, "scores.xlsx"},
                                     {"sheet", paths->sheet, "score_sheet.pdf"},
                                     {"manifest", paths->manifest, "manifest.json"}};
  g_autofree char *place = g_strdup_printf("%s/bundle.pdf", folder);
  bm_job_publish(job, own, paths->bundle, place, kit->part == 1 ? json_incref(facts) : NULL);
  for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
    g_autofree char *id = g_strdup_printf("%s.%s", own, children[i][0]);
    g_autofree char *where = g_strdup_printf("%s/%s", folder, children[i][2]);
    bm_job_publish(job, id, children[i][1], where, NULL);
  }
}

static gboolean part_make(BmJob *job, BmKit *kit, const char *folder, json_t *facts,
                          GError **error)
{
  g_auto(Paths) paths = {0};
  g_autofree char *place = g_strdup_printf("%s/bundle.pdf", folder);
  guint pages = 0;
  paths_make(&paths, job);
  if (!bm_pile_write(job, kit, paths.bundle, &pages, error) ||
      !bm_scores_write(kit, paths.scores, bm_job_scratch(job), error) ||
      !bm_sheet_write(kit, bm_sheet_wish(bm_job_param_choice(job, "score_sheet")), paths.sheet,
                      error) ||
      !manifest_write(kit, &paths, pages, error))
    return FALSE;
  g_autoptr(json_t) manifest = file_record("manifest.json", paths.manifest, error);
  if (manifest == NULL)
    return FALSE;
  facts_add(facts, kit, place, pages, json_string_value(json_object_get(manifest, "sha256")));
  publish(job, kit, &paths, folder, facts);
  return TRUE;
}

static gboolean make(BmJob *job, GError **error)
{
  guint most = (guint)bm_job_param_int(job, "works_per_bundle");
  guint n_parts = bm_kit_count(job, most);
  g_autoptr(json_t) facts =
      json_pack("{s:i,s:[]}", "form_version", BM_KIT_FORM_VERSION, "kits");
  for (guint part = 1; part <= n_parts; part++) {
    g_autoptr(BmKit) kit = bm_kit_new(job, part, n_parts, error);
    if (kit == NULL)
      return FALSE;
    g_autofree char *folder = most > 0 ? g_strdup_printf("bundles/%s/%u", kit->marker, part)
                                       : g_strdup_printf("bundles/%s", kit->marker);
    if (!part_make(job, kit, folder, facts, error))
      return FALSE;
  }
  return TRUE;
}

static BmOutcome run(BmJob *job, GError **error)
{
  g_autoptr(GError) failure = NULL;
  if (make(job, &failure))
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(failure);
  g_propagate_error(error, g_steal_pointer(&failure));
  return outcome;
}

const BmStage bm_stage_bundle = {
    .name = "bundle",
    .version = 6,
    .takes = "marker.share",
    .gives = "marker.bundle",
    .gather = BM_EACH,
    .at_close = TRUE,
    .deadline_s = 120,
    .params = params,
    .run = run,
};
