/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a vault: passphrases, recovery codes, and files that lie. */
#include "pipeline/recovery.h"
#include "pipeline/vaultkey.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <string.h>

TestSuite(vaultkey, .timeout = 60, .init = folder_make, .fini = folder_remove);

/* So that tests are quick; the program itself always takes bm_kdf_moderate. */
static const BmKdf quick = {.passes = 1, .memory = 8192};

static BmSecret *secret(const char *text)
{
  return bm_secret_copy(text, strlen(text));
}

static BmProofs said(const char *first, const char *second)
{
  BmProofs proofs = {.n = second != NULL ? 2 : 1};
  proofs.proof[0].text = secret(first);
  if (second != NULL)
    proofs.proof[1].text = secret(second);
  return proofs;
}

typedef struct Made {
  BmVaultKeys *keys;
  BmSecret *codes[BM_KEYS_MOST];
} Made;

static Made made(const char *first, const char *second)
{
  g_autoptr(GError) error = NULL;
  g_auto(BmProofs) proofs = said(first, second);
  Made all = {0};
  all.keys = bm_vault_keys_make(&proofs, &quick, all.codes, &error);
  assert_ok(all.keys != NULL, error);
  return all;
}

static void made_clear(Made *all)
{
  g_free(all->keys);
  bm_secret_free(all->codes[0]);
  bm_secret_free(all->codes[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Made, made_clear)

Test(vaultkey, a_file_comes_back_and_opens_by_passphrase_and_by_code)
{
  g_autoptr(GError) error = NULL;
  g_auto(Made) all = made("первая вторая третья", NULL);
  g_autofree char *path = folder_path("keys.json");
  assert_ok(bm_vault_keys_save(all.keys, path, &error), error);
  g_autofree BmVaultKeys *again = bm_vault_keys_load(path, &error);
  assert_ok(again != NULL, error);
  cr_expect(memcmp(again, all.keys, sizeof *again) == 0);
  g_auto(BmProofs) passphrase = said("первая вторая третья", NULL);
  g_auto(BmProofs) code = said((const char *)all.codes[0]->bytes, NULL);
  code.proof[0].is_code = TRUE;
  g_autoptr(BmUnlock) main = bm_vault_keys_unlock(again, &passphrase, &error);
  assert_ok(main != NULL, error);
  g_autoptr(BmUnlock) backup = bm_vault_keys_unlock(again, &code, &error);
  assert_ok(backup != NULL, error);
  cr_expect(bm_crypt_pair_fits(again->custodian[0].main, main->secret[0]));
  cr_expect(bm_crypt_pair_fits(again->custodian[0].backup, backup->secret[0]));
}

Test(vaultkey, neither_secret_nor_code_nor_passphrase_stands_in_the_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(Made) all = made("open sesame please", NULL);
  g_autofree char *path = folder_path("keys.json"), *text = NULL;
  assert_ok(bm_vault_keys_save(all.keys, path, &error), error);
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(BmProofs) proofs = said("open sesame please", NULL);
  g_autoptr(BmUnlock) unlock = bm_vault_keys_unlock(all.keys, &proofs, &error);
  g_autoptr(GString) hex = g_string_new(NULL);
  for (guint i = 0; i < BM_KEY_BYTES; i++)
    g_string_append_printf(hex, "%02x", unlock->secret[0]->bytes[i]);
  cr_expect_null(strstr(text, hex->str));
  cr_expect_null(strstr(text, "sesame"));
  cr_expect_null(strstr(text, (const char *)all.codes[0]->bytes));
}

Test(vaultkey, a_wrong_passphrase_and_a_wrong_code_are_told_apart)
{
  g_auto(Made) all = made("open sesame please", NULL), other = made("another one here", NULL);
  g_autoptr(GError) wrong = NULL, mistyped = NULL, foreign = NULL;
  g_auto(BmProofs) passphrase = said("open sesame, please", NULL);
  assert_fails_with(bm_vault_keys_unlock(all.keys, &passphrase, &wrong), wrong,
                    "passphrase_wrong");
  g_auto(BmProofs) code = said((const char *)all.codes[0]->bytes, NULL);
  code.proof[0].is_code = TRUE;
  code.proof[0].text->bytes[2] = code.proof[0].text->bytes[2] == '7' ? '8' : '7';
  assert_fails_with(bm_vault_keys_unlock(all.keys, &code, &mistyped), mistyped,
                    "recovery_code_bad");
  g_auto(BmProofs) theirs = said((const char *)other.codes[0]->bytes, NULL);
  theirs.proof[0].is_code = TRUE;
  assert_fails_with(bm_vault_keys_unlock(all.keys, &theirs, &foreign), foreign,
                    "recovery_code_other");
}

Test(vaultkey, codes_are_read_kindly)
{
  g_autoptr(BmSecret) seed = bm_secret_new(BM_RECOVERY_SEED);
  static const char *const kind[] = {"0-o-O", "1-i-L"};
  for (guint i = 0; i < seed->n; i++)
    seed->bytes[i] = (guint8)(i * 37 + 11);
  g_autoptr(BmSecret) text = bm_recovery_text(seed, 0);
  g_autoptr(GString) typed = g_string_new(" ");
  for (const char *at = (const char *)text->bytes; *at != '\0'; at++) {
    if (*at == '-')
      g_string_append(typed, "  ");
    else if (*at == '0' || *at == '1')
      g_string_append_c(typed, kind[*at - '0'][2]);
    else if (*at == 'B')
      g_string_append(typed, "в"); /* typed with the Russian keyboard */
    else if (*at == 'K')
      g_string_append(typed, "К");
    else
      g_string_append_c(typed, g_ascii_tolower(*at));
  }
  g_autoptr(BmSecret) line = secret(typed->str);
  g_autoptr(GError) error = NULL, other = NULL;
  g_autoptr(BmSecret) back = bm_recovery_read(line, 0, &error);
  assert_ok(back != NULL, error);
  cr_expect(memcmp(back->bytes, seed->bytes, seed->n) == 0);
  assert_fails_with(bm_recovery_read(line, 1, &other), other, "recovery_code_bad");
}

Test(vaultkey, one_letter_wrong_is_found_at_every_place)
{
  g_autoptr(BmSecret) seed = bm_secret_new(BM_RECOVERY_SEED);
  guint taken = 0;
  bm_crypt_random(seed->bytes, seed->n);
  g_autoptr(BmSecret) text = bm_recovery_text(seed, 0);
  for (guint at = 0; text->bytes[at] != '\0'; at++) {
    guint8 was = text->bytes[at];
    if (was == '-')
      continue;
    text->bytes[at] = was == 'Q' ? 'R' : 'Q';
    g_autoptr(BmSecret) read = bm_recovery_read(text, 0, NULL);
    taken += read != NULL;
    text->bytes[at] = was;
  }
  cr_expect_eq(taken, 0);
}

Test(vaultkey, two_custodians_are_both_needed)
{
  g_autoptr(GError) error = NULL, alone = NULL;
  g_auto(Made) all = made("first custodian's", "second custodian's");
  BmLocks locks;
  bm_vault_keys_locks(all.keys, &locks);
  cr_expect_eq(locks.n, 4);
  cr_expect_eq(locks.n_keys, 2);
  g_auto(BmProofs) both = said("first custodian's", "second custodian's");
  g_auto(BmProofs) one = said("first custodian's", "first custodian's");
  g_auto(BmProofs) mixed = said("first custodian's", (const char *)all.codes[1]->bytes);
  mixed.proof[1].is_code = TRUE;
  g_autoptr(BmUnlock) opened = bm_vault_keys_unlock(all.keys, &both, &error);
  assert_ok(opened != NULL, error);
  g_autoptr(BmUnlock) with_code = bm_vault_keys_unlock(all.keys, &mixed, &error);
  assert_ok(with_code != NULL, error);
  assert_fails_with(bm_vault_keys_unlock(all.keys, &one, &alone), alone, "passphrase_wrong");
}

Test(vaultkey, another_passphrase_keeps_the_key)
{
  g_autoptr(GError) error = NULL, refused = NULL;
  g_auto(Made) all = made("the old passphrase", NULL);
  BmVaultKeys before = *all.keys;
  g_autoptr(BmSecret) old = secret("the old passphrase"), new = secret("the new passphrase");
  assert_ok(bm_vault_keys_change(all.keys, 0, old, new, &quick, &error), error);
  cr_expect(memcmp(before.custodian[0].main, all.keys->custodian[0].main, BM_KEY_BYTES) == 0);
  g_auto(BmProofs) with_new = said("the new passphrase", NULL);
  g_auto(BmProofs) with_old = said("the old passphrase", NULL);
  g_autoptr(BmUnlock) unlock = bm_vault_keys_unlock(all.keys, &with_new, &error);
  assert_ok(unlock != NULL, error);
  assert_fails_with(bm_vault_keys_unlock(all.keys, &with_old, &refused), refused,
                    "passphrase_wrong");
}

/* Somebody who can write there puts a backup key of their own beside ours. */
Test(vaultkey, an_exchanged_backup_key_is_found_when_the_passphrase_is_said)
{
  g_autoptr(GError) error = NULL;
  g_auto(Made) all = made("open sesame please", NULL), thief = made("open sesame please", NULL);
  g_auto(BmProofs) proofs = said("open sesame please", NULL);
  memcpy(all.keys->custodian[0].backup, thief.keys->custodian[0].backup, BM_KEY_BYTES);
  assert_fails_with(bm_vault_keys_unlock(all.keys, &proofs, &error), error, "passphrase_wrong");
}

static void file_edit(const char *path, const char *from, const char *to)
{
  g_autofree char *text = NULL;
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(GStrv) parts = g_strsplit(text, from, 2);
  cr_assert_not_null(parts[1], "no %s", from);
  g_autofree char *edited = g_strconcat(parts[0], to, parts[1], NULL);
  cr_assert(g_file_set_contents(path, edited, -1, NULL));
}

Test(vaultkey, damaged_newer_and_missing_files_are_told)
{
  g_autoptr(GError) error = NULL, none = NULL, newer = NULL, bad = NULL, nonsense = NULL;
  g_auto(Made) all = made("open sesame please", NULL);
  g_autofree char *path = folder_path("keys.json");
  assert_fails_with(bm_vault_keys_load(path, &none), none, "vault_keys_none");
  assert_ok(bm_vault_keys_save(all.keys, path, &error), error);
  file_edit(path, "\"passes\": 1", "\"passes\": 2");
  assert_fails_with(bm_vault_keys_load(path, &bad), bad, "key_file_bad");
  file_edit(path, "\"version\": 1", "\"version\": 9");
  assert_fails_with(bm_vault_keys_load(path, &newer), newer, "key_file_newer");
  cr_assert(g_file_set_contents(path, "[1, 2", -1, NULL));
  assert_fails_with(bm_vault_keys_load(path, &nonsense), nonsense, "key_file_bad");
}

/* A hostile file must not take all memory or an hour; its sum may be right. */
Test(vaultkey, a_file_that_asks_for_too_much_is_refused)
{
  static const BmKdf greedy[] = {{.passes = 1, .memory = 1ULL << 40},
                                 {.passes = 1000000, .memory = 8192},
                                 {.passes = 0, .memory = 8192},
                                 {.passes = 1, .memory = 0}};
  for (guint i = 0; i < G_N_ELEMENTS(greedy); i++) {
    g_autoptr(GError) error = NULL, refused = NULL, asked = NULL;
    g_auto(Made) all = made("open sesame please", NULL);
    g_autofree char *path = folder_path("keys.json");
    all.keys->custodian[0].wrapped.kdf.passes = greedy[i].passes;
    all.keys->custodian[0].wrapped.kdf.memory = greedy[i].memory;
    assert_ok(bm_vault_keys_save(all.keys, path, &error), error);
    assert_fails_with(bm_vault_keys_load(path, &refused), refused, "key_file_bad");
    g_auto(BmProofs) proofs = said("open sesame please", NULL);
    assert_fails_with(bm_vault_keys_unlock(all.keys, &proofs, &asked), asked, "key_file_bad");
  }
}
