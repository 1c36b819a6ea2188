/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the journal. */
#include "pipeline/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/autoptr.h"
#include "pipeline/journal.h"
#include "pipeline/workspace.h"

#define LONGEST_LINE (1 << 20) /* bytes; records are cut long before (journal.c) */

void bm_journal_end_clear(BmJournalEnd *end)
{
  g_clear_pointer(&end->sum, g_free);
  *end = (BmJournalEnd){0};
}

gboolean bm_journal_line_read(const char *line, gsize length, gint64 *ret_no)
{
  if (length < BM_JOURNAL_SUM + 2 || line[BM_JOURNAL_SUM] != ' ')
    return FALSE;
  const char *record = line + BM_JOURNAL_SUM + 1;
  gsize size = length - BM_JOURNAL_SUM - 1;
  g_autofree char *sum =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)record, size);
  if (strncmp(sum, line, BM_JOURNAL_SUM) != 0)
    return FALSE;
  g_autoptr(json_t) json = json_loadb(record, size, JSON_REJECT_DUPLICATES, NULL);
  json_t *no = json_object_get(json, "n");
  if (!json_is_integer(no) || json_integer_value(no) < 1)
    return FALSE;
  *ret_no = (gint64)json_integer_value(no);
  return TRUE;
}

char *bm_journal_line_make(const char *record)
{
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, record, -1);
  return g_strconcat(sum, " ", record, NULL);
}

static gboolean disk_fail(GError **error, const char *what)
{
  return bm_fail(error, BM_ERROR_IO, "disk_write", BM_JOURNAL_PLACE ": %s: %s", what,
                 g_strerror(errno));
}

static gboolean folder_sync(const char *path)
{
  g_autofree char *folder = g_path_get_dirname(path);
  return bm_folder_sync(folder, NULL);
}

FILE *bm_journal_file_read(const char *path)
{
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for ever */
  FILE *file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fdopen(fd, "r") : NULL;
  if (file == NULL && fd >= 0)
    close(fd);
  return file;
}

int bm_journal_file_open(const char *path, GError **error)
{
  struct stat st;
  gboolean is_new = lstat(path, &st) != 0;
  if (!is_new && !S_ISREG(st.st_mode)) {
    bm_fail(error, BM_ERROR_SETTING, "journal_broken", BM_JOURNAL_PLACE);
    return -1;
  }
  int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
  if (fd >= 0 && flock(fd, LOCK_EX) == 0 && (!is_new || folder_sync(path)))
    return fd;
  disk_fail(error, "open");
  if (fd >= 0)
    close(fd);
  return -1;
}

/* The last bytes of the file, enough to hold its last whole line; NULL when it cannot be read.
 */
static char *tail_read(int fd, gsize *ret_length, gint64 *ret_from)
{
  struct stat st;
  if (fstat(fd, &st) != 0)
    return NULL;
  gint64 from = MAX(0, st.st_size - 2 * LONGEST_LINE);
  gsize room = (gsize)(st.st_size - from), have = 0;
  g_autofree char *bytes = g_malloc(room + 1);
  while (have < room) {
    gssize n = pread(fd, bytes + have, room - have, from + (gint64)have);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return NULL;
    have += (gsize)n;
  }
  *ret_length = room;
  *ret_from = from;
  return g_steal_pointer(&bytes);
}

gboolean bm_journal_file_end(int fd, BmJournalEnd *ret_end, GError **error)
{
  gsize length = 0;
  gint64 from = 0;
  g_autofree char *bytes = tail_read(fd, &length, &from);
  if (bytes == NULL)
    return disk_fail(error, "read");
  const char *last = g_strrstr_len(bytes, (gssize)length, "\n");
  if (last == NULL && from == 0) { /* nothing, or one torn line */
    *ret_end = (BmJournalEnd){0};
    return TRUE;
  }
  const char *before = last != NULL ? g_strrstr_len(bytes, (gssize)(last - bytes), "\n") : NULL;
  const char *line = before != NULL ? before + 1 : bytes;
  gint64 no = 0;
  if (last == NULL || (before == NULL && from > 0) ||
      !bm_journal_line_read(line, (gsize)(last - line), &no))
    return bm_fail(error, BM_ERROR_SETTING, "journal_broken", BM_JOURNAL_PLACE);
  *ret_end = (BmJournalEnd){
      .no = no, .sum = g_strndup(line, BM_JOURNAL_SUM), .length = from + (last - bytes) + 1};
  return TRUE;
}

static gboolean bytes_write(int fd, const char *bytes, gsize length)
{
  while (length > 0) {
    gssize n = write(fd, bytes, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    bytes += n;
    length -= (gsize)n;
  }
  return TRUE;
}

gboolean bm_journal_file_add(int fd, const BmJournalEnd *end, const GPtrArray *lines,
                             GError **error)
{
  struct stat st;
  if (fstat(fd, &st) != 0 || (st.st_size > end->length && ftruncate(fd, end->length) != 0))
    return disk_fail(error, "truncate");
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
  if (!bytes_write(fd, text->str, text->len) || fsync(fd) != 0)
    return disk_fail(error, "write");
  return TRUE;
}
