/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a round. */
#include "pipeline/workspace.h"

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "pipeline/seal.h"
#include "pipeline/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
  const char *name;
  int mode;
} folders[] = {
    {"procedure", 0750},   {"inbox", 0750},   {"rejected", 0750},        {"spool", 0700},
    {"spool/store", 0700}, {"review", 0700},  {"sorted", 0750},          {"bundles", 0750},
    {"scores", 0750},      {"results", 0700}, {"scores/inbox", 0750},    {"audit", 0750},
    {"forms", 0700},       {"vault", 0700},   {"vault/originals", 0700},
};

gboolean bm_folder_make(const char *path, int mode, GError **error)
{
  if (g_mkdir_with_parents(path, mode) == 0)
    return TRUE;
  return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a folder: %s",
                 g_strerror(errno));
}

static gboolean path_sync(const char *path, int flags, GError **error)
{
  int fd = open(path, flags | O_CLOEXEC);
  int bad = fd < 0 || fsync(fd) != 0 ? errno : 0;
  if (fd >= 0)
    close(fd);
  return bad == 0 || bm_fail(error, BM_ERROR_IO, "disk_write", "fsync: %s", g_strerror(bad));
}

gboolean bm_folder_sync(const char *path, GError **error)
{
  return path_sync(path, O_RDONLY | O_DIRECTORY, error);
}

gboolean bm_folder_keep(const char *path, int mode, GError **error)
{
  if (g_file_test(path, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autofree char *parent = g_path_get_dirname(path);
  if (!bm_folder_keep(parent, mode, error))
    return FALSE;
  if (mkdir(path, (mode_t)mode) != 0 && errno != EEXIST)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot make a folder: %s",
                   g_strerror(errno));
  return bm_folder_sync(parent, error);
}

gboolean bm_workspace_make(const char *ws, GError **error)
{
  if (!bm_folder_keep(ws, 0750, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
    g_autofree char *path = g_build_filename(ws, folders[i].name, NULL);
    if (!bm_folder_keep(path, folders[i].mode, error))
      return FALSE;
  }
  return TRUE;
}

gboolean bm_workspace_check(const char *ws, GError **error)
{
  g_autofree char *conf = g_build_filename(ws, "blindmark.conf", NULL);
  if (g_file_test(conf, G_FILE_TEST_IS_REGULAR))
    return bm_seal_check(ws, error);
  return bm_fail(error, BM_ERROR_SETTING, "workspace_none", "'%s'", ws);
}

int bm_workspace_lock(const char *ws, GError **error)
{
  g_autofree char *path = g_build_filename(ws, "spool", "lock", NULL);
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "cannot open the lock file: %s",
            g_strerror(errno));
    return -1;
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  close(fd);
  bm_fail(error, BM_ERROR_SETTING, "workspace_busy", "'%s'", ws);
  return -1;
}

/* A file that comes into a folder which is shared with a group (access.h) is that group's. */
static void group_follow(const char *file, const char *folder)
{
  struct stat st;
  if (stat(folder, &st) != 0 || (st.st_mode & S_ISGID) == 0)
    return;
  if (lchown(file, (uid_t)-1, st.st_gid) != 0 || chmod(file, 0640) != 0)
    g_debug("group of a file: %s", g_strerror(errno));
}

gboolean bm_file_settle(const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(to);
  if (!bm_folder_keep(folder, 0750, error))
    return FALSE;
  group_follow(from, folder);
  if (!path_sync(from, O_RDONLY | O_NOFOLLOW, error))
    return FALSE;
  if (rename(from, to) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "rename: %s", g_strerror(errno));
  return bm_folder_sync(folder, error);
}

/* The draft has one name, so that the next try takes the place of what a crash left. */
static gboolean bytes_settle(const char *path, const char *bytes, gssize length, GError **error)
{
  g_autofree char *draft = g_strconcat(path, ".new", NULL);
  g_autoptr(GError) why = NULL;
  unlink(draft); /* GLib would write over a longer one and leave its end */
  if (!g_file_set_contents_full(draft, bytes, length, G_FILE_SET_CONTENTS_NONE, 0640, &why))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a file (%d)", why->code);
  return bm_file_settle(draft, path, error);
}

gboolean bm_file_write(const char *path, const char *text, GError **error)
{
  return bytes_settle(path, text, -1, error);
}

gboolean bm_json_write(const char *path, const json_t *json, GError **error)
{
  char *text = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);
  gboolean is_done = bm_file_write(path, text, error);
  free(text);
  return is_done;
}

json_t *bm_json_read(const char *path, GError **error)
{
  json_error_t why;
  json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
  if (json == NULL && why.line < 1)
    bm_fail(error, BM_ERROR_SETTING, "json_bad", "%s", g_strerror(errno));
  else if (json == NULL)
    bm_fail(error, BM_ERROR_SETTING, "json_bad", bm_tr("строка %d: %s", "line %d: %s"),
            why.line, why.text);
  return json;
}

gboolean bm_json_has_text(const json_t *list, const char *text)
{
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one)
    if (g_strcmp0(json_string_value(one), text) == 0)
      return TRUE;
  return FALSE;
}

static int entry_remove(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
  (void)stat;
  (void)walk;
  if (type == FTW_DNR && chmod(path, 0700) == 0 && access(path, R_OK | X_OK) == 0)
    bm_folder_remove(path); /* its owner had taken the right from himself */
  else if (type == FTW_F)
    bm_file_discard(path);
  else
    remove(path);
  return 0; /* what stays keeps nothing else */
}

void bm_folder_remove(const char *path)
{
  nftw(path, entry_remove, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

gboolean bm_place_is_safe(const char *place, const char *const *roots)
{
  if (place == NULL || g_path_is_absolute(place))
    return FALSE;
  g_auto(GStrv) parts = g_strsplit(place, "/", -1);
  for (char **part = parts; *part != NULL; part++)
    if ((*part)[0] == '\0' || (*part)[0] == '.')
      return FALSE;
  return parts[0] != NULL && parts[1] != NULL && g_strv_contains(roots, parts[0]);
}

gboolean bm_file_keep(const char *from, const char *folder, const char *name, GError **error)
{
  g_autofree char *to = g_build_filename(folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  if (from == NULL || !g_file_get_contents(from, &bytes, &length, NULL))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot keep a report");
  return bytes_settle(to, bytes, (gssize)length, error);
}

/* "1234-Xk3f9a": made by a process that is no more */
static gboolean is_left_behind(const char *name)
{
  gint64 pid = g_ascii_strtoll(name, NULL, 10);
  return pid > 0 && pid <= G_MAXINT && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

static void scratch_sweep(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (is_left_behind(name))
      bm_folder_remove(path);
  }
}

char *bm_scratch_make(const char *ws, GError **error)
{
  g_autofree char *folder = g_build_filename(ws, "vault", "scratch", NULL);
  g_autofree char *name = g_strdup_printf("%d-XXXXXX", (int)getpid());
  g_autofree char *path = g_build_filename(folder, name, NULL);
  if (!bm_folder_make(folder, 0700, error))
    return NULL;
  scratch_sweep(folder);
  if (g_mkdtemp_full(path, 0700) == NULL) {
    bm_fail(error, BM_ERROR_IO, "disk_write", "%s: %s", folder, g_strerror(errno));
    return NULL;
  }
  return g_steal_pointer(&path);
}
