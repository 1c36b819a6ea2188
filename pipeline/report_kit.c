/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the report form of a school is made of. */
#include "pipeline/report_kit.h"

#include "pipeline/autoptr.h"
#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/returns.h"
#include "pipeline/wave.h"

#include <string.h>

typedef struct Schools {
  BmLedger *ledger;
  BmKeymap *keymap;
  const BmProcedure *procedure;
  GHashTable *kits; /* school code → kit */
} Schools;

/* "4F7K-92QX": as a bundle is named, of letters that nobody mistakes. */
static char *report_code(BmKeymap *keymap, const char *school)
{
  static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autofree char *text = g_strconcat("report|", school, NULL);
  guint64 hash = bm_keymap_hash(keymap, text);
  GString *code = g_string_new(NULL);
  for (guint i = 0; i < 8; i++, hash >>= 5) {
    if (i == 4)
      g_string_append_c(code, '-');
    g_string_append_c(code, letters[hash & 31]);
  }
  return g_string_free(code, FALSE);
}

/* A school may be on the list of schools and have no pupils. */
static const char *school_name(const BmProcedure *procedure, const char *school)
{
  const char *name = bm_procedure_school_name(procedure, school);
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(procedure->assessment, "schools"), i, row)
    if (name == NULL && strcmp(bm_json_text_or_empty(row, "school_code"), school) == 0)
      name = json_string_value(json_object_get(row, "school_name"));
  return name != NULL && name[0] != '\0' ? name : school;
}

static json_t *kit_of(Schools *schools, const char *school)
{
  static const char *const keys[] = {"title", "subject", "date"};
  json_t *kit = g_hash_table_lookup(schools->kits, school);
  if (kit != NULL)
    return kit;
  g_autofree char *code = report_code(schools->keymap, school);
  json_t *tasks = json_object_get(schools->procedure->assessment, "tasks");
  kit = json_pack("{s:s,s:s,s:s,s:[],s:[],s:o}", "report", code, "school_code", school,
                  "school", school_name(schools->procedure, school), "classes", "markers",
                  "tasks", tasks != NULL ? json_incref(tasks) : json_array());
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set(kit, keys[i], json_object_get(schools->procedure->assessment, keys[i]));
  g_hash_table_insert(schools->kits, g_strdup(school), kit);
  return kit;
}

/* ---- classes ---- */

static json_t *class_of(Schools *schools, const char *school, const char *class_group)
{
  json_t *classes = json_object_get(kit_of(schools, school), "classes"), *row;
  size_t i;
  json_array_foreach (classes, i, row)
    if (strcmp(bm_json_text_or_empty(row, "class"), class_group) == 0)
      return row;
  row = json_pack("{s:s,s:i,s:i}", "class", class_group, "listed", 0, "numbered", 0);
  json_array_append_new(classes, row);
  return row;
}

static void count_up(json_t *row, const char *key)
{
  json_t *count = json_object_get(row, key);
  json_integer_set(count, json_integer_value(count) + 1);
}

static void roster_count(Schools *schools)
{
  size_t i;
  json_t *pupil;
  json_array_foreach (schools->procedure->roster, i, pupil) {
    g_autofree char *class_group = bm_class_normalise(bm_json_text_or_empty(pupil, "class"));
    if (bm_json_text_or_empty(pupil, "school_code")[0] != '\0' && class_group[0] != '\0')
      count_up(class_of(schools, bm_json_text_or_empty(pupil, "school_code"), class_group),
               "listed");
  }
}

static void works_count(Schools *schools)
{
  g_autoptr(json_t) classes = bm_keymap_classes(schools->keymap);
  g_autoptr(json_t) works = bm_ledger_works(schools->ledger);
  g_autoptr(GHashTable) by_ref = g_hash_table_new(NULL, NULL);
  size_t i;
  json_t *row;
  json_array_foreach (classes, i, row)
    if (strcmp(bm_json_text_or_empty(row, "school_code"), BM_CONTROL_SCHOOL) != 0)
      g_hash_table_insert(
          by_ref, GINT_TO_POINTER((gint)json_integer_value(json_object_get(row, "class_ref"))),
          class_of(schools, bm_json_text_or_empty(row, "school_code"),
                   bm_json_text_or_empty(row, "class_group")));
  json_array_foreach (works, i, row) {
    json_t *class_group = g_hash_table_lookup(
        by_ref, GINT_TO_POINTER((gint)json_integer_value(json_object_get(row, "class_ref"))));
    if (class_group != NULL && bm_json_text_or_empty(row, "work_no")[0] != '\0')
      count_up(class_group, "numbered");
  }
}

/* ---- markers ---- */

/* {id: teacher}, borrowed from @markers. */
static GHashTable *teachers_index(const json_t *markers)
{
  GHashTable *teachers = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)markers, i, row)
    g_hash_table_insert(teachers, (gpointer)bm_json_text_or_empty(row, "id"), row);
  return teachers;
}

static gboolean is_third(const json_t *item)
{
  return bm_wave_is_third(bm_json_text_or_empty(item, "id"));
}

static void bundles_add(Schools *schools, const json_t *teacher, const json_t *item,
                        json_t *bundles)
{
  json_t *list = json_object_get(kit_of(schools, bm_json_text_or_empty(teacher, "school_code")),
                                 "markers"),
         *bundle;
  size_t i;
  json_array_foreach (bundles, i, bundle)
    json_array_append_new(
        list, json_pack("{s:O,s:s,s:O,s:I}", "marker", json_object_get(item, "id"), "teacher",
                        bm_json_text_or_empty(teacher, "teacher"), "bundle",
                        json_object_get(bundle, "bundle"), "works",
                        (json_int_t)json_array_size(json_object_get(bundle, "works"))));
}

/* Bundles go to the schools of their teachers; returns how many teachers have none. @schools
 * NULL: only count. */
static guint bundles_share(BmLedger *ledger, BmKeymap *keymap, Schools *schools)
{
  g_autoptr(json_t) items = bm_ledger_items_of_class(ledger, "marker");
  g_autoptr(json_t) markers = bm_keymap_markers(keymap);
  g_autoptr(GHashTable) teachers = teachers_index(markers);
  guint n_apart = 0;
  size_t i;
  json_t *item;
  json_array_foreach (items, i, item) {
    const json_t *teacher = g_hash_table_lookup(teachers, bm_json_text_or_empty(item, "id"));
    g_autoptr(json_t) bundles = bm_returns_bundles(item);
    if (json_array_size(bundles) == 0 || is_third(item))
      continue;
    if (bm_json_text_or_empty(teacher, "school_code")[0] == '\0')
      n_apart++;
    else if (schools != NULL)
      bundles_add(schools, teacher, item, bundles);
  }
  return n_apart;
}

guint bm_report_markers_apart(BmLedger *ledger, BmKeymap *keymap)
{
  return bundles_share(ledger, keymap, NULL);
}

/* ---- all ---- */

static int by_text(gconstpointer p, gconstpointer q)
{
  return strcmp(p, q);
}

static int by_class(gconstpointer p, gconstpointer q)
{
  const char *a = bm_json_text_or_empty(*(json_t *const *)p, "class"),
             *b = bm_json_text_or_empty(*(json_t *const *)q, "class");
  guint64 year_a = g_ascii_strtoull(a, NULL, 10), year_b = g_ascii_strtoull(b, NULL, 10);
  return year_a != year_b ? (year_a < year_b ? -1 : 1) : strcmp(a, b);
}

static void classes_sort(json_t *kit)
{
  json_t *classes = json_object_get(kit, "classes"), *row, *sorted = json_array();
  g_autoptr(GPtrArray) rows = g_ptr_array_new();
  size_t i;
  json_array_foreach (classes, i, row)
    g_ptr_array_add(rows, row);
  g_ptr_array_sort(rows, by_class);
  for (guint k = 0; k < rows->len; k++)
    json_array_append(sorted, rows->pdata[k]);
  json_object_set_new(kit, "classes", sorted);
}

json_t *bm_report_kits(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure)
{
  g_autoptr(GHashTable) by_school =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Schools schools = {ledger, keymap, procedure, by_school};
  json_t *kits = json_array();
  roster_count(&schools);
  works_count(&schools);
  bundles_share(ledger, keymap, &schools);
  g_autoptr(GList) codes = g_list_sort(g_hash_table_get_keys(by_school), by_text);
  for (GList *code = codes; code != NULL; code = code->next) {
    json_t *kit = g_hash_table_lookup(by_school, code->data);
    classes_sort(kit);
    json_array_append_new(kits, kit);
  }
  return kits;
}
