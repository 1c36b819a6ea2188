/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anchor and control works that the context names, and what all extras have in common. */
#include "stages/allocate/extras.h"

#include "pipeline/json_text.h"
#include "stages/allocate/flow.h"

#include <string.h>

#define LOAD_COST 64    /* a marker's n-th extra costs n times this */
#define NOISE_MOST 15   /* the seeded part of a pair's cost */
#define LEFT_COST 65536 /* a marking that nobody can have */

static void extra_free(BmExtra *extra)
{
  g_array_unref(extra->markers);
  g_free(extra);
}

void bm_extras_free(BmExtras *extras)
{
  if (extras == NULL)
    return;
  g_ptr_array_unref(extras->list);
  g_free(extras);
}

static gboolean group_has(const BmPanelGroup *group, const char *work_no, guint *ret_at)
{
  return g_ptr_array_find_with_equal_func(group->works, work_no, g_str_equal, ret_at);
}

BmExtra *bm_extras_add(BmExtras *extras, const BmPanel *panel, const char *work_no,
                       gboolean is_control)
{
  const BmPanelGroup *group = bm_panel_place(panel, work_no);
  BmExtra *extra = g_new0(BmExtra, 1);
  extra->work_no = work_no;
  extra->group = (guint)(group - bm_panel_group(panel, 0));
  extra->is_control = is_control;
  extra->is_of_round = group_has(group, work_no, NULL);
  extra->markers = g_array_new(FALSE, FALSE, sizeof(guint));
  g_ptr_array_add(extras->list, extra);
  return extra;
}

static gboolean extra_has(const BmExtra *extra, guint marker)
{
  for (guint i = 0; i < extra->markers->len; i++)
    if (g_array_index(extra->markers, guint, i) == marker)
      return TRUE;
  return FALSE;
}

gboolean bm_extra_may(const BmPanel *panel, const BmExtra *extra, guint marker)
{
  return bm_panel_room(panel, marker) > 0 && !extra_has(extra, marker) &&
         bm_panel_bar(panel, bm_panel_group(panel, extra->group), marker) == BM_BAR_NONE;
}

void bm_extra_give(BmPanel *panel, BmExtra *extra, guint marker)
{
  guint at = 0;
  while (at < extra->markers->len && g_array_index(extra->markers, guint, at) < marker)
    at++;
  g_array_insert_val(extra->markers, at, marker);
  bm_panel_marker(panel, marker)->extras++;
}

guint bm_extra_origins(const BmPanel *panel, const BmExtra *extra)
{
  guint first = 0;
  for (guint i = 0; i < extra->markers->len; i++) {
    guint origin = bm_panel_marker(panel, g_array_index(extra->markers, guint, i))->origin;
    if (i == 0)
      first = origin;
    else if (origin != first)
      return 2;
  }
  return extra->markers->len > 0 ? 1 : 0;
}

void bm_extra_settle(BmPanel *panel, BmExtras *extras, BmExtra *extra)
{
  BmPanelGroup *group = bm_panel_group(panel, extra->group);
  guint at = 0;
  gboolean is_marked = bm_extra_origins(panel, extra) >= panel->per_work;
  if (extra->is_of_round && is_marked && group_has(group, extra->work_no, &at)) {
    g_ptr_array_remove_index(group->works, at);
    panel->n_works--;
  }
  if (is_marked || (!extra->is_of_round && extra->markers->len > 0))
    return;
  for (guint i = 0; i < extra->markers->len; i++)
    bm_panel_marker(panel, g_array_index(extra->markers, guint, i))->extras--;
  g_ptr_array_remove(extras->list, extra);
}

/* --- anchors by name */

static gboolean is_wanted(const json_t *json, const char *marker)
{
  const json_t *only = json_object_get(json, "markers");
  size_t i;
  json_t *id;
  json_array_foreach (only, i, id)
    if (g_strcmp0(json_string_value(id), marker) == 0)
      return TRUE;
  return !json_is_array(only);
}

static gboolean is_known(const BmExtras *extras, const char *work_no)
{
  for (guint i = 0; i < extras->list->len; i++)
    if (strcmp(bm_extra(extras, i)->work_no, work_no) == 0)
      return TRUE;
  return FALSE;
}

/* The list in an order of its own, each work once. */
static GPtrArray *named(const json_t *list, const BmExtras *extras)
{
  GPtrArray *found = g_ptr_array_new();
  g_autoptr(GTree) sorted = g_tree_new((GCompareFunc)strcmp);
  size_t i;
  json_t *json;
  json_array_foreach (list, i, json)
    if (bm_json_text(json, "work_no") != NULL &&
        !is_known(extras, bm_json_text(json, "work_no")))
      g_tree_insert(sorted, (char *)bm_json_text(json, "work_no"), json);
  for (GTreeNode *at = g_tree_node_first(sorted); at != NULL; at = g_tree_node_next(at))
    g_ptr_array_add(found, g_tree_node_value(at));
  return found;
}

static void anchors_by_name(BmPanel *panel, BmExtras *extras, const json_t *list)
{
  g_autoptr(GPtrArray) works = named(list, extras);
  for (guint i = 0; i < works->len; i++) {
    const json_t *json = g_ptr_array_index(works, i);
    BmExtra *extra = bm_extras_add(extras, panel, bm_json_text(json, "work_no"), FALSE);
    for (guint m = 0; m < panel->markers->len; m++)
      if (is_wanted(json, bm_panel_marker(panel, m)->id) && bm_extra_may(panel, extra, m))
        bm_extra_give(panel, extra, m);
    bm_extra_settle(panel, extras, extra);
  }
}

/* --- control works */

/* Who gets which control work: markings flow from works, by the markers' schools, to markers.
 */
typedef struct Controls {
  BmPanel *panel;
  BmFlow *flow;
  GPtrArray *works; /* of BmExtra */
  guint sink, first_marker;
  GArray *arcs; /* guint by work × marker, G_MAXUINT: may not */
} Controls;

static void add_controlled(Controls *c, BmExtra *extra, guint markings, const char *seed)
{
  guint node = bm_flow_node(c->flow, markings);
  g_autofree guint *origins = g_new0(guint, c->panel->n_origins + 1);
  bm_flow_arc(c->flow, node, c->sink, markings, LEFT_COST);
  for (guint m = 0; m < c->panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(c->panel, m);
    guint arc = G_MAXUINT;
    if (bm_extra_may(c->panel, extra, m)) {
      if (origins[marker->origin] == 0) {
        origins[marker->origin] = bm_flow_node(c->flow, 0);
        bm_flow_arc(c->flow, node, origins[marker->origin], 1, 0);
      }
      g_autofree char *pair = g_strdup_printf("%s|%s", extra->work_no, marker->id);
      gint64 noise = (gint64)(bm_panel_rank(seed, "control", pair) % (NOISE_MOST + 1));
      arc = bm_flow_arc(c->flow, origins[marker->origin], c->first_marker + m, 1, noise);
    }
    g_array_append_val(c->arcs, arc);
  }
  g_ptr_array_add(c->works, extra);
}

static guint markings_of(const BmPanel *panel, const BmExtra *extra, const json_t *json)
{
  const json_t *given = json_object_get(json, "markings");
  guint wanted = json_is_integer(given) ? (guint)CLAMP(json_integer_value(given), 1, 100) : 1;
  return extra->is_of_round ? MAX(wanted, panel->per_work) : wanted;
}

static void add_markers(Controls *c, guint all)
{
  c->sink = bm_flow_node(c->flow, -(gint64)all);
  c->first_marker = c->sink + 1;
  for (guint m = 0; m < c->panel->markers->len; m++) {
    guint node = bm_flow_node(c->flow, 0), have = bm_panel_marker(c->panel, m)->extras;
    guint most = MIN(all, bm_panel_room(c->panel, m));
    for (guint n = 1; n <= most; n++)
      bm_flow_arc(c->flow, node, c->sink, 1,
                  MIN((gint64)(have + n) * LOAD_COST, LEFT_COST / 2));
  }
}

static guint hand_out(Controls *c, BmExtras *extras)
{
  guint given = 0, n = c->panel->markers->len;
  gboolean is_solved = bm_flow_cheapest(c->flow);
  g_assert(is_solved); /* what nobody can have goes to the sink */
  for (guint i = 0; i < c->works->len; i++)
    for (guint m = 0; m < n; m++) {
      guint arc = g_array_index(c->arcs, guint, i * n + m);
      if (arc != G_MAXUINT && bm_flow_through(c->flow, arc) > 0) {
        bm_extra_give(c->panel, g_ptr_array_index(c->works, i), m);
        given++;
      }
    }
  for (guint i = 0; i < c->works->len; i++)
    bm_extra_settle(c->panel, extras, g_ptr_array_index(c->works, i));
  return given;
}

static void controls_by_name(BmPanel *panel, BmExtras *extras, const json_t *list,
                             const char *seed)
{
  g_autoptr(GPtrArray) works = named(list, extras), added = g_ptr_array_new();
  g_autoptr(BmFlow) flow = bm_flow_new();
  g_autoptr(GArray) arcs = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autofree guint *markings = g_new0(guint, works->len + 1);
  Controls c = {.panel = panel, .flow = flow, .works = added, .arcs = arcs};
  guint all = 0, first = extras->list->len;
  for (guint i = 0; i < works->len; i++) {
    const json_t *json = g_ptr_array_index(works, i);
    BmExtra *extra = bm_extras_add(extras, panel, bm_json_text(json, "work_no"), TRUE);
    all += markings[i] = markings_of(panel, extra, json);
  }
  if (all == 0)
    return;
  add_markers(&c, all);
  for (guint i = 0; i < works->len; i++)
    add_controlled(&c, bm_extra(extras, first + i), markings[i], seed);
  extras->control_short = all - hand_out(&c, extras);
}

BmExtras *bm_extras_new(BmPanel *panel, const json_t *context, const char *seed,
                        guint per_marker)
{
  BmExtras *extras = g_new0(BmExtras, 1);
  extras->list = g_ptr_array_new_with_free_func((GDestroyNotify)extra_free);
  anchors_by_name(panel, extras, json_object_get(context, "anchors"));
  controls_by_name(panel, extras, json_object_get(context, "control"), seed);
  if (per_marker > 0 && panel->purpose != BM_PURPOSE_THIRD)
    bm_anchors_choose(panel, extras, seed, per_marker);
  return extras;
}

/* --- told */

/* Markers of different schools whose scores count; who, the seed decides. */
static json_t *official_of(const BmPanel *panel, const BmExtra *extra, const char *seed)
{
  json_t *list = json_array();
  const BmPanelMarker *first = NULL;
  guint n = extra->markers->len;
  guint start = (guint)(bm_panel_rank(seed, "official", extra->work_no) % MAX(n, 1));
  for (guint i = 0; i < n && json_array_size(list) < panel->per_work; i++) {
    const BmPanelMarker *marker =
        bm_panel_marker(panel, g_array_index(extra->markers, guint, (start + i) % n));
    if (first != NULL && first->origin == marker->origin)
      continue;
    first = marker;
    json_array_append_new(list, json_string(marker->id));
  }
  return list;
}

json_t *bm_extras_json(const BmPanel *panel, const BmExtras *extras, gboolean is_control,
                       const char *seed)
{
  json_t *list = json_array();
  for (guint i = 0; i < extras->list->len; i++) {
    const BmExtra *extra = bm_extra(extras, i);
    if (extra->is_control != is_control)
      continue;
    json_t *markers = json_array();
    for (guint k = 0; k < extra->markers->len; k++)
      json_array_append_new(
          markers,
          json_string(bm_panel_marker(panel, g_array_index(extra->markers, guint, k))->id));
    json_t *official = extra->is_of_round ? official_of(panel, extra, seed) : json_array();
    json_array_append_new(list, json_pack("{s:s,s:o,s:o}", "work_no", extra->work_no, "markers",
                                          markers, "official", official));
  }
  return list;
}
