/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score forms that came back. */
#include "pipeline/returns.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/pile.h"

#include <string.h>

/* --- units -------------------------------------------------------------------------------- */

static char *unit_key(const char *bundle, const char *alias)
{
  return g_strconcat(bundle, "|", alias, NULL);
}

static char *row_unit(const json_t *read, const json_t *row)
{
  const char *bundle = bm_json_text(row, "bundle");
  const char *alias = bm_json_text(row, "class_alias");
  return unit_key(bundle != NULL ? bundle : bm_json_text(read, "bundle"),
                  alias != NULL ? alias : "");
}

/* {unit: {work_no: scores}} of a form that was read. */
static json_t *units_of(const json_t *read)
{
  json_t *units = json_object(), *row;
  size_t i;
  json_array_foreach (json_object_get(read, "rows"), i, row) {
    g_autofree char *key = row_unit(read, row);
    json_t *unit = json_object_get(units, key);
    if (unit == NULL) {
      unit = json_object();
      json_object_set_new(units, key, unit);
    }
    json_object_set(unit, bm_json_text(row, "work_no"), json_object_get(row, "scores"));
  }
  return units;
}

static gboolean is_standing(const json_t *item)
{
  return g_strcmp0(bm_json_text(item, "kind"), "return.read") == 0 &&
         g_strcmp0(bm_json_text(item, "state"), "done") == 0 && !bm_pile_is(item) &&
         json_is_null(json_object_get(item, "reason"));
}

static gint64 order_of(const json_t *item)
{
  return json_integer_value(json_object_get(item, "seq"));
}

static int by_latest(gconstpointer p, gconstpointer q)
{
  gint64 a = order_of(*(json_t *const *)p), b = order_of(*(json_t *const *)q);
  return (a < b) - (a > b);
}

/* Forms that stand, the latest first. */
static GPtrArray *standing(json_t *returns)
{
  GPtrArray *list = g_ptr_array_new();
  size_t i;
  json_t *item;
  json_array_foreach (returns, i, item)
    if (is_standing(item))
      g_ptr_array_add(list, item);
  g_ptr_array_sort(list, by_latest);
  return list;
}

/* {unit: {work_no: scores}} as they count now, but for what @but says. */
static json_t *units_counting(json_t *returns, const char *but)
{
  g_autoptr(GPtrArray) forms = standing(returns);
  json_t *counting = json_object();
  for (guint i = 0; i < forms->len; i++) {
    g_autoptr(json_t) units = units_of(bm_ledger_facts(forms->pdata[i], "collect"));
    if (g_strcmp0(bm_json_text(forms->pdata[i], "id"), but) != 0)
      json_object_update_missing(counting, units);
  }
  return counting;
}

static gboolean is_covered(json_t *covered, const json_t *read)
{
  g_autoptr(json_t) units = units_of(read);
  const char *key;
  json_t *unit;
  json_object_foreach (units, key, unit)
    if (json_object_get(covered, key) == NULL)
      return FALSE;
  return json_object_size(units) > 0;
}

static gboolean differs_ask(BmLedger *ledger, json_t *item, GError **error)
{
  json_object_set_new(item, "state", json_string("held"));
  return bm_ledger_doubt_add(ledger, bm_json_text(item, "id"), "collect", "form_differs", NULL,
                             NULL, error);
}

/* The form stands from now on: its marks come before those that stood earlier. */
static void stand(json_t *item, json_t *returns)
{
  gint64 last = 0;
  size_t i;
  json_t *other;
  json_array_foreach (returns, i, other)
    last = MAX(last, order_of(other));
  json_object_set_new(item, "seq", json_integer(last + 1));
  json_object_set_new(item, "state", json_string("done"));
  json_object_set_new(item, "reason", json_null());
}

gboolean bm_returns_settle(BmLedger *ledger, json_t *item, GError **error)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  g_autoptr(json_t) counting = units_counting(returns, bm_json_text(item, "id"));
  g_autoptr(json_t) units = units_of(bm_ledger_facts(item, "collect"));
  gboolean is_again = json_object_size(units) > 0;
  const char *key;
  json_t *unit;
  json_object_foreach (units, key, unit) {
    const json_t *other = json_object_get(counting, key);
    if (other != NULL && !json_equal(unit, other))
      return differs_ask(ledger, item, error);
    is_again = is_again && other != NULL;
  }
  if (is_again)
    json_object_set_new(item, "reason", json_string("form_again"));
  else
    stand(item, returns);
  return TRUE;
}

/* An earlier form of which another class still counts keeps standing behind the new one. */
gboolean bm_returns_prefer(BmLedger *ledger, json_t *item, GError **error)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  g_autoptr(json_t) covered = units_of(bm_ledger_facts(item, "collect"));
  size_t i;
  json_t *other;
  json_array_foreach (returns, i, other) {
    if (!is_standing(other) || !is_covered(covered, bm_ledger_facts(other, "collect")))
      continue;
    json_object_set_new(other, "reason", json_string("form_replaced"));
    if (!bm_ledger_item_save(ledger, other, error))
      return FALSE;
  }
  stand(item, returns);
  return bm_ledger_item_save(ledger, item, error);
}

static void scores_compare(json_t *list, const char *work_no, const json_t *before,
                           const json_t *after)
{
  for (size_t k = 0; k < MAX(json_array_size(before), json_array_size(after)); k++) {
    json_t *p = json_array_get(before, k), *q = json_array_get(after, k);
    if (p == NULL || q == NULL || !json_equal(p, q))
      json_array_append_new(list, json_pack("{s:s,s:i,s:O?,s:O?}", "work_no", work_no, "task",
                                            (int)k, "before", p, "after", q));
  }
}

json_t *bm_returns_differences(BmLedger *ledger, const json_t *item)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  g_autoptr(json_t) counting = units_counting(returns, bm_json_text(item, "id"));
  g_autoptr(json_t) units = units_of(bm_ledger_facts(item, "collect"));
  json_t *list = json_array(), *unit, *after;
  const char *key, *work_no;
  json_object_foreach (units, key, unit) {
    const json_t *other = json_object_get(counting, key);
    if (other == NULL)
      continue;
    json_object_foreach (unit, work_no, after)
      scores_compare(list, work_no, json_object_get(other, work_no), after);
  }
  return list;
}

/* Codes of the bundles as they are now: forms of bundles that were made anew count no more. */
static GHashTable *codes_now(json_t *kits)
{
  GHashTable *codes = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *kit;
  json_array_foreach (kits, i, kit)
    g_hash_table_add(codes, (gpointer)bm_json_text(kit, "bundle"));
  return codes;
}

/* --- what is back ------------------------------------------------------------------------- */

static int by_work_marker(gconstpointer p, gconstpointer q)
{
  const json_t *a = *(json_t *const *)p, *b = *(json_t *const *)q;
  int order = g_strcmp0(bm_json_text(a, "work_no"), bm_json_text(b, "work_no"));
  return order != 0 ? order : g_strcmp0(bm_json_text(a, "marker"), bm_json_text(b, "marker"));
}

static json_t *row_whole(const json_t *read, json_t *row)
{
  json_t *whole = json_copy(row);
  static const char *const keys[] = {"bundle", "marker"};
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    if (json_object_get(whole, keys[k]) == NULL)
      json_object_set(whole, keys[k], json_object_get(read, keys[k]));
  return whole;
}

static void rows_add(GPtrArray *rows, GHashTable *seen, GHashTable *codes, const json_t *read)
{
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(read, "rows"), i, row) {
    g_autofree char *unit = row_unit(read, row);
    g_autofree char *code = g_strndup(unit, strcspn(unit, "|"));
    if (g_hash_table_contains(codes, code) &&
        g_hash_table_add(seen, g_strconcat(unit, "|", bm_json_text(row, "work_no"), NULL)))
      g_ptr_array_add(rows, row_whole(read, row));
  }
}

json_t *bm_returns_rows(BmLedger *ledger)
{
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  g_autoptr(json_t) kits = bm_returns_kits(ledger, NULL);
  g_autoptr(GHashTable) codes = codes_now(kits);
  g_autoptr(GPtrArray) rows = g_ptr_array_new();
  g_autoptr(GPtrArray) forms = standing(returns);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < forms->len; i++)
    rows_add(rows, seen, codes, bm_ledger_facts(forms->pdata[i], "collect"));
  g_ptr_array_sort(rows, by_work_marker);
  json_t *list = json_array();
  for (guint i = 0; i < rows->len; i++)
    json_array_append_new(list, rows->pdata[i]);
  return list;
}

static GHashTable *units_back(json_t *rows)
{
  GHashTable *back = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    g_hash_table_add(back,
                     unit_key(bm_json_text(row, "bundle"), bm_json_text(row, "class_alias")));
  return back;
}

static void unit_count(json_t *state, const json_t *kit, const json_t *class_group,
                       GHashTable *back)
{
  g_autofree char *key =
      unit_key(bm_json_text(kit, "bundle"), bm_json_text(class_group, "alias"));
  gboolean is_back = g_hash_table_contains(back, key);
  const char *count = is_back ? "back" : "lacking";
  json_t *now = json_object_get(state, count);
  json_integer_set(now, json_integer_value(now) + 1);
  if (!is_back)
    json_array_append_new(
        json_object_get(state, "missing"),
        json_pack("{s:O,s:O,s:O,s:i}", "marker", json_object_get(kit, "marker"), "bundle",
                  json_object_get(kit, "bundle"), "class_alias",
                  json_object_get(class_group, "alias"), "works",
                  (int)json_array_size(json_object_get(class_group, "works"))));
}

static void form_count(json_t *state, const json_t *item)
{
  static const char *const states[][2] = {
      {"rejected", "refused"}, {"held", "held"}, {"waiting", "waiting"}, {"ready", "waiting"}};
  gboolean is_told = bm_pile_is_part(bm_json_text(item, "id")) && /* by the refused file */
                     g_strcmp0(bm_json_text(item, "state"), "rejected") == 0;
  for (guint i = 0; i < G_N_ELEMENTS(states) && !is_told; i++)
    if (g_strcmp0(bm_json_text(item, "state"), states[i][0]) == 0) {
      json_t *now = json_object_get(state, states[i][1]);
      json_integer_set(now, json_integer_value(now) + 1);
    }
}

json_t *bm_returns_state(BmLedger *ledger)
{
  g_autoptr(json_t) kits = bm_returns_kits(ledger, NULL);
  g_autoptr(json_t) rows = bm_returns_rows(ledger);
  g_autoptr(json_t) returns = bm_ledger_returns(ledger);
  g_autoptr(GHashTable) back = units_back(rows);
  json_t *state = json_pack("{s:i,s:i,s:i,s:i,s:i,s:[]}", "back", 0, "lacking", 0, "refused", 0,
                            "held", 0, "waiting", 0, "missing");
  size_t i, k;
  json_t *kit, *class_group, *item;
  json_array_foreach (kits, i, kit)
    json_array_foreach (json_object_get(kit, "classes"), k, class_group)
      unit_count(state, kit, class_group, back);
  json_array_foreach (returns, i, item)
    form_count(state, item);
  return state;
}
