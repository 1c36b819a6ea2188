/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tries of a job that keeps its work (kept.h). As long as a job gets on, the death of its
 * process costs one input in hand; an input at which tries end is skipped, and only a job that
 * dies where there is nothing to skip is parked as a whole.
 */
#pragma once
#include "pipeline/engine.h"

/* Of one stage, which has one job at a time. */
typedef struct BmTries {
  char *job;
  char *digest;        /* of the ticket that the kept work belongs to */
  guint64 size;        /* of the kept work when a try last ended */
  guint deaths;        /* since it grew */
  guint losses;        /* the same, of keepers that were killed from outside */
  guint total;         /* tries of this job that ended without an answer */
  const char *skipped; /* why the input in hand is skipped, slug; NULL: it is not */
} BmTries;

void bm_tries_free(gpointer tries);

/**
 * bm_tries_start - scratch folder of a try
 *
 * @ticket  complete but for "skip", which is added when an input is to be skipped
 *
 * The folder is as the last try of the same ticket left it, else empty.
 */
gboolean bm_tries_start(BmEngine *engine, const BmStage *stage, const char *job, json_t *ticket,
                        GError **error);

/* A try ended without an answer: TRUE when there is to be another, with what was kept. */
gboolean bm_tries_go_on(BmEngine *engine, const BmSlot *slot, BmWorkerEnd end);

/* The job has ended one way or the other. */
void bm_tries_end(BmEngine *engine, const BmStage *stage);
