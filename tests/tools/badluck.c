/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad luck: the calls that change files. */
#include "badluck.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>

/* the names that programs without large-file options would use; the same calls on this kind of
 * machine */
int open64(const char *path, int flags, ...);
int fcntl64(int fd, int command, ...);

/* --- opening and closing */

static int open_any(int at, const char *path, int flags, mode_t mode)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&bl_lock);
  int is_change = (flags & (O_CREAT | O_TRUNC)) != 0 && (flags & O_ACCMODE) != O_RDONLY;
  struct stat st;
  int was_there = fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
  int bad = is_change || bl_counts_reads ? bl_turn("open", place) : 0;
  int fd = bad > 0 ? -1 : (int)syscall(SYS_openat, at, path, flags, mode);
  int kept = bad > 0 ? bad : errno;
  bl_fd_know(fd, place);
  if (fd >= 0 && is_change)
    bl_record("open", place, NULL, !was_there, (flags & O_TRUNC) != 0, NULL, 0, 0);
  pthread_mutex_unlock(&bl_lock);
  errno = kept;
  return fd;
}

#define MODE_OF(flags)                                                                         \
  mode_t mode = 0;                                                                             \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                                       \
    va_list args;                                                                              \
    va_start(args, flags);                                                                     \
    mode = va_arg(args, mode_t);                                                               \
    va_end(args);                                                                              \
  }

int open(const char *path, int flags, ...)
{
  MODE_OF(flags)
  return open_any(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
  MODE_OF(flags)
  return open_any(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
  MODE_OF(flags)
  return open_any(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...)
{
  MODE_OF(flags)
  return open_any(at, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
  return open_any(AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY, mode);
}

int creat64(const char *path, mode_t mode)
{
  return creat(path, mode);
}

int close(int fd)
{
  bl_fd_know(fd, NULL);
  return (int)syscall(SYS_close, fd);
}

/* --- bytes */

static ssize_t write_at(int fd, const void *bytes, size_t n, off_t offset)
{
  const char *path = bl_fd_path(fd);
  off_t at = offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR);
  int bad = path != NULL ? bl_turn("write", path) : 0;
  if (bad > 0) {
    errno = bad;
    return -1;
  }
  if (bad == SHORT && n > 1)
    n /= 2;
  if (path != NULL && offset < 0 && (fcntl(fd, F_GETFL) & O_APPEND) != 0)
    at = lseek(fd, 0, SEEK_END);
  ssize_t got = offset >= 0 ? syscall(SYS_pwrite64, fd, bytes, n, offset)
                            : syscall(SYS_write, fd, bytes, n);
  int kept = errno;
  if (got > 0 && path != NULL)
    bl_record("write", path, NULL, at, got, bytes, (size_t)got, 0);
  errno = kept;
  return got;
}

static ssize_t write_known(int fd, const void *bytes, size_t n, off_t offset)
{
  if (bl_fd_path(fd) == NULL)
    return offset >= 0 ? syscall(SYS_pwrite64, fd, bytes, n, offset)
                       : syscall(SYS_write, fd, bytes, n);
  pthread_mutex_lock(&bl_lock);
  ssize_t got = write_at(fd, bytes, n, offset);
  int kept = errno;
  pthread_mutex_unlock(&bl_lock);
  errno = kept;
  return got;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
  return write_known(fd, bytes, n, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
  return write_known(fd, bytes, n, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
  return write_known(fd, bytes, n, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
  if (bl_fd_path(fd) != NULL && n > 0) /* a short write, as callers must expect */
    return write_known(fd, parts[0].iov_base, parts[0].iov_len, -1);
  return syscall(SYS_writev, fd, parts, n);
}

static ssize_t read_any(int fd, void *bytes, size_t n, off_t offset)
{
  int bad = 0;
  if (bl_counts_reads && bl_fd_path(fd) != NULL) {
    pthread_mutex_lock(&bl_lock);
    bad = bl_turn("read", bl_fd_path(fd));
    pthread_mutex_unlock(&bl_lock);
  }
  if (bad > 0) {
    errno = bad;
    return -1;
  }
  return offset >= 0 ? syscall(SYS_pread64, fd, bytes, n, offset)
                     : syscall(SYS_read, fd, bytes, n);
}

ssize_t read(int fd, void *bytes, size_t n)
{
  return read_any(fd, bytes, n, -1);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset)
{
  return read_any(fd, bytes, n, offset);
}

int ftruncate(int fd, off_t length)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_ftruncate, fd, length);
  CHANGE("trunc", bl_fd_path(fd), (int)syscall(SYS_ftruncate, fd, length),
         bl_record("trunc", bl_fd_path(fd), NULL, 0, length, NULL, 0, 0));
}

int ftruncate64(int fd, off64_t length)
{
  return ftruncate(fd, length);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
  CHANGE("alloc", bl_fd_path(fd), (int)syscall(SYS_fallocate, fd, mode, offset, length),
         bl_record("alloc", bl_fd_path(fd), NULL, mode, offset + length, NULL, 0, 0));
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
  return fallocate64(fd, mode, offset, length);
}

int fsync(int fd)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_fsync, fd);
  CHANGE("fsync", bl_fd_path(fd), (int)syscall(SYS_fsync, fd),
         bl_record_whole("fsync", bl_fd_path(fd), NULL, 0));
}

int fdatasync(int fd)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_fdatasync, fd);
  CHANGE("fsync", bl_fd_path(fd), (int)syscall(SYS_fdatasync, fd),
         bl_record_whole("fsync", bl_fd_path(fd), NULL, 0));
}

/* The whole disk; every write was recorded with its bytes. */
int syncfs(int fd)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_syncfs, fd);
  CHANGE("fsync", bl_fd_path(fd), (int)syscall(SYS_syncfs, fd),
         bl_record("syncfs", bl_fd_path(fd), NULL, 0, 0, NULL, 0, 0));
}

/* Nothing but SQLite's index of its log may be written through memory: such writes are seen by
 * nobody. */
void *mmap64(void *where, size_t n, int protection, int flags, int fd, off64_t offset)
{
  const char *path = bl_fd_path(fd);
  if (path != NULL && (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0) {
    pthread_mutex_lock(&bl_lock);
    bl_record("mmap", path, NULL, offset, (long long)n, NULL, 0, 0);
    pthread_mutex_unlock(&bl_lock);
  }
  return (void *)syscall(SYS_mmap, where, n, protection, flags, fd, offset);
}

/* --- names */

int renameat(int from_at, const char *from, int to_at, const char *to)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = bl_path_below(from_at, from, a), *target = bl_path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_renameat, from_at, from, to_at, to);
  CHANGE("rename", place, (int)syscall(SYS_renameat, from_at, from, to_at, to),
         bl_record_whole("rename", place, target, 0));
}

int rename(const char *from, const char *to)
{
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = bl_path_below(from_at, from, a), *target = bl_path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  CHANGE("rename", place, (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags),
         bl_record_whole("rename", place, target, 0));
}

int unlinkat(int at, const char *path, int flags)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_unlinkat, at, path, flags);
  CHANGE("unlink", place, (int)syscall(SYS_unlinkat, at, path, flags),
         bl_record(flags & AT_REMOVEDIR ? "rmdir" : "unlink", place, NULL, 0, 0, NULL, 0, 0));
}

int unlink(const char *path)
{
  return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
  return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
  struct stat st;
  int is_folder = lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
  return unlinkat(AT_FDCWD, path, is_folder ? AT_REMOVEDIR : 0);
}

int mkdirat(int at, const char *path, mode_t mode)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(at, path, full);
  struct stat st;
  if (place == NULL || fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0) /* changes nothing */
    return (int)syscall(SYS_mkdirat, at, path, mode);
  CHANGE("mkdir", place, (int)syscall(SYS_mkdirat, at, path, mode),
         bl_record("mkdir", place, NULL, 0, mode, NULL, 0, 0));
}

int mkdir(const char *path, mode_t mode)
{
  return mkdirat(AT_FDCWD, path, mode);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = bl_path_below(from_at, from, a), *target = bl_path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
  CHANGE("link", place, (int)syscall(SYS_linkat, from_at, from, to_at, to, flags),
         bl_record("link", place, target, 0, 0, NULL, 0, 0));
}

int link(const char *from, const char *to)
{
  return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* --- modes, times, locks: they change nothing that a power cut could split, but may fail */

int fchmod(int fd, mode_t mode)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_fchmod, fd, mode);
  CHANGE("chmod", bl_fd_path(fd), (int)syscall(SYS_fchmod, fd, mode),
         bl_record("chmod", bl_fd_path(fd), NULL, 0, mode, NULL, 0, 0));
}

int chmod(const char *path, mode_t mode)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(AT_FDCWD, path, full);
  if (place == NULL)
    return (int)syscall(SYS_chmod, path, mode);
  CHANGE("chmod", place, (int)syscall(SYS_chmod, path, mode),
         bl_record("chmod", place, NULL, 0, mode, NULL, 0, 0));
}

int utimensat(int at, const char *path, const struct timespec times[2], int flags)
{
  char full[PATH_MAX];
  const char *place = bl_path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_utimensat, at, path, times, flags);
  CHANGE("utime", place, (int)syscall(SYS_utimensat, at, path, times, flags),
         bl_record("utime", place, NULL, 0, times != NULL ? times[1].tv_sec : 0, NULL, 0, 0));
}

int flock(int fd, int operation)
{
  if (bl_fd_path(fd) == NULL)
    return (int)syscall(SYS_flock, fd, operation);
  CHANGE("flock", bl_fd_path(fd), (int)syscall(SYS_flock, fd, operation),
         bl_record("flock", bl_fd_path(fd), NULL, operation, 0, NULL, 0, 0));
}

int fcntl64(int fd, int command, ...)
{
  va_list args;
  va_start(args, command);
  void *value = va_arg(args, void *);
  va_end(args);
  /* to let go of a lock never fails */
  if (bl_fd_path(fd) == NULL || command != F_SETLK ||
      ((struct flock *)value)->l_type == F_UNLCK)
    return (int)syscall(SYS_fcntl, fd, command, value);
  CHANGE("lock", bl_fd_path(fd), (int)syscall(SYS_fcntl, fd, command, value), (void)0);
}
