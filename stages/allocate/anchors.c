/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anchor works chosen from the round itself. */
#include "stages/allocate/extras.h"

#include <string.h>

typedef struct Ranked {
  guint first; /* sorts before the rank */
  guint64 rank;
  guint at;
} Ranked;

/* Works in the order in which they are tried: school by school, and at each school another
 * class at each visit. */
typedef struct Turns {
  GArray *groups; /* of Ranked: first is the index of the school */
  GArray *works;  /* guint by group: works of it tried so far */
} Turns;

typedef struct Choice {
  BmPanel *panel;
  BmExtras *extras;
  const char *seed;
  guint per_marker;
  GPtrArray *own; /* of BmExtra, borrowed: those chosen here */
  guint *covered; /* by marker: chosen works that he may have */
} Choice;

static int by_rank(const void *a, const void *b)
{
  const Ranked *p = a, *q = b;
  if (p->first != q->first)
    return p->first < q->first ? -1 : 1;
  if (p->rank != q->rank)
    return p->rank < q->rank ? -1 : 1;
  return p->at < q->at ? -1 : p->at > q->at;
}

static guint variant_of_most(const BmPanel *panel)
{
  g_autofree guint *works = g_new0(guint, panel->variants->len + 1);
  guint best = 0;
  for (guint g = 0; g < panel->groups->len; g++)
    works[bm_panel_group(panel, g)->variant_at] +=
        bm_panel_group_works(bm_panel_group(panel, g));
  for (guint v = 1; v < panel->variants->len; v++)
    best = works[v] > works[best] ? v : best;
  return best;
}

/* Groups of one variant (or of all others) with the schools in turn. The first group of each
 * school comes before the second of any. */
static GArray *groups_in_turn(const Choice *choice, guint variant, gboolean is_other)
{
  const BmPanel *panel = choice->panel;
  GArray *order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint g = 0; g < panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(panel, g);
    if ((group->variant_at == variant) == is_other || group->works->len == 0)
      continue;
    g_autofree char *name = g_strdup_printf("%s|%s", group->school, group->class_alias);
    Ranked ranked = {group->school_at, bm_panel_rank(choice->seed, "anchor class", name), g};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  for (guint i = 0, visit = 0; i < order->len; i++) {
    Ranked *at = &g_array_index(order, Ranked, i);
    const BmPanelGroup *group = bm_panel_group(panel, at->at);
    visit = i > 0 && bm_panel_group(panel, (at - 1)->at)->school_at == group->school_at
                ? visit + 1
                : 0;
    at->first = visit;
    at->rank = bm_panel_rank(choice->seed, "anchor school", group->school);
  }
  g_array_sort(order, by_rank);
  return order;
}

static guint wanted_by(const Choice *choice, guint marker)
{
  return MIN(choice->per_marker, bm_panel_room(choice->panel, marker));
}

static gboolean helps(const Choice *choice, const BmPanelGroup *group)
{
  for (guint m = 0; m < choice->panel->markers->len; m++)
    if (choice->covered[m] < wanted_by(choice, m) &&
        bm_panel_bar(choice->panel, group, m) == BM_BAR_NONE)
      return TRUE;
  return FALSE;
}

static gboolean is_extra(const Choice *choice, const char *work_no)
{
  for (guint i = 0; i < choice->extras->list->len; i++)
    if (strcmp(bm_extra(choice->extras, i)->work_no, work_no) == 0)
      return TRUE;
  return FALSE;
}

/* The @visit-th work of the group in seeded order, or NULL. */
static const char *work_in_turn(const Choice *choice, const BmPanelGroup *group, guint visit)
{
  g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint i = 0; i < group->works->len; i++) {
    const char *work = g_ptr_array_index(group->works, i);
    Ranked ranked = {0, bm_panel_rank(choice->seed, "anchor work", work), i};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  return visit < order->len
             ? g_ptr_array_index(group->works, g_array_index(order, Ranked, visit).at)
             : NULL;
}

static void choose_one(Choice *choice, const BmPanelGroup *group, const char *work_no)
{
  BmExtra *extra = bm_extras_add(choice->extras, choice->panel, work_no, FALSE);
  g_ptr_array_add(choice->own, extra);
  for (guint m = 0; m < choice->panel->markers->len; m++)
    choice->covered[m] += bm_panel_bar(choice->panel, group, m) == BM_BAR_NONE ? 1 : 0;
}

static gboolean is_covered(const Choice *choice)
{
  for (guint m = 0; m < choice->panel->markers->len; m++)
    if (choice->covered[m] < wanted_by(choice, m))
      return FALSE;
  return TRUE;
}

/* Adds works until everybody may have as many as he should, if the works allow that. No group
 * has to give more works than a marker needs. */
static void choose(Choice *choice, const GArray *groups)
{
  for (guint visit = 0; visit < choice->per_marker; visit++)
    for (guint i = 0; i < groups->len && !is_covered(choice); i++) {
      const BmPanelGroup *group =
          bm_panel_group(choice->panel, g_array_index(groups, Ranked, i).at);
      if (!helps(choice, group))
        continue;
      const char *work_no = work_in_turn(choice, group, visit);
      if (work_no != NULL && !is_extra(choice, work_no))
        choose_one(choice, group, work_no);
    }
}

/* Everybody takes his number of works, each beginning at another one. */
static void hand_out(Choice *choice)
{
  guint n = choice->own->len;
  for (guint m = 0; m < choice->panel->markers->len; m++) {
    guint given = 0;
    for (guint i = 0; i < n && given < choice->per_marker; i++) {
      BmExtra *extra = g_ptr_array_index(choice->own, (m + i) % n);
      if (!bm_extra_may(choice->panel, extra, m))
        continue;
      bm_extra_give(choice->panel, extra, m);
      given++;
    }
    choice->extras->anchors_short += choice->per_marker - given;
  }
}

/* --- markers who share no work */

static guint root_of(guint *parent, guint at)
{
  while (parent[at] != at)
    at = parent[at] = parent[parent[at]];
  return at;
}

/* Markers joined by extras; the smallest index of each part stands for it. */
static guint *parts_of(const Choice *choice)
{
  guint *parent = g_new(guint, choice->panel->markers->len + 1);
  for (guint m = 0; m < choice->panel->markers->len; m++)
    parent[m] = m;
  for (guint i = 0; i < choice->extras->list->len; i++) {
    const GArray *markers = bm_extra(choice->extras, i)->markers;
    for (guint k = 1; k < markers->len; k++) {
      guint a = root_of(parent, g_array_index(markers, guint, 0));
      guint b = root_of(parent, g_array_index(markers, guint, k));
      parent[MAX(a, b)] = MIN(a, b);
    }
  }
  for (guint m = 0; m < choice->panel->markers->len; m++)
    parent[m] = root_of(parent, m);
  return parent;
}

/* Gives one work that a marker of @part has to a marker outside, or one from outside to him. */
static gboolean bridge_by_extra(Choice *choice, const guint *parts, guint part)
{
  for (guint i = 0; i < choice->own->len; i++) {
    BmExtra *extra = g_ptr_array_index(choice->own, i);
    if (extra->markers->len == 0)
      continue;
    gboolean is_inside = parts[g_array_index(extra->markers, guint, 0)] == part;
    for (guint m = 0; m < choice->panel->markers->len; m++)
      if ((parts[m] == part) != is_inside && bm_panel_marker(choice->panel, m)->extras > 0 &&
          bm_extra_may(choice->panel, extra, m)) {
        bm_extra_give(choice->panel, extra, m);
        return TRUE;
      }
  }
  return FALSE;
}

static int someone(const Choice *choice, const BmPanelGroup *group, const guint *parts,
                   guint part, gboolean is_inside)
{
  for (guint m = 0; m < choice->panel->markers->len; m++)
    if ((parts[m] == part) == is_inside && bm_panel_room(choice->panel, m) > 0 &&
        bm_panel_marker(choice->panel, m)->extras > 0 &&
        bm_panel_bar(choice->panel, group, m) == BM_BAR_NONE)
      return (int)m;
  return -1;
}

/* Makes a work an anchor that one marker inside and one outside may both have. */
static gboolean bridge_by_work(Choice *choice, const guint *parts, guint part)
{
  for (guint g = 0; g < choice->panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(choice->panel, g);
    if (group->works->len <= choice->per_marker)
      continue;
    int inside = someone(choice, group, parts, part, TRUE);
    int outside = someone(choice, group, parts, part, FALSE);
    const char *work_no = work_in_turn(choice, group, choice->per_marker);
    if (inside < 0 || outside < 0 || is_extra(choice, work_no))
      continue;
    choose_one(choice, group, work_no);
    BmExtra *extra = g_ptr_array_index(choice->own, choice->own->len - 1);
    bm_extra_give(choice->panel, extra, (guint)inside);
    bm_extra_give(choice->panel, extra, (guint)outside);
    return TRUE;
  }
  return FALSE;
}

static void join_parts(Choice *choice)
{
  for (gboolean is_joined = TRUE; is_joined;) {
    g_autofree guint *parts = parts_of(choice);
    is_joined = FALSE;
    for (guint m = 1; m < choice->panel->markers->len && !is_joined; m++)
      if (parts[m] == m && bm_panel_marker(choice->panel, m)->extras > 0)
        is_joined = bridge_by_extra(choice, parts, m) || bridge_by_work(choice, parts, m);
  }
}

/* A work of the round needs two schools when works are marked twice. */
static void second_school(Choice *choice, BmExtra *extra)
{
  const BmPanel *panel = choice->panel;
  if (extra->markers->len == 0 || bm_extra_origins(panel, extra) >= panel->per_work)
    return;
  guint origin = bm_panel_marker(panel, g_array_index(extra->markers, guint, 0))->origin;
  for (guint m = 0; m < panel->markers->len; m++)
    if (bm_panel_marker(panel, m)->origin != origin && bm_extra_may(panel, extra, m)) {
      bm_extra_give(choice->panel, extra, m);
      return;
    }
}

void bm_anchors_choose(BmPanel *panel, BmExtras *extras, const char *seed, guint per_marker)
{
  g_autoptr(GPtrArray) own = g_ptr_array_new();
  g_autofree guint *covered = g_new0(guint, panel->markers->len + 1);
  Choice choice = {.panel = panel,
                   .extras = extras,
                   .seed = seed,
                   .per_marker = per_marker,
                   .own = own,
                   .covered = covered};
  guint variant = variant_of_most(panel);
  for (int is_other = 0; is_other < 2; is_other++) {
    g_autoptr(GArray) groups = groups_in_turn(&choice, variant, is_other);
    choose(&choice, groups);
  }
  hand_out(&choice);
  join_parts(&choice);
  for (guint i = 0; i < own->len; i++)
    second_school(&choice, g_ptr_array_index(own, i));
  for (guint i = 0; i < own->len; i++)
    bm_extra_settle(panel, extras, g_ptr_array_index(own, i));
}
