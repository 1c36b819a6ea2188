/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Schools that mark each other: how many pairs there are, and directions that have fewer.
 *
 * Which of two schools marks the other is a choice for each pair, and the fewest pairs in which
 * both have to is an integer programme: bm_turn_best solves it with GLPK's branch and bound for
 * rounds of a few schools. bm_turn_try is for large rounds: works against the direction become
 * dearer where there are few of them and cheaper where there are many, so that they gather in
 * few pairs; whether it has helped is counted.
 */
#pragma once
#include "stages/allocate/net.h"

#define BM_TURN_SCHOOLS_MOST 12

/* Pairs of schools of which each marks works of the other. */
guint bm_turn_count(const BmPanel *panel, const BmShares *shares);
/* Changes directions and prices of @prefer in the light of @shares. */
void bm_turn_try(BmPrefer *prefer, const BmShares *shares);

/**
 * bm_turn_best - directions with the fewest pairs of schools that mark each other
 *
 * @shares     an allocation whose loads are as equal as can be: the new one's will be, too
 * @nodes_most  steps of the search at most; the same number gives the same answer
 * Returns the least number of pairs that there can be, or -1 when that is not proven; changes
 * @prefer to the best directions found, if any were.
 */
int bm_turn_best(BmPrefer *prefer, const BmShares *shares, guint nodes_most);
