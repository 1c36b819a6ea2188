/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest works that block, against all sets of small rosters counted one by one. */
#include "tests/tools/allocation.h"

#include <string.h>

TestSuite(smallest, .timeout = 300);

#define LOTS_MOST 8
#define MARKERS_MOST 16
#define ORIGINS_MOST 10
#define PAIRS (LOTS_MOST * ORIGINS_MOST)
#define N_NODES (2 + LOTS_MOST + PAIRS + MARKERS_MOST)
#define SOURCE 0
#define SINK 1
#define FIRST_PAIR (2 + LOTS_MOST)
#define FIRST_MARKER (FIRST_PAIR + PAIRS)

/* Works that the same markers may have, as the context tells it. */
typedef struct Roster {
  const json_t *works[LOTS_MOST], *markers[MARKERS_MOST]; /* one work of each lot */
  int n_works[LOTS_MOST], origin[MARKERS_MOST], most[MARKERS_MOST];
  gboolean may[LOTS_MOST][MARKERS_MOST];
  int n_lots, n_markers, per_work;
  int room[N_NODES][N_NODES];
} Roster;

static int rank_of(const json_t *object, const char *key, int preset)
{
  static const char *const words[] = {"basic", "senior", "lead"};
  for (int i = 0; i < 3 && text(object, key) != NULL; i++)
    if (g_str_equal(words[i], text(object, key)))
      return i;
  return preset;
}

static gboolean may_have(const json_t *work, const json_t *marker, gboolean is_later)
{
  const char *school = text(work, "school_alias");
  return g_strcmp0(school, text(marker, "school_alias")) != 0 &&
         !has(json_object_get(marker, "conflicts"), school) &&
         !has(json_object_get(work, "prior_markers"), text(marker, "marker")) &&
         rank_of(marker, "rank", 0) >= rank_of(work, "needs_rank", is_later ? 1 : 0);
}

static void markers_read(Roster *roster, const json_t *context)
{
  size_t i;
  json_t *json;
  json_array_foreach (json_object_get(context, "markers"), i, json) {
    if (g_strcmp0(text(json, "subject"), "математика") != 0)
      continue;
    int m = roster->n_markers++;
    roster->markers[m] = json;
    roster->most[m] = number(json, "max_works");
    roster->origin[m] = text(json, "school_alias")[1] - '0';
  }
}

static int lot_of(const Roster *roster, const json_t *work, const gboolean *may)
{
  for (int l = 0; l < roster->n_lots; l++)
    if (g_str_equal(text(roster->works[l], "school_alias"), text(work, "school_alias")) &&
        memcmp(roster->may[l], may, sizeof roster->may[l]) == 0)
      return l;
  return -1;
}

static void roster_read(Roster *roster, const json_t *context, int per_work)
{
  gboolean is_later = json_object_get(context, "purpose") != NULL;
  size_t i;
  json_t *work;
  memset(roster, 0, sizeof *roster);
  roster->per_work = per_work;
  markers_read(roster, context);
  json_array_foreach (json_object_get(context, "works"), i, work) {
    gboolean may[MARKERS_MOST] = {FALSE};
    for (int m = 0; m < roster->n_markers; m++)
      may[m] = may_have(work, roster->markers[m], is_later);
    int lot = lot_of(roster, work, may);
    if (lot < 0) {
      lot = roster->n_lots++;
      cr_assert_lt(lot, LOTS_MOST);
      roster->works[lot] = work;
      memcpy(roster->may[lot], may, sizeof may);
    }
    roster->n_works[lot]++;
  }
}

static int needed_by(const Roster *roster, guint set)
{
  int needed = 0;
  for (int l = 0; l < roster->n_lots; l++)
    needed += set >> l & 1 ? roster->n_works[l] * roster->per_work : 0;
  return needed;
}

static void network_open(Roster *roster, guint set)
{
  memset(roster->room, 0, sizeof roster->room);
  for (int m = 0; m < roster->n_markers; m++)
    roster->room[FIRST_MARKER + m][SINK] = roster->most[m];
  for (int l = 0; l < roster->n_lots; l++) {
    if (!(set >> l & 1))
      continue;
    roster->room[SOURCE][2 + l] = roster->n_works[l] * roster->per_work;
    for (int m = 0; m < roster->n_markers; m++) {
      int pair = FIRST_PAIR + l * ORIGINS_MOST + roster->origin[m];
      if (!roster->may[l][m])
        continue;
      roster->room[2 + l][pair] = roster->n_works[l];
      roster->room[pair][FIRST_MARKER + m] = roster->n_works[l];
    }
  }
}

/* One unit more on any way from the source to the sink. */
static gboolean augment(Roster *roster)
{
  int before[N_NODES], queue[N_NODES], first = 0, last = 0;
  memset(before, -1, sizeof before);
  before[SOURCE] = SOURCE;
  queue[last++] = SOURCE;
  while (first < last && before[SINK] < 0) {
    int at = queue[first++];
    for (int to = 0; to < N_NODES; to++)
      if (before[to] < 0 && roster->room[at][to] > 0) {
        before[to] = at;
        queue[last++] = to;
      }
  }
  for (int at = SINK; before[SINK] >= 0 && at != SOURCE; at = before[at]) {
    roster->room[before[at]][at]--;
    roster->room[at][before[at]]++;
  }
  return before[SINK] >= 0;
}

static int placed_of(Roster *roster, guint set)
{
  int placed = 0;
  network_open(roster, set);
  while (augment(roster))
    placed++;
  return placed;
}

/* Lots of the smallest set that blocks; 0: none does. */
static int fewest_of(Roster *roster)
{
  int fewest = 0;
  for (guint set = 1; set < 1U << roster->n_lots; set++) {
    int size = __builtin_popcount(set);
    if ((fewest == 0 || size < fewest) && placed_of(roster, set) < needed_by(roster, set))
      fewest = size;
  }
  return fewest;
}

/* --- random rosters */

static Round tight_round(GRand *random, int purpose)
{
  static const char *const ranks[] = {"basic", "senior", "senior", "lead"};
  Round round = round_new();
  int schools = g_rand_int_range(random, 3, purpose == 0 ? 8 : 5);
  int markers = g_rand_int_range(random, 3, 10);
  for (int s = 0; s < schools; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    add_class(&round, school, school, (guint)g_rand_int_range(random, 1, 7));
  }
  for (int m = 0; m < markers; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    g_autofree char *own = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools + 1));
    g_autofree char *foe = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools));
    add_marker(&round, id, own, g_rand_int_range(random, 1, 12),
               g_rand_int(random) % 3 > 0 ? foe : NULL);
    json_t *marker = json_array_get(round.markers, (size_t)m);
    json_object_set_new(marker, "rank", json_string(ranks[g_rand_int_range(random, 0, 4)]));
    if (g_rand_int(random) % 8 == 0)
      json_object_set_new(marker, "subject", json_string("химия"));
    if (g_rand_int(random) % 2 == 0) {
      g_autofree char *other = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools));
      json_array_append_new(json_object_get(marker, "conflicts"), json_string(other));
    }
  }
  return round;
}

/* Each school's works have at most two different pasts. */
static void give_past(Round *round, GRand *random)
{
  size_t i;
  json_t *work;
  json_array_foreach (round->works, i, work) {
    g_autofree char *before = g_strdup_printf("m0%d", (int)text(work, "school_alias")[1] - '0');
    if (g_rand_int(random) % 3 == 0)
      json_object_set_new(work, "prior_markers", json_pack("[s]", before));
  }
}

static void assert_smallest(Roster *roster, const json_t *note, int fewest, guint32 i)
{
  if (json_is_true(json_object_get(note, "is_all"))) {
    cr_assert_gt(fewest, 1, "round %u: one lot alone blocks", i);
    return;
  }
  guint named = 0;
  for (int l = 0; l < roster->n_lots; l++) {
    const json_t *numbers = json_object_get(note, "work_nos");
    gboolean is_named =
        json_array_size(numbers) > 0
            ? has(numbers, text(roster->works[l], "work_no"))
            : has(json_object_get(note, "schools"), text(roster->works[l], "school_alias"));
    named |= is_named ? 1U << l : 0;
  }
  cr_assert_eq(__builtin_popcount(named), fewest, "round %u", i);
  cr_assert_eq(number(note, "lots"), fewest, "round %u", i);
  cr_assert(json_is_true(json_object_get(note, "is_smallest")), "round %u", i);
  cr_assert_eq(number(note, "needed"), needed_by(roster, named), "round %u", i);
  cr_assert_eq(number(note, "capacity"), placed_of(roster, named), "round %u", i);
}

Test(smallest, no_smaller_works_block_than_those_named)
{
  static Roster roster;
  int n_sizes[LOTS_MOST + 1] = {0};
  for (guint32 i = 0; i < 800; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(900 + i);
    int purpose = (int)(i % 3), per_work = 1 + (int)(i / 3 % 2);
    Round round = tight_round(random, purpose);
    json_t *more = json_pack("{s:s,s:b}", "subject", "математика", "subject_rule", 1);
    if (purpose > 0) {
      give_past(&round, random);
      json_object_set_new(more, "purpose", json_string(purpose == 1 ? "third" : "recheck"));
    }
    g_autofree char *seed = g_strdup_printf("%08x", i);
    g_autoptr(BmJob) job = job_of(&round, seed, per_work, more);
    g_autoptr(GError) error = NULL;
    roster_read(&roster, bm_job_context(job), purpose == 1 ? 1 : per_work);
    int fewest = fewest_of(&roster);
    BmOutcome outcome = bm_stage_allocate.run(job, &error);
    cr_assert_eq(outcome, fewest == 0 ? BM_DONE : BM_PARK, "round %u", i);
    n_sizes[fewest]++;
    if (fewest == 0)
      continue;
    g_autoptr(json_t) note = note_of(job, "allocation_blocked");
    assert_smallest(&roster, note, fewest, i);
  }
  cr_log_info("blocked by nothing %d, one lot %d, two %d, three %d, more %d", n_sizes[0],
              n_sizes[1], n_sizes[2], n_sizes[3],
              n_sizes[4] + n_sizes[5] + n_sizes[6] + n_sizes[7] + n_sizes[8]);
  cr_expect_gt(n_sizes[0], 50);
  cr_expect_gt(n_sizes[2], 10);
  cr_expect_gt(n_sizes[3], 5);
}
