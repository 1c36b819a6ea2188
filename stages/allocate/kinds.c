/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works and markers that the rules treat alike. */
#include "stages/allocate/kinds.h"

#include <string.h>

static void kind_clear(BmKind *kind)
{
  g_clear_pointer(&kind->members, g_array_unref);
}

void bm_kinds_free(BmKinds *kinds)
{
  if (kinds == NULL)
    return;
  g_array_unref(kinds->lots);
  g_array_unref(kinds->kinds);
  g_free(kinds->lot_of);
  g_free(kinds);
}

/* The same markers may have them. */
static gboolean groups_are_alike(const BmPanel *panel, const BmPanelGroup *a,
                                 const BmPanelGroup *b)
{
  if (a->before->len == 0 && b->before->len == 0 && a->needs_rank == b->needs_rank)
    return a->school_at == b->school_at;
  for (guint m = 0; m < panel->markers->len; m++)
    if ((bm_panel_bar(panel, a, m) == BM_BAR_NONE) !=
        (bm_panel_bar(panel, b, m) == BM_BAR_NONE))
      return FALSE;
  return a->school_at == b->school_at;
}

/* The lot of @group among those of its school, which are the last ones. */
static guint lot_find(const BmKinds *kinds, const BmPanelGroup *group)
{
  for (guint i = kinds->lots->len; i > 0; i--) {
    const BmPanelGroup *other = bm_panel_group(kinds->panel, bm_lot(kinds, i - 1)->group);
    if (other->school_at != group->school_at)
      break;
    if (groups_are_alike(kinds->panel, other, group))
      return i - 1;
  }
  return G_MAXUINT;
}

static void lots_make(BmKinds *kinds)
{
  const BmPanel *panel = kinds->panel;
  for (guint g = 0; g < panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(panel, g);
    kinds->lot_of[g] = G_MAXUINT;
    if (group->works->len == 0)
      continue;
    kinds->lot_of[g] = lot_find(kinds, group);
    if (kinds->lot_of[g] == G_MAXUINT) {
      BmLot lot = {.group = g};
      kinds->lot_of[g] = kinds->lots->len;
      g_array_append_val(kinds->lots, lot);
    }
    g_array_index(kinds->lots, BmLot, kinds->lot_of[g]).works += group->works->len;
  }
}

/* Markers who marked some work before are each of a kind of his own. */
static gboolean *singles_of(const BmPanel *panel)
{
  gboolean *is_single = g_new0(gboolean, panel->markers->len + 1);
  for (guint g = 0; g < panel->groups->len; g++) {
    const GArray *before = bm_panel_group(panel, g)->before;
    for (guint i = 0; i < before->len; i++)
      is_single[g_array_index(before, guint, i)] = TRUE;
  }
  return is_single;
}

static gboolean markers_are_alike(const BmPanel *panel, guint a, guint b)
{
  const BmPanelMarker *p = bm_panel_marker(panel, a), *q = bm_panel_marker(panel, b);
  return p->origin == q->origin && p->rank == q->rank &&
         memcmp(p->bars, q->bars, panel->schools->len) == 0;
}

static void kind_add(BmKinds *kinds, guint marker)
{
  BmKind kind = {.marker = marker,
                 .origin = bm_panel_marker(kinds->panel, marker)->origin,
                 .room = bm_panel_room(kinds->panel, marker),
                 .members = g_array_new(FALSE, FALSE, sizeof(guint))};
  g_array_append_val(kind.members, marker);
  g_array_append_val(kinds->kinds, kind);
}

static void kinds_make(BmKinds *kinds)
{
  const BmPanel *panel = kinds->panel;
  g_autofree gboolean *is_single = singles_of(panel);
  g_autoptr(GPtrArray) by_origin =
      g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint o = 0; o < panel->n_origins; o++)
    g_ptr_array_add(by_origin, g_array_new(FALSE, FALSE, sizeof(guint)));
  for (guint m = 0; m < panel->markers->len; m++) {
    if (bm_panel_room(panel, m) == 0)
      continue;
    GArray *mates = g_ptr_array_index(by_origin, bm_panel_marker(panel, m)->origin);
    BmKind *kind = NULL;
    for (guint i = 0; i < mates->len && kind == NULL && !is_single[m]; i++) {
      BmKind *other = &g_array_index(kinds->kinds, BmKind, g_array_index(mates, guint, i));
      if (!is_single[other->marker] && markers_are_alike(panel, m, other->marker))
        kind = other;
    }
    if (kind != NULL) {
      kind->room += bm_panel_room(panel, m);
      g_array_append_val(kind->members, m);
      continue;
    }
    g_array_append_val(mates, kinds->kinds->len);
    kind_add(kinds, m);
  }
}

BmKinds *bm_kinds_new(const BmPanel *panel)
{
  BmKinds *kinds = g_new0(BmKinds, 1);
  kinds->panel = panel;
  kinds->lots = g_array_new(FALSE, TRUE, sizeof(BmLot));
  kinds->kinds = g_array_new(FALSE, TRUE, sizeof(BmKind));
  g_array_set_clear_func(kinds->kinds, (GDestroyNotify)kind_clear);
  kinds->lot_of = g_new0(guint, panel->groups->len + 1);
  lots_make(kinds);
  kinds_make(kinds);
  return kinds;
}

gboolean bm_kind_may(const BmKinds *kinds, guint lot, guint kind)
{
  const BmPanelGroup *group = bm_panel_group(kinds->panel, bm_lot(kinds, lot)->group);
  return bm_panel_bar(kinds->panel, group, bm_kind(kinds, kind)->marker) == BM_BAR_NONE;
}
