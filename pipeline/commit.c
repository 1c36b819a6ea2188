/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a worker's answer to the ledger. Files go to their final names first (fsync, rename,
 * fsync), then one ledger transaction says that they are there; a crash in between leaves files
 * that the repeated job overwrites with the same bytes. Nothing a worker says is believed
 * unchecked.
 */
#include "pipeline/commit_part.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/pile.h"
#include "pipeline/returns.h"
#include "pipeline/vault_work.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>

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
      if (bm_json_text(record, "id") != NULL)
        name_add(named, lists[k], bm_json_text(record, "id"));
  }
  return named;
}

static gboolean answer_names(const BmCommit *c, const char *list, const char *id)
{
  g_autofree char *key = g_strconcat(list, " ", id, NULL);
  return id != NULL && g_hash_table_contains(c->named, key);
}

static gboolean answer_names_below(const BmCommit *c, const char *list, const char *id)
{
  g_autofree char *key = g_strconcat(list, " below ", id, NULL);
  return g_hash_table_contains(c->named, key);
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
static json_t *item_for(BmCommit *c, const char *id, GError **error)
{
  json_t *item = bm_ledger_item(c->engine->ledger, id);
  if (item != NULL)
    return item;
  g_auto(GStrv) parts = g_strsplit(id, ".", 2);
  const char *parent = bm_json_has_text(c->inputs, parts[0]) ? parts[0] : NULL;
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
static void facts_set(const BmCommit *c, json_t *item, json_t *facts)
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

/* A page that stage form has turned is the upright page from then on, as the facts that came
 * with it say. Its name is another, so that a job that is repeated finds the page as it was. */
static const char *file_key(const BmCommit *c, json_t *files, const char *stored)
{
  const char *upright = bm_json_text(files, "upright");
  if (strcmp(c->stage->gives, "page.formed") != 0)
    return c->stage->name;
  if (upright != NULL && strcmp(upright, stored) != 0)
    g_ptr_array_add(c->stale, g_strdup(upright));
  return "upright";
}

/* Files of earlier stages go; the scanned page and the upright page stay for a second look. */
static void file_replace(BmCommit *c, json_t *item, const char *stored)
{
  json_t *files = json_object_get(item, "files");
  const char *key, *own = file_key(c, files, stored);
  json_t *path;
  void *next;
  json_object_foreach_safe(files, next, key, path) if (strcmp(key, "intake") != 0 &&
                                                       strcmp(key, "upright") != 0 &&
                                                       strcmp(key, own) != 0)
  {
    g_ptr_array_add(c->stale, g_strdup(json_string_value(path)));
    json_object_del(files, key);
  }
  json_object_set_new(files, own, json_string(stored));
  json_object_set_new(item, "file", json_string(stored));
}

/* A score form that was read: one with faults is refused whole; whether any other stands hangs
 * on what came before it. */
static gboolean return_settle(BmCommit *c, json_t *item, GError **error)
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

static gboolean emit_save(BmCommit *c, json_t *emit, GError **error)
{
  const char *id = bm_json_text(emit, "id"), *stored = bm_json_text(emit, "stored");
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
  if (stored != NULL && bm_json_text(emit, "place") == NULL)
    file_replace(c, item, stored);
  if (bm_json_text(emit, "place") != NULL)
    json_object_set(item, "place", json_object_get(emit, "place"));
  g_ptr_array_add(c->touched, g_strdup(id));
  if (strcmp(class_of(id), "work") == 0 && bm_json_text(emit, "place") != NULL &&
      !bm_ledger_work_place(c->engine->ledger, id, bm_json_text(emit, "place"), error))
    return FALSE;
  return return_settle(c, item, error) && bm_ledger_item_save(c->engine->ledger, item, error);
}

/* Pages of a sheet kind that a person passes on contact sheets: each is looked at there. So is
 * every page where the round asks for it, and, whatever lets it on, one on which something that
 * was hidden was opened. */
static gboolean is_unseen(BmCommit *c, const char *id)
{
  const char *release = bm_conf_text(c->engine->conf, "round", "release");
  if (strcmp(c->stage->gives, "page.verified") != 0)
    return FALSE;
  g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, id);
  json_t *facts = json_object_get(item, "facts");
  const char *name = bm_json_text(json_object_get(facts, "form"), "form");
  g_autoptr(json_t) form = name != NULL ? bm_ledger_form(c->engine->ledger, name) : NULL;
  json_t *review = json_object_get(facts, "review");
  gboolean is_shown =
      g_strcmp0(release, "seen") == 0 ||
      (g_strcmp0(release, "auto") != 0 && json_is_true(json_object_get(form, "by_contact")));
  gboolean is_opened = json_array_size(json_object_get(review, "answers")) > 0;
  return (is_shown || is_opened) && !json_is_true(json_object_get(review, "seen"));
}

static gboolean sight_ask(BmCommit *c, const char *id, GError **error)
{
  return !is_unseen(c, id) || bm_ledger_doubt_add(c->engine->ledger, id, c->stage->name,
                                                  "sheet_unseen", NULL, NULL, error);
}

static gboolean settle_save(BmCommit *c, json_t *settle, GError **error)
{
  g_autoptr(json_t) item = item_for(c, bm_json_text(settle, "id"), error);
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

static gboolean doubt_save(BmCommit *c, json_t *doubt, GError **error)
{
  const char *id = bm_json_text(doubt, "id"), *reason = bm_json_text(doubt, "reason");
  g_autoptr(json_t) item = item_for(c, id, error);
  if (item == NULL)
    return FALSE;
  if (!answer_names(c, "emits", id) || strcmp(c->stage->gives, "return.read") == 0) {
    json_object_set_new(item, "state", json_string("held"));
    if (!bm_ledger_item_save(c->engine->ledger, item, error))
      return FALSE;
  }
  return bm_ledger_doubt_add(c->engine->ledger, id, c->stage->name, reason,
                             json_object_get(doubt, "box"), bm_json_text(doubt, "crop"),
                             error) &&
         (!is_answered(item, reason) ||
          bm_ledger_doubt_settle(c->engine->ledger, id, reason, "released", error));
}

/* --- inputs */

/* An input that went into something larger (pages into a work, works into shares) is done. */
static gboolean input_is_absorbed(const BmCommit *c, const char *id, json_t *item)
{
  if (answer_names_below(c, "emits", id) || answer_names_below(c, "settles", id))
    return TRUE;
  if (c->stage->gather == BM_PER_WORK)
    return answer_names(c, "emits", bm_json_text(item, "work"));
  return c->stage->gather == BM_PER_ROUND &&
         json_array_size(json_object_get(c->answer, "emits")) > 0;
}

static void files_drop(BmCommit *c, json_t *item)
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

static gint64 pages_in_answer(const BmCommit *c)
{
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  static const char *const lists[] = {"emits", "settles", "doubts"};
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
    size_t i;
    json_t *record;
    json_array_foreach (json_object_get(c->answer, lists[k]), i, record)
      if (strstr(bm_json_text(record, "id"), ".p") != NULL)
        g_hash_table_add(ids, (gpointer)bm_json_text(record, "id"));
  }
  return g_hash_table_size(ids);
}

static gboolean input_save(BmCommit *c, const char *id, GError **error)
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
  if (g_strcmp0(bm_json_text(item, "class"), "page") == 0)
    files_drop(c, item);
  if (g_strcmp0(bm_json_text(item, "class"), "file") == 0) {
    g_autoptr(json_t) facts = json_pack("{s:I}", "pages", (json_int_t)pages_in_answer(c));
    facts_set(c, item, facts);
  }
  return bm_ledger_item_save(c->engine->ledger, item, error);
}

static gboolean ledger_apply(BmCommit *c, GError **error)
{
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(c->answer, "emits"), i, record)
    if (!emit_save(c, record, error) || !sight_ask(c, bm_json_text(record, "id"), error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "settles"), i, record)
    if (!settle_save(c, record, error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "doubts"), i, record)
    if (!doubt_save(c, record, error))
      return FALSE;
  json_array_foreach (json_object_get(c->answer, "notes"), i, record)
    if (!bm_commit_note(c, bm_json_text(record, "kind"), json_object_get(record, "value"),
                        error))
      return FALSE;
  json_array_foreach (c->inputs, i, record)
    if (!input_save(c, json_string_value(record), error))
      return FALSE;
  return TRUE;
}

static void stale_remove(const BmCommit *c)
{
  for (guint i = 0; i < c->stale->len; i++) {
    g_autofree char *path = g_build_filename(c->engine->ws, c->stale->pdata[i], NULL);
    bm_file_discard(path);
  }
}

/* Nobody reads the originals any more: into the vault with them. */
static gboolean originals_seal(const BmCommit *c, GError **error)
{
  gboolean is_of_file =
      strcmp(c->stage->takes, "file") == 0 || strcmp(c->stage->takes, "return.new") == 0;
  size_t i;
  json_t *id;
  json_array_foreach (c->inputs, i, id)
    if (c->engine->locks != NULL && is_of_file &&
        !bm_vault_original_done(c->engine->ws, c->engine->ledger, c->engine->locks,
                                json_string_value(id), error))
      return FALSE;
  return TRUE;
}

/* Score forms with faults go back to those who hand them in. */
static gboolean refused_move(BmCommit *c, GError **error)
{
  size_t i;
  json_t *id;
  json_array_foreach (c->inputs, i, id) {
    g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, json_string_value(id));
    if (g_strcmp0(bm_json_text(item, "state"), "rejected") == 0 &&
        !bm_inbox_reject(c->engine, json_string_value(id), bm_json_text(item, "reason"), NULL,
                         error))
      return FALSE;
  }
  return TRUE;
}

static gboolean answer_commit(BmCommit *c, GError **error)
{
  if (!bm_commit_check(c, error) || !bm_commit_files(c, error) ||
      !bm_db_begin(c->engine->ledger, error))
    return FALSE;
  c->named = names_collect(c->answer);
  if (ledger_apply(c, error) && bm_db_commit(c->engine->ledger, error))
    return TRUE;
  bm_db_rollback(c->engine->ledger);
  return FALSE;
}

gboolean bm_commit(BmEngine *engine, const BmStage *stage, json_t *inputs, json_t *answer,
                   const char *scratch, GError **error)
{
  g_autoptr(GPtrArray) touched = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) stale = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) may = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) once = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  BmCommit c = {engine, stage, inputs, answer, scratch, touched, stale, NULL, may, once};
  g_autoptr(GError) why = NULL;
  gboolean is_done = answer_commit(&c, &why);
  g_clear_pointer(&c.named, g_hash_table_unref);
  /* the answer is bad, not the disk: its items wait, and the run goes on */
  if (!is_done && g_error_matches(why, BM_ERROR, BM_ERROR_INPUT) && !stage->at_close)
    return bm_commit_park(engine, stage, inputs, "stage_fault", stage->name, error);
  if (!is_done) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  stale_remove(&c);
  if (strcmp(stage->takes, "return.new") == 0 && !refused_move(&c, error))
    return FALSE;
  if (!originals_seal(&c, error))
    return FALSE;
  for (guint i = 0; i < touched->len; i++)
    bm_schedule_item(engine, touched->pdata[i]);
  return TRUE;
}

static gboolean park_one(BmEngine *engine, const BmStage *stage, const char *id,
                         const char *reason, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(engine->ledger, id);
  gboolean is_file = g_strcmp0(bm_json_text(item, "class"), "file") == 0 ||
                     strcmp(stage->takes, "return.new") == 0;
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
