/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How surely something can be guessed, against guessing blindly.
 *
 * Every question is asked as a permutation test: the truth is shuffled many times, and the
 * answer is surprising when few shuffled truths fit what was seen as well as the real one does.
 * So a probability needs no assumption about distances, noise or lengths. Equal input and seed
 * give equal results.
 */
#pragma once
#include <glib.h>

#define BM_STATS_ROUNDS 9999 /* shuffles; the least probability is 1 / 10000 */

typedef struct BmGuess {
  guint n;             /* guesses that could be checked; 0: the question cannot be asked */
  double value;        /* share of right guesses, or rank correlation */
  double low, high;    /* 95 % interval of @value */
  double chance;       /* what blind guessing gives */
  double p;            /* probability of a result as good as this by chance */
  double least_p;      /* the best that @p could be with so few things */
  gboolean is_ranking; /* @value is a rank correlation, −1 to 1 */
} BmGuess;

/* 95 % interval (Clopper and Pearson) of a share. */
void bm_stats_interval(double right, guint n, double *ret_low, double *ret_high);

/* Probability of @right or more among @n when each is right with @chance. */
double bm_stats_binomial(guint right, guint n, double chance);

/**
 * bm_stats_link - do things of one owner lie closer together than things of others?
 *
 * @distances  n × n, symmetric
 * @owners     n labels
 *
 * The guess for a thing is the owner of its nearest neighbour; only things whose owner has
 * another one are counted. @p is about the ranks of all distances within owners.
 */
BmGuess bm_stats_link(const double *distances, guint n, const guint *owners, guint64 seed);

/**
 * bm_stats_batch - is the nearest neighbour of a thing of the same group?
 *
 * As bm_stats_link, for many things of few groups; @p is about the share of right guesses.
 */
BmGuess bm_stats_batch(const double *distances, guint n, const guint *groups, guint64 seed);

/**
 * bm_stats_rank - does any of some columns follow @truth within the groups?
 *
 * @columns     n_columns pointers to n values each
 * @ret_column  the column that follows best; NULL: not wanted
 *
 * Spearman's rank correlation in each group, pooled by the groups' sizes; a constant group says
 * nothing. @p is about the strongest of the columns, so that many columns raise no alarm by
 * their number.
 */
BmGuess bm_stats_rank(const double *const *columns, guint n_columns, const double *truth,
                      const guint *groups, guint n, guint64 seed, guint *ret_column);

/**
 * bm_stats_assign - does a scoring of possible answers favour the true ones?
 *
 * @credit  n × m: how much answer k is worth as the guess for thing i, 0 to 1
 * @truth   n true answers; @p compares with the same answers dealt out at random
 */
BmGuess bm_stats_assign(const double *credit, const guint *truth, guint n, guint m,
                        guint64 seed);

/* Holm's step-down: @p[i] becomes the probability after asking @n questions at once. */
void bm_stats_holm(double *p, guint n);
