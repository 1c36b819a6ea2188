/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifests and works under a workspace. */
#include "pipeline/audit_alloc.h"

#include "pipeline/autoptr.h"
#include "pipeline/order.h"

#include <string.h>

#define DEPTH_MOST 8 /* folders in folders; sorted/ and bundles/ have one or two */

typedef void (*Take)(const char *path, const char *name, GPtrArray *paths);

static void take_manifest(const char *path, const char *name, GPtrArray *paths)
{
  if (strcmp(name, "manifest.json") == 0)
    g_ptr_array_add(paths, g_strdup(path));
}

static void take_work(const char *path, const char *name, GPtrArray *paths)
{
  if (g_str_has_suffix(name, ".pdf"))
    g_ptr_array_add(paths, g_strdup(path));
}

static gboolean walk(const char *folder, guint depth, Take take, GPtrArray *paths,
                     GError **error)
{
  if (depth > DEPTH_MOST || !g_file_test(folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  if (dir == NULL)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot list a folder of the workspace");
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_SYMLINK))
      continue;
    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
      take(path, name, paths);
    else if (!walk(path, depth + 1, take, paths, error))
      return FALSE;
  }
  return TRUE;
}

static GPtrArray *found_below(const char *folder, Take take, GError **error)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  if (!walk(folder, 0, take, paths, error))
    return NULL;
  g_ptr_array_sort(paths, bm_by_text);
  return g_steal_pointer(&paths);
}

/* Below @bundles_dir, as text: "m03/2"; caller frees. */
static char *folder_of(const char *path, const char *bundles_dir)
{
  g_autofree char *folder = g_path_get_dirname(path);
  const char *below = folder + MIN(strlen(folder), strlen(bundles_dir));
  return g_utf8_make_valid(below + strspn(below, "/"), -1);
}

static json_t *folders_of(const GPtrArray *paths, const char *bundles_dir)
{
  json_t *folders = json_array();
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *folder = folder_of(paths->pdata[i], bundles_dir);
    json_array_append_new(folders, json_string(folder));
  }
  return folders;
}

static json_t *manifests_read(const GPtrArray *paths, const char *bundles_dir, GError **error)
{
  g_autoptr(json_t) list = json_array();
  for (guint i = 0; i < paths->len; i++) {
    json_t *manifest = json_load_file(g_ptr_array_index(paths, i), 0, NULL);
    if (!json_is_object(manifest)) {
      json_decref(manifest);
      g_autofree char *folder = folder_of(paths->pdata[i], bundles_dir);
      bm_fail(error, BM_ERROR_INPUT, "manifest_bad", "bundles/%s/manifest.json", folder);
      return NULL;
    }
    json_array_append_new(list, manifest);
  }
  return g_steal_pointer(&list);
}

static json_t *works_read(const GPtrArray *paths)
{
  json_t *list = json_array();
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *name = g_path_get_basename(g_ptr_array_index(paths, i));
    name[strlen(name) - strlen(".pdf")] = '\0';
    json_array_append_new(list, json_string(name));
  }
  return list;
}

json_t *bm_audit_alloc_gather(const char *bundles_dir, const char *sorted_dir, GError **error)
{
  g_autoptr(GPtrArray) manifests = found_below(bundles_dir, take_manifest, error);
  if (manifests == NULL)
    return NULL;
  g_autoptr(GPtrArray) works = found_below(sorted_dir, take_work, error);
  if (works == NULL)
    return NULL;
  json_t *read = manifests_read(manifests, bundles_dir, error);
  if (read == NULL)
    return NULL;
  return json_pack("{s:o,s:o,s:o}", "manifests", read, "folders",
                   folders_of(manifests, bundles_dir), "sorted", works_read(works));
}
