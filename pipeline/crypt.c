/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a sealed file: chunks read and written (crypt.h). */
#include "pipeline/crypt_part.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define TAG_BYTES crypto_secretstream_xchacha20poly1305_ABYTES
#define CHUNK_BYTES 65536

typedef crypto_secretstream_xchacha20poly1305_state Stream;

/* --- bytes */

gssize bm_fill_fd(gpointer user, guint8 *bytes, gsize n)
{
  gssize got;
  do
    got = read(GPOINTER_TO_INT(user), bytes, n);
  while (got < 0 && errno == EINTR);
  return got;
}

gssize bm_fill_all(BmFill fill, gpointer user, guint8 *bytes, gsize n)
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

gboolean bm_fill_part(BmFill fill, gpointer user, guint8 *bytes, gsize n, const char *label,
                      GError **error)
{
  gssize got = bm_fill_all(fill, user, bytes, n);
  if (got < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "cannot read a sealed file");
  return (gsize)got == n || bm_fail(error, BM_ERROR_INPUT, "sealed_truncated", "%s", label);
}

gboolean bm_sealed_write(int fd, const guint8 *bytes, gsize n, GError **error)
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

/* --- reading */

struct BmOpener {
  BmFill fill;
  gpointer user;
  Stream stream;
  char *label;
  guint8 sealed[4 + CHUNK_BYTES + TAG_BYTES];
  BmSecret *plain; /* of one chunk */
  gsize at, n;     /* read of it, in it */
  gboolean is_last;
};

/* Behind the header; the label was proven there. */
static BmOpener *opener_begin(BmFill fill, gpointer user, const BmSecret *file_key,
                              const guint8 stream[BM_STREAM_BYTES], const char *label)
{
  BmOpener *opener = g_new0(BmOpener, 1);
  g_autoptr(BmSecret) key = bm_file_key_derive(file_key, 1);
  opener->fill = fill;
  opener->user = user;
  opener->label = g_strconcat(BM_SEALED_MAGIC, " ", label, NULL);
  opener->plain = bm_secret_new(CHUNK_BYTES);
  crypto_secretstream_xchacha20poly1305_init_pull(&opener->stream, stream, key->bytes);
  return opener;
}

BmOpener *bm_opener_new(BmFill fill, gpointer user, const BmUnlock *unlock, const char *label,
                        GError **error)
{
  BmHeader header;
  if (!bm_header_read(fill, user, label, &header, error))
    return NULL;
  g_autoptr(BmSecret) file_key = bm_header_open(&header, unlock, label, error);
  if (file_key == NULL)
    return NULL;
  return opener_begin(fill, user, file_key, bm_header_stream(&header), label);
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
  if (!bm_fill_part(opener->fill, opener->user, length, sizeof length, opener->label, error))
    return FALSE;
  gsize n = (gsize)length[0] | (gsize)length[1] << 8 | (gsize)length[2] << 16 |
            (gsize)length[3] << 24;
  if (n < TAG_BYTES || n > CHUNK_BYTES + TAG_BYTES)
    return bm_fail(error, BM_ERROR_INPUT, "sealed_damaged", "%s", opener->label);
  if (!bm_fill_part(opener->fill, opener->user, opener->sealed, n, opener->label, error) ||
      !chunk_open(opener, n, error))
    return FALSE;
  if (!opener->is_last)
    return TRUE;
  gssize more = bm_fill_all(opener->fill, opener->user, length, 1);
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
  guint8 stream_header[BM_STREAM_BYTES];
  gsize header_n;
  char *label, *bound;
  BmSecret *plain;
  gsize n; /* waiting in plain */
  guint8 sealed[4 + CHUNK_BYTES + TAG_BYTES];
  crypto_generichash_state sum;
};

static gboolean chunk_write(BmSealer *sealer, guchar tag, GError **error)
{
  gsize n = sealer->n + TAG_BYTES;
  for (guint i = 0; i < 4; i++)
    sealer->sealed[i] = (guint8)(n >> (8 * i));
  crypto_secretstream_xchacha20poly1305_push(
      &sealer->stream, sealer->sealed + 4, NULL, sealer->plain->bytes, sealer->n,
      (const guint8 *)sealer->bound, strlen(sealer->bound), tag);
  sealer->n = 0;
  return bm_sealed_write(sealer->fd, sealer->sealed, 4 + n, error);
}

BmSealer *bm_sealer_new(int fd, const BmLocks *locks, const char *label, GError **error)
{
  g_autoptr(BmSealer) sealer = g_new0(BmSealer, 1);
  g_assert(locks->n >= 1 && locks->n <= BM_LOCKS_MOST && locks->n_keys >= 1 &&
           locks->n_keys <= BM_KEYS_MOST);
  sealer->fd = fd;
  sealer->label = g_strdup(label);
  sealer->bound = g_strconcat(BM_SEALED_MAGIC, " ", label, NULL);
  sealer->file_key = bm_secret_new(BM_KEY_BYTES);
  sealer->plain = bm_secret_new(CHUNK_BYTES);
  bm_crypt_random(sealer->file_key->bytes, sealer->file_key->n);
  g_autoptr(BmSecret) key = bm_file_key_derive(sealer->file_key, 1);
  crypto_secretstream_xchacha20poly1305_init_push(&sealer->stream, sealer->stream_header,
                                                  key->bytes);
  crypto_generichash_init(&sealer->sum, NULL, 0, BM_MAC_BYTES);
  BmHeader header;
  bm_header_make(&header, locks, sealer->file_key, sealer->stream_header, label);
  sealer->header_n = header.n;
  if (!bm_sealed_write(fd, header.bytes, header.n, error))
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
    if (sealer->n == CHUNK_BYTES && !chunk_write(sealer, 0, error))
      return FALSE;
    gsize part = MIN(n - done, CHUNK_BYTES - sealer->n);
    memcpy(sealer->plain->bytes + sealer->n, (const guint8 *)bytes + done, part);
    sealer->n += part;
    done += part;
  }
  return TRUE;
}

/* The header's boxes are not opened: that takes the secret key. */
static gboolean sealer_check(BmSealer *sealer, GError **error)
{
  guint8 given[BM_MAC_BYTES], found[BM_MAC_BYTES];
  gsize n = 0;
  crypto_generichash_state sum;
  crypto_generichash_init(&sum, NULL, 0, BM_MAC_BYTES);
  crypto_generichash_final(&sealer->sum, given, BM_MAC_BYTES);
  posix_fadvise(sealer->fd, 0, 0, POSIX_FADV_DONTNEED); /* from the disk, where that works */
  if (lseek(sealer->fd, (off_t)sealer->header_n, SEEK_SET) < 0)
    return bm_fail(error, BM_ERROR_IO, "file_open", "lseek: %s", g_strerror(errno));
  g_autoptr(BmOpener) opener =
      opener_begin(bm_fill_fd, GINT_TO_POINTER(sealer->fd), sealer->file_key,
                   sealer->stream_header, sealer->label);
  do {
    if (!bm_opener_read(opener, sealer->plain->bytes, CHUNK_BYTES, &n, error))
      return FALSE;
    crypto_generichash_update(&sum, sealer->plain->bytes, n);
  } while (n > 0);
  crypto_generichash_final(&sum, found, BM_MAC_BYTES);
  return sodium_memcmp(given, found, BM_MAC_BYTES) == 0 ||
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
