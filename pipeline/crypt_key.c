/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets, key pairs and passphrases. */
#include "pipeline/crypt.h"

#include <sodium.h>
#include <string.h>

#define PASSES_MOST 10
#define MEMORY_LEAST 8192
#define MEMORY_MOST (1ULL << 30)

G_STATIC_ASSERT(BM_KEY_BYTES == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT(BM_KEY_BYTES == crypto_box_SECRETKEYBYTES);
G_STATIC_ASSERT(BM_KEY_BYTES == crypto_box_SEEDBYTES);
G_STATIC_ASSERT(BM_SALT_BYTES == crypto_pwhash_SALTBYTES);
G_STATIC_ASSERT(BM_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(BM_WRAPPED_BYTES == BM_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES);

/* Harmless when done before. */
static void sodium_ready(void)
{
  if (sodium_init() < 0)
    g_error("libsodium does not start");
}

BmSecret *bm_secret_new(gsize n)
{
  sodium_ready();
  BmSecret *secret = g_new0(BmSecret, 1);
  secret->n = n;
  secret->bytes = sodium_malloc(MAX(n, 1));
  if (secret->bytes == NULL)
    g_error("no memory for a secret of %" G_GSIZE_FORMAT " bytes", n);
  sodium_memzero(secret->bytes, n);
  return secret;
}

BmSecret *bm_secret_copy(const void *bytes, gsize n)
{
  BmSecret *secret = bm_secret_new(n);
  if (n > 0)
    memcpy(secret->bytes, bytes, n);
  return secret;
}

void bm_secret_free(BmSecret *secret)
{
  if (secret == NULL)
    return;
  sodium_free(secret->bytes);
  g_free(secret);
}

void bm_wipe_memory(void *bytes, gsize n)
{
  sodium_memzero(bytes, n);
}

void bm_wipe_text(char *text)
{
  if (text != NULL)
    sodium_memzero(text, strlen(text));
  g_free(text);
}

void bm_crypt_random(void *bytes, gsize n)
{
  sodium_ready();
  randombytes_buf(bytes, n);
}

void bm_crypt_hash(const void *bytes, gsize n, guint8 *ret_hash, gsize hash_n)
{
  crypto_generichash(ret_hash, hash_n, bytes, n, NULL, 0);
}

void bm_crypt_pair(guint8 ret_public[BM_KEY_BYTES], BmSecret **ret_secret)
{
  BmSecret *secret = bm_secret_new(BM_KEY_BYTES);
  crypto_box_keypair(ret_public, secret->bytes);
  *ret_secret = secret;
}

void bm_crypt_pair_of_seed(const BmSecret *seed, guint8 ret_public[BM_KEY_BYTES],
                           BmSecret **ret_secret)
{
  static const guint8 purpose[] = "blindmark recovery code 1";
  BmSecret *secret = bm_secret_new(BM_KEY_BYTES);
  g_autoptr(BmSecret) whole = bm_secret_new(BM_KEY_BYTES);
  crypto_generichash(whole->bytes, whole->n, seed->bytes, seed->n, purpose, sizeof purpose - 1);
  crypto_box_seed_keypair(ret_public, secret->bytes, whole->bytes);
  *ret_secret = secret;
}

gboolean bm_crypt_pair_fits(const guint8 public[BM_KEY_BYTES], const BmSecret *secret)
{
  guint8 own[BM_KEY_BYTES];
  return secret->n == BM_KEY_BYTES && crypto_scalarmult_base(own, secret->bytes) == 0 &&
         sodium_memcmp(own, public, BM_KEY_BYTES) == 0;
}

/* --- passphrases */

void bm_kdf_moderate(BmKdf *kdf)
{
  kdf->passes = crypto_pwhash_OPSLIMIT_MODERATE;
  kdf->memory = crypto_pwhash_MEMLIMIT_MODERATE;
  bm_crypt_random(kdf->salt, sizeof kdf->salt);
}

gboolean bm_kdf_is_sane(const BmKdf *kdf)
{
  return kdf->passes >= 1 && kdf->passes <= PASSES_MOST && kdf->memory >= MEMORY_LEAST &&
         kdf->memory <= MEMORY_MOST;
}

static BmSecret *passphrase_key(const BmSecret *passphrase, const BmKdf *kdf, GError **error)
{
  if (!bm_kdf_is_sane(kdf)) {
    bm_fail(error, BM_ERROR_INPUT, "key_file_bad", "cost of a passphrase is out of range");
    return NULL;
  }
  g_autoptr(BmSecret) key = bm_secret_new(BM_KEY_BYTES);
  if (crypto_pwhash(key->bytes, key->n, (const char *)passphrase->bytes, passphrase->n,
                    kdf->salt, kdf->passes, (size_t)kdf->memory,
                    crypto_pwhash_ALG_ARGON2ID13) == 0)
    return g_steal_pointer(&key);
  bm_fail(error, BM_ERROR_IO, "no_memory", "%" G_GUINT64_FORMAT " MiB for the passphrase",
          kdf->memory >> 20);
  return NULL;
}

gboolean bm_crypt_wrap(const BmSecret *key, const BmSecret *passphrase, const BmKdf *kdf,
                       const void *bound, gsize bound_n, BmWrapped *ret_wrapped, GError **error)
{
  g_autoptr(BmSecret) lock = passphrase_key(passphrase, kdf, error);
  if (lock == NULL)
    return FALSE;
  g_assert(key->n == BM_KEY_BYTES);
  ret_wrapped->kdf = *kdf;
  bm_crypt_random(ret_wrapped->nonce, sizeof ret_wrapped->nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(ret_wrapped->bytes, NULL, key->bytes, key->n,
                                             bound, bound_n, NULL, ret_wrapped->nonce,
                                             lock->bytes);
  return TRUE;
}

BmSecret *bm_crypt_unwrap(const BmWrapped *wrapped, const BmSecret *passphrase,
                          const void *bound, gsize bound_n, GError **error)
{
  g_autoptr(BmSecret) lock = passphrase_key(passphrase, &wrapped->kdf, error);
  if (lock == NULL)
    return NULL;
  g_autoptr(BmSecret) key = bm_secret_new(BM_KEY_BYTES);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(key->bytes, NULL, NULL, wrapped->bytes,
                                                 sizeof wrapped->bytes, bound, bound_n,
                                                 wrapped->nonce, lock->bytes) == 0)
    return g_steal_pointer(&key);
  bm_fail(error, BM_ERROR_INPUT, "passphrase_wrong", "%s", "");
  return NULL;
}
