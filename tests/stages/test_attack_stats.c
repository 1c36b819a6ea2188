/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/attack/stats.h"

#include <criterion/criterion.h>
#include <math.h>

#define N 24

TestSuite(attack_stats, .timeout = 300);

static double random_real(GRand *rand)
{
  return g_rand_double(rand);
}

Test(attack_stats, interval_holds_the_share_and_knows_its_ends)
{
  double low, high;
  bm_stats_interval(8, 10, &low, &high);
  cr_expect_float_eq(low, 0.4439, 0.001); /* tables of Clopper and Pearson */
  cr_expect_float_eq(high, 0.9748, 0.001);
  bm_stats_interval(0, 10, &low, &high);
  cr_expect_float_eq(low, 0, 1e-12);
  bm_stats_interval(10, 10, &low, &high);
  cr_expect_float_eq(high, 1, 1e-12);
}

Test(attack_stats, holm_raises_the_least_most)
{
  double p[] = {0.04, 0.001, 0.5};
  bm_stats_holm(p, 3);
  cr_expect_float_eq(p[0], 0.08, 1e-9);
  cr_expect_float_eq(p[1], 0.003, 1e-9);
  cr_expect_float_eq(p[2], 0.5, 1e-9);
}

/* Distances between points of a line; owner g's lie around g × @apart. */
static double *points_distances(GRand *rand, double apart, const guint *owners)
{
  double at[N];
  for (guint i = 0; i < N; i++)
    at[i] = random_real(rand) + apart * owners[i];
  double *distances = g_new(double, N *N);
  for (guint i = 0; i < N * N; i++)
    distances[i] = fabs(at[i / N] - at[i % N]);
  return distances;
}

static void owners_make(guint *owners)
{
  for (guint i = 0; i < N; i++)
    owners[i] = i % 4;
}

Test(attack_stats, owners_that_lie_apart_are_linked)
{
  guint owners[N];
  owners_make(owners);
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  g_autofree double *distances = points_distances(rand, 3, owners);
  BmGuess link = bm_stats_link(distances, N, owners, 7),
          batch = bm_stats_batch(distances, N, owners, 7);
  cr_expect_float_eq(link.value, 1, 1e-9);
  cr_expect_leq(link.p, 0.001);
  cr_expect_leq(batch.p, 0.001);
  cr_expect_float_eq(batch.chance, 5.0 / 23, 0.02);
  cr_expect_gt(link.low, 0.8);
}

/* What has nothing to tell is called telling as often as the level says, not more. */
Test(attack_stats, false_alarms_come_at_their_level)
{
  guint owners[N], n_link = 0, n_batch = 0, n_rank = 0, rounds = 100;
  owners_make(owners);
  for (guint seed = 0; seed < rounds; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autofree double *distances = points_distances(rand, 0, owners);
    double values[3][N], truth[N];
    for (guint i = 0; i < N; i++) {
      truth[i] = i;
      for (guint k = 0; k < 3; k++)
        values[k][i] = random_real(rand);
    }
    const double *columns[] = {values[0], values[1], values[2]};
    n_link += bm_stats_link(distances, N, owners, seed).p <= 0.05;
    n_batch += bm_stats_batch(distances, N, owners, seed).p <= 0.05;
    n_rank += bm_stats_rank(columns, 3, truth, owners, N, seed, NULL).p <= 0.05;
  }
  /* 5 expected of 100; more than 12 come once in a thousand times */
  cr_expect_leq(n_link, 12);
  cr_expect_leq(n_batch, 12);
  cr_expect_leq(n_rank, 12);
}

Test(attack_stats, order_within_groups_is_found_and_between_them_is_not)
{
  guint groups[N];
  double truth[N], follows[N], groupwise[N];
  for (guint i = 0; i < N; i++) {
    groups[i] = i / 6;
    truth[i] = i;
    follows[i] = i % 6 + 100.0 * ((i / 6 * 3) % 4);
    groupwise[i] = i / 6; /* constant in each group */
  }
  const double *columns[] = {groupwise, follows};
  guint best = 9;
  BmGuess guess = bm_stats_rank(columns, 2, truth, groups, N, 3, &best);
  cr_expect_float_eq(guess.value, 1, 1e-9);
  cr_expect_eq(best, 1);
  cr_expect_leq(guess.p, 0.001);
  guess = bm_stats_rank(columns, 1, truth, groups, N, 3, &best);
  cr_expect_eq(guess.n, 0);
  cr_expect_float_eq(guess.p, 1, 1e-9);
}

Test(attack_stats, few_things_cannot_be_sure)
{
  const double distances[] = {0, 1, 9, 9, 1, 0, 9, 9, 9, 9, 0, 1, 9, 9, 1, 0};
  const guint owners[] = {0, 0, 1, 1};
  BmGuess guess = bm_stats_link(distances, 4, owners, 5);
  cr_expect_float_eq(guess.value, 1, 1e-9);
  cr_expect_float_eq(guess.least_p, 1.0 / 3, 1e-9);
  cr_expect_gt(guess.p, 0.25);
}

Test(attack_stats, equal_seeds_give_equal_answers)
{
  guint owners[N];
  owners_make(owners);
  g_autoptr(GRand) rand = g_rand_new_with_seed(4);
  g_autofree double *distances = points_distances(rand, 0.3, owners);
  BmGuess p = bm_stats_link(distances, N, owners, 11),
          q = bm_stats_link(distances, N, owners, 11);
  cr_expect_float_eq(p.p, q.p, 1e-15);
  cr_expect_float_eq(p.chance, q.chance, 1e-15);
}
