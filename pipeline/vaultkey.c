/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a vault. */
#include "pipeline/vaultkey.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/recovery.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"

#define VERSION 1
#define FILE_MOST 65536
#define BOUND_MOST (BM_KEYS_MOST * 2 * BM_KEY_BYTES)

void bm_proofs_clear(BmProofs *proofs)
{
  for (guint i = 0; i < BM_KEYS_MOST; i++)
    g_clear_pointer(&proofs->proof[i].text, bm_secret_free);
  proofs->n = 0;
}

char *bm_vault_keys_place(const char *ws)
{
  return g_build_filename(ws, "vault", "keys", "keys.json", NULL);
}

char *bm_vault_keys_place_next(const char *ws)
{
  return g_build_filename(ws, "vault", "keys", "keys.next.json", NULL);
}

gboolean bm_vault_keys_exist(const char *ws)
{
  g_autofree char *path = bm_vault_keys_place(ws);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

void bm_vault_keys_locks(const BmVaultKeys *keys, BmLocks *ret_locks)
{
  *ret_locks = (BmLocks){.n = 1U << keys->n, .n_keys = keys->n};
  for (guint i = 0; i < ret_locks->n; i++)
    for (guint k = 0; k < keys->n; k++)
      memcpy(ret_locks->lock[i].public[k],
             i >> k & 1 ? keys->custodian[k].backup : keys->custodian[k].main, BM_KEY_BYTES);
}

/* All public halves: a secret opens only beside those that it was made with, so that nobody
 * slips a backup key of their own into the file unseen. */
static gsize bound_of(const BmVaultKeys *keys, guint8 ret_bound[BOUND_MOST])
{
  gsize n = 0;
  for (guint k = 0; k < keys->n; k++, n += 2 * BM_KEY_BYTES) {
    memcpy(ret_bound + n, keys->custodian[k].main, BM_KEY_BYTES);
    memcpy(ret_bound + n + BM_KEY_BYTES, keys->custodian[k].backup, BM_KEY_BYTES);
  }
  return n;
}

/* --- the file */

static json_t *hex_of(const guint8 *bytes, gsize n)
{
  g_autoptr(GString) hex = g_string_new(NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(hex, "%02x", bytes[i]);
  return json_string(hex->str);
}

static gboolean hex_read(const json_t *object, const char *key, guint8 *bytes, gsize n)
{
  const char *hex = bm_json_text(object, key);
  if (hex == NULL || strlen(hex) != 2 * n)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isxdigit(hex[2 * i]) || !g_ascii_isxdigit(hex[2 * i + 1]))
      return FALSE;
    bytes[i] =
        (guint8)(g_ascii_xdigit_value(hex[2 * i]) * 16 + g_ascii_xdigit_value(hex[2 * i + 1]));
  }
  return TRUE;
}

static json_t *custodian_json(const BmCustodian *one)
{
  const BmWrapped *w = &one->wrapped;
  return json_pack(
      "{s:o,s:I,s:I,s:o,s:o,s:o,s:o}", "public", hex_of(one->main, BM_KEY_BYTES), "passes",
      (json_int_t)w->kdf.passes, "memory", (json_int_t)w->kdf.memory, "salt",
      hex_of(w->kdf.salt, BM_SALT_BYTES), "nonce", hex_of(w->nonce, BM_NONCE_BYTES), "secret",
      hex_of(w->bytes, BM_WRAPPED_BYTES), "backup_public", hex_of(one->backup, BM_KEY_BYTES));
}

static gboolean custodian_read(const json_t *json, BmCustodian *one)
{
  BmWrapped *w = &one->wrapped;
  json_int_t passes = json_integer_value(json_object_get(json, "passes"));
  json_int_t memory = json_integer_value(json_object_get(json, "memory"));
  w->kdf.passes = passes > 0 ? (guint64)passes : 0;
  w->kdf.memory = memory > 0 ? (guint64)memory : 0;
  return hex_read(json, "public", one->main, BM_KEY_BYTES) &&
         hex_read(json, "backup_public", one->backup, BM_KEY_BYTES) &&
         hex_read(json, "salt", w->kdf.salt, BM_SALT_BYTES) &&
         hex_read(json, "nonce", w->nonce, BM_NONCE_BYTES) &&
         hex_read(json, "secret", w->bytes, BM_WRAPPED_BYTES) && bm_kdf_is_sane(&w->kdf);
}

/* Tells a damaged file from a wrong passphrase; it keeps nobody out. */
static char *sum_of(const json_t *keys)
{
  g_autoptr(json_t) bare = json_copy((json_t *)keys);
  json_object_del(bare, "sum");
  char *text = json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
  char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  free(text);
  return sum;
}

/* What the old passphrase opens must not lie about in free blocks. */
static gboolean file_replace(const char *path, const json_t *file, GError **error)
{
  int old = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean is_good =
      bm_json_write(path, file, error) && (old < 0 || bm_file_wipe_open(old, error));
  if (old >= 0)
    close(old);
  return is_good;
}

gboolean bm_vault_keys_save(const BmVaultKeys *keys, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(json_t) list = json_array();
  for (guint k = 0; k < keys->n; k++)
    json_array_append_new(list, custodian_json(&keys->custodian[k]));
  g_autoptr(json_t) file = json_pack("{s:s,s:i,s:O}", "format", "blindmark vault keys",
                                     "version", VERSION, "custodians", list);
  g_autofree char *sum = sum_of(file);
  json_object_set_new(file, "sum", json_string(sum));
  return bm_folder_make(folder, 0700, error) && file_replace(path, file, error);
}

static json_t *file_read(const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize n = 0;
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    bm_fail(error, BM_ERROR_SETTING, "vault_keys_none", "%s", "");
    return NULL;
  }
  if (!g_file_get_contents(path, &text, &n, NULL) || n > FILE_MOST)
    return NULL;
  return json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
}

static gboolean keys_read(const json_t *file, BmVaultKeys *ret)
{
  g_autofree char *sum = sum_of(file);
  const json_t *list = json_object_get(file, "custodians");
  ret->n = (guint)json_array_size(list);
  if (g_strcmp0(bm_json_text(file, "sum"), sum) != 0 || ret->n < 1 || ret->n > BM_KEYS_MOST)
    return FALSE;
  for (guint k = 0; k < ret->n; k++)
    if (!custodian_read(json_array_get(list, k), &ret->custodian[k]))
      return FALSE;
  return TRUE;
}

BmVaultKeys *bm_vault_keys_load(const char *path, GError **error)
{
  GError *why = NULL;
  g_autoptr(json_t) file = file_read(path, &why);
  g_autofree BmVaultKeys *keys = g_new0(BmVaultKeys, 1);
  json_int_t version = json_integer_value(json_object_get(file, "version"));
  if (why != NULL)
    g_propagate_error(error, why);
  else if (version > VERSION)
    bm_fail(error, BM_ERROR_INPUT, "key_file_newer", "%d > %d", (int)version, VERSION);
  else if (!json_is_object(file) || version != VERSION || !keys_read(file, keys))
    bm_fail(error, BM_ERROR_INPUT, "key_file_bad", "%s", "");
  else
    return g_steal_pointer(&keys);
  return NULL;
}

/* --- making and opening */

static gboolean custodian_wrap(BmVaultKeys *keys, guint who, const BmSecret *secret,
                               const BmSecret *passphrase, const BmKdf *kdf, GError **error)
{
  guint8 bound[BOUND_MOST];
  gsize n = bound_of(keys, bound);
  BmKdf own = *kdf;
  bm_crypt_random(own.salt, sizeof own.salt);
  return bm_crypt_wrap(secret, passphrase, &own, bound, n, &keys->custodian[who].wrapped,
                       error);
}

static void pairs_make(BmVaultKeys *keys, BmSecret *secrets[], BmSecret *codes[])
{
  for (guint k = 0; k < keys->n; k++) {
    g_autoptr(BmSecret) seed = bm_secret_new(BM_RECOVERY_SEED);
    g_autoptr(BmSecret) backup = NULL;
    bm_crypt_random(seed->bytes, seed->n);
    bm_crypt_pair(keys->custodian[k].main, &secrets[k]);
    bm_crypt_pair_of_seed(seed, keys->custodian[k].backup, &backup);
    codes[k] = bm_recovery_text(seed, k);
  }
}

BmVaultKeys *bm_vault_keys_make(const BmProofs *passphrases, const BmKdf *kdf,
                                BmSecret *ret_codes[BM_KEYS_MOST], GError **error)
{
  BmVaultKeys *keys = g_new0(BmVaultKeys, 1);
  BmSecret *secrets[BM_KEYS_MOST] = {0}, *codes[BM_KEYS_MOST] = {0};
  gboolean is_good = TRUE;
  keys->n = passphrases->n;
  pairs_make(keys, secrets, codes);
  for (guint k = 0; is_good && k < keys->n; k++)
    is_good = custodian_wrap(keys, k, secrets[k], passphrases->proof[k].text, kdf, error);
  for (guint k = 0; k < keys->n; k++) {
    bm_secret_free(secrets[k]);
    if (is_good)
      ret_codes[k] = codes[k];
    else
      bm_secret_free(codes[k]);
  }
  if (!is_good)
    g_clear_pointer(&keys, g_free);
  return keys;
}

static BmSecret *main_open(const BmVaultKeys *keys, guint who, const BmSecret *passphrase,
                           GError **error)
{
  const BmCustodian *one = &keys->custodian[who];
  guint8 bound[BOUND_MOST];
  gsize n = bound_of(keys, bound);
  g_autoptr(BmSecret) secret = bm_crypt_unwrap(&one->wrapped, passphrase, bound, n, error);
  if (secret == NULL || bm_crypt_pair_fits(one->main, secret))
    return g_steal_pointer(&secret);
  bm_fail(error, BM_ERROR_INPUT, "key_file_bad", "%s", "");
  return NULL;
}

static BmSecret *backup_open(const BmCustodian *one, guint who, const BmSecret *code,
                             GError **error)
{
  guint8 public[BM_KEY_BYTES];
  g_autoptr(BmSecret) secret = NULL;
  g_autoptr(BmSecret) seed = bm_recovery_read(code, who, error);
  if (seed == NULL)
    return NULL;
  bm_crypt_pair_of_seed(seed, public, &secret);
  if (memcmp(public, one->backup, BM_KEY_BYTES) == 0)
    return g_steal_pointer(&secret);
  bm_fail(error, BM_ERROR_INPUT, "recovery_code_other", "%s", "");
  return NULL;
}

BmUnlock *bm_vault_keys_unlock(const BmVaultKeys *keys, const BmProofs *proofs, GError **error)
{
  g_autoptr(BmUnlock) unlock = g_new0(BmUnlock, 1);
  g_assert(proofs->n == keys->n);
  unlock->n_keys = keys->n;
  for (guint k = 0; k < keys->n; k++) {
    const BmProof *proof = &proofs->proof[k];
    const BmCustodian *one = &keys->custodian[k];
    memcpy(unlock->public[k], proof -> is_code ? one -> backup : one -> main, BM_KEY_BYTES);
    unlock->secret[k] = proof->is_code ? backup_open(one, k, proof->text, error)
                                       : main_open(keys, k, proof->text, error);
    if (unlock->secret[k] == NULL)
      return NULL;
  }
  return g_steal_pointer(&unlock);
}

gboolean bm_vault_keys_change(BmVaultKeys *keys, guint who, const BmSecret *old,
                              const BmSecret *new, const BmKdf *kdf, GError **error)
{
  g_autoptr(BmSecret) secret = main_open(keys, who, old, error);
  return secret != NULL && custodian_wrap(keys, who, secret, new, kdf, error);
}
