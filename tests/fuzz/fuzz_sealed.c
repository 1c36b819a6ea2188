/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foreign bytes into the readers of the vault, for libFuzzer. The first byte says which: a
 * sealed file, the plain text of a pack (sealed here, as changed bytes never get past the
 * seal), a file of keys, a recovery code. Passphrases are never tried: that is slow on purpose.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/recovery.h"
#include "pipeline/vaultkey.h"
#include "pipeline/vaultpack.h"
#include "tests/fuzz/fuzz.h"

static BmLocks locks;
static BmUnlock unlock;

static void keys_make(void)
{
  if (unlock.n_keys > 0)
    return;
  unlock.n_keys = 1;
  bm_crypt_pair(unlock.public[0], &unlock.secret[0]);
  locks = (BmLocks){.n = 1, .n_keys = 1};
  memcpy(locks.lock[0].public[0], unlock.public[0], BM_KEY_BYTES);
}

static int memory_file(const guint8 *data, size_t size)
{
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  if (fd >= 0 && (write(fd, data, size) != (gssize)size || lseek(fd, 0, SEEK_SET) != 0))
    g_error("memfd");
  return fd;
}

static void pack_walk(int fd)
{
  gboolean is_end = FALSE, is_good = TRUE;
  g_autoptr(BmOpener) opener =
      bm_opener_new(bm_fill_fd, GINT_TO_POINTER(fd), &unlock, "rest/p000001", NULL);
  while (opener != NULL && is_good && !is_end) {
    g_auto(BmEntry) entry = {0};
    is_good = bm_pack_next(opener, &entry, &is_end, NULL) &&
              (is_end || bm_pack_content(opener, &entry, -1, NULL));
  }
}

static void sealed_try(const guint8 *data, size_t size)
{
  int fd = memory_file(data, size);
  pack_walk(fd);
  close(fd);
}

static void pack_try(const guint8 *data, size_t size)
{
  int fd = memory_file(data, 0);
  g_autoptr(BmSealer) sealer = bm_sealer_new(fd, &locks, "rest/p000001", NULL);
  if (sealer == NULL || !bm_sealer_add(sealer, data, size, NULL) ||
      !bm_sealer_end(sealer, NULL))
    g_error("sealing");
  lseek(fd, 0, SEEK_SET);
  pack_walk(fd);
  close(fd);
}

static void keys_try(const guint8 *data, size_t size)
{
  int fd = memory_file(data, size);
  g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
  g_autofree BmVaultKeys *keys = bm_vault_keys_load(path, NULL);
  BmLocks made;
  if (keys != NULL)
    bm_vault_keys_locks(keys, &made);
  close(fd);
}

static void code_try(const guint8 *data, size_t size)
{
  g_autoptr(BmSecret) text = bm_secret_copy(data, size);
  bm_secret_free(bm_recovery_read(text, 0, NULL));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static void (*const tries[])(const guint8 *, size_t) = {sealed_try, pack_try, keys_try,
                                                          code_try};
  keys_make();
  if (size > 0 && size < 1 << 20)
    tries[data[0] % G_N_ELEMENTS(tries)](data + 1, size - 1);
  return 0;
}
