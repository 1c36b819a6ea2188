/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are made in place. g_file_set_contents_full without its flags does not empty a
 * file that is there: the end of a longer one would stay. */
#include "pipeline/fill.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static gboolean all_write(int fd, const char *at, gsize left)
{
  while (left > 0) {
    gssize n = write(fd, at, left);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    at += n;
    left -= (gsize)n;
  }
  return TRUE;
}

gboolean bm_file_fill(const char *path, const void *bytes, gsize size)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  gboolean is_written = all_write(fd, bytes, size);
  int why = errno;
  if (close(fd) == 0 && is_written)
    return TRUE;
  errno = is_written ? errno : why;
  return FALSE;
}
