/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulated district: schools of classes of pupils, tasks of different difficulty, two
 * markers a work. Without a plant, schools differ by chance and by their classes only. Equal
 * seeds give equal districts.
 */
#pragma once
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <jansson.h>
#include <math.h>

#define SIM_TASKS 15
#define SIM_MARKS 3

typedef struct Sim {
  guint n_schools, n_classes, class_size; /* classes a school, works a class */
  guint n_control;                        /* the last so many schools are the control sample */
  guint n_markers;                        /* 0: no markings */
  double icc;                             /* likeness of a class's abilities, 0 to 1 */
  double school_sd;                       /* spread of the schools' true abilities */
  gulong seed;
  /* plants */
  int school;          /* the school that has them, −1: none */
  double raised;       /* share of lost points that are given back */
  double lowered;      /* share of points that are taken away */
  double peak;         /* share of works one point below a boundary that are lifted to it */
  double helped;       /* share of pupils who were told the hard tasks */
  double journal_gap;  /* share of works with a journal mark two away */
  double recheck_gap;  /* share of lost points that the first marking had given */
  int marker;          /* the lenient marker, −1: none */
  double lenience;     /* share of tasks in which he gives a point more */
  gboolean is_recheck; /* first totals and marks are there */
} Sim;

#define SIM_PLAIN                                                                              \
  {                                                                                            \
    .n_schools = 10, .n_classes = 3, .class_size = 23, .n_control = 4, .icc = 0.15,            \
    .school = -1, .marker = -1                                                                 \
  }

static const int sim_maxima[SIM_TASKS] = {1, 1, 1, 1, 1, 1, 2, 2, 1, 2, 1, 2, 3, 2, 3};
static const double sim_bounds[SIM_MARKS] = {8, 13, 18};
static const double sim_difficulty[SIM_TASKS] = {-1.8, -1.5, -1.2, -1.0, -0.8, -0.5, -0.3, 0.0,
                                                 -0.6, 0.2,  0.3,  0.5,  0.8,  1.1,  1.5};

static inline int sim_mark(double total)
{
  int mark = 2;
  for (guint i = 0; i < SIM_MARKS; i++)
    mark += total >= sim_bounds[i];
  return mark;
}

static inline double sim_chance(double ability, guint task)
{
  return gsl_cdf_logistic_P(ability - sim_difficulty[task], 1);
}

static inline double sim_sum(const int *scores)
{
  double sum = 0;
  for (guint t = 0; t < SIM_TASKS; t++)
    sum += MAX(scores[t], 0);
  return sum;
}

/* True scores of a pupil; −1: not attempted. */
static inline void sim_pupil(const Sim *sim, gsl_rng *rng, double ability, gboolean is_planted,
                             int *scores)
{
  gboolean is_helped = is_planted && gsl_rng_uniform(rng) < sim->helped;
  for (guint t = 0; t < SIM_TASKS; t++) {
    int max = sim_maxima[t];
    scores[t] = (int)gsl_ran_binomial(rng, sim_chance(ability, t), (unsigned)max);
    if (is_planted)
      scores[t] += (int)gsl_ran_binomial(rng, sim->raised, (unsigned)(max - scores[t]));
    if (is_planted)
      scores[t] -= (int)gsl_ran_binomial(rng, sim->lowered, (unsigned)scores[t]);
    if (is_helped && sim_difficulty[t] > 0.25)
      scores[t] = max;
    if (scores[t] == 0 && gsl_rng_uniform(rng) < 0.2)
      scores[t] = -1;
  }
}

/* One point more in the first task that has room. */
static inline void sim_lift(int *scores)
{
  for (guint t = 0; t < SIM_TASKS; t++)
    if (scores[t] < sim_maxima[t]) {
      scores[t] = MAX(scores[t], 0) + 1;
      return;
    }
}

static inline gboolean sim_is_below(double total)
{
  for (guint i = 0; i < SIM_MARKS; i++)
    if (fabs(total + 1 - sim_bounds[i]) < 0.5)
      return TRUE;
  return FALSE;
}

static inline json_t *sim_row(const int *scores)
{
  json_t *row = json_array();
  for (guint t = 0; t < SIM_TASKS; t++)
    json_array_append_new(row, scores[t] < 0 ? json_string("X") : json_integer(scores[t]));
  return row;
}

/* What a marker sees: rarely a point more or less, a lenient one often more. */
static inline void sim_mark_work(const Sim *sim, gsl_rng *rng, guint marker, const int *scores,
                                 int *seen)
{
  for (guint t = 0; t < SIM_TASKS; t++) {
    int slip = gsl_rng_uniform(rng) < 0.06 ? (gsl_rng_uniform(rng) < 0.5 ? -1 : 1) : 0;
    if ((int)marker == sim->marker && gsl_rng_uniform(rng) < sim->lenience)
      slip = 1;
    seen[t] = scores[t] < 0 ? -1 : CLAMP(scores[t] + slip, 0, sim_maxima[t]);
  }
}

static inline void sim_marking(json_t *markings, const char *work_no, guint marker,
                               gboolean is_anchor, const int *seen)
{
  g_autofree char *name = g_strdup_printf("m%02u", marker + 1);
  json_array_append_new(markings,
                        json_pack("{s:s,s:s,s:b,s:o}", "work_no", work_no, "marker", name,
                                  "is_anchor", is_anchor, "scores", sim_row(seen)));
}

/* Two markings, and their joined scores in @scores. */
static inline void sim_mark_twice(const Sim *sim, gsl_rng *rng, const char *work_no,
                                  int *scores, json_t *markings)
{
  if (sim->n_markers < 2)
    return;
  guint first = (guint)gsl_rng_uniform_int(rng, sim->n_markers);
  guint second =
      (first + 1 + (guint)gsl_rng_uniform_int(rng, sim->n_markers - 1)) % sim->n_markers;
  int a[SIM_TASKS], b[SIM_TASKS];
  sim_mark_work(sim, rng, first, scores, a);
  sim_mark_work(sim, rng, second, scores, b);
  sim_marking(markings, work_no, first, FALSE, a);
  sim_marking(markings, work_no, second, FALSE, b);
  for (guint t = 0; t < SIM_TASKS; t++)
    scores[t] = scores[t] < 0 ? -1 : (a[t] + b[t] + 1) / 2;
}

static inline void sim_anchors(const Sim *sim, gsl_rng *rng, json_t *markings)
{
  for (guint anchor = 0; sim->n_markers > 0 && anchor < 3; anchor++) {
    int scores[SIM_TASKS], seen[SIM_TASKS];
    g_autofree char *work_no = g_strdup_printf("A%u", anchor);
    sim_pupil(sim, rng, 0.3 * anchor, FALSE, scores);
    for (guint m = 0; m < sim->n_markers; m++) {
      sim_mark_work(sim, rng, m, scores, seen);
      sim_marking(markings, work_no, m, TRUE, seen);
    }
  }
}

/* Total of the first marking; second ones are a point off now and then. */
static inline double sim_first_total(const Sim *sim, gsl_rng *rng, double total, double max,
                                     gboolean is_planted)
{
  double first = total + (int)gsl_rng_uniform_int(rng, 3) - 1;
  if (is_planted)
    first += gsl_ran_binomial(rng, sim->recheck_gap, (unsigned)(max - total));
  return CLAMP(first, 0, max);
}

static inline json_t *sim_work(const Sim *sim, gsl_rng *rng, guint school, guint class_group,
                               double ability, guint number, json_t *markings)
{
  int scores[SIM_TASKS];
  gboolean is_planted = (int)school == sim->school;
  g_autofree char *work_no = g_strdup_printf("%06u", number);
  g_autofree char *alias = g_strdup_printf("S%u", school + 1);
  g_autofree char *group = g_strdup_printf("K%u", class_group + 1);
  double max = 0;
  for (guint t = 0; t < SIM_TASKS; t++)
    max += sim_maxima[t];
  sim_pupil(sim, rng, ability, is_planted, scores);
  sim_mark_twice(sim, rng, work_no, scores, markings);
  if (is_planted && sim_is_below(sim_sum(scores)) && gsl_rng_uniform(rng) < sim->peak)
    sim_lift(scores);
  double total = sim_sum(scores);
  int mark = sim_mark(total), journal = mark;
  if (gsl_rng_uniform(rng) < 0.4)
    journal += gsl_rng_uniform(rng) < 0.5 ? 1 : -1;
  if (gsl_rng_uniform(rng) < (is_planted ? sim->journal_gap : 0) + 0.03)
    journal = mark >= 4 ? mark - 2 : mark + 2;
  json_t *work = json_pack("{s:s,s:s,s:s,s:s,s:o,s:f,s:i,s:i}", "work_no", work_no, "school",
                           alias, "class", group, "variant", "1", "scores", sim_row(scores),
                           "total", total, "mark", mark, "journal_mark", CLAMP(journal, 2, 5));
  if (sim->is_recheck) {
    double first = sim_first_total(sim, rng, total, max, is_planted);
    json_object_set_new(work, "prior_total", json_real(first));
    json_object_set_new(work, "prior_mark", json_integer(sim_mark(first)));
  }
  return work;
}

static inline json_t *sim_tasks(void)
{
  json_t *tasks = json_array();
  for (guint t = 0; t < SIM_TASKS; t++) {
    g_autofree char *id = g_strdup_printf("%u", t + 1);
    const char *level = sim_difficulty[t] < 0.25 ? "basic"
                        : sim_difficulty[t] < 1  ? "advanced"
                                                 : "high";
    json_array_append_new(
        tasks, json_pack("{s:s,s:i,s:s}", "id", id, "max", sim_maxima[t], "level", level));
  }
  return tasks;
}

/* The input of stage analyse, new reference. */
static inline json_t *sim_district(const Sim *sim)
{
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  gsl_rng_set(rng, sim->seed);
  json_t *schools = json_array(), *works = json_array(), *markings = json_array();
  guint number = 0;
  for (guint s = 0; s < sim->n_schools; s++) {
    g_autofree char *alias = g_strdup_printf("S%u", s + 1);
    json_array_append_new(schools, json_pack("{s:s,s:b}", "school", alias, "is_control",
                                             (int)(s >= sim->n_schools - sim->n_control)));
    double school_ability = sim->school_sd > 0 ? gsl_ran_gaussian(rng, sim->school_sd) : 0;
    for (guint c = 0; c < sim->n_classes; c++) {
      double class_ability = 0.2 + school_ability + gsl_ran_gaussian(rng, sqrt(sim->icc));
      for (guint k = 0; k < sim->class_size; k++) {
        double ability = class_ability + gsl_ran_gaussian(rng, sqrt(1 - sim->icc));
        json_array_append_new(
            works, sim_work(sim, rng, s, s * sim->n_classes + c, ability, ++number, markings));
      }
    }
  }
  sim_anchors(sim, rng, markings);
  gsl_rng_free(rng);
  return json_pack("{s:o,s:[f,f,f],s:o,s:o,s:o}", "tasks", sim_tasks(), "mark_scale",
                   sim_bounds[0], sim_bounds[1], sim_bounds[2], "schools", schools, "works",
                   works, "markings", markings);
}
