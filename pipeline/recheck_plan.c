/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a round comes along into its re-check. */
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/recheck.h"
#include "pipeline/wave.h"

#include <string.h>

typedef struct Look {
  BmOpen *open;
  BmRecheckPlan *plan;
  json_t *classes; /* {class_ref: {school_code, class_group}} */
  json_t *packets; /* {packet: true} that hold a work that was asked for */
  json_t *rows;    /* works of the ledger */
  json_t *results; /* {work_no: result} */
  json_t *persons; /* {marker: {teacher, school_code}} */
  json_t *paths;   /* {file: path in the new inbox} */
  json_t *taken;   /* {path in the new inbox: true} */
  json_t *folders; /* {packet: folder that a person's word gives it, or null} */
  BmFirst *first;  /* when this round is a re-check itself */
} Look;

static void look_clear(Look *look)
{
  json_t *parts[] = {look->classes, look->packets, look->rows,  look->results,
                     look->persons, look->paths,   look->taken, look->folders};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    json_decref(parts[i]);
  bm_first_free(look->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

static json_t *class_of(const Look *look, const json_t *row)
{
  g_autofree char *key = g_strdup_printf(
      "%" G_GINT64_FORMAT, (gint64)json_integer_value(json_object_get(row, "class_ref")));
  return json_object_get(look->classes, key);
}

static json_t *classes_read(BmOpen *open)
{
  g_autoptr(json_t) rows = bm_keymap_classes(open->keymap);
  json_t *classes = json_object(), *row;
  size_t i;
  json_array_foreach (rows, i, row) {
    g_autofree char *key = g_strdup_printf(
        "%" G_GINT64_FORMAT, (gint64)json_integer_value(json_object_get(row, "class_ref")));
    json_object_set(classes, key, row);
  }
  return classes;
}

static json_t *by_key(const json_t *rows, const char *key)
{
  json_t *table = json_object(), *row;
  size_t i;
  json_array_foreach (rows, i, row)
    if (bm_json_text(row, key) != NULL)
      json_object_set(table, bm_json_text(row, key), row);
  return table;
}

static void look_open(Look *look, BmOpen *open, BmRecheckPlan *plan, const json_t *results)
{
  g_autoptr(json_t) markers = bm_keymap_markers(open->keymap);
  *look = (Look){.open = open,
                 .plan = plan,
                 .classes = classes_read(open),
                 .packets = json_object(),
                 .rows = bm_ledger_works(open->ledger),
                 .results = by_key(json_object_get(results, "works"), "work_no"),
                 .persons = by_key(markers, "id"),
                 .paths = json_object(),
                 .taken = json_object(),
                 .folders = json_object(),
                 .first = bm_first_open(open->keymap, open->ledger)};
}

static gboolean work_is_picked(const Look *look, const json_t *row)
{
  const json_t *class_group = class_of(look, row);
  return class_group != NULL &&
         bm_recheck_is_picked(look->plan->picks, bm_json_text(class_group, "school_code"),
                              bm_json_text(class_group, "class_group"));
}

static void packets_pick(Look *look)
{
  size_t i;
  json_t *row;
  json_array_foreach (look->rows, i, row)
    if (work_is_picked(look, row)) {
      look->plan->n_picked++;
      json_object_set_new(look->packets, bm_json_text(row, "packet"), json_true());
    }
}

/* --- files */

static gboolean has_separators(const Look *look, const char *packet)
{
  g_autoptr(json_t) pages = bm_ledger_packet_pages(look->open->ledger, packet);
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page)
    if (g_strcmp0(bm_json_text(page, "state"), "separator") == 0)
      return TRUE;
  return FALSE;
}

/* The class that all works of a packet are of, or NULL; borrowed. */
static const json_t *class_of_packet(const Look *look, const char *packet)
{
  const json_t *all = NULL;
  size_t i;
  json_t *row;
  json_array_foreach (look->rows, i, row) {
    const json_t *own = class_of(look, row);
    if (g_strcmp0(bm_json_text(row, "packet"), packet) != 0)
      continue;
    if (own == NULL || (all != NULL && all != own))
      return NULL;
    all = own;
  }
  return all;
}

static gboolean is_folder_name(const char *name)
{
  return name != NULL && name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

/* Neither folder nor scan told the class of these works, a person did: the new folder tells, so
 * that nobody is asked again. NULL: the old one is right. Caller frees. */
static char *folder_make(const Look *look, const char *packet)
{
  g_autoptr(json_t) record = bm_ledger_packet(look->open->ledger, packet);
  if (json_integer_value(json_object_get(record, "class_ref")) != 0 ||
      has_separators(look, packet))
    return NULL;
  const json_t *class_group = class_of_packet(look, packet);
  const char *school = bm_json_text(class_group, "school_code"),
             *name = bm_json_text(class_group, "class_group");
  return is_folder_name(school) && is_folder_name(name)
             ? g_strdup_printf("%s/%s/", school, name)
             : NULL;
}

static const char *folder_for(Look *look, const char *packet)
{
  if (json_object_get(look->folders, packet) == NULL) {
    g_autofree char *folder = folder_make(look, packet);
    json_object_set_new(look->folders, packet,
                        folder != NULL ? json_string(folder) : json_null());
  }
  return bm_json_text(look->folders, packet);
}

/* A name of odd bytes is a text with a mark in front (inbox_walk.h). */
#define BYTES "bytes:"

/* @folder and @stem may be NULL; caller frees. */
static char *path_with(const char *path, const char *folder, const char *stem)
{
  const char *mark = g_str_has_prefix(path, BYTES) ? BYTES : "";
  const char *own = path + strlen(mark), *slash = strrchr(own, '/');
  g_autofree char *before = slash != NULL ? g_strndup(own, (gsize)(slash + 1 - own)) : NULL;
  return g_strconcat(mark,
                     folder != NULL   ? folder
                     : before != NULL ? before
                                      : "",
                     stem != NULL ? stem : "", slash != NULL ? slash + 1 : own, NULL);
}

/* The path that it had, so that folder and lists tell what they told. A scanner that gave the
 * same name to several files has them told apart by their packet, which keeps a series
 * together.
 */
static char *path_for(Look *look, const json_t *item, const char *path)
{
  const char *packet = bm_json_text(item, "packet");
  gboolean is_listed = bm_procedure_batch(look->open->procedure, path) != NULL;
  const char *folder = is_listed ? NULL : folder_for(look, packet);
  g_autofree char *plain = path_with(path, folder, NULL);
  if (json_object_get(look->taken, plain) == NULL)
    return g_steal_pointer(&plain);
  g_autofree char *stem = g_strconcat(packet, "-", NULL);
  return path_with(path, folder, stem);
}

static void file_take(Look *look, const json_t *item)
{
  const char *file = bm_json_text(item, "id");
  g_autoptr(BmSource) source = bm_keymap_source(look->open->keymap, file);
  g_autofree char *sha256 = bm_keymap_sha256(look->open->keymap, file);
  if (source == NULL || sha256 == NULL)
    return;
  g_autofree char *path = path_for(look, item, source->path);
  json_object_set_new(look->paths, file, json_string(path));
  json_object_set_new(look->taken, path, json_true());
  json_array_append_new(look->plan->files, json_pack("{s:s,s:s,s:s}", "file", file, "path",
                                                     path, "sha256", sha256));
  g_autoptr(json_t) looks = bm_first_looks(look->open->ledger, file, sha256);
  json_array_extend(look->plan->looks, looks);
}

static void files_take(Look *look)
{
  g_autoptr(json_t) items = bm_ledger_items_of_class(look->open->ledger, "file");
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item) {
    const char *packet = bm_json_text(item, "packet");
    if (packet != NULL && json_object_get(look->packets, packet) != NULL &&
        g_strcmp0(bm_json_text(item, "state"), "rejected") != 0)
      file_take(look, item);
  }
}

/* --- works */

static json_t *pages_of(const Look *look, const char *work)
{
  g_autoptr(json_t) pages = bm_ledger_work_pages(look->open->ledger, work);
  json_t *list = json_array(), *page;
  size_t i;
  json_array_foreach (pages, i, page) {
    const char *file = bm_json_text(page, "parent");
    json_t *path = file != NULL ? json_object_get(look->paths, file) : NULL;
    if (path != NULL)
      json_array_append_new(list, json_pack("{s:O,s:I}", "path", path, "page",
                                            (json_int_t)bm_first_page_number(page)));
  }
  return list;
}

/* All who have had the work in their hands, in this round or the one before it. */
static json_t *markers_of(const Look *look, const json_t *row)
{
  const char *markers = bm_json_text(row, "marker");
  json_t *list = look->first != NULL ? bm_first_markers(look->first, bm_json_text(row, "id"))
                                     : json_array();
  g_auto(GStrv) ids = g_strsplit(markers != NULL ? markers : "", " ", -1);
  for (char **id = ids; *id != NULL; id++) {
    g_autofree char *base = bm_wave_marker(*id);
    const json_t *person = json_object_get(look->persons, base);
    if (person != NULL)
      json_array_append_new(list, json_pack("{s:O,s:O}", "teacher",
                                            json_object_get(person, "teacher"), "school_code",
                                            json_object_get(person, "school_code")));
  }
  return list;
}

static json_t *result_of(const Look *look, const char *work_no, gboolean *ret_is_final)
{
  static const char *const keys[] = {"total", "mark", "scores"};
  const json_t *result = json_object_get(look->results, work_no);
  json_t *kept = json_pack("{s:n,s:n,s:n}", "total", "mark", "scores");
  *ret_is_final = g_strcmp0(bm_json_text(result, "state"), "final") == 0;
  for (guint i = 0; *ret_is_final && i < G_N_ELEMENTS(keys); i++)
    if (json_object_get(result, keys[i]) != NULL)
      json_object_set(kept, keys[i], json_object_get(result, keys[i]));
  return kept;
}

static void work_take(Look *look, const json_t *row)
{
  BmRecheckPlan *plan = look->plan;
  const char *work_no = bm_json_text(row, "work_no");
  gboolean is_final = FALSE, is_out = bm_json_text(row, "marker") != NULL;
  plan->n_others += !work_is_picked(look, row);
  if (work_no != NULL)
    json_array_append_new(plan->works, json_pack("{s:s,s:o,s:o,s:o}", "work_no", work_no,
                                                 "result", result_of(look, work_no, &is_final),
                                                 "markers", markers_of(look, row), "pages",
                                                 pages_of(look, bm_json_text(row, "id"))));
  plan->n_final += is_final;
  plan->n_unfinal += is_out && !is_final;
  plan->n_unmarked += !is_out;
}

static void works_take(Look *look)
{
  size_t i;
  json_t *row;
  json_array_foreach (look->rows, i, row)
    if (json_object_get(look->packets, bm_json_text(row, "packet")) != NULL)
      work_take(look, row);
}

BmRecheckPlan *bm_recheck_plan(BmOpen *open, json_t *picks, const json_t *results,
                               GError **error)
{
  g_autoptr(BmRecheckPlan) plan = g_new0(BmRecheckPlan, 1);
  g_auto(Look) look = {0};
  plan->picks = picks;
  plan->files = json_array();
  plan->looks = json_array();
  plan->works = json_array();
  look_open(&look, open, plan, results);
  packets_pick(&look);
  files_take(&look);
  works_take(&look);
  if (plan->n_picked == 0)
    bm_fail(error, BM_ERROR_SETTING, "recheck_no_works", "%s", open->ws);
  else if (plan->n_final == 0)
    bm_fail(error, BM_ERROR_SETTING, "recheck_not_marked", bm_tr("работ: %u", "works: %u"),
            plan->n_picked);
  else
    return g_steal_pointer(&plan);
  return NULL;
}

void bm_recheck_plan_free(BmRecheckPlan *plan)
{
  if (plan == NULL)
    return;
  json_decref(plan->picks);
  json_decref(plan->files);
  json_decref(plan->looks);
  json_decref(plan->works);
  g_free(plan);
}
