/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the search. */
#include "stages/allocate/solve.h"

#include "stages/allocate/turn.h"

#define TRIES 5          /* changes of direction in a round of many schools */
#define NODES_MOST 1000U /* of the search in a round of few */

static void shares_replace(BmShares **shares, BmShares *other)
{
  bm_shares_free(*shares);
  *shares = other;
}

/* Schools gather works against the direction in fewer and fewer pairs; the best try counts. */
static void improve_by_tries(BmPrefer *prefer, BmShares **shares)
{
  guint best = bm_turn_count(prefer->panel, *shares);
  g_autoptr(BmShares) last = NULL;
  for (guint i = 0; i < TRIES && best > 0; i++) {
    bm_turn_try(prefer, last != NULL ? last : *shares);
    BmShares *next = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
    guint pairs = bm_turn_count(prefer->panel, next);
    if (pairs < best) {
      best = pairs;
      g_clear_pointer(&last, bm_shares_free);
      shares_replace(shares, next);
    } else {
      g_clear_pointer(&last, bm_shares_free);
      last = next;
    }
  }
}

static int improve_by_search(BmPrefer *prefer, BmShares **shares)
{
  guint before = bm_turn_count(prefer->panel, *shares);
  int least = bm_turn_best(prefer, *shares, NODES_MOST);
  g_autoptr(BmShares) other = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
  if (bm_turn_count(prefer->panel, other) <= before)
    shares_replace(shares, g_steal_pointer(&other));
  return least;
}

BmShares *bm_panel_solve(const BmPanel *panel, const char *seed, guint together, int *ret_least)
{
  g_autoptr(BmPrefer) prefer = bm_prefer_new(panel, seed, together);
  g_autoptr(BmShares) shares = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
  *ret_least = 0;
  if (bm_turn_count(panel, shares) > 0) {
    *ret_least = -1;
    if (panel->schools->len <= BM_TURN_SCHOOLS_MOST)
      *ret_least = improve_by_search(prefer, &shares);
    else
      improve_by_tries(prefer, &shares);
    if (bm_turn_count(panel, shares) == 0)
      *ret_least = 0;
  }
  return g_steal_pointer(&shares);
}
