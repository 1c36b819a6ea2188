/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bound on the processor time of one step of a job, for steps that libraries take and nobody
 * can interrupt: a PDF page of nested patterns draws for hours. A worker whose step runs over
 * answers for its job and ends; there is no second try, since the same bytes take as long
 * again; where it has kept its work (kept.h) it ends as one that is late, and another try goes
 * on behind the step. A step that only waits (poppler locks itself out over a font that draws
 * itself) is bounded by the clock, five times as long. Outside a worker there is no bound.
 */
#pragma once
#include <glib.h>

/* In a worker, before its first job: answers go to @fd. */
void bm_bound_arm(int fd);

/* From now on @cpu_s seconds; when they are over the job's inputs are parked for @reason, a
 * slug; NULL: the process ends as one that is late. 0 s ends it. */
void bm_bound_set(double cpu_s, const char *reason);
