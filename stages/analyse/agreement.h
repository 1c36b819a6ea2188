/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markers: how far they agree with each other and how strict they are. For the organiser only.
 *
 * Agreement looks at scores of tasks; severity at totals. Markers see different works, so their
 * means cannot be compared as they are. Total = work + marker + chance is fitted by least
 * squares over all works that several marked, anchors too: each work is compared with itself
 * only. Markers that no chain of shared works connects cannot be compared: they are told by
 * group, and severity is the distance from the mean of the group.
 */
#pragma once
#include "stages/analyse/district.h"
#include "stages/analyse/measure.h"
#include "stages/analyse/rules.h"

typedef struct BmAgreement {
  guint marker;
  guint n;                /* pairs of scores: same work, same task, another marker */
  guint n_works;          /* works that another marked, too, anchors not counted */
  double exact, within;   /* percent of pairs that are equal, that differ by a point at most */
  double difference;      /* mean of own − other, points a task */
  double kappa;           /* quadratic weights; NAN when nothing varies */
  BmInterval kappa_range; /* jackknife over works; NAN below three works */
  double third_pct;       /* percent of his works that a third marker saw */
  guint n_anchors;        /* anchor works */
  double anchor_difference; /* mean of own − agreed total, points */
  BmInterval anchor_range;
} BmAgreement;

/**
 * bm_agreements - every marker beside those who marked the same works
 *
 * X counts as 0 points. Kappa: 1 − Σ (a − b)² / Σ expected, summed over tasks, the expected
 * part by each task's own means and spreads, so that tasks of different difficulty do not pass
 * for agreement. An anchor's agreed scores are those of the input, else the mean of the
 * others'. Returns a new array of BmAgreement, one a marker. Tests:
 * tests/stages/test_analyse_agreement.c.
 */
GArray *bm_agreements(const BmDistrict *district, const BmRules *rules);

typedef struct BmSeverity {
  guint marker;
  guint n;       /* markings of works that others marked, too */
  guint group;   /* of connected markers, from 1; 0: nobody to compare with */
  double points; /* more than the mean of the group: lenient; NAN when it cannot be told */
  double pct;    /* of the maximum total */
  double se, df, p, q;
  BmInterval range; /* of points */
  gboolean is_notable;
} BmSeverity;

/**
 * bm_severities - work + marker, least squares
 *
 * Works are swept out (each marking minus the mean of its work), which leaves equations in the
 * markers alone: memory is markers squared however many works there are. The full design of
 * gsl_multifit would have a column a work; the tests compare both on a small round.
 * Returns a new array of BmSeverity, one a marker.
 * Errors are those of independent, equally spread residuals.
 */
GArray *bm_severities(const BmDistrict *district, const BmRules *rules);

/* Indices of independent markings by marked work, third ones left out: those of work w are
 * order[start[w]] to order[start[w + 1] − 1]. */
typedef struct BmByWork {
  guint *order, *start;
  gboolean *has_third; /* by work */
} BmByWork;

BmByWork *bm_by_work_new(const BmDistrict *district);
void bm_by_work_free(BmByWork *by_work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmByWork, bm_by_work_free)

static inline double bm_marking_points(const BmDistrict *district, const BmMarking *marking,
                                       guint task)
{
  return bm_points(
      g_array_index(district->marking_scores, double, marking->first_score + task));
}
