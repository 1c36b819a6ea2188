/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad luck: streams, reports of changes, the time of day. */
#include "badluck.h"

#include <stdio.h>
#include <sys/inotify.h>
#include <sys/time.h>
#include <time.h>

/* --- stdio, whose own writes are not seen: what a file holds once it is closed */

static FILE *fopen_any(const char *path, const char *how)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(AT_FDCWD, path, full);
  if (place == NULL || strpbrk(how, "wa+") == NULL)
    return NEXT(fopen)(path, how);
  pthread_mutex_lock(&bl_lock);
  int bad = bl_turn("fopen", place);
  FILE *file = bad > 0 ? NULL : NEXT(fopen)(path, how);
  int kept = bad > 0 ? bad : errno;
  if (file != NULL) {
    bl_fd_know(fileno(file), place);
    bl_record("open", place, NULL, 1, how[0] == 'w', NULL, 0, 0);
  }
  pthread_mutex_unlock(&bl_lock);
  errno = kept;
  return file;
}

FILE *fopen(const char *path, const char *how)
{
  return fopen_any(path, how);
}

FILE *fopen64(const char *path, const char *how)
{
  return fopen_any(path, how);
}

int fclose(FILE *file)
{
  char *path = bl_fd_path(fileno(file)) != NULL ? strdup(bl_fd_path(fileno(file))) : NULL;
  bl_fd_know(fileno(file), NULL);
  if (path == NULL)
    return NEXT(fclose)(file);
  pthread_mutex_lock(&bl_lock);
  int bad = bl_turn("fclose", path);
  int got = NEXT(fclose)(file), kept = errno;
  bl_record_whole("stdio", path, NULL, 0);
  free(path);
  pthread_mutex_unlock(&bl_lock);
  errno = bad > 0 ? bad : kept;
  return bad > 0 ? EOF : got;
}

/* --- reports of changes */

int inotify_init1(int flags)
{
  if (getenv("BADLUCK_POLLING") == NULL)
    return (int)syscall(SYS_inotify_init1, flags);
  errno = EMFILE;
  return -1;
}

/* --- the time of day */

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
  int got = (int)syscall(SYS_clock_gettime, clock, ret_now);
  if (got == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    ret_now->tv_sec += bl_shift_s();
  return got;
}

int gettimeofday(struct timeval *ret_now, void *zone)
{
  (void)zone;
  struct timespec now;
  int got = clock_gettime(CLOCK_REALTIME, &now);
  ret_now->tv_sec = now.tv_sec;
  ret_now->tv_usec = now.tv_nsec / 1000;
  return got;
}

time_t time(time_t *ret_now)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (ret_now != NULL)
    *ret_now = now.tv_sec;
  return now.tv_sec;
}
