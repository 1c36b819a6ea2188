/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a sealed file: who may open it (crypt.h). */
#include "pipeline/crypt_part.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define MAGIC_N 8
#define VERSION 1
#define ID_N 8
#define PREFIX_N 12
#define KDF_CONTEXT "bmsealed"
#define SLOT_MOST (BM_KEYS_MOST * (ID_N + crypto_box_SEALBYTES) + BM_KEY_BYTES)
#define COPY_BLOCK 65536

G_STATIC_ASSERT(BM_STREAM_BYTES == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
G_STATIC_ASSERT(BM_HEADER_MOST ==
                PREFIX_N + BM_LOCKS_MOST * SLOT_MOST + BM_STREAM_BYTES + BM_MAC_BYTES);

static gsize box_size(guint n_keys)
{
  return BM_KEY_BYTES + n_keys * crypto_box_SEALBYTES;
}

static gsize slot_size(guint n_keys)
{
  return n_keys * ID_N + box_size(n_keys);
}

static gsize slots_end(const BmHeader *header)
{
  return PREFIX_N + header->n_locks * slot_size(header->n_keys);
}

static guint8 *slot_at(BmHeader *header, guint i)
{
  return header->bytes + PREFIX_N + i * slot_size(header->n_keys);
}

static void key_id(const guint8 public[BM_KEY_BYTES], guint8 ret_id[ID_N])
{
  guint8 hash[crypto_generichash_BYTES];
  bm_crypt_hash(public, BM_KEY_BYTES, hash, sizeof hash);
  memcpy(ret_id, hash, ID_N);
}

BmSecret *bm_file_key_derive(const BmSecret *file_key, guint64 which)
{
  BmSecret *key = bm_secret_new(BM_KEY_BYTES);
  crypto_kdf_derive_from_key(key->bytes, key->n, which, KDF_CONTEXT, file_key->bytes);
  return key;
}

static void header_mac(const BmHeader *header, const BmSecret *file_key, const char *label,
                       guint8 ret_mac[BM_MAC_BYTES])
{
  g_autoptr(BmSecret) key = bm_file_key_derive(file_key, 2);
  crypto_generichash_state state;
  crypto_generichash_init(&state, key->bytes, key->n, BM_MAC_BYTES);
  crypto_generichash_update(&state, header->bytes, header->n - BM_MAC_BYTES);
  crypto_generichash_update(&state, (const guint8 *)label, strlen(label));
  crypto_generichash_final(&state, ret_mac, BM_MAC_BYTES);
  sodium_memzero(&state, sizeof state);
}

/* --- the file key in its boxes */

/* Box in box: the first key's is the innermost. */
static void slot_fill(guint8 *slot, const BmLock *lock, guint n_keys, const BmSecret *file_key)
{
  g_autoptr(BmSecret) inner = bm_secret_new(box_size(BM_KEYS_MOST));
  gsize n = file_key->n;
  memcpy(inner->bytes, file_key->bytes, n);
  for (guint k = 0; k < n_keys; k++) {
    guint8 box[SLOT_MOST];
    key_id(lock->public[k], slot + k * ID_N);
    if (crypto_box_seal(box, inner->bytes, n, lock->public[k]) != 0)
      g_error("a public key is none");
    n += crypto_box_SEALBYTES;
    memcpy(inner->bytes, box, n);
  }
  memcpy(slot + n_keys * ID_N, inner->bytes, n);
}

static BmSecret *slot_open(const guint8 *slot, const BmUnlock *unlock)
{
  g_autoptr(BmSecret) outer = bm_secret_new(box_size(BM_KEYS_MOST));
  g_autoptr(BmSecret) inner = bm_secret_new(box_size(BM_KEYS_MOST));
  gsize n = box_size(unlock->n_keys);
  memcpy(outer->bytes, slot + unlock->n_keys * ID_N, n);
  for (guint k = unlock->n_keys; k-- > 0;) {
    if (crypto_box_seal_open(inner->bytes, outer->bytes, n, unlock->public[k],
                             unlock -> secret[k] -> bytes) != 0)
      return NULL;
    n -= crypto_box_SEALBYTES;
    memcpy(outer->bytes, inner->bytes, n);
  }
  return bm_secret_copy(outer->bytes, n);
}

static gboolean slot_is_for(const guint8 *slot, guint8 public[][BM_KEY_BYTES], guint n_keys)
{
  for (guint k = 0; k < n_keys; k++) {
    guint8 id[ID_N];
    key_id(public[k], id);
    if (memcmp(id, slot + k * ID_N, ID_N) != 0)
      return FALSE;
  }
  return TRUE;
}

/* --- making and reading it */

void bm_header_make(BmHeader *header, const BmLocks *locks, const BmSecret *file_key,
                    const guint8 stream[BM_STREAM_BYTES], const char *label)
{
  *header = (BmHeader){.n_locks = locks->n, .n_keys = locks->n_keys};
  memcpy(header->bytes, BM_SEALED_MAGIC, MAGIC_N);
  header->bytes[8] = VERSION;
  header->bytes[9] = (guint8)locks->n;
  header->bytes[10] = (guint8)locks->n_keys;
  for (guint i = 0; i < locks->n; i++)
    slot_fill(slot_at(header, i), &locks->lock[i], locks->n_keys, file_key);
  gsize end = slots_end(header);
  memcpy(header->bytes + end, stream, BM_STREAM_BYTES);
  header->n = end + BM_STREAM_BYTES + BM_MAC_BYTES;
  header_mac(header, file_key, label, header->bytes + header->n - BM_MAC_BYTES);
}

static gboolean prefix_check(const guint8 *bytes, const char *label, GError **error)
{
  if (bytes[8] > VERSION)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_newer", "%s: %d > %d", label, bytes[8],
                   VERSION);
  gboolean is_good = bytes[8] == VERSION && bytes[9] >= 1 && bytes[9] <= BM_LOCKS_MOST &&
                     bytes[10] >= 1 && bytes[10] <= BM_KEYS_MOST && bytes[11] == 0;
  return is_good || bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", label);
}

gboolean bm_header_read(BmFill fill, gpointer user, const char *label, BmHeader *ret,
                        GError **error)
{
  *ret = (BmHeader){0};
  gssize got = bm_fill_all(fill, user, ret->bytes, PREFIX_N);
  if (got < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  if (memcmp(ret->bytes, BM_SEALED_MAGIC, MIN((gsize)got, MAGIC_N)) != 0)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_foreign", "%s", label);
  if (got < PREFIX_N)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_truncated", "%s", label);
  if (!prefix_check(ret->bytes, label, error))
    return FALSE;
  ret->n_locks = ret->bytes[9];
  ret->n_keys = ret->bytes[10];
  ret->n = slots_end(ret) + BM_STREAM_BYTES + BM_MAC_BYTES;
  return bm_fill_part(fill, user, ret->bytes + PREFIX_N, ret->n - PREFIX_N, label, error);
}

static gboolean header_is_true(const BmHeader *header, const BmSecret *file_key,
                               const char *label)
{
  guint8 mac[BM_MAC_BYTES];
  header_mac(header, file_key, label, mac);
  return sodium_memcmp(mac, header->bytes + header->n - BM_MAC_BYTES, BM_MAC_BYTES) == 0;
}

BmSecret *bm_header_open(BmHeader *header, const BmUnlock *unlock, const char *label,
                         GError **error)
{
  gboolean is_ours = FALSE;
  for (guint i = 0; i < header->n_locks && header->n_keys == unlock->n_keys; i++) {
    const guint8 *slot = slot_at(header, i);
    if (!slot_is_for(slot, (guint8(*)[BM_KEY_BYTES])unlock->public, unlock->n_keys))
      continue;
    is_ours = TRUE;
    g_autoptr(BmSecret) file_key = slot_open(slot, unlock);
    if (file_key != NULL && header_is_true(header, file_key, label))
      return g_steal_pointer(&file_key);
  }
  bm_fail(error, BM_ERROR_INPUT, is_ours ? "sealed_damaged" : "sealed_other_key", "%s", label);
  return NULL;
}

const guint8 *bm_header_stream(const BmHeader *header)
{
  return header->bytes + slots_end(header);
}

gboolean bm_crypt_is_for(int fd, const BmLocks *locks, gboolean *ret_is, GError **error)
{
  BmHeader header;
  if (!bm_header_read(bm_fill_fd, GINT_TO_POINTER(fd), "", &header, error))
    return FALSE;
  gboolean is = header.n_locks == locks->n && header.n_keys == locks->n_keys;
  for (guint i = 0; is && i < locks->n; i++)
    is = slot_is_for(slot_at(&header, i), (guint8(*)[BM_KEY_BYTES])locks->lock[i].public,
                     locks->n_keys);
  *ret_is = is;
  return TRUE;
}

/* --- other keys */

void bm_unlock_free(BmUnlock *unlock)
{
  for (guint k = 0; unlock != NULL && k < BM_KEYS_MOST; k++)
    bm_secret_free(unlock->secret[k]);
  g_free(unlock);
}

static gboolean rest_copy(int from, int to, GError **error)
{
  g_autofree guint8 *bytes = g_malloc(COPY_BLOCK);
  gssize n;
  while ((n = bm_fill_fd(GINT_TO_POINTER(from), bytes, COPY_BLOCK)) > 0)
    if (!bm_sealed_write(to, bytes, (gsize)n, error))
      return FALSE;
  if (n < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  return fsync(to) == 0 ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "fsync: %s", g_strerror(errno));
}

gboolean bm_crypt_rewrap(int from, int to, const BmUnlock *unlock, const BmLocks *locks,
                         const char *label, GError **error)
{
  BmHeader old, new;
  if (!bm_header_read(bm_fill_fd, GINT_TO_POINTER(from), label, &old, error))
    return FALSE;
  g_autoptr(BmSecret) file_key = bm_header_open(&old, unlock, label, error);
  if (file_key == NULL)
    return FALSE;
  bm_header_make(&new, locks, file_key, bm_header_stream(&old), label);
  return bm_sealed_write(to, new.bytes, new.n, error) && rest_copy(from, to, error);
}
