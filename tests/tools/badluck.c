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
 *   BADLUCK_LOG    file that gets a record for each change, see record() below
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
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* the names that programs without large-file options would use; the same calls on this kind of
 * machine */
int open64(const char *path, int flags, ...);
int fcntl64(int fd, int command, ...);

#define MOST_FDS 4096
#define MOST_FAULTS 16
#define KILL (-1)
#define SHORT (-2)
#define NOTE (-3)
#define NEXT(name) ((__typeof__(&name))next_of(#name))

typedef struct Fault {
  long at, times;
  int what; /* errno, KILL, SHORT or NOTE */
} Fault;

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char *known[MOST_FDS]; /* fd → path below the root */
static char root[PATH_MAX];
static Fault faults[MOST_FAULTS];
static int n_faults, log_fd = -1, said_fd = -1, counts_reads;
static long n_changes, clock_at = -1, clock_s, term_at = -1;

static void *next_of(const char *name)
{
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL)
    abort();
  return found;
}

/* --- what was asked for */

static int what_parse(const char *text)
{
  static const struct {
    const char *name;
    int what;
  } kinds[] = {{"kill", KILL},     {"short", SHORT},   {"note", NOTE},     {"enospc", ENOSPC},
               {"eio", EIO},       {"edquot", EDQUOT}, {"erofs", EROFS},   {"emfile", EMFILE},
               {"enomem", ENOMEM}, {"eintr", EINTR},   {"eacces", EACCES}, {"exdev", EXDEV}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(text, kinds[i].name) == 0)
      return kinds[i].what;
  fprintf(stderr, "badluck: '%s'?\n", text);
  _exit(99);
}

static void faults_parse(const char *text)
{
  char *copy = strdup(text), *rest = copy, *one;
  while ((one = strsep(&rest, ",")) != NULL && n_faults < MOST_FAULTS) {
    char what[16] = "";
    Fault fault = {.times = 1};
    if (sscanf(one, "%ld:%15[a-z]:%ld", &fault.at, what, &fault.times) < 2)
      _exit(99);
    fault.what = what_parse(what);
    faults[n_faults++] = fault;
  }
  free(copy);
}

static int process_is_worker(void)
{
  char line[4096];
  int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY);
  ssize_t n = read(fd, line, sizeof line - 1);
  syscall(SYS_close, fd);
  line[n > 0 ? n : 0] = '\0';
  size_t first = strlen(line) + 1;
  return (ssize_t)first < n && strcmp(line + first, "worker") == 0;
}

/* Out of the way of the program's own descriptors, whose number may be limited. */
static int file_add(const char *setting)
{
  const char *path = getenv(setting);
  if (path == NULL)
    return -1;
  int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
  int high = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
  if (high < 0)
    return fd;
  syscall(SYS_close, fd);
  return high;
}

__attribute__((constructor)) static void begin(void)
{
  const char *text = getenv("BADLUCK_ROOT");
  if (text == NULL || process_is_worker())
    return;
  snprintf(root, sizeof root, "%s/", text);
  counts_reads = getenv("BADLUCK_READS") != NULL;
  if ((text = getenv("BADLUCK_AT")) != NULL)
    faults_parse(text);
  if ((text = getenv("BADLUCK_CLOCK")) != NULL)
    sscanf(text, "%ld:%ld", &clock_at, &clock_s);
  if ((text = getenv("BADLUCK_TERM")) != NULL)
    term_at = atol(text);
  log_fd = file_add("BADLUCK_LOG");
  said_fd = file_add("BADLUCK_SAID");
}

/* --- paths and descriptors */

/* @path below the root, absolute, in @out; NULL when it lies elsewhere. */
static const char *path_below(int at, const char *path, char out[PATH_MAX])
{
  if (root[0] == '\0' || path == NULL)
    return NULL;
  if (path[0] == '/')
    snprintf(out, PATH_MAX, "%s", path);
  else {
    char link[64], base[PATH_MAX];
    snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
    ssize_t n = readlink(link, base, sizeof base - 1);
    base[n > 0 ? n : 0] = '\0';
    if (snprintf(out, PATH_MAX, "%s/%s", base, path) >= PATH_MAX)
      return NULL;
  }
  size_t length = strlen(root) - 1;
  if (strncmp(out, root, length) != 0 || (out[length] != '/' && out[length] != '\0'))
    return NULL;
  return out;
}

static void fd_know(int fd, const char *path)
{
  if (fd < 0 || fd >= MOST_FDS)
    return;
  free(known[fd]);
  known[fd] = path != NULL ? strdup(path) : NULL;
}

static const char *fd_path(int fd)
{
  return fd >= 0 && fd < MOST_FDS ? known[fd] : NULL;
}

/* --- the record */

static const char *below(const char *path)
{
  size_t length = strlen(root);
  return strlen(path) < length ? "." : path + length;
}

/* A line "OP OFFSET LENGTH BYTES RESULT PATH[\tPATH]" where BYTES bytes follow, and a line
 * break. */
static void record(const char *op, const char *path, const char *other, long long offset,
                   long long length, const void *bytes, size_t n, int result)
{
  if (log_fd < 0)
    return;
  char head[2 * PATH_MAX];
  int used =
      snprintf(head, sizeof head, "%s %lld %lld %zu %d %s%s%s\n", op, offset, length, n, result,
               below(path), other != NULL ? "\t" : "", other != NULL ? below(other) : "");
  struct iovec parts[] = {{head, (size_t)used}, {(void *)(uintptr_t)bytes, n}, {"\n", 1}};
  syscall(SYS_writev, log_fd, parts, 3);
}

/* What a file holds when it is made durable or renamed: workers, which are not watched, may
 * have written it. Nobody but the program writes its databases. */
static void record_whole(const char *op, const char *path, const char *other, int result)
{
  char *bytes = NULL;
  struct stat st;
  size_t n = 0;
  const char *name = other != NULL ? other : path;
  int is_seen = log_fd >= 0 && strstr(path, ".db") == NULL;
  int fd = is_seen ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC) : -1;
  int is_file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
  if (is_file && (bytes = malloc((size_t)st.st_size + 1)) != NULL)
    for (ssize_t got;
         (got = syscall(SYS_pread64, fd, bytes + n, (size_t)st.st_size - n, n)) > 0;)
      n += (size_t)got;
  if (fd >= 0)
    syscall(SYS_close, fd);
  record(op, path, other, is_file, (long long)n, bytes, n, result);
  free(bytes);
}

/* --- the turn of a change */

static void said(long n, const char *op, const char *path, int what)
{
  char line[PATH_MAX + 64];
  int used = snprintf(line, sizeof line, "%ld %d %s %s\n", n, what, op, below(path));
  if (said_fd >= 0)
    syscall(SYS_write, said_fd, line, (size_t)used);
}

/* A full disk hinders nobody from removing files or taking locks. */
static int is_fitting(int what, const char *op)
{
  static const char *const taking[] = {"open",  "fopen", "fclose", "write", "trunc",
                                       "alloc", "fsync", "rename", "mkdir", "link"};
  if (what != ENOSPC && what != EDQUOT)
    return 1;
  for (size_t i = 0; i < sizeof taking / sizeof taking[0]; i++)
    if (strcmp(op, taking[i]) == 0)
      return 1;
  return 0;
}

/* 0 when it is to be made, SHORT, or the errno that it fails with. */
static int turn(const char *op, const char *path)
{
  long n = ++n_changes;
  if (n == term_at)
    raise(SIGTERM);
  for (int i = 0; i < n_faults; i++) {
    const Fault *fault = &faults[i];
    if (n < fault->at || (fault->times > 0 && n >= fault->at + fault->times))
      continue;
    if (!is_fitting(fault->what, op))
      continue;
    said(n, op, path, fault->what);
    if (fault->what == KILL)
      syscall(SYS_kill, getpid(), SIGKILL);
    return fault->what;
  }
  return 0;
}

/* A call that changes @path (through descriptor or name). */
#define CHANGE(op, path, otherwise, record_it)                                                 \
  do {                                                                                         \
    pthread_mutex_lock(&lock);                                                                 \
    int bad_ = turn(op, path);                                                                 \
    __typeof__(otherwise) got_ = bad_ > 0 ? -1 : (otherwise);                                  \
    int kept_ = bad_ > 0 ? bad_ : errno;                                                       \
    if (got_ >= 0)                                                                             \
      record_it;                                                                               \
    pthread_mutex_unlock(&lock);                                                               \
    errno = kept_;                                                                             \
    return got_;                                                                               \
  } while (0)

/* --- opening and closing */

static int open_any(int at, const char *path, int flags, mode_t mode)
{
  char full[PATH_MAX];
  const char *place = path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&lock);
  int is_change = (flags & (O_CREAT | O_TRUNC)) != 0 && (flags & O_ACCMODE) != O_RDONLY;
  struct stat st;
  int was_there = fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
  int bad = is_change || counts_reads ? turn("open", place) : 0;
  int fd = bad > 0 ? -1 : (int)syscall(SYS_openat, at, path, flags, mode);
  int kept = bad > 0 ? bad : errno;
  fd_know(fd, place);
  if (fd >= 0 && is_change)
    record("open", place, NULL, !was_there, (flags & O_TRUNC) != 0, NULL, 0, 0);
  pthread_mutex_unlock(&lock);
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
  fd_know(fd, NULL);
  return (int)syscall(SYS_close, fd);
}

/* --- bytes */

static ssize_t write_at(int fd, const void *bytes, size_t n, off_t offset)
{
  const char *path = fd_path(fd);
  off_t at = offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR);
  int bad = path != NULL ? turn("write", path) : 0;
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
    record("write", path, NULL, at, got, bytes, (size_t)got, 0);
  errno = kept;
  return got;
}

static ssize_t write_known(int fd, const void *bytes, size_t n, off_t offset)
{
  if (fd_path(fd) == NULL)
    return offset >= 0 ? syscall(SYS_pwrite64, fd, bytes, n, offset)
                       : syscall(SYS_write, fd, bytes, n);
  pthread_mutex_lock(&lock);
  ssize_t got = write_at(fd, bytes, n, offset);
  int kept = errno;
  pthread_mutex_unlock(&lock);
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
  if (fd_path(fd) != NULL && n > 0) /* a short write, as callers must expect */
    return write_known(fd, parts[0].iov_base, parts[0].iov_len, -1);
  return syscall(SYS_writev, fd, parts, n);
}

static ssize_t read_any(int fd, void *bytes, size_t n, off_t offset)
{
  int bad = 0;
  if (counts_reads && fd_path(fd) != NULL) {
    pthread_mutex_lock(&lock);
    bad = turn("read", fd_path(fd));
    pthread_mutex_unlock(&lock);
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
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_ftruncate, fd, length);
  CHANGE("trunc", fd_path(fd), (int)syscall(SYS_ftruncate, fd, length),
         record("trunc", fd_path(fd), NULL, 0, length, NULL, 0, 0));
}

int ftruncate64(int fd, off64_t length)
{
  return ftruncate(fd, length);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
  CHANGE("alloc", fd_path(fd), (int)syscall(SYS_fallocate, fd, mode, offset, length),
         record("alloc", fd_path(fd), NULL, mode, offset + length, NULL, 0, 0));
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
  return fallocate64(fd, mode, offset, length);
}

int fsync(int fd)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_fsync, fd);
  CHANGE("fsync", fd_path(fd), (int)syscall(SYS_fsync, fd),
         record_whole("fsync", fd_path(fd), NULL, 0));
}

int fdatasync(int fd)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_fdatasync, fd);
  CHANGE("fsync", fd_path(fd), (int)syscall(SYS_fdatasync, fd),
         record_whole("fsync", fd_path(fd), NULL, 0));
}

/* The whole disk; every write was recorded with its bytes. */
int syncfs(int fd)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_syncfs, fd);
  CHANGE("fsync", fd_path(fd), (int)syscall(SYS_syncfs, fd),
         record("syncfs", fd_path(fd), NULL, 0, 0, NULL, 0, 0));
}

/* Nothing but SQLite's index of its log may be written through memory: such writes are seen by
 * nobody. */
void *mmap64(void *where, size_t n, int protection, int flags, int fd, off64_t offset)
{
  const char *path = fd_path(fd);
  if (path != NULL && (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0) {
    pthread_mutex_lock(&lock);
    record("mmap", path, NULL, offset, (long long)n, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
  }
  return (void *)syscall(SYS_mmap, where, n, protection, flags, fd, offset);
}

/* --- names */

int renameat(int from_at, const char *from, int to_at, const char *to)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = path_below(from_at, from, a), *target = path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_renameat, from_at, from, to_at, to);
  CHANGE("rename", place, (int)syscall(SYS_renameat, from_at, from, to_at, to),
         record_whole("rename", place, target, 0));
}

int rename(const char *from, const char *to)
{
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = path_below(from_at, from, a), *target = path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  CHANGE("rename", place, (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags),
         record_whole("rename", place, target, 0));
}

int unlinkat(int at, const char *path, int flags)
{
  char full[PATH_MAX];
  const char *place = path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_unlinkat, at, path, flags);
  CHANGE("unlink", place, (int)syscall(SYS_unlinkat, at, path, flags),
         record(flags & AT_REMOVEDIR ? "rmdir" : "unlink", place, NULL, 0, 0, NULL, 0, 0));
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
  const char *place = path_below(at, path, full);
  struct stat st;
  if (place == NULL || fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0) /* changes nothing */
    return (int)syscall(SYS_mkdirat, at, path, mode);
  CHANGE("mkdir", place, (int)syscall(SYS_mkdirat, at, path, mode),
         record("mkdir", place, NULL, 0, mode, NULL, 0, 0));
}

int mkdir(const char *path, mode_t mode)
{
  return mkdirat(AT_FDCWD, path, mode);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
  char a[PATH_MAX], b[PATH_MAX];
  const char *place = path_below(from_at, from, a), *target = path_below(to_at, to, b);
  if (place == NULL || target == NULL)
    return (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
  CHANGE("link", place, (int)syscall(SYS_linkat, from_at, from, to_at, to, flags),
         record("link", place, target, 0, 0, NULL, 0, 0));
}

int link(const char *from, const char *to)
{
  return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* --- modes, times, locks: they change nothing that a power cut could split, but may fail */

int fchmod(int fd, mode_t mode)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_fchmod, fd, mode);
  CHANGE("chmod", fd_path(fd), (int)syscall(SYS_fchmod, fd, mode),
         record("chmod", fd_path(fd), NULL, 0, mode, NULL, 0, 0));
}

int chmod(const char *path, mode_t mode)
{
  char full[PATH_MAX];
  const char *place = path_below(AT_FDCWD, path, full);
  if (place == NULL)
    return (int)syscall(SYS_chmod, path, mode);
  CHANGE("chmod", place, (int)syscall(SYS_chmod, path, mode),
         record("chmod", place, NULL, 0, mode, NULL, 0, 0));
}

int utimensat(int at, const char *path, const struct timespec times[2], int flags)
{
  char full[PATH_MAX];
  const char *place = path_below(at, path, full);
  if (place == NULL)
    return (int)syscall(SYS_utimensat, at, path, times, flags);
  CHANGE("utime", place, (int)syscall(SYS_utimensat, at, path, times, flags),
         record("utime", place, NULL, 0, times != NULL ? times[1].tv_sec : 0, NULL, 0, 0));
}

int flock(int fd, int operation)
{
  if (fd_path(fd) == NULL)
    return (int)syscall(SYS_flock, fd, operation);
  CHANGE("flock", fd_path(fd), (int)syscall(SYS_flock, fd, operation),
         record("flock", fd_path(fd), NULL, operation, 0, NULL, 0, 0));
}

int fcntl64(int fd, int command, ...)
{
  va_list args;
  va_start(args, command);
  void *value = va_arg(args, void *);
  va_end(args);
  /* to let go of a lock never fails */
  if (fd_path(fd) == NULL || command != F_SETLK || ((struct flock *)value)->l_type == F_UNLCK)
    return (int)syscall(SYS_fcntl, fd, command, value);
  CHANGE("lock", fd_path(fd), (int)syscall(SYS_fcntl, fd, command, value), (void)0);
}

/* --- stdio, whose own writes are not seen: what a file holds once it is closed */

static FILE *fopen_any(const char *path, const char *how)
{
  char full[PATH_MAX];
  const char *place = path_below(AT_FDCWD, path, full);
  if (place == NULL || strpbrk(how, "wa+") == NULL)
    return NEXT(fopen)(path, how);
  pthread_mutex_lock(&lock);
  int bad = turn("fopen", place);
  FILE *file = bad > 0 ? NULL : NEXT(fopen)(path, how);
  int kept = bad > 0 ? bad : errno;
  if (file != NULL) {
    fd_know(fileno(file), place);
    record("open", place, NULL, 1, how[0] == 'w', NULL, 0, 0);
  }
  pthread_mutex_unlock(&lock);
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
  char *path = fd_path(fileno(file)) != NULL ? strdup(fd_path(fileno(file))) : NULL;
  fd_know(fileno(file), NULL);
  if (path == NULL)
    return NEXT(fclose)(file);
  pthread_mutex_lock(&lock);
  int bad = turn("fclose", path);
  int got = NEXT(fclose)(file), kept = errno;
  record_whole("stdio", path, NULL, 0);
  free(path);
  pthread_mutex_unlock(&lock);
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

static long shift_s(void)
{
  return root[0] != '\0' && clock_at >= 0 && n_changes >= clock_at ? clock_s : 0;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
  int got = (int)syscall(SYS_clock_gettime, clock, ret_now);
  if (got == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    ret_now->tv_sec += shift_s();
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
