/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion percent and its parts. */
#include "stages/analyse/completion.h"

#include "stages/analyse/multiplicity.h"

typedef struct Counts {
  guint n, full, zero, x;
  double points;
} Counts;

static void count(Counts *counts, double score, double max)
{
  double points = bm_points(score);
  if (isnan(points))
    return;
  counts->n++;
  counts->points += points;
  counts->x += score < 0;
  counts->full += points >= max;
  counts->zero += score >= 0 && points <= 0;
}

static BmCompletion completion_of(const Counts *counts, double max)
{
  double each = counts->n > 0 ? 100.0 / counts->n : NAN;
  return (BmCompletion){.n = counts->n,
                        .pct = counts->points / max * each,
                        .full = counts->full * each,
                        .zero = counts->zero * each,
                        .x = counts->x * each,
                        .partial = (counts->n - counts->full - counts->zero - counts->x) * each,
                        .q = NAN};
}

double *bm_completion_values(const BmDistrict *district, guint task)
{
  double *values = g_new(double, district->works->len + 1);
  for (guint i = 0; i < district->works->len; i++)
    values[i] = bm_points(bm_work_score(district, bm_work(district, i), task)) /
                bm_task(district, task)->max;
  return values;
}

BmCompletion bm_completion_of_all(const BmDistrict *district, guint task)
{
  double max = bm_task(district, task)->max;
  Counts counts = {0};
  for (guint i = 0; i < district->works->len; i++)
    count(&counts, bm_work_score(district, bm_work(district, i), task), max);
  BmCompletion completion = completion_of(&counts, max);
  completion.task = task;
  completion.school = G_MAXUINT;
  return completion;
}

/* One task of all schools, into rows school × n_tasks + task. */
static void task_fill(const BmDistrict *district, guint task, const BmRules *rules, GArray *all)
{
  double max = bm_task(district, task)->max;
  g_autofree Counts *counts = g_new0(Counts, district->schools->len);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    count(&counts[work->school], bm_work_score(district, work, task), max);
  }
  g_autofree double *values = bm_completion_values(district, task);
  g_autoptr(GArray) contrasts = bm_contrasts(district, values, max <= 1, rules);
  for (guint s = 0; s < district->schools->len; s++) {
    BmCompletion completion = completion_of(&counts[s], max);
    completion.task = task;
    completion.school = s;
    completion.contrast = *bm_contrast(contrasts, s);
    BmInterval *range =
        &completion.contrast.d_range; /* t knows no bounds, shares of points do */
    *range = (BmInterval){CLAMP(range->low, -1, 1), CLAMP(range->high, -1, 1)};
    g_array_index(all, BmCompletion, s * district->tasks->len + task) = completion;
  }
}

static void judge(GArray *all, const BmRules *rules)
{
  g_autofree double *q = g_new(double, all->len + 1);
  for (guint i = 0; i < all->len; i++)
    q[i] = g_array_index(all, BmCompletion, i).contrast.p;
  bm_multiplicity_q(q, all->len, q);
  for (guint i = 0; i < all->len; i++) {
    BmCompletion *completion = &g_array_index(all, BmCompletion, i);
    completion->q = q[i];
    completion->is_notable =
        q[i] <= rules->certainty_q &&
        bm_reaches(100 * fabs(completion->contrast.d), rules->effects_difference_pp);
  }
}

GArray *bm_completions(const BmDistrict *district, const BmRules *rules)
{
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmCompletion));
  g_array_set_size(all, district->schools->len * district->tasks->len);
  for (guint t = 0; t < district->tasks->len; t++)
    task_fill(district, t, rules, all);
  judge(all, rules);
  return all;
}

BmSufficiency bm_sufficiency(double pct, BmLevel level, const BmRules *rules)
{
  gboolean is_basic = level == BM_LEVEL_BASIC;
  double enough =
      is_basic ? rules->levels_basic_sufficient_pct : rules->levels_high_sufficient_pct;
  double least =
      is_basic ? rules->levels_basic_insufficient_pct : rules->levels_high_insufficient_pct;
  return bm_reaches(pct, enough)   ? BM_SUFFICIENT
         : !bm_reaches(pct, least) ? BM_INSUFFICIENT
                                   : BM_UNCERTAIN;
}
