/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bad luck for a program: a preload library that counts what the program changes on disk below
 * one folder, and lets the n-th change fail, or the program die before it, or writes all of
 * them down so that a power cut can be replayed (tests/tools/powercut.py).
 *
 * LD_PRELOAD=libbadluck.so and
 *   BADLUCK_ROOT   absolute path without links: only what lies below counts
 *   BADLUCK_AT     "N:WHAT[:TIMES],…": at change N (from 1), for TIMES changes (preset 1, 0:
 *                  from then on); WHAT is kill, short, an errno in small letters (enospc), or
 *                  note: nothing but a line in BADLUCK_SAID
 *   BADLUCK_LOG    file that gets a record for each change, see bl_record()
 *   BADLUCK_SAID   file that gets a line for each misfortune: its number, the call, the path
 *   BADLUCK_READS  set: reads count as changes, too
 *   BADLUCK_CLOCK  "N:SECONDS": from change N on the time of day is so much later
 *   BADLUCK_TERM   N: at change N the program is asked to stop (SIGTERM)
 *   BADLUCK_POLLING  set: there are no inotify descriptors
 *
 * Worker processes (`blindmark worker`) are left alone. After a kill the disk holds exactly
 * the changes that were made before it, so a kill before each change is a kill at every
 * instant that can be told apart.
 */
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHORT (-2) /* a turn's answer: half of what was asked for */
#define NEXT(name) ((__typeof__(&name))bl_next_of(#name))

/* What the files of this library share is nobody else's. */
#pragma GCC visibility push(hidden)

extern pthread_mutex_t bl_lock;
extern int bl_counts_reads;

void *bl_next_of(const char *name);
/* @path below the root, absolute, in @out; NULL when it lies elsewhere. */
const char *bl_path_below(int at, const char *path, char out[PATH_MAX]);
/* @path NULL: the descriptor is closed. */
void bl_fd_know(int fd, const char *path);
const char *bl_fd_path(int fd);

/* A line "OP OFFSET LENGTH BYTES RESULT PATH[\tPATH]" where BYTES bytes follow, and a line
 * break. */
void bl_record(const char *op, const char *path, const char *other, long long offset,
               long long length, const void *bytes, size_t n, int result);
/* What a file holds when it is made durable or renamed: workers, which are not watched, may
 * have written it. Nobody but the program writes its databases. */
void bl_record_whole(const char *op, const char *path, const char *other, int result);

/* 0 when the change is to be made, SHORT, or the errno that it fails with. */
int bl_turn(const char *op, const char *path);
long bl_shift_s(void); /* how much later the time of day is */

#pragma GCC visibility pop

/* A call that changes @path (through descriptor or name). */
#define CHANGE(op, path, otherwise, record_it)                                                 \
  do {                                                                                         \
    pthread_mutex_lock(&bl_lock);                                                              \
    int bad_ = bl_turn(op, path);                                                              \
    __typeof__(otherwise) got_ = bad_ > 0 ? -1 : (otherwise);                                  \
    int kept_ = bad_ > 0 ? bad_ : errno;                                                       \
    if (got_ >= 0)                                                                             \
      record_it;                                                                               \
    pthread_mutex_unlock(&bl_lock);                                                            \
    errno = kept_;                                                                             \
    return got_;                                                                               \
  } while (0)
