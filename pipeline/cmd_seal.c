/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark seal: keys of a round, and the round sealed for rest. */
#include "pipeline/cmd.h"
#include "pipeline/conf.h"
#include "pipeline/lang.h"
#include "pipeline/seal.h"
#include "pipeline/vault_desk.h"
#include "pipeline/vault_work.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Seal {
  char *ws;
  gboolean only_keys, change, new_key, split;
  int custodian;
  char *backup;
  BmVaultOptions common;
  BmAsk ask;
  int lock;
} Seal;

static void seal_clear(Seal *seal)
{
  bm_ask_clear(&seal->ask);
  if (seal->lock >= 0)
    close(seal->lock);
  g_free(seal->ws);
  g_free(seal->backup);
  g_strfreev(seal->common.files);
  g_strfreev(seal->common.fds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seal, seal_clear)

/* Settings are there, sealed or not. */
static gboolean workspace_is(const char *ws, GError **error)
{
  return bm_seal_is_at_rest(ws) || bm_workspace_check(ws, error);
}

/* --- keys */

/* The codes are out of the house before the keys count. */
static gboolean keys_make(Seal *seal, const char *place, GError **error)
{
  g_auto(BmProofs) proofs = {0};
  BmSecret *codes[BM_KEYS_MOST] = {0};
  BmKdf kdf;
  bm_kdf_moderate(&kdf);
  if (!bm_vault_codes_check(seal->ws, seal->backup, error) ||
      !bm_vault_proofs_ask(&seal->ask, seal->split ? 2 : 1, TRUE, FALSE, &proofs, error))
    return FALSE;
  g_autofree BmVaultKeys *keys = bm_vault_keys_make(&proofs, &kdf, codes, error);
  gboolean is_good = keys != NULL &&
                     bm_vault_codes_give(seal->ws, seal->backup, codes, keys->n, error) &&
                     bm_vault_keys_save(keys, place, error);
  for (guint k = 0; k < BM_KEYS_MOST; k++)
    bm_secret_free(codes[k]);
  return is_good;
}

static BmVaultKeys *keys_load(const Seal *seal, GError **error)
{
  g_autofree char *place = bm_vault_keys_place(seal->ws);
  return bm_vault_keys_load(place, error);
}

static gboolean keys_begin(Seal *seal, GError **error)
{
  g_autofree char *place = bm_vault_keys_place(seal->ws);
  if (!bm_vault_keys_exist(seal->ws))
    return bm_vault_keys_not_lost(seal->ws, error) && keys_make(seal, place, error);
  if (seal->split || seal->backup != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "vault_keys_exist", "%s", "");
  g_autofree BmVaultKeys *keys = bm_vault_keys_load(place, error);
  return keys != NULL;
}

static gboolean rekey_is_unfinished(const char *ws)
{
  g_autofree char *next = bm_vault_keys_place_next(ws);
  return g_file_test(next, G_FILE_TEST_EXISTS);
}

static gboolean key_replace(Seal *seal, GError **error)
{
  g_autofree char *next = bm_vault_keys_place_next(seal->ws);
  g_autofree BmVaultKeys *keys = keys_load(seal, error);
  if (keys == NULL)
    return FALSE;
  g_autoptr(BmUnlock) unlock =
      bm_vault_unlock_ask(&seal->ask, keys, seal->common.with_backup, error);
  if (unlock == NULL)
    return FALSE;
  gboolean is_begun = rekey_is_unfinished(seal->ws);
  if ((!is_begun && !keys_make(seal, next, error)) || !bm_seal_rekey(seal->ws, unlock, error))
    return FALSE;
  fputs(is_begun ? bm_tr("Начатая раньше замена ключей закончена: действуют пароль и код, "
                         "данные тогда.\n",
                         "The change of keys that was begun before is finished: the passphrase "
                         "and code of then count.\n")
                 : bm_tr("Ключи заменены; прежние пароль и код больше ничего не открывают.\n",
                         "The keys are changed; the old passphrase and code open nothing any "
                         "more.\n"),
        stderr);
  return TRUE;
}

/* Whose passphrase; -1 when it is not said and not clear. */
static int custodian_of(const Seal *seal, const BmVaultKeys *keys)
{
  if (seal->custodian == 0 && keys->n == 1)
    return 0;
  return seal->custodian >= 1 && seal->custodian <= (int)keys->n ? seal->custodian - 1 : -1;
}

static gboolean passphrase_change(Seal *seal, GError **error)
{
  g_autofree char *place = bm_vault_keys_place(seal->ws);
  g_autofree BmVaultKeys *keys = keys_load(seal, error);
  if (keys == NULL)
    return FALSE;
  int who = custodian_of(seal, keys);
  if (who < 0)
    return bm_fail(error, BM_ERROR_SETTING, "custodian_which", "1..%u", keys->n);
  g_autofree char *prompt = bm_vault_prompt((guint)who, keys->n, FALSE, FALSE);
  g_autofree char *new_prompt = bm_vault_prompt((guint)who, keys->n, TRUE, FALSE);
  g_autoptr(BmSecret) old = bm_ask_line(&seal->ask, prompt, FALSE, error);
  g_autoptr(BmSecret) new =
      old != NULL ? bm_ask_line(&seal->ask, new_prompt, TRUE, error) : NULL;
  BmKdf kdf;
  bm_kdf_moderate(&kdf);
  if (new == NULL || !bm_vault_keys_change(keys, (guint)who, old, new, &kdf, error) ||
      !bm_vault_keys_save(keys, place, error))
    return FALSE;
  fputs(bm_tr("Пароль изменён; код восстановления прежний.\n",
              "The passphrase is changed; the recovery code is the same.\n"),
        stderr);
  return TRUE;
}

/* --- sealing */

static gboolean originals_seal(const char *ws, const BmLocks *locks, GError **error)
{
  if (bm_seal_is_at_rest(ws))
    return TRUE;
  g_autoptr(BmLedger) ledger = bm_ledger_open(ws, error);
  return ledger != NULL && bm_vault_catch_up(ws, ledger, locks, error);
}

/* A small number is guessed, and with it the aliases of schools and classes. */
static void seed_warn(const char *ws)
{
  g_autoptr(BmConf) conf = bm_seal_is_at_rest(ws) ? NULL : bm_conf_load(ws, NULL);
  if (conf != NULL && bm_conf_int(conf, "round", "seed") != 0)
    fputs(
        bm_tr("Внимание: в blindmark.conf задано зерно (seed). Такое зерно можно подобрать, и "
              "по нему узнать школы за\nномерами классов; для настоящих раундов оставляйте "
              "seed=0.\n",
              "Beware: blindmark.conf sets a seed. Such a seed can be guessed, and with it the "
              "schools behind the\nnumbers of classes; leave seed=0 for real rounds.\n"),
        stderr);
}

static void told_print(const BmSealTold *told, const char *ws)
{
  fprintf(stderr,
          bm_tr("Запечатано файлов: %u. Открытыми остались sorted/, bundles/, audit/ и журнал "
                "ledger.db без имён.\nВернуться к работе: blindmark unseal %s\n",
                "Files sealed: %u. What stays open is sorted/, bundles/, audit/ and ledger.db, "
                "which has no names.\nBack to work: blindmark unseal %s\n"),
          told->files, ws);
  if (told->links > 0)
    fprintf(stderr,
            bm_tr("Ссылок: %u; то, на что они указывают, лежит в другом месте и осталось как "
                  "есть.\n",
                  "Links: %u; what they point to lies elsewhere and was left as it is.\n"),
            told->links);
  if (told->busy + told->special > 0)
    fprintf(stderr,
            bm_tr("Не запечатано: %u файлов, которые ещё пишутся, и %u не файлов (каналы, "
                  "сокеты). Уберите или дождитесь и\nповторите: blindmark seal %s\n",
                  "Not sealed: %u files that are still being written, and %u that are no files "
                  "(pipes, sockets). Remove them or\nwait, then again: blindmark seal %s\n"),
            told->busy, told->special, ws);
}

static gboolean rest_seal(Seal *seal, int *ret_status, GError **error)
{
  BmSealTold told;
  g_autofree BmVaultKeys *keys = keys_load(seal, error);
  BmLocks locks;
  if (keys == NULL)
    return FALSE;
  bm_vault_keys_locks(keys, &locks);
  seed_warn(seal->ws);
  bm_wipe_set(TRUE);
  if (!originals_seal(seal->ws, &locks, error))
    return FALSE;
  if (seal->only_keys) {
    fputs(bm_tr("Ключи раунда готовы. Исходные сканы запечатываются, как только разобраны на "
                "страницы.\n",
                "The round has its keys. Scans are sealed as soon as their pages are made.\n"),
          stderr);
    return TRUE;
  }
  if (!bm_seal_rest(seal->ws, &locks, &told, error))
    return FALSE;
  told_print(&told, seal->ws);
  *ret_status = told.busy + told.special > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
  return TRUE;
}

static gboolean seal_do(Seal *seal, int *ret_status, GError **error)
{
  if (!workspace_is(seal->ws, error) || (seal->lock = bm_workspace_lock(seal->ws, error)) < 0 ||
      !bm_ask_open(&seal->ask, seal->common.files, seal->common.fds, error))
    return FALSE;
  if (seal->new_key)
    return key_replace(seal, error);
  if (rekey_is_unfinished(seal->ws))
    return bm_fail(error, BM_ERROR_SETTING, "rekey_unfinished", "%s", "");
  if (seal->change)
    return passphrase_change(seal, error);
  return keys_begin(seal, error) && rest_seal(seal, ret_status, error);
}

int bm_cmd_seal(int argc, char **argv)
{
  g_auto(Seal) seal = {.lock = -1};
  GOptionEntry entries[] = {
      {"keys", 0, 0, G_OPTION_ARG_NONE, &seal.only_keys,
       bm_tr("только сделать ключи; работа идёт дальше, сканы запечатываются по ходу",
             "only make the keys; work goes on, scans are sealed on the way"),
       NULL},
      {"split", 0, 0, G_OPTION_ARG_NONE, &seal.split,
       bm_tr("два хранителя: открыть можно только вдвоём (при создании ключей)",
             "two custodians: only both together can open it (when keys are made)"),
       NULL},
      {"backup", 0, 0, G_OPTION_ARG_FILENAME, &seal.backup,
       bm_tr("код восстановления в этот файл, вне папки раунда, а не на экран",
             "the recovery code into this file, outside of the workspace, not to the screen"),
       "FILE"},
      {"change-passphrase", 0, 0, G_OPTION_ARG_NONE, &seal.change,
       bm_tr("другой пароль к тому же ключу", "another passphrase for the same key"), NULL},
      {"custodian", 0, 0, G_OPTION_ARG_INT, &seal.custodian,
       bm_tr("чей пароль менять, когда хранителей двое",
             "whose passphrase, when there are two"),
       "1|2"},
      {"new-key", 0, 0, G_OPTION_ARG_NONE, &seal.new_key,
       bm_tr("новые ключи и новый код; старыми ничего больше не открыть",
             "new keys and a new code; the old ones open nothing any more"),
       NULL},
      {"with-backup", 0, 0, G_OPTION_ARG_NONE, &seal.common.with_backup,
       bm_tr("с --new-key: код восстановления вместо забытого пароля",
             "with --new-key: the recovery code in place of a lost passphrase"),
       NULL},
      {"passphrase-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &seal.common.files,
       bm_tr("ответы по строкам вместо вопросов на экране", "answers, a line each, unasked"),
       "FILE"},
      {"passphrase-fd", 0, 0, G_OPTION_ARG_STRING_ARRAY, &seal.common.fds,
       bm_tr("то же из открытого дескриптора", "the same from an open descriptor"), "N"},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  if (seal.only_keys + seal.change + seal.new_key > 1 ||
      (seal.common.with_backup && !seal.new_key))
    return bm_cmd_usage(
        argv[0], bm_tr("эти параметры не сочетаются", "these options do not go together"));
  seal.ws = g_canonicalize_filename(argv[1], NULL);
  GError *error = NULL;
  bm_vault_desk_begin();
  status = BM_EXIT_DONE;
  const char *what = seal.new_key     ? "new_key"
                     : seal.change    ? "passphrase"
                     : seal.only_keys ? "keys"
                                      : "rest";
  return seal_do(&seal, &status, &error) && bm_vault_tell(seal.ws, "seal", what, &error)
             ? status
             : bm_cmd_fail(error);
}

/* --- status of a sealed round: what the ledger alone knows */

/* Not a word of peace about a round that is sealed half. */
static void plain_print(const char *ws, guint n_plain)
{
  printf(
      bm_tr(
          "НЕ ВСЁ запечатано: файлов, которые лежат открыто: %u. Закончите: blindmark seal %s "
          "(или unseal, если раунд\nнужен для работы).\n",
          "NOT ALL is sealed: files that lie plain: %u. Finish it: blindmark seal %s (or "
          "unseal, if the round is\nwanted for work).\n"),
      n_plain, ws);
}

int bm_status_sealed(const char *ws, gboolean is_json)
{
  GError *error = NULL;
  guint n_plain = 0;
  g_autoptr(BmLedger) ledger = bm_ledger_open(ws, &error);
  if (ledger == NULL || !bm_seal_plain(ws, &n_plain, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) status = bm_ledger_status(ledger);
  json_object_set_new(status, "sealed", json_true());
  json_object_set_new(status, "plain_files", json_integer(n_plain));
  if (is_json) {
    bm_cmd_print_json(json_incref(status));
    return BM_EXIT_DONE;
  }
  const json_t *pages = json_object_get(status, "pages");
  const char *key;
  json_t *n;
  puts(bm_tr("Раунд запечатан. Страницы:", "The round is sealed. Pages:"));
  json_object_foreach ((json_t *)pages, key, n)
    printf("  %-10s %d\n", key, (int)json_integer_value(n));
  puts(json_is_true(json_object_get(status, "balanced"))
           ? bm_tr("Баланс страниц сходится.", "The page balance is even.")
           : bm_tr("Баланс страниц НЕ сходится.", "The page balance is NOT even."));
  if (n_plain > 0)
    plain_print(ws, n_plain);
  g_autofree char *todo = bm_cmd_todo(ws, "vault_sealed");
  printf("%s %s\n", bm_tr("Дальше:", "Next:"), todo);
  return BM_EXIT_DONE;
}
