/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact sheets: what they showed goes on, what a person named on them stays. */
#include "pipeline/contact.h"
#include "pipeline/decide_part.h"
#include "pipeline/json_text.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

static gboolean is_of_form(const json_t *item, const char *form)
{
  return g_strcmp0(json_string_value(bm_ledger_fact(item, "form", "form")), form) == 0;
}

gboolean bm_decide_reaches(const json_t *item, const char *form)
{
  const char *state = bm_json_text(item, "state");
  return is_of_form(item, form) && bm_decide_may_redo(item) &&
         (g_strcmp0(state, "ready") == 0 || g_strcmp0(state, "held") == 0);
}

/* Pages about which the person says something of their own: what the sheets showed of them is
 * not to go on. */
static gboolean is_named(const json_t *request, const char *id)
{
  return bm_json_has_text(json_object_get(request, "except"), id) ||
         json_object_get(json_object_get(request, "answers"), id) != NULL;
}

static gboolean is_seen(const json_t *item)
{
  return json_is_true(bm_ledger_fact(item, "review", "seen"));
}

/* What contact sheets showed of a form; NULL when that binds nobody: pages of a printed form
 * that is confirmed only now are masked by it, not as they were shown. */
static json_t *contact_of(const json_t *request, const json_t *form)
{
  return bm_contact_is_final(form)
             ? json_object_get(json_object_get(request, "contact"), bm_json_text(form, "id"))
             : NULL;
}

gboolean bm_decide_contact_check(BmLedger *ledger, json_t *form, json_t *request,
                                 GError **error)
{
  const char *name = bm_json_text(form, "id");
  json_t *shown = json_object_get(contact_of(request, form), "pages"), *page;
  if (shown == NULL)
    return TRUE;
  g_autoptr(json_t) pages = bm_ledger_items_of_class(ledger, "page");
  size_t i;
  json_array_foreach (pages, i, page) {
    const char *id = bm_json_text(page, "id");
    if (!bm_decide_reaches(page, name) || is_seen(page) || is_named(request, id))
      continue;
    const char *seen = bm_json_text(shown, id);
    if (seen == NULL ||
        g_strcmp0(seen, json_string_value(bm_ledger_fact(page, "verify", "digest"))) != 0)
      return bm_fail(error, BM_ERROR_SETTING, "contact_stale", "'%s': '%s'", name, id);
  }
  if (g_strcmp0(bm_json_text(form, "kind"), "sheet") == 0)
    json_object_set_new(form, "by_contact", json_true());
  return TRUE;
}

/* A person saw the page as it would go out: questions of place are answered. Others stay. */
static gboolean doubts_settle(BmLedger *ledger, const char *id, guint *ret_settled,
                              GError **error)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(ledger, id);
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt) {
    const char *reason = bm_json_text(doubt, "reason");
    if (bm_reason_needs_sight_only(reason) &&
        !bm_ledger_doubt_settle(ledger, id, reason, "seen", error))
      return FALSE;
  }
  *ret_settled += json_array_size(doubts) > 0 && bm_ledger_open_doubts(ledger, id) == 0;
  return TRUE;
}

/* whether the page has still the bytes that the sheets showed */
static gboolean is_as_shown(const json_t *item, const json_t *digest)
{
  const char *now = json_string_value(bm_ledger_fact(item, "verify", "digest"));
  return g_strcmp0(bm_json_text(item, "kind"), "page.verified") == 0 && now != NULL &&
         g_strcmp0(now, json_string_value(digest)) == 0;
}

/* All that the sheets showed and nobody named. */
static gboolean pages_seen(BmLedger *ledger, const json_t *form, const json_t *request,
                           guint *ret_settled, GError **error)
{
  json_t *shown = json_object_get(contact_of(request, form), "pages"), *digest;
  const char *id;
  json_object_foreach (shown, id, digest) {
    g_autoptr(json_t) item = bm_ledger_item(ledger, id);
    if (item == NULL || !bm_decide_reaches(item, bm_json_text(form, "id")) ||
        is_named(request, id))
      continue;
    bm_decide_seen(item);
    if (!bm_ledger_item_save(ledger, item, error) ||
        (is_as_shown(item, digest) && !doubts_settle(ledger, id, ret_settled, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean is_doubted(BmLedger *ledger, const char *id)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(ledger, id);
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt)
    if (g_strcmp0(bm_json_text(doubt, "stage"), BM_CONTACT_STAGE) == 0)
      return TRUE;
  return FALSE;
}

/* A page of the form that a decision can still reach; NULL with error. */
static json_t *page_named(BmLedger *ledger, const char *form, const char *id, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  if (item == NULL)
    bm_fail(error, BM_ERROR_SETTING, "item_unknown", "'%s'", id);
  else if (!is_of_form(item, form))
    bm_fail(error, BM_ERROR_SETTING, "contact_other_form", "'%s': '%s'", id, form);
  else if (!bm_decide_reaches(item, form))
    bm_fail(error, BM_ERROR_SETTING, "contact_late", "'%s': %s", id,
            bm_json_text(item, "state"));
  else
    return g_steal_pointer(&item);
  return NULL;
}

/* Masked anew with these answers open; the next contact sheets show it. */
static gboolean page_answers(BmLedger *ledger, const char *form, const char *id, json_t *boxes,
                             GError **error)
{
  g_autoptr(json_t) item = page_named(ledger, form, id, error);
  if (item == NULL)
    return FALSE;
  bm_decide_boxes(item, "answers");
  json_object_set(json_object_get(json_object_get(item, "facts"), "review"), "answers", boxes);
  bm_decide_unseen(item);
  return bm_decide_redo(ledger, item, "mask", error) &&
         bm_ledger_doubts_close(ledger, id, BM_CONTACT_STAGE, "masked", error);
}

static gboolean page_except(BmLedger *ledger, const char *form, const char *id, GError **error)
{
  g_autoptr(json_t) item = page_named(ledger, form, id, error);
  if (item == NULL)
    return FALSE;
  bm_decide_seen(item);
  return bm_ledger_item_save(ledger, item, error) &&
         (is_doubted(ledger, id) ||
          bm_ledger_doubt_add(ledger, id, BM_CONTACT_STAGE, "contact_exception", NULL, NULL,
                              error));
}

/* A sheet kind without contact sheets was looked at on its samples: one picture. */
gboolean bm_decide_contact_note(BmLedger *ledger, const json_t *form, json_t *request,
                                guint *ret_settled, GError **error)
{
  const char *id = bm_json_text(form, "id"), *name;
  json_int_t images = json_integer_value(json_object_get(contact_of(request, form), "images"));
  json_t *page, *boxes;
  gboolean is_sheet = g_strcmp0(bm_json_text(form, "kind"), "sheet") == 0;
  size_t i;
  json_array_foreach (json_object_get(request, "except"), i, page)
    if (!page_except(ledger, id, json_string_value(page), error))
      return FALSE;
  json_object_foreach (json_object_get(request, "answers"), name, boxes)
    if (!page_answers(ledger, id, name, boxes, error))
      return FALSE;
  if (!pages_seen(ledger, form, request, ret_settled, error) ||
      (!is_sheet && !bm_decide_look(ledger, "form", id, error)))
    return FALSE;
  for (json_int_t k = 0; k < (is_sheet ? MAX(images, 1) : images); k++)
    if (!bm_decide_look(ledger, "sheet", id, error))
      return FALSE;
  return TRUE;
}
