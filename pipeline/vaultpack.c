/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs. */
#include "pipeline/vaultpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD 31
#define PATH_MOST 4096
#define LINK_MOST 4096
#define BLOCK 65536

void bm_entry_clear(BmEntry *entry)
{
  g_clear_pointer(&entry->path, g_free);
}

static gboolean is_at_or_below(const char *path, const char *root)
{
  gsize n = strlen(root);
  return strncmp(path, root, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

gboolean bm_pack_is_kept(const char *path)
{
  static const char *const kept[] = {"sorted",     "bundles",       "audit",
                                     "ledger.db",  "ledger.db-wal", "ledger.db-shm",
                                     "vault/keys", "vault/rest",    "vault/sealed",
                                     "vault/wipe", "spool/lock"};
  for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
    if (is_at_or_below(path, kept[i]))
      return TRUE;
  return FALSE;
}

gboolean bm_pack_path_is_safe(const char *path)
{
  if (path[0] == '\0' || path[0] == '/' || bm_pack_is_kept(path))
    return FALSE;
  g_auto(GStrv) parts = g_strsplit(path, "/", -1);
  for (char **part = parts; *part != NULL; part++)
    if ((*part)[0] == '\0' || strcmp(*part, ".") == 0 || strcmp(*part, "..") == 0)
      return FALSE;
  return TRUE;
}

/* --- writing */

static void number_put(guint8 *at, guint64 value, guint n)
{
  for (guint i = 0; i < n; i++)
    at[i] = (guint8)(value >> (8 * i));
}

static gboolean head_write(BmSealer *sealer, const BmEntry *entry, GError **error)
{
  guint8 head[HEAD];
  gsize n = strlen(entry->path);
  head[0] = (guint8)entry->type;
  number_put(head + 1, n, 2);
  number_put(head + 3, entry->mode, 4);
  number_put(head + 7, entry->owner, 4);
  number_put(head + 11, entry->group, 4);
  number_put(head + 15, (guint64)entry->time_ns, 8);
  number_put(head + 23, entry->size, 8);
  return bm_sealer_add(sealer, head, HEAD, error) &&
         bm_sealer_add(sealer, entry->path, n, error);
}

/* Exactly the size that the head says: what was added since stays for the next time, when the
 * file is found changed. */
static gboolean content_write(BmSealer *sealer, int fd, guint64 size, GError **error)
{
  g_autoptr(BmSecret) block = bm_secret_new(BLOCK);
  while (size > 0) {
    gssize n = bm_fill_fd(GINT_TO_POINTER(fd), block->bytes, (gsize)MIN(size, BLOCK));
    if (n <= 0)
      return bm_fail(error, BM_ERROR_IO, "file_changing", "%s", "");
    if (!bm_sealer_add(sealer, block->bytes, (gsize)n, error))
      return FALSE;
    size -= (guint64)n;
  }
  return TRUE;
}

static gboolean file_write(BmSealer *sealer, const char *full, const BmEntry *entry,
                           GError **error)
{
  int fd = open(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "%s", g_strerror(errno));
  gboolean is_good =
      head_write(sealer, entry, error) && content_write(sealer, fd, entry->size, error);
  close(fd);
  return is_good;
}

static gboolean link_write(BmSealer *sealer, const char *full, const BmEntry *entry,
                           GError **error)
{
  char target[LINK_MOST];
  gssize n = readlink(full, target, sizeof target);
  if (n <= 0 || (gsize)n == sizeof target)
    return bm_fail(error, BM_ERROR_IO, "file_open", "a link cannot be read");
  BmEntry sized = *entry;
  sized.size = (guint64)n;
  return head_write(sealer, &sized, error) && bm_sealer_add(sealer, target, (gsize)n, error);
}

gboolean bm_pack_add(BmSealer *sealer, const char *ws, const BmEntry *entry, GError **error)
{
  g_autofree char *full = g_build_filename(ws, entry->path, NULL);
  switch (entry->type) {
  case 'f':
    return file_write(sealer, full, entry, error);
  case 'l':
    return link_write(sealer, full, entry, error);
  default:
    return head_write(sealer, entry, error);
  }
}

/* --- reading */

static guint64 number_get(const guint8 *at, guint n)
{
  guint64 value = 0;
  for (guint i = 0; i < n; i++)
    value |= (guint64)at[i] << (8 * i);
  return value;
}

static gboolean damaged(GError **error)
{
  return bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", "");
}

static gboolean head_is_good(const BmEntry *entry, gsize path_n)
{
  if (path_n == 0 || path_n > PATH_MOST || entry->size > G_MAXINT64 || entry->mode > 07777)
    return FALSE;
  switch (entry->type) {
  case 'f':
    return TRUE;
  case 'd':
    return entry->size == 0;
  case 'l':
    return entry->size > 0 && entry->size < LINK_MOST;
  default:
    return FALSE;
  }
}

static gboolean path_read(BmOpener *opener, gsize n, char **ret_path, GError **error)
{
  g_autofree char *path = g_malloc0(n + 1);
  gsize got = 0;
  if (!bm_opener_read(opener, path, n, &got, error))
    return FALSE;
  if (got != n || strlen(path) != n || !bm_pack_path_is_safe(path))
    return damaged(error);
  *ret_path = g_steal_pointer(&path);
  return TRUE;
}

gboolean bm_pack_next(BmOpener *opener, BmEntry *ret_entry, gboolean *ret_is_end,
                      GError **error)
{
  guint8 head[HEAD];
  gsize n = 0;
  if (!bm_opener_read(opener, head, HEAD, &n, error))
    return FALSE;
  *ret_is_end = n == 0;
  if (n == 0)
    return TRUE;
  gsize path_n = (gsize)number_get(head + 1, 2);
  *ret_entry = (BmEntry){.type = (char)head[0],
                         .mode = (guint32)number_get(head + 3, 4),
                         .owner = (guint32)number_get(head + 7, 4),
                         .group = (guint32)number_get(head + 11, 4),
                         .time_ns = (gint64)number_get(head + 15, 8),
                         .size = number_get(head + 23, 8)};
  if (n != HEAD || !head_is_good(ret_entry, path_n))
    return damaged(error);
  return path_read(opener, path_n, &ret_entry->path, error);
}

static gboolean block_write(int fd, const guint8 *bytes, gsize n, GError **error)
{
  for (gsize done = 0; fd >= 0 && done < n;) {
    gssize w = write(fd, bytes + done, n - done);
    if (w < 0 && errno == EINTR)
      continue;
    if (w <= 0)
      return bm_fail(error, BM_ERROR_IO, "disk_write", "unsealing: %s", g_strerror(errno));
    done += (gsize)w;
  }
  return TRUE;
}

gboolean bm_pack_content(BmOpener *opener, const BmEntry *entry, int fd, GError **error)
{
  g_autoptr(BmSecret) block = bm_secret_new(BLOCK);
  for (guint64 left = entry->size; left > 0;) {
    gsize n = 0, wanted = (gsize)MIN(left, BLOCK);
    if (!bm_opener_read(opener, block->bytes, wanted, &n, error))
      return FALSE;
    if (n != wanted)
      return damaged(error);
    if (!block_write(fd, block->bytes, n, error))
      return FALSE;
    left -= n;
  }
  return TRUE;
}
