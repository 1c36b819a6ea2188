/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles that are out, as stage collect is told of them. */
#include "pipeline/json_text.h"
#include "pipeline/returns.h"

#include "pipeline/autoptr.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"

#include <string.h>

static GHashTable *works_by_number(json_t *works)
{
  GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "work_no") != NULL)
      g_hash_table_insert(index, (gpointer)bm_json_text(work, "work_no"), work);
  return index;
}

static json_t *class_in(json_t *classes, const char *alias)
{
  size_t i;
  json_t *one;
  json_array_foreach (classes, i, one)
    if (strcmp(bm_json_text(one, "alias"), alias) == 0)
      return json_object_get(one, "works");
  json_t *works = json_array();
  json_array_append_new(classes, json_pack("{s:s,s:o}", "alias", alias, "works", works));
  return works;
}

static json_t *classes_of(const json_t *share, GHashTable *works)
{
  json_t *classes = json_array(), *number;
  size_t i;
  json_array_foreach (share, i, number) {
    json_t *work = g_hash_table_lookup(works, json_string_value(number));
    const char *alias = bm_json_text(work, "class_alias");
    if (alias != NULL)
      json_array_append(class_in(classes, alias), number);
  }
  return classes;
}

/* Which tasks a third expert is asked for, {work_no: [task]}, of the works of a bundle. */
static json_t *open_tasks(const json_t *disputes, const json_t *share)
{
  json_t *open = json_object(), *number;
  size_t i;
  json_array_foreach (share, i, number) {
    const char *work_no = json_string_value(number);
    json_t *dispute = json_object_get(disputes, work_no);
    if (dispute != NULL)
      json_object_set(open, work_no, json_object_get(dispute, "disputed"));
  }
  return open;
}

typedef struct Kits {
  GHashTable *works;
  json_t *tasks, *list;
  BmLedger *ledger;
} Kits;

static void kit_add(const Kits *kits, const json_t *item, json_t *code, const json_t *share)
{
  json_t *facts = json_object_get(item, "facts");
  json_t *kit =
      json_pack("{s:O,s:O,s:o}", "bundle", code, "marker", json_object_get(item, "id"),
                "classes", classes_of(share, kits->works));
  json_object_set(kit, "form_version",
                  json_object_get(json_object_get(facts, "bundle"), "form_version"));
  json_object_set(kit, "tasks", kits->tasks);
  if (bm_wave_is_third(bm_json_text(item, "id"))) {
    g_autoptr(json_t) disputes = bm_third_disputes(kits->ledger, bm_json_text(item, "id"));
    json_object_set_new(kit, "open", open_tasks(disputes, share));
  }
  json_array_append_new(kits->list, kit);
}

/* One that was made before there could be several has no list. */
json_t *bm_returns_bundles(const json_t *item)
{
  json_t *facts = json_object_get(item, "facts"), *bundle = json_object_get(facts, "bundle");
  json_t *list = json_object_get(bundle, "kits");
  if (list != NULL)
    return json_incref(list);
  if (!json_is_string(json_object_get(bundle, "bundle")))
    return json_array();
  return json_pack("[{s:O,s:O?,s:O?}]", "bundle", json_object_get(bundle, "bundle"), "place",
                   json_object_get(item, "place"), "works",
                   json_object_get(json_object_get(facts, "allocate"), "works"));
}

static void marker_add(const Kits *kits, const json_t *item)
{
  g_autoptr(json_t) list = bm_returns_bundles(item);
  size_t i;
  json_t *kit;
  json_array_foreach (list, i, kit)
    kit_add(kits, item, json_object_get(kit, "bundle"), json_object_get(kit, "works"));
}

json_t *bm_returns_kits(BmLedger *ledger, json_t *tasks)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  g_autoptr(json_t) markers = bm_ledger_items_of_class(ledger, "marker");
  g_autoptr(GHashTable) index = works_by_number(works);
  Kits kits = {index, tasks, json_array(), ledger};
  json_t *item;
  size_t i;
  json_array_foreach (markers, i, item)
    marker_add(&kits, item);
  return kits.list;
}

/* Codes of the bundles as they are now: forms of bundles that were made anew count no more. */
static GHashTable *codes_of(json_t *kits)
{
  GHashTable *codes = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *kit;
  json_array_foreach (kits, i, kit)
    g_hash_table_add(codes, (gpointer)bm_json_text(kit, "bundle"));
  return codes;
}

/* Bundles of an earlier close: a form of one is told apart from one of nowhere. */
static void replaced_add(BmLedger *ledger, json_t *kits)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "bundle_replaced");
  g_autoptr(GHashTable) now = codes_of(kits);
  size_t i;
  json_t *note;
  json_array_foreach (notes, i, note)
    if (g_hash_table_add(now, (gpointer)bm_json_text(note, "bundle")))
      json_array_append_new(kits, json_pack("{s:O,s:O,s:b,s:[]}", "bundle",
                                            json_object_get(note, "bundle"), "marker",
                                            json_object_get(note, "marker"), "is_replaced", 1,
                                            "classes"));
}

json_t *bm_returns_kits_ever(BmLedger *ledger, json_t *tasks)
{
  json_t *kits = bm_returns_kits(ledger, tasks);
  replaced_add(ledger, kits);
  return kits;
}

gboolean bm_returns_replace(BmLedger *ledger, GError **error)
{
  g_autoptr(json_t) kits = bm_returns_kits(ledger, NULL);
  size_t i;
  json_t *kit;
  json_array_foreach (kits, i, kit) {
    g_autoptr(json_t) note = json_pack("{s:O,s:O}", "bundle", json_object_get(kit, "bundle"),
                                       "marker", json_object_get(kit, "marker"));
    if (!bm_ledger_note_add(ledger, "bundle_replaced", note, error))
      return FALSE;
  }
  return TRUE;
}
