/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listing a workspace for sealing. */
#include "pipeline/seal_walk.h"

#include "pipeline/order.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define REST_S 4 /* a scanner may open its file again within this */

typedef struct Walk {
  const char *ws;
  GArray *list;
  BmSealTold *told;
  gboolean is_blind; /* a folder could not be read */
} Walk;

static void entry_destroy(gpointer data)
{
  bm_entry_clear(&((BmSealEntry *)data)->entry);
}

gboolean bm_seal_folder_stays(const char *path)
{
  static const char *const own[] = {"procedure", "inbox",   "rejected",    "spool",
                                    "review",    "results", "scores",      "scores/inbox",
                                    "forms",     "vault",   "spool/store", "vault/originals"};
  return g_strv_contains((const char *const[]){own[0], own[1], own[2], own[3], own[4], own[5],
                                               own[6], own[7], own[8], own[9], own[10], own[11],
                                               NULL},
                         path);
}

static gboolean is_dropped(const char *path)
{
  return g_str_has_prefix(path, "inbox/") || g_str_has_prefix(path, "scores/inbox/");
}

/* Open for writing somewhere (where the system can tell), or dropped a moment ago. */
static gboolean is_being_written(const char *full, const char *path, const struct stat *st)
{
  gint64 age_s = g_get_real_time() / G_USEC_PER_SEC - st->st_mtim.tv_sec;
  if (is_dropped(path) && age_s > -REST_S && age_s < REST_S)
    return TRUE;
  int fd = open(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return FALSE; /* told when it is read */
  gboolean is_open = fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
  fcntl(fd, F_SETLEASE, F_UNLCK);
  close(fd);
  return is_open;
}

static gboolean is_stub(const char *full, const char *path)
{
  g_autofree char *text = NULL;
  return strcmp(path, "blindmark.conf") == 0 && g_file_get_contents(full, &text, NULL, NULL) &&
         strcmp(text, BM_SEAL_CONF) == 0;
}

static void list_add(Walk *walk, const char *path, char type, const struct stat *st)
{
  BmSealEntry one = {{.type = type,
                      .path = g_strdup(path),
                      .mode = st->st_mode & 07777,
                      .owner = st->st_uid,
                      .group = st->st_gid,
                      .time_ns = (gint64)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
                      .size = type == 'f' ? (guint64)st->st_size : 0},
                     *st};
  g_array_append_val(walk->list, one);
}

static void folder_walk(Walk *walk, const char *below);

static void entry_take(Walk *walk, const char *path)
{
  g_autofree char *full = g_build_filename(walk->ws, path, NULL);
  struct stat st;
  if (bm_pack_is_kept(path) || lstat(full, &st) != 0)
    return;
  if (S_ISDIR(st.st_mode)) {
    list_add(walk, path, 'd', &st);
    folder_walk(walk, path);
  } else if (S_ISLNK(st.st_mode)) {
    list_add(walk, path, 'l', &st);
  } else if (!S_ISREG(st.st_mode))
    walk->told->special++;
  else if (is_stub(full, path))
    return;
  else if (is_being_written(full, path, &st))
    walk->told->busy++;
  else
    list_add(walk, path, 'f', &st);
}

static void folder_walk(Walk *walk, const char *below)
{
  g_autofree char *full = g_build_filename(walk->ws, below, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) folder = g_dir_open(full, 0, NULL);
  walk->is_blind |= folder == NULL;
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
    g_ptr_array_add(names,
                    below[0] == '\0' ? g_strdup(name) : g_strconcat(below, "/", name, NULL));
  g_ptr_array_sort(names, bm_by_text);
  for (guint i = 0; i < names->len; i++)
    entry_take(walk, names->pdata[i]);
}

GArray *bm_seal_walk(const char *ws, BmSealTold *told, GError **error)
{
  g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(BmSealEntry));
  Walk walk = {ws, list, told, FALSE};
  g_array_set_clear_func(list, entry_destroy);
  signal(SIGIO, SIG_IGN); /* a lease that somebody breaks while we look */
  told->busy = told->special = 0;
  folder_walk(&walk, "");
  if (!walk.is_blind)
    return g_steal_pointer(&list);
  bm_fail(error, BM_ERROR_IO, "file_open", "a folder of the workspace cannot be read");
  return NULL;
}
