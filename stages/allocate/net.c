/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network of groups and markers. */
#include "stages/allocate/net.h"

#include "stages/allocate/flow.h"
#include "stages/allocate/pairs.h"

#include <string.h>

#define STEPS_AT_FIRST 4 /* works around a fair load that are priced one by one */
#define NO_NODE 0        /* node 0 is the sink, which no works come from */
#define STEEP 3          /* far above the wanted number, a work's crowding costs so much more */

/* A group's works at a marker: up to the wanted number, up to twice that, and above. */
typedef struct Arcs {
  guint group, marker;
  guint first, n; /* consecutive arcs of the flow */
} Arcs;

typedef struct Net {
  const BmPrefer *prefer;
  const BmPanel *panel;
  BmPairs *pairs;
  GHashTable *tight; /* group and origin that need a node of their own → that node */
  guint steps;       /* see STEPS_AT_FIRST */
  BmFlow *flow;
  gint64 load_cost;       /* of one work more, dearer than any detour through the network */
  GArray *arcs;           /* of Arcs */
  guint *nodes_by_marker; /* of the school being added */
  guint *base, *over;     /* arcs by marker: works below and above those priced one by one */
  guint *base_most;       /* by marker */
} Net;

void bm_shares_free(BmShares *shares)
{
  if (shares == NULL)
    return;
  g_ptr_array_unref(shares->by_group);
  g_free(shares);
}

guint bm_shares_at(const BmShares *shares, guint group, guint marker)
{
  const GArray *list = bm_shares_of(shares, group);
  for (guint i = 0; i < list->len; i++)
    if (g_array_index(list, BmShare, i).marker == marker)
      return g_array_index(list, BmShare, i).works;
  return 0;
}

static guint node_of_group(guint group)
{
  return 1 + group;
}

static guint node_of_marker(const Net *net, guint marker)
{
  return 1 + net->panel->groups->len + marker;
}

static gpointer tight_key(const Net *net, guint group, guint origin)
{
  return GSIZE_TO_POINTER((gsize)group * net->panel->n_origins + origin + 1);
}

/* --- building */

static guint markings_of(const Net *net, guint group)
{
  return bm_panel_group_works(bm_panel_group(net->panel, group)) * net->panel->per_work;
}

static void add_nodes(Net *net)
{
  const BmPanel *panel = net->panel;
  bm_flow_node(net->flow, -(gint64)panel->n_works * panel->per_work);
  for (guint g = 0; g < panel->groups->len; g++)
    bm_flow_node(net->flow, markings_of(net, g));
  for (guint m = 0; m < panel->markers->len; m++)
    bm_flow_node(net->flow, 0);
}

/* Loads are priced from the lowest that is priced at all; the same for all markers. */
static guint lowest_load(const Net *net)
{
  guint lowest = G_MAXUINT;
  for (guint m = 0; m < net->panel->markers->len; m++)
    lowest = MIN(lowest, net->prefer->fair[m] - MIN(net->prefer->fair[m], net->steps));
  return lowest;
}

static guint add_load(Net *net, guint marker, guint most, guint number)
{
  return bm_flow_arc(net->flow, node_of_marker(net, marker), 0, most,
                     (gint64)number * net->load_cost);
}

static void add_loads(Net *net)
{
  guint lowest = lowest_load(net);
  for (guint m = 0; m < net->panel->markers->len; m++) {
    guint fair = net->prefer->fair[m], extras = bm_panel_marker(net->panel, m)->extras;
    guint room = bm_panel_room(net->panel, m);
    guint low = MAX(fair - MIN(fair, net->steps), extras) - extras;
    guint high = MAX(fair + net->steps, extras) - extras;
    low = MIN(low, room);
    high = MIN(high, room);
    net->base_most[m] = low;
    net->base[m] = add_load(net, m, low, extras + low - MIN(extras + low, lowest));
    for (guint n = low + 1; n <= high; n++)
      add_load(net, m, 1, extras + n - lowest);
    net->over[m] = add_load(net, m, room - high, extras + high + 1 - lowest);
  }
}

/* The node that a group's works come to markers of one school by: its own, unless markers of
 * the school could together have a work twice. */
static guint node_of_origin(Net *net, guint group, guint origin)
{
  gpointer key = tight_key(net, group, origin), node = NULL;
  if (!g_hash_table_lookup_extended(net->tight, key, NULL, &node))
    return node_of_group(group);
  if (node != NULL)
    return GPOINTER_TO_UINT(node);
  guint added = bm_flow_node(net->flow, 0);
  bm_flow_arc(net->flow, node_of_group(group), added,
              bm_panel_group_works(bm_panel_group(net->panel, group)), 0);
  g_hash_table_insert(net->tight, key, GUINT_TO_POINTER(added));
  return added;
}

/* The node that works of a school come to a marker by. @school_works: 0 for large rounds, in
 * which a marker hardly has two groups of one school. */
static guint node_at_marker(Net *net, guint group, guint school_works, guint marker)
{
  if (school_works == 0)
    return node_of_marker(net, marker);
  if (net->nodes_by_marker[marker] == NO_NODE) {
    guint few = bm_prefer_wanted_school(net->prefer, group, school_works, marker);
    guint node = net->nodes_by_marker[marker] = bm_flow_node(net->flow, 0);
    bm_flow_arc(net->flow, node, node_of_marker(net, marker), few, 0);
    bm_flow_arc(net->flow, node, node_of_marker(net, marker), school_works - few,
                BM_PREFER_CROWD_SCHOOL);
  }
  return net->nodes_by_marker[marker];
}

static void add_pair(Net *net, guint group, guint school_works, guint marker)
{
  guint works = bm_panel_group_works(bm_panel_group(net->panel, group));
  guint few = bm_prefer_wanted(net->prefer, group, marker);
  guint from = node_of_origin(net, group, bm_panel_marker(net->panel, marker)->origin);
  guint to = node_at_marker(net, group, school_works, marker);
  gint64 cost = bm_prefer_cost(net->prefer, group, marker);
  Arcs arcs = {group, marker, bm_flow_arc(net->flow, from, to, few, cost), 1};
  if (works > few) {
    bm_flow_arc(net->flow, from, to, MIN(few, works - few), cost + BM_PREFER_CROWD);
    arcs.n++;
  }
  if (works > 2 * few) {
    bm_flow_arc(net->flow, from, to, works - 2 * few, cost + STEEP * BM_PREFER_CROWD);
    arcs.n++;
  }
  g_array_append_val(net->arcs, arcs);
}

/* Works of the school of group @first, if they are in several groups. */
static guint works_of_school(const Net *net, guint first)
{
  guint works = 0, n = 0, school = bm_panel_group(net->panel, first)->school_at;
  for (guint g = first; g < net->panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(net->panel, g);
    if (group->school_at != school)
      break;
    works += group->works->len;
    n += group->works->len > 0 ? 1 : 0;
  }
  return n > 1 ? works : 0;
}

static void add_pairs(Net *net)
{
  const BmPanel *panel = net->panel;
  guint school_works = 0;
  for (guint g = 0; g < panel->groups->len; g++) {
    if (g == 0 ||
        bm_panel_group(panel, g)->school_at != bm_panel_group(panel, g - 1)->school_at) {
      school_works = net->pairs->is_all ? works_of_school(net, g) : 0;
      memset(net->nodes_by_marker, 0, panel->markers->len * sizeof(guint));
    }
    for (guint i = 0; i < net->pairs->markers[g]->len; i++)
      add_pair(net, g, school_works, g_array_index(net->pairs->markers[g], guint, i));
  }
}

/* A way out for works that the pairs so far have no way for; none takes it in the end. */
static void add_unplaced(Net *net)
{
  gint64 loads = 4 * (gint64)net->steps + 8;
  for (guint m = 0; m < net->panel->markers->len; m++)
    loads = MAX(loads, 2 * (gint64)net->prefer->fair[m] + 2 * (gint64)net->steps + 8);
  for (guint g = 0; g < net->panel->groups->len; g++)
    bm_flow_arc(net->flow, node_of_group(g), 0, markings_of(net, g), net->load_cost * loads);
}

static void tight_forget_nodes(Net *net)
{
  GHashTableIter each;
  g_hash_table_iter_init(&each, net->tight);
  while (g_hash_table_iter_next(&each, NULL, NULL))
    g_hash_table_iter_replace(&each, NULL);
}

static void net_build(Net *net)
{
  guint most_nodes = net->panel->groups->len + net->panel->markers->len + 2;
  if (net->pairs->is_all) /* a node for each school at each marker */
    most_nodes += net->panel->schools->len * net->panel->markers->len;
  most_nodes += g_hash_table_size(net->tight);
  net->load_cost = 2 * (gint64)most_nodes * BM_PREFER_MOST + 1;
  g_clear_pointer(&net->flow, bm_flow_free);
  net->flow = bm_flow_new();
  g_array_set_size(net->arcs, 0);
  tight_forget_nodes(net);
  add_nodes(net);
  add_pairs(net);
  add_loads(net);
  add_unplaced(net);
}

/* --- what came out */

/* Loads left the range in which works are priced one by one. */
static gboolean range_is_narrow(const Net *net)
{
  for (guint m = 0; m < net->panel->markers->len; m++)
    if (bm_flow_through(net->flow, net->over[m]) > 0 ||
        bm_flow_through(net->flow, net->base[m]) < net->base_most[m])
      return TRUE;
  return FALSE;
}

static guint works_through(const Net *net, const Arcs *arcs)
{
  gint64 works = 0;
  for (guint i = 0; i < arcs->n; i++)
    works += bm_flow_through(net->flow, arcs->first + i);
  return (guint)works;
}

static BmShares *shares_read(const Net *net)
{
  BmShares *shares = g_new0(BmShares, 1);
  shares->by_group = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint g = 0; g < net->panel->groups->len; g++)
    g_ptr_array_add(shares->by_group, g_array_new(FALSE, FALSE, sizeof(BmShare)));
  for (guint i = 0; i < net->arcs->len; i++) {
    const Arcs *arcs = &g_array_index(net->arcs, Arcs, i);
    BmShare share = {arcs->marker, works_through(net, arcs)};
    if (share.works > 0)
      g_array_append_val(g_ptr_array_index(shares->by_group, arcs->group), share);
  }
  return shares;
}

static gboolean group_is_over(const Net *net, const BmShares *shares, guint group, guint *sums)
{
  const GArray *list = bm_shares_of(shares, group);
  guint works = bm_panel_group_works(bm_panel_group(net->panel, group));
  memset(sums, 0, net->panel->n_origins * sizeof(guint));
  for (guint i = 0; i < list->len; i++) {
    const BmShare *share = &g_array_index(list, BmShare, i);
    if ((sums[bm_panel_marker(net->panel, share->marker)->origin] += share->works) > works)
      return TRUE;
  }
  return FALSE;
}

/* Two markings of a work are by two schools: of a group's works, the markers of one school may
 * have each once. Such a limit binds where several of them are cheap; others come in when a
 * group breaks one. */
static gboolean limit_origins(Net *net, const BmShares *shares)
{
  gboolean is_limited = FALSE;
  g_autofree guint *sums = g_new0(guint, net->panel->n_origins + 1);
  for (guint g = 0; g < net->panel->groups->len && net->panel->per_work > 1; g++) {
    if (!group_is_over(net, shares, g, sums))
      continue;
    for (guint i = 0; i < net->pairs->markers[g]->len; i++) {
      guint marker = g_array_index(net->pairs->markers[g], guint, i);
      guint origin = bm_panel_marker(net->panel, marker)->origin;
      is_limited =
          g_hash_table_insert(net->tight, tight_key(net, g, origin), NULL) || is_limited;
    }
  }
  return is_limited;
}

static void limit_likely_origins(Net *net)
{
  g_autofree guint *sums = g_new0(guint, net->panel->n_origins + 1);
  for (guint g = 0; g < net->panel->groups->len && net->panel->per_work > 1; g++) {
    guint works = bm_panel_group_works(bm_panel_group(net->panel, g));
    memset(sums, 0, net->panel->n_origins * sizeof(guint));
    for (guint i = 0; i < net->pairs->markers[g]->len; i++) {
      guint marker = g_array_index(net->pairs->markers[g], guint, i);
      guint origin = bm_panel_marker(net->panel, marker)->origin;
      if (bm_prefer_cost(net->prefer, g, marker) > BM_PREFER_NOISE)
        continue;
      sums[origin] += bm_prefer_wanted(net->prefer, g, marker);
      if (sums[origin] > works)
        g_hash_table_insert(net->tight, tight_key(net, g, origin), NULL);
    }
  }
}

/* --- pairs that are missing */

/* Potential of the node by which a group's works come to markers of each school. */
static void potentials_by_origin(const Net *net, guint group, gint64 *potentials)
{
  gint64 own = bm_flow_potential(net->flow, node_of_group(group));
  for (guint o = 0; o < net->panel->n_origins; o++) {
    gpointer node = g_hash_table_lookup(net->tight, tight_key(net, group, o));
    potentials[o] = node != NULL ? bm_flow_potential(net->flow, GPOINTER_TO_UINT(node)) : own;
  }
}

/* Adds pairs of a group that could make the flow cheaper. */
static gboolean price_group(Net *net, guint group, const gint64 *potentials, GArray *found)
{
  const BmPanelGroup *what = bm_panel_group(net->panel, group);
  g_array_set_size(found, 0);
  for (guint m = 0; m < net->panel->markers->len; m++) {
    gint64 cost = potentials[bm_panel_marker(net->panel, m)->origin] -
                  bm_flow_potential(net->flow, node_of_marker(net, m));
    if (cost >= 0)
      continue;
    cost += bm_prefer_cost(net->prefer, group, m);
    if (cost >= 0 || bm_panel_bar(net->panel, what, m) != BM_BAR_NONE ||
        bm_panel_room(net->panel, m) == 0 || bm_pairs_has(net->pairs, group, m))
      continue;
    BmPair pair = {cost, net->prefer->marker_hash[m], m};
    g_array_append_val(found, pair);
  }
  if (found->len > 0)
    bm_pairs_add_best(net->pairs, group, found);
  return found->len > 0;
}

static gboolean add_missing_pairs(Net *net)
{
  gboolean is_missing = FALSE;
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(BmPair));
  g_autofree gint64 *potentials = g_new0(gint64, net->panel->n_origins + 1);
  for (guint g = 0; g < net->panel->groups->len && !net->pairs->is_all; g++) {
    if (bm_panel_group_works(bm_panel_group(net->panel, g)) == 0)
      continue;
    potentials_by_origin(net, g, potentials);
    is_missing = price_group(net, g, potentials, found) || is_missing;
  }
  return is_missing;
}

static void net_clear(Net *net)
{
  bm_pairs_free(net->pairs);
  bm_flow_free(net->flow);
  g_hash_table_unref(net->tight);
  g_array_unref(net->arcs);
  g_free(net->nodes_by_marker);
  g_free(net->base);
  g_free(net->over);
  g_free(net->base_most);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Net, net_clear)

BmShares *bm_net_solve(const BmPrefer *prefer, guint pairs_most)
{
  guint n_markers = prefer->panel->markers->len + 1;
  g_auto(Net) net = {.prefer = prefer,
                     .panel = prefer->panel,
                     .pairs = bm_pairs_new(prefer, pairs_most),
                     .tight = g_hash_table_new(NULL, NULL),
                     .steps = STEPS_AT_FIRST,
                     .arcs = g_array_new(FALSE, FALSE, sizeof(Arcs)),
                     .nodes_by_marker = g_new0(guint, n_markers),
                     .base = g_new0(guint, n_markers),
                     .over = g_new0(guint, n_markers),
                     .base_most = g_new0(guint, n_markers)};
  limit_likely_origins(&net);
  for (;;) {
    net_build(&net);
    gboolean is_solved = bm_flow_cheapest(net.flow);
    g_assert(is_solved); /* there is a way out for all works */
    g_autoptr(BmShares) shares = shares_read(&net);
    if (limit_origins(&net, shares) || add_missing_pairs(&net))
      continue;
    if (!range_is_narrow(&net))
      return g_steal_pointer(&shares);
    net.steps *= 4;
  }
}
