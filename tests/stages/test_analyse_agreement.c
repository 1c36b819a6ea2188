/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement of markers against NumPy, severity against the full design in GSL's multifit. */
#include "stages/analyse/agreement.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_multifit.h>

TestSuite(analyse_agreement, .timeout = 60);

static void marking_add(json_t *input, const char *work_no, const char *marker, double score,
                        gboolean is_anchor)
{
  json_array_append_new(json_object_get(input, "markings"),
                        json_pack("{s:s,s:s,s:b,s:[f]}", "work_no", work_no, "marker", marker,
                                  "is_anchor", (int)is_anchor, "scores", score));
}

static json_t *input_of_markers(void)
{
  json_t *input = input_new(1, 3);
  school_add(input, "S1", FALSE);
  work_of_one(input, "S1", "K", 1);
  return input;
}

static const double mine[] = {0, 1, 2, 3, 2, 1, 0, 3, 2, 2, 1, 3, 0, 1, 2};
static const double theirs[] = {0, 1, 1, 3, 2, 2, 0, 2, 2, 3, 1, 3, 1, 1, 2};

/* Weighted kappa by its matrix of weights (i − j)² in NumPy; its interval by leaving out each
 * work there, ± scipy.stats.t.ppf(.975, 14) errors, cut at 1. */
Test(analyse_agreement, kappa_and_shares_are_those_of_the_matrix)
{
  BmRules rules = rules_of_file();
  json_t *input = input_of_markers();
  for (guint i = 0; i < G_N_ELEMENTS(mine); i++) {
    g_autofree char *work_no = g_strdup_printf("W%u", i);
    marking_add(input, work_no, "m1", mine[i], FALSE);
    marking_add(input, work_no, "m2", theirs[i], FALSE);
  }
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_agreements(district, &rules);
  const BmAgreement *own = &g_array_index(all, BmAgreement, 0);
  cr_expect_eq(own->n, 15);
  cr_expect_float_eq(own->kappa, 0.8299319727891157, 1e-12);
  cr_expect_float_eq(own->kappa_range.low, 0.6454948921292549, 1e-9);
  cr_expect_float_eq(own->kappa_range.high, 1, 1e-12);
  cr_expect_float_eq(own->exact, 100 * 0.6666666666666666, 1e-9);
  cr_expect_float_eq(own->within, 100, 1e-9);
  cr_expect_float_eq(own->difference, -0.06666666666666667, 1e-12);
  cr_expect_float_eq(g_array_index(all, BmAgreement, 1).kappa, own->kappa, 1e-12);
  cr_expect_float_eq(own->third_pct, 0, 1e-12);
  json_decref(input);
}

Test(analyse_agreement, works_that_a_third_marker_saw_are_counted_and_he_is_no_second_one)
{
  BmRules rules = rules_of_file();
  json_t *input = input_of_markers();
  marking_add(input, "W1", "m1", 0, FALSE);
  marking_add(input, "W1", "m2", 3, FALSE);
  marking_add(input, "W1", "m3", 2, FALSE);
  json_object_set_new(json_array_get(json_object_get(input, "markings"), 2), "is_third",
                      json_true());
  marking_add(input, "W2", "m1", 2, FALSE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_agreements(district, &rules);
  const BmAgreement *own = &g_array_index(all, BmAgreement, 0);
  cr_expect_float_eq(own->third_pct, 50, 1e-9);
  cr_expect_eq(own->n_works, 1, "a work that nobody else marked counts");
  cr_expect_eq(own->n, 1, "he saw both scores: his is no independent one");
  cr_expect_eq(g_array_index(all, BmAgreement, 2).n, 0);
  g_autoptr(GArray) severities = bm_severities(district, &rules);
  cr_expect_eq(g_array_index(severities, BmSeverity, 2).group, 0);
  json_decref(input);
}

Test(analyse_agreement, anchors_are_compared_with_the_agreed_scores_or_the_others)
{
  BmRules rules = rules_of_file();
  json_t *input = input_of_markers();
  marking_add(input, "A1", "m1", 3, TRUE);
  marking_add(input, "A1", "m2", 2, TRUE);
  marking_add(input, "A1", "m3", 1, TRUE);
  marking_add(input, "A2", "m1", 2, TRUE);
  marking_add(input, "A2", "m2", 2, TRUE);
  json_object_set_new(input, "anchors",
                      json_pack("[{s:s,s:[i]}]", "work_no", "A2", "scores", 1));
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_agreements(district, &rules);
  const BmAgreement *own = &g_array_index(all, BmAgreement, 0);
  cr_expect_eq(own->n_anchors, 2);
  cr_expect_float_eq(own->anchor_difference, (1.5 + 1) / 2, 1e-12);
  cr_expect_eq(own->n, 0, "anchors count as works of the round");
  cr_expect(isnan(own->kappa));
  json_decref(input);
}

/* The full design: a column a work, a column a marker but the first; GSL's least squares. */
typedef struct Full {
  double *points, *se; /* each marker, mean 0 */
} Full;

static Full full_design(const BmDistrict *district)
{
  guint n = district->markings->len, n_works = district->n_marked_works;
  guint n_markers = district->markers->len, p = n_works + n_markers - 1;
  gsl_matrix *x = gsl_matrix_calloc(n, p), *cov = gsl_matrix_alloc(p, p);
  gsl_vector *y = gsl_vector_alloc(n), *c = gsl_vector_alloc(p);
  double chisq = 0;
  for (guint i = 0; i < n; i++) {
    const BmMarking *marking = bm_marking(district, i);
    gsl_matrix_set(x, i, marking->work, 1);
    if (marking->marker > 0)
      gsl_matrix_set(x, i, n_works + marking->marker - 1, 1);
    gsl_vector_set(y, i, marking->total);
  }
  gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);
  gsl_multifit_linear(x, y, c, cov, &chisq, work);
  Full full = {g_new0(double, n_markers), g_new0(double, n_markers)};
  gsl_vector *contrast = gsl_vector_alloc(p), *product = gsl_vector_alloc(p);
  for (guint m = 0; m < n_markers; m++) {
    gsl_vector_set_zero(contrast);
    for (guint k = 1; k < n_markers; k++)
      gsl_vector_set(contrast, n_works + k - 1, (k == m ? 1.0 : 0.0) - 1.0 / n_markers);
    gsl_blas_ddot(contrast, c, &full.points[m]);
    gsl_blas_dgemv(CblasNoTrans, 1, cov, contrast, 0, product);
    gsl_blas_ddot(contrast, product, &full.se[m]);
    full.se[m] = sqrt(full.se[m]);
  }
  gsl_vector_free(contrast);
  gsl_vector_free(product);
  gsl_multifit_linear_free(work);
  gsl_matrix_free(x);
  gsl_matrix_free(cov);
  gsl_vector_free(y);
  gsl_vector_free(c);
  return full;
}

Test(analyse_agreement, severity_is_that_of_the_full_least_squares)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 4;
  sim.n_schools = 3;
  sim.n_classes = 1;
  sim.n_markers = 6;
  sim.marker = 2;
  sim.lenience = 0.3;
  json_t *input = sim_district(&sim);
  BmRules rules = rules_of_file();
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_severities(district, &rules);
  Full full = full_design(district);
  for (guint m = 0; m < all->len; m++) {
    const BmSeverity *severity = &g_array_index(all, BmSeverity, m);
    cr_expect_eq(severity->group, 1);
    cr_expect_float_eq(severity->points, full.points[m], 1e-9, "marker %u: %f, %f", m,
                       severity->points, full.points[m]);
    cr_expect_float_eq(severity->se, full.se[m], 1e-9, "marker %u: %f, %f", m, severity->se,
                       full.se[m]);
  }
  g_free(full.points);
  g_free(full.se);
  json_decref(input);
}

Test(analyse_agreement, a_lenient_marker_is_notable_and_no_other)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 9;
  sim.n_markers = 40;
  sim.marker = 17;
  sim.lenience = 0.3;
  json_t *input = sim_district(&sim);
  BmRules rules = rules_of_file();
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_severities(district, &rules);
  for (guint m = 0; m < all->len; m++)
    cr_expect_eq(g_array_index(all, BmSeverity, m).is_notable, m == 17, "marker %u", m);
  cr_expect_gt(g_array_index(all, BmSeverity, 17).range.low, 0);
  json_decref(input);
}

Test(analyse_agreement, markers_without_shared_works_are_not_compared)
{
  BmRules rules = rules_of_file();
  json_t *input = input_of_markers();
  for (guint i = 0; i < 12; i++) {
    g_autofree char *one = g_strdup_printf("V%u", i);
    g_autofree char *two = g_strdup_printf("W%u", i);
    marking_add(input, one, "m1", mine[i], FALSE);
    marking_add(input, one, "m2", theirs[i], FALSE);
    marking_add(input, two, "m3", theirs[i], FALSE);
    marking_add(input, two, "m4", i % 3, FALSE);
  }
  marking_add(input, "lone", "m5", 2, FALSE);
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_severities(district, &rules);
  const guint groups[] = {1, 1, 2, 2, 0};
  cr_assert_eq(all->len, 5);
  for (guint m = 0; m < 5; m++)
    cr_expect_eq(g_array_index(all, BmSeverity, m).group, groups[m]);
  double sum =
      g_array_index(all, BmSeverity, 0).points + g_array_index(all, BmSeverity, 1).points;
  cr_expect_float_eq(sum, 0, 1e-12, "severity is not the distance from the group's mean");
  cr_expect(isnan(g_array_index(all, BmSeverity, 4).points));
  json_decref(input);
}
