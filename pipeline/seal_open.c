/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packs opened again. Each file is written to vault/rest/file.tmp, and takes its place by a
 * rename; what stands there already with the same bytes stays. A scan that was dropped under
 * the same name meanwhile is another scan, so both stay. What is in a pack may come from
 * anybody: nothing is written through a link.
 */
#include "pipeline/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/vaultpack.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#define BLOCK 65536

typedef struct Restore {
  const char *ws, *root; /* where packs are; where files go */
  const char *prefix;    /* NULL: all */
  BmOpener *opener;
  BmSealTold *told;
  char *draft; /* in the folder that only we write */
} Restore;

static gboolean io_fail(GError **error, const char *what)
{
  return bm_fail(error, BM_ERROR_IO, "disk_write", "%s: %s", what, g_strerror(errno));
}

/* --- places */

/* The folder of a path below @root, made where missing, no link on the way; -1 on failure. */
static int folder_open(const char *root, const char *path, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(path, "/", -1);
  int at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (char **part = parts; at >= 0 && part[0] != NULL && part[1] != NULL; part++) {
    if (mkdirat(at, *part, 0755) != 0 && errno != EEXIST) {
      close(at);
      at = -1;
      break;
    }
    int next = openat(at, *part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(at);
    at = next;
  }
  if (at < 0)
    io_fail(error, "a folder");
  return at;
}

static const char *name_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

static gboolean is_dropped(const char *path)
{
  return g_str_has_prefix(path, "inbox/") || g_str_has_prefix(path, "scores/inbox/") ||
         g_str_has_prefix(path, "rejected/");
}

static gboolean bytes_agree(int one, int other)
{
  g_autofree guint8 *a = g_malloc(BLOCK), *b = g_malloc(BLOCK);
  for (off_t at = 0;;) {
    gssize n = pread(one, a, BLOCK, at), m = pread(other, b, BLOCK, at);
    if (n < 0 || n != m || memcmp(a, b, (gsize)n) != 0)
      return FALSE;
    if (n == 0)
      return TRUE;
    at += n;
  }
}

static gboolean is_there_already(int folder, const char *name, int draft)
{
  int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat st;
  gboolean is_same =
      fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && bytes_agree(fd, draft);
  if (fd >= 0)
    close(fd);
  return is_same;
}

/* "scan.tif", "scan.2.tif" …: the first name that is free or holds these bytes. */
static char *name_beside(int folder, const char *name, int draft, gboolean *ret_is_there)
{
  const char *dot = strrchr(name, '.');
  gsize stem = dot != NULL && dot != name ? (gsize)(dot - name) : strlen(name);
  g_autofree char *tried = g_strdup(name);
  for (guint i = 2;; i++) {
    struct stat st;
    *ret_is_there = is_there_already(folder, tried, draft);
    if (*ret_is_there || fstatat(folder, tried, &st, AT_SYMLINK_NOFOLLOW) != 0)
      return g_steal_pointer(&tried);
    g_free(tried);
    tried = g_strdup_printf("%.*s.%u%s", (int)stem, name, i, name + stem);
  }
}

/* --- one entry */

static void looks_set(int fd, const BmEntry *entry)
{
  mode_t most = entry->type == 'd' ? 02777 : 0777; /* a folder keeps the group of what comes */
  struct timespec times[2];
  times[0].tv_sec = times[1].tv_sec = entry->time_ns / 1000000000;
  times[0].tv_nsec = times[1].tv_nsec = entry->time_ns % 1000000000;
  if (fchown(fd, entry->owner, entry->group) != 0)
    g_debug("owner: %s", g_strerror(errno)); /* only root may give files away */
  if (fchmod(fd, entry->mode & most) != 0 || futimens(fd, times) != 0)
    g_debug("mode or time: %s", g_strerror(errno));
}

static gboolean draft_place(Restore *r, int draft, int folder, const BmEntry *entry,
                            GError **error)
{
  gboolean is_there = FALSE;
  g_autofree char *name = is_dropped(entry->path)
                              ? name_beside(folder, name_of(entry->path), draft, &is_there)
                              : g_strdup(name_of(entry->path));
  if (is_there || is_there_already(folder, name, draft))
    return bm_file_wipe(r->draft, error);
  /* after a power cut an empty file under this name would be sealed above the true one */
  if (fsync(draft) != 0)
    return io_fail(error, "fsync");
  r->told->files++;
  return renameat(AT_FDCWD, r->draft, folder, name) == 0 || io_fail(error, "rename");
}

static gboolean file_restore(Restore *r, const BmEntry *entry, int folder, GError **error)
{
  int draft = open(r->draft, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (draft < 0)
    return io_fail(error, "unsealing");
  gboolean is_good = bm_pack_content(r->opener, entry, draft, error);
  if (is_good) {
    looks_set(draft, entry);
    is_good = draft_place(r, draft, folder, entry, error);
  }
  close(draft);
  return is_good;
}

static gboolean link_restore(Restore *r, const BmEntry *entry, int folder, GError **error)
{
  char target[4096] = {0};
  gsize n = 0;
  if (!bm_opener_read(r->opener, target, (gsize)entry->size, &n, error))
    return FALSE;
  if (n != entry->size || strlen(target) != n)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", "");
  r->told->links++;
  return symlinkat(target, folder, name_of(entry->path)) == 0 || errno == EEXIST ||
         io_fail(error, "a link");
}

static gboolean folder_restore(const BmEntry *entry, int folder, GError **error)
{
  const char *name = name_of(entry->path);
  if (mkdirat(folder, name, 0700) != 0 && errno != EEXIST)
    return io_fail(error, "a folder");
  int own = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (own < 0)
    return io_fail(error, "a folder");
  looks_set(own, entry);
  close(own);
  return TRUE;
}

static gboolean entry_restore(Restore *r, const BmEntry *entry, GError **error)
{
  int folder = folder_open(r->root, entry->path, error);
  if (folder < 0)
    return FALSE;
  gboolean is_good = entry->type == 'd'   ? folder_restore(entry, folder, error)
                     : entry->type == 'l' ? link_restore(r, entry, folder, error)
                                          : file_restore(r, entry, folder, error);
  close(folder);
  return is_good;
}

static gboolean is_wanted(const Restore *r, const BmEntry *entry)
{
  if (r->prefix == NULL)
    return TRUE;
  gsize n = strlen(r->prefix);
  return entry->type == 'f' && strncmp(entry->path, r->prefix, n) == 0 &&
         (entry->path[n] == '\0' || entry->path[n] == '/');
}

/* --- packs */

static gboolean pack_restore(Restore *r, const BmUnlock *unlock, const char *name,
                             GError **error)
{
  g_autofree char *place = bm_seal_pack_place(r->ws, name);
  g_autofree char *label = g_strconcat("rest/", name, NULL);
  int fd = open(place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "%s", name);
  g_autoptr(BmOpener) opener =
      bm_opener_new(bm_fill_fd, GINT_TO_POINTER(fd), unlock, label, error);
  gboolean is_good = opener != NULL, is_end = FALSE;
  r->opener = opener;
  while (is_good && !is_end) {
    g_auto(BmEntry) entry = {0};
    is_good = bm_pack_next(opener, &entry, &is_end, error);
    if (!is_good || is_end)
      break;
    is_good = is_wanted(r, &entry) ? entry_restore(r, &entry, error)
              : entry.type != 'd'  ? bm_pack_content(opener, &entry, -1, error)
                                   : TRUE;
  }
  close(fd);
  return is_good;
}

static gboolean packs_restore(Restore *r, const BmUnlock *unlock, GError **error)
{
  g_autoptr(GPtrArray) packs = bm_seal_packs(r->ws);
  if (!bm_file_wipe(r->draft, error)) /* of one that was killed: not into free blocks */
    return FALSE;
  for (guint i = 0; i < packs->len; i++)
    if (!pack_restore(r, unlock, packs->pdata[i], error)) {
      bm_file_wipe(r->draft, NULL);
      return FALSE;
    }
  return TRUE;
}

/* All files of the workspace's disk reach it before the packs may go. */
static gboolean disk_sync(const char *ws, GError **error)
{
  int fd = open(ws, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_good = fd >= 0 && syncfs(fd) == 0;
  if (!is_good)
    io_fail(error, "sync");
  if (fd >= 0)
    close(fd);
  return is_good;
}

/* One rename ends the rest; what is left of the packs is rubbish then. */
static gboolean rest_end(const char *ws, GError **error)
{
  g_autofree char *vault = g_build_filename(ws, "vault", NULL);
  g_autofree char *rest = g_build_filename(vault, "rest", NULL);
  g_autofree char *done = g_build_filename(vault, "wipe", NULL);
  if (!bm_trash_empty(ws, error))
    return FALSE;
  if (rename(rest, done) != 0)
    return io_fail(error, "rename");
  if (!bm_folder_sync(vault, error))
    return FALSE;
  bm_folder_remove(done);
  return TRUE;
}

gboolean bm_unseal_rest(const char *ws, const BmUnlock *unlock, BmSealTold *told,
                        GError **error)
{
  *told = (BmSealTold){0};
  if (!bm_seal_is_at_rest(ws))
    return TRUE;
  g_autofree char *draft = bm_seal_pack_place(ws, BM_SEAL_DRAFT);
  Restore r = {.ws = ws, .root = ws, .told = told, .draft = draft};
  return bm_trash_empty(ws, error) && packs_restore(&r, unlock, error) &&
         disk_sync(ws, error) && rest_end(ws, error);
}

gboolean bm_unseal_part(const char *ws, const BmUnlock *unlock, const char *prefix,
                        const char *folder, BmSealTold *told, GError **error)
{
  *told = (BmSealTold){0};
  g_autofree char *draft = g_build_filename(folder, ".unsealing", NULL);
  Restore r = {.ws = ws, .root = folder, .prefix = prefix, .told = told, .draft = draft};
  return packs_restore(&r, unlock, error);
}
