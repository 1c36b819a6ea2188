/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of an answer: nothing that a worker says of them is believed unchecked. */
#include "pipeline/commit_part.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "pipeline/autoptr.h"
#include "pipeline/heads.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#define ENDING_MOST 8         /* with its dot */
#define FILE_MODE 0640        /* whatever the worker gave it; folders say who may come near */
#define PUBLISHED_S 946684800 /* 2000-01-01T00:00:00Z */

static const char *ending_of(const char *file)
{
  const char *dot = strrchr(file, '.');
  return dot != NULL && strchr(dot, '/') == NULL ? dot : "";
}

/* It becomes part of a name of ours, which has room for so much. */
static gboolean ending_is_plain(const char *ending)
{
  gsize i = 1;
  while (ending[0] != '\0' && g_ascii_isalnum(ending[i]))
    i++;
  return ending[0] == '\0' || (i > 1 && i <= ENDING_MOST && ending[i] == '\0');
}

gboolean bm_commit_file_is_good(const BmCommit *c, const char *file)
{
  g_autofree char *folder = g_path_get_dirname(file);
  struct stat st;
  return strcmp(folder, c->scratch) == 0 && ending_is_plain(ending_of(file)) &&
         lstat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
}

static char *store_place(const BmCommit *c, const char *id, const char *file)
{
  g_auto(GStrv) parts = g_strsplit(id, ".", 2);
  return g_strdup_printf("spool/store/%s/%s.%s%s", parts[0], id, c->stage->name,
                         ending_of(file));
}

/* When a work was made follows the order of scanning: what is handed out has one time, which
 * every file system and archive can hold. Where times cannot be set, they stay. */
static void time_hide(const char *path)
{
  struct timespec both[2] = {{.tv_sec = PUBLISHED_S}, {.tv_sec = PUBLISHED_S}};
  if (utimensat(AT_FDCWD, path, both, AT_SYMLINK_NOFOLLOW) != 0)
    g_debug("time of a published file: %s", g_strerror(errno));
}

static void place_time_hide(const BmCommit *c, const char *place)
{
  g_autofree char *to = g_build_filename(c->engine->ws, place, NULL);
  g_autofree char *folder = g_path_get_dirname(to);
  time_hide(to);
  time_hide(folder);
}

static gboolean file_place(const BmCommit *c, const char *file, const char *place,
                           GError **error)
{
  if (!bm_commit_file_is_good(c, file))
    return bm_fail(error, BM_ERROR_INPUT, "stage_fault",
                   "stage %s names a file outside its scratch", c->stage->name);
  if (chmod(file, FILE_MODE) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "chmod: %s", g_strerror(errno));
  g_autofree char *to = g_build_filename(c->engine->ws, place, NULL);
  return bm_file_settle(file, to, error);
}

/* A bundle goes out with the head of the journal. */
static gboolean head_place(const BmCommit *c, const char *place, GError **error)
{
  if (!g_str_has_prefix(place, "bundles/"))
    return TRUE;
  g_autofree char *folder = g_path_get_dirname(place);
  g_autofree char *head = g_build_filename(folder, BM_HEAD_FILE, NULL);
  if (!bm_head_put(c->engine->ledger, c->engine->ws, folder, error))
    return FALSE;
  place_time_hide(c, head);
  return TRUE;
}

/* Move the files of all emits; "stored" in the record says where each went. */
static gboolean emits_place(BmCommit *c, GError **error)
{
  static const char *const roots[] = {"sorted", "bundles", NULL};
  size_t i;
  json_t *emit;
  json_array_foreach (json_object_get(c->answer, "emits"), i, emit) {
    const char *id = bm_json_text(emit, "id"), *file = bm_json_text(emit, "file"),
               *place = bm_json_text(emit, "place");
    if (id == NULL || strchr(id, '/') != NULL ||
        (place != NULL && !bm_place_is_safe(place, roots)))
      return bm_fail(error, BM_ERROR_INPUT, "stage_fault", "stage %s: bad id or place",
                     c->stage->name);
    if (file == NULL)
      continue;
    g_autofree char *store = place != NULL ? g_strdup(place) : store_place(c, id, file);
    if (!file_place(c, file, store, error))
      return FALSE;
    if (place != NULL) {
      if (!head_place(c, place, error))
        return FALSE;
      place_time_hide(c, place);
    }
    json_object_set_new(emit, "stored", json_string(store));
  }
  return TRUE;
}

/* Crops are numbered with the doubts of their item. */
static gboolean crops_place(BmCommit *c, GError **error)
{
  g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *doubt;
  json_array_foreach (json_object_get(c->answer, "doubts"), i, doubt) {
    const char *crop = bm_json_text(doubt, "crop"), *id = bm_json_text(doubt, "id");
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(asked, id));
    g_hash_table_insert(asked, (gpointer)id, GUINT_TO_POINTER(n + 1));
    if (crop == NULL)
      continue;
    g_autofree char *place =
        g_strdup_printf("review/%s-%s-%u%s", id, c->stage->name, n, ending_of(crop));
    if (!file_place(c, crop, place, error))
      return FALSE;
    json_object_set_new(doubt, "crop", json_string(place));
  }
  return TRUE;
}

static gboolean form_files_place(BmCommit *c, json_t *form, GError **error)
{
  static const char *const keys[] = {"model", "picture", "clean"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *file = bm_json_text(form, keys[i]);
    if (file == NULL)
      continue;
    g_autofree char *place = g_strdup_printf(
        "forms/%s/v%d-%s%s", bm_json_text(form, "id"),
        (int)json_integer_value(json_object_get(form, "version")), keys[i], ending_of(file));
    if (!file_place(c, file, place, error))
      return FALSE;
    json_object_set_new(form, keys[i], json_string(place));
  }
  return TRUE;
}

static gboolean notes_place(BmCommit *c, GError **error)
{
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(c->answer, "notes"), i, note)
    if (g_strcmp0(bm_json_text(note, "kind"), "form") == 0 &&
        !form_files_place(c, json_object_get(note, "value"), error))
      return FALSE;
  return TRUE;
}

gboolean bm_commit_files(BmCommit *c, GError **error)
{
  return emits_place(c, error) && crops_place(c, error) && notes_place(c, error);
}
