/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bound on the processor time of one step. */
#include "pipeline/bound.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define WAIT 5 /* seconds on the clock for each of a processor: others want it, too */

/* What the handler writes is ready before it may run: it can do no more than write and end. */
static char answer[256];
static size_t length;
static int line = -1;

static void on_over(int number)
{
  (void)number;
  if (length == 0) {
    signal(SIGXCPU, SIG_DFL);
    raise(SIGXCPU);
  }
  ssize_t n = write(line, answer, length);
  _exit(n == (ssize_t)length ? 0 : 1);
}

void bm_bound_arm(int fd)
{
  struct sigaction action = {.sa_handler = on_over};
  gboolean is_armed =
      sigaction(SIGPROF, &action, NULL) == 0 && sigaction(SIGALRM, &action, NULL) == 0;
  line = is_armed ? fd : -1;
}

static gboolean timer_set(int which, double seconds)
{
  double whole = floor(seconds);
  struct itimerval timer = {
      .it_value = {.tv_sec = (time_t)whole, .tv_usec = (suseconds_t)((seconds - whole) * 1e6)}};
  return setitimer(which, &timer, NULL) == 0;
}

void bm_bound_set(double cpu_s, const char *reason)
{
  if (line < 0)
    return;
  timer_set(ITIMER_PROF, 0);
  timer_set(ITIMER_REAL, 0);
  if (!(cpu_s > 0))
    return;
  length = 0;
  if (reason != NULL)
    length = (size_t)g_snprintf(
        answer, sizeof answer,
        "{\"outcome\": \"park\", \"reason\": \"%s\", \"detail\": \"%g s\"}\n", reason, cpu_s);
  if (!timer_set(ITIMER_PROF, cpu_s) || !timer_set(ITIMER_REAL, cpu_s * WAIT))
    g_error("no timer"); /* rather none of it than without a bound */
}
