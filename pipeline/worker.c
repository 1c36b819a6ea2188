/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker processes, the supervisor's side. */
#include "pipeline/worker.h"

#include "pipeline/autoptr.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_ANSWER (64 << 20) /* bytes; a worker that talks more is broken */

struct BmWorker {
  GSubprocess *process;
  int fd;
  guint watch, timer;
  GString *heard;
  gboolean is_busy;
  guint n_jobs, most_jobs, memory_mb;
  BmWorkerDone done;
  gpointer user;
};

BmWorker *bm_worker_new(const BmConf *conf, BmWorkerDone done, gpointer user)
{
  BmWorker *worker = g_new0(BmWorker, 1);
  worker->fd = -1;
  worker->heard = g_string_new(NULL);
  worker->most_jobs = (guint)bm_conf_int(conf, "engine", "recycle_jobs");
  worker->memory_mb = (guint)bm_conf_int(conf, "engine", "memory_mb");
  worker->done = done;
  worker->user = user;
  return worker;
}

static void process_stop(BmWorker *worker)
{
  if (worker->watch != 0)
    g_source_remove(worker->watch);
  if (worker->timer != 0)
    g_source_remove(worker->timer);
  worker->watch = worker->timer = 0;
  if (worker->fd >= 0)
    close(worker->fd);
  worker->fd = -1;
  if (worker->process != NULL) {
    g_subprocess_force_exit(worker->process);
    g_subprocess_wait(worker->process, NULL, NULL);
  }
  g_clear_object(&worker->process);
  worker->n_jobs = 0;
}

void bm_worker_free(BmWorker *worker)
{
  if (worker == NULL)
    return;
  process_stop(worker);
  g_string_free(worker->heard, TRUE);
  g_free(worker);
}

gboolean bm_worker_is_idle(const BmWorker *worker)
{
  return !worker->is_busy;
}

/* The ticket is over; the process stays only if it answered and is not due for replacement. */
static void ticket_end(BmWorker *worker, BmWorkerEnd end, json_t *answer)
{
  worker->is_busy = FALSE;
  if (worker->timer != 0)
    g_source_remove(worker->timer);
  worker->timer = 0;
  if (end != BM_WORKER_ANSWERED || ++worker->n_jobs >= worker->most_jobs)
    process_stop(worker);
  worker->done(worker, end, answer, worker->user);
}

static gboolean on_late(gpointer user)
{
  BmWorker *worker = user;
  worker->timer = 0;
  ticket_end(worker, BM_WORKER_LATE, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean on_heard(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  BmWorker *worker = user;
  char bytes[65536];
  gssize n = read(fd, bytes, sizeof bytes);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    g_string_append_len(worker->heard, bytes, n);
  gboolean is_line =
      worker->heard->len > 0 && worker->heard->str[worker->heard->len - 1] == '\n';
  g_autoptr(json_t) answer =
      is_line ? json_loadb(worker->heard->str, worker->heard->len, 0, NULL) : NULL;
  if (answer != NULL) {
    ticket_end(worker, BM_WORKER_ANSWERED, answer);
    return worker->watch != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  }
  if (n > 0 && worker->heard->len <= MOST_ANSWER && !is_line)
    return G_SOURCE_CONTINUE;
  worker->watch = 0;
  if (worker->is_busy)
    ticket_end(worker, BM_WORKER_DIED, NULL);
  else
    process_stop(worker);
  return G_SOURCE_REMOVE;
}

static gboolean process_start(BmWorker *worker, GError **error)
{
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return bm_fail(error, BM_ERROR_IO, "worker_start", "socketpair: %s", g_strerror(errno));
  gboolean is_loud = g_getenv("BLINDMARK_WORKER_STDERR") != NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
      (is_loud ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDERR_SILENCE));
  g_subprocess_launcher_take_fd(launcher, pair[1], BM_WORKER_FD);
  /* the OpenMP runtime reads this before main: two threads a worker would only fight for the
   * cores */
  g_subprocess_launcher_setenv(launcher, "OMP_THREAD_LIMIT", "1", TRUE);
  g_autofree char *memory = g_strdup_printf("%u", worker->memory_mb);
  g_autoptr(GError) why = NULL;
  worker->process = g_subprocess_launcher_spawn(launcher, &why, "/proc/self/exe", "worker",
                                                "--memory-mb", memory, NULL);
  if (worker->process == NULL) {
    close(pair[0]);
    return bm_fail(error, BM_ERROR_IO, "worker_start", "%s", why->message);
  }
  worker->fd = pair[0];
  worker->watch = g_unix_fd_add(worker->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_heard, worker);
  return TRUE;
}

static gboolean send_all(int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize n = send(fd, text, length, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    text += n;
    length -= (gsize)n;
  }
  return TRUE;
}

gboolean bm_worker_give(BmWorker *worker, const json_t *ticket, double deadline_s,
                        GError **error)
{
  g_assert(!worker->is_busy);
  gboolean was_there = worker->process != NULL;
  if (!was_there && !process_start(worker, error))
    return FALSE;
  g_string_truncate(worker->heard, 0);
  char *text = json_dumps(ticket, JSON_COMPACT);
  g_autofree char *line = g_strconcat(text, "\n", NULL);
  free(text);
  gboolean is_sent = send_all(worker->fd, line, strlen(line));
  if (!is_sent && was_there) { /* it died while idle: that concerns no ticket */
    process_stop(worker);
    if (!process_start(worker, error))
      return FALSE;
    is_sent = send_all(worker->fd, line, strlen(line));
  }
  if (!is_sent) {
    process_stop(worker);
    return bm_fail(error, BM_ERROR_IO, "worker_start", "the worker does not take its ticket");
  }
  worker->is_busy = TRUE;
  worker->timer = g_timeout_add((guint)(deadline_s * 1000), on_late, worker);
  return TRUE;
}
