/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that is killed before its n-th call that changes the disk. The program that
 * includes this has these functions of its own in place of the C library's, also for GLib and
 * SQLite.
 */
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int kill_at = -1, kill_count;

static void kill_here(void)
{
  if (kill_at >= 0 && kill_count++ == kill_at)
    kill(getpid(), SIGKILL);
}

#define KILLED(call)                                                                           \
  do {                                                                                         \
    kill_here();                                                                               \
    return (int)(call);                                                                        \
  } while (0)

int rename(const char *from, const char *to)
{
  KILLED(syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
  KILLED(syscall(SYS_renameat, from_fd, from, to_fd, to));
}

int unlink(const char *path)
{
  KILLED(syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int rmdir(const char *path)
{
  KILLED(syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR));
}

int mkdirat(int fd, const char *path, mode_t mode)
{
  KILLED(syscall(SYS_mkdirat, fd, path, mode));
}

int symlinkat(const char *target, int fd, const char *path)
{
  KILLED(syscall(SYS_symlinkat, target, fd, path));
}

int fsync(int fd)
{
  (void)fd; /* what a process wrote survives it: only a power cut needs the disk */
  KILLED(0);
}

int fdatasync(int fd)
{
  (void)fd;
  KILLED(0);
}

int syncfs(int fd)
{
  (void)fd;
  KILLED(0);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
  kill_here();
  return syscall(SYS_pwrite64, fd, bytes, n, at);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
  kill_here();
  return syscall(SYS_write, fd, bytes, n);
}

/* TRUE: killed at its @n-th call; FALSE: it came to its end, whose success is in *ret_is_good.
 */
static inline gboolean killed_at(int n, gboolean (*work)(gpointer data), gpointer data,
                                 gboolean *ret_is_good)
{
  int status = 0;
  pid_t pid = fork();
  if (pid == 0) {
    kill_count = 0;
    kill_at = n;
    _exit(work(data) ? 0 : 1);
  }
  waitpid(pid, &status, 0);
  *ret_is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return WIFSIGNALED(status);
}
