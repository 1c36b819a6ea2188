/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The change of a school's totals since an earlier assessment, beside the control's change. */
#pragma once
#include "stages/analyse/contrast.h"

typedef struct BmGrowth {
  guint school, n, earlier_n;
  double change, control_change; /* percent of the maximum total */
  double d, se, p, q;            /* change − control_change */
  BmInterval d_range;
  gboolean is_notable; /* effect and q, upwards */
} BmGrowth;

/* New array of BmGrowth, one a school with an earlier result; empty without them. The earlier
 * error has the design effect that this assessment has. */
GArray *bm_growths(const BmDistrict *district, const BmRules *rules);
