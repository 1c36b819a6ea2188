/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single works to markers, group by group. */
#include "stages/allocate/spread.h"

#include <string.h>

typedef struct Ranked {
  guint64 first; /* sorts before the rank */
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

/* The group's shares in a seeded order that changes from group to group; those of one school
 * together. */
static GArray *shares_in_turn(const BmPanel *panel, const BmPanelGroup *group,
                              const GArray *list, const char *seed)
{
  const char *variant = g_ptr_array_index(panel->variants, group->variant_at);
  GArray *order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint i = 0; i < list->len; i++) {
    const BmPanelMarker *marker =
        bm_panel_marker(panel, g_array_index(list, BmShare, i).marker);
    g_autofree char *name =
        g_strdup_printf("%s|%s|%s|%s", group->school, group->class_alias, variant, marker->id);
    g_autofree char *school = g_strdup_printf("%s|%s|%s|%u", group->school, group->class_alias,
                                              variant, marker->origin);
    Ranked ranked = {bm_panel_rank(seed, "turn of school", school),
                     bm_panel_rank(seed, "turn", name), i};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  return order;
}

static void deal_group(const BmPanel *panel, const BmShares *shares, guint group_at,
                       const char *seed, GArray *dealt)
{
  const BmPanelGroup *group = bm_panel_group(panel, group_at);
  const GArray *list = bm_shares_of(shares, group_at);
  g_autoptr(GArray) works = works_in_turn(group, seed);
  g_autoptr(GArray) order = shares_in_turn(panel, group, list, seed);
  guint first = dealt->len, turn = 0;
  g_array_set_size(dealt, first + works->len);
  for (guint i = 0; i < works->len; i++)
    g_array_index(dealt, BmDealt, first + i) =
        (BmDealt){.group = group_at, .at = g_array_index(works, Ranked, i).at};
  for (guint i = 0; i < order->len; i++) {
    const BmShare *share = &g_array_index(list, BmShare, g_array_index(order, Ranked, i).at);
    for (guint n = share->works; n > 0; n--, turn++)
      g_array_index(dealt, BmDealt, first + turn % works->len).markers[turn / works->len] =
          share->marker;
  }
}

GArray *bm_panel_deal(const BmPanel *panel, const BmShares *shares, const char *seed)
{
  GArray *dealt = g_array_new(FALSE, TRUE, sizeof(BmDealt));
  for (guint g = 0; g < panel->groups->len; g++)
    if (bm_panel_group_works(bm_panel_group(panel, g)) > 0)
      deal_group(panel, shares, g, seed, dealt);
  return dealt;
}

/* --- as JSON */

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

static void fill_hands(const BmPanel *panel, const GArray *dealt, const BmExtras *extras,
                       GPtrArray **hands)
{
  for (guint i = 0; i < dealt->len; i++) {
    const BmDealt *work = &g_array_index(dealt, BmDealt, i);
    for (guint k = 0; k < panel->per_work; k++)
      g_ptr_array_add(hands[work->markers[k]],
                      g_ptr_array_index(bm_panel_group(panel, work->group)->works, work->at));
  }
  for (guint i = 0; i < extras->list->len; i++) {
    const BmExtra *extra = bm_extra(extras, i);
    for (guint k = 0; k < extra->markers->len; k++)
      g_ptr_array_add(hands[g_array_index(extra->markers, guint, k)], (char *)extra->work_no);
  }
}

json_t *bm_deal_plan(const BmPanel *panel, const GArray *dealt, const BmExtras *extras)
{
  guint n = panel->markers->len;
  g_autofree GPtrArray **hands = g_new0(GPtrArray *, n + 1);
  for (guint m = 0; m < n; m++)
    hands[m] = g_ptr_array_new();
  fill_hands(panel, dealt, extras, hands);
  json_t *plan = json_object();
  for (guint m = 0; m < n; m++) {
    json_object_set_new(plan, bm_panel_marker(panel, m)->id, hand_to_json(hands[m]));
    g_ptr_array_unref(hands[m]);
  }
  return plan;
}
