/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices of pairs. */
#include "stages/allocate/prefer.h"

#include <math.h>

#define CLASSES_WANTED 4 /* a bundle should come from at least so many classes */
#define SCHOOLS_WANTED 4 /* … and schools */

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

void bm_prefer_free(BmPrefer *prefer)
{
  if (prefer == NULL)
    return;
  g_free(prefer->fair);
  g_free(prefer->first_variant);
  g_free(prefer->last_variant);
  g_free(prefer->against);
  g_free(prefer->group_hash);
  g_free(prefer->marker_hash);
  g_free(prefer->sums);
  g_free(prefer);
}

/* --- the seeded part */

/* Spreads the bits of a number; the constants are those of SplitMix64. */
static guint64 mixed(guint64 x)
{
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
  x = (x ^ x >> 27) * 0x94d049bb133111ebU;
  return x ^ x >> 31;
}

static void hashes_make(BmPrefer *prefer, const char *seed)
{
  const BmPanel *panel = prefer->panel;
  prefer->group_hash = g_new0(guint64, panel->groups->len + 1);
  prefer->marker_hash = g_new0(guint64, panel->markers->len + 1);
  for (guint g = 0; g < panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(panel, g);
    const char *variant = g_ptr_array_index(panel->variants, group->variant_at);
    const char *work =
        group->works->len > 0 ? g_ptr_array_index(group->works, 0) : group->class_alias;
    g_autofree char *name = g_strdup_printf("%s|%s|%s|%s", group->school, group->class_alias,
                                            variant, group->before->len > 0 ? work : "");
    prefer->group_hash[g] = bm_panel_rank(seed, "group", name);
  }
  for (guint m = 0; m < panel->markers->len; m++)
    prefer->marker_hash[m] = bm_panel_rank(seed, "marker", bm_panel_marker(panel, m)->id);
}

/* --- variants */

/* Markers in seeded order, one of each school and then the next of each, so that each stretch
 * of them has many schools. */
static GArray *markers_in_turn(const BmPrefer *prefer)
{
  const BmPanel *panel = prefer->panel;
  g_autofree guint *seen = g_new0(guint, panel->n_origins + 1);
  GArray *order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  for (guint m = 0; m < panel->markers->len; m++) {
    Ranked ranked = {seen[bm_panel_marker(panel, m)->origin]++, prefer->marker_hash[m], m};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  return order;
}

static double *variant_ends(const BmPanel *panel)
{
  double *ends = g_new0(double, panel->variants->len + 1);
  for (guint g = 0; g < panel->groups->len; g++)
    ends[bm_panel_group(panel, g)->variant_at] +=
        (double)bm_panel_group_works(bm_panel_group(panel, g)) * panel->per_work;
  for (guint v = 1; v < panel->variants->len; v++)
    ends[v] += ends[v - 1];
  return ends;
}

/* Where a marker stands on a line of variants. */
typedef struct Line {
  const double *ends; /* by variant */
  guint last;         /* the last variant */
  guint at;           /* variant that is being given out */
  double done;
} Line;

/* The marker covers a stretch of the line. Who stands at an end of a variant has the next, too.
 */
static void stretch_take(BmPrefer *prefer, Line *line, guint marker, guint works)
{
  while (line->at < line->last && line->ends[line->at] <= line->done)
    line->at++;
  prefer->first_variant[marker] = line->at;
  line->done += works;
  while (line->at < line->last && line->ends[line->at] < line->done)
    line->at++;
  prefer->last_variant[marker] = line->at;
}

/* Variants lie one after another on a line as long as all markings; each marker covers a
 * stretch as long as his fair load. */
static void variants_share(BmPrefer *prefer)
{
  const BmPanel *panel = prefer->panel;
  g_autoptr(GArray) order = markers_in_turn(prefer);
  g_autofree double *ends = variant_ends(panel);
  Line line = {.ends = ends, .last = MAX(panel->variants->len, 1) - 1};
  prefer->first_variant = g_new0(guint, panel->markers->len + 1);
  prefer->last_variant = g_new0(guint, panel->markers->len + 1);
  for (guint i = 0; i < order->len; i++) {
    guint m = g_array_index(order, Ranked, i).at, extras = bm_panel_marker(panel, m)->extras;
    stretch_take(prefer, &line, m, prefer->fair[m] - MIN(prefer->fair[m], extras));
  }
}

void bm_prefer_variants(BmPrefer *prefer, const guint *works)
{
  const BmPanel *panel = prefer->panel;
  guint n = MAX(panel->variants->len, 1);
  g_autoptr(GArray) order = markers_in_turn(prefer);
  g_autofree double *ends = g_new0(double, (gsize)n * panel->n_origins + 1);
  g_autofree Line *lines = g_new0(Line, panel->n_origins + 1);
  for (guint m = 0; m < panel->markers->len; m++)
    for (guint v = 0; v < n; v++)
      ends[bm_panel_marker(panel, m)->origin * n + v] += works[m * n + v];
  for (guint o = 0; o < panel->n_origins; o++) {
    for (guint v = 1; v < n; v++)
      ends[o * n + v] += ends[o * n + v - 1];
    lines[o] = (Line){.ends = ends + o * n, .last = n - 1};
  }
  for (guint i = 0; i < order->len; i++) {
    guint m = g_array_index(order, Ranked, i).at, load = 0;
    for (guint v = 0; v < n; v++)
      load += works[m * n + v];
    stretch_take(prefer, &lines[bm_panel_marker(panel, m)->origin], m, load);
  }
  bm_prefer_refresh(prefer);
}

/* --- directions */

static guint *places_on_circle(const BmPanel *panel, const char *seed)
{
  g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(Ranked));
  guint *places = g_new0(guint, panel->schools->len + 1);
  for (guint s = 0; s < panel->schools->len; s++) {
    Ranked ranked = {0, bm_panel_rank(seed, "circle", g_ptr_array_index(panel->schools, s)), s};
    g_array_append_val(order, ranked);
  }
  g_array_sort(order, by_rank);
  for (guint i = 0; i < order->len; i++)
    places[g_array_index(order, Ranked, i).at] = i;
  return places;
}

static gboolean is_forward(const guint *places, guint n, guint from, guint to)
{
  guint step = (places[to] + n - places[from]) % n;
  return 2 * step < n || (2 * step == n && places[from] < places[to]);
}

/* Only schools that both have works and markers can mark each other. */
static void directions_set(BmPrefer *prefer, const char *seed)
{
  const BmPanel *panel = prefer->panel;
  guint n = panel->schools->len;
  g_autofree guint *places = places_on_circle(panel, seed);
  g_autofree gboolean *has_markers = g_new0(gboolean, n + 1);
  prefer->against = g_new0(guint, (gsize)n * panel->n_origins + 1);
  for (guint m = 0; m < panel->markers->len; m++)
    if (bm_panel_marker(panel, m)->own_school >= 0)
      has_markers[bm_panel_marker(panel, m)->own_school] = TRUE;
  for (guint m = 0; m < panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(panel, m);
    for (guint s = 0; s < n && marker->own_school >= 0; s++)
      if (has_markers[s] && !is_forward(places, n, (guint)marker->own_school, s))
        *bm_prefer_against(prefer, marker->origin, s) = BM_PREFER_RECIPROCAL;
  }
}

/* --- prices */

static gboolean should_have(const BmPrefer *prefer, const BmPanelGroup *group, guint marker)
{
  const BmPanelMarker *who = bm_panel_marker(prefer->panel, marker);
  return bm_panel_bar(prefer->panel, group, marker) == BM_BAR_NONE &&
         prefer->first_variant[marker] <= group->variant_at &&
         group->variant_at <= prefer->last_variant[marker] &&
         *bm_prefer_against(prefer, who->origin, group->school_at) < BM_PREFER_RECIPROCAL;
}

static gboolean are_alike(const BmPanelGroup *a, const BmPanelGroup *b)
{
  return a->school_at == b->school_at && a->variant_at == b->variant_at &&
         a->needs_rank == b->needs_rank && a->before->len == 0 && b->before->len == 0;
}

void bm_prefer_refresh(BmPrefer *prefer)
{
  const BmPanel *panel = prefer->panel;
  for (guint g = 0; g < panel->groups->len; g++) {
    const BmPanelGroup *group = bm_panel_group(panel, g);
    if (g > 0 && are_alike(group, group - 1)) {
      prefer->sums[g] = prefer->sums[g - 1];
      continue;
    }
    prefer->sums[g] = 0;
    for (guint m = 0; m < panel->markers->len; m++)
      if (should_have(prefer, group, m))
        prefer->sums[g] += prefer->fair[m];
  }
}

BmPrefer *bm_prefer_new(const BmPanel *panel, const char *seed, guint together)
{
  BmPrefer *prefer = g_new0(BmPrefer, 1);
  prefer->panel = panel;
  prefer->together = together;
  prefer->fair = bm_panel_fair_loads(panel);
  prefer->sums = g_new0(double, panel->groups->len + 1);
  hashes_make(prefer, seed);
  variants_share(prefer);
  directions_set(prefer, seed);
  bm_prefer_refresh(prefer);
  return prefer;
}

guint bm_prefer_cost(const BmPrefer *prefer, guint group, guint marker)
{
  const BmPanelGroup *what = bm_panel_group(prefer->panel, group);
  guint64 hash = mixed(prefer->group_hash[group] ^ mixed(prefer->marker_hash[marker]));
  guint cost = (guint)(hash % (BM_PREFER_NOISE + 1));
  cost += *bm_prefer_against(prefer, bm_panel_marker(prefer->panel, marker)->origin,
                             what->school_at);
  if (what->variant_at < prefer->first_variant[marker] ||
      what->variant_at > prefer->last_variant[marker])
    cost += BM_PREFER_VARIANT;
  return cost;
}

static double part_of(const BmPrefer *prefer, guint group, guint works, double load)
{
  double sum = prefer->sums[group];
  return sum > 0 ? (double)works * prefer->panel->per_work * load / sum : works;
}

guint bm_prefer_wanted(const BmPrefer *prefer, guint group, guint marker)
{
  guint works = bm_panel_group_works(bm_panel_group(prefer->panel, group));
  double load = prefer->fair[marker];
  double mix = MIN((double)prefer->together, ceil(load / CLASSES_WANTED));
  return MIN(works, (guint)ceil(MAX(part_of(prefer, group, works, load), MAX(mix, 1.0))));
}

guint bm_prefer_wanted_school(const BmPrefer *prefer, guint group, guint school_works,
                              guint marker)
{
  double load = prefer->fair[marker];
  double mix = MAX(1.0, load / SCHOOLS_WANTED);
  return MIN(school_works, (guint)ceil(MAX(part_of(prefer, group, school_works, load), mix)));
}
