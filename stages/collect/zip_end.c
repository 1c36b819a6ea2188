/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end record of a ZIP archive (APPNOTE.TXT 4.3.16). */
#include "stages/collect/zip_end.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define END_SIZE 22        /* the record without its comment */
#define COMMENT_MOST 65535 /* bytes */

static guint32 little(const guint8 *at)
{
  return at[0] | (guint32)at[1] << 8 | (guint32)at[2] << 16 | (guint32)at[3] << 24;
}

/* @at: bytes of a possible record, @place: where it lies in the file. */
static gboolean is_end(const guint8 *at, gint64 place, gsize after)
{
  guint comment = at[20] | (guint)at[21] << 8;
  gint64 directory = (gint64)little(at + 12) + little(at + 16);
  return memcmp(at, "PK\5\6", 4) == 0 && comment <= after && directory <= place;
}

gboolean bm_zip_has_end(int fd)
{
  guint8 head[4];
  struct stat st;
  if (pread(fd, head, sizeof head, 0) != sizeof head || memcmp(head, "PK\3\4", 4) != 0)
    return TRUE;
  if (fstat(fd, &st) != 0 || st.st_size < END_SIZE)
    return FALSE;
  gsize length = (gsize)MIN(st.st_size, END_SIZE + COMMENT_MOST);
  gint64 start = st.st_size - (gint64)length;
  g_autofree guint8 *tail = g_malloc(length);
  if (pread(fd, tail, length, start) != (gssize)length)
    return FALSE;
  for (gsize i = length - END_SIZE + 1; i-- > 0;)
    if (is_end(tail + i, start + (gint64)i, length - i - END_SIZE))
      return TRUE;
  return FALSE;
}
