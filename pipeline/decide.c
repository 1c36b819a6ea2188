/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person decides. The caller holds the workspace's lock. */
#include "pipeline/decide.h"

#include "pipeline/box.h"
#include "stages/chain.h"

#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

static json_t *item_get(BmLedger *ledger, const char *id, GError **error)
{
  json_t *item = bm_ledger_item(ledger, id);
  if (item == NULL)
    bm_fail(error, BM_ERROR_SETTING, "item_unknown", "'%s'", id);
  return item;
}

static gboolean look_note(BmLedger *ledger, const char *what, const char *id, GError **error)
{
  g_autoptr(json_t) look = json_pack("{s:s,s:s}", "what", what, "id", id);
  return bm_ledger_note_add(ledger, "look", look, error);
}

static gboolean state_set(BmLedger *ledger, json_t *item, const char *state, const char *reason,
                          const char *decision, GError **error)
{
  json_object_set_new(item, "state", json_string(state));
  json_object_set_new(item, "reason", reason != NULL ? json_string(reason) : json_null());
  return bm_ledger_item_save(ledger, item, error) &&
         bm_ledger_doubts_close(ledger, text_of(item, "id"), NULL, decision, error) &&
         look_note(ledger, "page", text_of(item, "id"), error);
}

static gboolean in_transaction(BmLedger *ledger, gboolean is_good, GError **error)
{
  if (is_good && bm_db_commit(ledger, error))
    return TRUE;
  bm_db_rollback(ledger);
  return FALSE;
}

static gboolean decide(BmLedger *ledger, const char *id, const char *state, const char *reason,
                       const char *decision, GError **error)
{
  g_autoptr(json_t) item = item_get(ledger, id, error);
  if (item == NULL)
    return FALSE;
  const char *now = text_of(item, "state");
  if (strcmp(now, "ready") != 0 && strcmp(now, "held") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s' is %s", id, now);
  if (!bm_db_begin(ledger, error))
    return FALSE;
  return in_transaction(ledger, state_set(ledger, item, state, reason, decision, error), error);
}

gboolean bm_decide_release(BmLedger *ledger, const char *id, GError **error)
{
  return decide(ledger, id, "ready", NULL, "released", error);
}

gboolean bm_decide_drop(BmLedger *ledger, const char *id, GError **error)
{
  return decide(ledger, id, "rejected", "dropped_by_person", "dropped", error);
}

gboolean bm_decide_blank(BmLedger *ledger, const char *id, GError **error)
{
  return decide(ledger, id, "blank", "blank_by_person", "blank", error);
}

/* The page as it was before @stage: its kind, and the newest file of the stages before. */
static gboolean item_rewind(json_t *item, const BmStage *stage)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  json_t *files = json_object_get(item, "files"), *file = NULL;
  for (guint i = 0; i < n && chain[i] != stage; i++) {
    json_t *one = json_object_get(files, chain[i]->name);
    file = one != NULL ? one : file;
  }
  if (file == NULL)
    return FALSE;
  json_object_set(item, "file", file);
  json_object_set_new(item, "kind", json_string(stage->takes));
  json_object_set_new(item, "state", json_string("ready"));
  return TRUE;
}

/* Doubts of @stage and later ones fall: they will be looked at again. */
static gboolean page_redo(BmLedger *ledger, json_t *item, const char *stage_name, GError **error)
{
  const BmStage *stage = bm_chain_find(stage_name);
  if (!item_rewind(item, stage))
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s' has no page any more",
                   text_of(item, "id"));
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  gboolean is_after = FALSE;
  for (guint i = 0; i < n; i++) {
    is_after |= chain[i] == stage;
    if (is_after && !bm_ledger_doubts_close(ledger, text_of(item, "id"), chain[i]->name, "redone", error))
      return FALSE;
  }
  return bm_ledger_item_save(ledger, item, error);
}

gboolean bm_decide_mask(BmLedger *ledger, const char *id, json_t *boxes, GError **error)
{
  g_autoptr(json_t) item = item_get(ledger, id, error);
  if (item == NULL)
    return FALSE;
  json_t *facts = json_object_get(item, "facts");
  json_t *review = json_object_get(facts, "review");
  if (review == NULL) {
    review = json_pack("{s:[]}", "add");
    json_object_set_new(facts, "review", review);
  }
  json_array_extend(json_object_get(review, "add"), boxes);
  if (!bm_db_begin(ledger, error))
    return FALSE;
  return in_transaction(ledger,
                        page_redo(ledger, item, "mask", error) && look_note(ledger, "page", id, error),
                        error);
}

static gboolean class_set(BmLedger *ledger, const char *work, gint64 class_ref, GError **error)
{
  static const char *const reasons[] = {"class_unknown", "class_disagrees"};
  if (!bm_ledger_work_class(ledger, work, class_ref, error))
    return FALSE;
  g_autoptr(json_t) pages = bm_ledger_work_pages(ledger, work);
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page)
    for (guint k = 0; k < G_N_ELEMENTS(reasons); k++)
      if (!bm_ledger_doubt_settle(ledger, text_of(page, "id"), reasons[k], "assigned", error))
        return FALSE;
  return TRUE;
}

gboolean bm_decide_class(BmLedger *ledger, const char *work, gint64 class_ref, GError **error)
{
  if (!bm_db_begin(ledger, error))
    return FALSE;
  return in_transaction(ledger,
                        class_set(ledger, work, class_ref, error) && look_note(ledger, "page", work, error),
                        error);
}

/* --- forms */

static gboolean zones_are_good(json_t *zones)
{
  size_t i;
  json_t *zone;
  json_array_foreach (zones, i, zone) {
    static const char *const keys[] = {"x", "y", "w", "h"};
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      if (!json_is_number(json_object_get(zone, keys[k])) ||
          json_number_value(json_object_get(zone, keys[k])) < (k < 2 ? -50.0 : 0.1) ||
          json_number_value(json_object_get(zone, keys[k])) > 1000.0)
        return FALSE;
    if (!json_is_string(json_object_get(zone, "kind")))
      return FALSE;
  }
  return json_is_array(zones);
}

static gboolean form_pages_redo(BmLedger *ledger, const char *form, guint *ret_pages, GError **error)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(ledger, "page");
  size_t i;
  json_t *page;
  *ret_pages = 0;
  json_array_foreach (pages, i, page) {
    json_t *facts = json_object_get(json_object_get(page, "facts"), "form");
    gboolean is_open = g_strcmp0(text_of(page, "state"), "ready") == 0 ||
                       g_strcmp0(text_of(page, "state"), "held") == 0;
    gboolean is_here = is_open && g_strcmp0(text_of(facts, "form"), form) == 0 &&
                       bm_ledger_open_doubts(ledger, text_of(page, "id")) > 0;
    if (!is_here || g_strcmp0(text_of(page, "kind"), "page.verified") != 0)
      continue;
    if (!page_redo(ledger, page, "mask", error))
      return FALSE;
    ++*ret_pages;
  }
  return TRUE;
}

static gboolean form_confirm(BmLedger *ledger, json_t *form, json_t *zones, guint *ret_pages,
                             GError **error)
{
  static const char *const columns[] = {"id", "kind", "version", "state"};
  const char *id = text_of(form, "id");
  gint64 version = json_integer_value(json_object_get(form, "version")) + (zones != NULL);
  g_autoptr(json_t) record = json_deep_copy(form);
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
    json_object_del(record, columns[i]);
  if (zones != NULL)
    json_object_set(record, "zones", zones);
  gboolean is_sheet = g_strcmp0(text_of(form, "kind"), "sheet") == 0;
  return bm_ledger_form_put(ledger, id, text_of(form, "kind"), version, "confirmed", record, error) &&
         look_note(ledger, is_sheet ? "sheet" : "form", id, error) &&
         form_pages_redo(ledger, id, ret_pages, error);
}

gboolean bm_decide_form(BmLedger *ledger, const char *id, json_t *zones, guint *ret_pages,
                        GError **error)
{
  g_autoptr(json_t) form = bm_ledger_form(ledger, id);
  if (form == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", id);
  if (zones != NULL && !zones_are_good(zones))
    return bm_fail(error, BM_ERROR_SETTING, "zones_bad", "a zone is {x, y, w, h in mm, kind}");
  if (!bm_db_begin(ledger, error))
    return FALSE;
  return in_transaction(ledger, form_confirm(ledger, form, zones, ret_pages, error), error);
}
