/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keeper: tickets come in, a child does each, answers go out, until the line closes. It has
 * what stages load and keep, so that a child finds it there, and never parses what came from
 * outside: ticket and answer are bytes to it, in memory that no later child sees. */
#include "pipeline/worker.h"

#include "pipeline/autoptr.h"
#include "pipeline/worker_part.h"
#include "stages/chain.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_KEPT (32 << 20) /* bytes: where the C library itself ends (mallopt(3)) */
#define LOOK_MS 250            /* how often the output of a ticket is summed */
#define THREADS_END_MS 5       /* how often it is asked whether threads have ended */
#define THREADS_ASK_MOST 2000  /* … ten seconds */
#define THREADS_MOST 64        /* of a child; Pango takes a few, for a moment */
#define TICKET_MOST (1U << 30) /* bytes; beyond it the line is out of step */

typedef struct Keeper {
  const BmWorkerLimits *limits;
  BmSandbox *sandbox;
  BmWitness *witness;
  GHashTable *ready; /* names of stages whose ready() was asked */
  char *answer;      /* BM_ANSWER_MOST bytes, given back to the system after each ticket */
  gsize n_answer;
  guint64 n_ended; /* for memory, before the child was forked */
} Keeper;

static gboolean read_all(int fd, void *to, gsize size)
{
  for (gsize done = 0; done < size;) {
    gssize n = read(fd, (char *)to + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }
  return TRUE;
}

static gboolean write_all(int fd, const void *from, gsize size)
{
  for (gsize done = 0; done < size;) {
    gssize n = write(fd, (const char *)from + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }
  return TRUE;
}

static void *map_new(gsize size, int flags)
{
  void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  return map != MAP_FAILED ? map : NULL;
}

/* --- before the fork */

/* Loads what the stage keeps for the life of the process. */
static gboolean stage_ready(Keeper *keeper, const char *name, GError **error)
{
  const BmStage *stage = bm_chain_find(name);
  if (name[0] == '\0' || stage == NULL || stage->ready == NULL ||
      g_hash_table_contains(keeper->ready, stage->name))
    return TRUE;
  if (!stage->ready(error))
    return FALSE;
  g_hash_table_add(keeper->ready, (gpointer)stage->name);
  return TRUE;
}

/* Pango looks fonts up in threads that end by themselves. A fork would lose them, and whoever
 * waits for one in the child would wait for ever. */
static void threads_wait(void)
{
  struct stat st;
  for (guint i = 0; i < THREADS_ASK_MOST; i++) {
    if (stat("/proc/self/task", &st) != 0 || st.st_nlink <= 3)
      return;
    g_usleep(THREADS_END_MS * 1000);
  }
}

/* --- while the child runs */

/* Ends the child and, where no filter forbade it to start any, all below it. */
static void child_stop(pid_t child)
{
  kill(-child, SIGKILL);
  kill(child, SIGKILL);
}

static int ms_until(gint64 end_us)
{
  gint64 left_us = end_us - g_get_monotonic_time();
  return left_us > 0 ? (int)MIN(left_us / 1000 + 1, LOOK_MS) : 0;
}

/* TRUE while there may come more. */
static gboolean answer_hear(Keeper *keeper, int fd)
{
  gssize n = read(fd, keeper->answer + keeper->n_answer, BM_ANSWER_MOST - keeper->n_answer);
  if (n > 0)
    keeper->n_answer += (gsize)n;
  return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Threads that do nothing cost the child little and the system a process number each. */
static gboolean has_many_threads(pid_t child)
{
  g_autofree char *tasks = g_strdup_printf("/proc/%d/task", (int)child);
  struct stat st;
  return stat(tasks, &st) == 0 && st.st_nlink > THREADS_MOST + 2;
}

static BmWorkerLimit excess_of(const Keeper *keeper, const BmTicketHead *head, pid_t child)
{
  if (has_many_threads(child))
    return BM_LIMIT_FORBIDDEN;
  return bm_limits_output_is_over(keeper->limits, head->scratch) ? BM_LIMIT_OUTPUT
                                                                 : BM_LIMIT_NONE;
}

static gboolean has_ended(pid_t child)
{
  siginfo_t info = {0};
  int got = waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT);
  return got == 0 ? info.si_pid == child : errno != EINTR;
}

/* What is looked at while a child runs. */
typedef struct Watch {
  const BmTicketHead *head;
  pid_t child;
  gint64 end_us, look_us;
} Watch;

static BmWorkerLimit limit_passed(const Keeper *keeper, Watch *watch)
{
  gint64 now_us = g_get_monotonic_time();
  if (keeper->n_answer == BM_ANSWER_MOST)
    return BM_LIMIT_OUTPUT;
  if (now_us >= watch->end_us)
    return BM_LIMIT_TIME;
  if (now_us < watch->look_us)
    return BM_LIMIT_NONE;
  BmWorkerLimit excess = excess_of(keeper, watch->head, watch->child);
  watch->look_us = g_get_monotonic_time() + LOOK_MS * 1000;
  return excess;
}

/* Until the child has shut its end and ended: the answer is in keeper->answer. One that shuts
 * its end and stays is watched on. Returns the limit that was passed; *ret_is_alone when the
 * supervisor has gone. */
static BmWorkerLimit answer_await(Keeper *keeper, const BmTicketHead *head, pid_t child, int fd,
                                  gboolean *ret_is_alone)
{
  Watch watch = {head, child, 0, 0};
  watch.end_us = g_get_monotonic_time() + (gint64)(head->deadline_s * G_USEC_PER_SEC);
  struct pollfd both[] = {{BM_WORKER_FD, POLLRDHUP, 0}, {fd, POLLIN, 0}};
  nfds_t n_open = G_N_ELEMENTS(both);
  BmWorkerLimit limit = BM_LIMIT_NONE;
  for (int pause_ms = 1; limit == BM_LIMIT_NONE; limit = limit_passed(keeper, &watch)) {
    if (n_open == 1 && has_ended(child))
      break;
    int wait_ms = n_open == 1 ? pause_ms : ms_until(watch.end_us);
    int n = poll(both, n_open, wait_ms);
    if (n > 0 && both[0].revents != 0) {
      *ret_is_alone = TRUE;
      break;
    }
    if (n_open == 1)
      pause_ms = MIN(2 * pause_ms, LOOK_MS);
    else if (n > 0 && both[1].revents != 0 && !answer_hear(keeper, fd))
      n_open = 1;
  }
  return limit;
}

/* Without a filter a child may have started others; their parent is the keeper now. */
static void others_reap(void)
{
  for (int i = 0; waitpid(-1, NULL, WNOHANG) >= 0 && i < 1000; i++) {
    g_autofree char *name = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
    g_autofree char *text = NULL;
    if (!g_file_get_contents(name, &text, NULL, NULL))
      return;
    g_auto(GStrv) numbers = g_strsplit(g_strstrip(text), " ", -1);
    for (char **number = numbers; *number != NULL; number++) {
      pid_t pid = (pid_t)g_ascii_strtoll(*number, NULL, 10);
      if (pid > 0)
        kill(pid, SIGKILL);
    }
    g_usleep(1000);
  }
}

/* Processes that this system has ended so far because its memory was full. */
static guint64 ended_for_memory(void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents("/proc/vmstat", &text, NULL, NULL))
    return 0;
  const char *line = strstr(text, "\noom_kill ");
  return line != NULL ? g_ascii_strtoull(line + strlen("\noom_kill "), NULL, 10) : 0;
}

/* Of a child that was killed, but not by the keeper. One that ignores the signal at its limit
 * of processor time is killed by the system a little later. */
static BmWorkerLimit limit_of_killed(const Keeper *keeper, gboolean is_burnt)
{
  if (is_burnt)
    return BM_LIMIT_TIME;
  gboolean is_short = keeper->witness->is_memory_short || ended_for_memory() > keeper->n_ended;
  return is_short ? BM_LIMIT_MEMORY : BM_LIMIT_OUTSIDE;
}

static BmWorkerLimit limit_of(const Keeper *keeper, int status, gboolean is_burnt)
{
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    return limit_of_killed(keeper, is_burnt);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
    return BM_LIMIT_FORBIDDEN;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return BM_LIMIT_TIME;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
    return BM_LIMIT_OUTPUT;
  return keeper->witness->is_memory_short ? BM_LIMIT_MEMORY : BM_LIMIT_NONE;
}

static void child_reap(Keeper *keeper, const BmTicketHead *head, pid_t child,
                       BmAnswerHead *ret_head)
{
  int status = 0;
  struct rusage usage = {0};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR)
    ;
  others_reap();
  ret_head->cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
  if (ret_head->limit == BM_LIMIT_NONE &&
      bm_limits_output_is_over(keeper->limits, head->scratch))
    ret_head->limit = BM_LIMIT_OUTPUT;
  ret_head->is_answered =
      ret_head->limit == BM_LIMIT_NONE && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (ret_head->limit == BM_LIMIT_NONE && !ret_head->is_answered)
    ret_head->limit = (gint32)limit_of(keeper, status, ret_head->cpu_s > head->deadline_s + 1);
  ret_head->peak_kib = usage.ru_maxrss;
}

/* --- a ticket */

/* FALSE when no child could be had; *ret_is_alone as above. */
static gboolean ticket_fork(Keeper *keeper, const BmTicketHead *head, char *text,
                            BmAnswerHead *ret_head, gboolean *ret_is_alone)
{
  int line[2];
  if (pipe2(line, O_CLOEXEC) != 0)
    return FALSE;
  BmTask task = {keeper->limits, keeper->sandbox, head, text, keeper->witness, (int)getpid()};
  keeper->witness->is_memory_short = FALSE;
  keeper->n_ended = ended_for_memory();
  threads_wait();
  fflush(NULL);
  pid_t child = fork();
  if (child == 0)
    bm_worker_child(&task, line[1]);
  close(line[1]);
  if (child > 0) {
    ret_head->limit = (gint32)answer_await(keeper, head, child, line[0], ret_is_alone);
    if (ret_head->limit != BM_LIMIT_NONE || *ret_is_alone)
      child_stop(child);
    child_reap(keeper, head, child, ret_head);
  }
  close(line[0]);
  return child > 0;
}

static gboolean answer_send(Keeper *keeper, BmAnswerHead *head)
{
  head->size = head->is_answered ? keeper->n_answer : 0;
  return write_all(BM_WORKER_FD, head, sizeof *head) &&
         write_all(BM_WORKER_FD, keeper->answer, head->size);
}

static void refuse(Keeper *keeper, const GError *error, BmAnswerHead *head)
{
  char *text = bm_worker_refusal("halt", error);
  keeper->n_answer = MIN(strlen(text), BM_ANSWER_MOST);
  memcpy(keeper->answer, text, keeper->n_answer);
  free(text);
  head->is_answered = TRUE;
}

static gboolean ticket_do(Keeper *keeper, const BmTicketHead *head, char *text)
{
  BmAnswerHead answer = {0};
  gboolean is_alone = FALSE;
  g_autoptr(GError) error = NULL;
  keeper->n_answer = 0;
  if (!stage_ready(keeper, head->stage, &error))
    refuse(keeper, error, &answer);
  else if (!ticket_fork(keeper, head, text, &answer, &is_alone))
    return FALSE;
  gboolean is_sent = !is_alone && answer_send(keeper, &answer);
  madvise(keeper->answer, BM_ANSWER_MOST, MADV_DONTNEED);
  return is_sent;
}

static gboolean ticket_take(Keeper *keeper)
{
  BmTicketHead head;
  if (!read_all(BM_WORKER_FD, &head, sizeof head) || head.size == 0 || head.size > TICKET_MOST)
    return FALSE;
  head.stage[sizeof head.stage - 1] = head.scratch[sizeof head.scratch - 1] = '\0';
  char *text = map_new(head.size, MAP_PRIVATE);
  gboolean is_done =
      text != NULL && read_all(BM_WORKER_FD, text, head.size) && ticket_do(keeper, &head, text);
  if (text != NULL)
    munmap(text, head.size);
  return is_done;
}

/* The C library learns from the first large pieces that are given back that it had better keep
 * such memory; a child that lives for one ticket would learn it anew each time. */
static void memory_keep(void)
{
  mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
  mallopt(M_TRIM_THRESHOLD, 4 * MEMORY_KEPT);
}

/* Away from the terminal, whose Ctrl+C is for the supervisor; nothing left to dump or to
 * attach to. */
static gboolean keeper_settle(Keeper *keeper, GError **error)
{
  struct rlimit core = {0, 0};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "bm-worker");
  memory_keep();
  setsid();
  if (setrlimit(RLIMIT_CORE, &core) != 0 || fcntl(BM_WORKER_FD, F_SETFD, FD_CLOEXEC) != 0)
    return bm_fail(error, BM_ERROR_IO, "worker_start", "%s", g_strerror(errno));
  keeper->ready = g_hash_table_new(g_str_hash, g_str_equal);
  keeper->witness = map_new(sizeof *keeper->witness, MAP_SHARED);
  keeper->answer = map_new(BM_ANSWER_MOST, MAP_PRIVATE | MAP_NORESERVE);
  if (keeper->witness == NULL || keeper->answer == NULL ||
      madvise(keeper->answer, BM_ANSWER_MOST, MADV_DONTFORK) != 0)
    return bm_fail(error, BM_ERROR_IO, "worker_start", "no memory");
  keeper->sandbox = keeper->limits->has_sandbox ? bm_sandbox_new(error) : NULL;
  return keeper->sandbox != NULL || !keeper->limits->has_sandbox;
}

int bm_worker_main(const BmWorkerLimits *limits)
{
  Keeper keeper = {.limits = limits};
  g_autoptr(GError) error = NULL;
  gboolean is_settled = keeper_settle(&keeper, &error);
  if (!is_settled)
    fprintf(stderr, "blindmark worker: %s\n", error->message);
  while (is_settled && ticket_take(&keeper))
    ;
  bm_sandbox_free(keeper.sandbox);
  g_clear_pointer(&keeper.ready, g_hash_table_unref);
  return is_settled ? 0 : 1;
}
