/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes over the line between the supervisor and a worker: a head and @size bytes of JSON
 * each way. Both ends are the same program, so the heads are plain structs. A worker is two
 * processes: the *keeper* lives on, loads models, and never parses a ticket nor an answer; for
 * each ticket it forks a *child*, which does, confined, and ends with it.
 */
#pragma once
#include <glib.h>

#define BM_WIRE_STAGE 32
#define BM_ANSWER_MOST (64UL << 20) /* bytes; a worker that talks more is broken */

typedef struct BmTicketHead {
  char stage[BM_WIRE_STAGE]; /* "" for a gate question */
  char scratch[4096];        /* "" for none */
  double deadline_s;
  guint64 size;
} BmTicketHead;

/* Which limit a child ran into, where that can be known. */
typedef enum BmWorkerLimit {
  BM_LIMIT_NONE,
  BM_LIMIT_MEMORY,
  BM_LIMIT_TIME,
  BM_LIMIT_OUTPUT,
  BM_LIMIT_FORBIDDEN, /* it called what no stage calls */
  BM_LIMIT_OUTSIDE,   /* none: it was killed, not by the keeper, nor at a limit */
} BmWorkerLimit;

typedef struct BmAnswerHead {
  gint32 limit; /* BmWorkerLimit */
  gint32 is_answered;
  double cpu_s;    /* of the child */
  gint64 peak_kib; /* of the child */
  guint64 size;    /* 0 unless it answered */
} BmAnswerHead;
