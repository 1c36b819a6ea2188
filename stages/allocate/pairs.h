/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of groups and markers that are in the network. */
#pragma once
#include "stages/allocate/prefer.h"

typedef struct BmPairs {
  guint n_groups;
  GArray **markers; /* by group: guint, ascending */
  gboolean is_all;  /* no pair is missing */
} BmPairs;

/* All pairs that the rules allow, when they are no more than @most; else for each group and
 * for each marker the cheapest. */
BmPairs *bm_pairs_new(const BmPrefer *prefer, guint most);
void bm_pairs_free(BmPairs *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPairs, bm_pairs_free)
gboolean bm_pairs_has(const BmPairs *pairs, guint group, guint marker);
/* Adds the few best of @found (BmPair, unsorted) to a group. */
typedef struct BmPair {
  gint64 cost; /* compared first */
  guint64 tie;
  guint at; /* marker or group */
} BmPair;
void bm_pairs_add_best(BmPairs *pairs, guint group, GArray *found);
