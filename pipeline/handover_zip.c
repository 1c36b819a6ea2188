/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packet as one ZIP file, and reading either kind. */
#include "pipeline/handover.h"

#include <string.h>
#include <zip.h>

#define FILE_MOST (G_GUINT64_CONSTANT(256) << 20) /* bytes of one file */
#define FILES_MOST 100000
#define DOS_DAY ((1 << 5) | 1) /* 1980-01-01: the file tells no time of its making */
#define UNIX_MODE (UINT32_C(0100644) << 16)

/* ---- folders ---- */

/* Paths of all files below a folder, in order; links are not followed. */
static void folder_walk(const char *root, const char *below, GPtrArray *paths)
{
  g_autofree char *folder = g_build_filename(root, below, NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path =
        below[0] != '\0' ? g_strconcat(below, "/", name, NULL) : g_strdup(name);
    g_autofree char *full = g_build_filename(root, path, NULL);
    if (g_file_test(full, G_FILE_TEST_IS_DIR) && !g_file_test(full, G_FILE_TEST_IS_SYMLINK))
      folder_walk(root, path, paths);
    else
      g_ptr_array_add(paths, g_steal_pointer(&path));
  }
}

static int by_path(gconstpointer p, gconstpointer q)
{
  return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static GPtrArray *folder_paths(const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
  folder_walk(folder, "", paths);
  g_ptr_array_sort(paths, by_path);
  return paths;
}

/* ---- writing ---- */

static gboolean entry_write(zip_t *zip, const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename(folder, path, NULL);
  zip_source_t *source = zip_source_file(zip, full, 0, -1);
  zip_int64_t at = source != NULL ? zip_file_add(zip, path, source, ZIP_FL_ENC_UTF_8) : -1;
  if (at < 0) {
    zip_source_free(source);
    return FALSE;
  }
  return zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_DEFLATE, 9) == 0 &&
         zip_file_set_dostime(zip, (zip_uint64_t)at, 0, DOS_DAY, 0) == 0 &&
         zip_file_set_external_attributes(zip, (zip_uint64_t)at, 0, ZIP_OPSYS_UNIX,
                                          UNIX_MODE) == 0;
}

gboolean bm_handover_zip_write(const char *folder, const char *path, GError **error)
{
  g_autoptr(GPtrArray) paths = folder_paths(folder);
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  gboolean is_good = zip != NULL;
  for (guint i = 0; is_good && i < paths->len; i++)
    is_good = entry_write(zip, folder, paths->pdata[i]);
  if (zip != NULL && (!is_good || zip_close(zip) != 0)) {
    is_good = FALSE;
    zip_discard(zip);
  }
  return is_good || bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a packet");
}

/* ---- reading ---- */

static void digest_put(json_t *digests, const char *path, const void *bytes, gsize length)
{
  g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
  json_object_set_new(digests, path, json_string(digest));
}

static void sums_take(const char *path, const char *bytes, gsize length, char **ret_sums)
{
  if (strcmp(path, BM_HANDOVER_SUMS) == 0 && *ret_sums == NULL)
    *ret_sums = g_strndup(bytes, length);
}

static gboolean folder_read(const char *folder, json_t *digests, char **ret_sums)
{
  g_autoptr(GPtrArray) paths = folder_paths(folder);
  for (guint i = 0; i < paths->len; i++) {
    const char *path = paths->pdata[i];
    g_autofree char *full = g_build_filename(folder, path, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    if (g_file_test(full, G_FILE_TEST_IS_SYMLINK) ||
        !g_file_get_contents(full, &bytes, &length, NULL))
      return FALSE;
    g_autofree char *name = g_utf8_make_valid(path, -1);
    digest_put(digests, name, bytes, length);
    sums_take(path, bytes, length, ret_sums);
  }
  return TRUE;
}

static char *entry_read(zip_t *zip, zip_uint64_t at, gsize *ret_length)
{
  zip_stat_t stat;
  if (zip_stat_index(zip, at, 0, &stat) != 0 || stat.size > FILE_MOST)
    return NULL;
  zip_file_t *file = zip_fopen_index(zip, at, 0);
  char *bytes = file != NULL ? g_try_malloc(stat.size + 1) : NULL;
  gboolean is_read =
      bytes != NULL && zip_fread(file, bytes, stat.size) == (zip_int64_t)stat.size;
  if (file != NULL)
    is_read = zip_fclose(file) == 0 && is_read; /* the check of the archive itself */
  if (!is_read)
    g_clear_pointer(&bytes, g_free);
  *ret_length = stat.size;
  return bytes;
}

static gboolean entries_read(zip_t *zip, json_t *digests, char **ret_sums)
{
  zip_int64_t n = zip_get_num_entries(zip, 0);
  for (zip_int64_t i = 0; i < MIN(n, FILES_MOST); i++) {
    const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
    gsize length = 0;
    if (name == NULL || g_str_has_suffix(name, "/"))
      continue;
    g_autofree char *bytes = entry_read(zip, (zip_uint64_t)i, &length);
    if (bytes == NULL || json_object_get(digests, name) != NULL)
      return FALSE;
    digest_put(digests, name, bytes, length);
    sums_take(name, bytes, length, ret_sums);
  }
  return n <= FILES_MOST;
}

static gboolean zip_read(const char *path, json_t *digests, char **ret_sums)
{
  zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
  gboolean is_good = zip != NULL && entries_read(zip, digests, ret_sums);
  if (zip != NULL)
    zip_discard(zip);
  return is_good;
}

json_t *bm_handover_read(const char *path, char **ret_sums, GError **error)
{
  g_autoptr(json_t) digests = json_object();
  g_autofree char *sums = NULL;
  gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
  if (!is_folder && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    bm_fail(error, BM_ERROR_SETTING, "handover_none", "'%s'", path);
    return NULL;
  }
  if (is_folder ? !folder_read(path, digests, &sums) : !zip_read(path, digests, &sums)) {
    bm_fail(error, BM_ERROR_SETTING, "handover_damaged", "'%s'", path);
    return NULL;
  }
  if (sums == NULL) {
    bm_fail(error, BM_ERROR_SETTING, "handover_none", "'%s'", path);
    return NULL;
  }
  *ret_sums = g_steal_pointer(&sums);
  return g_steal_pointer(&digests);
}
