/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wished for within the rules: schools that do not mark each other, one variant, mixed
 * bundles; and pairs that come in as needed. */
#include "stages/allocate/solve.h"
#include "tests/tools/allocation.h"

#include <string.h>

TestSuite(wishes, .timeout = 300);

static json_t *certificate_of(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_allocate.run(job, &error) == BM_DONE, error);
  g_autoptr(json_t) note = note_of(job, "allocation");
  return json_incref(json_object_get(note, "certificate"));
}

/* Schools of equal size: classes of 20 in two variants, as many markers as classes. */
static Round even_round(int schools, int classes)
{
  Round round = round_new();
  for (int s = 0; s < schools; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    for (int c = 0; c < classes; c++) {
      g_autofree char *class_alias = g_strdup_printf("K%d", s * classes + c);
      g_autofree char *id = g_strdup_printf("m%02d", s * classes + c);
      add_class(&round, school, class_alias, 20);
      add_marker(&round, id, school, 60, NULL);
    }
  }
  size_t i;
  json_t *work;
  json_array_foreach (round.works, i, work)
    json_object_set_new(work, "variant", json_string(i % 2 == 0 ? "1" : "2"));
  return round;
}

/* --- schools that mark each other */

Test(wishes, schools_of_a_district_do_not_mark_each_other)
{
  for (int schools = 5; schools <= 16; schools++) {
    Round round = even_round(schools, 3);
    g_autoptr(BmJob) job = job_of(&round, "d1", 1, NULL);
    g_autoptr(json_t) certificate = certificate_of(job);
    cr_expect_eq(number(certificate, "reciprocal_pairs"), 0, "%d schools", schools);
    cr_expect_eq(number(certificate, "load_min"), 20);
    cr_expect_eq(number(certificate, "load_max"), 20);
  }
}

Test(wishes, two_schools_have_to_mark_each_other)
{
  Round round = even_round(2, 2);
  g_autoptr(BmJob) job = job_of(&round, "d1", 1, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_eq(number(certificate, "reciprocal_pairs"), 1);
  cr_expect_eq(number(certificate, "reciprocal_least"), 1, "and that is proven");
}

#define SCHOOLS_MOST 4
#define MARKERS_MOST 8
#define FIRST_PAIR (1 + SCHOOLS_MOST)
#define FIRST_MARKER (FIRST_PAIR + SCHOOLS_MOST * (SCHOOLS_MOST + 1))
#define N_NODES (FIRST_MARKER + MARKERS_MOST)

/* Markings flow from a school, by the markers' school, to markers; node 0 is the source. */
typedef struct Mesh {
  int n_schools, n_markers, per_work;
  int works[SCHOOLS_MOST], origin[MARKERS_MOST], most[MARKERS_MOST];
  gboolean may[SCHOOLS_MOST][MARKERS_MOST];
  int room[N_NODES][N_NODES], loads[MARKERS_MOST];
} Mesh;

static void mesh_read(Mesh *mesh, const json_t *context, int per_work)
{
  size_t i;
  json_t *json;
  memset(mesh, 0, sizeof *mesh);
  mesh->per_work = per_work;
  json_array_foreach (json_object_get(context, "works"), i, json) {
    int school = text(json, "school_alias")[1] - '0';
    mesh->works[school]++;
    mesh->n_schools = MAX(mesh->n_schools, school + 1);
  }
  json_array_foreach (json_object_get(context, "markers"), i, json) {
    int m = mesh->n_markers++;
    cr_assert_lt(m, MARKERS_MOST);
    mesh->origin[m] = text(json, "school_alias")[1] - '0';
    mesh->most[m] = number(json, "max_works");
    for (int s = 0; s < mesh->n_schools; s++) {
      g_autofree char *alias = g_strdup_printf("S%d", s);
      mesh->may[s][m] = s != mesh->origin[m] && !has(json_object_get(json, "conflicts"), alias);
    }
  }
}

/* @ways  by pair of schools, digits to base 3: 0 and 1 one direction, 2 both */
static gboolean is_open(const Mesh *mesh, int ways, int school, int origin)
{
  if (origin >= mesh->n_schools)
    return TRUE;
  int low = MIN(school, origin), high = MAX(school, origin), at = 0;
  for (int a = 0; a < low; a++)
    at += mesh->n_schools - 1 - a;
  for (at += high - low - 1; at > 0; at--)
    ways /= 3;
  return ways % 3 == 2 || (ways % 3 == 0) == (school == low);
}

static void mesh_open(Mesh *mesh, int ways)
{
  memset(mesh->room, 0, sizeof mesh->room);
  memset(mesh->loads, 0, sizeof mesh->loads);
  for (int s = 0; s < mesh->n_schools; s++) {
    mesh->room[0][1 + s] = mesh->works[s] * mesh->per_work;
    for (int m = 0; m < mesh->n_markers; m++) {
      int pair = FIRST_PAIR + s * (SCHOOLS_MOST + 1) + mesh->origin[m];
      if (!mesh->may[s][m] || !is_open(mesh, ways, s, mesh->origin[m]))
        continue;
      mesh->room[1 + s][pair] = mesh->works[s];
      mesh->room[pair][FIRST_MARKER + m] = mesh->works[s];
    }
  }
}

/* One marking more, to the marker with the least load who can be reached. */
static gboolean augment(Mesh *mesh)
{
  int before[N_NODES], queue[N_NODES], first = 0, last = 0, best = -1;
  memset(before, -1, sizeof before);
  before[0] = 0;
  queue[last++] = 0;
  while (first < last) {
    int at = queue[first++], m = at - FIRST_MARKER;
    if (m >= 0 && mesh->loads[m] < mesh->most[m] &&
        (best < 0 || mesh->loads[m] < mesh->loads[best]))
      best = m;
    for (int to = 0; to < N_NODES; to++)
      if (before[to] < 0 && mesh->room[at][to] > 0) {
        before[to] = at;
        queue[last++] = to;
      }
  }
  if (best < 0)
    return FALSE;
  for (int at = FIRST_MARKER + best; at != 0; at = before[at]) {
    mesh->room[before[at]][at]--;
    mesh->room[at][before[at]]++;
  }
  mesh->loads[best]++;
  return TRUE;
}

/* The least sum of squares of loads, -1 when not all markings find a place. */
static int squares_of(Mesh *mesh, int ways)
{
  int needed = 0, squares = 0;
  mesh_open(mesh, ways);
  for (int s = 0; s < mesh->n_schools; s++)
    needed += mesh->works[s] * mesh->per_work;
  for (; needed > 0; needed--)
    if (!augment(mesh))
      return -1;
  for (int m = 0; m < mesh->n_markers; m++)
    squares += mesh->loads[m] * mesh->loads[m];
  return squares;
}

/* Fewest pairs that need both directions for loads as equal as without any direction. */
static int fewest_pairs(Mesh *mesh)
{
  int pairs = mesh->n_schools * (mesh->n_schools - 1) / 2, all = 1, fewest = pairs;
  for (int i = 0; i < pairs; i++)
    all *= 3;
  int squares = squares_of(mesh, all - 1);
  if (squares < 0)
    return -1;
  for (int ways = 0; ways < all; ways++) {
    int both = 0;
    for (int rest = ways; rest > 0; rest /= 3)
      both += rest % 3 == 2 ? 1 : 0;
    if (both < fewest && squares_of(mesh, ways) == squares)
      fewest = both;
  }
  return fewest;
}

static Round little_round(GRand *random)
{
  Round round = round_new();
  int schools = g_rand_int_range(random, 3, SCHOOLS_MOST + 1);
  for (int s = 0; s < schools; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    add_class(&round, school, school, (guint)g_rand_int_range(random, 1, 7));
  }
  for (int m = g_rand_int_range(random, schools, MARKERS_MOST + 1); m > 0; m--) {
    g_autofree char *id = g_strdup_printf("m%d", m);
    g_autofree char *own = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools + 1));
    g_autofree char *foe = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools));
    add_marker(&round, id, own, g_rand_int_range(random, 4, 20),
               g_rand_int(random) % 4 == 0 ? foe : NULL);
  }
  return round;
}

Test(wishes, no_allocation_has_fewer_schools_that_mark_each_other)
{
  static Mesh mesh;
  int counts[8] = {0};
  for (guint32 i = 0; i < 60; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(60 + i);
    Round round = little_round(random);
    g_autoptr(BmJob) job = job_of(&round, "77", 1 + (int)(i % 2), NULL);
    mesh_read(&mesh, bm_job_context(job), 1 + (int)(i % 2));
    int fewest = fewest_pairs(&mesh);
    if (fewest < 0)
      continue;
    g_autoptr(json_t) certificate = certificate_of(job);
    cr_assert_eq(number(certificate, "reciprocal_pairs"), fewest, "round %u", i);
    cr_assert_eq(number(certificate, "reciprocal_least"), fewest, "round %u", i);
    counts[fewest]++;
  }
  cr_log_info("none %d, one %d, two %d, more %d", counts[0], counts[1], counts[2],
              counts[3] + counts[4] + counts[5] + counts[6]);
  cr_expect_gt(counts[0], 5);
  cr_expect_gt(counts[1] + counts[2], 5);
}

/* --- variants, classes, schools */

Test(wishes, bundle_keeps_to_one_variant_and_mixes_schools)
{
  Round round = even_round(10, 4);
  g_autoptr(BmJob) job = job_of(&round, "d1", 1, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_leq(number(certificate, "variants_mixed"), 10, "one at each school at most");
  cr_expect_geq(number(certificate, "schools_min"), 2);
  cr_expect_geq(number(certificate, "classes_min"), 3);
}

Test(wishes, schools_of_uneven_sizes_mix_variants_at_one_marker_each)
{
  Round round = round_new();
  static const int classes[] = {7, 9, 11, 13};
  for (int s = 0; s < 4; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    for (int c = 0; c < classes[s]; c++) {
      g_autofree char *class_alias = g_strdup_printf("K%d-%d", s, c);
      add_class(&round, school, class_alias, 25);
    }
    for (int m = 0; m < 5; m++) {
      g_autofree char *id = g_strdup_printf("m%d%d", s, m);
      add_marker(&round, id, school, 90, NULL);
    }
  }
  size_t i;
  json_t *work;
  json_array_foreach (round.works, i, work)
    json_object_set_new(work, "variant", json_string(i % 2 == 0 ? "1" : "2"));
  g_autoptr(BmJob) job = job_of(&round, "5eed", 1, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_leq(number(certificate, "variants_mixed"), 4);
}

Test(wishes, works_without_variant_are_one_variant)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_of(&round, "d1", 1, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_eq(number(certificate, "variants_max"), 1);
  cr_expect_eq(number(certificate, "variants_mixed"), 0);
}

/* --- pairs added as needed */

static guint64 squares_and_sums(const BmPanel *panel, const BmShares *shares)
{
  g_autofree guint *loads = g_new0(guint, panel->markers->len + 1);
  guint64 squares = 0;
  for (guint g = 0; g < panel->groups->len; g++) {
    guint sum = 0;
    for (guint m = 0; m < panel->markers->len; m++) {
      loads[m] += bm_shares_at(shares, g, m);
      sum += bm_shares_at(shares, g, m);
    }
    cr_assert_eq(sum, bm_panel_group_works(bm_panel_group(panel, g)) * panel->per_work);
  }
  for (guint m = 0; m < panel->markers->len; m++)
    squares += (guint64)loads[m] * loads[m];
  return squares;
}

/* Many classes and markers, most of whom may have works of few schools only. */
static Round narrow_round(GRand *random)
{
  Round round = round_new();
  for (int s = 0; s < 40; s++) {
    g_autofree char *school = g_strdup_printf("S%02d", s);
    for (int c = 0; c < 2; c++) {
      g_autofree char *class_alias = g_strdup_printf("K%d", 2 * s + c);
      add_class(&round, school, class_alias,
                (guint)g_rand_int_range(random, 2, s < 4 ? 60 : 9));
    }
  }
  for (int m = 0; m < 90; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    g_autofree char *own = g_strdup_printf("S%02d", m % 40);
    add_marker(&round, id, own, g_rand_int_range(random, 15, 60), NULL);
    json_t *conflicts = json_object_get(json_array_get(round.markers, (size_t)m), "conflicts");
    for (int s = 0; s < 40 && m % 3 > 0; s++) {
      g_autofree char *foe = g_strdup_printf("S%02d", s);
      if (g_rand_int(random) % 10 > 0)
        json_array_append_new(conflicts, json_string(foe));
    }
  }
  return round;
}

Test(wishes, loads_are_as_equal_when_few_pairs_are_looked_at)
{
  for (guint32 i = 0; i < 30; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(300 + i);
    Round round = narrow_round(random);
    g_autoptr(BmJob) job = job_of(&round, "77", 1 + (int)(i % 2), NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(BmPanel) panel = bm_panel_new(job, 1 + i % 2, 0, &error);
    assert_ok(panel != NULL, error);
    g_autoptr(BmPrefer) prefer = bm_prefer_new(panel, "77", 5);
    g_autoptr(BmShares) all = bm_net_solve(prefer, BM_NET_PAIRS_MOST);
    g_autoptr(BmShares) few = bm_net_solve(prefer, 0);
    cr_assert_eq(squares_and_sums(panel, all), squares_and_sums(panel, few), "round %u", i);
  }
}

/* One large class, and so many little ones that it is not among the cheapest of everybody. */
Test(wishes, pairs_that_were_left_out_come_in_when_loads_need_them)
{
  Round round = round_new();
  add_class(&round, "S0", "K0", 400);
  for (int c = 1; c <= 60; c++) {
    g_autofree char *class_alias = g_strdup_printf("K%d", c);
    add_class(&round, "S0", class_alias, 1);
  }
  for (int m = 0; m < 100; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    g_autofree char *own = g_strdup_printf("T%02d", m);
    add_marker(&round, id, own, 400, NULL);
  }
  g_autoptr(BmJob) job = job_of(&round, "77", 1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPanel) panel = bm_panel_new(job, 1, 0, &error);
  assert_ok(panel != NULL, error);
  g_autoptr(BmPrefer) prefer = bm_prefer_new(panel, "77", 5);
  g_autoptr(BmShares) few = bm_net_solve(prefer, 0);
  cr_expect_eq(squares_and_sums(panel, few), 40 * 4 * 4 + 60 * 5 * 5); /* 460 works */
}
