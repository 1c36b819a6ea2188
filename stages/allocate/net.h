/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many works of each group each marker gets, at the prices of a BmPrefer.
 *
 * A network: markings flow from groups to the markers who may have them, by way of
 *   - the markers' school, which can have each work of the group once when works are marked
 *     twice, and
 *   - (small rounds) the works' school at this marker, whose crowding has a price,
 * and out of it through the marker's load. The price of a marker's n-th work is n times more
 * than all other prices on any way through the network, so the cheapest flow has the most equal
 * loads there are (its sum of squares is least) and is the cheapest of those.
 *
 * In a large round a group's works first flow to some dozens of its cheapest markers. With the
 * potentials of that solution every other pair is priced; pairs that could make the whole
 * cheaper are added until there is none. Then no flow through all pairs is cheaper.
 */
#pragma once
#include "stages/allocate/prefer.h"

typedef struct BmShare {
  guint marker, works;
} BmShare;

/* by_group: one GArray of BmShare a group, by marker, without empty ones. */
typedef struct BmShares {
  GPtrArray *by_group;
} BmShares;

void bm_shares_free(BmShares *shares);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmShares, bm_shares_free)
static inline const GArray *bm_shares_of(const BmShares *shares, guint group)
{
  return (const GArray *)g_ptr_array_index(shares->by_group, group);
}
/* Works of a group at a marker. */
guint bm_shares_at(const BmShares *shares, guint group, guint marker);

#define BM_NET_PAIRS_MOST 300000 /* pairs that go into one network as a whole */

/**
 * bm_net_solve - the cheapest of the most equal allocations
 *
 * @pairs_most  BM_NET_PAIRS_MOST; in a round with more pairs these are added as needed
 * The panel must be one that can be served: bm_panel_block found nothing.
 * Cost: tests/bench/allocate_curve.
 */
BmShares *bm_net_solve(const BmPrefer *prefer, guint pairs_most);
