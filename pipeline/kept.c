/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of records: the length in four bytes, then a GVariant. Read and written by the same
 * program on the same machine, so byte order and alignment are its own. */
#include "pipeline/kept.h"

#include "pipeline/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "kept"
#define RECORD_MOST (16U << 20) /* bytes; more is no record of ours */

struct BmKept {
  int fd;
  GBytes *old;    /* what earlier tries kept */
  GArray *starts; /* of gsize; of the records in @old */
};

static guint32 length_at(const guint8 *bytes)
{
  guint32 length;
  memcpy(&length, bytes, sizeof length);
  return length;
}

/* Where the last whole record ends. */
static gsize records_find(BmKept *kept)
{
  gsize size, at = 0;
  const guint8 *bytes = g_bytes_get_data(kept->old, &size);
  while (size - at >= sizeof(guint32)) {
    guint32 length = length_at(bytes + at);
    if (length > RECORD_MOST || length > size - at - sizeof length)
      break;
    g_array_append_val(kept->starts, at);
    at += sizeof length + length;
  }
  return at;
}

static GBytes *file_read(int fd)
{
  struct stat st;
  if (fstat(fd, &st) != 0)
    return NULL;
  g_autofree char *bytes = g_malloc((gsize)st.st_size + 1);
  gsize done = 0;
  while (done < (gsize)st.st_size) {
    gssize n = read(fd, bytes + done, (gsize)st.st_size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return NULL;
    done += (gsize)n;
  }
  return g_bytes_new_take(g_steal_pointer(&bytes), done);
}

static gboolean kept_read(BmKept *kept)
{
  kept->old = kept->fd >= 0 ? file_read(kept->fd) : NULL;
  if (kept->old == NULL)
    return FALSE;
  gsize end = records_find(kept);
  return ftruncate(kept->fd, (off_t)end) == 0 && lseek(kept->fd, (off_t)end, SEEK_SET) >= 0;
}

BmKept *bm_kept_open(const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename(folder, NAME, NULL);
  g_autoptr(BmKept) kept = g_new0(BmKept, 1);
  kept->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
  kept->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (kept_read(kept))
    return g_steal_pointer(&kept);
  bm_fail(error, BM_ERROR_IO, "disk_write", "kept work: %s", g_strerror(errno));
  return NULL;
}

void bm_kept_free(BmKept *kept)
{
  if (kept == NULL)
    return;
  if (kept->fd >= 0)
    close(kept->fd);
  g_clear_pointer(&kept->old, g_bytes_unref);
  g_array_unref(kept->starts);
  g_free(kept);
}

guint bm_kept_n(const BmKept *kept)
{
  return kept->starts->len;
}

/* A process that was taken over may have written anything: only what is in normal form counts.
 */
GVariant *bm_kept_get(const BmKept *kept, guint index, const char *type)
{
  if (index >= kept->starts->len)
    return NULL;
  gsize start = g_array_index(kept->starts, gsize, index);
  const guint8 *bytes = g_bytes_get_data(kept->old, NULL);
  g_autoptr(GBytes) part =
      g_bytes_new(bytes + start + sizeof(guint32), length_at(bytes + start));
  g_autoptr(GVariant) record =
      g_variant_ref_sink(g_variant_new_from_bytes((const GVariantType *)type, part, FALSE));
  return g_variant_is_normal_form(record) ? g_steal_pointer(&record) : NULL;
}

gboolean bm_kept_add(BmKept *kept, GVariant *record, GError **error)
{
  g_autoptr(GVariant) held = g_variant_ref_sink(record);
  guint32 length = (guint32)g_variant_get_size(held);
  g_autoptr(GByteArray) bytes = g_byte_array_sized_new(length + (guint)sizeof length);
  g_byte_array_append(bytes, (const guint8 *)&length, sizeof length);
  g_byte_array_append(bytes, g_variant_get_data(held), length);
  for (gsize done = 0; done < bytes->len;) {
    gssize n = write(kept->fd, bytes->data + done, bytes->len - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return bm_fail(error, BM_ERROR_IO, "disk_write", "kept work: %s", g_strerror(errno));
    done += (gsize)n;
  }
  return TRUE;
}

guint64 bm_kept_size(const char *folder)
{
  g_autofree char *path = g_build_filename(folder, NAME, NULL);
  struct stat st;
  return lstat(path, &st) == 0 && S_ISREG(st.st_mode) ? (guint64)st.st_size : 0;
}
