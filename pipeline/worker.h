/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Worker processes: `blindmark worker`, one ticket at a time over a socket on descriptor 3. A
 * worker has the ticket's input files and its scratch folder, nothing else. It is replaced
 * after a number of tickets, killed when a ticket takes too long, and its death costs only the
 * ticket in hand.
 */
#pragma once
#include "pipeline/conf.h"

#define BM_WORKER_FD 3

/* The child side; returns the exit status. */
int bm_worker_main(guint memory_mb);

typedef struct BmWorker BmWorker;

typedef enum BmWorkerEnd {
  BM_WORKER_ANSWERED, /* the answer is there */
  BM_WORKER_DIED,     /* the process ended without an answer */
  BM_WORKER_LATE,     /* the deadline passed; the process was killed */
} BmWorkerEnd;

/* Called from the main loop when a ticket has ended; @answer is NULL unless ANSWERED; borrowed.
 */
typedef void (*BmWorkerDone)(BmWorker *worker, BmWorkerEnd end, json_t *answer, gpointer user);

BmWorker *bm_worker_new(const BmConf *conf, BmWorkerDone done, gpointer user);
void bm_worker_free(BmWorker *worker); /* kills the process */
gboolean bm_worker_is_idle(const BmWorker *worker);
/* Start a ticket on an idle worker. @deadline_s bounds it. Errors: BM_ERROR_IO "worker_start".
 */
gboolean bm_worker_give(BmWorker *worker, const json_t *ticket, double deadline_s,
                        GError **error);
