/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checksums of a packet: written, and compared. */
#include "pipeline/handover.h"

#include "pipeline/workspace.h"

#include <string.h>

static int by_path(gconstpointer p, gconstpointer q)
{
  return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static GPtrArray *paths_of(const json_t *digests)
{
  GPtrArray *paths = g_ptr_array_new();
  const char *path;
  json_t *digest;
  json_object_foreach ((json_t *)digests, path, digest)
    g_ptr_array_add(paths, (gpointer)path);
  g_ptr_array_sort(paths, by_path);
  return paths;
}

static gint64 size_of(const char *folder, const char *path)
{
  g_autofree char *full = g_build_filename(folder, path, NULL);
  g_autoptr(GMappedFile) file = g_mapped_file_new(full, FALSE, NULL);
  return file != NULL ? (gint64)g_mapped_file_get_length(file) : -1;
}

static json_t *digests_read(const char *folder, GError **error)
{
  g_autofree char *sums = NULL;
  return bm_handover_read(folder, &sums, error);
}

static gboolean sums_write(const char *folder, GError **error)
{
  g_autoptr(json_t) digests = digests_read(folder, error);
  if (digests == NULL)
    return FALSE;
  json_object_del(digests, BM_HANDOVER_SUMS);
  g_autoptr(GPtrArray) paths = paths_of(digests);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < paths->len; i++)
    g_string_append_printf(text, "%s  %s\n",
                           json_string_value(json_object_get(digests, paths->pdata[i])),
                           (const char *)paths->pdata[i]);
  g_autofree char *place = g_build_filename(folder, BM_HANDOVER_SUMS, NULL);
  return bm_file_write(place, text->str, error);
}

gboolean bm_handover_seal(const char *folder, json_t *manifest, GError **error)
{
  g_autofree char *sums = g_build_filename(folder, BM_HANDOVER_SUMS, NULL);
  g_autofree char *place = g_build_filename(folder, BM_HANDOVER_MANIFEST, NULL);
  if (!bm_file_write(sums, "", error)) /* so that it is a packet already */
    return FALSE;
  g_autoptr(json_t) digests = digests_read(folder, error);
  if (digests == NULL)
    return FALSE;
  json_object_del(digests, BM_HANDOVER_SUMS);
  json_object_del(digests, BM_HANDOVER_MANIFEST);
  g_autoptr(GPtrArray) paths = paths_of(digests);
  json_t *files = json_array();
  json_object_set_new(manifest, "files", files);
  for (guint i = 0; i < paths->len; i++)
    json_array_append_new(files,
                          json_pack("{s:s,s:I,s:O}", "path", paths->pdata[i], "bytes",
                                    (json_int_t)size_of(folder, paths->pdata[i]), "sha256",
                                    json_object_get(digests, paths->pdata[i])));
  return bm_json_write(place, manifest, error) && sums_write(folder, error);
}

/* ---- checking ---- */

static void fault_add(json_t *faults, const char *path, const char *what)
{
  json_array_append_new(faults, json_pack("{s:s,s:s}", "path", path, "what", what));
}

/* "HEX  PATH" of sha256sum; a file that it names is taken out of @digests. */
static void line_check(const char *line, json_t *digests, json_t *faults)
{
  if (strspn(line, "0123456789abcdef") != 64 || strncmp(line + 64, "  ", 2) != 0 ||
      line[66] == '\0') {
    g_autofree char *valid = g_utf8_make_valid(line, -1);
    fault_add(faults, valid, "bad_line");
    return;
  }
  const char *path = line + 66;
  const char *digest = json_string_value(json_object_get(digests, path));
  if (digest == NULL)
    fault_add(faults, path, "missing");
  else if (strncmp(digest, line, 64) != 0)
    fault_add(faults, path, "changed");
  json_object_del(digests, path);
}

json_t *bm_handover_verify(const char *path, guint *ret_n_files, GError **error)
{
  g_autofree char *sums = NULL;
  g_autoptr(json_t) digests = bm_handover_read(path, &sums, error);
  if (digests == NULL)
    return NULL;
  json_t *faults = json_array();
  g_auto(GStrv) lines = g_strsplit(sums, "\n", -1);
  *ret_n_files = 0;
  json_object_del(digests, BM_HANDOVER_SUMS);
  for (char **line = lines; *line != NULL; line++)
    if ((*line)[0] != '\0') {
      line_check(*line, digests, faults);
      (*ret_n_files)++;
    }
  if (*ret_n_files == 0)
    fault_add(faults, BM_HANDOVER_SUMS, "changed");
  g_autoptr(GPtrArray) extra = paths_of(digests);
  for (guint i = 0; i < extra->len; i++)
    fault_add(faults, extra->pdata[i], "extra");
  return faults;
}
