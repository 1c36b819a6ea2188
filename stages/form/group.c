/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average linkage. */
#include "stages/form/group.h"

#include <string.h>

/* The two live groups that are most alike; FALSE when none reaches @least. */
static gboolean best_two(const double *sum, const guint *size, guint n, double least,
                         guint *ret_a, guint *ret_b)
{
  double best = least;
  gboolean found = FALSE;
  for (guint a = 0; a < n; a++)
    for (guint b = a + 1; size[a] > 0 && b < n; b++) {
      if (size[b] == 0)
        continue;
      double mean = sum[a * n + b] / ((double)size[a] * size[b]);
      if (mean > best || (!found && mean >= best)) {
        best = mean;
        *ret_a = a;
        *ret_b = b;
        found = TRUE;
      }
    }
  return found;
}

static void renumber(guint *group, guint n)
{
  g_autofree guint *number = g_new(guint, n + 1);
  guint next = 0;
  for (guint i = 0; i < n; i++)
    number[i] = G_MAXUINT;
  for (guint i = 0; i < n; i++) {
    if (number[group[i]] == G_MAXUINT)
      number[group[i]] = next++;
    group[i] = number[group[i]];
  }
}

guint *bm_group_link(const double *likeness, guint n, double least)
{
  g_autofree double *sum = g_new(double, (gsize)n *n + 1);
  g_autofree guint *size = g_new(guint, n + 1);
  guint *group = g_new(guint, n + 1);
  memcpy(sum, likeness, (gsize)n * n * sizeof(double));
  for (guint i = 0; i < n; i++) {
    size[i] = 1;
    group[i] = i;
  }
  guint a = 0, b = 0;
  while (best_two(sum, size, n, least, &a, &b)) {
    for (guint k = 0; k < n; k++) {
      sum[a * n + k] += sum[b * n + k];
      sum[k * n + a] = sum[a * n + k];
    }
    size[a] += size[b];
    size[b] = 0;
    for (guint i = 0; i < n; i++)
      group[i] = group[i] == b ? a : group[i];
  }
  renumber(group, n);
  return group;
}
