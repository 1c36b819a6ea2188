/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person decides. */
#include "pipeline/decide_part.h"

#include "pipeline/json_text.h"
#include "pipeline/workspace.h"
#include "stages/chain.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static json_t *item_get(BmLedger *ledger, const char *id, GError **error)
{
  json_t *item = bm_ledger_item(ledger, id);
  if (item == NULL)
    bm_fail(error, BM_ERROR_SETTING, "item_unknown", "'%s'", id);
  return item;
}

gboolean bm_decide_look(BmLedger *ledger, const char *what, const char *id, GError **error)
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
         bm_ledger_doubts_close(ledger, bm_json_text(item, "id"), NULL, decision, error) &&
         bm_decide_look(ledger, "page", bm_json_text(item, "id"), error);
}

static gboolean item_has_class(const json_t *item, const char *class)
{
  return g_strcmp0(bm_json_text(item, "class"), class) == 0;
}

/* Works are decided about page by page: a work itself has no state of its own to set. */
static json_t *item_open(BmLedger *ledger, const char *id, gboolean only_pages, GError **error)
{
  g_autoptr(json_t) item = item_get(ledger, id, error);
  if (item == NULL)
    return NULL;
  const char *now = bm_json_text(item, "state");
  if (item_has_class(item, "page") || (item_has_class(item, "file") && !only_pages)) {
    if (strcmp(now, "held") == 0 || (strcmp(now, "ready") == 0 && item_has_class(item, "page")))
      return g_steal_pointer(&item);
    bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s': %s", id, now);
  } else
    bm_fail(error, BM_ERROR_SETTING, "item_no_page", "'%s'", id);
  return NULL;
}

static gboolean decide(BmLedger *ledger, const char *id, const char *state, const char *reason,
                       const char *decision, GError **error)
{
  gboolean only_pages = strcmp(state, "blank") == 0;
  g_autoptr(json_t) item = item_open(ledger, id, only_pages, error);
  return item != NULL && state_set(ledger, item, state, reason, decision, error);
}

/* A rejected file stays rejected; the question is whether its series goes on without it. */
static gboolean hole_decide(BmLedger *ledger, const char *id, const char *decision,
                            gboolean *ret_is_hole, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  *ret_is_hole = item_has_class(item, "file") &&
                 g_strcmp0(bm_json_text(item, "state"), "rejected") == 0 &&
                 bm_ledger_open_doubts(ledger, id) > 0;
  return !*ret_is_hole || (bm_ledger_doubts_close(ledger, id, NULL, decision, error) &&
                           bm_decide_look(ledger, "page", id, error));
}

static gboolean item_release(BmLedger *ledger, const char *id, GError **error)
{
  gboolean is_hole = FALSE;
  if (!hole_decide(ledger, id, "released", &is_hole, error) || is_hole)
    return is_hole;
  return decide(ledger, id, "ready", NULL, "released", error);
}

static gboolean item_drop(BmLedger *ledger, const char *id, GError **error)
{
  gboolean is_hole = FALSE;
  if (!hole_decide(ledger, id, "dropped", &is_hole, error) || is_hole)
    return is_hole;
  return decide(ledger, id, "rejected", "dropped_by_person", "dropped", error);
}

static gboolean item_blank(BmLedger *ledger, const char *id, GError **error)
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

/* facts.review.asked: what the page waits for as it was last looked at. A page that is on its
 * way back already keeps what it waited for then, and nothing of earlier looks. */
static void asked_set(BmLedger *ledger, json_t *item)
{
  bm_decide_boxes(item, "add");
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  gboolean is_looked_at = g_strcmp0(bm_json_text(item, "kind"), "page.verified") == 0;
  json_object_del(review, "answered");
  if (is_looked_at || json_object_get(review, "asked") == NULL)
    json_object_set_new(review, "asked", json_array());
  g_autoptr(json_t) doubts = bm_ledger_doubts(ledger, bm_json_text(item, "id"));
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt)
    json_array_append(json_object_get(review, "asked"), json_object_get(doubt, "reason"));
}

/* Doubts of @stage and later ones fall: they will be looked at again. */
gboolean bm_decide_redo(BmLedger *ledger, json_t *item, const char *stage_name, GError **error)
{
  const BmStage *stage = bm_chain_find(stage_name);
  asked_set(ledger, item);
  if (!item_rewind(item, stage))
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s': %s",
                   bm_json_text(item, "id"), bm_json_text(item, "state"));
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  gboolean is_after = FALSE;
  for (guint i = 0; i < n; i++) {
    is_after |= chain[i] == stage;
    if (is_after && !bm_ledger_doubts_close(ledger, bm_json_text(item, "id"), chain[i]->name,
                                            "redone", error))
      return FALSE;
  }
  return bm_ledger_item_save(ledger, item, error);
}

/* Does it lie upside down on its form, while nobody is sure which way it stands? */
static gboolean is_turn_open(const json_t *item)
{
  const json_t *facts = json_object_get(item, "facts");
  const json_t *form = json_object_get(facts, "form");
  const json_t *upright = json_object_get(facts, "upright");
  return g_strcmp0(bm_json_text(form, "held_for"), "turn_doubtful") == 0 &&
         json_is_false(json_object_get(upright, "turn_sure"));
}

gboolean bm_decide_redo_on_form(BmLedger *ledger, json_t *item, GError **error)
{
  return bm_decide_redo(ledger, item, is_turn_open(item) ? "form" : "mask", error);
}

/* From the stage on that paints masks, to the last one that looks at single pages: earlier the
 * page is not upright, later its work is numbered as a whole. */
gboolean bm_decide_may_redo(const json_t *item)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n), *mask = bm_chain_find("mask");
  gboolean is_after = FALSE;
  for (guint i = 0; i < n; i++) {
    is_after |= chain[i] == mask;
    if (is_after && g_strcmp0(bm_json_text(item, "kind"), chain[i]->takes) == 0)
      return TRUE;
    if (is_after && chain[i]->gather != BM_EACH)
      return FALSE;
  }
  return FALSE;
}

json_t *bm_decide_to_redo(BmLedger *ledger, const char *id, GError **error)
{
  g_autoptr(json_t) item = item_open(ledger, id, TRUE, error);
  if (item == NULL || bm_decide_may_redo(item))
    return g_steal_pointer(&item);
  bm_fail(error, BM_ERROR_SETTING, "page_not_masked", "'%s'", id);
  return NULL;
}

json_t *bm_decide_boxes(json_t *item, const char *key)
{
  json_t *facts = json_object_get(item, "facts");
  if (json_object_get(facts, "review") == NULL)
    json_object_set_new(facts, "review", json_object());
  json_t *review = json_object_get(facts, "review");
  if (json_object_get(review, key) == NULL)
    json_object_set_new(review, key, json_array());
  return json_object_get(review, key);
}

void bm_decide_seen(json_t *item)
{
  bm_decide_boxes(item, "add");
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "review"), "seen",
                      json_true());
}

void bm_decide_unseen(json_t *item)
{
  json_object_del(json_object_get(json_object_get(item, "facts"), "review"), "seen");
}

static gboolean box_is(const json_t *one, const json_t *other)
{
  static const char *const keys[] = {"x", "y", "w", "h"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (!json_equal(json_object_get(one, keys[i]), json_object_get(other, keys[i])))
      return FALSE;
  return TRUE;
}

gboolean bm_decide_has_box(const json_t *list, const json_t *box)
{
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one)
    if (box_is(one, box))
      return TRUE;
  return FALSE;
}

/* TRUE when the list had it; all equal ones go. */
static gboolean box_take(json_t *list, const json_t *box)
{
  gboolean was_there = FALSE;
  for (size_t i = json_array_size(list); i-- > 0;)
    if (box_is(json_array_get(list, i), box)) {
      json_array_remove(list, i);
      was_there = TRUE;
    }
  return was_there;
}

static gboolean page_redo_masks(BmLedger *ledger, json_t *item, gboolean is_released,
                                GError **error)
{
  const char *id = bm_json_text(item, "id");
  bm_decide_seen(item);
  if (!bm_decide_redo(ledger, item, "mask", error))
    return FALSE;
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  if (is_released) /* with the masks the person has answered what the page was held for */
    json_object_set(review, "answered", json_object_get(review, "asked"));
  return bm_ledger_item_save(ledger, item, error) &&
         bm_ledger_doubts_close(ledger, id, BM_CONTACT_STAGE, "masked", error) &&
         bm_decide_look(ledger, "page", id, error);
}

static gboolean item_mask(BmLedger *ledger, const char *id, json_t *boxes, gboolean is_released,
                          GError **error)
{
  g_autoptr(json_t) item = bm_decide_to_redo(ledger, id, error);
  if (item == NULL)
    return FALSE;
  size_t i;
  json_t *box;
  json_array_foreach (boxes, i, box)
    box_take(bm_decide_boxes(item, "remove"), box);
  json_array_extend(bm_decide_boxes(item, "add"), boxes);
  return page_redo_masks(ledger, item, is_released, error);
}

/* What lies there is an answer: masks that were laid for caution do not go on over it. Nobody
 * has seen yet what they hid. */
static gboolean item_answers(BmLedger *ledger, const char *id, json_t *boxes,
                             gboolean is_released, GError **error)
{
  g_autoptr(json_t) item = bm_decide_to_redo(ledger, id, error);
  if (item == NULL)
    return FALSE;
  json_array_extend(bm_decide_boxes(item, "answers"), boxes);
  if (!page_redo_masks(ledger, item, is_released, error))
    return FALSE;
  if (!is_released)
    bm_decide_unseen(item);
  return bm_ledger_item_save(ledger, item, error);
}

static gboolean item_unmask(BmLedger *ledger, const char *id, json_t *boxes,
                            gboolean is_released, GError **error)
{
  g_autoptr(json_t) item = bm_decide_to_redo(ledger, id, error);
  if (item == NULL)
    return FALSE;
  json_t *facts = json_object_get(item, "facts");
  g_autoptr(json_t) masks =
      json_deep_copy(json_object_get(json_object_get(facts, "mask"), "masks"));
  size_t i;
  json_t *box;
  json_array_foreach (boxes, i, box) {
    if (!box_take(masks, box))
      return bm_fail(error, BM_ERROR_SETTING, "mask_unknown", "'%s'", id);
    if (!box_take(bm_decide_boxes(item, "add"), box))
      json_array_append(bm_decide_boxes(item, "remove"), box);
  }
  return page_redo_masks(ledger, item, is_released, error);
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
      if (!bm_ledger_doubt_settle(ledger, bm_json_text(page, "id"), reasons[k], "assigned",
                                  error))
        return FALSE;
  return TRUE;
}

/* A work under sorted/ lies in the folder of its class and may have been given out. */
static gboolean work_assign(BmLedger *ledger, const char *id, gint64 class_ref, GError **error)
{
  g_autoptr(json_t) work = bm_ledger_work(ledger, id);
  if (work == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "work_unknown", "'%s'", id);
  if (bm_json_text(work, "place") != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s': %s", id,
                   bm_json_text(work, "place"));
  return class_set(ledger, id, class_ref, error) && bm_decide_look(ledger, "page", id, error);
}

/* --- one request */

static gboolean one_decide(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                           guint *ret_n, GError **error)
{
  gboolean is_released = json_is_true(json_object_get(request, "release"));
  *ret_n = 1;
  if (id != NULL && bm_decide_is_return(ledger, id))
    return bm_decide_return(ledger, verb, id, request, error);
  if (json_is_true(json_object_get(request, "all_of_form")) &&
      (g_strcmp0(verb, "mask") == 0 || g_strcmp0(verb, "unmask") == 0))
    return bm_decide_whole(ledger, verb, id, json_object_get(request, "boxes"), ret_n, error);
  if (g_strcmp0(verb, "release") == 0)
    return item_release(ledger, id, error);
  if (g_strcmp0(verb, "drop") == 0)
    return item_drop(ledger, id, error);
  if (g_strcmp0(verb, "blank") == 0)
    return item_blank(ledger, id, error);
  if (g_strcmp0(verb, "mask") == 0)
    return item_mask(ledger, id, json_object_get(request, "boxes"), is_released, error);
  if (g_strcmp0(verb, "unmask") == 0)
    return item_unmask(ledger, id, json_object_get(request, "boxes"), is_released, error);
  if (g_strcmp0(verb, "answers") == 0)
    return item_answers(ledger, id, json_object_get(request, "boxes"), is_released, error);
  if (g_strcmp0(verb, "assign") == 0)
    return work_assign(ledger, id, json_integer_value(json_object_get(request, "class_ref")),
                       error);
  if (g_strcmp0(verb, "confirm") == 0)
    return bm_decide_form(ledger, id, request, ret_n, error);
  if (bm_decide_is_edit(verb))
    return bm_decide_edit(ledger, verb, id, request, ret_n, error);
  return bm_fail(error, BM_ERROR_SETTING, "verb_unknown", "'%s'", verb);
}

static gboolean all_decide(BmLedger *ledger, json_t *request, guint *ret_n, GError **error)
{
  size_t i;
  json_t *id;
  *ret_n = 0;
  if (json_object_get(request, "class_alias") != NULL &&
      !bm_ledger_class_put(ledger, json_integer_value(json_object_get(request, "class_ref")),
                           bm_json_text(request, "class_alias"),
                           bm_json_text(request, "school_alias"), error))
    return FALSE;
  json_array_foreach (json_object_get(request, "ids"), i, id) {
    guint n = 0;
    if (!one_decide(ledger, bm_json_text(request, "verb"), json_string_value(id), request, &n,
                    error))
      return FALSE;
    *ret_n += n;
  }
  return TRUE;
}

/* A supervisor that ends between a decision and its answer is asked again. Questions are
 * answered one after another, so it is enough to know the last one. */
static gboolean was_decided(BmLedger *ledger, const json_t *request, guint *ret_n)
{
  const char *question = bm_json_text(request, "question");
  g_autofree char *text = question != NULL ? bm_ledger_meta(ledger, "decided") : NULL;
  g_autoptr(json_t) last = text != NULL ? json_loads(text, 0, NULL) : NULL;
  if (last == NULL || g_strcmp0(bm_json_text(last, "question"), question) != 0)
    return FALSE;
  *ret_n = (guint)json_integer_value(json_object_get(last, "n"));
  return TRUE;
}

static gboolean decided_note(BmLedger *ledger, const json_t *request, guint n, GError **error)
{
  const char *question = bm_json_text(request, "question");
  if (question == NULL)
    return TRUE;
  g_autoptr(json_t) last = json_pack("{s:s,s:i}", "question", question, "n", (int)n);
  char *text = json_dumps(last, JSON_COMPACT);
  gboolean is_good = bm_ledger_meta_set(ledger, "decided", text, error);
  free(text);
  return is_good;
}

gboolean bm_decide(BmLedger *ledger, json_t *request, guint *ret_n, GError **error)
{
  if (was_decided(ledger, request, ret_n))
    return TRUE;
  if (!bm_db_begin(ledger, error))
    return FALSE;
  if (all_decide(ledger, request, ret_n, error) &&
      decided_note(ledger, request, *ret_n, error) && bm_db_commit(ledger, error))
    return TRUE;
  bm_db_rollback(ledger);
  *ret_n = 0;
  return FALSE;
}
