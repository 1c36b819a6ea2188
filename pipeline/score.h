/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score as it goes through files: a whole number, "X" (not attempted), or null (not entered).
 */
#pragma once
#include <glib.h>
#include <jansson.h>

enum {
  BM_SCORE_NOT_ATTEMPTED = -1, /* adds nothing and is counted apart */
  BM_SCORE_MISSING = -2,       /* nobody has entered it */
};

int bm_score_of(const json_t *json); /* anything else counts as missing */
json_t *bm_score_json(int score);    /* new reference */
int bm_score_points(int score);      /* 0 for what is no number */

/* Scores of a row, one a task: exactly @n, missing where @list is shorter. Caller frees. */
int *bm_scores_of(const json_t *list, guint n);
