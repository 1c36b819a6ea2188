/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing a workspace for rest. */
#include "pipeline/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/db_rest.h"
#include "pipeline/order.h"
#include "pipeline/seal_walk.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"
#include "stages/chain.h"

#define PACK_BYTES (64 << 20)
#define PASSES_MOST                                                                            \
  5 /* what a command that was under way still wrote comes with the next one */

static char *rest_of(const char *ws)
{
  return g_build_filename(ws, "vault", "rest", NULL);
}

gboolean bm_seal_is_at_rest(const char *ws)
{
  g_autofree char *path = rest_of(ws);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

gboolean bm_seal_check(const char *ws, GError **error)
{
  return !bm_seal_is_at_rest(ws) ||
         bm_fail(error, BM_ERROR_SETTING, "vault_sealed", "'%s'", ws);
}

/* --- packs */

GPtrArray *bm_seal_packs(const char *ws)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *path = rest_of(ws);
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
    if (name[0] == 'p' && strchr(name, '.') == NULL)
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, bm_by_text);
  return names;
}

char *bm_seal_pack_place(const char *ws, const char *name)
{
  return g_build_filename(ws, "vault", "rest", name, NULL);
}

static char *pack_next(const char *ws)
{
  g_autoptr(GPtrArray) packs = bm_seal_packs(ws);
  gint64 last =
      packs->len > 0 ? g_ascii_strtoll((char *)packs->pdata[packs->len - 1] + 1, NULL, 10) : 0;
  return g_strdup_printf("p%06" G_GINT64_FORMAT, last + 1);
}

static gboolean count_write(const char *ws, GError **error)
{
  g_autoptr(GPtrArray) packs = bm_seal_packs(ws);
  g_autofree char *place = bm_seal_pack_place(ws, "count");
  g_autofree char *text = g_strdup_printf("%u\n", packs->len);
  return bm_file_write(place, text, error);
}

static guint64 count_read(const char *ws)
{
  g_autofree char *place = bm_seal_pack_place(ws, "count"), *text = NULL;
  return g_file_get_contents(place, &text, NULL, NULL) ? g_ascii_strtoull(text, NULL, 10) : 0;
}

gboolean bm_seal_packs_are_all(const char *ws, GError **error)
{
  g_autoptr(GPtrArray) packs = bm_seal_packs(ws);
  guint64 n = MAX(count_read(ws), packs->len);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf("p%06u", i + 1);
    if (i >= packs->len || strcmp(packs->pdata[i], name) != 0)
      return bm_fail(error, BM_ERROR_INPUT, "sealed_missing", "vault/rest/%s", name);
  }
  return TRUE;
}

static gboolean entries_seal(int fd, const char *ws, const BmLocks *locks, const char *label,
                             const GArray *list, guint from, guint to, GError **error)
{
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, locks, label, error);
  if (sealer == NULL)
    return FALSE;
  for (guint i = from; i < to; i++)
    if (!bm_pack_add(sealer, ws, &g_array_index(list, BmSealEntry, i).entry, error))
      return FALSE;
  return bm_sealer_end(sealer, error);
}

/* On disk under its name, and read back. */
static gboolean pack_write(const char *ws, const BmLocks *locks, const GArray *list, guint from,
                           guint to, GError **error)
{
  g_autofree char *name = pack_next(ws);
  g_autofree char *label = g_strconcat("rest/", name, NULL);
  g_autofree char *place = bm_seal_pack_place(ws, name);
  g_autofree char *draft = g_strconcat(place, ".new", NULL);
  int fd = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "a pack: %s", g_strerror(errno));
  gboolean is_good = entries_seal(fd, ws, locks, label, list, from, to, error);
  close(fd);
  if (is_good && bm_file_settle(draft, place, error))
    return TRUE;
  g_unlink(draft);
  return FALSE;
}

/* --- away with the plain files */

static gboolean is_as_listed(const struct stat *then, const struct stat *now)
{
  return then->st_dev == now->st_dev && then->st_ino == now->st_ino &&
         then->st_size == now->st_size && then->st_mtim.tv_sec == now->st_mtim.tv_sec &&
         then->st_mtim.tv_nsec == now->st_mtim.tv_nsec;
}

static gboolean stub_write(const char *draft, GError **error)
{
  return g_file_set_contents(draft, BM_SEAL_CONF, -1, NULL) ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "settings");
}

/* A workspace is known by its settings: something stands there at any instant. */
static gboolean conf_replace(const char *ws, const char *full, GError **error)
{
  g_autofree char *draft = bm_seal_pack_place(ws, "conf.new");
  int fd = open(full, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return bm_fail(error, BM_ERROR_IO, "wipe_failed", "%s", g_strerror(errno));
  struct stat st;
  gboolean has_other_names = fstat(fd, &st) == 0 && st.st_nlink > 1;
  gboolean is_good = stub_write(draft, error) && bm_file_settle(draft, full, error) &&
                     (has_other_names || bm_file_wipe_open(fd, error));
  close(fd);
  return is_good;
}

static gboolean plain_remove(const char *ws, const BmSealEntry *one, BmSealTold *told,
                             GError **error)
{
  g_autofree char *full = g_build_filename(ws, one->entry.path, NULL);
  struct stat now;
  if (one->entry.type == 'd' || lstat(full, &now) != 0 || !is_as_listed(&one->st, &now))
    return TRUE; /* changed: it comes with the next pass */
  told->files++;
  told->links += one->entry.type == 'l';
  if (strcmp(one->entry.path, "blindmark.conf") == 0)
    return conf_replace(ws, full, error);
  return bm_file_trash_later(ws, full, error);
}

static gboolean batch_seal(const char *ws, const BmLocks *locks, const GArray *list, guint from,
                           guint to, BmSealTold *told, GError **error)
{
  if (!pack_write(ws, locks, list, from, to, error))
    return FALSE;
  for (guint i = from; i < to; i++)
    if (!plain_remove(ws, &g_array_index(list, BmSealEntry, i), told, error))
      return FALSE;
  return bm_trash_empty(ws, error);
}

static void folders_remove(const char *ws, const GArray *list)
{
  for (guint i = list->len; i-- > 0;) {
    const BmEntry *entry = &g_array_index(list, BmSealEntry, i).entry;
    g_autofree char *full = g_build_filename(ws, entry->path, NULL);
    if (entry->type == 'd' && !bm_seal_folder_stays(entry->path))
      rmdir(full);
  }
}

/* --- passes */

/* Folders that stay are packed once, for their modes. */
static void known_folders_drop(const char *ws, GArray *list)
{
  g_autoptr(GPtrArray) packs = bm_seal_packs(ws);
  for (guint i = list->len; packs->len > 0 && i-- > 0;) {
    const BmEntry *entry = &g_array_index(list, BmSealEntry, i).entry;
    if (entry->type == 'd' && bm_seal_folder_stays(entry->path))
      g_array_remove_index(list, i);
  }
}

static gboolean list_has_files(const GArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index(list, BmSealEntry, i).entry.type != 'd')
      return TRUE;
  return FALSE;
}

/* A folder may have to stay for what is left alone in it: it alone asks for no other pass. */
static gboolean pass(const char *ws, const BmLocks *locks, guint number, BmSealTold *told,
                     gboolean *ret_is_empty, GError **error)
{
  g_autoptr(GArray) list = bm_seal_walk(ws, told, error);
  if (list == NULL)
    return FALSE;
  known_folders_drop(ws, list);
  *ret_is_empty = list->len == 0 || (number > 0 && !list_has_files(list));
  for (guint from = 0, to; !*ret_is_empty && from < list->len; from = to) {
    guint64 bytes = 0;
    for (to = from; to < list->len && (to == from || bytes < PACK_BYTES); to++)
      bytes += g_array_index(list, BmSealEntry, to).entry.size;
    if (!batch_seal(ws, locks, list, from, to, told, error))
      return FALSE;
  }
  folders_remove(ws, list);
  return TRUE;
}

/* Tickets and scratch are made anew from the ledger; unfinished work of commands is nothing. */
static gboolean rubbish_wipe(const char *ws, GError **error)
{
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *folder = g_build_filename(ws, "spool", chain[i]->name, NULL);
    if (!bm_folder_wipe(folder, error))
      return FALSE;
  }
  g_autofree char *scratch = g_build_filename(ws, "vault", "scratch", NULL);
  return bm_folder_wipe(scratch, error) && bm_trash_empty(ws, error);
}

/* What a command that was killed left beside the packs: half a pack, which says nothing, or a
 * file on its way back to work (BM_SEAL_DRAFT), which is plain. */
static gboolean drafts_remove(const char *ws, GError **error)
{
  g_autofree char *path = rest_of(ws), *plain = bm_seal_pack_place(ws, BM_SEAL_DRAFT);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *draft = g_build_filename(path, name, NULL);
    if (g_str_has_suffix(name, ".new") && g_unlink(draft) != 0)
      return bm_fail(error, BM_ERROR_IO, "disk_write", "%s", g_strerror(errno));
  }
  return bm_file_wipe(plain, error);
}

static gboolean rest_begin(const char *ws, GError **error)
{
  g_autofree char *rest = rest_of(ws);
  g_autofree char *vault = g_build_filename(ws, "vault", NULL);
  return bm_folder_make(rest, 0700, error) && bm_folder_sync(vault, error) &&
         drafts_remove(ws, error) && rubbish_wipe(ws, error);
}

gboolean bm_seal_rest(const char *ws, const BmLocks *locks, BmSealTold *told, GError **error)
{
  g_autofree char *keymap = g_build_filename(ws, "vault", "keymap.db", NULL);
  g_autofree char *ledger = g_build_filename(ws, "ledger.db", NULL);
  *told = (BmSealTold){0};
  if (!bm_db_rest(keymap, error) || !bm_db_rest(ledger, error) || !rest_begin(ws, error))
    return FALSE;
  gboolean is_empty = FALSE;
  for (guint i = 0; i < PASSES_MOST && !is_empty; i++)
    if (!pass(ws, locks, i, told, &is_empty, error))
      return FALSE;
  return is_empty ? count_write(ws, error)
                  : bm_fail(error, BM_ERROR_IO, "file_changing", "%s", "");
}

gboolean bm_seal_plain(const char *ws, guint *ret_n, GError **error)
{
  BmSealTold told = {0};
  g_autofree char *draft = bm_seal_pack_place(ws, BM_SEAL_DRAFT);
  g_autoptr(GArray) list = bm_seal_walk(ws, &told, error);
  if (list == NULL)
    return FALSE;
  guint n = told.busy + g_file_test(draft, G_FILE_TEST_EXISTS);
  for (guint i = 0; i < list->len; i++)
    n += g_array_index(list, BmSealEntry, i).entry.type != 'd';
  *ret_n = n;
  return TRUE;
}
