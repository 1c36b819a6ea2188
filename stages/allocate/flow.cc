/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows in networks, by LEMON. */
#include <lemon/network_simplex.h>
#include <lemon/preflow.h>
#include <lemon/smart_graph.h>

#include "stages/allocate/flow.h" /* last: GLib's macro MAX is a name in LEMON */

using Digraph = lemon::SmartDigraph;
using Numbers = Digraph::ArcMap<gint64>;

struct BmFlow {
  Digraph graph;
  Numbers most{graph}, cost{graph}, through{graph};
  Digraph::NodeMap<gint64> supply{graph}, potential{graph};
};

BmFlow *bm_flow_new(void)
{
  return new BmFlow();
}

void bm_flow_free(BmFlow *flow)
{
  delete flow;
}

static Digraph::Node node_at(guint node)
{
  return Digraph::nodeFromId(static_cast<int>(node));
}

static Digraph::Arc arc_at(guint arc)
{
  return Digraph::arcFromId(static_cast<int>(arc));
}

guint bm_flow_node(BmFlow *flow, gint64 supply)
{
  Digraph::Node node = flow->graph.addNode();
  flow->supply[node] = supply;
  return static_cast<guint>(Digraph::id(node));
}

guint bm_flow_arc(BmFlow *flow, guint from, guint to, gint64 most, gint64 cost)
{
  Digraph::Arc arc = flow->graph.addArc(node_at(from), node_at(to));
  flow->most[arc] = most;
  flow->cost[arc] = cost;
  return static_cast<guint>(Digraph::id(arc));
}

gboolean bm_flow_cheapest(BmFlow *flow)
{
  using Simplex = lemon::NetworkSimplex<Digraph, gint64, gint64>;
  Simplex simplex(flow->graph);
  simplex.upperMap(flow->most).costMap(flow->cost).supplyMap(flow->supply);
  if (simplex.run() != Simplex::OPTIMAL)
    return FALSE;
  simplex.flowMap(flow->through);
  simplex.potentialMap(flow->potential);
  return TRUE;
}

gint64 bm_flow_most(BmFlow *flow, guint from, guint to, gboolean **ret_sources)
{
  lemon::Preflow<Digraph, Numbers> preflow(flow->graph, flow->most, node_at(from), node_at(to));
  preflow.run();
  for (Digraph::ArcIt arc(flow->graph); arc != lemon::INVALID; ++arc)
    flow->through[arc] = preflow.flow(arc);
  if (ret_sources != nullptr) {
    *ret_sources = g_new0(gboolean, static_cast<gsize>(lemon::countNodes(flow->graph)));
    for (Digraph::NodeIt node(flow->graph); node != lemon::INVALID; ++node)
      (*ret_sources)[Digraph::id(node)] = preflow.minCut(node);
  }
  return preflow.flowValue();
}

gint64 bm_flow_through(const BmFlow *flow, guint arc)
{
  return flow->through[arc_at(arc)];
}

gint64 bm_flow_potential(const BmFlow *flow, guint node)
{
  return flow->potential[node_at(node)];
}
