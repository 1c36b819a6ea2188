/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of markings, and anchors. */
#include "stages/analyse/agreement.h"

#define SAME 0.01 /* points that differ less are the same */

/* Pairs of one marker in one task: own a, other b. */
typedef struct Pairs {
  double n, a, aa, b, bb, squares; /* sums of a, a², b, b², (a − b)² */
} Pairs;

typedef struct Tally {
  Pairs *pairs; /* marker × task */
  double *exact, *within;
  guint *shared, *works, *third;
  BmMoments *anchors;
} Tally;

static void tally_clear(Tally *tally)
{
  g_free(tally->pairs);
  g_free(tally->exact);
  g_free(tally->within);
  g_free(tally->shared);
  g_free(tally->works);
  g_free(tally->third);
  g_free(tally->anchors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tally, tally_clear)

BmByWork *bm_by_work_new(const BmDistrict *district)
{
  guint n = district->n_marked_works;
  BmByWork *by_work = g_new0(BmByWork, 1);
  by_work->start = g_new0(guint, n + 2);
  by_work->order = g_new0(guint, district->markings->len + 1);
  for (guint i = 0; i < district->markings->len; i++)
    by_work->start[bm_marking(district, i)->work + 1]++;
  for (guint w = 0; w < n; w++)
    by_work->start[w + 1] += by_work->start[w];
  g_autofree guint *next = g_memdup2(by_work->start, (n + 1) * sizeof *next);
  for (guint i = 0; i < district->markings->len; i++)
    by_work->order[next[bm_marking(district, i)->work]++] = i;
  return by_work;
}

void bm_by_work_free(BmByWork *by_work)
{
  if (by_work == NULL)
    return;
  g_free(by_work->order);
  g_free(by_work->start);
  g_free(by_work);
}

static void pair_add(const BmDistrict *district, Tally *tally, const BmMarking *own,
                     const BmMarking *other)
{
  guint n_tasks = district->tasks->len;
  for (guint t = 0; t < n_tasks; t++) {
    double a = bm_marking_points(district, own, t), b = bm_marking_points(district, other, t);
    if (isnan(a) || isnan(b))
      continue;
    Pairs *pairs = &tally->pairs[own->marker * n_tasks + t];
    pairs->n++;
    pairs->a += a;
    pairs->aa += a * a;
    pairs->b += b;
    pairs->bb += b * b;
    pairs->squares += (a - b) * (a - b);
    tally->exact[own->marker] += fabs(a - b) < SAME;
    tally->within[own->marker] += fabs(a - b) < 1 + SAME;
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
    tally->third[own->marker] += n > 2;
    for (guint k = 0; k < n; k++)
      if (k != i)
        pair_add(district, tally, own, bm_marking(district, markings[k]));
  }
}

/* What (a − b)² would be on the average if both went their own ways, summed over pairs. */
static double expected(const Pairs *pairs)
{
  double a = pairs->a / pairs->n, b = pairs->b / pairs->n;
  double spread_a = pairs->aa / pairs->n - a * a, spread_b = pairs->bb / pairs->n - b * b;
  return pairs->n * (spread_a + spread_b + (a - b) * (a - b));
}

static BmAgreement agreement_of(const BmDistrict *district, const Tally *tally, guint marker,
                                double level)
{
  guint n_tasks = district->tasks->len;
  double n = 0, squares = 0, chance = 0, difference = 0;
  for (guint t = 0; t < n_tasks; t++) {
    const Pairs *pairs = &tally->pairs[marker * n_tasks + t];
    if (pairs->n < 1)
      continue;
    n += pairs->n;
    squares += pairs->squares;
    chance += expected(pairs);
    difference += pairs->a - pairs->b;
  }
  const BmMoments *anchors = &tally->anchors[marker];
  double each = n > 0 ? 100 / n : NAN, mean = bm_moments_mean(anchors);
  double half =
      bm_t_width(level, anchors->n - 1.0) * bm_moments_sd(anchors) / sqrt(MAX(anchors->n, 1));
  guint works = tally->works[marker];
  return (BmAgreement){.marker = marker,
                       .n = (guint)n,
                       .n_works = tally->shared[marker],
                       .exact = tally->exact[marker] * each,
                       .within = tally->within[marker] * each,
                       .difference = n > 0 ? difference / n : NAN,
                       .kappa = chance > 1e-9 ? 1 - squares / chance : NAN,
                       .third_pct = works > 0 ? 100.0 * tally->third[marker] / works : NAN,
                       .n_anchors = anchors->n,
                       .anchor_difference = mean,
                       .anchor_range = {mean - half, mean + half}};
}

GArray *bm_agreements(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->markers->len;
  g_auto(Tally) tally = {.pairs = g_new0(Pairs, n * district->tasks->len + 1),
                         .exact = g_new0(double, n + 1),
                         .within = g_new0(double, n + 1),
                         .shared = g_new0(guint, n + 1),
                         .works = g_new0(guint, n + 1),
                         .third = g_new0(guint, n + 1),
                         .anchors = g_new0(BmMoments, n + 1)};
  g_autoptr(BmByWork) by_work = bm_by_work_new(district);
  for (guint w = 0; w < district->n_marked_works; w++)
    work_add(district, &tally, by_work->order + by_work->start[w],
             by_work->start[w + 1] - by_work->start[w]);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmAgreement));
  for (guint m = 0; m < n; m++) {
    BmAgreement agreement = agreement_of(district, &tally, m, rules->certainty_level);
    g_array_append_val(all, agreement);
  }
  return all;
}
