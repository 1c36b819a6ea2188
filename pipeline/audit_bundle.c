/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles against the ledger and their own pages; files are in audit_files.c. */
#include "pipeline/audit_bundle.h"

#include "pipeline/audit_bundle_part.h"
#include "pipeline/autoptr.h"
#include "pipeline/digest.h"
#include "pipeline/json_text.h"
#include "pipeline/order.h"

#include <string.h>

/* Names of files and folders may be any bytes. */
void bm_audit_fault(json_t *faults, const char *fault, const BmAuditSpot *spot, json_t *found,
                    json_t *expected)
{
  g_autofree char *folder = g_utf8_make_valid(spot->folder, -1);
  g_autofree char *file = spot->file != NULL ? g_utf8_make_valid(spot->file, -1) : NULL;
  json_array_append_new(
      faults, json_pack("{s:s,s:s,s:s?,s:o,s:o,s:o}", "fault", fault, "folder", folder, "file",
                        file, "page", spot->page > 0 ? json_integer(spot->page) : json_null(),
                        "found", found != NULL ? found : json_null(), "expected",
                        expected != NULL ? expected : json_null()));
}

/* --- what was given out */

typedef struct Given {
  const char *bundles_dir;
  const json_t *written;
  GHashTable *known; /* folders of bundles that were given out */
  json_t *faults;
} Given;

static const json_t *manifest_in(const json_t *written, const char *folder)
{
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(written, "folders"), i, one)
    if (g_strcmp0(json_string_value(one), folder) == 0)
      return json_array_get(json_object_get(written, "manifests"), i);
  return NULL;
}

/* Texts of a list, or of a key of its objects, in order; new. */
static json_t *texts_sorted(const json_t *list, const char *key)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new();
  size_t i;
  json_t *one, *sorted = json_array();
  json_array_foreach ((json_t *)list, i, one) {
    const char *text = key != NULL ? bm_json_text(one, key) : json_string_value(one);
    if (text != NULL)
      g_ptr_array_add(texts, (gpointer)text);
  }
  g_ptr_array_sort(texts, bm_by_text);
  for (guint k = 0; k < texts->len; k++)
    json_array_append_new(sorted, json_string(texts->pdata[k]));
  return sorted;
}

/* A round of before kept no sums of manifests. */
static void sum_check(const Given *given, const json_t *kit, const BmAuditSpot *spot)
{
  const char *sum = bm_json_text(kit, "manifest_sha256");
  g_autofree char *path =
      g_build_filename(given->bundles_dir, spot->folder, "manifest.json", NULL);
  g_autofree char *digest = sum != NULL ? bm_file_digest(path) : NULL;
  if (g_strcmp0(digest, sum) != 0)
    bm_audit_fault(given->faults, "audit_manifest_changed", spot,
                   digest != NULL ? json_string(digest) : NULL, json_string(sum));
}

static void kit_check(const Given *given, const json_t *kit, const char *folder)
{
  const BmAuditSpot spot = {.folder = folder, .file = "manifest.json"};
  const json_t *manifest = manifest_in(given->written, folder);
  if (manifest == NULL) {
    bm_audit_fault(given->faults, "audit_bundle_missing", &(BmAuditSpot){.folder = folder},
                   NULL, json_incref(json_object_get(kit, "bundle")));
    return;
  }
  if (!json_equal(json_object_get(manifest, "bundle"), json_object_get(kit, "bundle")))
    bm_audit_fault(given->faults, "audit_bundle_other", &spot,
                   json_incref(json_object_get(manifest, "bundle")),
                   json_incref(json_object_get(kit, "bundle")));
  g_autoptr(json_t) found = texts_sorted(json_object_get(manifest, "works"), "work_no");
  g_autoptr(json_t) expected = texts_sorted(json_object_get(kit, "works"), NULL);
  if (!json_equal(found, expected))
    bm_audit_fault(given->faults, "audit_works_other", &spot, json_incref(found),
                   json_incref(expected));
  sum_check(given, kit, &spot);
}

/* "m03/1" for "bundles/m03/1/bundle.pdf"; caller frees. */
static char *folder_of(const char *place)
{
  const char *below =
      place != NULL && g_str_has_prefix(place, "bundles/") ? place + strlen("bundles/") : place;
  return below != NULL ? g_path_get_dirname(below) : NULL;
}

static void item_check(const Given *given, const json_t *item)
{
  const json_t *facts = json_object_get(json_object_get(item, "facts"), "bundle");
  size_t i;
  json_t *kit;
  json_array_foreach (json_object_get(facts, "kits"), i, kit) {
    char *folder = folder_of(bm_json_text(kit, "place"));
    if (folder == NULL)
      continue;
    kit_check(given, kit, folder);
    g_hash_table_add(given->known, folder);
  }
}

/* {work_no: pages} */
static json_t *lengths_of(const json_t *works)
{
  json_t *lengths = json_object(), *work;
  size_t i;
  json_array_foreach ((json_t *)works, i, work)
    if (bm_json_text(work, "work_no") != NULL)
      json_object_set(lengths, bm_json_text(work, "work_no"), json_object_get(work, "pages"));
  return lengths;
}

static void lengths_check(const json_t *manifest, const char *folder, const json_t *lengths,
                          json_t *faults)
{
  const BmAuditSpot spot = {.folder = folder, .file = "manifest.json"};
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(manifest, "works"), i, work) {
    const char *work_no = bm_json_text_or_empty(work, "work_no");
    const json_t *length = json_object_get(lengths, work_no);
    json_int_t n = json_integer_value(json_object_get(work, "pages"));
    if (json_is_integer(length) && json_integer_value(length) != n)
      bm_audit_fault(faults, "audit_work_pages", &spot, json_sprintf("%s: %d", work_no, (int)n),
                     json_sprintf("%s: %d", work_no, (int)json_integer_value(length)));
  }
}

void bm_audit_kits(const char *bundles_dir, const json_t *written, const json_t *items,
                   const json_t *works, json_t *faults)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(json_t) lengths = lengths_of(works);
  const Given given = {bundles_dir, written, known, faults};
  size_t i;
  json_t *item, *one;
  json_array_foreach ((json_t *)items, i, item)
    item_check(&given, item);
  json_array_foreach (json_object_get(written, "folders"), i, one) {
    const char *folder = json_string_value(one);
    if (!g_hash_table_contains(known, folder))
      bm_audit_fault(faults, "audit_bundle_unknown", &(BmAuditSpot){.folder = folder}, NULL,
                     NULL);
    lengths_check(json_array_get(json_object_get(written, "manifests"), i), folder, lengths,
                  faults);
  }
}

/* --- pages */

static int number_at(const json_t *work, const char *key)
{
  json_int_t number = json_integer_value(json_object_get(work, key));
  return (int)CLAMP(number, 0, G_MAXINT16);
}

json_t *bm_audit_wanted(const json_t *manifest)
{
  json_t *wanted = json_array(), *work;
  size_t i;
  json_array_foreach (json_object_get(manifest, "works"), i, work)
    for (int k = 0; k < number_at(work, "pages"); k++)
      json_array_append_new(wanted, json_integer(number_at(work, "first_page") + k));
  return wanted;
}

typedef struct Pages {
  const char *folder;
  const json_t *stamps;
  guint round_tag;
  json_t *faults;
} Pages;

/* A stamp as people are told of it; new. */
static json_t *stamp_told(const Pages *pages, const json_t *stamp)
{
  if (!json_is_object(stamp))
    return json_incref((json_t *)stamp);
  json_t *told = json_pack("{s:O,s:O}", "work_no", json_object_get(stamp, "work_no"), "page",
                           json_object_get(stamp, "page"));
  if (json_integer_value(json_object_get(stamp, "round_tag")) != (json_int_t)pages->round_tag)
    json_object_set_new(told, "is_foreign", json_true());
  return told;
}

static void page_fault(const Pages *pages, const char *fault, int page, const json_t *stamp,
                       json_t *expected)
{
  const BmAuditSpot spot = {.folder = pages->folder, .file = "bundle.pdf", .page = page};
  bm_audit_fault(pages->faults, fault, &spot, stamp_told(pages, stamp), expected);
}

static void page_check(const Pages *pages, int page, const char *work_no, int page_in_work)
{
  const json_t *stamp = json_array_get(pages->stamps, (size_t)page - 1);
  g_autoptr(json_t) expected = json_pack("{s:s,s:i}", "work_no", work_no, "page", page_in_work);
  g_autoptr(json_t) found = stamp != NULL ? stamp_told(pages, stamp) : NULL;
  if (stamp == NULL || json_equal(found, expected)) /* pages that lack are told as such */
    return;
  page_fault(pages, json_is_null(stamp) ? "audit_page_bare" : "audit_page_other", page, stamp,
             json_incref(expected));
}

static void works_check(const Pages *pages, const json_t *manifest, gboolean *is_wanted)
{
  int n = (int)json_array_size(pages->stamps);
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(manifest, "works"), i, work)
    for (int k = 0; k < number_at(work, "pages"); k++) {
      int page = number_at(work, "first_page") + k;
      if (page < 1 || page > n)
        continue;
      is_wanted[page - 1] = TRUE;
      page_check(pages, page, bm_json_text_or_empty(work, "work_no"), k + 1);
    }
}

void bm_audit_stamps(const json_t *manifest, const char *folder, const json_t *stamps,
                     guint round_tag, json_t *faults)
{
  const BmAuditSpot spot = {.folder = folder, .file = "bundle.pdf"};
  if (stamps == NULL) {
    bm_audit_fault(faults, "audit_unreadable", &spot, NULL, NULL);
    return;
  }
  const Pages pages = {folder, stamps, round_tag, faults};
  size_t n = json_array_size(stamps);
  g_autofree gboolean *is_wanted = g_new0(gboolean, n + 1);
  if (json_integer_value(json_object_get(manifest, "pages")) != (json_int_t)n)
    bm_audit_fault(faults, "audit_pages", &spot, json_integer((json_int_t)n),
                   json_incref(json_object_get(manifest, "pages")));
  works_check(&pages, manifest, is_wanted);
  for (size_t i = 0; i < n; i++)
    if (!is_wanted[i] && !json_is_null(json_array_get(stamps, i)))
      page_fault(&pages, "audit_page_extra", (int)i + 1, json_array_get(stamps, i), NULL);
}
