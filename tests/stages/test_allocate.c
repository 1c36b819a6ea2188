/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/allocate/solve.h"
#include "tests/tools/allocation.h"

#include <criterion/parameterized.h>
#include <string.h>

TestSuite(fair_loads, .timeout = 60);
TestSuite(allocate, .timeout = 300);

static void shuffle(json_t *array, GRand *random)
{
  for (size_t i = json_array_size(array); i > 1; i--) {
    size_t j = (size_t)g_rand_int_range(random, 0, (gint32)i);
    json_t *a = json_incref(json_array_get(array, i - 1));
    json_t *b = json_incref(json_array_get(array, j));
    json_array_set_new(array, i - 1, b);
    json_array_set_new(array, j, a);
  }
}

static json_t *run_ok(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_allocate.run(job, &error) == BM_DONE, error);
  json_t *note = note_of(job, "allocation");
  cr_assert_not_null(note);
  return note;
}

static void assert_no_faults(const json_t *certificate)
{
  static const char *const keys[] = {"own_school",    "conflicts",  "same_school",
                                     "twice",         "over_limit", "unmarked",
                                     "wrong_subject", "low_rank",   "marked_before"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    cr_expect_eq(number(certificate, keys[i]), 0, "%s", keys[i]);
}

struct fair {
  int works, most[4], fair[4];
};

ParameterizedTestParameters(fair_loads, level_rises_alike_below_the_limits)
{
  static struct fair cases[] = {{10, {10, 10, 10, 10}, {3, 3, 2, 2}},
                                {10, {1, 10, 10, 10}, {1, 3, 3, 3}},
                                {10, {0, 2, 10, 10}, {0, 2, 4, 4}},
                                {10, {2, 2, 2, 2}, {2, 2, 2, 2}},
                                {0, {5, 5, 5, 5}, {0, 0, 0, 0}}};
  return cr_make_param_array(struct fair, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct fair *c, fair_loads, level_rises_alike_below_the_limits)
{
  static const char *const ids[] = {"m1", "m2", "m3", "m4"};
  Round round = round_new();
  add_class(&round, "S1", "K1", (guint)c->works);
  for (int i = 0; i < 4; i++)
    add_marker(&round, ids[i], "S2", c->most[i], NULL);
  g_autoptr(BmJob) job = job_of(&round, "ab", 1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPanel) panel = bm_panel_new(job, 1, 0, &error);
  assert_ok(panel != NULL, error);
  g_autofree guint *loads = bm_panel_fair_loads(panel);
  for (int i = 0; i < 4; i++)
    cr_expect_eq(loads[i], (guint)c->fair[i], "%s", ids[i]);
}

Test(allocate, small_round_keeps_the_rules_and_shares_alike)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_of(&round, "0badcafe", 1, NULL);
  g_autoptr(json_t) note = run_ok(job);
  const json_t *certificate = json_object_get(note, "certificate");
  assert_no_faults(certificate);
  cr_expect_eq(number(certificate, "works"), 41);
  cr_expect_leq(number(certificate, "load_max") - number(certificate, "load_min"), 1);
  cr_expect_geq(number(certificate, "classes_min"), 2);
}

Test(allocate, each_marker_is_an_item_with_his_works)
{
  Round round = small_round();
  g_autoptr(BmJob) job = job_of(&round, "0badcafe", 1, NULL);
  g_autoptr(json_t) note = run_ok(job);
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  const json_t *emits = json_object_get(outcome, "emits");
  cr_assert_eq(json_array_size(emits), 6);
  size_t i;
  json_t *emit;
  json_array_foreach (emits, i, emit) {
    const char *id = json_string_value(json_object_get(emit, "id"));
    const json_t *hand = json_object_get(json_object_get(note, "shares"), id);
    cr_expect(json_equal(json_object_get(json_object_get(emit, "facts"), "works"), hand));
    cr_expect_null(json_object_get(emit, "file"));
  }
}

Test(allocate, order_of_the_context_decides_nothing)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  g_autoptr(json_t) first = NULL;
  for (int i = 0; i < 20; i++) {
    Round round = small_round();
    shuffle(round.works, random);
    shuffle(round.markers, random);
    g_autoptr(BmJob) job = job_of(&round, "77", 2, NULL);
    g_autoptr(json_t) note = run_ok(job);
    if (first == NULL)
      first = json_incref(note);
    cr_assert(json_equal(first, note));
  }
}

Test(allocate, another_seed_gives_another_allocation)
{
  Round one = small_round(), two = small_round();
  g_autoptr(BmJob) job_one = job_of(&one, "77", 1, NULL);
  g_autoptr(BmJob) job_two = job_of(&two, "78", 1, NULL);
  g_autoptr(json_t) note_one = run_ok(job_one);
  g_autoptr(json_t) note_two = run_ok(job_two);
  cr_expect_not(
      json_equal(json_object_get(note_one, "shares"), json_object_get(note_two, "shares")));
}

#define MARKERS_MOST 64

/* A finished allocation, looked at from outside. */
typedef struct View {
  const json_t *works, *markers, *shares;
  guint n;
  size_t loads[MARKERS_MOST];
  gboolean may_pass[MARKERS_MOST]
                   [MARKERS_MOST]; /* [a][b]: a has a work that b could have instead */
} View;

static const json_t *hand_of(const View *view, guint marker)
{
  return json_object_get(view->shares, text(json_array_get(view->markers, marker), "marker"));
}

static gboolean could_have(const View *view, guint from, guint to, const json_t *work)
{
  const json_t *marker = json_array_get(view->markers, to);
  const char *school = text(work, "school_alias"), *own = text(marker, "school_alias");
  if (g_strcmp0(school, own) == 0 || has(json_object_get(marker, "conflicts"), school))
    return FALSE;
  for (guint m = 0; m < view->n; m++) /* the other marking must be by another school */
    if (m != from &&
        g_strcmp0(text(json_array_get(view->markers, m), "school_alias"), own) == 0 &&
        has(hand_of(view, m), text(work, "work_no")))
      return FALSE;
  return TRUE;
}

static void view_init(View *view, const BmJob *job, const json_t *note)
{
  memset(view, 0, sizeof *view);
  view->works = json_object_get(bm_job_context(job), "works");
  view->markers = json_object_get(bm_job_context(job), "markers");
  view->shares = json_object_get(note, "shares");
  view->n = (guint)json_array_size(view->markers);
  cr_assert_leq(view->n, MARKERS_MOST);
  for (guint a = 0; a < view->n; a++) {
    size_t i;
    json_t *work;
    view->loads[a] = json_array_size(hand_of(view, a));
    json_array_foreach (view->works, i, work)
      if (has(hand_of(view, a), text(work, "work_no")))
        for (guint b = 0; b < view->n; b++)
          view->may_pass[a][b] |= a != b && could_have(view, a, b, work);
  }
}

/* Works can go from hand to hand; in one step only when they are marked twice, since then a
 * step may bar the next one. */
static void close_paths(View *view, int per_work)
{
  for (guint k = 0; k < view->n && per_work == 1; k++)
    for (guint a = 0; a < view->n; a++)
      for (guint b = 0; b < view->n; b++)
        view->may_pass[a][b] |= view->may_pass[a][k] && view->may_pass[k][b];
}

static gboolean could_be_more_equal(View *view, int per_work)
{
  close_paths(view, per_work);
  for (guint a = 0; a < view->n; a++)
    for (guint b = 0; b < view->n; b++) {
      size_t most = (size_t)number(json_array_get(view->markers, b), "max_works");
      if (view->may_pass[a][b] && view->loads[a] >= view->loads[b] + 2 && view->loads[b] < most)
        return TRUE;
    }
  return FALSE;
}

Test(allocate, thousand_seeds_never_give_the_own_school)
{
  guint n_fair = 0, n_bent = 0, n_blocked = 0;
  for (guint32 i = 0; i < 1000; i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(i);
    Round round = chance_round(random, i % 4 != 0);
    g_autofree char *seed = g_strdup_printf("%08x", i);
    g_autoptr(BmJob) job = job_of(&round, seed, 1 + (int)(i % 2), NULL);
    g_autoptr(GError) error = NULL;
    if (bm_stage_allocate.run(job, &error) == BM_PARK) {
      g_autoptr(json_t) blocked = note_of(job, "allocation_blocked");
      cr_assert_not_null(blocked, "seed %u: %s", i, error->message);
      cr_assert_gt(number(blocked, "short"), 0);
      n_blocked++;
      continue;
    }
    g_autoptr(json_t) note = note_of(job, "allocation");
    const json_t *certificate = json_object_get(note, "certificate");
    assert_no_faults(certificate);
    if (number(certificate, "off_fair_max") <= 1) {
      n_fair++;
      continue;
    }
    View view; /* then the rules must leave no way */
    view_init(&view, job, note);
    cr_assert_not(could_be_more_equal(&view, 1 + (int)(i % 2)), "seed %u", i);
    n_bent++;
  }
  cr_log_info("%u fair, %u bent by the rules, %u impossible", n_fair, n_bent, n_blocked);
  cr_expect_gt(n_fair, 600, "only %u rounds got fair loads", n_fair);
  cr_expect_gt(n_blocked, 10, "only %u rounds were impossible", n_blocked);
}

Test(allocate, loads_are_as_equal_as_a_lopsided_round_allows)
{
  Round round = round_new(); /* one school has nearly all works, and most markers are its own */
  add_class(&round, "S1", "K1", 60);
  add_class(&round, "S2", "K2", 6);
  add_marker(&round, "m1", "S1", 60, NULL);
  add_marker(&round, "m2", "S1", 60, NULL);
  add_marker(&round, "m3", "S1", 60, NULL);
  add_marker(&round, "m4", "S2", 60, NULL);
  add_marker(&round, "m5", "S2", 60, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_ok(job);
  static const struct {
    const char *id;
    size_t works;
  } expected[] = {{"m1", 2}, {"m2", 2}, {"m3", 2}, {"m4", 30}, {"m5", 30}};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    cr_expect_eq(
        json_array_size(json_object_get(json_object_get(note, "shares"), expected[i].id)),
        expected[i].works, "%s", expected[i].id);
}

Test(allocate, classes_do_not_crumble_in_a_large_round)
{
  Round round = round_new();
  for (int s = 0; s < 10; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    for (int c = 0; c < 4; c++) {
      g_autofree char *class_alias = g_strdup_printf("K%d", s * 4 + c);
      add_class(&round, school, class_alias, 20);
    }
    for (int m = 0; m < 4; m++) {
      g_autofree char *id = g_strdup_printf("m%02d", s * 4 + m);
      add_marker(&round, id, school, 30, NULL);
    }
  }
  g_autoptr(BmJob) job = job_of(&round, "5eed", 1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPanel) panel = bm_panel_new(job, 1, 0, &error);
  assert_ok(panel != NULL, error);
  int least = -1;
  g_autoptr(BmShares) shares = bm_panel_solve(panel, "5eed", 5, &least);
  for (guint m = 0; m < 40; m++) {
    guint classes = 0;
    for (guint g = 0; g < 40; g++)
      classes += bm_shares_at(shares, g, m) > 0 ? 1 : 0;
    cr_expect_geq(classes, 4);
    cr_expect_leq(classes, 8);
  }
}

Test(allocate, subject_counts_only_when_the_round_says_so)
{
  for (int rule = 0; rule < 2; rule++) {
    Round round = small_round();
    json_object_set_new(json_array_get(round.markers, 0), "subject", json_string("химия"));
    json_t *more =
        json_pack("{s:{s:s},s:b}", "assessment", "subject", "математика", "subject_rule", rule);
    g_autoptr(BmJob) job = job_of(&round, "01", 1, more);
    g_autoptr(json_t) note = run_ok(job);
    const json_t *hand = json_object_get(json_object_get(note, "shares"), "m01");
    cr_expect_eq(json_array_size(hand) > 0, rule == 0);
    cr_expect_eq(number(json_object_get(note, "certificate"), "other_subject"), rule);
  }
}

Test(allocate, marker_from_no_school_may_have_all)
{
  Round round = round_new();
  add_class(&round, "S1", "K1", 4);
  add_class(&round, "S2", "K2", 4);
  add_marker(&round, "m1", NULL, 10, NULL);
  add_marker(&round, "m2", NULL, 10, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 2, NULL);
  g_autoptr(json_t) note = run_ok(job);
  assert_no_faults(json_object_get(note, "certificate"));
}

Test(allocate, work_of_unknown_school_is_not_given_out)
{
  Round round = small_round();
  json_object_del(json_array_get(round.works, 3), "school_alias");
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(GError) error = NULL;
  cr_expect_eq(bm_stage_allocate.run(job, &error), BM_PARK);
  cr_assert(g_str_has_prefix(error->message, "allocation_school_unknown: "));
}

Test(allocate, round_without_works_is_done)
{
  Round round = round_new();
  add_marker(&round, "m1", "S1", 10, NULL);
  g_autoptr(BmJob) job = job_of(&round, "01", 1, NULL);
  g_autoptr(json_t) note = run_ok(job);
  cr_expect_eq(json_array_size(json_object_get(json_object_get(note, "shares"), "m1")), 0);
}

Test(allocate, district_round_takes_seconds)
{
  Round round = round_new(); /* 6 480 works of 120 classes, 120 markers */
  for (int s = 0; s < 30; s++) {
    g_autofree char *school = g_strdup_printf("S%02d", s);
    for (int c = 0; c < 4; c++) {
      g_autofree char *class_alias = g_strdup_printf("K%d", s * 4 + c);
      g_autofree char *id = g_strdup_printf("m%03d", s * 4 + c);
      add_class(&round, school, class_alias, 54);
      add_marker(&round, id, school, 70, NULL);
    }
  }
  g_autoptr(BmJob) job = job_of(&round, "d157", 1, NULL);
  g_autoptr(GTimer) timer = g_timer_new();
  g_autoptr(json_t) note = run_ok(job);
  const json_t *certificate = json_object_get(note, "certificate");
  cr_log_info("%.2f s", g_timer_elapsed(timer, NULL));
  assert_no_faults(certificate);
  cr_expect_eq(number(certificate, "load_min"), 54);
  cr_expect_eq(number(certificate, "load_max"), 54);
}
