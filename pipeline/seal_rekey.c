/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is sealed, for other keys. */
#include "pipeline/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

static gboolean open_fail(GError **error)
{
  return bm_fail(error, BM_ERROR_IO, "file_open", "a sealed file: %s", g_strerror(errno));
}

static gboolean is_done(const char *path, const BmLocks *locks, gboolean *ret_is,
                        GError **error)
{
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return open_fail(error);
  gboolean is_good = bm_crypt_is_for(fd, locks, ret_is, error);
  close(fd);
  return is_good;
}

static gboolean header_replace(const char *path, const char *draft, const BmUnlock *unlock,
                               const BmLocks *locks, const char *label, GError **error)
{
  int from = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int to = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_good = from >= 0 && to >= 0
                         ? bm_crypt_rewrap(from, to, unlock, locks, label, error)
                         : open_fail(error);
  if (from >= 0)
    close(from);
  if (to >= 0)
    close(to);
  return is_good && bm_file_settle(draft, path, error);
}

static gboolean one_rekey(const char *path, const char *label, const BmUnlock *unlock,
                          const BmLocks *locks, GError **error)
{
  g_autofree char *draft = g_strconcat(path, ".new", NULL);
  gboolean is = FALSE;
  if (!is_done(path, locks, &is, error))
    return FALSE;
  if (is || header_replace(path, draft, unlock, locks, label, error))
    return TRUE;
  g_unlink(draft);
  return FALSE;
}

static gboolean all_rekey(const char *ws, const char *folder, const char *kind,
                          const GPtrArray *names, const BmUnlock *unlock, const BmLocks *locks,
                          GError **error)
{
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(ws, "vault", folder, names->pdata[i], NULL);
    g_autofree char *label = g_strconcat(kind, "/", names->pdata[i], NULL);
    if (!one_rekey(path, label, unlock, locks, error))
      return FALSE;
  }
  return TRUE;
}

/* The old file of keys is wiped through its descriptor: its name is the new one's by then. */
static gboolean keys_replace(const char *ws, GError **error)
{
  g_autofree char *now = bm_vault_keys_place(ws), *next = bm_vault_keys_place_next(ws);
  int old = open(now, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (old < 0)
    return open_fail(error);
  gboolean is_good = bm_file_settle(next, now, error) && bm_file_wipe_open(old, error);
  close(old);
  return is_good;
}

gboolean bm_seal_rekey(const char *ws, const BmUnlock *unlock, GError **error)
{
  g_autofree char *next = bm_vault_keys_place_next(ws);
  g_autofree BmVaultKeys *keys = bm_vault_keys_load(next, error);
  g_autoptr(GPtrArray) originals = bm_seal_originals(ws), packs = bm_seal_packs(ws);
  BmLocks locks;
  if (keys == NULL)
    return FALSE;
  bm_vault_keys_locks(keys, &locks);
  return all_rekey(ws, "sealed", "originals", originals, unlock, &locks, error) &&
         all_rekey(ws, "rest", "rest", packs, unlock, &locks, error) && keys_replace(ws, error);
}
