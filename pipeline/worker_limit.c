/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a ticket may take: memory, time, output. */
#include "pipeline/sandbox_wish.h"
#include "pipeline/worker_memory.h"
#include "pipeline/worker_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_LEAST 64   /* open at once beside the ticket's own: fonts, tables, parts */
#define FILES_PER_READ 2 /* a PDF is open in the reader and in the writer */
#define PROBE_SHARE 32   /* memory is short when such a share of the limit cannot be had */
#define DEPTH_MOST 8     /* folders in a scratch folder; stages make none or one */

static gboolean limit_set(int resource, rlim_t soft, rlim_t hard, const char *what,
                          GError **error)
{
  struct rlimit old, limit = {soft, hard};
  if (getrlimit(resource, &old) != 0)
    old = limit;
  limit.rlim_max = MIN(limit.rlim_max, old.rlim_max); /* the system's own may be lower */
  limit.rlim_cur = MIN(limit.rlim_cur, limit.rlim_max);
  return setrlimit(resource, &limit) == 0 ||
         bm_fail(error, BM_ERROR_IO, "sandbox_failed", "limit of %s: %s", what,
                 g_strerror(errno));
}

BmWorkerLimits bm_limits_of(const BmConf *conf)
{
  return (BmWorkerLimits){.memory_mb = (guint)bm_conf_int(conf, "engine", "memory_mb"),
                          .scratch_mb = (guint)bm_conf_int(conf, "engine", "scratch_mb"),
                          .scratch_files = (guint)bm_conf_int(conf, "engine", "scratch_files"),
                          .has_sandbox = bm_sandbox_wish(conf) != BM_SANDBOX_OFF};
}

/* No RLIMIT_NPROC: it counts all threads of the user, whoever started them, so it would break
 * tickets by what else runs. That there is no second process is the filter's matter. */
gboolean bm_limits_set(const BmWorkerLimits *limits, double deadline_s, guint n_reads,
                       GError **error)
{
  rlim_t cpu = (rlim_t)ceil(deadline_s) + 1, files = FILES_LEAST + FILES_PER_READ * n_reads;
  rlim_t output = (rlim_t)limits->scratch_mb << 20;
#ifndef BM_SANITIZED /* a sanitizer reserves terabytes of addresses */
  rlim_t memory = (rlim_t)limits->memory_mb << 20;
  if (memory > 0 && !limit_set(RLIMIT_AS, memory, memory, "memory", error))
    return FALSE;
#endif
  /* a core file would hold pages with names; the limit of time has a second step, so that the
   * first is a signal of its own */
  return limit_set(RLIMIT_CORE, 0, 0, "core", error) &&
         limit_set(RLIMIT_CPU, cpu, cpu + 2, "time", error) &&
         limit_set(RLIMIT_NOFILE, files, files, "files", error) &&
         (output == 0 || limit_set(RLIMIT_FSIZE, output, output, "output", error));
}

/* --- was it memory? */

static BmWitness *witness_now;

static void on_new_failed(void)
{
  witness_now->is_memory_short = TRUE;
}

static void on_log(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
  if ((level & G_LOG_LEVEL_ERROR) != 0 && strstr(message, "failed to allocate") != NULL)
    witness_now->is_memory_short = TRUE;
  g_log_default_handler(domain, level, message, user);
}

#ifndef BM_SANITIZED /* which has handlers of its own */
static gsize probe_size;

/* A crash where memory has run out is one of memory: NULL from malloc that nobody looked at. */
static void on_crash(int number)
{
  void *probe =
      mmap(NULL, probe_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe == MAP_FAILED)
    witness_now->is_memory_short = TRUE;
  signal(number, SIG_DFL);
  raise(number);
}

static void crash_watch(guint memory_mb)
{
  static const int numbers[] = {SIGSEGV, SIGABRT, SIGTRAP, SIGBUS};
  struct sigaction act = {.sa_handler = on_crash, .sa_flags = SA_NODEFER};
  probe_size = ((gsize)memory_mb << 20) / PROBE_SHARE;
  for (guint i = 0; memory_mb > 0 && i < G_N_ELEMENTS(numbers); i++)
    sigaction(numbers[i], &act, NULL);
}
#else
static void crash_watch(guint memory_mb)
{
  (void)memory_mb;
}
#endif

void bm_limits_watch(BmWitness *witness, guint memory_mb)
{
  witness_now = witness;
  bm_memory_watch(on_new_failed);
  g_log_set_default_handler(on_log, NULL);
  crash_watch(memory_mb);
}

/* --- how much was written */

typedef struct Output {
  guint64 bytes_most, files_most, bytes, files;
} Output;

static gboolean output_is_over(const Output *sum)
{
  return sum->bytes > sum->bytes_most || sum->files > sum->files_most;
}

static void folder_sum(int fd, guint depth, Output *sum);

static void entry_sum(int folder, const char *name, guint depth, Output *sum)
{
  struct stat st;
  if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return;
  sum->files++;
  sum->bytes += (guint64)st.st_blocks * 512;
  if (!S_ISDIR(st.st_mode))
    return;
  if (depth == DEPTH_MOST)
    sum->files = G_MAXUINT64;
  else
    folder_sum(openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), depth + 1,
               sum);
}

/* Takes @fd. A folder that cannot be read hides what lies in it: that is too much. */
static void folder_sum(int fd, guint depth, Output *sum)
{
  DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
  if (folder == NULL) {
    if (fd >= 0)
      close(fd);
    else if (errno != ENOENT)
      sum->files = G_MAXUINT64;
    return;
  }
  for (struct dirent *entry; !output_is_over(sum) && (entry = readdir(folder)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      entry_sum(fd, entry->d_name, depth, sum);
  closedir(folder);
}

gboolean bm_limits_output_is_over(const BmWorkerLimits *limits, const char *scratch)
{
  if (scratch[0] == '\0' || limits->scratch_mb == 0)
    return FALSE;
  Output sum = {.bytes_most = (guint64)limits->scratch_mb << 20,
                .files_most = limits->scratch_files};
  folder_sum(open(scratch, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0, &sum);
  return output_is_over(&sum);
}
