/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a worker's answer to the ledger. Files go to their final names first (fsync, rename,
 * fsync), then one ledger transaction says that they are there; a crash in between leaves files
 * that the repeated job overwrites with the same bytes. Nothing a worker says is believed
 * unchecked.
 */
#include "pipeline/engine.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/first.h"
#include "pipeline/pile.h"
#include "pipeline/returns.h"
#include "pipeline/third.h"
#include "pipeline/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PUBLISHED_S 946684800 /* 2000-01-01T00:00:00Z */

typedef struct Commit {
  BmEngine *engine;
  const BmStage *stage;
  json_t *inputs; /* ids */
  json_t *answer;
  const char *scratch;
  GPtrArray *touched; /* ids that may be scheduled now */
  GPtrArray *stale;   /* files to remove once the ledger knows */
  GHashTable *named;  /* "emits id" → as said: a round's job answers for thousands of items */
} Commit;

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

static gboolean ids_have(json_t *ids, const char *id)
{
  size_t i;
  json_t *one;
  json_array_foreach (ids, i, one)
    if (g_strcmp0(json_string_value(one), id) == 0)
      return TRUE;
  return FALSE;
}

/* --- what the answer names */

static void name_add(GHashTable *named, const char *list, const char *id)
{
  g_hash_table_add(named, g_strconcat(list, " ", id, NULL));
  /* "f000007.p0001" answers for "f000007" as well */
  g_autofree char *parent = g_strndup(id, strcspn(id, "."));
  g_hash_table_add(named, g_strconcat(list, " below ", parent, NULL));
}

static GHashTable *names_collect(json_t *answer)
{
  static const char *const lists[] = {"emits", "settles", "doubts"};
  GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
    size_t i;
    json_t *record;
    json_array_foreach (json_object_get(answer, lists[k]), i, record)
      if (text_of(record, "id") != NULL)
        name_add(named, lists[k], text_of(record, "id"));
  }
  return named;
}

static gboolean answer_names(const Commit *c, const char *list, const char *id)
{
  g_autofree char *key = g_strconcat(list, " ", id, NULL);
  return id != NULL && g_hash_table_contains(c->named, key);
}

static gboolean answer_names_below(const Commit *c, const char *list, const char *id)
{
  g_autofree char *key = g_strconcat(list, " below ", id, NULL);
  return g_hash_table_contains(c->named, key);
}

/* --- files */

/* A file that the worker made: inside its scratch, regular, not a link. */
static gboolean scratch_file_is_good(const Commit *c, const char *file)
{
  g_autofree char *folder = g_path_get_dirname(file);
  struct stat st;
  return strcmp(folder, c->scratch) == 0 && lstat(file, &st) == 0 && S_ISREG(st.st_mode);
}

static const char *ending_of(const char *file)
{
  const char *dot = strrchr(file, '.');
  return dot != NULL && strchr(dot, '/') == NULL ? dot : "";
}

static char *store_place(const Commit *c, const char *id, const char *file)
{
  g_auto(GStrv) parts = g_strsplit(id, ".", 2);
  return g_strdup_printf("spool/store/%s/%s.%s%s", parts[0], id, c->stage->name,
                         ending_of(file));
}

/* When a work was made follows the order of scanning: what is handed out has one time, which
 * every file system and archive can hold. Where times cannot be set, they stay. */
static void time_hide(const char *path)
{
  struct timespec both[2] = {{.tv_sec = PUBLISHED_S}, {.tv_sec = PUBLISHED_S}};
  if (utimensat(AT_FDCWD, path, both, AT_SYMLINK_NOFOLLOW) != 0)
    g_debug("time of a published file: %s", g_strerror(errno));
}

static void place_time_hide(const Commit *c, const char *place)
{
  g_autofree char *to = g_build_filename(c->engine->ws, place, NULL);
  g_autofree char *folder = g_path_get_dirname(to);
  time_hide(to);
  time_hide(folder);
}

static gboolean file_place(const Commit *c, const char *file, const char *place, GError **error)
{
  if (!scratch_file_is_good(c, file))
    return bm_fail(error, BM_ERROR_INPUT, "stage_fault",
                   "stage %s names a file outside its scratch", c->stage->name);
  g_autofree char *to = g_build_filename(c->engine->ws, place, NULL);
  return bm_file_settle(file, to, error);
}

/* Move the files of all emits; "stored" in the record says where each went. */
static gboolean emits_place(Commit *c, GError **error)
{
  static const char *const roots[] = {"sorted", "bundles", NULL};
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(c->answer, "emits"), i, emit) {
    const char *id = text_of(emit, "id"), *file = text_of(emit, "file"),
               *place = text_of(emit, "place");
    if (id == NULL || strchr(id, '/') != NULL ||
        (place != NULL && !bm_place_is_safe(place, roots)))
      return bm_fail(error, BM_ERROR_INPUT, "stage_fault", "stage %s: bad id or place",
                     c->stage->name);
    if (file == NULL)
      continue;
    g_autofree char *store = place != NULL ? g_strdup(place) : store_place(c, id, file);
    if (!file_place(c, file, store, error))
      return FALSE;
    if (place != NULL)
      place_time_hide(c, place);
    json_object_set_new(emit, "stored", json_string(store));
  }
  return TRUE;
}

/* Crops are numbered with the doubts of their item. */
static gboolean crops_place(Commit *c, GError **error)
{
  g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *doubt;
  json_array_foreach (json_object_get(c->answer, "doubts"), i, doubt) {
    const char *crop = text_of(doubt, "crop"), *id = text_of(doubt, "id");
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(asked, id));
    g_hash_table_insert(asked, (gpointer)id, GUINT_TO_POINTER(n + 1));
    if (crop == NULL)
      continue;
    g_autofree char *place =
        g_strdup_printf("review/%s-%s-%u%s", id, c->stage->name, n, ending_of(crop));
    if (!file_place(c, crop, place, error))
      return FALSE;
    json_object_set_new(doubt, "crop", json_string(place));
  }
  return TRUE;
}

static gboolean form_files_place(Commit *c, json_t *form, GError **error)
{
  static const char *const keys[] = {"model", "picture", "clean"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *file = text_of(form, keys[i]);
    if (file == NULL)
      continue;
    g_autofree char *place = g_strdup_printf(
        "forms/%s/v%d-%s%s", text_of(form, "id"),
        (int)json_integer_value(json_object_get(form, "version")), keys[i], ending_of(file));
    if (!file_place(c, file, place, error))
      return FALSE;
    json_object_set_new(form, keys[i], json_string(place));
  }
  return TRUE;
}

static gboolean notes_place(Commit *c, GError **error)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(c->answer, "notes"), i, note)
    if (g_strcmp0(text_of(note, "kind"), "form") == 0 &&
        !form_files_place(c, json_object_get(note, "value"), error))
      return FALSE;
  return TRUE;
}

/* --- ledger */

static const char *class_of(const char *id)
{
  if (strstr(id, ".p") != NULL)
    return "page";
  if (strstr(id, ".w") != NULL)
    return "work";
  return strchr(id, '.') != NULL ? "paper" : "marker";
}

static gboolean kind_is_end(const char *kind)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(chain[i]->takes, kind) == 0)
      return FALSE;
  return TRUE;
}

/* The item, made when the stage brought a new one below an input. */
static json_t *item_for(Commit *c, const char *id, GError **error)
{
  json_t *item = bm_ledger_item(c->engine->ledger, id);
  if (item != NULL)
    return item;
  g_auto(GStrv) parts = g_strsplit(id, ".", 2);
  const char *parent = ids_have(c->inputs, parts[0]) ? parts[0] : NULL;
  if (!bm_ledger_item_add(c->engine->ledger, id, class_of(id), c->stage->gives, "ready", parent,
                          error))
    return NULL;
  item = bm_ledger_item(c->engine->ledger, id);
  const char *number = strstr(id, ".p");
  if (number != NULL)
    json_object_set_new(item, "seq", json_integer(g_ascii_strtoll(number + 2, NULL, 10)));
  return item;
}

/* What a stage emitted, and what it amends in the facts of earlier ones. */
static void facts_set(const Commit *c, json_t *item, json_t *facts)
{
  json_t *all = json_object_get(item, "facts");
  const char *stage;
  json_t *amended;
  if (facts == NULL)
    return;
  json_object_foreach (json_object_get(facts, "amend"), stage, amended)
    if (strcmp(stage, c->stage->name) != 0)
      json_object_update(json_object_get(all, stage), amended);
  json_object_del(facts, "amend");
  json_object_set(all, c->stage->name, facts);
}

/* Files of earlier stages go; the scanned page and the upright page stay for a second look. */
static void file_replace(Commit *c, json_t *item, const char *stored)
{
  json_t *files = json_object_get(item, "files");
  const char *key;
  json_t *path;
  void *next;
  json_object_foreach_safe(files, next, key, path) if (strcmp(key, "intake") != 0 &&
                                                       strcmp(key, "upright") != 0 &&
                                                       strcmp(key, c->stage->name) != 0)
  {
    g_ptr_array_add(c->stale, g_strdup(json_string_value(path)));
    json_object_del(files, key);
  }
  json_object_set_new(files, c->stage->name, json_string(stored));
  json_object_set_new(item, "file", json_string(stored));
}

/* A score form that was read: one with faults is refused whole; whether any other stands hangs
 * on what came before it. */
static gboolean return_settle(Commit *c, json_t *item, GError **error)
{
  if (strcmp(c->stage->gives, "return.read") != 0)
    return TRUE;
  json_t *read = json_object_get(json_object_get(item, "facts"), "collect");
  if (bm_pile_is(item)) {
    bm_pile_settle(item);
    return TRUE;
  }
  if (json_array_size(json_object_get(read, "unsure")) > 0)
    return TRUE; /* its doubts hold it */
  if (json_array_size(json_object_get(read, "faults")) == 0)
    return bm_returns_settle(c->engine->ledger, item, error);
  json_object_set_new(item, "state", json_string("rejected"));
  json_object_set_new(item, "reason", json_string("form_faults"));
  return TRUE;
}

static gboolean emit_save(Commit *c, json_t *emit, GError **error)
{
  const char *id = text_of(emit, "id"), *stored = text_of(emit, "stored");
  g_autoptr(json_t) item = item_for(c, id, error);
  if (item == NULL)
    return FALSE;
  facts_set(c, item, json_object_get(emit, "facts"));
  if (strcmp(c->stage->gives, "page.formed") == 0)
    bm_decide_places_keep(c->engine->ledger, item);
  if (strcmp(c->stage->gives, "page.upright") == 0 &&
      !bm_first_look_bring(c->engine->keymap, c->engine->ledger, item, error))
    return FALSE;
  json_object_set_new(item, "kind", json_string(c->stage->gives));
  json_object_set_new(
      item, "state",
      json_string(kind_is_end(c->stage->gives) || strcmp(class_of(id), "paper") == 0
                      ? "done"
                      : "ready"));
  if (stored != NULL && text_of(emit, "place") == NULL)
    file_replace(c, item, stored);
  if (text_of(emit, "place") != NULL)
    json_object_set(item, "place", json_object_get(emit, "place"));
  g_ptr_array_add(c->touched, g_strdup(id));
  if (strcmp(class_of(id), "work") == 0 && text_of(emit, "place") != NULL &&
      !bm_ledger_work_place(c->engine->ledger, id, text_of(emit, "place"), error))
    return FALSE;
  return return_settle(c, item, error) && bm_ledger_item_save(c->engine->ledger, item, error);
}

/* Pages of a sheet kind that a person passes on contact sheets: each is looked at there. */
static gboolean is_unseen(Commit *c, const char *id)
{
  const char *release = bm_conf_text(c->engine->conf, "round", "release");
  if (strcmp(c->stage->gives, "page.verified") != 0 || g_strcmp0(release, "auto") == 0)
    return FALSE;
  g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, id);
  json_t *facts = json_object_get(item, "facts");
  const char *name = text_of(json_object_get(facts, "form"), "form");
  g_autoptr(json_t) form = name != NULL ? bm_ledger_form(c->engine->ledger, name) : NULL;
  return json_is_true(json_object_get(form, "by_contact")) &&
         !json_is_true(json_object_get(json_object_get(facts, "review"), "seen"));
}

static gboolean sight_ask(Commit *c, const char *id, GError **error)
{
  return !is_unseen(c, id) || bm_ledger_doubt_add(c->engine->ledger, id, c->stage->name,
                                                  "sheet_unseen", NULL, NULL, error);
}

static gboolean settle_save(Commit *c, json_t *settle, GError **error)
{
  g_autoptr(json_t) item = item_for(c, text_of(settle, "id"), error);
  if (item == NULL)
    return FALSE;
  facts_set(c, item, json_object_get(settle, "facts"));
  json_object_set(item, "state", json_object_get(settle, "fate"));
  json_object_set(item, "reason", json_object_get(settle, "reason"));
  return bm_ledger_item_save(c->engine->ledger, item, error);
}

/* Whether a person who changed the masks has answered this question with it. */
static gboolean is_answered(const json_t *item, const char *reason)
{
  const json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  size_t i;
  json_t *answered;
  json_array_foreach (json_object_get(review, "answered"), i, answered)
    if (g_strcmp0(json_string_value(answered), reason) == 0)
      return TRUE;
  return FALSE;
}

static gboolean doubt_save(Commit *c, json_t *doubt, GError **error)
{
  const char *id = text_of(doubt, "id"), *reason = text_of(doubt, "reason");
  g_autoptr(json_t) item = item_for(c, id, error);
  if (item == NULL)
    return FALSE;
  if (!answer_names(c, "emits", id) || strcmp(c->stage->gives, "return.read") == 0) {
    json_object_set_new(item, "state", json_string("held"));
    if (!bm_ledger_item_save(c->engine->ledger, item, error))
      return FALSE;
  }
  return bm_ledger_doubt_add(c->engine->ledger, id, c->stage->name, reason,
                             json_object_get(doubt, "box"), text_of(doubt, "crop"), error) &&
         (!is_answered(item, reason) ||
          bm_ledger_doubt_settle(c->engine->ledger, id, reason, "released", error));
}

/* --- notes */

static gboolean zones_have(const json_t *zones, const json_t *zone)
{
  size_t i;
  json_t *one;
  json_array_foreach (zones, i, one)
    if (json_equal(one, zone))
      return TRUE;
  return FALSE;
}

/* A proposal that is learnt anew keeps the places that a person drew. */
static void zones_of_person_keep(const json_t *old, json_t *form)
{
  size_t i;
  json_t *zone, *zones = json_object_get(form, "zones");
  json_array_foreach (json_object_get(old, "zones"), i, zone)
    if (g_strcmp0(text_of(zone, "kind"), "by_person") == 0 && !zones_have(zones, zone))
      json_array_append(zones, zone);
}

/* A form that learns on keeps its name and where it comes from; one that pages were taken out
 * of is never evident again. */
static void edits_of_person_keep(const json_t *old, json_t *form)
{
  static const char *const keys[] = {"name", "digest", "joined_to", "by_contact"};
  size_t i;
  json_t *doubt;
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    if (json_object_get(old, keys[k]) != NULL)
      json_object_set(form, keys[k], json_object_get(old, keys[k]));
  json_array_foreach (json_object_get(old, "doubts"), i, doubt)
    if (g_strcmp0(json_string_value(doubt), "form_was_split") == 0) {
      json_array_append(json_object_get(form, "doubts"), doubt);
      json_object_set_new(form, "is_evident", json_false());
    }
}

/* Confirmed before, or a form that a person confirmed, in another print. */
static gboolean form_is_settled(Commit *c, const json_t *old, const json_t *form)
{
  const char *like = text_of(form, "like");
  g_autoptr(json_t) other = like != NULL ? bm_ledger_form(c->engine->ledger, like) : NULL;
  return g_strcmp0(text_of(old, "state"), "confirmed") == 0 ||
         (old == NULL && json_is_true(json_object_get(form, "is_evident")) &&
          g_strcmp0(text_of(other, "state"), "confirmed") == 0);
}

static gboolean note_form(Commit *c, json_t *form, GError **error)
{
  const char *id = text_of(form, "id");
  g_autoptr(json_t) old = bm_ledger_form(c->engine->ledger, id);
  gboolean is_settled = form_is_settled(c, old, form);
  zones_of_person_keep(old, form);
  edits_of_person_keep(old, form);
  return bm_ledger_form_put(c->engine->ledger, id, text_of(form, "kind"),
                            json_integer_value(json_object_get(form, "version")),
                            is_settled ? "confirmed" : "proposed", form, error);
}

static gboolean note_allocation(Commit *c, json_t *allocation, GError **error)
{
  const char *marker;
  json_t *share, *number;
  size_t i;
  json_object_foreach (json_object_get(allocation, "shares"), marker, share)
    json_array_foreach (share, i, number)
      if (!bm_ledger_work_marker(c->engine->ledger, json_string_value(number), marker, error))
        return FALSE;
  json_t *tasks = json_object_get(c->engine->procedure->assessment, "tasks");
  if (tasks != NULL)
    json_object_set(allocation, "tasks", tasks);
  return bm_third_done(c->engine->ledger, allocation, error) &&
         bm_ledger_note_add(c->engine->ledger, "allocation", allocation, error);
}

static gboolean note_work(Commit *c, json_t *work, GError **error)
{
  g_autoptr(json_t) page =
      bm_ledger_item(c->engine->ledger, json_string_value(json_array_get(c->inputs, 0)));
  gint64 class_ref = json_integer_value(json_object_get(work, "class_ref"));
  json_object_set_new(work, "class_ref",
                      json_integer(bm_first_class(c->engine->keymap, class_ref)));
  return bm_ledger_work_put(c->engine->ledger, work, text_of(page, "packet"), error);
}

static gboolean note_save(Commit *c, const char *kind, json_t *value, GError **error)
{
  if (g_strcmp0(kind, "work") == 0)
    return note_work(c, value, error);
  if (g_strcmp0(kind, "form") == 0)
    return note_form(c, value, error);
  if (g_strcmp0(kind, "work_no") == 0)
    return bm_ledger_work_number(c->engine->ledger, text_of(value, "work"),
                                 text_of(value, "work_no"), error);
  if (g_strcmp0(kind, "allocation") == 0)
    return note_allocation(c, value, error);
  return bm_ledger_note_add(c->engine->ledger, kind, value, error);
}

/* --- inputs */

/* An input that went into something larger (pages into a work, works into shares) is done. */
static gboolean input_is_absorbed(const Commit *c, const char *id, json_t *item)
{
  if (answer_names_below(c, "emits", id) || answer_names_below(c, "settles", id))
    return TRUE;
  if (c->stage->gather == BM_PER_WORK)
    return answer_names(c, "emits", text_of(item, "work"));
  return c->stage->gather == BM_PER_ROUND &&
         json_array_size(json_object_get(c->answer, "emits")) > 0;
}

static void files_drop(Commit *c, json_t *item)
{
  if (json_is_true(json_object_get(bm_conf_group(c->engine->conf, "engine"), "keep_pages")))
    return;
  const char *key;
  json_t *path;
  json_object_foreach (json_object_get(item, "files"), key, path)
    g_ptr_array_add(c->stale, g_strdup(json_string_value(path)));
  json_object_set_new(item, "files", json_object());
  json_object_set_new(item, "file", json_null());
}

static gint64 pages_in_answer(const Commit *c)
{
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  static const char *const lists[] = {"emits", "settles", "doubts"};
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
    size_t i;
    json_t *record;
    json_array_foreach (json_object_get(c->answer, lists[k]), i, record)
      if (strstr(text_of(record, "id"), ".p") != NULL)
        g_hash_table_add(ids, (gpointer)text_of(record, "id"));
  }
  return g_hash_table_size(ids);
}

static gboolean input_save(Commit *c, const char *id, GError **error)
{
  if (answer_names(c, "emits", id) || answer_names(c, "settles", id) ||
      answer_names(c, "doubts", id))
    return TRUE;
  g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, id);
  if (!input_is_absorbed(c, id, item)) {
    json_object_set_new(item, "state", json_string("held"));
    return bm_ledger_item_save(c->engine->ledger, item, error) &&
           bm_ledger_doubt_add(c->engine->ledger, id, c->stage->name, "stage_fault", NULL, NULL,
                               error);
  }
  json_object_set_new(item, "state", json_string("done"));
  if (g_strcmp0(text_of(item, "class"), "page") == 0)
    files_drop(c, item);
  if (g_strcmp0(text_of(item, "class"), "file") == 0)
    facts_set(c, item, json_pack("{s:I}", "pages", (json_int_t)pages_in_answer(c)));
  return bm_ledger_item_save(c->engine->ledger, item, error);
}

static gboolean ledger_apply(Commit *c, GError **error)
{
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(c->answer, "emits"), i, record)
    if (!emit_save(c, record, error) || !sight_ask(c, text_of(record, "id"), error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "settles"), i, record)
    if (!settle_save(c, record, error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "doubts"), i, record)
    if (!doubt_save(c, record, error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "notes"), i, record)
    if (!note_save(c, text_of(record, "kind"), json_object_get(record, "value"), error))
      return FALSE;
  json_array_foreach (c->inputs, i, record)
    if (!input_save(c, json_string_value(record), error))
      return FALSE;
  return TRUE;
}

static void stale_remove(const Commit *c)
{
  for (guint i = 0; i < c->stale->len; i++) {
    g_autofree char *path = g_build_filename(c->engine->ws, c->stale->pdata[i], NULL);
    g_unlink(path);
  }
}

/* Score forms with faults go back to those who hand them in. */
static gboolean refused_move(Commit *c, GError **error)
{
  size_t i;
  json_t *id;
  json_array_foreach (c->inputs, i, id) {
    g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, json_string_value(id));
    if (g_strcmp0(text_of(item, "state"), "rejected") == 0 &&
        !bm_inbox_reject(c->engine, json_string_value(id), text_of(item, "reason"), NULL,
                         error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_commit(BmEngine *engine, const BmStage *stage, json_t *inputs, json_t *answer,
                   const char *scratch, GError **error)
{
  g_autoptr(GPtrArray) touched = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) stale = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) named = names_collect(answer);
  Commit c = {engine, stage, inputs, answer, scratch, touched, stale, named};
  if (!emits_place(&c, error) || !crops_place(&c, error) || !notes_place(&c, error) ||
      !bm_db_begin(engine->ledger, error))
    return FALSE;
  if (!ledger_apply(&c, error) || !bm_db_commit(engine->ledger, error)) {
    bm_db_rollback(engine->ledger);
    return FALSE;
  }
  stale_remove(&c);
  if (strcmp(stage->takes, "return.new") == 0 && !refused_move(&c, error))
    return FALSE;
  for (guint i = 0; i < touched->len; i++)
    bm_schedule_item(engine, touched->pdata[i]);
  return TRUE;
}

static gboolean park_one(BmEngine *engine, const BmStage *stage, const char *id,
                         const char *reason, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, id);
  gboolean is_file =
      g_strcmp0(text_of(item, "class"), "file") == 0 || strcmp(stage->takes, "return.new") == 0;
  json_object_set_new(item, "state", json_string(is_file ? "rejected" : "held"));
  json_object_set_new(item, "reason", is_file ? json_string(reason) : json_null());
  return bm_ledger_item_save(engine->ledger, item, error) &&
         (is_file ||
          bm_ledger_doubt_add(engine->ledger, id, stage->name, reason, NULL, NULL, error));
}

gboolean bm_commit_park(BmEngine *engine, const BmStage *stage, json_t *inputs,
                        const char *reason, const char *detail, GError **error)
{
  size_t i;
  json_t *id;
  if (!bm_db_begin(engine->ledger, error))
    return FALSE;
  json_array_foreach (inputs, i, id)
    if (!park_one(engine, stage, json_string_value(id), reason, error)) {
      bm_db_rollback(engine->ledger);
      return FALSE;
    }
  if (!bm_db_commit(engine->ledger, error))
    return FALSE;
  json_array_foreach (inputs, i, id)
    if ((strcmp(stage->takes, "file") == 0 || strcmp(stage->takes, "return.new") == 0) &&
        !bm_inbox_reject(engine, json_string_value(id), reason, detail, error))
      return FALSE;
  return TRUE;
}
