/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Originals: sealed one by one while work goes on. */
#include "pipeline/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/order.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#define BLOCK 65536
#define SEALED_S 946684800 /* 2000-01-01T00:00:00Z, as published files have it */

static char *plain_place(const char *ws, const char *file)
{
  return g_build_filename(ws, "vault", "originals", file, NULL);
}

static char *sealed_place(const char *ws, const char *file)
{
  return g_build_filename(ws, "vault", "sealed", file, NULL);
}

static char *label_of(const char *file)
{
  return g_strconcat("originals/", file, NULL);
}

/* --- sealing */

static gboolean pour(BmSealer *sealer, int from, GError **error)
{
  g_autoptr(BmSecret) block = bm_secret_new(BLOCK);
  gssize n;
  while ((n = bm_fill_fd(GINT_TO_POINTER(from), block->bytes, block->n)) > 0)
    if (!bm_sealer_add(sealer, block->bytes, (gsize)n, error))
      return FALSE;
  return n == 0 || bm_fail(error, BM_ERROR_IO, "file_open", "%s", g_strerror(errno));
}

/* When it was sealed is when it was scanned, which could tell whose it is. */
static void time_hide(int fd)
{
  const struct timespec times[2] = {{.tv_sec = SEALED_S}, {.tv_sec = SEALED_S}};
  if (futimens(fd, times) != 0)
    g_debug("time: %s", g_strerror(errno));
}

static gboolean draft_write(const char *draft, int from, const BmLocks *locks,
                            const char *label, GError **error)
{
  int fd = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "sealing: %s", g_strerror(errno));
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, locks, label, error);
  gboolean is_good =
      sealer != NULL && pour(sealer, from, error) && bm_sealer_end(sealer, error);
  time_hide(fd);
  close(fd);
  return is_good;
}

gboolean bm_seal_original(const char *ws, const BmLocks *locks, const char *file,
                          GError **error)
{
  g_autofree char *plain = plain_place(ws, file), *sealed = sealed_place(ws, file);
  g_autofree char *draft = g_strconcat(sealed, ".new", NULL), *label = label_of(file);
  g_autofree char *folder = g_path_get_dirname(sealed);
  int from = open(plain, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0)
    return errno == ENOENT ||
           bm_fail(error, BM_ERROR_IO, "file_open", "an original: %s", g_strerror(errno));
  gboolean is_good = bm_folder_make(folder, 0700, error) &&
                     draft_write(draft, from, locks, label, error) &&
                     bm_file_settle(draft, sealed, error);
  close(from);
  if (is_good)
    return bm_file_trash(ws, plain, error);
  g_unlink(draft);
  return FALSE;
}

/* --- what is there */

GPtrArray *bm_seal_originals(const char *ws)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *path = g_build_filename(ws, "vault", "sealed", NULL);
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
    if (strchr(name, '.') == NULL)
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, bm_by_text);
  return names;
}

gboolean bm_seal_has_original(const char *ws, const char *file)
{
  g_autofree char *sealed = sealed_place(ws, file);
  return g_file_test(sealed, G_FILE_TEST_EXISTS);
}

/* --- opening */

static gboolean content_write(BmOpener *opener, int to, GError **error)
{
  g_autoptr(BmSecret) block = bm_secret_new(BLOCK);
  for (;;) {
    gsize n = 0;
    if (!bm_opener_read(opener, block->bytes, block->n, &n, error))
      return FALSE;
    for (gsize done = 0; done < n;) {
      gssize w = write(to, block->bytes + done, n - done);
      if (w <= 0 && errno != EINTR)
        return bm_fail(error, BM_ERROR_IO, "disk_write", "%s", g_strerror(errno));
      done += w > 0 ? (gsize)w : 0;
    }
    if (n == 0)
      return fsync(to) == 0 ||
             bm_fail(error, BM_ERROR_IO, "disk_write", "fsync: %s", g_strerror(errno));
  }
}

static gboolean file_open_into(int from, int to, const BmUnlock *unlock, const char *file,
                               GError **error)
{
  g_autofree char *label = label_of(file);
  g_autoptr(BmOpener) opener =
      bm_opener_new(bm_fill_fd, GINT_TO_POINTER(from), unlock, label, error);
  if (opener != NULL && content_write(opener, to, error))
    return TRUE;
  return FALSE;
}

gboolean bm_unseal_original(const char *ws, const BmUnlock *unlock, const char *file,
                            const char *path, GError **error)
{
  g_autofree char *sealed = sealed_place(ws, file);
  int from = open(sealed, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "%s", file);
  int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_good =
      to >= 0 ? file_open_into(from, to, unlock, file, error)
              : bm_fail(error, BM_ERROR_IO, "disk_write", "%s: %s", file, g_strerror(errno));
  close(from);
  if (to >= 0)
    close(to);
  if (!is_good && to >= 0)
    bm_file_wipe(path, NULL); /* what was read is right, but not all */
  return is_good;
}

gboolean bm_unseal_originals(const char *ws, const BmUnlock *unlock, guint *ret_n,
                             GError **error)
{
  g_autoptr(GPtrArray) files = bm_seal_originals(ws);
  *ret_n = 0;
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *plain = plain_place(ws, files->pdata[i]);
    g_autofree char *draft = g_strconcat(plain, ".new", NULL);
    if (g_file_test(plain, G_FILE_TEST_EXISTS))
      continue;
    if (!bm_file_wipe(draft, error) ||
        !bm_unseal_original(ws, unlock, files->pdata[i], draft, error) ||
        !bm_file_settle(draft, plain, error))
      return FALSE;
    ++*ret_n;
  }
  return TRUE;
}
