/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pairs of groups and markers the network begins with. */
#include "stages/allocate/pairs.h"

#define FEW_MARKERS 32 /* a group begins with so many, a class of 25 needs 5 to 10 */
#define FEW_GROUPS 24  /* a marker begins with so many, a load of 50 needs 10 */
#define MORE_MARKERS 8 /* added to a group at once */

/* The best few, best first. */
typedef struct Best {
  BmPair pairs[FEW_MARKERS];
  guint n, most;
} Best;

static int by_cost(const void *a, const void *b)
{
  const BmPair *p = a, *q = b;
  if (p->cost != q->cost)
    return p->cost < q->cost ? -1 : 1;
  if (p->tie != q->tie)
    return p->tie < q->tie ? -1 : 1;
  return p->at < q->at ? -1 : p->at > q->at;
}

static void best_offer(Best *best, BmPair pair)
{
  if (best->n == best->most && by_cost(&best->pairs[best->n - 1], &pair) <= 0)
    return;
  guint at = best->n < best->most ? best->n++ : best->n - 1;
  for (; at > 0 && by_cost(&pair, &best->pairs[at - 1]) < 0; at--)
    best->pairs[at] = best->pairs[at - 1];
  best->pairs[at] = pair;
}

void bm_pairs_free(BmPairs *pairs)
{
  if (pairs == NULL)
    return;
  for (guint g = 0; g < pairs->n_groups; g++)
    g_array_unref(pairs->markers[g]);
  g_free(pairs->markers);
  g_free(pairs);
}

static int by_number(const void *a, const void *b)
{
  guint p = *(const guint *)a, q = *(const guint *)b;
  return p < q ? -1 : p > q;
}

static void sort_and_squeeze(GArray *numbers)
{
  guint n = 0;
  g_array_sort(numbers, by_number);
  for (guint i = 0; i < numbers->len; i++) {
    guint number = g_array_index(numbers, guint, i);
    if (n == 0 || g_array_index(numbers, guint, n - 1) != number)
      g_array_index(numbers, guint, n++) = number;
  }
  g_array_set_size(numbers, n);
}

gboolean bm_pairs_has(const BmPairs *pairs, guint group, guint marker)
{
  return g_array_binary_search(pairs->markers[group], &marker, by_number, NULL);
}

static gboolean may(const BmPanel *panel, guint group, guint marker)
{
  const BmPanelGroup *what = bm_panel_group(panel, group);
  return what->works->len > 0 && bm_panel_room(panel, marker) > 0 &&
         bm_panel_bar(panel, what, marker) == BM_BAR_NONE;
}

static guint pairs_count(const BmPanel *panel, guint most)
{
  guint n = 0;
  for (guint g = 0; g < panel->groups->len && n <= most; g++)
    for (guint m = 0; m < panel->markers->len; m++)
      n += may(panel, g, m) ? 1 : 0;
  return n;
}

static void add_all(BmPairs *pairs, const BmPanel *panel)
{
  for (guint g = 0; g < panel->groups->len; g++)
    for (guint m = 0; m < panel->markers->len; m++)
      if (may(panel, g, m))
        g_array_append_val(pairs->markers[g], m);
}

static void add_cheapest(BmPairs *pairs, const BmPrefer *prefer)
{
  const BmPanel *panel = prefer->panel;
  g_autofree Best *by_marker = g_new0(Best, panel->markers->len + 1);
  for (guint m = 0; m < panel->markers->len; m++)
    by_marker[m].most = FEW_GROUPS;
  for (guint g = 0; g < panel->groups->len; g++) {
    Best best = {.most = FEW_MARKERS};
    for (guint m = 0; m < panel->markers->len; m++) {
      if (!may(panel, g, m))
        continue;
      guint64 tie = (prefer->group_hash[g] ^ prefer->marker_hash[m]) * 0x9e3779b97f4a7c15U;
      gint64 cost = bm_prefer_cost(prefer, g, m);
      best_offer(&best, (BmPair){cost, tie, m});
      best_offer(&by_marker[m], (BmPair){cost, tie, g});
    }
    for (guint i = 0; i < best.n; i++)
      g_array_append_val(pairs->markers[g], best.pairs[i].at);
  }
  for (guint m = 0; m < panel->markers->len; m++)
    for (guint i = 0; i < by_marker[m].n; i++)
      g_array_append_val(pairs->markers[by_marker[m].pairs[i].at], m);
}

BmPairs *bm_pairs_new(const BmPrefer *prefer, guint most)
{
  BmPairs *pairs = g_new0(BmPairs, 1);
  pairs->n_groups = prefer->panel->groups->len;
  pairs->markers = g_new0(GArray *, pairs->n_groups + 1);
  for (guint g = 0; g < pairs->n_groups; g++)
    pairs->markers[g] = g_array_new(FALSE, FALSE, sizeof(guint));
  pairs->is_all = pairs_count(prefer->panel, most) <= most;
  if (pairs->is_all)
    add_all(pairs, prefer->panel);
  else
    add_cheapest(pairs, prefer);
  for (guint g = 0; g < pairs->n_groups; g++)
    sort_and_squeeze(pairs->markers[g]);
  return pairs;
}

void bm_pairs_add_best(BmPairs *pairs, guint group, GArray *found)
{
  g_array_sort(found, by_cost);
  for (guint i = 0; i < MIN(found->len, MORE_MARKERS); i++)
    g_array_append_val(pairs->markers[group], g_array_index(found, BmPair, i).at);
  sort_and_squeeze(pairs->markers[group]);
}
