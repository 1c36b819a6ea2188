/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talking with custodians. */
#include "pipeline/vault_desk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pipeline/lang.h"
#include "pipeline/recovery.h"
#include "pipeline/seal.h"
#include "pipeline/workspace.h"

void bm_vault_desk_begin(void)
{
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    g_debug("core dumps: %s", g_strerror(errno));
}

/* --- asking */

char *bm_vault_prompt(guint who, guint n, gboolean is_new, gboolean with_backup)
{
  const char *what = with_backup ? n > 1 ? bm_tr("Пароль или код восстановления",
                                                 "Passphrase or recovery code")
                                         : bm_tr("Код восстановления", "Recovery code")
                     : is_new ? bm_tr("Новый пароль", "New passphrase")
                              : bm_tr("Пароль", "Passphrase");
  if (n == 1)
    return g_strdup(what);
  return g_strdup_printf(bm_tr("%s (хранитель %u)", "%s (custodian %u)"), what, who + 1);
}

static gboolean text_is_code(const BmSecret *text, guint who)
{
  g_autoptr(BmSecret) seed = bm_recovery_read(text, who, NULL);
  return seed != NULL;
}

gboolean bm_vault_proofs_ask(BmAsk *ask, guint n, gboolean is_new, gboolean with_backup,
                             BmProofs *ret_proofs, GError **error)
{
  ret_proofs->n = n;
  for (guint k = 0; k < n; k++) {
    g_autofree char *prompt = bm_vault_prompt(k, n, is_new, with_backup);
    BmSecret *text = bm_ask_line(ask, prompt, is_new, error);
    if (text == NULL)
      return FALSE;
    ret_proofs->proof[k].text = text;
    /* a lone custodian who says so means a code: a mistyped one must not count as a passphrase
     */
    ret_proofs->proof[k].is_code = with_backup && (n == 1 || text_is_code(text, k));
  }
  return TRUE;
}

BmUnlock *bm_vault_unlock_ask(BmAsk *ask, const BmVaultKeys *keys, gboolean with_backup,
                              GError **error)
{
  g_auto(BmProofs) proofs = {0};
  return bm_vault_proofs_ask(ask, keys->n, FALSE, with_backup, &proofs, error)
             ? bm_vault_keys_unlock(keys, &proofs, error)
             : NULL;
}

/* --- codes */

gboolean bm_vault_codes_check(const char *ws, const char *path, GError **error)
{
  if (path == NULL)
    return isatty(STDOUT_FILENO) ||
           bm_fail(error, BM_ERROR_SETTING, "backup_place", "%s",
                   bm_tr("укажите --backup ФАЙЛ", "say --backup FILE"));
  g_autofree char *folder = g_path_get_dirname(path);
  char *home = realpath(ws, NULL), *real = realpath(folder, NULL);
  gsize n = home != NULL ? strlen(home) : 0;
  gboolean is_inside = home == NULL || real == NULL ||
                       (strncmp(home, real, n) == 0 && (real[n] == '/' || real[n] == '\0'));
  free(home);
  free(real);
  return (!is_inside && !g_file_test(path, G_FILE_TEST_EXISTS)) ||
         bm_fail(error, BM_ERROR_SETTING, "backup_place", "'%s'", path);
}

static void codes_write(FILE *out, BmSecret *const codes[], guint n)
{
  fputs(
      bm_tr("Код восстановления раунда blindmark. Распечатайте и храните отдельно от "
            "компьютера: он\nоткрывает всё запечатанное без пароля. Программа его не хранит "
            "и больше не покажет.\n",
            "Recovery code of a blindmark round. Print it and keep it away from the computer: "
            "it opens\nall that is sealed without the passphrase. The program keeps no copy "
            "and will not show it again.\n"),
      out);
  for (guint k = 0; k < n; k++) {
    if (n > 1)
      fprintf(out, bm_tr("\nХранитель %u:", "\nCustodian %u:"), k + 1);
    fprintf(out, "\n    %s\n", (const char *)codes[k]->bytes);
  }
  fputs("\n", out);
}

static gboolean codes_save(const char *path, BmSecret *const codes[], guint n, GError **error)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (out == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "backup_place", "'%s': %s", path,
                   g_strerror(errno));
  g_autoptr(BmSecret) buffer = bm_secret_new(BUFSIZ);
  setvbuf(out, (char *)buffer->bytes, _IOFBF, buffer->n);
  codes_write(out, codes, n);
  gboolean is_good = fflush(out) == 0 && fsync(fd) == 0;
  is_good = fclose(out) == 0 && is_good;
  g_autofree char *folder = g_path_get_dirname(path);
  return is_good ? bm_folder_sync(folder, error)
                 : bm_fail(error, BM_ERROR_IO, "disk_write", "'%s'", path);
}

gboolean bm_vault_codes_give(const char *ws, const char *path, BmSecret *const codes[], guint n,
                             GError **error)
{
  if (!bm_vault_codes_check(ws, path, error))
    return FALSE;
  if (path != NULL)
    return codes_save(path, codes, n, error);
  codes_write(stdout, codes, n);
  return fflush(stdout) == 0 || bm_fail(error, BM_ERROR_IO, "disk_write", "stdout");
}
