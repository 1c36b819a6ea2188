/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Task profiles: slope on log odds, correlation, order and spread of tasks. */
#include "stages/analyse/profile.h"

#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_statistics_double.h>

#define LEAST_TASKS 3

/* Completion of every task, 0 to 1, kept off both ends by half a work so that log odds exist.
 */
typedef struct Vectors {
  guint n_tasks, n_own, n_control;
  double *own, *control;
  double *own_odds, *control_odds; /* log odds */
} Vectors;

static void vectors_clear(Vectors *vectors)
{
  g_free(vectors->own);
  g_free(vectors->control);
  g_free(vectors->own_odds);
  g_free(vectors->control_odds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Vectors, vectors_clear)

static gboolean is_whole(const BmDistrict *district, const BmWork *work)
{
  for (guint t = 0; t < district->tasks->len; t++)
    if (isnan(bm_points(bm_work_score(district, work, t))))
      return FALSE;
  return TRUE;
}

static double share_of(const BmDistrict *district, const BmWork *work, guint task)
{
  return bm_points(bm_work_score(district, work, task)) / bm_task(district, task)->max;
}

/* Sums to shares, and shares to log odds. */
static void finish(double *shares, double *odds, guint n_tasks, guint n)
{
  for (guint t = 0; t < n_tasks; t++) {
    shares[t] /= MAX(n, 1);
    double inside = CLAMP(shares[t], 0.5 / MAX(n, 1), 1 - 0.5 / MAX(n, 1));
    odds[t] = log(inside / (1 - inside));
  }
}

static Vectors vectors_of(const BmDistrict *district, guint school)
{
  guint n_tasks = district->tasks->len;
  Vectors vectors = {.n_tasks = n_tasks,
                     .own = g_new0(double, n_tasks),
                     .control = g_new0(double, n_tasks),
                     .own_odds = g_new0(double, n_tasks),
                     .control_odds = g_new0(double, n_tasks)};
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    gboolean is_own = work->school == school;
    if ((!is_own && !bm_is_control_of(district, work->school, school)) ||
        !is_whole(district, work))
      continue;
    vectors.n_own += is_own;
    vectors.n_control += !is_own;
    for (guint t = 0; t < n_tasks; t++)
      (is_own ? vectors.own : vectors.control)[t] += share_of(district, work, t);
  }
  finish(vectors.own, vectors.own_odds, n_tasks, vectors.n_own);
  finish(vectors.control, vectors.control_odds, n_tasks, vectors.n_control);
  return vectors;
}

/* How much each task's log odds weigh in the slope on the control's log odds. */
static double *weights_of(const Vectors *vectors)
{
  double *weights = g_new(double, vectors->n_tasks);
  double mean = gsl_stats_mean(vectors->control_odds, 1, vectors->n_tasks);
  double squares = gsl_stats_tss_m(vectors->control_odds, 1, vectors->n_tasks, mean);
  for (guint t = 0; t < vectors->n_tasks; t++)
    weights[t] = squares > 0 ? (vectors->control_odds[t] - mean) / squares : NAN;
  return weights;
}

/* A group's slope to first order in the shares: Σ of steps · (share of the work − share) +
 * level. */
typedef struct Line {
  double level;
  double *steps;
} Line;

static Line line_of(const Vectors *vectors, const double *weights, const double *odds)
{
  Line line = {.steps = g_new(double, vectors->n_tasks)};
  for (guint t = 0; t < vectors->n_tasks; t++) {
    double inside = 1 / (1 + exp(-odds[t]));
    line.level += weights[t] * odds[t];
    line.steps[t] = weights[t] / (inside * (1 - inside));
  }
  return line;
}

/* What each work adds to the slope of its group (log odds to first order): the mean of these
 * over a group is the group's slope, and their spread is its error. */
static double *slopes_of(const BmDistrict *district, const Vectors *vectors, guint school)
{
  g_autofree double *weights = weights_of(vectors);
  Line own = line_of(vectors, weights, vectors->own_odds);
  Line control = line_of(vectors, weights, vectors->control_odds);
  double *values = g_new(double, district->works->len + 1);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    const Line *line = work->school == school ? &own : &control;
    const double *shares = work->school == school ? vectors->own : vectors->control;
    values[i] = line->level;
    for (guint t = 0; t < vectors->n_tasks; t++) /* a missing score leaves the work out: NAN */
      values[i] += line->steps[t] * (share_of(district, work, t) - shares[t]);
  }
  g_free(own.steps);
  g_free(control.steps);
  return values;
}

static double cv_of(const double *shares, guint n)
{
  double mean = gsl_stats_mean(shares, 1, n);
  return mean > 0 ? 100 * gsl_stats_sd_m(shares, 1, n, mean) / mean : NAN;
}

/* Pairs of tasks where the one that is harder in the control is done better by far. */
static void pairs_find(const Vectors *vectors, BmProfile *profile, const BmRules *rules)
{
  double farthest = 0;
  for (guint hard = 0; hard < vectors->n_tasks; hard++)
    for (guint easy = 0; easy < vectors->n_tasks; easy++) {
      double ahead = vectors->own[hard] - vectors->own[easy];
      if (vectors->control[hard] >= vectors->control[easy] ||
          bm_reaches(rules->profile_hard_beats_easy_pp, 100 * ahead))
        continue;
      profile->hard_beats_easy++;
      if (ahead > farthest) {
        farthest = ahead;
        profile->hard_task = hard;
        profile->easy_task = easy;
      }
    }
}

static BmProfile profile_of(const BmDistrict *district, guint school, const BmRules *rules)
{
  g_auto(Vectors) vectors = vectors_of(district, school);
  guint n_tasks = vectors.n_tasks;
  BmProfile profile = {.school = school,
                       .n = vectors.n_own,
                       .r = NAN,
                       .cv_pct = NAN,
                       .control_cv_pct = NAN,
                       .pct = NAN};
  g_autofree double *values = slopes_of(district, &vectors, school);
  profile.contrast = bm_contrast_one(district, values, FALSE, school, rules);
  if (n_tasks < LEAST_TASKS || vectors.n_own == 0 || vectors.n_control == 0) {
    profile.contrast.p = NAN;
    return profile;
  }
  profile.pct = 100 * gsl_stats_mean(vectors.own, 1, n_tasks);
  profile.r = gsl_stats_correlation(vectors.own, 1, vectors.control, 1, n_tasks);
  profile.cv_pct = cv_of(vectors.own, n_tasks);
  profile.control_cv_pct = cv_of(vectors.control, n_tasks);
  profile.is_even = profile.cv_pct < rules->profile_even_cv_pct &&
                    profile.control_cv_pct >= rules->profile_even_cv_pct &&
                    profile.pct < rules->profile_ceiling_pct;
  pairs_find(&vectors, &profile, rules);
  return profile;
}

static gboolean has_effect(const BmProfile *profile, const BmRules *rules)
{
  return profile->contrast.d < 0 && (profile->r < rules->profile_unlike_r || profile->is_even ||
                                     profile->hard_beats_easy > 0 ||
                                     profile->contrast.own.mean <= rules->profile_flat_slope);
}

GArray *bm_profiles(const BmDistrict *district, const BmRules *rules)
{
  guint n = district->schools->len;
  g_autofree double *q = g_new(double, n + 1);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmProfile));
  for (guint s = 0; s < n; s++) {
    BmProfile profile = profile_of(district, s, rules);
    q[s] = profile.contrast.p;
    g_array_append_val(all, profile);
  }
  bm_multiplicity_q(q, n, q);
  for (guint s = 0; s < n; s++) {
    BmProfile *profile = &g_array_index(all, BmProfile, s);
    profile->q = q[s];
    profile->is_notable = q[s] <= rules->certainty_q && has_effect(profile, rules);
  }
  return all;
}
