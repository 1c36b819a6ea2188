/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth for `blindmark attack`, from ledger, key map and roster. */
#include "pipeline/attack_truth.h"

#include "pipeline/csv.h"
#include "pipeline/json_text.h"

#include <string.h>

static gint64 number_of(const json_t *row, const char *key)
{
  return (gint64)json_integer_value(json_object_get(row, key));
}

/* School's place among the key map's schools, which come in a fixed order; −1 unknown. */
static int school_number(json_t *schools, const char *school_code)
{
  int n = 0;
  const char *alias;
  json_t *code;
  json_object_foreach (schools, alias, code) {
    if (g_strcmp0(json_string_value(code), school_code) == 0)
      return n;
    n++;
  }
  return -1;
}

static json_t *class_of(json_t *classes, gint64 class_ref)
{
  size_t i;
  json_t *row;
  json_array_foreach (classes, i, row)
    if (number_of(row, "class_ref") == class_ref)
      return row;
  return NULL;
}

/* Letters of surname, name, patronymic; null for a part that is not there. */
static json_t *letters_in(const json_t *row)
{
  static const char *const parts[] = {"surname", "name", "patronymic"};
  json_t *letters = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    const char *text = bm_json_text(row, parts[i]);
    gboolean is_there = text != NULL && text[0] != '\0';
    json_array_append_new(letters,
                          is_there ? json_integer(g_utf8_strlen(text, -1)) : json_null());
  }
  return letters;
}

/* Rows of the roster that belong to a class, in order. */
static GPtrArray *pupils_of(BmOpen *open, const char *school_code, const char *class_group)
{
  GPtrArray *pupils = g_ptr_array_new();
  size_t i;
  json_t *row;
  json_array_foreach (open->procedure->roster, i, row) {
    const char *class = bm_json_text(row, "class");
    g_autofree char *group = bm_class_normalise(class != NULL ? class : "");
    if (g_strcmp0(bm_json_text(row, "school_code"), school_code) == 0 &&
        g_strcmp0(group, class_group) == 0)
      g_ptr_array_add(pupils, row);
  }
  return pupils;
}

/* Every work of a class in the order of scanning, held ones too: they keep the order right. */
static guint place_in_class(json_t *all, json_t *work, guint *ret_n)
{
  guint at = 0, n = 0;
  size_t i;
  json_t *other;
  json_array_foreach (all, i, other) {
    if (number_of(other, "class_ref") != number_of(work, "class_ref"))
      continue;
    if (other == work)
      at = n;
    n++;
  }
  *ret_n = n;
  return at;
}

static json_t *letters_by_order(BmOpen *open, json_t *all, json_t *work, json_t *class)
{
  g_autoptr(GPtrArray) pupils =
      pupils_of(open, bm_json_text(class, "school_code"), bm_json_text(class, "class_group"));
  guint n = 0, at = place_in_class(all, work, &n);
  return n == pupils->len && n > 0 ? letters_in(pupils->pdata[at]) : json_array();
}

static json_t *letters_by_list(json_t *list, const char *work_no)
{
  size_t i;
  json_t *row;
  json_array_foreach (list, i, row)
    if (g_strcmp0(bm_json_text(row, "work_no"), work_no) == 0)
      return letters_in(row);
  return json_array();
}

json_t *bm_truth_works(BmOpen *open, const char *names, GError **error)
{
  g_autoptr(json_t) list = names != NULL ? bm_csv_read(names, error) : NULL;
  if (names != NULL && list == NULL)
    return NULL;
  g_autoptr(json_t) all = bm_ledger_works(open->ledger);
  g_autoptr(json_t) classes = bm_keymap_classes(open->keymap);
  g_autoptr(json_t) schools = bm_keymap_schools(open->keymap);
  json_t *out = json_array(), *work;
  size_t i;
  json_array_foreach (all, i, work) {
    if (bm_json_text(work, "place") == NULL || bm_json_text(work, "class_alias") == NULL)
      continue;
    json_t *class = class_of(classes, number_of(work, "class_ref"));
    json_t *letters = list != NULL    ? letters_by_list(list, bm_json_text(work, "work_no"))
                      : class != NULL ? letters_by_order(open, all, work, class)
                                      : json_array();
    json_t *row = json_pack(
        "{s:O,s:O,s:O,s:O,s:i,s:i,s:o,s:s?,s:s?}", "work", json_object_get(work, "id"),
        "work_no", json_object_get(work, "work_no"), "place", json_object_get(work, "place"),
        "alias", json_object_get(work, "class_alias"), "school",
        school_number(schools, bm_json_text(class, "school_code")), "order", (int)i, "letters",
        letters, "school_code", bm_json_text(class, "school_code"), "class",
        bm_json_text(class, "class_group"));
    json_array_append_new(out, row);
  }
  return out;
}

/* The alias of a class that handed works in, or NULL; borrowed from @works. */
static const char *alias_of(json_t *works, const char *school_code, const char *class_group)
{
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    if (g_strcmp0(bm_json_text(work, "school_code"), school_code) == 0 &&
        g_strcmp0(bm_json_text(work, "class"), class_group) == 0)
      return bm_json_text(work, "alias");
  return NULL;
}

json_t *bm_truth_classes(BmOpen *open)
{
  g_autoptr(json_t) works = bm_truth_works(open, NULL, NULL);
  g_autoptr(json_t) counts = json_object();
  json_t *out = json_array(), *row;
  size_t i;
  json_array_foreach (open->procedure->roster, i, row) {
    const char *class = bm_json_text(row, "class"), *code = bm_json_text(row, "school_code");
    g_autofree char *group = bm_class_normalise(class != NULL ? class : "");
    g_autofree char *key = g_strconcat(code != NULL ? code : "", "\n", group, NULL);
    json_t *found = json_object_get(counts, key);
    if (found == NULL) {
      found = json_pack("{s:s?,s:i}", "alias", alias_of(works, code, group), "pupils", 0);
      json_array_append_new(out, found);
      json_object_set(counts, key, found);
    }
    json_object_set_new(found, "pupils", json_integer(number_of(found, "pupils") + 1));
  }
  return out;
}

json_t *bm_truth_bundles(BmOpen *open)
{
  g_autoptr(json_t) markers = bm_keymap_markers(open->keymap);
  g_autoptr(json_t) schools = bm_keymap_schools(open->keymap);
  json_t *out = json_array(), *marker;
  size_t i;
  json_array_foreach (markers, i, marker) {
    g_autoptr(json_t) item = bm_ledger_item(open->ledger, bm_json_text(marker, "id"));
    if (bm_json_text(item, "place") != NULL)
      json_array_append_new(
          out, json_pack("{s:s,s:i}", "place", bm_json_text(item, "place"), "school",
                         school_number(schools, bm_json_text(marker, "school_code"))));
  }
  return out;
}

json_t *bm_truth_codes(BmOpen *open, const char *work)
{
  g_autoptr(json_t) pages = bm_ledger_work_pages(open->ledger, work);
  json_t *out = json_array(), *page;
  size_t i;
  for (i = 0; i < json_array_size(pages); i++)
    json_array_append_new(out, json_array());
  json_array_foreach (pages, i, page) {
    json_t *facts = json_object_get(json_object_get(page, "facts"), "number");
    gint64 at = number_of(facts, "page");
    if (at >= 1 && at <= (gint64)json_array_size(out) &&
        json_object_get(facts, "codes") != NULL)
      json_array_set(out, (size_t)at - 1, json_object_get(facts, "codes"));
  }
  return out;
}
