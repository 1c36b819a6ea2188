/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker processes, the supervisor's side. */
#include "pipeline/worker.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/reads.h"
#include "pipeline/sandbox_wish.h"
#include "pipeline/worker_answer.h"
#include "pipeline/worker_env.h"
#include "pipeline/worker_wire.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GRACE_S 5.0 /* the worker ends a late ticket itself; if it does not, it is killed */

struct BmWorker {
  GSubprocess *process;
  int fd;
  guint watch, timer;
  GByteArray *heard;
  gboolean is_busy;
  guint n_jobs, most_jobs;
  BmWorkerLimits limits;
  BmSandboxWish wish;
  const char *reason;
  BmWorkerDone done;
  gpointer user;
};

BmWorker *bm_worker_new(const BmConf *conf, BmWorkerDone done, gpointer user)
{
  BmWorker *worker = g_new0(BmWorker, 1);
  worker->fd = -1;
  worker->heard = g_byte_array_new();
  worker->most_jobs = (guint)bm_conf_int(conf, "engine", "recycle_jobs");
  worker->wish = bm_sandbox_wish(conf);
  worker->limits = bm_limits_of(conf);
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
  g_byte_array_unref(worker->heard);
  g_free(worker);
}

gboolean bm_worker_is_idle(const BmWorker *worker)
{
  return !worker->is_busy;
}

const char *bm_worker_reason(const BmWorker *worker)
{
  return worker->reason;
}

/* The ticket is over; the process stays unless it is lost or due for replacement. */
static void ticket_end(BmWorker *worker, BmWorkerEnd end, const char *reason, json_t *answer)
{
  worker->is_busy = FALSE;
  worker->reason = reason;
  if (worker->timer != 0)
    g_source_remove(worker->timer);
  worker->timer = 0;
  if (end == BM_WORKER_LOST || worker->process == NULL || ++worker->n_jobs >= worker->most_jobs)
    process_stop(worker);
  worker->done(worker, end, answer, worker->user);
}

/* The worker should have ended the ticket itself. */
static gboolean on_late(gpointer user)
{
  BmWorker *worker = user;
  worker->timer = 0;
  process_stop(worker);
  ticket_end(worker, BM_WORKER_LATE, "worker_late", NULL);
  return G_SOURCE_REMOVE;
}

static const char *limit_reason(gint32 limit)
{
  static const char *const reasons[] = {"worker_died",   "worker_memory",    "worker_late",
                                        "worker_output", "worker_forbidden", "worker_died"};
  return limit >= 0 && limit < (gint32)G_N_ELEMENTS(reasons) ? reasons[limit] : reasons[0];
}

static BmWorkerEnd end_of(gint32 limit)
{
  if (limit == BM_LIMIT_OUTSIDE)
    return BM_WORKER_LOST;
  return limit == BM_LIMIT_TIME ? BM_WORKER_LATE : BM_WORKER_DIED;
}

static void answer_take(BmWorker *worker, const BmAnswerHead *head)
{
  const char *bytes = (const char *)worker->heard->data + sizeof *head;
  g_autoptr(json_t) answer = head->is_answered ? bm_worker_answer_new(bytes, head->size) : NULL;
  if (answer == NULL) {
    ticket_end(worker, end_of(head->limit), limit_reason(head->limit), NULL);
    return;
  }
  json_object_set_new(answer, "cpu_s", json_real(head->cpu_s));
  json_object_set_new(answer, "peak_kib", json_integer(head->peak_kib));
  ticket_end(worker, BM_WORKER_ANSWERED, NULL, answer);
}

typedef enum Heard { HEARD_MORE, HEARD_ALL, HEARD_NONSENSE } Heard;

static Heard heard_what(const BmWorker *worker, BmAnswerHead *ret_head)
{
  if (worker->heard->len < sizeof *ret_head)
    return worker->is_busy ? HEARD_MORE : HEARD_NONSENSE;
  memcpy(ret_head, worker->heard->data, sizeof *ret_head);
  gsize all = sizeof *ret_head + ret_head->size;
  if (!worker->is_busy || ret_head->size > BM_ANSWER_MOST || worker->heard->len > all)
    return HEARD_NONSENSE;
  return worker->heard->len == all ? HEARD_ALL : HEARD_MORE;
}

static gboolean on_heard(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  BmWorker *worker = user;
  guint8 bytes[65536];
  gssize n = read(fd, bytes, sizeof bytes);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    g_byte_array_append(worker->heard, bytes, (guint)n);
  BmAnswerHead head;
  Heard what = n > 0 ? heard_what(worker, &head) : HEARD_NONSENSE;
  if (what == HEARD_MORE)
    return G_SOURCE_CONTINUE;
  if (what == HEARD_ALL) {
    answer_take(worker, &head);
    return worker->watch != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  }
  worker->watch = 0;
  if (worker->is_busy)
    ticket_end(worker, BM_WORKER_LOST, "worker_died", NULL);
  else
    process_stop(worker);
  return G_SOURCE_REMOVE;
}

static GSubprocess *process_spawn(const BmWorker *worker, int line, GError **error)
{
  gboolean is_loud = g_getenv("BLINDMARK_WORKER_STDERR") != NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
      (is_loud ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDERR_SILENCE));
  g_subprocess_launcher_take_fd(launcher, line, BM_WORKER_FD);
  g_auto(GStrv) environment = bm_worker_environment();
  g_subprocess_launcher_set_environ(launcher, environment);
  g_autofree char *memory = g_strdup_printf("%u", worker->limits.memory_mb);
  g_autofree char *scratch = g_strdup_printf("%u", worker->limits.scratch_mb);
  g_autofree char *files = g_strdup_printf("%u", worker->limits.scratch_files);
  const char *const words[] = {"/proc/self/exe",
                               "worker",
                               "--memory-mb",
                               memory,
                               "--scratch-mb",
                               scratch,
                               "--scratch-files",
                               files,
                               worker->limits.has_sandbox ? NULL : "--no-sandbox",
                               NULL};
  return g_subprocess_launcher_spawnv(launcher, words, error);
}

static gboolean process_start(BmWorker *worker, GError **error)
{
  int pair[2];
  if (!bm_sandbox_allows(worker->wish, error))
    return FALSE;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return bm_fail(error, BM_ERROR_IO, "worker_start", "socketpair: %s", g_strerror(errno));
  g_autoptr(GError) why = NULL;
  worker->process = process_spawn(worker, pair[1], &why);
  if (worker->process == NULL) {
    close(pair[0]);
    return bm_fail(error, BM_ERROR_IO, "worker_start", "%s", why->message);
  }
  worker->fd = pair[0];
  worker->watch = g_unix_fd_add(worker->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_heard, worker);
  return TRUE;
}

static gboolean send_all(int fd, const void *bytes, gsize length)
{
  for (const char *at = bytes; length > 0;) {
    gssize n = send(fd, at, length, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    at += n;
    length -= (gsize)n;
  }
  return TRUE;
}

static gboolean ticket_send(const BmWorker *worker, const json_t *ticket, double deadline_s)
{
  BmTicketHead head = {.deadline_s = deadline_s};
  g_strlcpy(head.stage, bm_json_text_or_empty(ticket, "stage"), sizeof head.stage);
  gsize length =
      g_strlcpy(head.scratch, bm_json_text_or_empty(ticket, "scratch"), sizeof head.scratch);
  char *text = json_dumps(ticket, JSON_COMPACT);
  head.size = strlen(text);
  gboolean is_sent = length < sizeof head.scratch && send_all(worker->fd, &head, sizeof head) &&
                     send_all(worker->fd, text, head.size);
  free(text);
  return is_sent;
}

gboolean bm_worker_give(BmWorker *worker, const json_t *ticket, double deadline_s,
                        GError **error)
{
  g_assert(!worker->is_busy);
  gboolean was_there = worker->process != NULL;
  if (!was_there && !process_start(worker, error))
    return FALSE;
  g_autoptr(json_t) full = json_copy((json_t *)ticket);
  json_object_set_new(full, "reads", bm_reads_of(ticket));
  g_byte_array_set_size(worker->heard, 0);
  gboolean is_sent = ticket_send(worker, full, deadline_s);
  if (!is_sent && was_there) { /* it died while idle: that concerns no ticket */
    process_stop(worker);
    if (!process_start(worker, error))
      return FALSE;
    is_sent = ticket_send(worker, full, deadline_s);
  }
  if (!is_sent) {
    process_stop(worker);
    return bm_fail(error, BM_ERROR_IO, "worker_start", "the worker does not take its ticket");
  }
  worker->is_busy = TRUE;
  worker->timer = g_timeout_add((guint)((deadline_s + GRACE_S) * 1000), on_late, worker);
  return TRUE;
}
