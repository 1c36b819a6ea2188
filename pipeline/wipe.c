/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wiping files. */
#include "pipeline/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/workspace.h"

#define BLOCK (1 << 18)

static const guint8 zeros[BLOCK];
static gboolean is_wiping;

static gboolean wipe_fail(GError **error)
{
  return bm_fail(error, BM_ERROR_IO, "wipe_failed", "%s", g_strerror(errno));
}

gboolean bm_file_wipe_open(int fd, GError **error)
{
  struct stat st;
  if (fstat(fd, &st) != 0)
    return wipe_fail(error);
  if (!S_ISREG(st.st_mode))
    return TRUE;
  for (off_t at = 0; at < st.st_size;) {
    gsize n = (gsize)MIN((off_t)BLOCK, st.st_size - at);
    gssize w = pwrite(fd, zeros, n, at);
    if (w < 0 && errno == EINTR)
      continue;
    if (w <= 0)
      return wipe_fail(error);
    at += w;
  }
  return fdatasync(fd) == 0 || wipe_fail(error);
}

/* Open for writing, also what its owner may not write at the moment. */
static int wipe_open(const char *path, const struct stat *st)
{
  int flags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  int fd = open(path, flags);
  if (fd >= 0 || errno != EACCES || chmod(path, st->st_mode | S_IWUSR) != 0)
    return fd;
  return open(path, flags);
}

static gboolean bytes_wipe(const char *path, const struct stat *st, GError **error)
{
  int fd = wipe_open(path, st);
  struct stat same;
  if (fd < 0)
    return wipe_fail(error);
  gboolean is_it = fstat(fd, &same) == 0 && same.st_ino == st->st_ino &&
                   same.st_dev == st->st_dev && same.st_nlink == 1;
  gboolean is_wiped = !is_it || bm_file_wipe_open(fd, error);
  close(fd);
  return is_wiped;
}

gboolean bm_file_wipe(const char *path, GError **error)
{
  struct stat st;
  if (lstat(path, &st) != 0)
    return errno == ENOENT || wipe_fail(error);
  if (S_ISREG(st.st_mode) && st.st_nlink == 1 && !bytes_wipe(path, &st, error))
    return FALSE;
  return unlink(path) == 0 || errno == ENOENT || wipe_fail(error);
}

/* --- the trash */

static char *trash_of(const char *ws)
{
  return g_build_filename(ws, "vault", "wipe", NULL);
}

static gboolean parent_settle(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  return bm_folder_sync(folder, error);
}

/* Another disk: the name goes first, too, and the bytes while the file is open. */
static gboolean far_wipe(const char *path, GError **error)
{
  struct stat st;
  if (lstat(path, &st) != 0)
    return errno == ENOENT || wipe_fail(error);
  int fd = S_ISREG(st.st_mode) && st.st_nlink == 1 ? wipe_open(path, &st) : -1;
  gboolean is_gone = unlink(path) == 0 || wipe_fail(error);
  gboolean is_wiped =
      is_gone && parent_settle(path, error) && (fd < 0 || bm_file_wipe_open(fd, error));
  if (fd >= 0)
    close(fd);
  return is_wiped;
}

/* *ret_place is NULL when there is nothing left to wipe. */
static gboolean trash_put(const char *ws, const char *path, char **ret_place, GError **error)
{
  static guint number;
  g_autofree char *folder = trash_of(ws);
  g_autofree char *place = g_strdup_printf("%s/%d-%u", folder, (int)getpid(), number++);
  *ret_place = NULL;
  if (!bm_folder_make(folder, 0700, error))
    return FALSE;
  if (rename(path, place) == 0) {
    *ret_place = g_steal_pointer(&place);
    return TRUE;
  }
  if (errno == ENOENT)
    return TRUE;
  return errno == EXDEV ? far_wipe(path, error) : wipe_fail(error);
}

gboolean bm_file_trash(const char *ws, const char *path, GError **error)
{
  g_autofree char *place = NULL;
  return trash_put(ws, path, &place, error) &&
         (place == NULL || (parent_settle(path, error) && parent_settle(place, error) &&
                            bm_file_wipe(place, error)));
}

gboolean bm_file_trash_later(const char *ws, const char *path, GError **error)
{
  g_autofree char *place = NULL;
  return trash_put(ws, path, &place, error);
}

/* That they were moved is on disk first. */
gboolean bm_trash_empty(const char *ws, GError **error)
{
  g_autofree char *folder = trash_of(ws);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno == ENOENT || wipe_fail(error);
  gboolean is_settled = syncfs(fd) == 0 || wipe_fail(error);
  close(fd);
  return is_settled && bm_folder_wipe(folder, error);
}

/* --- folders */

static gboolean has_failed; /* nftw has no place for it */

static int entry_wipe(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
  (void)stat;
  (void)walk;
  gboolean is_folder = type == FTW_DP || type == FTW_DNR || type == FTW_D;
  has_failed |= is_folder ? rmdir(path) != 0 : !bm_file_wipe(path, NULL);
  return 0;
}

gboolean bm_folder_wipe(const char *path, GError **error)
{
  has_failed = FALSE;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  nftw(path, entry_wipe, 16, FTW_DEPTH | FTW_PHYS);
  return !has_failed || bm_fail(error, BM_ERROR_IO, "wipe_failed", "a folder");
}

/* --- in passing */

void bm_wipe_set(gboolean is_wiped)
{
  is_wiping = is_wiped;
}

void bm_file_discard(const char *path)
{
  g_autoptr(GError) error = NULL;
  if (!is_wiping || !bm_file_wipe(path, &error))
    g_unlink(path);
}

void bm_folder_discard(const char *path)
{
  if (is_wiping)
    bm_folder_wipe(path, NULL);
  bm_folder_remove(path);
}
