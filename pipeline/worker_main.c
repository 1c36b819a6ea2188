/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child side: one ticket a line comes in, one outcome a line goes out, until the line
 * closes. */
#include "pipeline/worker.h"

#include "pipeline/autoptr.h"
#include "pipeline/bound.h"
#include "pipeline/inbox_walk.h"
#include "stages/chain.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static gboolean limits_set(guint memory_mb)
{
#ifndef BM_SANITIZED /* a sanitizer reserves terabytes of addresses */
  struct rlimit memory = {(rlim_t)memory_mb << 20, (rlim_t)memory_mb << 20};
  if (memory_mb > 0 && setrlimit(RLIMIT_AS, &memory) != 0)
    return FALSE;
#else
  (void)memory_mb;
#endif
  struct rlimit core = {0, 0}; /* a core file would hold pages with names */
  return setrlimit(RLIMIT_CORE, &core) == 0;
}

static const char *outcome_name(BmOutcome outcome)
{
  static const char *const names[] = {"done", "park", "retry", "halt"};
  return names[outcome];
}

static BmOutcome stage_run(const BmStage *stage, BmJob *job, GError **error)
{
  static GHashTable *ready = NULL;
  if (ready == NULL)
    ready = g_hash_table_new(g_str_hash, g_str_equal);
  if (stage->ready != NULL && !g_hash_table_contains(ready, stage->name)) {
    if (!stage->ready(error))
      return BM_HALT;
    g_hash_table_add(ready, (gpointer)stage->name);
  }
  return stage->run(job, error);
}

static double cpu_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static gint64 peak_kib(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static json_t *answer_fail(const char *outcome, const GError *error)
{
  g_autofree char *reason = bm_error_reason(error);
  g_autofree char *detail = g_utf8_make_valid(bm_error_detail(error), -1);
  return json_pack("{s:s,s:s,s:s}", "outcome", outcome, "reason", reason, "detail", detail);
}

static json_t *ticket_run(const json_t *ticket)
{
  g_autoptr(GError) error = NULL;
  const BmStage *stage = bm_chain_find(json_string_value(json_object_get(ticket, "stage")));
  g_autoptr(BmJob) job = bm_job_new(ticket, &error);
  if (job == NULL || stage == NULL)
    return answer_fail("park", error);
  double start = cpu_seconds();
  BmOutcome outcome = stage_run(stage, job, &error);
  json_t *answer = bm_job_outcome(job);
  if (outcome != BM_DONE) { /* what it noted still tells why it gave up; the rest is void */
    json_t *notes = json_incref(json_object_get(answer, "notes"));
    json_decref(answer);
    answer = answer_fail(outcome_name(outcome), error);
    json_object_set_new(answer, "notes", notes);
  }
  json_object_set_new(answer, "outcome", json_string(outcome_name(outcome)));
  json_object_set_new(answer, "cpu_s", json_real(cpu_seconds() - start));
  json_object_set_new(answer, "peak_kib", json_integer(peak_kib()));
  return answer;
}

/* The file-is-whole gate reads foreign bytes, so it is asked here too. */
static json_t *gate_run(const json_t *ticket)
{
  static const char *const words[] = {"yes", "not_yet", "never"};
  const char *text = json_string_value(json_object_get(ticket, "path"));
  g_autofree char *path =
      bm_inbox_place(json_string_value(json_object_get(ticket, "root")), text);
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

static gboolean answer_send(FILE *line, json_t *answer)
{
  gboolean is_sent = json_dumpf(answer, line, JSON_COMPACT) == 0 && fputc('\n', line) != EOF &&
                     fflush(line) == 0;
  json_decref(answer);
  return is_sent;
}

int bm_worker_main(guint memory_mb)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* an orphan must not go on writing */
  FILE *line = fdopen(BM_WORKER_FD, "r+");
  if (line == NULL || !limits_set(memory_mb))
    return 1;
  bm_bound_arm(BM_WORKER_FD);
  char *text = NULL;
  size_t room = 0;
  while (getline(&text, &room, line) > 0) {
    g_autoptr(json_t) ticket = json_loads(text, 0, NULL);
    gboolean is_gate = json_object_get(ticket, "path") != NULL;
    if (!answer_send(line, is_gate ? gate_run(ticket) : ticket_run(ticket)))
      break;
  }
  free(text);
  fclose(line);
  return 0;
}
