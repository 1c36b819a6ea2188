/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The profile of a school: which tasks were done well and which badly, beside the control's.
 *
 * A strong school is stronger everywhere, and tasks that nearly all can do leave no room: on
 * the scale of percents its profile is flatter without any reason to wonder. The test therefore
 * works on log odds, where a school of other strength has the same profile, moved: the slope
 * of the school's log odds on the control's is 1 for such a school, and smaller where hard
 * tasks were done as well as easy ones. Published descriptors (correlation, hard beats easy,
 * little variation) are the effect that a sign asks for beside the test.
 */
#pragma once
#include "stages/analyse/contrast.h"

typedef struct BmProfile {
  guint school, n;
  double r;      /* with the control's completion of tasks; NAN below three tasks */
  double cv_pct; /* spread of the completion of tasks, percent of their mean */
  double control_cv_pct;
  guint hard_beats_easy;      /* pairs of tasks */
  guint hard_task, easy_task; /* the pair that is farthest apart, when there is one */
  double pct;                 /* mean completion of tasks */
  BmContrast contrast;        /* own slope against the control's, which is 1 */
  double q;
  gboolean is_even; /* the school's tasks are alike, the control's are not */
  gboolean is_notable;
} BmProfile;

/* New array of BmProfile, one a school. Tests: tests/stages/test_analyse_profile.c. */
GArray *bm_profiles(const BmDistrict *district, const BmRules *rules);
