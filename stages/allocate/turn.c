/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of schools that mark each other. */
#include "stages/allocate/turn.h"

/* By school × school: works of the second that markers of the first have. */
static guint *flows_of(const BmPanel *panel, const BmShares *shares)
{
  guint n = panel->schools->len;
  guint *flows = g_new0(guint, (gsize)n * n + 1);
  for (guint g = 0; g < panel->groups->len; g++) {
    const GArray *list = bm_shares_of(shares, g);
    for (guint i = 0; i < list->len; i++) {
      const BmShare *share = &g_array_index(list, BmShare, i);
      int own = bm_panel_marker(panel, share->marker)->own_school;
      if (own >= 0)
        flows[(guint)own * n + bm_panel_group(panel, g)->school_at] += share->works;
    }
  }
  return flows;
}

guint bm_turn_count(const BmPanel *panel, const BmShares *shares)
{
  guint n = panel->schools->len, pairs = 0;
  g_autofree guint *flows = flows_of(panel, shares);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++)
      pairs += flows[a * n + b] > 0 && flows[b * n + a] > 0 ? 1 : 0;
  return pairs;
}

static int *origins_of_schools(const BmPanel *panel)
{
  int *origins = g_new(int, panel->schools->len + 1);
  for (guint s = 0; s < panel->schools->len; s++)
    origins[s] = -1;
  for (guint m = 0; m < panel->markers->len; m++)
    if (bm_panel_marker(panel, m)->own_school >= 0)
      origins[bm_panel_marker(panel, m)->own_school] = (int)bm_panel_marker(panel, m)->origin;
  return origins;
}

void bm_turn_try(BmPrefer *prefer, const BmShares *shares)
{
  const BmPanel *panel = prefer->panel;
  guint n = panel->schools->len;
  g_autofree guint *flows = flows_of(panel, shares);
  g_autofree int *origins = origins_of_schools(panel);
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; b < n; b++) {
      if (origins[a] < 0 || origins[b] < 0)
        continue;
      guint *forward = bm_prefer_against(prefer, (guint)origins[a], b);
      guint *back = bm_prefer_against(prefer, (guint)origins[b], a);
      guint ahead = flows[a * n + b], behind = flows[b * n + a];
      gboolean is_forward = ahead != behind ? ahead > behind : *forward == 0;
      guint price = BM_PREFER_RECIPROCAL_MOST / (1 + MIN(ahead, behind));
      *forward = is_forward ? 0 : price;
      *back = is_forward ? price : 0;
    }
  bm_prefer_refresh(prefer);
}
