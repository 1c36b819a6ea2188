/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random rounds against an allocation by augmenting paths, which shares no code with the stage.
 */
#include "tests/tools/allocation.h"

#include <string.h>

TestSuite(allocate_flow, .timeout = 300);

#define SCHOOLS_MOST 12
#define ORIGINS_MOST 12
#define MARKERS_MOST 48
#define N_NODES (2 + SCHOOLS_MOST * (1 + ORIGINS_MOST) + MARKERS_MOST)
#define SOURCE 0
#define SINK 1

/* Markings flow from a school by the school that marks them to a marker. */
typedef struct Flow {
  int n_schools, n_markers, per_work;
  int works[SCHOOLS_MOST];
  int most[MARKERS_MOST], origin[MARKERS_MOST];
  gboolean may[MARKERS_MOST][SCHOOLS_MOST];
  int room[N_NODES][N_NODES]; /* what can still flow */
} Flow;

static int school_node(int school)
{
  return 2 + school;
}

static int pair_node(int school, int origin)
{
  return 2 + SCHOOLS_MOST + school * ORIGINS_MOST + origin;
}

static int marker_node(int marker)
{
  return 2 + SCHOOLS_MOST * (1 + ORIGINS_MOST) + marker;
}

static int school_at(const char *alias)
{
  return (int)g_ascii_strtoull(alias + 1, NULL, 10);
}

static void flow_read(Flow *flow, const json_t *context, int per_work)
{
  size_t i;
  json_t *json;
  memset(flow, 0, sizeof *flow);
  flow->per_work = per_work;
  json_array_foreach (json_object_get(context, "works"), i, json) {
    int school = school_at(text(json, "school_alias"));
    flow->works[school]++;
    flow->n_schools = MAX(flow->n_schools, school + 1);
  }
  json_array_foreach (json_object_get(context, "markers"), i, json) {
    int m = flow->n_markers++;
    cr_assert_lt(m, MARKERS_MOST);
    flow->origin[m] = school_at(text(json, "school_alias"));
    flow->most[m] = number(json, "max_works");
    for (int s = 0; s < flow->n_schools; s++) {
      g_autofree char *alias = g_strdup_printf("S%d", s);
      flow->may[m][s] = s != flow->origin[m] && !has(json_object_get(json, "conflicts"), alias);
    }
  }
}

/* Nothing flows yet; only schools of @chosen (NULL: all) have works. */
static int flow_open(Flow *flow, const gboolean *chosen)
{
  int needed = 0;
  memset(flow->room, 0, sizeof flow->room);
  for (int s = 0; s < flow->n_schools; s++) {
    if (chosen != NULL && !chosen[s])
      continue;
    flow->room[SOURCE][school_node(s)] = flow->works[s] * flow->per_work;
    needed += flow->works[s] * flow->per_work;
    for (int o = 0; o < ORIGINS_MOST; o++)
      flow->room[school_node(s)][pair_node(s, o)] = flow->works[s];
    for (int m = 0; m < flow->n_markers; m++)
      if (flow->may[m][s])
        flow->room[pair_node(s, flow->origin[m])][marker_node(m)] = flow->works[s];
  }
  for (int m = 0; m < flow->n_markers; m++)
    flow->room[marker_node(m)][SINK] = flow->most[m];
  return needed;
}

/* Nodes that can be reached from @from; @before: how. */
static void reach(const Flow *flow, int from, int before[N_NODES])
{
  int queue[N_NODES], first = 0, last = 0;
  for (int i = 0; i < N_NODES; i++)
    before[i] = -1;
  before[from] = from;
  queue[last++] = from;
  while (first < last) {
    int at = queue[first++];
    for (int to = 0; to < N_NODES; to++)
      if (before[to] < 0 && flow->room[at][to] > 0) {
        before[to] = at;
        queue[last++] = to;
      }
  }
}

static int flow_fill(Flow *flow)
{
  int before[N_NODES], sum = 0;
  for (reach(flow, SOURCE, before); before[SINK] >= 0; reach(flow, SOURCE, before)) {
    int least = G_MAXINT;
    for (int at = SINK; at != SOURCE; at = before[at])
      least = MIN(least, flow->room[before[at]][at]);
    for (int at = SINK; at != SOURCE; at = before[at]) {
      flow->room[before[at]][at] -= least;
      flow->room[at][before[at]] += least;
    }
    sum += least;
  }
  return sum;
}

static int most_markings(Flow *flow, const gboolean *chosen, int *ret_needed)
{
  *ret_needed = flow_open(flow, chosen);
  return flow_fill(flow);
}

/* The stage's allocation as a flow. */
static void flow_take(Flow *flow, const json_t *context, const json_t *shares, int *loads)
{
  size_t i;
  json_t *work;
  flow_open(flow, NULL);
  for (int m = 0; m < flow->n_markers; m++) {
    const json_t *marker = json_array_get(json_object_get(context, "markers"), (size_t)m);
    const json_t *hand = json_object_get(shares, text(marker, "marker"));
    loads[m] = (int)json_array_size(hand);
    json_array_foreach (json_object_get(context, "works"), i, work) {
      if (!has(hand, text(work, "work_no")))
        continue;
      int s = school_at(text(work, "school_alias")), pair = pair_node(s, flow->origin[m]);
      int path[] = {SOURCE, school_node(s), pair, marker_node(m), SINK};
      for (guint k = 1; k < G_N_ELEMENTS(path); k++) {
        cr_assert_gt(flow->room[path[k - 1]][path[k]], 0, "a rule is broken");
        flow->room[path[k - 1]][path[k]]--;
        flow->room[path[k]][path[k - 1]]++;
      }
    }
  }
}

/* No works can go, from hand to hand, from a marker to one who has two fewer. */
static void assert_as_equal_as_can_be(Flow *flow, const int *loads)
{
  for (int m = 0; m < flow->n_markers; m++) /* roads through the sink are no hand to hand */
    flow->room[SINK][marker_node(m)] = 0;
  for (int s = 0; s < flow->n_schools; s++)
    flow->room[school_node(s)][SOURCE] = 0;
  for (int a = 0; a < flow->n_markers; a++) {
    int before[N_NODES];
    reach(flow, marker_node(a), before);
    for (int b = 0; b < flow->n_markers; b++)
      cr_assert(before[marker_node(b)] < 0 || loads[a] < loads[b] + 2 ||
                    loads[b] >= flow->most[b],
                "%d works could go on to one with %d", loads[a], loads[b]);
  }
}

static void choose(const Flow *flow, const json_t *schools, gboolean *chosen)
{
  for (int s = 0; s < flow->n_schools; s++) {
    g_autofree char *alias = g_strdup_printf("S%d", s);
    chosen[s] = has(schools, alias);
  }
}

/* The schools that are named cannot be served, and none of them is named in vain. */
static void assert_explained(Flow *flow, const json_t *note)
{
  gboolean chosen[SCHOOLS_MOST] = {FALSE};
  int needed = 0;
  choose(flow, json_object_get(note, "schools"), chosen);
  int placed = most_markings(flow, chosen, &needed);
  cr_assert_lt(placed, needed, "the named schools can be served");
  cr_expect_eq(number(note, "needed"), needed);
  cr_expect_eq(number(note, "capacity"), placed);
  if (json_is_true(json_object_get(note, "is_all")))
    return;
  for (int s = 0; s < flow->n_schools; s++) {
    if (!chosen[s])
      continue;
    chosen[s] = FALSE;
    placed = most_markings(flow, chosen, &needed);
    cr_expect_eq(placed, needed, "school S%d is named in vain", s);
    chosen[s] = TRUE;
  }
}

Test(allocate_flow, what_can_be_shared_out_is_and_what_cannot_is_explained)
{
  static Flow flow;
  int n_done = 0, n_blocked = 0;
  for (guint32 i = 0; i < 500; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(7000 + i);
    int per_work = 1 + (int)(i % 2), needed = 0, loads[MARKERS_MOST];
    Round round = chance_round(random, i % 3 == 0);
    g_autofree char *seed = g_strdup_printf("%08x", i);
    g_autoptr(BmJob) job = job_of(&round, seed, per_work, NULL);
    g_autoptr(GError) error = NULL;
    flow_read(&flow, bm_job_context(job), per_work);
    gboolean can_be = most_markings(&flow, NULL, &needed) == needed;
    BmOutcome outcome = bm_stage_allocate.run(job, &error);
    cr_assert_eq(outcome, can_be ? BM_DONE : BM_PARK, "round %u", i);
    g_autoptr(json_t) note = note_of(job, can_be ? "allocation" : "allocation_blocked");
    if (can_be) {
      flow_take(&flow, bm_job_context(job), json_object_get(note, "shares"), loads);
      assert_as_equal_as_can_be(&flow, loads);
    } else {
      assert_explained(&flow, note);
    }
    n_done += can_be;
    n_blocked += !can_be;
  }
  cr_log_info("%d shared out, %d impossible", n_done, n_blocked);
  cr_expect_gt(n_done, 100);
  cr_expect_gt(n_blocked, 100);
}
