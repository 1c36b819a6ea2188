/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Worker processes: `blindmark worker`, one ticket at a time over a socket on descriptor 3. A
 * worker keeps what stages load and forks a child for each ticket (worker_wire.h), which can
 * read the ticket's files and write its scratch folder, nothing else (sandbox.h). The worker is
 * replaced after a number of tickets; a child is ended when its ticket takes too long or too
 * much, and its death costs only the ticket in hand.
 */
#pragma once
#include "pipeline/conf.h"

#define BM_WORKER_FD 3

/* What one ticket may take; from [engine] of the settings. */
typedef struct BmWorkerLimits {
  guint memory_mb, scratch_mb, scratch_files;
  gboolean has_sandbox;
} BmWorkerLimits;
BmWorkerLimits bm_limits_of(const BmConf *conf); /* worker_limit.c */

/* The child side; returns the exit status. */
int bm_worker_main(const BmWorkerLimits *limits);

typedef struct BmWorker BmWorker;

typedef enum BmWorkerEnd {
  BM_WORKER_ANSWERED, /* the answer is there */
  BM_WORKER_DIED,     /* the ticket's process ended without an answer, or passed a limit */
  BM_WORKER_LATE,     /* the deadline passed; the process was killed */
  BM_WORKER_LOST,     /* the worker was killed from outside: not for the ticket's sake */
} BmWorkerEnd;

/* Called from the main loop when a ticket has ended; @answer is NULL unless ANSWERED; borrowed.
 * An answer has cpu_s and peak_kib of the ticket's own process.
 */
typedef void (*BmWorkerDone)(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user);

BmWorker *bm_worker_new(const BmConf *conf, BmWorkerDone done, gpointer user);
void bm_worker_free(BmWorker *worker); /* kills the process */
gboolean bm_worker_is_idle(const BmWorker *worker);
/* Start a ticket on an idle worker. @deadline_s bounds it. Errors: BM_ERROR_IO "worker_start",
 * BM_ERROR_SETTING "sandbox_missing".
 */
gboolean bm_worker_give(BmWorker *worker, const json_t *ticket, double deadline_s,
                        GError **error);
/* Why the last ticket ended without an answer, a slug: worker_died, worker_late, worker_memory,
 * worker_output, worker_forbidden. */
const char *bm_worker_reason(const BmWorker *worker);
