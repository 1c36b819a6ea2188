/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Third markings. */
#include "pipeline/third.h"

#include "pipeline/autoptr.h"

#include <string.h>

#define PURPOSE "allocate.purpose"
#define NEEDS_RANK "senior" /* domain rule: a third expert is senior at least */

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

char *bm_third_marker(const char *item)
{
  return g_strndup(item, strcspn(item, "t"));
}

static json_t *thirds(BmLedger *ledger)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "allocation");
  json_t *list = json_array(), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    if (g_strcmp0(text_of(note, "purpose"), "third") == 0)
      json_array_append(list, note);
  return list;
}

/* {work_no: true} of works that a third expert has. */
static json_t *given_out(BmLedger *ledger)
{
  g_autoptr(json_t) list = thirds(ledger);
  json_t *given = json_object(), *note, *hand, *number;
  const char *marker;
  size_t i, k;
  json_array_foreach (list, i, note)
    json_object_foreach (json_object_get(note, "shares"), marker, hand)
      json_array_foreach (hand, k, number)
        json_object_set_new(given, json_string_value(number), json_true());
  return given;
}

static json_t *dispute_of(const json_t *result)
{
  json_t *first = json_array(), *second = json_array(), *tasks = json_array(), *one;
  size_t i;
  json_array_foreach (json_object_get(result, "divergence"), i, one) {
    json_array_append(tasks, json_object_get(one, "task"));
    json_array_append(first, json_object_get(one, "first"));
    json_array_append(second, json_object_get(one, "second"));
  }
  return json_pack("{s:o,s:[o,o]}", "disputed", tasks, "scores", first, second);
}

static gboolean works_wait(BmLedger *ledger, const json_t *results, json_t *disputes,
                           GError **error)
{
  g_autoptr(json_t) given = given_out(ledger);
  size_t i;
  json_t *result;
  json_array_foreach (json_object_get(results, "works"), i, result) {
    const char *work_no = text_of(result, "work_no");
    if (g_strcmp0(text_of(result, "state"), "needs_third") != 0 ||
        json_object_get(given, work_no) != NULL)
      continue;
    json_object_set_new(disputes, work_no, dispute_of(result));
    if (!bm_ledger_work_wait(ledger, work_no, error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_third_prepare(BmLedger *ledger, const json_t *results, guint *ret_n, GError **error)
{
  g_autoptr(json_t) disputes = json_object();
  if (!bm_db_begin(ledger, error))
    return FALSE;
  if (works_wait(ledger, results, disputes, error) &&
      (json_object_size(disputes) == 0 ||
       (bm_ledger_note_add(ledger, "disputes", disputes, error) &&
        bm_ledger_meta_set(ledger, PURPOSE, "third", error))) &&
      bm_db_commit(ledger, error)) {
    *ret_n = (guint)json_object_size(disputes);
    return TRUE;
  }
  bm_db_rollback(ledger);
  return FALSE;
}

gboolean bm_third_is_asked(BmLedger *ledger)
{
  g_autofree char *purpose = bm_ledger_meta(ledger, PURPOSE);
  return g_strcmp0(purpose, "third") == 0;
}

gboolean bm_third_done(BmLedger *ledger, GError **error)
{
  return bm_ledger_meta_set(ledger, PURPOSE, "first", error);
}

/* --- what the job is told
 * --------------------------------------------------------------------*/

static char *in_wave(const char *marker, guint wave)
{
  g_autofree char *base = bm_third_marker(marker);
  return g_strdup_printf("%st%u", base, wave);
}

static json_t *prior_markers(const char *markers, guint wave)
{
  json_t *list = json_array();
  g_auto(GStrv) ids = g_strsplit(markers, " ", -1);
  for (char **id = ids; *id != NULL; id++) {
    g_autofree char *same = in_wave(*id, wave);
    json_array_append_new(list, json_string(same));
  }
  return list;
}

/* A list in which nobody ranks above another asks for no rank. */
static gboolean ranks_are_told(BmLedger *ledger)
{
  g_autoptr(json_t) markers = bm_ledger_markers(ledger);
  size_t i;
  json_t *marker;
  json_array_foreach (markers, i, marker)
    if (text_of(marker, "rank") != NULL && strcmp(text_of(marker, "rank"), "basic") != 0)
      return TRUE;
  return FALSE;
}

static json_t *waiting_works(BmLedger *ledger, guint wave)
{
  const char *rank = ranks_are_told(ledger) ? NEEDS_RANK : "basic";
  g_autoptr(json_t) all = bm_ledger_works(ledger);
  json_t *works = json_array(), *row;
  size_t i;
  json_array_foreach (all, i, row) {
    g_autoptr(json_t) item = bm_ledger_item(ledger, text_of(row, "id"));
    if (text_of(row, "marker") == NULL || g_strcmp0(text_of(item, "state"), "ready") != 0)
      continue;
    static const char *const keys[] = {"work_no", "class_alias", "school_alias", "pages"};
    json_t *work =
        json_pack("{s:O,s:o,s:s}", "work", json_object_get(row, "id"), "prior_markers",
                  prior_markers(text_of(row, "marker"), wave), "needs_rank", rank);
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(work, keys[k], json_object_get(row, keys[k]));
    json_array_append_new(works, work);
  }
  return works;
}

/* {marker: works that he has, of any wave} */
static GHashTable *loads(BmLedger *ledger)
{
  GHashTable *load = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(json_t) items = bm_ledger_items_of_class(ledger, "marker");
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item) {
    json_t *share = json_object_get(json_object_get(item, "facts"), "allocate");
    char *marker = bm_third_marker(text_of(item, "id"));
    guint now = GPOINTER_TO_UINT(g_hash_table_lookup(load, marker));
    now += (guint)json_array_size(json_object_get(share, "works"));
    g_hash_table_insert(load, marker, GUINT_TO_POINTER(now));
  }
  return load;
}

/* The limit of a marker is on all that he marks. */
static json_t *markers_in_wave(BmLedger *ledger, guint wave)
{
  json_t *markers = bm_ledger_markers(ledger), *marker;
  g_autoptr(GHashTable) load = loads(ledger);
  size_t i;
  json_array_foreach (markers, i, marker) {
    json_int_t has = GPOINTER_TO_UINT(g_hash_table_lookup(load, text_of(marker, "marker")));
    const json_t *most = json_object_get(marker, "max_works");
    g_autofree char *id = in_wave(text_of(marker, "marker"), wave);
    if (json_is_integer(most))
      json_object_set_new(marker, "max_works",
                          json_integer(MAX(json_integer_value(most) - has, 0)));
    json_object_set_new(marker, "marker", json_string(id));
  }
  return markers;
}

void bm_third_context(BmLedger *ledger, json_t *context)
{
  g_autoptr(json_t) before = thirds(ledger);
  guint wave = (guint)json_array_size(before) + 1;
  json_object_set_new(context, "purpose", json_string("third"));
  json_object_set_new(context, "works", waiting_works(ledger, wave));
  json_object_set_new(context, "markers", markers_in_wave(ledger, wave));
}

json_t *bm_third_disputes(BmLedger *ledger)
{
  g_autoptr(json_t) notes = bm_ledger_notes(ledger, "disputes");
  json_t *all = json_object(), *note;
  size_t i;
  json_array_foreach (notes, i, note)
    json_object_update(all, note);
  return all;
}
