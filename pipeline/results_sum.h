/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and shares over the results of a school, a class or a district. */
#pragma once
#include <glib.h>
#include <jansson.h>

#define BM_MARK_MOST 5

typedef struct BmResultSum {
  guint n_works, n_final; /* handed out; with a final result */
  guint n_tasks;
  double points, most;           /* of the final ones, all tasks */
  double *task_points;           /* by task */
  guint *task_x;                 /* not attempted, by task */
  guint marks[BM_MARK_MOST + 1]; /* by mark, 0: none */
} BmResultSum;

/* @code NULL: all schools; @class_group NULL: all classes. */
BmResultSum *bm_result_sum(const json_t *results, const char *code, const char *class_group);
void bm_result_sum_free(BmResultSum *sum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmResultSum, bm_result_sum_free)

/* Percent, or -1 where there is nothing to divide by. */
double bm_sum_completion(const BmResultSum *sum); /* all tasks */
double bm_sum_task(const BmResultSum *sum, guint task, const json_t *results);
double bm_sum_marks(const BmResultSum *sum, int from); /* marks of at least @from */
