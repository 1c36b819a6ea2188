/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores in JSON. */
#include "pipeline/score.h"

int bm_score_of(const json_t *json)
{
  if (json_is_integer(json) && json_integer_value(json) >= 0 &&
      json_integer_value(json) <= G_MAXINT)
    return (int)json_integer_value(json);
  return g_strcmp0(json_string_value(json), "X") == 0 ? BM_SCORE_NOT_ATTEMPTED
                                                      : BM_SCORE_MISSING;
}

json_t *bm_score_json(int score)
{
  if (score >= 0)
    return json_integer(score);
  return score == BM_SCORE_NOT_ATTEMPTED ? json_string("X") : json_null();
}

int bm_score_points(int score)
{
  return MAX(score, 0);
}

int *bm_scores_of(const json_t *list, guint n)
{
  int *scores = g_new(int, MAX(n, 1));
  for (guint i = 0; i < n; i++)
    scores[i] = bm_score_of(json_array_get(list, i));
  return scores;
}
