/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest set of works that find no place. */
#include "stages/allocate/block.h"

#include "stages/allocate/flow.h"

#include <string.h>

void bm_block_free(BmBlock *block)
{
  if (block == NULL)
    return;
  g_ptr_array_unref(block->schools);
  g_ptr_array_unref(block->works_of);
  g_free(block);
}

/* Arcs of one lot: each kind of markers that may have it, and markers of one school together
 * no more than each work once. */
static void add_lot(const BmKinds *kinds, guint lot, BmFlow *flow, guint node, guint first_kind)
{
  g_autofree guint *by_origin = g_new0(guint, kinds->panel->n_origins + 1);
  for (guint k = 0; k < kinds->kinds->len; k++) {
    const BmKind *kind = bm_kind(kinds, k);
    if (!bm_kind_may(kinds, lot, k))
      continue;
    guint from = node, works = bm_lot(kinds, lot)->works;
    if (kinds->panel->per_work > 1) {
      if (by_origin[kind->origin] == 0) {
        by_origin[kind->origin] = bm_flow_node(flow, 0);
        bm_flow_arc(flow, node, by_origin[kind->origin], works, 0);
      }
      from = by_origin[kind->origin];
    }
    bm_flow_arc(flow, from, first_kind + k, works, 0);
  }
}

guint bm_block_room(const BmKinds *kinds, const gboolean *chosen, gboolean **ret_cut)
{
  g_autoptr(BmFlow) flow = bm_flow_new();
  g_autofree gboolean *sources = NULL;
  guint source = bm_flow_node(flow, 0), sink = bm_flow_node(flow, 0);
  guint n_lots = kinds->lots->len, first_lot = sink + 1, first_kind = first_lot + n_lots;
  for (guint i = 0; i < n_lots + kinds->kinds->len; i++)
    bm_flow_node(flow, 0);
  for (guint k = 0; k < kinds->kinds->len; k++)
    bm_flow_arc(flow, first_kind + k, sink, bm_kind(kinds, k)->room, 0);
  for (guint l = 0; l < n_lots; l++)
    if (chosen[l]) {
      bm_flow_arc(flow, source, first_lot + l,
                  (gint64)bm_lot(kinds, l)->works * kinds->panel->per_work, 0);
      add_lot(kinds, l, flow, first_lot + l, first_kind);
    }
  guint room = (guint)bm_flow_most(flow, source, sink, ret_cut != NULL ? &sources : NULL);
  if (ret_cut != NULL) {
    *ret_cut = g_new0(gboolean, n_lots + 1);
    for (guint l = 0; l < n_lots; l++)
      (*ret_cut)[l] = chosen[l] && sources[first_lot + l];
  }
  return room;
}

static guint needed_by(const BmKinds *kinds, const gboolean *chosen)
{
  guint needed = 0;
  for (guint l = 0; l < kinds->lots->len; l++)
    needed += chosen[l] ? bm_lot(kinds, l)->works * kinds->panel->per_work : 0;
  return needed;
}

static gboolean is_blocked(const BmKinds *kinds, const gboolean *chosen)
{
  return bm_block_room(kinds, chosen, NULL) < needed_by(kinds, chosen);
}

static void choose(const BmKinds *kinds, gboolean *chosen, gboolean is_in)
{
  for (guint l = 0; l < kinds->lots->len; l++)
    chosen[l] = is_in;
}

/* Room for one lot alone: each school takes each work once and no more than its limits. */
static guint room_for_one(const BmKinds *kinds, guint lot, guint *by_origin)
{
  guint room = 0, works = bm_lot(kinds, lot)->works;
  memset(by_origin, 0, kinds->panel->n_origins * sizeof(guint));
  for (guint k = 0; k < kinds->kinds->len; k++) {
    const BmKind *kind = bm_kind(kinds, k);
    if (!bm_kind_may(kinds, lot, k))
      continue;
    guint before = by_origin[kind->origin];
    by_origin[kind->origin] = MIN(works, before + MIN(works, kind->room));
    room += by_origin[kind->origin] - before;
  }
  return MIN(room, works * kinds->panel->per_work);
}

static gboolean one_blocks(const BmKinds *kinds, gboolean *chosen)
{
  g_autofree guint *by_origin = g_new0(guint, kinds->panel->n_origins + 1);
  for (guint l = 0; l < kinds->lots->len; l++)
    if (room_for_one(kinds, l, by_origin) < bm_lot(kinds, l)->works * kinds->panel->per_work) {
      choose(kinds, chosen, FALSE);
      chosen[l] = TRUE;
      return TRUE;
    }
  return FALSE;
}

static gboolean may_have_any(const BmKinds *kinds, guint kind)
{
  for (guint l = 0; l < kinds->lots->len; l++)
    if (bm_kind_may(kinds, l, kind))
      return TRUE;
  return FALSE;
}

/* Of those who may have works at all. */
static gboolean limits_are_too_low(const BmKinds *kinds)
{
  guint64 sum = 0;
  for (guint k = 0; k < kinds->kinds->len; k++)
    sum += may_have_any(kinds, k) ? bm_kind(kinds, k)->room : 0;
  return sum < (guint64)kinds->panel->n_works * kinds->panel->per_work;
}

/* What is on the full side of a narrowest cut blocks; then one after another is left out. */
static void drop_needless(const BmKinds *kinds, gboolean *chosen)
{
  g_autofree gboolean *cut = NULL;
  choose(kinds, chosen, TRUE);
  bm_block_room(kinds, chosen, &cut);
  memcpy(chosen, cut, kinds->lots->len * sizeof(gboolean));
  for (guint l = 0; l < kinds->lots->len; l++) {
    if (!chosen[l])
      continue;
    chosen[l] = FALSE;
    if (!is_blocked(kinds, chosen))
      chosen[l] = TRUE;
  }
}

/* --- what to tell */

static gboolean may_have_some(const BmPanel *panel, const BmKinds *kinds,
                              const gboolean *chosen, guint marker)
{
  for (guint l = 0; l < kinds->lots->len; l++)
    if (chosen[l] && bm_panel_bar(panel, bm_panel_group(panel, bm_lot(kinds, l)->group),
                                  marker) == BM_BAR_NONE)
      return TRUE;
  return FALSE;
}

static void count_markers(BmBlock *block, const BmKinds *kinds, const gboolean *chosen)
{
  const BmPanel *panel = kinds->panel;
  guint first = 0;
  while (!chosen[first])
    first++;
  const BmPanelGroup *group = bm_panel_group(panel, bm_lot(kinds, first)->group);
  for (guint m = 0; m < panel->markers->len; m++) {
    gboolean may = may_have_some(panel, kinds, chosen, m);
    block->reserved += bm_panel_marker(panel, m)->extras;
    if (may && bm_panel_room(panel, m) > 0)
      block->n_markers++;
    else
      block->barred[may ? BM_BAR_NONE : bm_panel_bar(panel, group, m)]++;
  }
}

/* Schools of markers who may have works of @lot, whatever their limits. */
static guint n_origins_of(const BmKinds *kinds, guint lot)
{
  const BmPanel *panel = kinds->panel;
  const BmPanelGroup *group = bm_panel_group(panel, bm_lot(kinds, lot)->group);
  g_autofree gboolean *is_seen = g_new0(gboolean, panel->n_origins + 1);
  guint n = 0;
  for (guint m = 0; m < panel->markers->len; m++) {
    guint origin = bm_panel_marker(panel, m)->origin;
    if (is_seen[origin] || bm_panel_bar(panel, group, m) != BM_BAR_NONE)
      continue;
    is_seen[origin] = TRUE;
    n++;
  }
  return n;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_works(BmBlock *block, const BmKinds *kinds, guint lot)
{
  const BmPanel *panel = kinds->panel;
  for (guint g = 0; g < panel->groups->len && panel->purpose != BM_PURPOSE_FIRST; g++)
    for (guint i = 0; kinds->lot_of[g] == lot && i < bm_panel_group(panel, g)->works->len; i++)
      g_ptr_array_add(block->works_of, g_ptr_array_index(bm_panel_group(panel, g)->works, i));
}

static BmBlock *block_of(const BmKinds *kinds, const gboolean *chosen)
{
  BmBlock *block = g_new0(BmBlock, 1);
  block->schools = g_ptr_array_new();
  block->works_of = g_ptr_array_new();
  block->needs_rank = BM_RANK_LEAD;
  for (guint l = 0; l < kinds->lots->len; l++) {
    if (!chosen[l])
      continue;
    const BmPanelGroup *group = bm_panel_group(kinds->panel, bm_lot(kinds, l)->group);
    guint n = block->schools->len;
    if (n == 0 || strcmp(g_ptr_array_index(block->schools, n - 1), group->school) != 0)
      g_ptr_array_add(block->schools, (char *)group->school);
    block->works += bm_lot(kinds, l)->works;
    block->needs_rank = MIN(block->needs_rank, group->needs_rank);
    block->room_unlimited +=
        bm_lot(kinds, l)->works * MIN(n_origins_of(kinds, l), kinds->panel->per_work);
    block->lots++;
    add_works(block, kinds, l);
  }
  g_ptr_array_sort(block->works_of, by_name);
  block->needed = needed_by(kinds, chosen);
  block->room = bm_block_room(kinds, chosen, NULL);
  count_markers(block, kinds, chosen);
  return block;
}

static BmBlock *smallest(const BmKinds *kinds, gboolean *chosen)
{
  if (one_blocks(kinds, chosen)) {
    BmBlock *block = block_of(kinds, chosen);
    block->is_smallest = TRUE;
    return block;
  }
  if (limits_are_too_low(kinds)) {
    choose(kinds, chosen, TRUE);
    BmBlock *block = block_of(kinds, chosen);
    block->is_all = TRUE;
    return block;
  }
  gboolean is_smallest =
      kinds->lots->len <= BM_BLOCK_SEARCH_MOST && bm_block_fewest(kinds, chosen);
  if (!is_smallest)
    drop_needless(kinds, chosen);
  BmBlock *block = block_of(kinds, chosen);
  block->is_smallest = is_smallest;
  return block;
}

gboolean bm_panel_is_blocked(const BmPanel *panel)
{
  g_autoptr(BmKinds) kinds = bm_kinds_new(panel);
  g_autofree gboolean *chosen = g_new0(gboolean, kinds->lots->len + 1);
  choose(kinds, chosen, TRUE);
  return is_blocked(kinds, chosen);
}

BmBlock *bm_panel_block(const BmPanel *panel)
{
  if (!bm_panel_is_blocked(panel))
    return NULL;
  g_autoptr(BmKinds) kinds = bm_kinds_new(panel);
  g_autofree gboolean *chosen = g_new0(gboolean, kinds->lots->len + 1);
  return smallest(kinds, chosen);
}
