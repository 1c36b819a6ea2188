/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Task profiles. */
#include "stages/analyse/profile.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_profile, .timeout = 30);

static GArray *profiles_of(const Sim *sim)
{
  json_t *input = sim_district(sim);
  BmRules rules = rules_of_file();
  g_autoptr(BmDistrict) district = district_of(input);
  GArray *all = bm_profiles(district, &rules);
  json_decref(input);
  return all;
}

static const BmProfile *profile_at(const GArray *all, guint school)
{
  return &g_array_index(all, BmProfile, school);
}

/* Four tasks, the shares of right answers of 20 works each: by hand, log odds and sums. */
static void add_shares(json_t *input, const char *school, const guint *right)
{
  for (guint i = 0; i < 20; i++)
    work_add(input, school, "K",
             json_pack("[b,b,b,b]", i < right[0], i < right[1], i < right[2], i < right[3]));
}

Test(analyse_profile, correlation_variation_and_order_are_those_of_the_shares)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(4, 1);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  add_shares(input, "S1", (const guint[]){14, 12, 10, 16});
  add_shares(input, "S2", (const guint[]){16, 12, 8, 4});
  json_t *works = json_object_get(input, "works"), *work = NULL, *cell = NULL;
  size_t i = 0, t = 0;
  json_array_foreach (works, i, work) {
    json_t *scores = json_object_get(work, "scores");
    json_array_foreach (scores, t, cell) {
      json_array_set_new(scores, t, json_integer(json_is_true(cell)));
    }
  }
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_profiles(district, &rules);
  const BmProfile *profile = profile_at(all, 0);
  /* numpy.corrcoef([14,12,10,16], [16,12,8,4]); std(ddof=1) / mean */
  cr_expect_float_eq(profile->r, -0.2, 1e-9);
  cr_expect_float_eq(profile->cv_pct, 19.861453, 1e-5);
  cr_expect_float_eq(profile->control_cv_pct, 51.639778, 1e-5);
  cr_expect_eq(profile->hard_beats_easy, 2, "task 4 beats 2 and 3 by far, 1 not");
  cr_expect_eq(profile->hard_task, 3);
  cr_expect_eq(profile->easy_task, 2);
  /* numpy.polyfit(log odds of [.8 .6 .4 .2], log odds of [.7 .6 .5 .8], 1)[0] */
  cr_expect_float_eq(profile->contrast.own.mean, -0.139680, 1e-5);
  cr_expect_float_eq(profile->contrast.control.mean, 1, 1e-9);
  json_decref(input);
}

Test(analyse_profile, a_school_that_was_told_the_hard_tasks_is_notable_and_no_other)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 21;
  sim.school = 3;
  sim.helped = 0.5;
  g_autoptr(GArray) all = profiles_of(&sim);
  for (guint s = 0; s < all->len; s++)
    cr_expect_eq(profile_at(all, s)->is_notable, s == 3, "school %u", s);
}

/* Twice the odds everywhere: a flatter row of percents, the same row of log odds. */
Test(analyse_profile, a_strong_school_is_not_called_flat)
{
  guint n_flat = 0;
  for (gulong seed = 1; seed <= 10; seed++) {
    BmRules rules = rules_of_file();
    Sim sim = SIM_PLAIN;
    sim.seed = seed;
    json_t *input = sim_district(&sim), *works = json_object_get(input, "works");
    Sim strong = sim;
    strong.seed = seed + 1000;
    json_t *better = sim_district(&strong), *others = json_object_get(better, "works");
    /* the first school is made of the best third of another district */
    for (guint i = 0, from = 0; i < 69; i++, from++) {
      while (json_number_value(json_object_get(json_array_get(others, from), "total")) < 12)
        from++;
      json_t *work = json_array_get(works, i), *other = json_array_get(others, from);
      json_object_set(work, "scores", json_object_get(other, "scores"));
      json_object_set(work, "total", json_object_get(other, "total"));
    }
    g_autoptr(BmDistrict) district = district_of(input);
    g_autoptr(GArray) all = bm_profiles(district, &rules);
    cr_expect_gt(profile_at(all, 0)->pct, 65);
    n_flat += profile_at(all, 0)->is_notable;
    json_decref(input);
    json_decref(better);
  }
  cr_expect_leq(n_flat, 1, "%u of 10", n_flat);
}
