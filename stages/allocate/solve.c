/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the search. */
#include "stages/allocate/solve.h"

#include "stages/allocate/turn.h"

#define TRIES 5          /* changes of directions or variants */
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

/* Works by marker × variant. */
static guint *works_by_variant(const BmPanel *panel, const BmShares *shares)
{
  guint n = MAX(panel->variants->len, 1);
  guint *works = g_new0(guint, (gsize)panel->markers->len * n + 1);
  for (guint g = 0; g < panel->groups->len; g++)
    for (guint i = 0; i < bm_shares_of(shares, g)->len; i++) {
      const BmShare *share = &g_array_index(bm_shares_of(shares, g), BmShare, i);
      works[share->marker * n + bm_panel_group(panel, g)->variant_at] += share->works;
    }
  return works;
}

/* Bundles with more than one variant. */
static guint mixed_bundles(const BmPanel *panel, const guint *works)
{
  guint n = MAX(panel->variants->len, 1), mixed = 0;
  for (guint m = 0; m < panel->markers->len; m++) {
    guint variants = 0;
    for (guint v = 0; v < n; v++)
      variants += works[m * n + v] > 0 ? 1 : 0;
    mixed += variants > 1 ? 1 : 0;
  }
  return mixed;
}

/* Variants laid out by what each school really has of them, while that makes bundles purer. */
static void improve_variants(BmPrefer *prefer, BmShares **shares)
{
  const BmPanel *panel = prefer->panel;
  guint reciprocal = bm_turn_count(panel, *shares);
  for (guint i = 0; i < TRIES && panel->variants->len > 1; i++) {
    g_autofree guint *works = works_by_variant(panel, *shares);
    guint before = mixed_bundles(panel, works);
    if (before < panel->variants->len) /* one for each end of a variant */
      return;
    bm_prefer_variants(prefer, works);
    g_autoptr(BmShares) other = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
    g_autofree guint *works_then = works_by_variant(panel, other);
    if (mixed_bundles(panel, works_then) >= before || bm_turn_count(panel, other) > reciprocal)
      return;
    shares_replace(shares, g_steal_pointer(&other));
  }
}

static int improve_directions(BmPrefer *prefer, BmShares **shares)
{
  if (bm_turn_count(prefer->panel, *shares) == 0)
    return 0;
  int least = -1;
  if (prefer->panel->schools->len <= BM_TURN_SCHOOLS_MOST)
    least = improve_by_search(prefer, shares);
  else
    improve_by_tries(prefer, shares);
  return bm_turn_count(prefer->panel, *shares) == 0 ? 0 : least;
}

BmShares *bm_panel_solve(const BmPanel *panel, const char *seed, guint together, int *ret_least)
{
  g_autoptr(BmPrefer) prefer = bm_prefer_new(panel, seed, together);
  g_autoptr(BmShares) shares = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
  *ret_least = improve_directions(prefer, &shares);
  improve_variants(prefer, &shares);
  return g_steal_pointer(&shares);
}
