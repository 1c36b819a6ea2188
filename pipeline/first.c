/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two rounds side by side. */
#include "pipeline/first.h"

#include "pipeline/json_text.h"
#include "pipeline/person.h"
#include "pipeline/wave.h"

#include <string.h>

struct BmFirst {
  json_t *works;   /* {work_no of the first round: {work_no, result}} */
  json_t *markers; /* {work_no: [{teacher, school_code}]} */
  json_t *pages;   /* {"page path": [work_no]} */
  json_t *touched; /* {work of this round: {work_no of the first: true}} */
  json_t *takers;  /* {work_no of the first: {work of this round: true}} */
  json_t *persons; /* {marker of this round: key of the person} */
};

/* The object below @key, made when missing; borrowed. */
static json_t *below(json_t *object, const char *key)
{
  json_t *inner = json_object_get(object, key);
  if (inner == NULL) {
    inner = json_object();
    json_object_set_new(object, key, inner);
  }
  return inner;
}

static void list_add(json_t *object, const char *key, json_t *value)
{
  if (json_object_get(object, key) == NULL)
    json_object_set_new(object, key, json_array());
  json_array_append(json_object_get(object, key), value);
}

/* --- pages */

static char *page_key(const char *path, gint64 page)
{
  return g_strdup_printf("%" G_GINT64_FORMAT " %s", page, path);
}

static void first_take(BmFirst *first, BmKeymap *keymap)
{
  g_autoptr(json_t) works = bm_keymap_first_works(keymap);
  g_autoptr(json_t) markers = bm_keymap_first_markers(keymap);
  g_autoptr(json_t) pages = bm_keymap_first_pages(keymap);
  size_t i;
  json_t *row;
  json_array_foreach (works, i, row)
    json_object_set(first->works, bm_json_text(row, "work_no"), row);
  json_array_foreach (markers, i, row)
    list_add(first->markers, bm_json_text(row, "work_no"), row);
  json_array_foreach (pages, i, row) {
    g_autofree char *key = page_key(bm_json_text(row, "path"),
                                    (gint64)json_integer_value(json_object_get(row, "page")));
    list_add(first->pages, key, json_object_get(row, "work_no"));
  }
}

/* {file: path} */
static json_t *paths_of(BmKeymap *keymap)
{
  g_autoptr(json_t) rows = bm_keymap_sources(keymap);
  json_t *paths = json_object(), *row;
  size_t i;
  json_array_foreach (rows, i, row)
    json_object_set(paths, bm_json_text(row, "file"), json_object_get(row, "path"));
  return paths;
}

gint64 bm_first_page_number(const json_t *page)
{
  const json_t *intake = json_object_get(json_object_get(page, "facts"), "intake");
  const json_t *number = json_object_get(intake, "source_page");
  return (gint64)json_integer_value(number != NULL ? number : json_object_get(page, "seq"));
}

static void work_touch(BmFirst *first, BmLedger *ledger, const json_t *paths, const char *work)
{
  g_autoptr(json_t) pages = bm_ledger_work_pages(ledger, work);
  size_t i, k;
  json_t *page, *work_no;
  json_array_foreach (pages, i, page) {
    const char *file = bm_json_text(page, "parent");
    const char *path = file != NULL ? bm_json_text(paths, file) : NULL;
    if (path == NULL)
      continue;
    g_autofree char *key = page_key(path, bm_first_page_number(page));
    json_array_foreach (json_object_get(first->pages, key), k, work_no) {
      const char *number = json_string_value(work_no);
      json_object_set_new(below(first->touched, work), number, json_true());
      json_object_set_new(below(first->takers, number), work, json_true());
    }
  }
}

static void works_touch(BmFirst *first, BmKeymap *keymap, BmLedger *ledger)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  g_autoptr(json_t) paths = paths_of(keymap);
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    work_touch(first, ledger, paths, bm_json_text(work, "id"));
}

BmFirst *bm_first_open(BmKeymap *keymap, BmLedger *ledger)
{
  if (!bm_keymap_is_recheck(keymap))
    return NULL;
  BmFirst *first = g_new0(BmFirst, 1);
  json_t **tables[] = {&first->works, &first->markers, &first->pages, &first->touched,
                       &first->takers};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    *tables[i] = json_object();
  first->persons = bm_person_keys(keymap);
  first_take(first, keymap);
  works_touch(first, keymap, ledger);
  return first;
}

void bm_first_free(BmFirst *first)
{
  if (first == NULL)
    return;
  json_decref(first->works);
  json_decref(first->markers);
  json_decref(first->pages);
  json_decref(first->touched);
  json_decref(first->takers);
  json_decref(first->persons);
  g_free(first);
}

/* --- answers */

json_t *bm_first_markers(const BmFirst *first, const char *work)
{
  json_t *list = json_array(), *is_touched, *row;
  const char *work_no;
  size_t i;
  json_object_foreach (json_object_get(first->touched, work), work_no, is_touched)
    json_array_foreach (json_object_get(first->markers, work_no), i, row)
      json_array_append_new(list,
                            json_pack("{s:O,s:O}", "teacher", json_object_get(row, "teacher"),
                                      "school_code", json_object_get(row, "school_code")));
  return list;
}

json_t *bm_first_prior(const BmFirst *first, const char *work, const json_t *markers)
{
  g_autoptr(json_t) before = bm_first_markers(first, work);
  g_autoptr(GHashTable) persons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  json_t *prior = json_array(), *row;
  size_t i;
  json_array_foreach (before, i, row)
    g_hash_table_add(persons, bm_person_key(bm_json_text_or_empty(row, "teacher")));
  json_array_foreach (markers, i, row) {
    g_autofree char *id = bm_wave_marker(bm_json_text(row, "marker"));
    const char *person = bm_json_text(first->persons, id);
    if (person != NULL && g_hash_table_contains(persons, person))
      json_array_append(prior, json_object_get(row, "marker"));
  }
  return prior;
}

/* The only key of an object, or NULL. */
static const char *only_key(json_t *object)
{
  return json_object_size(object) == 1 ? json_object_iter_key(json_object_iter(object)) : NULL;
}

const json_t *bm_first_same(const BmFirst *first, const char *work)
{
  const char *work_no = only_key(json_object_get(first->touched, work));
  const char *taker =
      work_no != NULL ? only_key(json_object_get(first->takers, work_no)) : NULL;
  return taker != NULL ? json_object_get(first->works, work_no) : NULL;
}

const char *bm_first_needs_rank(const json_t *markers)
{
  size_t i;
  json_t *marker;
  json_array_foreach (markers, i, marker) {
    const char *rank = bm_json_text(marker, "rank");
    if (rank != NULL && strcmp(rank, "basic") != 0)
      return "senior";
  }
  return "basic";
}

/* --- what jobs are told */

static void prior_add(const BmFirst *first, json_t *work, const json_t *markers)
{
  g_autoptr(json_t) prior = bm_first_prior(first, bm_json_text(work, "work"), markers);
  if (json_object_get(work, "prior_markers") == NULL)
    json_object_set_new(work, "prior_markers", json_array());
  json_t *list = json_object_get(work, "prior_markers"), *marker;
  size_t i;
  json_array_foreach (prior, i, marker)
    json_array_append(list, marker);
}

void bm_first_allocate(BmKeymap *keymap, BmLedger *ledger, json_t *context)
{
  g_autoptr(BmFirst) first = bm_first_open(keymap, ledger);
  if (first == NULL)
    return;
  const json_t *markers = json_object_get(context, "markers");
  const char *rank = bm_first_needs_rank(markers);
  size_t i;
  json_t *work;
  if (json_object_get(context, "purpose") == NULL)
    json_object_set_new(context, "purpose", json_string("recheck"));
  json_array_foreach (json_object_get(context, "works"), i, work) {
    prior_add(first, work, markers);
    if (json_object_get(work, "needs_rank") == NULL)
      json_object_set_new(work, "needs_rank", json_string(rank));
  }
}

static gboolean class_is(const json_t *row, const json_t *other)
{
  return g_strcmp0(bm_json_text(row, "school_code"), bm_json_text(other, "school_code")) == 0 &&
         g_strcmp0(bm_json_text(row, "class_group"), bm_json_text(other, "class_group")) == 0;
}

/* The number that one of the rounds gives to a class of the other; itself when it has none. */
static gint64 class_in(const json_t *classes, gint64 class_ref, const json_t *others)
{
  size_t i, k;
  json_t *row, *other;
  json_array_foreach (classes, i, row) {
    if (json_integer_value(json_object_get(row, "class_ref")) != class_ref)
      continue;
    json_array_foreach (others, k, other)
      if (class_is(row, other))
        return (gint64)json_integer_value(json_object_get(other, "class_ref"));
  }
  return class_ref;
}

void bm_first_split(BmKeymap *keymap, json_t *context)
{
  int tag = bm_keymap_first_tag(keymap);
  if (tag < 0)
    return;
  g_autoptr(json_t) before = bm_keymap_first_classes(keymap);
  g_autoptr(json_t) now = bm_keymap_classes(keymap);
  json_t *packet = json_object_get(context, "packet"), *refs = json_array(), *ref;
  size_t i;
  json_array_foreach (json_object_get(context, "class_refs"), i, ref)
    json_array_append_new(refs,
                          json_integer(class_in(now, (gint64)json_integer_value(ref), before)));
  gint64 own = (gint64)json_integer_value(json_object_get(packet, "class_ref"));
  json_object_set_new(packet, "class_ref", json_integer(class_in(now, own, before)));
  json_object_set_new(context, "class_refs", refs);
  json_object_set_new(context, "round_tag", json_integer(tag));
}

gint64 bm_first_class(BmKeymap *keymap, gint64 class_ref)
{
  if (class_ref == 0 || !bm_keymap_is_recheck(keymap))
    return class_ref;
  g_autoptr(json_t) before = bm_keymap_first_classes(keymap);
  g_autoptr(json_t) now = bm_keymap_classes(keymap);
  return class_in(before, class_ref, now);
}

static void result_add(json_t *result, const json_t *same)
{
  static const char *const keys[][2] = {
      {"prior_total", "total"}, {"prior_mark", "mark"}, {"prior_scores", "scores"}};
  const json_t *before = json_object_get(same, "result");
  const char *work_no = same != NULL ? bm_json_text(same, "work_no") : NULL;
  json_object_set_new(result, "prior_work_no",
                      work_no != NULL ? json_string(work_no) : json_null());
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    json_t *value = json_object_get(before, keys[i][1]);
    if (value != NULL)
      json_object_set(result, keys[i][0], value);
    else
      json_object_set_new(result, keys[i][0], json_null());
  }
}

void bm_first_results(BmKeymap *keymap, BmLedger *ledger, json_t *results)
{
  g_autoptr(BmFirst) first = bm_first_open(keymap, ledger);
  if (first == NULL)
    return;
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  g_autoptr(json_t) by_number = json_object();
  size_t i;
  json_t *row;
  json_array_foreach (works, i, row)
    if (bm_json_text(row, "work_no") != NULL)
      json_object_set(by_number, bm_json_text(row, "work_no"), json_object_get(row, "id"));
  json_array_foreach (results, i, row) {
    const char *work = bm_json_text(by_number, bm_json_text(row, "work_no"));
    result_add(row, work != NULL ? bm_first_same(first, work) : NULL);
  }
}
