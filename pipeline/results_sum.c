/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over results. */
#include "pipeline/results_sum.h"

#include "pipeline/json_text.h"
#include "pipeline/score.h"

static double task_most(const json_t *results, guint task)
{
  const json_t *one = json_array_get(json_object_get(results, "tasks"), task);
  return (double)json_integer_value(json_object_get(one, "max"));
}

void bm_result_sum_free(BmResultSum *sum)
{
  if (sum == NULL)
    return;
  g_free(sum->task_points);
  g_free(sum->task_x);
  g_free(sum);
}

static void work_add(BmResultSum *sum, const json_t *work)
{
  json_int_t mark = json_integer_value(json_object_get(work, "mark"));
  g_autofree int *scores = bm_scores_of(json_object_get(work, "scores"), sum->n_tasks);
  sum->n_final++;
  for (guint i = 0; i < sum->n_tasks; i++) {
    sum->task_points[i] += bm_score_points(scores[i]);
    sum->points += bm_score_points(scores[i]);
    sum->task_x[i] += scores[i] == BM_SCORE_NOT_ATTEMPTED;
  }
  if (mark >= 1 && mark <= BM_MARK_MOST)
    sum->marks[mark]++;
}

BmResultSum *bm_result_sum(const json_t *results, const char *code, const char *class_group)
{
  BmResultSum *sum = g_new0(BmResultSum, 1);
  sum->n_tasks = (guint)json_array_size(json_object_get(results, "tasks"));
  sum->task_points = g_new0(double, sum->n_tasks + 1);
  sum->task_x = g_new0(guint, sum->n_tasks + 1);
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(results, "works"), i, work) {
    if ((code != NULL && g_strcmp0(bm_json_text(work, "school_code"), code) != 0) ||
        (class_group != NULL && g_strcmp0(bm_json_text(work, "class"), class_group) != 0))
      continue;
    sum->n_works++;
    if (g_strcmp0(bm_json_text(work, "state"), "final") == 0)
      work_add(sum, work);
  }
  for (guint k = 0; k < sum->n_tasks; k++)
    sum->most += task_most(results, k) * sum->n_final;
  return sum;
}

double bm_sum_completion(const BmResultSum *sum)
{
  return sum->most > 0 ? 100 * sum->points / sum->most : -1;
}

double bm_sum_task(const BmResultSum *sum, guint task, const json_t *results)
{
  double most = task_most(results, task) * sum->n_final;
  return most > 0 ? 100 * sum->task_points[task] / most : -1;
}

double bm_sum_marks(const BmResultSum *sum, int from)
{
  guint all = 0, good = 0;
  for (int mark = 1; mark <= BM_MARK_MOST; mark++) {
    all += sum->marks[mark];
    good += mark >= from ? sum->marks[mark] : 0;
  }
  return all > 0 ? 100.0 * good / all : -1;
}
