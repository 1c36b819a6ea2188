/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waves of an allocation. */
#include "pipeline/wave.h"

#include "pipeline/autoptr.h"
#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/third.h"

#include <string.h>

char *bm_wave_marker(const char *item)
{
  return g_strndup(item, strcspn(item, BM_WAVE_LATE BM_WAVE_THIRD));
}

gboolean bm_wave_is_third(const char *item)
{
  return item != NULL && strstr(item, BM_WAVE_THIRD) != NULL;
}

json_t *bm_wave_notes(BmLedger *ledger, gboolean of_third)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "allocation");
  json_t *list = json_array(), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    if ((g_strcmp0(bm_json_text(note, "purpose"), "third") == 0) == of_third)
      json_array_append(list, note);
  return list;
}

/* --- markers */

/* {marker: works that he has, of any wave} */
static GHashTable *loads(BmLedger *ledger)
{
  GHashTable *load = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(json_t) items = bm_ledger_items_of_class(ledger, "marker");
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item) {
    json_t *share = json_object_get(json_object_get(item, "facts"), "allocate");
    char *marker = bm_wave_marker(bm_json_text(item, "id"));
    guint now = GPOINTER_TO_UINT(g_hash_table_lookup(load, marker));
    now += (guint)json_array_size(json_object_get(share, "works"));
    g_hash_table_insert(load, marker, GUINT_TO_POINTER(now));
  }
  return load;
}

json_t *bm_wave_markers(BmLedger *ledger, const char *letter, guint wave, gint64 most)
{
  json_t *markers = bm_ledger_markers(ledger), *marker;
  g_autoptr(GHashTable) load = loads(ledger);
  size_t i;
  json_array_foreach (markers, i, marker) {
    const char *person = bm_json_text(marker, "marker");
    json_int_t has = GPOINTER_TO_UINT(g_hash_table_lookup(load, person));
    const json_t *own = json_object_get(marker, "max_works");
    json_int_t limit = json_is_integer(own) ? json_integer_value(own) : most > 0 ? most : -1;
    g_autofree char *id = g_strdup_printf("%s%s%u", person, letter, wave);
    if (limit >= 0)
      json_object_set_new(marker, "max_works", json_integer(MAX(limit - has, 0)));
    json_object_set_new(marker, "marker", json_string(id));
  }
  return markers;
}

/* --- works */

static gboolean is_control(GHashTable *control, const json_t *work)
{
  json_int_t ref = json_integer_value(json_object_get(work, "class_ref"));
  return g_hash_table_contains(control, GINT_TO_POINTER((gint)ref));
}

json_t *bm_wave_left(BmLedger *ledger, BmKeymap *keymap)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  g_autoptr(GHashTable) control = bm_control_classes(keymap);
  json_t *left = json_array(), *work;
  size_t i;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "place") != NULL && bm_json_text(work, "marker") == NULL &&
        !is_control(control, work))
      json_array_append(left, work);
  return left;
}

static json_t *all_sorted(BmLedger *ledger)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  json_t *sorted = json_array(), *work;
  size_t i;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "place") != NULL)
      json_array_append(sorted, work);
  return sorted;
}

static json_t *for_job(const json_t *rows)
{
  static const char *const keys[] = {"work_no", "class_alias", "school_alias", "pages"};
  json_t *works = json_array(), *row;
  size_t i;
  json_array_foreach ((json_t *)rows, i, row) {
    json_t *work = json_pack("{s:O}", "work", json_object_get(row, "id"));
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(work, keys[k], json_object_get(row, keys[k]));
    json_array_append_new(works, work);
  }
  return works;
}

void bm_wave_context(BmLedger *ledger, BmKeymap *keymap, gint64 most, json_t *context)
{
  g_autoptr(json_t) before = bm_wave_notes(ledger, FALSE);
  guint wave = (guint)json_array_size(before);
  if (bm_third_is_asked(ledger)) {
    bm_third_context(ledger, keymap, most, context);
    return;
  }
  g_autoptr(json_t) rows = wave > 0 ? bm_wave_left(ledger, keymap) : all_sorted(ledger);
  json_object_set_new(context, "works", for_job(rows));
  if (wave > 0)
    json_object_set_new(context, "is_late", json_true());
  json_object_set_new(context, "markers",
                      wave > 0 ? bm_wave_markers(ledger, BM_WAVE_LATE, wave, most)
                               : bm_ledger_markers(ledger));
}

/* {id: true} */
static json_t *ids_of(const json_t *rows, const char *key)
{
  json_t *ids = json_object(), *row;
  size_t i;
  json_array_foreach ((json_t *)rows, i, row)
    json_object_set_new(ids, bm_json_text(row, key), json_true());
  return ids;
}

static json_t *ids_now(BmLedger *ledger, BmKeymap *keymap)
{
  g_autoptr(json_t) before = bm_wave_notes(ledger, FALSE);
  g_autoptr(json_t) rows = NULL;
  if (bm_third_is_asked(ledger))
    rows = bm_third_waiting(ledger);
  else if (json_array_size(before) > 0)
    rows = bm_wave_left(ledger, keymap);
  else
    rows = all_sorted(ledger);
  return ids_of(rows, "id");
}

json_t *bm_wave_inputs(BmLedger *ledger, BmKeymap *keymap, const char *kind)
{
  g_autoptr(json_t) ready = bm_ledger_ready(ledger, kind);
  g_autoptr(json_t) now = ids_now(ledger, keymap);
  json_t *inputs = json_array(), *id;
  size_t i;
  json_array_foreach (ready, i, id)
    if (json_object_get(now, json_string_value(id)) != NULL)
      json_array_append(inputs, id);
  return inputs;
}
