/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests over GSL's random numbers, sorting and distributions. */
#include "stages/attack/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#define TAIL 0.025
#define SAME 1e-9 /* sums of ranks that differ by rounding only */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(gsl_rng, gsl_rng_free)

static gsl_rng *rng_new(guint64 seed)
{
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  gsl_rng_set(rng, (unsigned long)seed);
  return rng;
}

void bm_stats_interval(double right, guint n, double *ret_low, double *ret_high)
{
  double k = floor(right + 0.5), rest = n - k;
  *ret_low = n == 0 || k <= 0 ? 0 : gsl_cdf_beta_Pinv(TAIL, k, rest + 1);
  *ret_high = n == 0 || rest <= 0 ? 1 : gsl_cdf_beta_Pinv(1 - TAIL, k + 1, rest);
}

double bm_stats_binomial(guint right, guint n, double chance)
{
  return right == 0 ? 1 : gsl_cdf_binomial_Q(right - 1, chance, n);
}

void bm_stats_holm(double *p, guint n)
{
  if (n == 0)
    return;
  g_autofree size_t *order = g_new(size_t, n);
  gsl_sort_index(order, p, 1, n);
  double most = 0;
  for (guint i = 0; i < n; i++) {
    most = MAX(most, MIN(1, p[order[i]] * (n - i)));
    p[order[i]] = most;
  }
}

/* --- neighbours --------------------------------------------------------------------------- */

/* The nearest of the others; among equals one is drawn. */
static guint nearest_of(const double *row, guint n, guint self, gsl_rng *rng)
{
  guint best = self, n_equal = 0;
  for (guint i = 0; i < n; i++) {
    if (i == self)
      continue;
    gboolean is_equal = n_equal > 0 && row[i] <= row[best] && row[i] >= row[best];
    if (n_equal == 0 || row[i] < row[best]) {
      best = i;
      n_equal = 1;
    } else if (is_equal && gsl_rng_uniform_int(rng, ++n_equal) == 0) {
      best = i;
    }
  }
  return best;
}

static gboolean has_mate(const guint *owners, guint n, guint self)
{
  for (guint i = 0; i < n; i++)
    if (i != self && owners[i] == owners[self])
      return TRUE;
  return FALSE;
}

typedef struct Neighbours {
  guint n, n_asked;
  guint *nearest;
  gboolean *is_asked;
} Neighbours;

static void neighbours_clear(Neighbours *all)
{
  g_free(all->nearest);
  g_free(all->is_asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Neighbours, neighbours_clear)

static Neighbours neighbours_find(const double *distances, guint n, const guint *owners,
                                  gsl_rng *rng)
{
  Neighbours all = {.n = n, .nearest = g_new0(guint, n), .is_asked = g_new0(gboolean, n)};
  for (guint i = 0; i < n; i++) {
    all.nearest[i] = nearest_of(distances + (gsize)i * n, n, i, rng);
    all.is_asked[i] = has_mate(owners, n, i);
    all.n_asked += (guint)all.is_asked[i];
  }
  return all;
}

static guint count_right(const Neighbours *all, const guint *owners)
{
  guint right = 0;
  for (guint i = 0; i < all->n; i++)
    right += all->is_asked[i] && owners[all->nearest[i]] == owners[i];
  return right;
}

/* Different ways to deal the owners out, as the inverse: the least probability there is. */
static double least_p_of(const guint *owners, guint n)
{
  g_autofree guint *sizes = g_new0(guint, n);
  g_autofree guint *alike = g_new0(guint, n + 1); /* how many owners have so many things */
  double ways = gsl_sf_lnfact(n);
  for (guint i = 0; i < n; i++) {
    guint first = 0;
    while (owners[first] != owners[i])
      first++;
    sizes[first]++;
  }
  for (guint i = 0; i < n; i++) {
    if (sizes[i] == 0)
      continue;
    ways -= gsl_sf_lnfact(sizes[i]);
    alike[sizes[i]]++;
  }
  for (guint i = 1; i <= n; i++)
    ways -= gsl_sf_lnfact(alike[i]);
  return MAX(exp(-ways), 1.0 / (BM_STATS_ROUNDS + 1));
}

static guint n_owners(const guint *owners, guint n)
{
  guint count = 0;
  for (guint i = 0; i < n; i++) {
    guint first = 0;
    while (owners[first] != owners[i])
      first++;
    count += first == i;
  }
  return count;
}

BmGuess bm_stats_batch(const double *distances, guint n, const guint *groups, guint64 seed)
{
  BmGuess guess = {.p = 1, .least_p = 1};
  if (n < 3 || n_owners(groups, n) < 2)
    return guess;
  g_autoptr(gsl_rng) rng = rng_new(seed);
  g_auto(Neighbours) all = neighbours_find(distances, n, groups, rng);
  if (all.n_asked == 0)
    return guess;
  guint right = count_right(&all, groups), as_good = 0;
  double sum = 0;
  g_autofree guint *dealt = g_memdup2(groups, n * sizeof *groups);
  for (guint i = 0; i < n; i++)
    all.is_asked[i] = TRUE;
  guint seen = count_right(&all, groups);
  for (guint round = 0; round < BM_STATS_ROUNDS; round++) {
    gsl_ran_shuffle(rng, dealt, n, sizeof *dealt);
    guint by_chance = count_right(&all, dealt);
    sum += (double)by_chance / n;
    as_good += by_chance >= seen;
  }
  guess = (BmGuess){.n = all.n_asked,
                    .value = (double)right / all.n_asked,
                    .chance = MIN(1, sum / BM_STATS_ROUNDS * n / all.n_asked),
                    .p = (1.0 + as_good) / (BM_STATS_ROUNDS + 1),
                    .least_p = least_p_of(groups, n)};
  bm_stats_interval(right, guess.n, &guess.low, &guess.high);
  return guess;
}

/* Ranks of all distances between two things, in the distances' own places. */
static double *pair_ranks(const double *distances, guint n);

static double within_sum(const double *ranks, const guint *owners, guint n)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      sum += owners[i] == owners[k] ? ranks[(gsize)i * n + k] : 0;
  return sum;
}

BmGuess bm_stats_link(const double *distances, guint n, const guint *owners, guint64 seed)
{
  BmGuess guess = {.p = 1, .least_p = 1};
  if (n < 3 || n_owners(owners, n) < 2)
    return guess;
  g_autoptr(gsl_rng) rng = rng_new(seed);
  g_auto(Neighbours) all = neighbours_find(distances, n, owners, rng);
  if (all.n_asked == 0)
    return guess;
  guint right = count_right(&all, owners), as_good = 0;
  g_autofree double *ranks = pair_ranks(distances, n);
  double seen = within_sum(ranks, owners, n), sum = 0;
  g_autofree guint *dealt = g_memdup2(owners, n * sizeof *owners);
  for (guint i = 0; i < n; i++)
    all.is_asked[i] = TRUE;
  for (guint round = 0; round < BM_STATS_ROUNDS; round++) {
    gsl_ran_shuffle(rng, dealt, n, sizeof *dealt);
    as_good += within_sum(ranks, dealt, n) <= seen + SAME;
    sum += (double)count_right(&all, dealt) / n;
  }
  guess = (BmGuess){.n = all.n_asked,
                    .value = (double)right / all.n_asked,
                    .chance = MIN(1, sum / BM_STATS_ROUNDS * n / all.n_asked),
                    .p = (1.0 + as_good) / (BM_STATS_ROUNDS + 1),
                    .least_p = least_p_of(owners, n)};
  bm_stats_interval(right, guess.n, &guess.low, &guess.high);
  return guess;
}

static double credit_sum(const double *credit, const guint *truth, guint n, guint m)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += credit[(gsize)i * m + truth[i]];
  return sum;
}

BmGuess bm_stats_assign(const double *credit, const guint *truth, guint n, guint m,
                        guint64 seed)
{
  BmGuess guess = {.p = 1, .least_p = 1};
  if (n < 2 || m < 2)
    return guess;
  g_autoptr(gsl_rng) rng = rng_new(seed);
  g_autofree guint *dealt = g_memdup2(truth, n * sizeof *truth);
  double right = credit_sum(credit, truth, n, m), sum = 0;
  guint as_good = 0;
  for (guint round = 0; round < BM_STATS_ROUNDS; round++) {
    gsl_ran_shuffle(rng, dealt, n, sizeof *dealt);
    double by_chance = credit_sum(credit, dealt, n, m);
    sum += by_chance;
    as_good += by_chance >= right - SAME;
  }
  guess = (BmGuess){.n = n,
                    .value = right / n,
                    .chance = sum / BM_STATS_ROUNDS / n,
                    .p = (1.0 + as_good) / (BM_STATS_ROUNDS + 1),
                    .least_p = least_p_of(truth, n)};
  bm_stats_interval(right, n, &guess.low, &guess.high);
  return guess;
}

/* --- ranks -------------------------------------------------------------------------------- */

/* Ranks from 0, equals share the mean of theirs. */
static void ranks_of(const double *values, guint n, double *ret)
{
  g_autofree size_t *order = g_new(size_t, MAX(n, 1));
  gsl_sort_index(order, values, 1, n);
  for (guint from = 0, to = 0; from < n; from = to) {
    while (to < n && values[order[to]] <= values[order[from]])
      to++;
    for (guint i = from; i < to; i++)
      ret[order[i]] = (from + to - 1) / 2.0;
  }
}

static double *pair_ranks(const double *distances, guint n)
{
  guint n_pairs = n * (n - 1) / 2, at = 0;
  g_autofree double *values = g_new(double, n_pairs), *ranks = g_new(double, n_pairs);
  double *all = g_new0(double, (gsize)n *n);
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      values[at++] = distances[(gsize)i * n + k];
  ranks_of(values, n_pairs, ranks);
  at = 0;
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      all[(gsize)i * n + k] = ranks[at++];
  g_free(g_steal_pointer(&ranks));
  return all;
}

/* Things by groups: members of group g are order[start[g]] to order[start[g + 1] − 1]. */
typedef struct Strata {
  guint n, n_groups;
  size_t *order;
  guint *start;
} Strata;

static void strata_clear(Strata *strata)
{
  g_free(strata->order);
  g_free(strata->start);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Strata, strata_clear)

static Strata strata_new(const guint *groups, guint n)
{
  Strata strata = {.n = n, .order = g_new(size_t, n + 1), .start = g_new0(guint, n + 1)};
  g_autofree double *keys = g_new(double, n + 1);
  for (guint i = 0; i < n; i++)
    keys[i] = groups[i];
  gsl_sort_index(strata.order, keys, 1, n);
  for (guint i = 0; i < n; i++)
    if (i == 0 || groups[strata.order[i]] != groups[strata.order[i - 1]])
      strata.start[strata.n_groups++] = i;
  strata.start[strata.n_groups] = n;
  return strata;
}

/* Ranks within each group, in the order of the strata, mean 0 and length 1 (all 0: constant).
 */
static double *strata_ranks(const Strata *strata, const double *values)
{
  double *out = g_new0(double, strata->n + 1);
  g_autofree double *part = g_new(double, strata->n + 1);
  for (guint g = 0; g < strata->n_groups; g++) {
    guint from = strata->start[g], size = strata->start[g + 1] - from;
    for (guint i = 0; i < size; i++)
      part[i] = values[strata->order[from + i]];
    ranks_of(part, size, out + from);
    double square = 0;
    for (guint i = 0; i < size; i++) {
      out[from + i] -= (size - 1) / 2.0;
      square += out[from + i] * out[from + i];
    }
    for (guint i = 0; i < size; i++)
      out[from + i] = square > SAME ? out[from + i] / sqrt(square) : 0;
  }
  return out;
}

static gboolean stratum_varies(const double *ranks, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (fabs(ranks[i]) > SAME)
      return TRUE;
  return FALSE;
}

/* Σ (n − 1)·ρ over the groups in which both vary, by Σ (n − 1) of these. */
static double pooled(const Strata *strata, const double *p, const double *q, guint *ret_n)
{
  double sum = 0, weights = 0;
  guint n = 0;
  for (guint g = 0; g < strata->n_groups; g++) {
    guint from = strata->start[g], to = strata->start[g + 1];
    if (to - from < 2 || !stratum_varies(p, from, to) || !stratum_varies(q, from, to))
      continue;
    double rho = 0;
    for (guint i = from; i < to; i++)
      rho += p[i] * q[i];
    sum += (to - from - 1) * rho;
    weights += to - from - 1;
    n += to - from;
  }
  *ret_n = n;
  return weights > 0 ? sum / weights : 0;
}

static double strongest(const Strata *strata, double *const *ranks, guint n_columns,
                        const double *truth, guint *ret_column, guint *ret_n)
{
  double best = 0;
  for (guint c = 0; c < n_columns; c++) {
    guint n = 0;
    double rho = pooled(strata, ranks[c], truth, &n);
    if (*ret_n == 0 || fabs(rho) > fabs(best)) {
      best = rho;
      *ret_column = c;
      *ret_n = MAX(n, *ret_n);
    }
  }
  return best;
}

/* Fisher's transformation; the groups' own means cost degrees of freedom. */
static void rank_interval(BmGuess *guess, guint n_groups)
{
  double free_n = (double)guess->n - 3.0 * n_groups;
  double half = gsl_cdf_ugaussian_Pinv(1 - TAIL) / sqrt(MAX(free_n, 1));
  double z = atanh(CLAMP(guess->value, -0.9999, 0.9999));
  guess->low = tanh(z - half);
  guess->high = tanh(z + half);
}

static guint rank_rounds(const Strata *strata, double *const *ranks, guint n_columns,
                         double *truth, double seen, guint64 seed)
{
  g_autoptr(gsl_rng) rng = rng_new(seed);
  guint as_good = 0;
  for (guint round = 0; round < BM_STATS_ROUNDS; round++) {
    for (guint g = 0; g < strata->n_groups; g++) {
      guint from = strata->start[g], size = strata->start[g + 1] - from;
      gsl_ran_shuffle(rng, truth + from, size, sizeof *truth);
    }
    guint column = 0, n = 0;
    double rho = strongest(strata, ranks, n_columns, truth, &column, &n);
    as_good += fabs(rho) >= seen - SAME;
  }
  return as_good;
}

BmGuess bm_stats_rank(const double *const *columns, guint n_columns, const double *truth,
                      const guint *groups, guint n, guint64 seed, guint *ret_column)
{
  BmGuess guess = {.p = 1, .least_p = 1.0 / (BM_STATS_ROUNDS + 1), .is_ranking = TRUE};
  g_auto(Strata) strata = strata_new(groups, n);
  g_autofree double *order = strata_ranks(&strata, truth);
  g_autoptr(GPtrArray) ranks = g_ptr_array_new_with_free_func(g_free);
  for (guint c = 0; c < n_columns; c++)
    g_ptr_array_add(ranks, strata_ranks(&strata, columns[c]));
  guint column = 0;
  double *const *rows = (double *const *)ranks->pdata;
  guess.value = strongest(&strata, rows, n_columns, order, &column, &guess.n);
  if (guess.n > 0) {
    rank_interval(&guess, strata.n_groups);
    guint as_good = rank_rounds(&strata, rows, n_columns, order, fabs(guess.value), seed);
    guess.p = (1.0 + as_good) / (BM_STATS_ROUNDS + 1);
  }
  if (ret_column != NULL)
    *ret_column = column;
  return guess;
}
