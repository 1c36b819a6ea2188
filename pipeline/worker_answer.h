/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a worker, before anybody reads them: a file that has taken it over chose them.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

/**
 * bm_worker_answer_new - an answer as JSON
 *
 * @bytes, @size  as they came
 *
 * Returns an object with an "outcome" that there is; unless that is "done" it has a "reason"
 * that the catalogue knows and a "detail" of one short printable line. A "reason" beside "done"
 * (of the gate) is one of the catalogue, too. What was none of these is told as "stage_fault".
 * NULL when it is no object, or would take more memory than an honest answer ever does.
 *
 * Tests: tests/unit/test_worker_answer.c
 */
json_t *bm_worker_answer_new(const char *bytes, gsize size);
