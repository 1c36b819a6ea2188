/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing for the vault. Only crypt.c (content), crypt_head.c (who may open it) and crypt_key.c
 * call libsodium.
 *
 * A sealed file, numbers little-endian:
 *   "BMSEALED"  version u8 = 1  locks u8 1..4  keys u8 1..2  0
 *   a lock each: key ids (8 bytes of BLAKE2b of the public key each), sealed box with the file
 *       key; with two keys the box for the first lies in a box for the second, so that it takes
 *       both secrets
 *   24 bytes header of the stream, 32 bytes of keyed BLAKE2b over all that is above and the
 *       label
 *   chunks: length u32, that many bytes of secretstream (64 KiB of plain text, 17 bytes more);
 *       the last one has TAG_FINAL and nothing follows it
 * The label says what the file is ("originals/f000007"), is not in it, and must be given to
 * open it: two sealed files cannot change places unseen. A header can be made anew for other
 * keys (bm_crypt_rewrap) while the chunks stay, so these are bound to the label and not to the
 * locks; the locks are bound by the keyed hash.
 *
 * Sealing needs public keys only, so a sealed file says nothing of who made it.
 */
#pragma once
#include "pipeline/error.h"

#define BM_KEY_BYTES 32
#define BM_KEYS_MOST 2
#define BM_LOCKS_MOST 4
#define BM_SALT_BYTES 16
#define BM_NONCE_BYTES 24
#define BM_WRAPPED_BYTES 48

/* Bytes that are locked into memory where the system lets us, kept out of core dumps, and wiped
 * when freed. */
typedef struct BmSecret {
  guint8 *bytes;
  gsize n;
} BmSecret;
BmSecret *bm_secret_new(gsize n);
BmSecret *bm_secret_copy(const void *bytes, gsize n);
void bm_secret_free(BmSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSecret, bm_secret_free)
void bm_wipe_memory(void *bytes, gsize n);
/* A wiped GString or text of the heap. */
void bm_wipe_text(char *text);

/* --- keys: crypt_key.c */

void bm_crypt_random(void *bytes, gsize n);
void bm_crypt_hash(const void *bytes, gsize n, guint8 *ret_hash, gsize hash_n);
/* A key pair at random, or the one of a seed of any length (BM_KEY_BYTES are taken by hash). */
void bm_crypt_pair(guint8 ret_public[BM_KEY_BYTES], BmSecret **ret_secret);
void bm_crypt_pair_of_seed(const BmSecret *seed, guint8 ret_public[BM_KEY_BYTES],
                           BmSecret **ret_secret);
gboolean bm_crypt_pair_fits(const guint8 public[BM_KEY_BYTES], const BmSecret *secret);

/* What it costs to try a passphrase: Argon2id. */
typedef struct BmKdf {
  guint64 passes, memory; /* memory in bytes */
  guint8 salt[BM_SALT_BYTES];
} BmKdf;
void bm_kdf_moderate(BmKdf *kdf); /* 3 passes, 256 MiB, a new salt */
/* As much as a key file may ask for (10 passes, 1 GiB) and at least 1 pass, 8 KiB. */
gboolean bm_kdf_is_sane(const BmKdf *kdf);

typedef struct BmWrapped {
  BmKdf kdf;
  guint8 nonce[BM_NONCE_BYTES];
  guint8 bytes[BM_WRAPPED_BYTES];
} BmWrapped;

/**
 * bm_crypt_wrap, bm_crypt_unwrap - a secret key under a passphrase
 *
 * @bound   bytes that must be the same when it is opened
 * Errors: "passphrase_wrong" (also when @bound or the bytes differ), "key_file_bad" when the
 *         cost is out of range, "no_memory".
 * Cost:   about 0.7 s and 256 MiB with bm_kdf_moderate, on purpose.
 */
gboolean bm_crypt_wrap(const BmSecret *key, const BmSecret *passphrase, const BmKdf *kdf,
                       const void *bound, gsize bound_n, BmWrapped *ret_wrapped,
                       GError **error);
BmSecret *bm_crypt_unwrap(const BmWrapped *wrapped, const BmSecret *passphrase,
                          const void *bound, gsize bound_n, GError **error);

/* --- sealed files: crypt.c, crypt_head.c */

typedef struct BmLock { /* all of its keys are needed together */
  guint8 public[BM_KEYS_MOST][BM_KEY_BYTES];
} BmLock;

typedef struct BmLocks { /* any of them opens */
  guint n, n_keys;
  BmLock lock[BM_LOCKS_MOST];
} BmLocks;

typedef struct BmUnlock { /* the secrets for one lock */
  guint n_keys;
  guint8 public[BM_KEYS_MOST][BM_KEY_BYTES];
  BmSecret *secret[BM_KEYS_MOST]; /* owned */
} BmUnlock;
void bm_unlock_free(BmUnlock *unlock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmUnlock, bm_unlock_free)

/**
 * bm_sealer_new - begin a sealed file
 *
 * @fd     read and write, empty, at its start; borrowed until bm_sealer_free
 * @label  what the file is; needed to open it
 *
 * bm_sealer_end writes the last chunk, waits until the file is on disk, reads it again and
 * compares it with what was given: after it, the plain text may go.
 * Errors: BM_ERROR_IO "disk_write"; bm_sealer_end "sealed_damaged" when the disk gives back
 *         other bytes.
 * Cost:   memory for two chunks, whatever the length.
 * Tests:  tests/unit/test_crypt.c.
 */
typedef struct BmSealer BmSealer;
BmSealer *bm_sealer_new(int fd, const BmLocks *locks, const char *label, GError **error);
gboolean bm_sealer_add(BmSealer *sealer, const void *bytes, gsize n, GError **error);
gboolean bm_sealer_end(BmSealer *sealer, GError **error);
void bm_sealer_free(BmSealer *sealer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSealer, bm_sealer_free)

/* Where sealed bytes come from: up to @n of them into @bytes; 0 at the end, -1 on failure. */
typedef gssize (*BmFill)(gpointer user, guint8 *bytes, gsize n);
gssize bm_fill_fd(gpointer user, guint8 *bytes, gsize n); /* GINT_TO_POINTER(fd) */

/**
 * bm_opener_new - read a sealed file
 *
 * bm_opener_read gives up to @n bytes, fewer only at the end; 0 bytes say that all was read and
 * that nothing is missing. What was read before an error is right, but not all: a file made of
 * it must not take its place before the end was seen.
 * Errors: BM_ERROR_INPUT "sealed_foreign" (not one of ours), "sealed_newer",
 * "sealed_other_key", "sealed_truncated", "sealed_damaged" (also: another label); BM_ERROR_IO
 * "file_open".
 */
typedef struct BmOpener BmOpener;
BmOpener *bm_opener_new(BmFill fill, gpointer user, const BmUnlock *unlock, const char *label,
                        GError **error);
gboolean bm_opener_read(BmOpener *opener, void *bytes, gsize n, gsize *ret_n, GError **error);
void bm_opener_free(BmOpener *opener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmOpener, bm_opener_free)

/* The same content for other locks: a new header on @to, chunks as they are, on disk. */
gboolean bm_crypt_rewrap(int from, int to, const BmUnlock *unlock, const BmLocks *locks,
                         const char *label, GError **error);
/* Was it sealed for exactly these? Reads the header from where @fd stands. */
gboolean bm_crypt_is_for(int fd, const BmLocks *locks, gboolean *ret_is, GError **error);
