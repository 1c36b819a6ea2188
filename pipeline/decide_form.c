/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form is right, as proposed or with the places that a person drew. */
#include "pipeline/decide_part.h"
#include "pipeline/json_text.h"

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

static gboolean is_answers(const json_t *zone)
{
  return g_strcmp0(bm_json_text(zone, "kind"), "answers") == 0;
}

static gboolean have_answers(const json_t *zones)
{
  size_t i;
  json_t *zone;
  json_array_foreach (zones, i, zone)
    if (is_answers(zone))
      return TRUE;
  return FALSE;
}

/* Held ones; with changed zones all that are not in a numbered work yet, and nobody has seen
 * them as they will be then. */
static gboolean form_pages_redo(BmLedger *ledger, const char *form, gboolean is_all,
                                guint *ret_pages, GError **error)
{
  g_autoptr(json_t) pages = bm_ledger_items_of_class(ledger, "page");
  size_t i;
  json_t *page;
  *ret_pages = 0;
  json_array_foreach (pages, i, page) {
    json_t *facts = json_object_get(json_object_get(page, "facts"), "form");
    gboolean is_open = g_strcmp0(bm_json_text(page, "state"), "ready") == 0 ||
                       g_strcmp0(bm_json_text(page, "state"), "held") == 0;
    gboolean is_here = is_open && g_strcmp0(bm_json_text(facts, "form"), form) == 0;
    gboolean is_asked = g_strcmp0(bm_json_text(page, "kind"), "page.verified") == 0 &&
                        bm_ledger_open_doubts(ledger, bm_json_text(page, "id")) > 0;
    if (!is_here || !(is_all ? bm_decide_may_redo(page) : is_asked))
      continue;
    if (is_all)
      bm_decide_unseen(page);
    if (!bm_decide_redo_on_form(ledger, page, error))
      return FALSE;
    *ret_pages += bm_ledger_open_doubts(ledger, bm_json_text(page, "id")) == 0;
  }
  return TRUE;
}

/* Zones of a person: what is hidden, and as fields that stay visible (facts.kept) the answers.
 */
static void zones_set(json_t *record, const json_t *zones)
{
  json_t *hidden = json_array(), *kept = json_array(), *zone;
  json_t *facts = json_object_get(record, "facts");
  size_t i;
  json_array_foreach (json_object_get(facts, "kept"), i, zone)
    if (!is_answers(zone))
      json_array_append(kept, zone);
  json_array_foreach (zones, i, zone)
    json_array_append(is_answers(zone) ? kept : hidden, zone);
  if (facts == NULL)
    json_object_set_new(record, "facts", facts = json_object());
  json_object_set_new(record, "zones", hidden);
  json_object_set_new(facts, "kept", kept);
}

static gboolean form_confirm(BmLedger *ledger, json_t *form, json_t *zones, json_t *request,
                             guint *ret_pages, GError **error)
{
  static const char *const columns[] = {"id", "kind", "version", "state"};
  const char *id = bm_json_text(form, "id");
  gint64 version = json_integer_value(json_object_get(form, "version")) + (zones != NULL);
  g_autoptr(json_t) record = json_deep_copy(form);
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
    json_object_del(record, columns[i]);
  if (zones != NULL)
    zones_set(record, zones);
  guint settled = 0;
  if (!bm_ledger_form_put(ledger, id, bm_json_text(form, "kind"), version, "confirmed", record,
                          error) ||
      !bm_decide_contact_note(ledger, form, request, &settled, error) ||
      !form_pages_redo(ledger, id, zones != NULL, ret_pages, error))
    return FALSE;
  *ret_pages += settled;
  return TRUE;
}

gboolean bm_decide_form(BmLedger *ledger, const char *id, json_t *request, guint *ret_pages,
                        GError **error)
{
  json_t *zones = json_object_get(request, "zones");
  zones = json_is_null(zones) ? NULL : zones;
  g_autoptr(json_t) form = bm_ledger_form(ledger, id);
  if (form == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", id);
  if (bm_json_text(form, "joined_to") != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "form_joined", "%s → %s", id,
                   bm_json_text(form, "joined_to"));
  if (zones != NULL && !zones_are_good(zones))
    return bm_fail(error, BM_ERROR_SETTING, "zones_bad", "'%s'", id);
  if (have_answers(zones) && g_strcmp0(bm_json_text(form, "kind"), "form") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "zones_of_sheet", "'%s'", id);
  return bm_decide_contact_check(ledger, form, request, error) &&
         form_confirm(ledger, form, zones, request, ret_pages, error);
}
