/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders and files of bundles against their manifests. */
#include "pipeline/audit_bundle.h"

#include "pipeline/audit_bundle_part.h"
#include "pipeline/autoptr.h"
#include "pipeline/digest.h"
#include "pipeline/heads.h"
#include "pipeline/json_text.h"
#include "pipeline/order.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "manifest.json"
#define DEPTH_MOST 8 /* as deep as manifests are looked for */

/* --- one file */

static void file_check(const char *folder_path, const char *folder, const json_t *record,
                       json_t *faults)
{
  const BmAuditSpot spot = {.folder = folder, .file = bm_json_text_or_empty(record, "name")};
  json_t *bytes = json_object_get(record, "bytes"), *sum = json_object_get(record, "sha256");
  g_autofree char *path = g_build_filename(folder_path, spot.file, NULL);
  struct stat st;
  if (strchr(spot.file, '/') != NULL || lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
    bm_audit_fault(faults, "audit_file_missing", &spot, NULL, NULL);
    return;
  }
  if ((json_int_t)st.st_size != json_integer_value(bytes)) {
    bm_audit_fault(faults, "audit_file_size", &spot, json_integer((json_int_t)st.st_size),
                   json_incref(bytes));
    return;
  }
  g_autofree char *digest = bm_file_digest(path);
  if (g_strcmp0(digest, json_string_value(sum)) != 0)
    bm_audit_fault(faults, "audit_file_changed", &spot,
                   digest != NULL ? json_string(digest) : NULL, json_incref(sum));
}

static gboolean is_named(const json_t *manifest, const char *name)
{
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(manifest, "files"), i, record)
    if (g_strcmp0(bm_json_text(record, "name"), name) == 0)
      return TRUE;
  return FALSE;
}

/* --- one bundle */

/* "m03" or "m03/2", as a manifest calls its folder; caller frees. */
static char *folder_wanted(const json_t *manifest, const char *folder)
{
  const char *marker = bm_json_text_or_empty(manifest, "marker");
  const json_t *part = json_object_get(manifest, "part");
  int n = json_is_integer(part) ? (int)json_integer_value(part) : 1;
  gboolean is_whole = strchr(folder, '/') == NULL && n == 1;
  return is_whole ? g_strdup(marker) : g_strdup_printf("%s/%d", marker, n);
}

static void bundle_check(const char *bundles_dir, const char *folder, const json_t *manifest,
                         json_t *faults)
{
  static const char *const needed[] = {"bundle.pdf", "scores.xlsx", "score_sheet.pdf"};
  g_autofree char *path = g_build_filename(bundles_dir, folder, NULL);
  g_autofree char *wanted = folder_wanted(manifest, folder);
  if (strcmp(wanted, folder) != 0)
    bm_audit_fault(faults, "audit_folder_other", &(BmAuditSpot){.folder = folder},
                   json_string(folder), json_string(wanted));
  for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
    if (!is_named(manifest, needed[i]))
      bm_audit_fault(faults, "audit_file_unnamed",
                     &(BmAuditSpot){.folder = folder, .file = needed[i]}, NULL, NULL);
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(manifest, "files"), i, record)
    file_check(path, folder, record, faults);
}

/* --- what nobody named */

typedef struct Walk {
  const char *bundles_dir;
  GHashTable *manifests; /* folder → manifest */
  json_t *faults;
} Walk;

static GPtrArray *names_in(const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, bm_by_text);
  return names;
}

static gboolean is_known(const Walk *walk, const char *folder, const char *name, mode_t mode)
{
  const json_t *manifest = g_hash_table_lookup(walk->manifests, folder);
  return manifest != NULL && S_ISREG(mode) &&
         (strcmp(name, MANIFEST) == 0 || strcmp(name, BM_HEAD_FILE) == 0 ||
          is_named(manifest, name));
}

static void strays_find(const Walk *walk, const char *folder, guint depth)
{
  g_autofree char *path = g_build_filename(walk->bundles_dir, folder, NULL);
  g_autoptr(GPtrArray) names = names_in(path);
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    g_autofree char *below =
        folder[0] != '\0' ? g_build_filename(folder, name, NULL) : g_strdup(name);
    g_autofree char *whole = g_build_filename(path, name, NULL);
    struct stat st;
    if (lstat(whole, &st) != 0 || is_known(walk, folder, name, st.st_mode))
      continue;
    if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST) {
      strays_find(walk, below, depth + 1);
      continue;
    }
    bm_audit_fault(walk->faults, "audit_file_stray",
                   &(BmAuditSpot){.folder = folder, .file = name}, NULL, NULL);
  }
}

void bm_audit_files(const char *bundles_dir, const json_t *written, json_t *faults)
{
  g_autoptr(GHashTable) manifests = g_hash_table_new(g_str_hash, g_str_equal);
  const json_t *list = json_object_get(written, "manifests");
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(written, "folders"), i, one) {
    const char *folder = json_string_value(one);
    bundle_check(bundles_dir, folder, json_array_get(list, i), faults);
    g_hash_table_insert(manifests, (gpointer)folder, json_array_get(list, i));
  }
  strays_find(&(Walk){bundles_dir, manifests, faults}, "", 0);
}
