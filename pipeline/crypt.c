/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed files (crypt.h). */
#include "pipeline/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "BMSEALED"
#define MAGIC_N 8
#define VERSION 1
#define ID_N 8
#define PREFIX_N 12
#define STREAM_N crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define TAG_N crypto_secretstream_xchacha20poly1305_ABYTES
#define MAC_N 32
#define CHUNK_N 65536
#define KDF_CONTEXT "bmsealed"
#define SLOT_MOST (BM_KEYS_MOST * (ID_N + crypto_box_SEALBYTES) + BM_KEY_BYTES)
#define HEADER_MOST (PREFIX_N + BM_LOCKS_MOST * SLOT_MOST + STREAM_N + MAC_N)

typedef crypto_secretstream_xchacha20poly1305_state Stream;

typedef struct Header {
  guint n_locks, n_keys;
  gsize n; /* of bytes, all */
  guint8 bytes[HEADER_MOST];
} Header;

static gsize box_size(guint n_keys)
{
  return BM_KEY_BYTES + n_keys * crypto_box_SEALBYTES;
}

static gsize slot_size(guint n_keys)
{
  return n_keys * ID_N + box_size(n_keys);
}

static gsize slots_end(const Header *header)
{
  return PREFIX_N + header->n_locks * slot_size(header->n_keys);
}

static guint8 *slot_at(Header *header, guint i)
{
  return header->bytes + PREFIX_N + i * slot_size(header->n_keys);
}

static void key_id(const guint8 public[BM_KEY_BYTES], guint8 ret_id[ID_N])
{
  guint8 hash[crypto_generichash_BYTES];
  bm_crypt_hash(public, BM_KEY_BYTES, hash, sizeof hash);
  memcpy(ret_id, hash, ID_N);
}

static BmSecret *key_derive(const BmSecret *file_key, guint64 which)
{
  BmSecret *key = bm_secret_new(BM_KEY_BYTES);
  crypto_kdf_derive_from_key(key->bytes, key->n, which, KDF_CONTEXT, file_key->bytes);
  return key;
}

static void header_mac(const Header *header, const BmSecret *file_key, const char *label,
                       guint8 ret_mac[MAC_N])
{
  g_autoptr(BmSecret) key = key_derive(file_key, 2);
  crypto_generichash_state state;
  crypto_generichash_init(&state, key->bytes, key->n, MAC_N);
  crypto_generichash_update(&state, header->bytes, header->n - MAC_N);
  crypto_generichash_update(&state, (const guint8 *)label, strlen(label));
  crypto_generichash_final(&state, ret_mac, MAC_N);
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

/* --- header */

static void header_make(Header *header, const BmLocks *locks, const BmSecret *file_key,
                        const guint8 stream[STREAM_N], const char *label)
{
  *header = (Header){.n_locks = locks->n, .n_keys = locks->n_keys};
  memcpy(header->bytes, MAGIC, MAGIC_N);
  header->bytes[8] = VERSION;
  header->bytes[9] = (guint8)locks->n;
  header->bytes[10] = (guint8)locks->n_keys;
  for (guint i = 0; i < locks->n; i++)
    slot_fill(slot_at(header, i), &locks->lock[i], locks->n_keys, file_key);
  gsize end = slots_end(header);
  memcpy(header->bytes + end, stream, STREAM_N);
  header->n = end + STREAM_N + MAC_N;
  header_mac(header, file_key, label, header->bytes + header->n - MAC_N);
}

/* Exactly @n bytes, or fewer at the end; -1 on failure. */
static gssize fill_all(BmFill fill, gpointer user, guint8 *bytes, gsize n)
{
  gsize done = 0;
  while (done < n) {
    gssize got = fill(user, bytes + done, n - done);
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += (gsize)got;
  }
  return (gssize)done;
}

static gboolean part_read(BmFill fill, gpointer user, guint8 *bytes, gsize n, const char *label,
                          GError **error)
{
  gssize got = fill_all(fill, user, bytes, n);
  if (got < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  return (gsize)got == n || bm_fail(error, BM_ERROR_INPUT, "sealed_truncated", "%s", label);
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

static gboolean header_read(BmFill fill, gpointer user, const char *label, Header *ret,
                            GError **error)
{
  *ret = (Header){0};
  gssize got = fill_all(fill, user, ret->bytes, PREFIX_N);
  if (got < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  if (memcmp(ret->bytes, MAGIC, MIN((gsize)got, MAGIC_N)) != 0)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_foreign", "%s", label);
  if (got < PREFIX_N)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_truncated", "%s", label);
  if (!prefix_check(ret->bytes, label, error))
    return FALSE;
  ret->n_locks = ret->bytes[9];
  ret->n_keys = ret->bytes[10];
  ret->n = slots_end(ret) + STREAM_N + MAC_N;
  return part_read(fill, user, ret->bytes + PREFIX_N, ret->n - PREFIX_N, label, error);
}

static gboolean header_is_true(const Header *header, const BmSecret *file_key,
                               const char *label)
{
  guint8 mac[MAC_N];
  header_mac(header, file_key, label, mac);
  return sodium_memcmp(mac, header->bytes + header->n - MAC_N, MAC_N) == 0;
}

/* The file key, once header and label are proven to belong to it. */
static BmSecret *header_open(Header *header, const BmUnlock *unlock, const char *label,
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

gboolean bm_crypt_is_for(int fd, const BmLocks *locks, gboolean *ret_is, GError **error)
{
  Header header;
  if (!header_read(bm_fill_fd, GINT_TO_POINTER(fd), "", &header, error))
    return FALSE;
  gboolean is = header.n_locks == locks->n && header.n_keys == locks->n_keys;
  for (guint i = 0; is && i < locks->n; i++)
    is = slot_is_for(slot_at(&header, i), (guint8(*)[BM_KEY_BYTES])locks->lock[i].public,
                     locks->n_keys);
  *ret_is = is;
  return TRUE;
}

gssize bm_fill_fd(gpointer user, guint8 *bytes, gsize n)
{
  gssize got;
  do
    got = read(GPOINTER_TO_INT(user), bytes, n);
  while (got < 0 && errno == EINTR);
  return got;
}

/* --- reading */

struct BmOpener {
  BmFill fill;
  gpointer user;
  Stream stream;
  char *label;
  guint8 sealed[4 + CHUNK_N + TAG_N];
  BmSecret *plain; /* of one chunk */
  gsize at, n;     /* read of it, in it */
  gboolean is_last;
};

/* Behind the header; the label was proven there. */
static BmOpener *opener_begin(BmFill fill, gpointer user, const BmSecret *file_key,
                              const guint8 stream[STREAM_N], const char *label)
{
  BmOpener *opener = g_new0(BmOpener, 1);
  g_autoptr(BmSecret) key = key_derive(file_key, 1);
  opener->fill = fill;
  opener->user = user;
  opener->label = g_strconcat(MAGIC, " ", label, NULL);
  opener->plain = bm_secret_new(CHUNK_N);
  crypto_secretstream_xchacha20poly1305_init_pull(&opener->stream, stream, key->bytes);
  return opener;
}

BmOpener *bm_opener_new(BmFill fill, gpointer user, const BmUnlock *unlock, const char *label,
                        GError **error)
{
  Header header;
  if (!header_read(fill, user, label, &header, error))
    return NULL;
  g_autoptr(BmSecret) file_key = header_open(&header, unlock, label, error);
  if (file_key == NULL)
    return NULL;
  return opener_begin(fill, user, file_key, header.bytes + slots_end(&header), label);
}

void bm_opener_free(BmOpener *opener)
{
  if (opener == NULL)
    return;
  bm_secret_free(opener->plain);
  g_free(opener->label);
  sodium_memzero(opener, sizeof *opener);
  g_free(opener);
}

static gboolean chunk_open(BmOpener *opener, gsize n, GError **error)
{
  guchar tag = 0;
  unsigned long long plain_n = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(
          &opener->stream, opener->plain->bytes, &plain_n, &tag, opener->sealed, n,
          (const guint8 *)opener->label, strlen(opener->label)) != 0)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", opener->label);
  opener->at = 0;
  opener->n = (gsize)plain_n;
  opener->is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return TRUE;
}

static gboolean chunk_next(BmOpener *opener, GError **error)
{
  guint8 length[4];
  if (!part_read(opener->fill, opener->user, length, sizeof length, opener->label, error))
    return FALSE;
  gsize n = (gsize)length[0] | (gsize)length[1] << 8 | (gsize)length[2] << 16 |
            (gsize)length[3] << 24;
  if (n < TAG_N || n > CHUNK_N + TAG_N)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", opener->label);
  if (!part_read(opener->fill, opener->user, opener->sealed, n, opener->label, error) ||
      !chunk_open(opener, n, error))
    return FALSE;
  if (!opener->is_last)
    return TRUE;
  gssize more = fill_all(opener->fill, opener->user, length, 1);
  return more == 0 || bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", opener->label);
}

gboolean bm_opener_read(BmOpener *opener, void *bytes, gsize n, gsize *ret_n, GError **error)
{
  gsize done = 0;
  while (done < n) {
    if (opener->at == opener->n) {
      if (opener->is_last)
        break;
      if (!chunk_next(opener, error))
        return FALSE;
      continue;
    }
    gsize part = MIN(n - done, opener->n - opener->at);
    memcpy((guint8 *)bytes + done, opener->plain->bytes + opener->at, part);
    opener->at += part;
    done += part;
  }
  *ret_n = done;
  return TRUE;
}

/* --- writing */

struct BmSealer {
  int fd;
  Stream stream;
  BmSecret *file_key;
  guint8 stream_header[STREAM_N];
  gsize header_n;
  char *label, *bound;
  BmSecret *plain;
  gsize n; /* waiting in plain */
  guint8 sealed[4 + CHUNK_N + TAG_N];
  crypto_generichash_state sum;
};

static gboolean bytes_write(int fd, const guint8 *bytes, gsize n, GError **error)
{
  for (gsize done = 0; done < n;) {
    gssize w = write(fd, bytes + done, n - done);
    if (w < 0 && errno == EINTR)
      continue;
    if (w <= 0)
      return bm_fail(error, BM_ERROR_IO, "disk_write", "sealing: %s", g_strerror(errno));
    done += (gsize)w;
  }
  return TRUE;
}

static gboolean chunk_write(BmSealer *sealer, guchar tag, GError **error)
{
  gsize n = sealer->n + TAG_N;
  for (guint i = 0; i < 4; i++)
    sealer->sealed[i] = (guint8)(n >> (8 * i));
  crypto_secretstream_xchacha20poly1305_push(
      &sealer->stream, sealer->sealed + 4, NULL, sealer->plain->bytes, sealer->n,
      (const guint8 *)sealer->bound, strlen(sealer->bound), tag);
  sealer->n = 0;
  return bytes_write(sealer->fd, sealer->sealed, 4 + n, error);
}

BmSealer *bm_sealer_new(int fd, const BmLocks *locks, const char *label, GError **error)
{
  g_autoptr(BmSealer) sealer = g_new0(BmSealer, 1);
  g_assert(locks->n >= 1 && locks->n <= BM_LOCKS_MOST && locks->n_keys >= 1 &&
           locks->n_keys <= BM_KEYS_MOST);
  sealer->fd = fd;
  sealer->label = g_strdup(label);
  sealer->bound = g_strconcat(MAGIC, " ", label, NULL);
  sealer->file_key = bm_secret_new(BM_KEY_BYTES);
  sealer->plain = bm_secret_new(CHUNK_N);
  bm_crypt_random(sealer->file_key->bytes, sealer->file_key->n);
  g_autoptr(BmSecret) key = key_derive(sealer->file_key, 1);
  crypto_secretstream_xchacha20poly1305_init_push(&sealer->stream, sealer->stream_header,
                                                  key->bytes);
  crypto_generichash_init(&sealer->sum, NULL, 0, MAC_N);
  Header header;
  header_make(&header, locks, sealer->file_key, sealer->stream_header, label);
  sealer->header_n = header.n;
  if (!bytes_write(fd, header.bytes, header.n, error))
    return NULL;
  return g_steal_pointer(&sealer);
}

void bm_sealer_free(BmSealer *sealer)
{
  if (sealer == NULL)
    return;
  bm_secret_free(sealer->file_key);
  bm_secret_free(sealer->plain);
  g_free(sealer->label);
  g_free(sealer->bound);
  sodium_memzero(sealer, sizeof *sealer);
  g_free(sealer);
}

/* A full chunk is written when more comes: the last one must be known as such. */
gboolean bm_sealer_add(BmSealer *sealer, const void *bytes, gsize n, GError **error)
{
  crypto_generichash_update(&sealer->sum, bytes, n);
  for (gsize done = 0; done < n;) {
    if (sealer->n == CHUNK_N && !chunk_write(sealer, 0, error))
      return FALSE;
    gsize part = MIN(n - done, CHUNK_N - sealer->n);
    memcpy(sealer->plain->bytes + sealer->n, (const guint8 *)bytes + done, part);
    sealer->n += part;
    done += part;
  }
  return TRUE;
}

/* The header's boxes are not opened: that takes the secret key. */
static gboolean sealer_check(BmSealer *sealer, GError **error)
{
  guint8 given[MAC_N], found[MAC_N];
  gsize n = 0;
  crypto_generichash_state sum;
  crypto_generichash_init(&sum, NULL, 0, MAC_N);
  crypto_generichash_final(&sealer->sum, given, MAC_N);
  posix_fadvise(sealer->fd, 0, 0, POSIX_FADV_DONTNEED); /* from the disk, where that works */
  if (lseek(sealer->fd, (off_t)sealer->header_n, SEEK_SET) < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "lseek: %s", g_strerror(errno));
  g_autoptr(BmOpener) opener =
      opener_begin(bm_fill_fd, GINT_TO_POINTER(sealer->fd), sealer->file_key,
                   sealer->stream_header, sealer->label);
  do {
    if (!bm_opener_read(opener, sealer->plain->bytes, CHUNK_N, &n, error))
      return FALSE;
    crypto_generichash_update(&sum, sealer->plain->bytes, n);
  } while (n > 0);
  crypto_generichash_final(&sum, found, MAC_N);
  return sodium_memcmp(given, found, MAC_N) == 0 ||
         bm_fail(error, BM_ERROR_IO, "sealed_damaged", "read back");
}

gboolean bm_sealer_end(BmSealer *sealer, GError **error)
{
  if (!chunk_write(sealer, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error))
    return FALSE;
  if (fsync(sealer->fd) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "fsync: %s", g_strerror(errno));
  return sealer_check(sealer, error);
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
  g_autofree guint8 *bytes = g_malloc(CHUNK_N);
  gssize n;
  while ((n = bm_fill_fd(GINT_TO_POINTER(from), bytes, CHUNK_N)) > 0)
    if (!bytes_write(to, bytes, (gsize)n, error))
      return FALSE;
  if (n < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  return fsync(to) == 0 ||
         bm_fail(error, BM_ERROR_IO, "disk_write", "fsync: %s", g_strerror(errno));
}

gboolean bm_crypt_rewrap(int from, int to, const BmUnlock *unlock, const BmLocks *locks,
                         const char *label, GError **error)
{
  Header old, new;
  if (!header_read(bm_fill_fd, GINT_TO_POINTER(from), label, &old, error))
    return FALSE;
  g_autoptr(BmSecret) file_key = header_open(&old, unlock, label, error);
  if (file_key == NULL)
    return FALSE;
  header_make(&new, locks, file_key, old.bytes + slots_end(&old), label);
  return bytes_write(to, new.bytes, new.n, error) && rest_copy(from, to, error);
}
