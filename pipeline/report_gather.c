/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that came back. */
#include "pipeline/report_gather.h"

#include "pipeline/apart.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#include <string.h>

static gboolean is_report(const json_t *item)
{
  return strcmp(bm_json_text_or_empty(bm_ledger_facts(item, "collect"), "kind"), "report") ==
             0 &&
         strcmp(bm_json_text_or_empty(item, "kind"), "return.read") == 0;
}

static gboolean is_standing(const json_t *item)
{
  return is_report(item) && strcmp(bm_json_text_or_empty(item, "state"), "done") == 0 &&
         json_is_null(json_object_get(item, "reason"));
}

guint bm_reports_received(BmLedger *ledger)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  guint n = 0;
  size_t i;
  json_t *item;
  json_array_foreach (returns, i, item)
    n += is_standing(item);
  return n;
}

/* What the worker tells of a report, NULL without an error when it fits its form no more. */
static json_t *content_read(BmOpen *open, const json_t *kits, const json_t *item,
                            const char *scratch, GError **error)
{
  g_autofree char *path = g_build_filename(open->ws, bm_json_text_or_empty(item, "file"), NULL);
  json_t *context = json_pack("{s:O,s:[],s:b}", "reports", kits, "kits", "wants_content", TRUE);
  json_t *inputs = json_pack("[{s:s,s:s,s:{}}]", "id", bm_json_text_or_empty(item, "id"),
                             "path", path, "facts");
  g_autoptr(json_t) answer = bm_apart_run("collect", context, inputs, scratch, error);
  return answer != NULL ? json_incref(bm_answer_note(answer, "report")) : NULL;
}

/* The latest report that stands, else one that waits for a person; borrowed. */
static const json_t *return_of(const json_t *returns, const char *report)
{
  const json_t *found = NULL;
  size_t i;
  json_t *item;
  json_array_foreach ((json_t *)returns, i, item) {
    if (!is_report(item) ||
        strcmp(bm_json_text_or_empty(bm_ledger_facts(item, "collect"), "bundle"), report) != 0)
      continue;
    gboolean is_held = strcmp(bm_json_text_or_empty(item, "state"), "held") == 0;
    if (is_standing(item) || (is_held && found == NULL))
      found = item;
  }
  return found;
}

static gboolean entry_fill(BmOpen *open, const json_t *kits, const json_t *item, json_t *entry,
                           const char *scratch, GError **error)
{
  GError *why = NULL;
  json_t *content = content_read(open, kits, item, scratch, &why);
  if (why != NULL) {
    g_propagate_error(error, why);
    return FALSE;
  }
  json_object_set_new(entry, "state", json_string(content != NULL ? "received" : "outdated"));
  if (content != NULL)
    json_object_set_new(entry, "content", content);
  return TRUE;
}

static gboolean entry_add(BmOpen *open, const json_t *kits, const json_t *returns, json_t *kit,
                          const char *scratch, json_t *list, GError **error)
{
  const json_t *item = return_of(returns, bm_json_text_or_empty(kit, "report"));
  json_t *entry =
      json_pack("{s:O,s:s,s:n,s:n}", "kit", kit, "state", "missing", "item", "content");
  json_array_append_new(list, entry);
  if (item == NULL)
    return TRUE;
  json_object_set(entry, "item", json_object_get(item, "id"));
  if (is_standing(item))
    return entry_fill(open, kits, item, entry, scratch, error);
  json_object_set_new(entry, "state", json_string("held"));
  return TRUE;
}

static json_t *entries(BmOpen *open, const json_t *kits, const char *scratch, GError **error)
{
  g_autoptr(json_t) returns = bm_ledger_returns(open->ledger);
  g_autoptr(json_t) list = json_array();
  size_t i;
  json_t *kit;
  json_array_foreach ((json_t *)kits, i, kit)
    if (!entry_add(open, kits, returns, kit, scratch, list, error))
      return NULL;
  return g_steal_pointer(&list);
}

json_t *bm_reports_gather(BmOpen *open, const json_t *kits, GError **error)
{
  g_autofree char *scratch = bm_scratch_make(open->ws, error);
  if (scratch == NULL)
    return NULL;
  json_t *list = entries(open, kits, scratch, error);
  bm_folder_remove(scratch);
  return list;
}
