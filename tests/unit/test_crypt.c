/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed files: what goes in comes out, and nothing else ever does. */
#include "pipeline/crypt.h"
#include "tests/tools/assert_ok.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

TestSuite(crypt, .timeout = 60);

#define CHUNK 65536
#define LABEL "originals/f000007"

/* --- keys of one or two custodians */

typedef struct Ring {
  BmLocks locks;
  BmUnlock *main, *backup;
} Ring;

static Ring ring_new(guint n)
{
  Ring ring = {.locks = {.n = 1U << n, .n_keys = n},
               .main = g_new0(BmUnlock, 1),
               .backup = g_new0(BmUnlock, 1)};
  ring.main->n_keys = ring.backup->n_keys = n;
  for (guint k = 0; k < n; k++) {
    bm_crypt_pair(ring.main->public[k], &ring.main->secret[k]);
    bm_crypt_pair(ring.backup->public[k], &ring.backup->secret[k]);
    for (guint i = 0; i < ring.locks.n; i++)
      memcpy(ring.locks.lock[i].public[k],
             i >> k & 1 ? ring.backup->public[k] : ring.main->public[k], BM_KEY_BYTES);
  }
  return ring;
}

static void ring_clear(Ring *ring)
{
  bm_unlock_free(ring->main);
  bm_unlock_free(ring->backup);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ring, ring_clear)

/* --- sealing into memory */

static GByteArray *fd_bytes(int fd)
{
  GByteArray *bytes = g_byte_array_new();
  off_t n = lseek(fd, 0, SEEK_END);
  g_byte_array_set_size(bytes, (guint)n);
  cr_assert_eq(pread(fd, bytes->data, (gsize)n, 0), n);
  return bytes;
}

static GByteArray *sealed_of(const BmLocks *locks, const guint8 *plain, gsize n)
{
  g_autoptr(GError) error = NULL;
  int fd = memfd_create("sealed", MFD_CLOEXEC);
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, locks, LABEL, &error);
  assert_ok(sealer != NULL, error);
  for (gsize done = 0, part; done < n; done += part) {
    part = MIN(n - done, 10007); /* pieces that fit no chunk */
    assert_ok(bm_sealer_add(sealer, plain + done, part, &error), error);
  }
  assert_ok(bm_sealer_end(sealer, &error), error);
  GByteArray *bytes = fd_bytes(fd);
  close(fd);
  return bytes;
}

typedef struct Bytes {
  const guint8 *at;
  gsize n;
} Bytes;

static gssize bytes_fill(gpointer user, guint8 *bytes, gsize n)
{
  Bytes *from = user;
  gsize part = MIN(n, from->n);
  memcpy(bytes, from->at, part);
  from->at += part;
  from->n -= part;
  return (gssize)part;
}

/* All that can be read, right up to an error; NULL when the end was not reached. */
static GByteArray *opened_of(const guint8 *sealed, gsize n, const BmUnlock *unlock,
                             const char *label, GByteArray *so_far, GError **error)
{
  Bytes from = {sealed, n};
  g_autoptr(BmOpener) opener = bm_opener_new(bytes_fill, &from, unlock, label, error);
  guint8 block[5003];
  gsize got = 1;
  if (opener == NULL)
    return NULL;
  while (got > 0) {
    if (!bm_opener_read(opener, block, sizeof block, &got, error))
      return NULL;
    g_byte_array_append(so_far, block, (guint)got);
  }
  return so_far;
}

static guint8 *plain_of(gsize n)
{
  guint8 *plain = g_malloc(MAX(n, 1));
  for (gsize i = 0; i < n; i++)
    plain[i] = (guint8)((i * 2654435761U) >> 13);
  return plain;
}

static gboolean begins_as(const GByteArray *got, const guint8 *plain)
{
  return got->len == 0 || memcmp(got->data, plain, got->len) == 0;
}

/* What was given out before an error must be the beginning of the truth. */
static void expect_refused(const GByteArray *sealed, const Ring *ring, const guint8 *plain,
                           gsize plain_n, const char *what, gsize at)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GByteArray) got = g_byte_array_new();
  cr_assert_null(opened_of(sealed->data, sealed->len, ring->main, LABEL, got, &error),
                 "%s at %zu is taken", what, at);
  cr_assert_not_null(error);
  cr_assert(got->len <= plain_n && begins_as(got, plain), "%s at %zu gives wrong bytes", what,
            at);
}

/* --- tests */

Test(crypt, every_length_comes_back_with_either_key)
{
  static const gsize lengths[] = {
      0, 1, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK - 1, 700001};
  g_auto(Ring) ring = ring_new(1);
  for (guint i = 0; i < G_N_ELEMENTS(lengths); i++)
    for (guint with_backup = 0; with_backup < 2; with_backup++) {
      g_autoptr(GError) error = NULL;
      g_autofree guint8 *plain = plain_of(lengths[i]);
      g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, lengths[i]);
      g_autoptr(GByteArray) got = g_byte_array_new();
      const BmUnlock *key = with_backup ? ring.backup : ring.main;
      assert_ok(opened_of(sealed->data, sealed->len, key, LABEL, got, &error) != NULL, error);
      cr_expect_eq(got->len, lengths[i]);
      cr_expect(begins_as(got, plain));
    }
}

Test(crypt, plain_text_is_nowhere_in_what_is_sealed)
{
  g_auto(Ring) ring = ring_new(1);
  g_autofree guint8 *plain = plain_of(CHUNK + 100);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, CHUNK + 100);
  for (gsize at = 0; at + 16 <= CHUNK + 100; at += 997)
    cr_expect_null(memmem(sealed->data, sealed->len, plain + at, 16));
  cr_expect_null(memmem(sealed->data, sealed->len, LABEL, strlen(LABEL)));
  cr_expect_null(memmem(sealed->data, sealed->len, ring.main->secret[0]->bytes, 16));
}

Test(crypt, any_changed_byte_is_an_error_and_never_other_bytes)
{
  g_auto(Ring) ring = ring_new(2);
  g_autofree guint8 *plain = plain_of(100);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, 100);
  for (guint at = 0; at < sealed->len; at++)
    for (guint bit = 0; bit < 8; bit += 7) {
      sealed->data[at] ^= (guint8)(1 << bit);
      expect_refused(sealed, &ring, plain, 100, "a changed byte", at);
      sealed->data[at] ^= (guint8)(1 << bit);
    }
}

Test(crypt, any_cut_is_told_as_a_cut)
{
  g_auto(Ring) ring = ring_new(1);
  g_autofree guint8 *plain = plain_of(2 * CHUNK + 50);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, 2 * CHUNK + 50);
  guint whole = sealed->len;
  for (guint n = 0; n < whole; n += n < 400 || n > whole - 400 ? 1 : 1999) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) got = g_byte_array_new();
    cr_assert_null(opened_of(sealed->data, n, ring.main, LABEL, got, &error));
    assert_fails_with(FALSE, error, "sealed_truncated");
    cr_assert(begins_as(got, plain));
  }
}

Test(crypt, bytes_behind_the_end_are_an_error)
{
  g_auto(Ring) ring = ring_new(1);
  g_autofree guint8 *plain = plain_of(10);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, 10);
  g_byte_array_append(sealed, (const guint8 *)"x", 1);
  expect_refused(sealed, &ring, plain, 10, "a byte too many", sealed->len);
}

/* Chunks of 4 + CHUNK + 17 bytes behind the header. */
Test(crypt, chunks_cannot_be_dropped_doubled_or_exchanged)
{
  const gsize n = 3 * CHUNK + 7, sealed_chunk = 4 + CHUNK + 17;
  g_auto(Ring) ring = ring_new(1);
  g_autofree guint8 *plain = plain_of(n);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, n);
  gsize header = sealed->len - 3 * sealed_chunk - (4 + 7 + 17);
  for (guint way = 0; way < 3; way++) {
    g_autoptr(GByteArray) other = g_byte_array_new();
    guint8 *first = sealed->data + header, *second = first + sealed_chunk;
    g_byte_array_append(other, sealed->data, (guint)header);
    if (way == 1)
      g_byte_array_append(other, first, (guint)sealed_chunk);
    g_byte_array_append(other, way == 0 ? second : first, (guint)sealed_chunk);
    if (way == 2)
      g_byte_array_append(other, second + sealed_chunk, (guint)sealed_chunk);
    g_byte_array_append(other, second, (guint)(sealed->len - header - sealed_chunk));
    expect_refused(other, &ring, plain, n, "a moved chunk", way);
  }
}

Test(crypt, what_is_not_ours_newer_or_for_others_is_told)
{
  g_auto(Ring) ring = ring_new(1), other = ring_new(1), two = ring_new(2);
  g_autofree guint8 *plain = plain_of(10);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, 10);
  g_autoptr(GByteArray) got = g_byte_array_new();
  g_autoptr(GError) key = NULL, number = NULL, label = NULL, newer = NULL, foreign = NULL;
  assert_fails_with(opened_of(sealed->data, sealed->len, other.main, LABEL, got, &key), key,
                    "sealed_other_key");
  assert_fails_with(opened_of(sealed->data, sealed->len, two.main, LABEL, got, &number), number,
                    "sealed_other_key");
  assert_fails_with(
      opened_of(sealed->data, sealed->len, ring.main, "originals/f000008", got, &label), label,
      "sealed_damaged");
  sealed->data[8] = 2;
  assert_fails_with(opened_of(sealed->data, sealed->len, ring.main, LABEL, got, &newer), newer,
                    "sealed_newer");
  assert_fails_with(opened_of((const guint8 *)"%PDF-1.4\n", 9, ring.main, LABEL, got, &foreign),
                    foreign, "sealed_foreign");
  cr_expect_eq(got->len, 0);
}

Test(crypt, two_custodians_open_together_in_any_way_and_never_alone)
{
  g_auto(Ring) ring = ring_new(2);
  g_autofree guint8 *plain = plain_of(10);
  g_autoptr(GByteArray) sealed = sealed_of(&ring.locks, plain, 10);
  for (guint way = 0; way < 4; way++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) got = g_byte_array_new();
    g_autoptr(BmUnlock) mixed = g_new0(BmUnlock, 1);
    mixed->n_keys = 2;
    for (guint k = 0; k < 2; k++) {
      const BmUnlock *from = way >> k & 1 ? ring.backup : ring.main;
      memcpy(mixed->public[k], from -> public[k], BM_KEY_BYTES);
      mixed->secret[k] = bm_secret_copy(from->secret[k]->bytes, BM_KEY_BYTES);
    }
    assert_ok(opened_of(sealed->data, sealed->len, mixed, LABEL, got, &error) != NULL, error);
    for (guint k = 0; k < 2; k++) { /* the other's public half is known to everybody */
      g_autoptr(GError) alone = NULL;
      mixed->secret[k]->bytes[5] ^= 0x40;
      assert_fails_with(opened_of(sealed->data, sealed->len, mixed, LABEL, got, &alone), alone,
                        "sealed_damaged");
      mixed->secret[k]->bytes[5] ^= 0x40;
    }
  }
}

Test(crypt, other_keys_take_over_and_the_old_ones_open_nothing)
{
  g_auto(Ring) old = ring_new(1), new = ring_new(2);
  const gsize n = CHUNK + 5;
  g_autofree guint8 *plain = plain_of(n);
  g_autoptr(GByteArray) sealed = sealed_of(&old.locks, plain, n);
  g_autoptr(GError) error = NULL, refused = NULL;
  gboolean is_new = FALSE, is_old = FALSE;
  int from = memfd_create("from", MFD_CLOEXEC), to = memfd_create("to", MFD_CLOEXEC);
  cr_assert_eq(pwrite(from, sealed->data, sealed->len, 0), sealed->len);
  assert_ok(bm_crypt_rewrap(from, to, old.main, &new.locks, LABEL, &error), error);
  g_autoptr(GByteArray) again = fd_bytes(to);
  g_autoptr(GByteArray) got = g_byte_array_new(), nothing = g_byte_array_new();
  assert_ok(opened_of(again->data, again->len, new.backup, LABEL, got, &error) != NULL, error);
  cr_expect(got->len == n && memcmp(got->data, plain, n) == 0);
  assert_fails_with(opened_of(again->data, again->len, old.main, LABEL, nothing, &refused),
                    refused, "sealed_other_key");
  lseek(to, 0, SEEK_SET);
  assert_ok(bm_crypt_is_for(to, &new.locks, &is_new, &error), error);
  lseek(to, 0, SEEK_SET);
  assert_ok(bm_crypt_is_for(to, &old.locks, &is_old, &error), error);
  cr_expect(is_new && !is_old);
  close(from);
  close(to);
}

/* A disk that loses what it was given is found before the plain file goes. */
Test(crypt, what_the_disk_changed_is_found_when_it_is_read_back)
{
  g_auto(Ring) ring = ring_new(1);
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *plain = plain_of(3 * CHUNK);
  int fd = memfd_create("bad disk", MFD_CLOEXEC);
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, &ring.locks, LABEL, &error);
  assert_ok(bm_sealer_add(sealer, plain, 3 * CHUNK, &error), error);
  guint8 byte = 0;
  cr_assert_eq(pread(fd, &byte, 1, 1000), 1);
  byte ^= 1; /* sealed bytes are random: a fixed one may stand there already */
  cr_assert_eq(pwrite(fd, &byte, 1, 1000), 1);
  assert_fails_with(bm_sealer_end(sealer, &error), error, "sealed_damaged");
  close(fd);
}

Test(crypt, nonsense_is_refused_quietly)
{
  g_auto(Ring) ring = ring_new(1);
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  for (guint round = 0; round < 3000; round++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) got = g_byte_array_new();
    guint8 bytes[400];
    for (guint i = 0; i < sizeof bytes; i++)
      bytes[i] = (guint8)g_rand_int(dice);
    memcpy(bytes, "BMSEALED\1", 9);
    bytes[9] = (guint8)(bytes[9] % 6);
    bytes[10] = (guint8)(bytes[10] % 4);
    bytes[11] = 0;
    cr_assert_null(opened_of(bytes, round % sizeof bytes, ring.main, LABEL, got, &error));
    cr_assert_not_null(error);
  }
}
