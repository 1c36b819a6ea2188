/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers who can be compared with each other, since works connect them. */
#include "stages/allocate/spread.h"

#include <string.h>

#define NONE G_MAXUINT

/* Nodes are markers and, after them, extras; edges are works with two markers and single
 * markings of extras. */
typedef struct Edge {
  guint a, b;
  guint work; /* index into dealt, NONE for an extra */
  gboolean is_bridge;
} Edge;

typedef struct Graph {
  const BmPanel *panel;
  GArray *dealt;
  const BmExtras *extras;
  guint n_nodes;
  GArray *edges; /* of Edge; those of works first, in the order of dealt */
  guint *first;  /* by node + 1: where its edges begin in ends */
  guint *ends;   /* edges by node */
  guint *part;   /* by node; NONE: no edge */
  guint n_parts;
  guint *flows; /* by origin × school: works, to keep the directions */
} Graph;

static void add_edge(Graph *graph, guint a, guint b, guint work)
{
  Edge edge = {.a = a, .b = b, .work = work};
  g_array_append_val(graph->edges, edge);
}

static void edges_collect(Graph *graph)
{
  g_array_set_size(graph->edges, 0);
  for (guint i = 0; i < graph->dealt->len && graph->panel->per_work == 2; i++) {
    const BmDealt *work = &g_array_index(graph->dealt, BmDealt, i);
    add_edge(graph, work->markers[0], work->markers[1], i);
  }
  for (guint i = 0; i < graph->extras->list->len; i++) {
    const GArray *markers = bm_extra(graph->extras, i)->markers;
    for (guint k = 0; k < markers->len; k++)
      add_edge(graph, g_array_index(markers, guint, k), graph->panel->markers->len + i, NONE);
  }
}

static void ends_collect(Graph *graph)
{
  memset(graph->first, 0, (graph->n_nodes + 2) * sizeof(guint));
  graph->ends = g_renew(guint, graph->ends, 2 * graph->edges->len + 1);
  for (guint i = 0; i < graph->edges->len; i++) {
    graph->first[g_array_index(graph->edges, Edge, i).a + 2]++;
    graph->first[g_array_index(graph->edges, Edge, i).b + 2]++;
  }
  for (guint v = 1; v < graph->n_nodes + 2; v++)
    graph->first[v] += graph->first[v - 1];
  for (guint i = 0; i < graph->edges->len; i++) {
    graph->ends[graph->first[g_array_index(graph->edges, Edge, i).a + 1]++] = i;
    graph->ends[graph->first[g_array_index(graph->edges, Edge, i).b + 1]++] = i;
  }
}

/* One walk in depth from @root: marks its part, and as bridges the edges without which it would
 * fall apart. (Tarjan: an edge to a child is a bridge when nothing below the child leads to a
 * node that was seen before the child.) */
typedef struct Walk {
  Graph *graph;
  guint *seen, *low, *next, *by; /* by node: when seen, earliest node reached, next end, edge */
  guint *path;
  guint clock;
} Walk;

static void enter(Walk *walk, guint *depth, guint node, guint by)
{
  walk->seen[node] = walk->low[node] = ++walk->clock;
  walk->next[node] = walk->graph->first[node];
  walk->by[node] = by;
  walk->graph->part[node] = walk->graph->n_parts;
  walk->path[(*depth)++] = node;
}

static void leave(Walk *walk, guint *depth)
{
  guint node = walk->path[--*depth];
  if (*depth == 0)
    return;
  guint parent = walk->path[*depth - 1];
  walk->low[parent] = MIN(walk->low[parent], walk->low[node]);
  if (walk->low[node] > walk->seen[parent])
    g_array_index(walk->graph->edges, Edge, walk->by[node]).is_bridge = TRUE;
}

static void walk_from(Walk *walk, guint root)
{
  Graph *graph = walk->graph;
  guint depth = 0;
  enter(walk, &depth, root, NONE);
  while (depth > 0) {
    guint node = walk->path[depth - 1];
    if (walk->next[node] == graph->first[node + 1]) {
      leave(walk, &depth);
      continue;
    }
    guint at = graph->ends[walk->next[node]++];
    const Edge *edge = &g_array_index(graph->edges, Edge, at);
    guint other = edge->a == node ? edge->b : edge->a;
    if (at == walk->by[node])
      continue;
    if (walk->seen[other] == 0)
      enter(walk, &depth, other, at);
    else
      walk->low[node] = MIN(walk->low[node], walk->seen[other]);
  }
  graph->n_parts++;
}

static void parts_find(Graph *graph)
{
  guint n = graph->n_nodes + 1;
  g_autofree guint *numbers = g_new0(guint, (gsize)n * 5);
  Walk walk = {graph,           numbers, numbers + n, numbers + 2 * n, numbers + 3 * n,
               numbers + 4 * n, 0};
  edges_collect(graph);
  ends_collect(graph);
  graph->n_parts = 0;
  for (guint v = 0; v < graph->n_nodes; v++)
    graph->part[v] = NONE;
  for (guint v = 0; v < graph->n_nodes; v++)
    if (graph->part[v] == NONE && graph->first[v] < graph->first[v + 1])
      walk_from(&walk, v);
}

/* --- exchanges */

static const BmPanelGroup *group_of(const Graph *graph, guint work)
{
  return bm_panel_group(graph->panel, g_array_index(graph->dealt, BmDealt, work).group);
}

static guint *flow_at(const Graph *graph, guint origin, guint school)
{
  return &graph->flows[(gsize)origin * graph->panel->schools->len + school];
}

static void flows_count(Graph *graph)
{
  for (guint i = 0; i < graph->dealt->len; i++)
    for (guint k = 0; k < graph->panel->per_work; k++) {
      guint marker = g_array_index(graph->dealt, BmDealt, i).markers[k];
      (*flow_at(graph, bm_panel_marker(graph->panel, marker)->origin,
                group_of(graph, i)->school_at))++;
    }
}

/* May @marker have @work instead of its marker number @k? Only where his school has works of
 * that school already, so that no direction changes. */
static gboolean may_replace(const Graph *graph, guint marker, guint work, guint k)
{
  const BmPanelGroup *group = group_of(graph, work);
  const BmPanelMarker *who = bm_panel_marker(graph->panel, marker);
  guint stays = g_array_index(graph->dealt, BmDealt, work).markers[1 - k];
  return who->origin != bm_panel_marker(graph->panel, stays)->origin &&
         bm_panel_bar(graph->panel, group, marker) == BM_BAR_NONE &&
         *flow_at(graph, who->origin, group->school_at) > 0;
}

static void exchange(Graph *graph, guint one, guint k, guint two, guint l)
{
  BmDealt *a = &g_array_index(graph->dealt, BmDealt, one);
  BmDealt *b = &g_array_index(graph->dealt, BmDealt, two);
  guint origin_a = bm_panel_marker(graph->panel, a->markers[k])->origin;
  guint origin_b = bm_panel_marker(graph->panel, b->markers[l])->origin;
  (*flow_at(graph, origin_a, group_of(graph, one)->school_at))--;
  (*flow_at(graph, origin_b, group_of(graph, two)->school_at))--;
  (*flow_at(graph, origin_a, group_of(graph, two)->school_at))++;
  (*flow_at(graph, origin_b, group_of(graph, one)->school_at))++;
  guint marker = a->markers[k];
  a->markers[k] = b->markers[l];
  b->markers[l] = marker;
}

/* How much an exchange changes: nothing within a group, more across variants. */
static guint price_of(const Graph *graph, guint one, guint two)
{
  const BmPanelGroup *a = group_of(graph, one), *b = group_of(graph, two);
  return (a != b ? 1U : 0U) + (a->variant_at != b->variant_at ? 2U : 0U);
}

typedef struct Exchange {
  guint one, k, two, l, price;
} Exchange;

static void consider(const Graph *graph, guint one, guint two, Exchange *best)
{
  const BmDealt *a = &g_array_index(graph->dealt, BmDealt, one);
  const BmDealt *b = &g_array_index(graph->dealt, BmDealt, two);
  guint price = price_of(graph, one, two);
  for (guint k = 0; k < 2 && price < best->price; k++)
    for (guint l = 0; l < 2 && price < best->price; l++)
      if (may_replace(graph, b->markers[l], one, k) &&
          may_replace(graph, a->markers[k], two, l))
        *best = (Exchange){one, k, two, l, price};
}

/* Exchanges one marker each between a work of @part and one outside. The new edges join what
 * the two works connected, and when one of the two was no bridge, all is one part. */
static gboolean join_part(Graph *graph, guint part)
{
  Exchange best = {.price = NONE};
  for (guint one = 0; one < graph->dealt->len && best.price > 0; one++) {
    const Edge *inner = &g_array_index(graph->edges, Edge, one);
    if (graph->part[inner->a] != part)
      continue;
    for (guint two = 0; two < graph->dealt->len && best.price > 0; two++) {
      const Edge *outer = &g_array_index(graph->edges, Edge, two);
      if (graph->part[outer->a] != part && !(inner->is_bridge && outer->is_bridge))
        consider(graph, one, two, &best);
    }
  }
  if (best.price == NONE)
    return FALSE;
  exchange(graph, best.one, best.k, best.two, best.l);
  return TRUE;
}

/* Parts that have few works first: there is less to look through. */
static gboolean join_some(Graph *graph)
{
  g_autofree guint *sizes = g_new0(guint, graph->n_parts + 1);
  guint biggest = 0;
  for (guint v = 0; v < graph->n_nodes; v++)
    if (graph->part[v] != NONE)
      sizes[graph->part[v]] += graph->first[v + 1] - graph->first[v];
  for (guint p = 0; p < graph->n_parts; p++)
    biggest = sizes[p] > sizes[biggest] ? p : biggest;
  for (guint p = 0; p < graph->n_parts; p++)
    if (p != biggest && join_part(graph, p))
      return TRUE;
  return FALSE;
}

/* Markers with works of which none is shared are parts of their own. */
static guint lonely(const Graph *graph)
{
  guint n = 0;
  g_autofree gboolean *has_works = g_new0(gboolean, graph->panel->markers->len + 1);
  for (guint i = 0; i < graph->dealt->len; i++)
    for (guint k = 0; k < graph->panel->per_work; k++)
      has_works[g_array_index(graph->dealt, BmDealt, i).markers[k]] = TRUE;
  for (guint m = 0; m < graph->panel->markers->len; m++)
    n += has_works[m] && graph->part[m] == NONE ? 1 : 0;
  return n;
}

guint bm_deal_connect(const BmPanel *panel, GArray *dealt, const BmExtras *extras)
{
  guint n_nodes = panel->markers->len + extras->list->len;
  g_autoptr(GArray) edges = g_array_new(FALSE, TRUE, sizeof(Edge));
  g_autofree guint *first = g_new0(guint, n_nodes + 3);
  g_autofree guint *part = g_new0(guint, n_nodes + 1);
  g_autofree guint *flows = g_new0(guint, (gsize)panel->n_origins * panel->schools->len + 1);
  Graph graph = {.panel = panel,
                 .dealt = dealt,
                 .extras = extras,
                 .n_nodes = n_nodes,
                 .edges = edges,
                 .first = first,
                 .part = part,
                 .flows = flows};
  flows_count(&graph);
  parts_find(&graph);
  while (panel->per_work == 2 && graph.n_parts > 1 && join_some(&graph))
    parts_find(&graph);
  g_free(graph.ends);
  return graph.n_parts + lonely(&graph);
}
