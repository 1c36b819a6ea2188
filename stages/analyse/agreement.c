/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of markings, and anchors. */
#include "stages/analyse/agreement.h"

#define LEAST_CHANCE 1e-9 /* nothing varies */
#define LEAST_WORKS 3
#define SAME 0.01 /* points that differ less are the same */

/* Pairs of one marker in one task: own a, other b. */
typedef struct Pairs {
  double n, a, aa, b, bb, squares; /* sums of a, a², b, b², (a − b)² */
  double exact, within;
} Pairs;

typedef struct Tally {
  Pairs *pairs; /* marker × task */
  BmByWork *by_work;
  guint *shared, *works, *third;
  BmMoments *anchors;
  BmMoments *kappas; /* with one work left out, each */
} Tally;

static void tally_clear(Tally *tally)
{
  g_free(tally->pairs);
  g_free(tally->kappas);
  g_free(tally->shared);
  g_free(tally->works);
  g_free(tally->third);
  bm_by_work_free(tally->by_work);
  g_free(tally->anchors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tally, tally_clear)

BmByWork *bm_by_work_new(const BmDistrict *district)
{
  guint n = district->n_marked_works;
  BmByWork *by_work = g_new0(BmByWork, 1);
  by_work->start = g_new0(guint, n + 2);
  by_work->order = g_new0(guint, district->markings->len + 1);
  by_work->has_third = g_new0(gboolean, n + 1);
  for (guint i = 0; i < district->markings->len; i++) {
    const BmMarking *marking = bm_marking(district, i);
    by_work->has_third[marking->work] |= marking->is_third;
    by_work->start[marking->work + 1] += !marking->is_third;
  }
  for (guint w = 0; w < n; w++)
    by_work->start[w + 1] += by_work->start[w];
  g_autofree guint *next = g_memdup2(by_work->start, (n + 1) * sizeof *next);
  for (guint i = 0; i < district->markings->len; i++)
    if (!bm_marking(district, i)->is_third)
      by_work->order[next[bm_marking(district, i)->work]++] = i;
  return by_work;
}

void bm_by_work_free(BmByWork *by_work)
{
  if (by_work == NULL)
    return;
  g_free(by_work->order);
  g_free(by_work->start);
  g_free(by_work->has_third);
  g_free(by_work);
}

/* @sign 1 adds the pair of markings to @tasks, −1 takes it away. */
static void pairs_add(const BmDistrict *district, Pairs *tasks, const BmMarking *own,
                      const BmMarking *other, double sign)
{
  for (guint t = 0; t < district->tasks->len; t++) {
    double a = bm_marking_points(district, own, t), b = bm_marking_points(district, other, t);
    if (isnan(a) || isnan(b))
      continue;
    Pairs *pairs = &tasks[t];
    pairs->n += sign;
    pairs->a += sign * a;
    pairs->aa += sign * a * a;
    pairs->b += sign * b;
    pairs->bb += sign * b * b;
    pairs->squares += sign * (a - b) * (a - b);
    pairs->exact += sign * (fabs(a - b) < SAME);
    pairs->within += sign * (fabs(a - b) < 1 + SAME);
  }
}

/* Agreed points of an anchor's task: given, else the mean of the others; NAN: unknown. */
static double agreed_points(const BmDistrict *district, const BmMarking *own,
                            const guint *markings, guint n, guint task)
{
  double agreed = bm_points(
      g_array_index(district->anchor_scores, double, own->work * district->tasks->len + task));
  if (!isnan(agreed))
    return agreed;
  BmMoments others = {0};
  for (guint i = 0; i < n; i++) {
    const BmMarking *other = bm_marking(district, markings[i]);
    double points = bm_marking_points(district, other, task);
    if (other->marker != own->marker && !isnan(points))
      bm_moments_add(&others, points);
  }
  return bm_moments_mean(&others);
}

static void anchor_add(const BmDistrict *district, Tally *tally, const BmMarking *own,
                       const guint *markings, guint n)
{
  double difference = 0;
  for (guint t = 0; t < district->tasks->len; t++)
    difference +=
        bm_marking_points(district, own, t) - agreed_points(district, own, markings, n, t);
  if (!isnan(difference))
    bm_moments_add(&tally->anchors[own->marker], difference);
}

static void work_add(const BmDistrict *district, Tally *tally, const guint *markings, guint n)
{
  for (guint i = 0; i < n; i++) {
    const BmMarking *own = bm_marking(district, markings[i]);
    if (own->is_anchor) {
      anchor_add(district, tally, own, markings, n);
      continue;
    }
    tally->works[own->marker]++;
    tally->shared[own->marker] += n > 1;
    tally->third[own->marker] += (guint)tally->by_work->has_third[own->work];
    for (guint k = 0; k < n; k++)
      if (k != i)
        pairs_add(district, &tally->pairs[own->marker * district->tasks->len], own,
                  bm_marking(district, markings[k]), 1);
  }
}

/* What (a − b)² would be on the average if both went their own ways, summed over pairs. */
static double expected(const Pairs *pairs)
{
  double a = pairs->a / pairs->n, b = pairs->b / pairs->n;
  double spread_a = pairs->aa / pairs->n - a * a, spread_b = pairs->bb / pairs->n - b * b;
  return pairs->n * (spread_a + spread_b + (a - b) * (a - b));
}

static double kappa_of(const Pairs *tasks, guint n_tasks)
{
  double squares = 0, chance = 0;
  for (guint t = 0; t < n_tasks; t++) {
    if (tasks[t].n < 1)
      continue;
    squares += tasks[t].squares;
    chance += expected(&tasks[t]);
  }
  return chance > LEAST_CHANCE ? 1 - squares / chance : NAN;
}

/* Kappa of each marker of a work without that work. */
static void work_leave_out(const BmDistrict *district, Tally *tally, const guint *markings,
                           guint n)
{
  guint n_tasks = district->tasks->len;
  for (guint i = 0; i < n && n > 1; i++) {
    const BmMarking *own = bm_marking(district, markings[i]);
    if (own->is_anchor)
      continue;
    g_autofree Pairs *rest =
        g_memdup2(&tally->pairs[own->marker * n_tasks], n_tasks * sizeof *rest);
    for (guint k = 0; k < n; k++)
      if (k != i)
        pairs_add(district, rest, own, bm_marking(district, markings[k]), -1);
    double kappa = kappa_of(rest, n_tasks);
    if (!isnan(kappa))
      bm_moments_add(&tally->kappas[own->marker], kappa);
  }
}

static BmInterval mean_range(const BmMoments *moments, double level)
{
  double mean = bm_moments_mean(moments);
  double half =
      bm_t_width(level, moments->n - 1.0) * bm_moments_sd(moments) / sqrt(MAX(moments->n, 1));
  return (BmInterval){mean - half, mean + half};
}

/* Tukey's jackknife: the spread of the values without one work, times (m − 1)/√m. */
static BmInterval kappa_range(double kappa, const BmMoments *without, double level)
{
  if (without->n < LEAST_WORKS)
    return (BmInterval){NAN, NAN};
  double error = bm_moments_sd(without) * (without->n - 1.0) / sqrt(without->n);
  double half = bm_t_width(level, without->n - 1.0) * error;
  return (BmInterval){MAX(kappa - half, -1), MIN(kappa + half, 1)};
}

static BmAgreement agreement_of(const BmDistrict *district, const Tally *tally, guint marker,
                                double level)
{
  guint n_tasks = district->tasks->len, works = tally->works[marker];
  const Pairs *tasks = &tally->pairs[marker * n_tasks];
  Pairs all = {0};
  for (guint t = 0; t < n_tasks; t++) {
    all.n += tasks[t].n;
    all.a += tasks[t].a;
    all.b += tasks[t].b;
    all.exact += tasks[t].exact;
    all.within += tasks[t].within;
  }
  double each = all.n > 0 ? 100 / all.n : NAN, kappa = kappa_of(tasks, n_tasks);
  return (BmAgreement){.marker = marker,
                       .n = (guint)all.n,
                       .n_works = tally->shared[marker],
                       .exact = all.exact * each,
                       .within = all.within * each,
                       .difference = (all.a - all.b) * each / 100,
                       .kappa = kappa,
                       .kappa_range = kappa_range(kappa, &tally->kappas[marker], level),
                       .third_pct = works > 0 ? 100.0 * tally->third[marker] / works : NAN,
                       .n_anchors = tally->anchors[marker].n,
                       .anchor_difference = bm_moments_mean(&tally->anchors[marker]),
                       .anchor_range = mean_range(&tally->anchors[marker], level)};
}

/* Does something with the markings of every work. */
static void works_walk(const BmDistrict *district, Tally *tally,
                       void (*visit)(const BmDistrict *, Tally *, const guint *, guint))
{
  const BmByWork *by_work = tally->by_work;
  for (guint w = 0; w < district->n_marked_works; w++)
    visit(district, tally, by_work->order + by_work->start[w],
          by_work->start[w + 1] - by_work->start[w]);
}

GArray *bm_agreements(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->markers->len;
  g_auto(Tally) tally = {.by_work = bm_by_work_new(district),
                         .pairs = g_new0(Pairs, n * district->tasks->len + 1),
                         .shared = g_new0(guint, n + 1),
                         .works = g_new0(guint, n + 1),
                         .third = g_new0(guint, n + 1),
                         .anchors = g_new0(BmMoments, n + 1),
                         .kappas = g_new0(BmMoments, n + 1)};
  works_walk(district, &tally, work_add);
  works_walk(district, &tally, work_leave_out);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmAgreement));
  for (guint m = 0; m < n; m++) {
    BmAgreement agreement = agreement_of(district, &tally, m, rules->certainty_level);
    g_array_append_val(all, agreement);
  }
  return all;
}
