/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad luck: what was asked for, whose turn it is, and the record. */
#include "badluck.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/uio.h>

#define MOST_FDS 4096
#define MOST_FAULTS 16
#define KILL (-1)
#define NOTE (-3)

typedef struct Fault {
  long at, times;
  int what; /* errno, KILL, SHORT or NOTE */
} Fault;

pthread_mutex_t bl_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char *known[MOST_FDS]; /* fd → path below the root */
static char root[PATH_MAX];
static Fault faults[MOST_FAULTS];
static int n_faults, log_fd = -1, said_fd = -1;
int bl_counts_reads;
static long n_changes, clock_at = -1, clock_s, term_at = -1;

void *bl_next_of(const char *name)
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
  bl_counts_reads = getenv("BADLUCK_READS") != NULL;
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

const char *bl_path_below(int at, const char *path, char out[PATH_MAX])
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

void bl_fd_know(int fd, const char *path)
{
  if (fd < 0 || fd >= MOST_FDS)
    return;
  free(known[fd]);
  known[fd] = path != NULL ? strdup(path) : NULL;
}

const char *bl_fd_path(int fd)
{
  return fd >= 0 && fd < MOST_FDS ? known[fd] : NULL;
}

/* --- the record */

static const char *below(const char *path)
{
  size_t length = strlen(root);
  return strlen(path) < length ? "." : path + length;
}

void bl_record(const char *op, const char *path, const char *other, long long offset,
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

void bl_record_whole(const char *op, const char *path, const char *other, int result)
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
  bl_record(op, path, other, is_file, (long long)n, bytes, n, result);
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

int bl_turn(const char *op, const char *path)
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

long bl_shift_s(void)
{
  return root[0] != '\0' && clock_at >= 0 && n_changes >= clock_at ? clock_s : 0;
}
