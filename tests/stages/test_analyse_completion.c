/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion percent, and every school against its control. */
#include "stages/analyse/completion.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_completion, .timeout = 30);

static const double own[] = {3, 5, 2, 4, 4, 5, 1, 3, 4, 5, 2, 4};
static const double control[] = {2, 3, 1, 2, 4, 3, 2, 1, 3, 2, 2, 1, 3};

static BmRules rules_without_classes(void)
{
  BmRules rules = rules_of_file();
  rules.clusters_icc_preset = 0;
  return rules;
}

static const BmCompletion *row_at(const GArray *all, guint index)
{
  return &g_array_index(all, BmCompletion, index);
}

/* scipy.stats.ttest_ind(own, control, equal_var=False); df and interval by Welch's formula in
 * NumPy. */
Test(analyse_completion, tasks_of_several_points_are_compared_by_welch)
{
  BmRules rules = rules_without_classes();
  json_t *input = input_new(1, 5);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(own); i++)
    work_of_one(input, "S1", "K1", own[i]);
  for (guint i = 0; i < G_N_ELEMENTS(control); i++)
    work_of_one(input, "S2", "K2", control[i]);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  const BmCompletion *row = row_at(all, 0);
  cr_expect_float_eq(row->pct, 70, 1e-9);
  cr_expect_float_eq(row->contrast.d * 5, 1.2692307692307692, 1e-12);
  cr_expect_float_eq(row->contrast.se * 5, 0.45827322050249597, 1e-12);
  cr_expect_float_eq(row->contrast.df, 19.625972547542, 1e-9);
  cr_expect_float_eq(row->contrast.p, 0.01196189604532649, 1e-10);
  cr_expect_float_eq(row->contrast.d_range.low * 5, 0.31212032, 1e-8);
  cr_expect_float_eq(row->contrast.d_range.high * 5, 2.22634122, 1e-8);
  cr_expect(isnan(row_at(all, 1)->contrast.p),
            "the only control school was compared with itself");
  json_decref(input);
}

static void add_share(json_t *input, const char *school, guint n, guint n_right)
{
  for (guint i = 0; i < n; i++)
    work_of_one(input, school, "K", i < n_right);
}

/* 45 of 60 against 120 of 200: z with pooled proportions in NumPy, 2 * norm.sf(|z|). */
Test(analyse_completion, tasks_of_one_point_are_compared_by_pooled_z)
{
  BmRules rules = rules_without_classes();
  json_t *input = input_new(1, 1);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  add_share(input, "S1", 60, 45);
  add_share(input, "S2", 200, 120);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  cr_expect_float_eq(row_at(all, 0)->contrast.t, 2.1162393294524917, 1e-9);
  cr_expect_float_eq(row_at(all, 0)->contrast.p, 0.03432445782404023, 1e-9);
  cr_expect(row_at(all, 0)->is_notable);
  json_decref(input);
}

Test(analyse_completion, a_class_of_works_that_are_alike_tells_less)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 1);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  add_share(input, "S1", 60, 45);
  add_share(input, "S2", 200, 120);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  const BmContrast *contrast = &row_at(all, 0)->contrast;
  cr_expect_float_eq(contrast->own.deff, 1 + 59 * 0.15, 1e-9);
  cr_expect_float_eq(contrast->control.deff, 1 + 199 * 0.15, 1e-9);
  cr_expect_gt(contrast->p, 0.5);
  json_decref(input);
}

Test(analyse_completion, a_control_school_is_left_out_of_its_own_control)
{
  BmRules rules = rules_without_classes();
  json_t *input = input_new(1, 1);
  school_add(input, "S1", TRUE);
  school_add(input, "S2", TRUE);
  school_add(input, "S3", FALSE);
  add_share(input, "S1", 20, 20);
  add_share(input, "S2", 20, 10);
  add_share(input, "S3", 20, 0);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  cr_expect_float_eq(row_at(all, 0)->contrast.control.mean, 0.5, 1e-12);
  cr_expect_float_eq(row_at(all, 1)->contrast.control.mean, 1.0, 1e-12);
  cr_expect_float_eq(row_at(all, 2)->contrast.control.mean, 0.75, 1e-12);
  cr_expect_eq(row_at(all, 2)->contrast.control.n, 40);
  json_decref(input);
}

Test(analyse_completion, x_counts_as_nothing_and_is_counted_apart)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 2);
  school_add(input, "S1", FALSE);
  work_add(input, "S1", "K", json_pack("[s]", "X"));
  work_add(input, "S1", "K", json_pack("[n]"));
  work_add(input, "S1", "K", json_pack("[i]", 0));
  work_add(input, "S1", "K", json_pack("[i]", 1));
  work_add(input, "S1", "K", json_pack("[i]", 2));
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  const BmCompletion *row = row_at(all, 0);
  cr_expect_eq(row->n, 4, "a score that was not entered counts");
  cr_expect_float_eq(row->pct, 100 * 3 / 8.0, 1e-9);
  cr_expect_float_eq(row->x, 25, 1e-9);
  cr_expect_float_eq(row->zero, 25, 1e-9);
  cr_expect_float_eq(row->partial, 25, 1e-9);
  cr_expect_float_eq(row->full, 25, 1e-9);
  json_decref(input);
}

/* Classes within schools by hand in NumPy: MSB, MSW, n0 of the nested design. */
Test(analyse_completion, likeness_of_classes_is_estimated_within_schools)
{
  const double classes[4][5] = {
      {1, 2, 3, 4, -1}, {3, 4, 5, -1, -1}, {2, 2, 3, 5, 6}, {6, 7, 7, -1, -1}};
  BmMoments moments[4] = {0};
  json_t *input = input_new(1, 7);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", FALSE);
  for (guint c = 0; c < 4; c++)
    for (guint i = 0; i < 5 && classes[c][i] >= 0; i++) {
      g_autofree char *alias = g_strdup_printf("K%u", c);
      work_of_one(input, c < 2 ? "S1" : "S2", alias, classes[c][i]);
      bm_moments_add(&moments[c], classes[c][i]);
    }
  g_autoptr(BmDistrict) district = district_of(input);
  BmRules rules = rules_of_file();
  cr_expect_float_eq(bm_likeness_of_classes(district, moments, &rules).icc, 0.15, 1e-12,
                     "two classes beyond one a school are too few for an estimate");
  rules.clusters_icc_least_classes = 2;
  BmLikeness likeness = bm_likeness_of_classes(district, moments, &rules);
  cr_expect_float_eq(likeness.icc, 0.565130537564543, 1e-12);
  cr_expect_float_eq(likeness.df, 2, 1e-12);
  json_decref(input);
}

Test(analyse_completion, schools_with_fewer_than_ten_works_are_not_compared)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 1);
  school_add(input, "S1", FALSE);
  school_add(input, "S2", TRUE);
  add_share(input, "S1", 9, 9);
  add_share(input, "S2", 100, 10);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_completions(district, &rules);
  cr_expect(isnan(row_at(all, 0)->q));
  cr_expect_not(row_at(all, 0)->is_notable);
  cr_expect_float_eq(row_at(all, 0)->pct, 100, 1e-9);
  json_decref(input);
}

Test(analyse_completion, levels_have_a_gap_between_enough_and_too_little)
{
  BmRules rules = rules_of_file();
  cr_expect_eq(bm_sufficiency(60, BM_LEVEL_BASIC, &rules), BM_SUFFICIENT);
  cr_expect_eq(bm_sufficiency(59.9, BM_LEVEL_BASIC, &rules), BM_UNCERTAIN);
  cr_expect_eq(bm_sufficiency(56.9, BM_LEVEL_BASIC, &rules), BM_INSUFFICIENT);
  cr_expect_eq(bm_sufficiency(30, BM_LEVEL_HIGH, &rules), BM_SUFFICIENT);
  cr_expect_eq(bm_sufficiency(28.4, BM_LEVEL_ADVANCED, &rules), BM_INSUFFICIENT);
}

/* --- intervals of differences of shares */

static BmInterval shares_apart(double a, guint n_a, double b, guint n_b)
{
  BmContrast contrast = {.own = {.n = n_a, .mean = a / n_a, .deff = 1},
                         .control = {.n = n_b, .mean = b / n_b, .deff = 1}};
  bm_contrast_test(&contrast, TRUE, INFINITY, 0.95);
  return contrast.d_range;
}

Test(analyse_completion, the_interval_of_two_shares_is_newcombes)
{
  BmInterval own_example = shares_apart(56, 70, 48, 80); /* Newcombe 1998, table II, (a) */
  cr_expect_float_eq(own_example.low, 0.0524, 5e-5);
  cr_expect_float_eq(own_example.high, 0.3339, 5e-5);
}

Test(analyse_completion, no_difference_of_shares_is_more_than_all)
{
  for (guint n = 2; n < 30; n++)
    for (guint hits = 0; hits <= n; hits++) {
      BmInterval range = shares_apart(hits, n, 1, 11);
      cr_expect(range.low >= -1 && range.high <= 1, "%u of %u: %g…%g", hits, n, range.low,
                range.high);
    }
}
