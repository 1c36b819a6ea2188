/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth. */
#include "stages/analyse/growth.h"

#include "stages/analyse/multiplicity.h"

/* Mean and squared error of earlier results, percent. */
typedef struct Earlier {
  double n, mean, squared_error;
} Earlier;

static Earlier earlier_of(const BmDistrict *district, guint self, gboolean is_control,
                          double deff)
{
  Earlier earlier = {0};
  for (guint s = 0; s < district->schools->len; s++) {
    const BmSchool *school = bm_school(district, s);
    if (school->earlier_n == 0 ||
        !(is_control ? bm_is_control_of(district, s, self) : s == self))
      continue;
    earlier.n += school->earlier_n;
    earlier.mean += school->earlier_n * school->earlier_pct;
    earlier.squared_error += school->earlier_n * pow(school->earlier_sd_pct, 2) * deff;
  }
  earlier.mean /= earlier.n;
  earlier.squared_error /= earlier.n * earlier.n;
  return earlier;
}

static double squared_error(const BmSide *side)
{
  return side->sd * side->sd * side->deff / side->n;
}

static BmGrowth growth_of(const BmDistrict *district, const BmContrast *now, guint school,
                          const BmRules *rules)
{
  Earlier own = earlier_of(district, school, FALSE, now->own.deff);
  Earlier control = earlier_of(district, school, TRUE, now->control.deff);
  BmGrowth growth = {.school = school,
                     .n = now->own.n,
                     .earlier_n = bm_school(district, school)->earlier_n,
                     .change = now->own.mean - own.mean,
                     .control_change = now->control.mean - control.mean,
                     .p = NAN};
  growth.d = growth.change - growth.control_change;
  growth.se = sqrt(squared_error(&now->own) + squared_error(&now->control) + own.squared_error +
                   control.squared_error);
  double half = bm_t_width(rules->certainty_level, now->df) * growth.se;
  growth.d_range = (BmInterval){growth.d - half, growth.d + half};
  if (MIN(growth.n, growth.earlier_n) >= rules->groups_least_works)
    growth.p = bm_t_p(growth.d / growth.se, now->df);
  return growth;
}

GArray *bm_growths(const BmDistrict *district, const BmRules *rules)
{
  g_autofree double *values = g_new(double, district->works->len + 1);
  for (guint i = 0; i < district->works->len; i++)
    values[i] = 100 * bm_work(district, i)->total / district->max_total;
  g_autoptr(GArray) contrasts = bm_contrasts(district, values, FALSE, rules);
  GArray *all = g_array_new(FALSE, TRUE, sizeof(BmGrowth));
  for (guint s = 0; s < district->schools->len; s++) {
    if (bm_school(district, s)->earlier_n == 0)
      continue;
    BmGrowth growth = growth_of(district, bm_contrast(contrasts, s), s, rules);
    g_array_append_val(all, growth);
  }
  g_autofree double *q = g_new(double, all->len + 1);
  for (guint i = 0; i < all->len; i++)
    q[i] = g_array_index(all, BmGrowth, i).p;
  bm_multiplicity_q(q, all->len, q);
  for (guint i = 0; i < all->len; i++) {
    BmGrowth *growth = &g_array_index(all, BmGrowth, i);
    growth->q = q[i];
    growth->is_notable =
        q[i] <= rules->certainty_q && bm_reaches(growth->d, rules->effects_difference_pp);
  }
  return all;
}
