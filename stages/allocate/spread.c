/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single works to markers, group by group. */
#include "stages/allocate/spread.h"

#include <string.h>

typedef struct Ranked {
  guint first; /* sorts before the rank */
  guint64 rank;
  guint at;
} Ranked;

static int by_rank(const void *a, const void *b)
{
  const Ranked *p = a, *q = b;
  if (p->first != q->first)
    return p->first < q->first ? -1 : 1;
  if (p->rank != q->rank)
    return p->rank < q->rank ? -1 : 1;
  return p->at < q->at ? -1 : p->at > q->at;
}

static GArray *works_in_turn(const BmPanelGroup *group, const char *seed)
{
  GArray *order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint i = 0; i < group->works->len; i++) {
    Ranked ranked = {.rank = bm_panel_rank(seed, "work", g_ptr_array_index(group->works, i)),
                     .at = i};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  return order;
}

/* Markers in a seeded order that changes from group to group; those of one school together. */
static GArray *markers_in_turn(const BmPanel *panel, const BmPanelGroup *group,
                               const char *seed)
{
  GArray *order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint m = 0; m < panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(panel, m);
    g_autofree char *name =
        g_strdup_printf("%s|%s|%s", group->school, group->class_alias, marker->id);
    Ranked ranked = {
        .first = marker->origin, .rank = bm_panel_rank(seed, "turn", name), .at = m};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  return order;
}

static void deal_group(const BmPanel *panel, const BmShares *shares, guint group_at,
                       const char *seed, GPtrArray **hands)
{
  const BmPanelGroup *group = bm_panel_group(panel, group_at);
  g_autoptr(GArray) works = works_in_turn(group, seed);
  g_autoptr(GArray) markers = markers_in_turn(panel, group, seed);
  guint turn = 0;
  for (guint i = 0; i < markers->len; i++) {
    guint m = g_array_index(markers, Ranked, i).at;
    for (guint n = shares->works[group_at * shares->n_markers + m]; n > 0; n--, turn++) {
      guint at = g_array_index(works, Ranked, turn % works->len).at;
      g_ptr_array_add(hands[m], g_ptr_array_index(group->works, at));
    }
  }
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *hand_to_json(GPtrArray *hand)
{
  g_ptr_array_sort(hand, by_name);
  json_t *list = json_array();
  for (guint i = 0; i < hand->len; i++)
    json_array_append_new(list, json_string(g_ptr_array_index(hand, i)));
  return list;
}

json_t *bm_panel_spread(const BmPanel *panel, const BmShares *shares, const char *seed)
{
  guint n = panel->markers->len;
  g_autofree GPtrArray **hands = g_new0(GPtrArray *, n + 1);
  for (guint m = 0; m < n; m++)
    hands[m] = g_ptr_array_new();
  for (guint g = 0; g < panel->groups->len; g++)
    deal_group(panel, shares, g, seed, hands);
  json_t *plan = json_object();
  for (guint m = 0; m < n; m++) {
    json_object_set_new(plan, bm_panel_marker(panel, m)->id, hand_to_json(hands[m]));
    g_ptr_array_unref(hands[m]);
  }
  return plan;
}
