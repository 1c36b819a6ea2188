/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark unseal: back to work, or the scans given out. */
#include "pipeline/cmd.h"
#include "pipeline/inbox_walk.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/seal.h"
#include "pipeline/temp.h"
#include "pipeline/vault_desk.h"
#include "pipeline/vault_work.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BLOCK 65536

typedef struct Unseal {
  char *ws, *to;
  gboolean originals, is_incomplete;
  BmVaultOptions common;
  BmAsk ask;
  int lock;
} Unseal;

static void unseal_clear(Unseal *unseal)
{
  bm_ask_clear(&unseal->ask);
  if (unseal->lock >= 0)
    close(unseal->lock);
  g_free(unseal->ws);
  g_free(unseal->to);
  g_strfreev(unseal->common.files);
  g_strfreev(unseal->common.fds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Unseal, unseal_clear)

/* --- scans for the coordinator */

/* {file id → path as text}: the key map, if need be out of the packs into memory and away. */
static json_t *sources_read(const Unseal *unseal, const BmUnlock *key, GError **error)
{
  if (!bm_seal_is_at_rest(unseal->ws)) {
    g_autoptr(BmKeymap) keymap = bm_keymap_open(unseal->ws, 0, error);
    return keymap != NULL ? bm_keymap_sources(keymap) : NULL;
  }
  BmSealTold told;
  json_t *sources = NULL;
  g_autoptr(BmTemp) temp = bm_temp_new(BM_TEMP_SMALL, error);
  if (temp == NULL)
    return NULL;
  const char *folder = bm_temp_path(temp);
  if (bm_unseal_part(unseal->ws, key, "vault/keymap.db", folder, &told, error)) {
    g_autoptr(BmKeymap) keymap = bm_keymap_open(folder, 0, error);
    sources = keymap != NULL ? bm_keymap_sources(keymap) : NULL;
  }
  return sources;
}

static char *free_place(const char *wanted)
{
  for (guint i = 1;; i++) {
    char *place = i == 1 ? g_strdup(wanted) : g_strdup_printf("%s.%u", wanted, i);
    if (!g_file_test(place, G_FILE_TEST_EXISTS))
      return place;
    g_free(place);
  }
}

static gboolean plain_copy(const char *from, const char *to, GError **error)
{
  int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
  g_autofree guint8 *block = g_malloc(COPY_BLOCK);
  gssize n = out >= 0 ? 1 : -1;
  while (n > 0) {
    n = bm_fill_fd(GINT_TO_POINTER(in), block, COPY_BLOCK);
    if (n > 0 && write(out, block, (gsize)n) != n)
      n = -1;
  }
  if (in >= 0)
    close(in);
  if (out >= 0)
    close(out);
  return n == 0 || bm_fail(error, BM_ERROR_IO, "disk_write", "%s", g_strerror(errno));
}

/* Sealed one by one, or plain: in the vault, or for @rest brought out of the packs. */
static gboolean scan_give(const Unseal *unseal, const BmUnlock *key, const char *rest,
                          const json_t *source, guint *ret_n, GError **error)
{
  const char *file = bm_json_text(source, "file");
  g_autofree char *wanted = bm_inbox_place(unseal->to, bm_json_text(source, "path"));
  g_autofree char *place = free_place(wanted);
  g_autofree char *folder = g_path_get_dirname(place);
  g_autofree char *plain = g_build_filename(rest, "vault", "originals", file, NULL);
  gboolean is_plain = g_file_test(plain, G_FILE_TEST_EXISTS);
  if (!is_plain && !bm_seal_has_original(unseal->ws, file))
    return TRUE; /* rejected, or never taken */
  ++*ret_n;
  return bm_folder_make(folder, 0700, error) &&
         (is_plain ? plain_copy(plain, place, error)
                   : bm_unseal_original(unseal->ws, key, file, place, error));
}

static gboolean is_outside(const Unseal *unseal, GError **error)
{
  char *home = realpath(unseal->ws, NULL), *real = realpath(unseal->to, NULL);
  gsize n = home != NULL ? strlen(home) : 0;
  gboolean is_out = home != NULL && real != NULL &&
                    (strncmp(home, real, n) != 0 || (real[n] != '/' && real[n] != '\0'));
  free(home);
  free(real);
  return is_out || bm_fail(error, BM_ERROR_SETTING, "unseal_place", "'%s'", unseal->to);
}

static gboolean scans_give(const Unseal *unseal, const BmUnlock *key, guint *ret_n,
                           GError **error)
{
  if (!bm_folder_make(unseal->to, 0700, error) || !is_outside(unseal, error))
    return FALSE;
  g_autoptr(json_t) sources = sources_read(unseal, key, error);
  gboolean is_at_rest = bm_seal_is_at_rest(unseal->ws);
  g_autofree char *rest =
      is_at_rest ? g_build_filename(unseal->to, ".unsealed", NULL) : g_strdup(unseal->ws);
  BmSealTold told;
  gboolean is_good =
      sources != NULL &&
      (!is_at_rest || (bm_folder_make(rest, 0700, error) &&
                       bm_unseal_part(unseal->ws, key, "vault/originals", rest, &told, error)));
  size_t i;
  json_t *source;
  json_array_foreach (sources, i, source)
    is_good = is_good && scan_give(unseal, key, rest, source, ret_n, error);
  return (!is_at_rest || bm_folder_wipe(rest, is_good ? error : NULL)) && is_good;
}

/* --- */

static gboolean work_resume(const Unseal *unseal, const BmUnlock *key, GError **error)
{
  BmSealTold told;
  guint n = 0;
  if (!bm_unseal_rest(unseal->ws, key, &told, error) ||
      (unseal->originals && !bm_unseal_originals(unseal->ws, key, &n, error)))
    return FALSE;
  fprintf(stderr,
          bm_tr("Распечатано файлов: %u. Раунд открыт для работы.\n",
                "Files unsealed: %u. The round is open for work.\n"),
          told.files + n);
  if (unseal->originals)
    fputs(bm_tr("Исходные сканы открыты до следующего run, watch или seal.\n",
                "The scans are plain until the next run, watch or seal.\n"),
          stderr);
  return TRUE;
}

static gboolean rekey_is_done(const char *ws, GError **error)
{
  g_autofree char *next = bm_vault_keys_place_next(ws);
  return !g_file_test(next, G_FILE_TEST_EXISTS) ||
         bm_fail(error, BM_ERROR_SETTING, "rekey_unfinished", "%s", "");
}

static gboolean unseal_do(Unseal *unseal, GError **error)
{
  g_autofree char *place = bm_vault_keys_place(unseal->ws);
  if ((!bm_seal_is_at_rest(unseal->ws) && !bm_workspace_check(unseal->ws, error)) ||
      (unseal->lock = bm_workspace_lock(unseal->ws, error)) < 0 ||
      !rekey_is_done(unseal->ws, error) ||
      (!unseal->is_incomplete && !bm_seal_packs_are_all(unseal->ws, error)) ||
      !bm_ask_open(&unseal->ask, unseal->common.files, unseal->common.fds, error))
    return FALSE;
  g_autofree BmVaultKeys *keys = bm_vault_keys_load(place, error);
  if (keys == NULL)
    return FALSE;
  g_autoptr(BmUnlock) key =
      bm_vault_unlock_ask(&unseal->ask, keys, unseal->common.with_backup, error);
  if (key == NULL)
    return FALSE;
  if (unseal->to == NULL)
    return work_resume(unseal, key, error);
  guint n = 0;
  if (!scans_give(unseal, key, &n, error))
    return FALSE;
  fprintf(stderr, bm_tr("Файлов выдано: %u, в %s\n", "Files given out: %u, in %s\n"), n,
          unseal->to);
  return TRUE;
}

int bm_cmd_unseal(int argc, char **argv)
{
  g_auto(Unseal) unseal = {.lock = -1};
  GOptionEntry entries[] = {
      {"originals", 0, 0, G_OPTION_ARG_NONE, &unseal.originals,
       bm_tr("и исходные сканы, нужно для blindmark recheck",
             "the scans, too, as blindmark recheck needs them"),
       NULL},
      {"to", 0, 0, G_OPTION_ARG_FILENAME, &unseal.to,
       bm_tr("выдать принятые файлы в эту папку вне раунда; раунд остаётся как есть",
             "give out the files that were taken into this folder outside of the workspace, "
             "which stays as it is"),
       "FOLDER"},
      {"incomplete", 0, 0, G_OPTION_ARG_NONE, &unseal.is_incomplete,
       bm_tr("также если часть запечатанных файлов утрачена и их неоткуда взять",
             "also when sealed files are lost, and no backup has them"),
       NULL},
      {"with-backup", 0, 0, G_OPTION_ARG_NONE, &unseal.common.with_backup,
       bm_tr("код восстановления вместо пароля",
             "the recovery code in place of the passphrase"),
       NULL},
      {"passphrase-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &unseal.common.files,
       bm_tr("ответы по строкам вместо вопросов на экране", "answers, a line each, unasked"),
       "FILE"},
      {"passphrase-fd", 0, 0, G_OPTION_ARG_STRING_ARRAY, &unseal.common.fds,
       bm_tr("то же из открытого дескриптора", "the same from an open descriptor"), "N"},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  if (unseal.originals && unseal.to != NULL)
    return bm_cmd_usage(
        argv[0], bm_tr("эти параметры не сочетаются", "these options do not go together"));
  unseal.ws = g_canonicalize_filename(argv[1], NULL);
  GError *error = NULL;
  bm_vault_desk_begin();
  bm_wipe_set(TRUE);
  const char *what = unseal.to != NULL ? "given_out" : unseal.originals ? "originals" : "work";
  return unseal_do(&unseal, &error) && bm_vault_tell(unseal.ws, "unseal", what, &error)
             ? BM_EXIT_DONE
             : bm_cmd_fail(error);
}
