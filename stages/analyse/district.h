/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a round, as the analysis reads them from the context of its job.
 *
 * {"tasks": [{"id", "max", "level": "basic"|"advanced"|"high"}],
 *  "is_recheck" (may be missing): works of schools that were chosen as doubtful,
 *  "mark_scale": [least total of "3", of "4", of "5"] or null,
 *  "schools": [{"school", "is_control", "prior_signs": [slug], "earlier": {"n", "mean_pct",
 *              "sd_pct"}}]: the last two may be missing: what was notable last year, and the
 *              totals of an earlier assessment in percent of its maximum,
 *  "works": [{"work_no", "school", "class", "variant", "scores": [number | "X" | null],
 * "total", "mark", "journal_mark", "prior_total", "prior_mark"}]: prior: of the first marking,
 *            when this round is a re-check,
 *  "markings": [{"work_no", "marker", "is_anchor", "is_third", "scores"}]: is_third (may be
 * missing): a third marker saw both scores, so that his are no independent ones, "anchors":
 * [{"work_no", "scores"}] the agreed scores of anchor works; may be missing}
 *
 * Works of all arrays keep the order in which they came; schools, classes and markers are told
 * by index. Scores: points; X and null have values of their own.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>
#include <math.h>

#define BM_SCORE_NOT_ATTEMPTED (-1.0) /* X: counts 0 */
#define BM_SCORE_MISSING (-2.0)       /* not entered: counts nowhere */
#define BM_MARKS 3                    /* boundaries of a mark scale: of 3, 4 and 5 */

typedef enum BmLevel { BM_LEVEL_BASIC, BM_LEVEL_ADVANCED, BM_LEVEL_HIGH } BmLevel;

typedef struct BmTask {
  const char *id;
  double max;
  BmLevel level;
} BmTask;

typedef struct BmSchool {
  const char *alias;
  gboolean is_control;
  const json_t *prior_signs; /* array or NULL */
  guint earlier_n;           /* 0: no earlier assessment */
  double earlier_pct, earlier_sd_pct;
} BmSchool;

typedef struct BmClass {
  const char *alias;
  guint school;
} BmClass;

typedef struct BmWork {
  const char *work_no, *variant;
  guint school, class_group;
  double total;
  int mark, journal_mark, prior_mark; /* 0: none */
  double prior_total;                 /* NAN: none */
  guint first_score;                  /* scores[first_score + task] of the district */
} BmWork;

typedef struct BmMarking {
  guint work; /* index among all works that were marked, anchors too */
  guint marker;
  gboolean is_anchor, is_third;
  double total;
  guint first_score;
} BmMarking;

/* Strings are borrowed from the JSON. */
typedef struct BmDistrict {
  GArray *tasks, *schools, *classes, *works; /* BmTask, BmSchool, BmClass, BmWork */
  GArray *scores;                            /* double, rows of tasks->len */
  GArray *markings, *marking_scores;         /* BmMarking; double */
  GPtrArray *markers;                        /* const char *, in the order of their names */
  guint n_marked_works;
  GArray *anchor_scores; /* double, rows by marked work; NAN where nothing was agreed */
  gboolean has_scale;
  double bounds[BM_MARKS]; /* least total of 3, 4, 5 */
  double max_total;
  gboolean has_control; /* a control sample was named; else all other schools are the control */
  gboolean is_recheck;  /* doubtful schools only, so that others are no control of them */
} BmDistrict;

/**
 * bm_district_new - read the results of a round
 *
 * @input  borrowed; must outlive the district
 * Errors: BM_ERROR_INPUT "analysis_input" when a part is missing, a score is no number within 0
 *         and its maximum, a school or task is unknown or comes twice;
 *         "analysis_no_works" without works.
 */
BmDistrict *bm_district_new(const json_t *input, GError **error);
void bm_district_free(BmDistrict *district);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmDistrict, bm_district_free)

static inline const BmTask *bm_task(const BmDistrict *district, guint index)
{
  return &g_array_index(district->tasks, BmTask, index);
}
static inline const BmSchool *bm_school(const BmDistrict *district, guint index)
{
  return &g_array_index(district->schools, BmSchool, index);
}
static inline const BmWork *bm_work(const BmDistrict *district, guint index)
{
  return &g_array_index(district->works, BmWork, index);
}
static inline const BmMarking *bm_marking(const BmDistrict *district, guint index)
{
  return &g_array_index(district->markings, BmMarking, index);
}
static inline double bm_work_score(const BmDistrict *district, const BmWork *work, guint task)
{
  return g_array_index(district->scores, double, work->first_score + task);
}
/* Points of a score: X counts 0, a missing one is NAN. */
static inline double bm_points(double score)
{
  return score >= 0 ? score : score > BM_SCORE_MISSING + 0.5 ? 0 : NAN;
}
/* Whether a school is part of the control of @self. */
static inline gboolean bm_is_control_of(const BmDistrict *district, guint school, guint self)
{
  return school != self && (!district->has_control || bm_school(district, school)->is_control);
}
