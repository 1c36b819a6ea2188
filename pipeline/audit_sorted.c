/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The works under sorted/ against the ledger. */
#include "pipeline/audit_sorted.h"

#include "pipeline/digest.h"
#include "pipeline/json_text.h"

#include <string.h>
#include <sys/stat.h>

#define DEPTH_MOST 4

static void fault_add(json_t *faults, const char *slug, const char *place, const char *found,
                      const char *expected)
{
  json_array_append_new(faults, json_pack("{s:s,s:s,s:s?,s:s?}", "fault", slug, "file", place,
                                          "found", found, "expected", expected));
}

static void work_check(const char *ws, const json_t *item, json_t *faults)
{
  const char *place = bm_json_text(item, "place"),
             *wanted = bm_json_text(bm_ledger_facts(item, "sort"), "digest");
  g_autofree char *path = g_build_filename(ws, place, NULL);
  g_autofree char *digest = bm_file_digest(path);
  if (digest == NULL)
    fault_add(faults, "audit_sorted_missing", place, NULL, wanted);
  else if (wanted != NULL && strcmp(digest, wanted) != 0)
    fault_add(faults, "audit_sorted_changed", place, digest, wanted);
}

static void strays_find(const char *ws, const char *folder, guint depth, GHashTable *known,
                        json_t *faults)
{
  g_autofree char *path = g_build_filename(ws, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *place = g_build_filename(folder, name, NULL);
    g_autofree char *whole = g_build_filename(ws, place, NULL);
    struct stat st;
    if (lstat(whole, &st) != 0 || g_hash_table_contains(known, place))
      continue;
    if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
      strays_find(ws, place, depth + 1, known, faults);
    else
      fault_add(faults, "audit_sorted_stray", place, NULL, NULL);
  }
}

json_t *bm_audit_sorted(BmLedger *ledger, const char *ws)
{
  g_autoptr(json_t) items = bm_ledger_items_of_class(ledger, "work");
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *faults = json_array(), *item;
  size_t i;
  json_array_foreach (items, i, item) {
    const char *place = bm_json_text(item, "place");
    if (place == NULL)
      continue;
    g_hash_table_add(known, (gpointer)place);
    work_check(ws, item, faults);
  }
  strays_find(ws, "sorted", 0, known, faults);
  return json_pack("{s:b,s:i,s:o}", "is_proven", json_array_size(faults) == 0, "works",
                   (int)g_hash_table_size(known), "faults", faults);
}

json_t *bm_sorted_missing(BmLedger *ledger, const char *ws)
{
  g_autoptr(json_t) places = bm_ledger_places(ledger);
  json_t *missing = json_array(), *place;
  size_t i;
  json_array_foreach (places, i, place) {
    g_autofree char *path = g_build_filename(ws, json_string_value(place), NULL);
    if (g_str_has_prefix(json_string_value(place), "sorted/") &&
        !g_file_test(path, G_FILE_TEST_IS_REGULAR))
      json_array_append(missing, place);
  }
  return missing;
}
