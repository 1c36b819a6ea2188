/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job of a stage on behalf of a command: in a worker process, as any other job, but nothing
 * of its answer is committed. */
#pragma once
#include "pipeline/conf.h"

#include <jansson.h>

/**
 * bm_apart_run - ask a stage
 *
 * @stage    its name
 * @context  taken; what the job is told
 * @inputs   taken; [{"id", "path", "facts"}]
 * @scratch  a folder of the caller, who removes it; files that the job hands over lie in it
 *
 * Returns the answer {"emits", "notes", …}, new. NULL with the job's own error, or
 * "worker_died" or "worker_late" (BM_ERROR_IO) when the process did not answer.
 */
json_t *bm_apart_run(const char *stage, json_t *context, json_t *inputs, const char *scratch,
                     GError **error);

/**
 * bm_apart_note - ask a stage and take one note of its answer
 *
 * @context  taken; the job has no inputs
 * @scratch  as above
 * @kind     of the note
 *
 * Returns the note's value, new. Errors: those of bm_apart_run; BM_ERROR_IO "worker_died"
 * when the answer has no such note.
 */
json_t *bm_apart_note(const char *stage, json_t *context, const char *scratch, const char *kind,
                      GError **error);

/* As bm_apart_run with a whole ticket, borrowed: the worker's answer whatever its outcome is.
 */
json_t *bm_apart_answer(json_t *ticket, const char *scratch, GError **error);

/* A ticket has ended; @answer is NULL when the worker died or was too late. Both borrowed. */
typedef void (*BmApartDone)(json_t *ticket, json_t *answer, gpointer user);

/**
 * bm_apart_each - work off many tickets, as many at a time as there are cores
 *
 * @tickets     borrowed [ticket]; they are begun in order and end in any
 * @deadline_s  of each
 *
 * Returns FALSE when a worker cannot be started, or a ticket tells that its stage cannot work
 * for anyone (that ticket's @done is called, no other is begun).
 * Errors: BM_ERROR_MODEL with the ticket's reason; BM_ERROR_IO "worker_start".
 */
gboolean bm_apart_each(const BmConf *conf, json_t *tickets, double deadline_s, BmApartDone done,
                       gpointer user, GError **error);

/* The value of the first note of a kind in a job's answer; borrowed, NULL without one. */
json_t *bm_answer_note(const json_t *answer, const char *kind);
