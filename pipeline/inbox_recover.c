/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a crash, a power cut or a restored backup left half done. Key map and ledger are two
 * databases: every step is written to the key map first, so after a crash the key map may be
 * one step ahead. After a backup was restored either may be older than the other.
 */
#include "pipeline/engine.h"

#include "pipeline/audit_sorted.h"
#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/seal.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- files: key map against ledger */

static gboolean copy_is_there(const BmEngine *engine, const char *file)
{
  g_autofree char *copy = bm_inbox_copy(engine, file);
  return g_file_test(copy, G_FILE_TEST_IS_REGULAR);
}

static gboolean source_state(BmEngine *engine, const char *file, const char *state,
                             GError **error)
{
  g_autoptr(BmSource) source = bm_keymap_source(engine->keymap, file);
  return source != NULL && bm_keymap_source_set(engine->keymap, file, state, source->size,
                                                source->mtime, NULL, error);
}

/* The ledger is older: what was refused then left the vault, and nobody knows why. A scan that
 * is sealed is no loss: it must be opened to be taken again. */
static gboolean source_missing(BmEngine *engine, const char *file, GError **error)
{
  if (bm_seal_has_original(engine->ws, file))
    return bm_fail(error, BM_ERROR_SETTING, "originals_sealed", "%s", file);
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, file);
  json_object_set_new(item, "state", json_string("rejected"));
  json_object_set_new(item, "reason", json_string("original_missing"));
  return item != NULL && bm_ledger_item_save(engine->ledger, item, error);
}

/* A file that the ledger does not know; the key map first, so that this can be repeated. */
static gboolean source_adopt(BmEngine *engine, const char *file, const char *path,
                             gboolean is_taken, GError **error)
{
  gboolean has_copy = copy_is_there(engine, file);
  if (is_taken && has_copy && !source_state(engine, file, "copied", error))
    return FALSE;
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  if (bm_inbox_enter(engine, file, path, error) &&
      (!is_taken || has_copy || source_missing(engine, file, error)) &&
      bm_db_commit(engine->ledger, error))
    return TRUE;
  bm_db_rollback(engine->ledger);
  return FALSE;
}

/* A file that both know: the one that is behind is brought to where the other is. */
static gboolean source_match(BmEngine *engine, const char *file, const char *state,
                             const char *item_state, GError **error)
{
  gboolean is_waiting = strcmp(item_state, "waiting") == 0;
  if (is_waiting && strcmp(state, "gone") == 0)
    return bm_ledger_file_forget(engine->ledger, file, error);
  if (is_waiting && strcmp(state, "taken") == 0)
    return copy_is_there(engine, file) ? source_state(engine, file, "copied", error)
                                       : source_missing(engine, file, error);
  if (!is_waiting && strcmp(state, "seen") == 0 && copy_is_there(engine, file))
    return source_state(engine, file, "copied", error);
  return TRUE;
}

/* id → state of files and score forms; their parts below (r000001.b1) are not from the inbox */
static GHashTable *items_known(BmEngine *engine)
{
  static const char *const classes[] = {"file", "paper"};
  GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint k = 0; k < G_N_ELEMENTS(classes); k++) {
    g_autoptr(json_t) items = bm_ledger_items_of_class(engine->ledger, classes[k]);
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
      if (strchr(bm_json_text(item, "id"), '.') == NULL)
        g_hash_table_insert(known, g_strdup(bm_json_text(item, "id")),
                            g_strdup(bm_json_text(item, "state")));
  }
  return known;
}

static gboolean source_reconcile(BmEngine *engine, GHashTable *known, const json_t *row,
                                 guint *n_adopted, GError **error)
{
  const char *file = bm_json_text(row, "file"), *state = bm_json_text(row, "state");
  const char *item_state = g_hash_table_lookup(known, file);
  if (item_state != NULL)
    return source_match(engine, file, state, item_state, error) &&
           g_hash_table_remove(known, file);
  if (strcmp(state, "gone") == 0)
    return TRUE;
  gboolean is_taken = strcmp(state, "taken") == 0;
  *n_adopted += is_taken;
  return source_adopt(engine, file, bm_json_text(row, "path"), is_taken, error);
}

static gboolean sources_reconcile(BmEngine *engine, GError **error)
{
  g_autoptr(GHashTable) known = items_known(engine);
  g_autoptr(json_t) sources = bm_keymap_sources(engine->keymap);
  guint n_adopted = 0;
  size_t i;
  json_t *row;
  json_array_foreach (sources, i, row)
    if (!source_reconcile(engine, known, row, &n_adopted, error))
      return FALSE;
  if (sources == NULL || g_hash_table_size(known) > 0)
    return bm_fail(error, BM_ERROR_SETTING, "keymap_older", "%u", g_hash_table_size(known));
  if (n_adopted > 0)
    bm_progress_say(
        engine->progress,
        bm_tr("ledger.db старше остальной папки: файлов, о которых он не знает: %u. "
              "Они взяты из vault заново; решения о них примите ещё раз.",
              "ledger.db is older than the rest: files that it does not know: %u. "
              "They are taken from the vault again; decide about them once more."),
        n_adopted);
  return TRUE;
}

/* --- files of pages and works: disk against ledger */

static GHashTable *texts_of(const json_t *list)
{
  GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t i;
  json_t *text;
  json_array_foreach (list, i, text)
    g_hash_table_add(texts, g_strdup(json_string_value(text)));
  return texts;
}

typedef gboolean (*PlaceSeen)(BmEngine *engine, const char *place, GError **error);

/* @seen is told of each file two levels below @root that the ledger does not know. */
static gboolean unknown_each(BmEngine *engine, const char *root, GHashTable *known,
                             PlaceSeen seen, GError **error)
{
  g_autofree char *top = g_build_filename(engine->ws, root, NULL);
  g_autoptr(GDir) folders = g_dir_open(top, 0, NULL);
  for (const char *one; folders != NULL && (one = g_dir_read_name(folders)) != NULL;) {
    g_autofree char *below = g_build_filename(top, one, NULL);
    g_autoptr(GDir) folder = g_dir_open(below, 0, NULL);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
      g_autofree char *place = g_build_filename(root, one, name, NULL);
      if (!g_hash_table_contains(known, place) && !seen(engine, place, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* Pictures of pages that the ledger does not know yet are made again, those it no longer knows
 * are not needed: either may show a name. */
static gboolean picture_remove(BmEngine *engine, const char *place, GError **error)
{
  (void)error;
  g_autofree char *path = g_build_filename(engine->ws, place, NULL);
  g_unlink(path);
  return TRUE;
}

/* A work that came under sorted/ just before the end, or one of which an older ledger knows
 * nothing: its pages may be decided otherwise now. */
static gboolean work_withdraw(BmEngine *engine, const char *place, GError **error)
{
  g_autofree char *from = g_build_filename(engine->ws, place, NULL);
  g_autofree char *name = g_path_get_basename(place);
  g_autofree char *to = g_build_filename(engine->ws, "vault", "withdrawn", name, NULL);
  return !g_str_has_suffix(name, ".pdf") || bm_file_settle(from, to, error);
}

/* The ledger is newer than the files. */
static void missing_tell(BmEngine *engine)
{
  g_autoptr(json_t) missing = bm_sorted_missing(engine->ledger, engine->ws);
  guint n = (guint)json_array_size(missing);
  if (n > 0)
    bm_progress_say(
        engine->progress,
        bm_tr("готовых работ, файлов которых нет в sorted/: %u. Верните папку sorted "
              "из той же резервной копии, что и ledger.db.",
              "finished works whose files are missing in sorted/: %u. Restore the "
              "folder sorted from the same backup as ledger.db."),
        n);
}

static gboolean files_reconcile(BmEngine *engine, GError **error)
{
  g_autoptr(json_t) files = bm_ledger_files_kept(engine->ledger);
  g_autoptr(json_t) places = bm_ledger_places(engine->ledger);
  if (files == NULL || places == NULL)
    return bm_fail(error, BM_ERROR_LEDGER, "ledger_open", "files of items");
  g_autoptr(GHashTable) kept = texts_of(files), published = texts_of(places);
  missing_tell(engine);
  return unknown_each(engine, "spool/store", kept, picture_remove, error) &&
         unknown_each(engine, "sorted", published, work_withdraw, error);
}

/* --- refused files */

static gboolean rejected_move(BmEngine *engine, GError **error)
{
  g_autoptr(json_t) files = bm_ledger_rejected(engine->ledger);
  size_t i;
  json_t *row;
  json_array_foreach (files, i, row) {
    const char *reason = bm_json_text(row, "reason");
    if (g_strcmp0(reason, "dropped_by_person") != 0 &&
        !bm_inbox_reject(engine, bm_json_text(row, "id"), reason, NULL, error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_inbox_recover(BmEngine *engine, GError **error)
{
  return sources_reconcile(engine, error) && files_reconcile(engine, error) &&
         rejected_move(engine, error);
}
