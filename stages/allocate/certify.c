/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an allocation: every rule counted again, from the context alone. */
#include "stages/allocate/spread.h"

static const char *text_of(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

static GHashTable *index_by(const json_t *array, const char *key)
{
  GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *value;
  json_array_foreach (array, i, value)
    g_hash_table_insert(index, (char *)text_of(value, key), value);
  return index;
}

static void count(json_t *certificate, const char *key, json_int_t more)
{
  json_int_t now = json_integer_value(json_object_get(certificate, key));
  json_object_set_new(certificate, key, json_integer(now + more));
}

static void keep_least(json_t *certificate, const char *key, json_int_t value)
{
  const json_t *now = json_object_get(certificate, key);
  if (now == NULL || value < json_integer_value(now))
    json_object_set_new(certificate, key, json_integer(value));
}

static void keep_most(json_t *certificate, const char *key, json_int_t value)
{
  const json_t *now = json_object_get(certificate, key);
  if (now == NULL || value > json_integer_value(now))
    json_object_set_new(certificate, key, json_integer(value));
}

static gboolean list_has(const json_t *list, const char *text)
{
  size_t i;
  json_t *value;
  json_array_foreach (list, i, value)
    if (g_strcmp0(json_string_value(value), text) == 0)
      return TRUE;
  return FALSE;
}

/* One work in one marker's hands. @markers: who has it already, by work number. */
static void check_pair(json_t *certificate, const json_t *work, json_t *marker,
                       GHashTable *markers)
{
  const char *school = text_of(work, "school_alias"), *own = text_of(marker, "school_alias");
  if (school == NULL || g_strcmp0(school, own) == 0)
    count(certificate, "own_school", 1);
  if (list_has(json_object_get(marker, "conflicts"), school))
    count(certificate, "conflicts", 1);
  const json_t *other = g_hash_table_lookup(markers, text_of(work, "work_no"));
  if (other != NULL && own != NULL && g_strcmp0(own, text_of(other, "school_alias")) == 0)
    count(certificate, "same_school", 1);
  if (other == marker)
    count(certificate, "twice", 1);
  g_hash_table_insert(markers, (char *)text_of(work, "work_no"), marker);
}

static void check_hand(json_t *certificate, const json_t *hand, json_t *marker,
                       GHashTable *works, GHashTable *markers, GHashTable *times)
{
  g_autoptr(GHashTable) classes = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) schools = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *value;
  json_array_foreach (hand, i, value) {
    const json_t *work = g_hash_table_lookup(works, json_string_value(value));
    g_assert(work != NULL);
    check_pair(certificate, work, marker, markers);
    g_hash_table_add(classes, (char *)text_of(work, "class_alias"));
    g_hash_table_add(schools, (char *)text_of(work, "school_alias"));
    char *work_no = (char *)text_of(work, "work_no");
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(times, work_no));
    g_hash_table_insert(times, work_no, GUINT_TO_POINTER(before + 1));
  }
  if (json_array_size(hand) == 0)
    return;
  keep_least(certificate, "classes_min", g_hash_table_size(classes));
  keep_least(certificate, "schools_min", g_hash_table_size(schools));
}

static void check_load(json_t *certificate, guint load, guint fair, const json_t *most)
{
  keep_most(certificate, "load_max", load);
  keep_least(certificate, "load_min", load);
  keep_most(certificate, "fair_max", fair);
  keep_least(certificate, "fair_min", fair);
  keep_most(certificate, "off_fair_max", load > fair ? load - fair : fair - load);
  if (json_is_integer(most) && load > json_integer_value(most))
    count(certificate, "over_limit", 1);
}

static json_t *certificate_new(const BmPanel *panel)
{
  return json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i}", "works", (int)panel->n_works,
                   "markings", (int)(panel->n_works * panel->per_work), "markers",
                   (int)panel->markers->len, "other_subject", (int)panel->n_other_subject,
                   "own_school", 0, "conflicts", 0, "same_school", 0, "twice", 0, "over_limit",
                   0, "unmarked", 0);
}

static void check_complete(json_t *certificate, const BmPanel *panel, GHashTable *works,
                           GHashTable *times)
{
  GHashTableIter each;
  gpointer work_no;
  g_hash_table_iter_init(&each, works);
  while (g_hash_table_iter_next(&each, &work_no, NULL))
    if (GPOINTER_TO_UINT(g_hash_table_lookup(times, work_no)) != panel->per_work)
      count(certificate, "unmarked", 1);
}

json_t *bm_panel_certify(const BmPanel *panel, const json_t *plan, const json_t *context)
{
  g_autoptr(GHashTable) works = index_by(json_object_get(context, "works"), "work_no");
  g_autoptr(GHashTable) people = index_by(json_object_get(context, "markers"), "marker");
  g_autoptr(GHashTable) markers = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) times = g_hash_table_new(g_str_hash, g_str_equal);
  g_autofree guint *fair = bm_panel_fair_loads(panel);
  json_t *certificate = certificate_new(panel);
  for (guint m = 0; m < panel->markers->len; m++) {
    const char *id = bm_panel_marker(panel, m)->id;
    const json_t *hand = json_object_get(plan, id);
    json_t *marker = g_hash_table_lookup(people, id);
    check_hand(certificate, hand, marker, works, markers, times);
    check_load(certificate, (guint)json_array_size(hand), fair[m],
               json_object_get(marker, "max_works"));
  }
  check_complete(certificate, panel, works, times);
  return certificate;
}

guint bm_certificate_faults(const json_t *certificate)
{
  static const char *const keys[] = {"own_school", "conflicts",  "same_school",
                                     "twice",      "over_limit", "unmarked"};
  guint faults = 0;
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    faults += (guint)json_integer_value(json_object_get(certificate, keys[i]));
  return faults;
}
