/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job of a stage on behalf of a command: in a worker process, as any other job, but nothing
 * of its answer is committed. */
#pragma once
#include "pipeline/error.h"

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
