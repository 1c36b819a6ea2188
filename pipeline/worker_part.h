/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child side of a worker: worker_main.c keeps, worker_child.c does a ticket,
 * worker_limit.c bounds it. */
#pragma once
#include "pipeline/sandbox.h"
#include "pipeline/stage.h"
#include "pipeline/worker.h"
#include "pipeline/worker_wire.h"

/* In memory that keeper and child share: what the child saw of its end. */
typedef struct BmWitness {
  volatile gint32 is_memory_short;
} BmWitness;

/* One ticket in the hands of the keeper. */
typedef struct BmTask {
  const BmWorkerLimits *limits;
  const BmSandbox *sandbox; /* NULL: switched off */
  const BmTicketHead *head;
  char *text; /* @head->size bytes, mapped for this task alone */
  BmWitness *witness;
  int keeper; /* its process number */
} BmTask;

/* The child: confine, do the ticket, write the answer to @answer_fd, end. */
void bm_worker_child(const BmTask *task, int answer_fd) G_GNUC_NORETURN;

/* The answer of a ticket that could not be begun; JSON text, caller frees. */
char *bm_worker_refusal(const char *outcome, const GError *error);

/* Limits of the calling process for one ticket; @n_reads files may be open at once, and some.
 */
gboolean bm_limits_set(const BmWorkerLimits *limits, double deadline_s, guint n_reads,
                       GError **error);
/* From now on a shortage of memory leaves its trace in @witness. */
void bm_limits_watch(BmWitness *witness, guint memory_mb);
/* Has the ticket written more below @scratch than it may? */
gboolean bm_limits_output_is_over(const BmWorkerLimits *limits, const char *scratch);
