/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benjamini–Hochberg, step up. */
#include "stages/analyse/multiplicity.h"

#include <gsl/gsl_sort.h>
#include <math.h>

void bm_multiplicity_q(const double *p, guint n, double *ret_q)
{
  g_autofree double *tested = g_new(double, n + 1);
  g_autofree size_t *place = g_new(size_t, n + 1), *order = g_new(size_t, n + 1);
  guint m = 0;
  for (guint i = 0; i < n; i++) {
    ret_q[i] = p[i];
    if (!isnan(p[i])) {
      place[m] = i;
      tested[m++] = p[i];
    }
  }
  if (m == 0)
    return;
  gsl_sort_index(order, tested, 1, m);
  double least = 1;
  for (guint rank = m; rank > 0; rank--) {
    guint i = (guint)order[rank - 1];
    least = MIN(least, tested[i] * m / rank);
    ret_q[place[i]] = least;
  }
}
