/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions about score forms: one that differs from an earlier one replaces it or is dropped.
 */
#include "pipeline/decide_part.h"

#include "pipeline/json_text.h"
#include "pipeline/returns.h"

#include <string.h>

gboolean bm_decide_is_return(BmLedger *ledger, const char *id)
{
  g_autoptr(json_t) item = id[0] == 'r' ? bm_ledger_item(ledger, id) : NULL;
  const char *kind = bm_json_text(item, "kind");
  return kind != NULL && g_str_has_prefix(kind, "return.");
}

static gboolean looked(BmLedger *ledger, const json_t *item, const char *decision,
                       GError **error)
{
  return bm_ledger_doubts_close(ledger, bm_json_text(item, "id"), NULL, decision, error) &&
         bm_decide_look(ledger, "form", bm_json_text(item, "id"), error);
}

static gboolean form_drop(BmLedger *ledger, json_t *item, GError **error)
{
  json_object_set_new(item, "state", json_string("rejected"));
  json_object_set_new(item, "reason", json_string("dropped_by_person"));
  return bm_ledger_item_save(ledger, item, error) && looked(ledger, item, "dropped", error);
}

static gboolean form_release(BmLedger *ledger, json_t *item, GError **error)
{
  if (json_array_size(json_object_get(bm_ledger_facts(item, "collect"), "unsure")) > 0)
    return bm_fail(error, BM_ERROR_SETTING, "form_marks_open", "'%s'",
                   bm_json_text(item, "id"));
  return bm_returns_prefer(ledger, item, error) && looked(ledger, item, "released", error);
}

gboolean bm_decide_return(BmLedger *ledger, const char *verb, const char *id, json_t *request,
                          GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(ledger, id);
  if (g_strcmp0(bm_json_text(item, "state"), "held") != 0)
    return bm_fail(error, BM_ERROR_SETTING, "item_settled", "'%s': %s", id,
                   bm_json_text(item, "state"));
  if (g_strcmp0(verb, "release") == 0)
    return form_release(ledger, item, error);
  if (g_strcmp0(verb, "drop") == 0)
    return form_drop(ledger, item, error);
  if (g_strcmp0(verb, "score") == 0)
    return bm_decide_marks(ledger, item, request, error);
  return bm_fail(error, BM_ERROR_SETTING, "item_no_page", "'%s'", id);
}
