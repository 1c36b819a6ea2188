/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child of one ticket. Before the walls stand it has read its ticket, which the supervisor
 * wrote, and nothing foreign. Descriptors are shut last: the walls are built of some. */
#include "pipeline/worker_part.h"

#include "pipeline/autoptr.h"
#include "pipeline/bound.h"
#include "pipeline/inbox_walk.h"
#include "stages/chain.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ANSWER_FD 3
#define GATE_SHARE                                                                             \
  4 /* of the deadline: a question that takes more processor time is given up */

static const char *outcome_name(BmOutcome outcome)
{
  static const char *const names[] = {"done", "park", "retry", "halt"};
  return names[outcome];
}

static json_t *answer_fail(const char *outcome, const GError *error)
{
  g_autofree char *reason = bm_error_reason(error);
  g_autofree char *detail = g_utf8_make_valid(bm_error_detail(error), -1);
  return json_pack("{s:s,s:s,s:s}", "outcome", outcome, "reason", reason, "detail", detail);
}

char *bm_worker_refusal(const char *outcome, const GError *error)
{
  g_autoptr(json_t) answer = answer_fail(outcome, error);
  return json_dumps(answer, JSON_COMPACT);
}

static json_t *ticket_run(const json_t *ticket)
{
  g_autoptr(GError) error = NULL;
  const BmStage *stage = bm_chain_find(json_string_value(json_object_get(ticket, "stage")));
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  if (job == NULL || stage == NULL)
    return answer_fail("park", error);
  BmOutcome outcome = stage->run(job, &error);
  json_t *answer = bm_job_outcome(job);
  if (outcome != BM_DONE) { /* what it noted still tells why it gave up; the rest is void */
    json_t *notes = json_incref(json_object_get(answer, "notes"));
    json_decref(answer);
    answer = answer_fail(outcome_name(outcome), error);
    json_object_set_new(answer, "notes", notes);
  }
  json_object_set_new(answer, "outcome", json_string(outcome_name(outcome)));
  return answer;
}

static char *gate_file(const json_t *ticket)
{
  return bm_inbox_place(json_string_value(json_object_get(ticket, "root")),
                        json_string_value(json_object_get(ticket, "path")));
}

/* The file-is-whole gate reads foreign bytes, so it is asked here too. */
static json_t *gate_run(const json_t *ticket, double deadline_s)
{
  static const char *const words[] = {"yes", "not_yet", "never"};
  bm_bound_set(deadline_s / GATE_SHARE, "file_too_slow"); /* then intake says how it is */
  const char *text = json_string_value(json_object_get(ticket, "path"));
  g_autofree char *path = gate_file(ticket);
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return json_pack("{s:s,s:s,s:s}", "outcome", "done", "whole", "not_yet", "reason",
                     "file_open");
  g_autofree char *why = NULL;
  int whole = bm_path_is_return(text) ? bm_chain_form_is_whole(fd, &why)
                                      : bm_chain_file_is_whole(fd, &why);
  close(fd);
  return json_pack("{s:s,s:s,s:s*}", "outcome", "done", "whole", words[whole], "reason", why);
}

/* Nothing of the keeper's but the error stream: not its line to the supervisor, not what a
 * library left open. */
static gboolean descriptors_shut(int answer_fd)
{
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  return null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
         (answer_fd == ANSWER_FD || dup2(answer_fd, ANSWER_FD) >= 0) &&
         syscall(SYS_close_range, ANSWER_FD + 1, ~0U, 0) == 0;
}

/* A title tells the stage and nothing of the ticket. */
static void title_set(const char *stage)
{
  g_autofree char *title = g_strconcat("bm-", stage[0] != '\0' ? stage : "gate", NULL);
  prctl(PR_SET_NAME, title);
}

static char **reads_of(const BmTask *task, const json_t *ticket)
{
  if (task->head->stage[0] == '\0') {
    char **one = g_new0(char *, 2);
    one[0] = gate_file(ticket);
    return one;
  }
  json_t *list = json_object_get(ticket, "reads");
  char **paths = g_new0(char *, json_array_size(list) + 1);
  size_t i;
  json_t *path;
  json_array_foreach (list, i, path)
    paths[i] = g_strdup(json_string_value(path));
  return paths;
}

/* Relative names lead nowhere, limits hold, the walls stand. */
static gboolean confine(const BmTask *task, const json_t *ticket, GError **error)
{
  g_auto(GStrv) reads = reads_of(task, ticket);
  const char *scratch = task->head->scratch[0] != '\0' ? task->head->scratch : NULL;
  if (chdir(scratch != NULL ? scratch : "/") != 0)
    return bm_fail(error, BM_ERROR_IO, "sandbox_failed", "no scratch folder");
  g_setenv("TMPDIR", scratch != NULL ? scratch : "/nonexistent", TRUE);
  title_set(task->head->stage);
  bm_limits_watch(task->witness, task->limits->memory_mb);
  return bm_limits_set(task->limits, task->head->deadline_s, g_strv_length(reads), error) &&
         (task->sandbox == NULL || bm_sandbox_enter(task->sandbox, reads, scratch, error));
}

static void child_end(int status)
{
#if defined(BM_SANITIZED) || defined(BM_COVERAGE) /* leaks are looked for, counts written */
  exit(status);
#else
  _exit(status);
#endif
}

void bm_worker_child(const BmTask *task, int answer_fd)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  if (getppid() != task->keeper)
    _exit(EXIT_FAILURE);
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(json_t) ticket = json_loadb(task->text, task->head->size, 0, NULL);
    gboolean is_confined = confine(task, ticket, &error);
    if (!descriptors_shut(answer_fd))
      _exit(EXIT_FAILURE);
    bm_bound_arm(ANSWER_FD);
    g_autoptr(json_t) answer = !is_confined ? answer_fail("halt", error)
                               : task->head->stage[0] == '\0'
                                   ? gate_run(ticket, task->head->deadline_s)
                                   : ticket_run(ticket);
    if (json_dumpfd(answer, ANSWER_FD, JSON_COMPACT) != 0)
      _exit(EXIT_FAILURE);
  }
  child_end(EXIT_SUCCESS);
  g_assert_not_reached();
}
