/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Severity of markers: least squares with works swept out. */
#include "stages/analyse/agreement.h"
#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_linalg.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(gsl_matrix, gsl_matrix_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(gsl_vector, gsl_vector_free)

typedef struct Fit {
  const BmDistrict *district;
  BmByWork *by_work;
  guint *group;      /* of each marker, from 0; G_MAXUINT: marked nothing that another did */
  guint *group_size; /* markers in each group */
  guint *n;          /* markings of each marker that count */
  guint n_groups, n_markings, n_works, n_markers;
  gsl_matrix *matrix; /* equations, then inverse */
  gsl_vector *right, *severity;
  double squares; /* residual */
} Fit;

static void fit_clear(Fit *fit)
{
  bm_by_work_free(fit->by_work);
  g_free(fit->group);
  g_free(fit->group_size);
  g_free(fit->n);
  g_clear_pointer(&fit->matrix, gsl_matrix_free);
  g_clear_pointer(&fit->right, gsl_vector_free);
  g_clear_pointer(&fit->severity, gsl_vector_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fit, fit_clear)

static guint work_size(const Fit *fit, guint work)
{
  return fit->by_work->start[work + 1] - fit->by_work->start[work];
}

static const BmMarking *marking_of(const Fit *fit, guint work, guint i)
{
  return bm_marking(fit->district, fit->by_work->order[fit->by_work->start[work] + i]);
}

static guint root_of(guint *parent, guint i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* Markers that shared works connect get the same group. */
static void groups_find(Fit *fit)
{
  guint n = fit->n_markers;
  g_autofree guint *parent = g_new(guint, n + 1);
  for (guint i = 0; i < n; i++)
    parent[i] = i;
  for (guint w = 0; w < fit->district->n_marked_works; w++) {
    guint size = work_size(fit, w);
    for (guint i = 0; size > 1 && i < size; i++) {
      fit->n[marking_of(fit, w, i)->marker]++;
      parent[root_of(parent, marking_of(fit, w, i)->marker)] =
          root_of(parent, marking_of(fit, w, 0)->marker);
    }
  }
  for (guint i = 0; i < n; i++)
    fit->group[i] = G_MAXUINT;
  for (guint i = 0; i < n; i++) {
    guint root = root_of(parent, i);
    if (fit->n[i] == 0)
      continue;
    if (fit->group[root] == G_MAXUINT)
      fit->group[root] = fit->n_groups++;
    fit->group[i] = fit->group[root];
    fit->group_size[fit->group[i]]++;
  }
}

static double work_mean(const Fit *fit, guint work)
{
  double sum = 0;
  for (guint i = 0; i < work_size(fit, work); i++)
    sum += marking_of(fit, work, i)->total;
  return sum / work_size(fit, work);
}

static void matrix_add(gsl_matrix *matrix, guint row, guint column, double value)
{
  *gsl_matrix_ptr(matrix, row, column) += value;
}

static void work_add(Fit *fit, guint work)
{
  guint size = work_size(fit, work);
  double mean = work_mean(fit, work);
  for (guint i = 0; i < size; i++) {
    guint own = marking_of(fit, work, i)->marker;
    *gsl_vector_ptr(fit->right, own) += marking_of(fit, work, i)->total - mean;
    matrix_add(fit->matrix, own, own, 1);
    for (guint k = 0; k < size; k++)
      matrix_add(fit->matrix, own, marking_of(fit, work, k)->marker, -1.0 / size);
  }
  fit->n_works++;
  fit->n_markings += size;
}

/* The equations know severities up to a constant a group. Adding 1/m to all pairs of a group of
 * m makes them solvable with mean 0; the same taken from the inverse leaves the covariance. */
static void groups_anchor(Fit *fit, double sign)
{
  for (guint i = 0; i < fit->n_markers; i++)
    for (guint k = 0; k < fit->n_markers; k++)
      if (fit->group[i] != G_MAXUINT && fit->group[i] == fit->group[k])
        matrix_add(fit->matrix, i, k, sign / fit->group_size[fit->group[i]]);
}

static void residuals_sum(Fit *fit)
{
  for (guint w = 0; w < fit->district->n_marked_works; w++) {
    guint size = work_size(fit, w);
    if (size < 2)
      continue;
    double mean = work_mean(fit, w), expected = 0;
    for (guint i = 0; i < size; i++)
      expected += gsl_vector_get(fit->severity, marking_of(fit, w, i)->marker) / size;
    for (guint i = 0; i < size; i++) {
      const BmMarking *marking = marking_of(fit, w, i);
      double own = gsl_vector_get(fit->severity, marking->marker) - expected;
      fit->squares += pow(marking->total - mean - own, 2);
    }
  }
}

static void fit_solve(Fit *fit)
{
  for (guint w = 0; w < fit->district->n_marked_works; w++)
    if (work_size(fit, w) > 1)
      work_add(fit, w);
  groups_anchor(fit, 1);
  for (guint i = 0; i < fit->n_markers; i++)
    if (fit->group[i] == G_MAXUINT)
      gsl_matrix_set(fit->matrix, i, i, 1);
  gsl_linalg_cholesky_decomp1(fit->matrix);
  gsl_linalg_cholesky_solve(fit->matrix, fit->right, fit->severity);
  gsl_linalg_cholesky_invert(fit->matrix);
  groups_anchor(fit, -1);
  residuals_sum(fit);
}

static BmSeverity severity_of(const Fit *fit, guint marker, const BmRules *rules)
{
  guint n_compared = 0;
  for (guint m = 0; m < fit->n_markers; m++)
    n_compared += fit->group[m] != G_MAXUINT;
  double df = (double)fit->n_markings - fit->n_works - (n_compared - fit->n_groups);
  BmSeverity severity = {.marker = marker,
                         .n = fit->n[marker],
                         .df = df,
                         .points = NAN,
                         .pct = NAN,
                         .se = NAN,
                         .p = NAN,
                         .q = NAN,
                         .range = {NAN, NAN}};
  if (fit->group[marker] == G_MAXUINT || fit->group_size[fit->group[marker]] < 2)
    return severity;
  severity.group = fit->group[marker] + 1;
  severity.points = gsl_vector_get(fit->severity, marker);
  severity.pct = 100 * severity.points / fit->district->max_total;
  if (df < 1)
    return severity;
  double variance = MAX(gsl_matrix_get(fit->matrix, marker, marker), 0) * fit->squares / df;
  severity.se = sqrt(variance);
  double half = bm_t_width(rules->certainty_level, df) * severity.se;
  severity.range = (BmInterval){severity.points - half, severity.points + half};
  if (severity.n >= rules->markers_least_markings && severity.se > 0)
    severity.p = bm_t_p(severity.points / severity.se, df);
  return severity;
}

GArray *bm_severities(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->markers->len;
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmSeverity));
  if (n == 0)
    return all;
  g_auto(Fit) fit = {.district = district, .n_markers = n};
  fit.by_work = bm_by_work_new(district);
  fit.group = g_new0(guint, n);
  fit.group_size = g_new0(guint, n);
  fit.n = g_new0(guint, n);
  fit.matrix = gsl_matrix_calloc(n, n);
  fit.right = gsl_vector_calloc(n);
  fit.severity = gsl_vector_calloc(n);
  groups_find(&fit);
  fit_solve(&fit);
  g_autofree double *q = g_new(double, n);
  for (guint m = 0; m < n; m++) {
    BmSeverity severity = severity_of(&fit, m, rules);
    q[m] = severity.p;
    g_array_append_val(all, severity);
  }
  bm_multiplicity_q(q, n, q);
  for (guint m = 0; m < n; m++) {
    BmSeverity *severity = &g_array_index(all, BmSeverity, m);
    severity->q = q[m];
    severity->is_notable = q[m] <= rules->certainty_q &&
                           bm_reaches(fabs(severity->pct), rules->effects_severity_pp);
  }
  return all;
}
