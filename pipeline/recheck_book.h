/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comparison of a re-check with its first round, as a workbook for the coordinator. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/* Whether the results are of a re-check: bm_first_results was there. */
gboolean bm_recheck_is_compared(const json_t *results);

/**
 * bm_recheck_book_write - sheets Школы, Задания and Работы
 *
 * @results  of bm_results of a re-check
 * Only works with a final result in both rounds are compared; the others are listed, open.
 * Differences are first minus second. Equal results give equal bytes.
 * Errors: BM_ERROR_IO "disk_write". Tests: tests/unit/test_recheck_book.c
 */
gboolean bm_recheck_book_write(const json_t *results, const char *path, GError **error);

/* One school, or all when @code is NULL. */
typedef struct BmCompared {
  guint n_works, n_compared;       /* of the round; with both results */
  guint n_same, n_higher, n_lower; /* totals: equal, the first higher, the first lower */
  guint n_marks, n_marks_changed;  /* with a mark in both rounds */
  double difference;               /* sum over the compared, points */
} BmCompared;
BmCompared bm_recheck_compare(const json_t *results, const char *code);

/* The first and the second sum of points of a task over all compared works. */
void bm_recheck_task(const json_t *results, guint task, double *ret_first, double *ret_second);
