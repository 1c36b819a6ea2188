/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class likeness, design effects, pooled z and Welch's t. */
#include "stages/analyse/contrast.h"

/* Spread of classes within schools: what an analysis of variance needs. */
typedef struct Spread {
  double between, within; /* sums of squares */
  double n, n_classes, n_schools;
  double squares; /* Σ over schools of Σ n_class² / n_school */
} Spread;

static Spread spread_of(const BmDistrict *district, const BmMoments *classes)
{
  Spread spread = {0};
  guint n_schools = district->schools->len;
  g_autofree BmMoments *schools = g_new0(BmMoments, n_schools);
  g_autofree double *squares = g_new0(double, n_schools);
  for (guint c = 0; c < district->classes->len; c++) {
    const BmMoments *own = &classes[c];
    if (own->n == 0)
      continue;
    guint school = g_array_index(district->classes, BmClass, c).school;
    double explained = own->sum * own->sum / own->n;
    spread.n_classes++;
    spread.between += explained;
    spread.within += own->sumsq - explained;
    squares[school] += (double)own->n * own->n;
    bm_moments_join(&schools[school], own);
  }
  for (guint s = 0; s < n_schools; s++) {
    if (schools[s].n == 0)
      continue;
    spread.n_schools++;
    spread.n += schools[s].n;
    spread.between -= schools[s].sum * schools[s].sum / schools[s].n;
    spread.squares += squares[s] / schools[s].n;
  }
  return spread;
}

BmLikeness bm_likeness_of_classes(const BmDistrict *district, const BmMoments *classes,
                                  const BmRules *rules)
{
  Spread spread = spread_of(district, classes);
  double df = spread.n_classes - spread.n_schools, df_within = spread.n - spread.n_classes;
  if (df < rules->clusters_icc_least_classes || df_within < 1)
    return (BmLikeness){rules->clusters_icc_preset, INFINITY};
  double size = (spread.n - spread.squares) / df;
  double between = spread.between / df, within = MAX(spread.within, 0) / df_within;
  double all = between + (size - 1) * within;
  double icc = all > 0 ? (between - within) / all : 0;
  return (BmLikeness){CLAMP(icc, 0, 1), df};
}

/* A side from the classes of which is_in says yes. */
typedef struct Gather {
  const BmDistrict *district;
  const BmMoments *classes;
  BmLikeness likeness;
  gboolean is_share;
  double level;
} Gather;

static BmSide side_of(const Gather *gather, guint self, gboolean is_control)
{
  BmMoments all = {0};
  double squares = 0;
  for (guint c = 0; c < gather->district->classes->len; c++) {
    guint school = g_array_index(gather->district->classes, BmClass, c).school;
    gboolean is_in =
        is_control ? bm_is_control_of(gather->district, school, self) : school == self;
    if (!is_in)
      continue;
    bm_moments_join(&all, &gather->classes[c]);
    squares += (double)gather->classes[c].n * gather->classes[c].n;
  }
  double size = all.n > 0 ? squares / all.n : 1;
  BmSide side = {.n = all.n,
                 .mean = bm_moments_mean(&all),
                 .sd = bm_moments_sd(&all),
                 .deff = 1 + (size - 1) * gather->likeness.icc};
  if (gather->is_share) {
    side.mean_range = bm_wilson(side.mean, side.n / side.deff, gather->level);
  } else {
    double df = MIN(all.n - 1.0, gather->likeness.df);
    double half = bm_t_width(gather->level, df) * side.sd * sqrt(side.deff / MAX(side.n, 1));
    side.mean_range = (BmInterval){side.mean - half, side.mean + half};
  }
  return side;
}

double bm_contrast_deff(const BmContrast *contrast)
{
  double own = 1.0 / contrast->own.n, control = 1.0 / contrast->control.n;
  return (contrast->own.deff * own + contrast->control.deff * control) / (own + control);
}

/* Squared errors of both means; sd of a share is that of a Bernoulli variable. */
static double error_of(const BmSide *side, gboolean is_share)
{
  double variance = is_share ? side->mean * (1 - side->mean) : side->sd * side->sd;
  return variance * side->deff / side->n;
}

/* Newcombe 1998, method 10: Wilson's intervals of both shares put together, so that it never
 * reaches beyond what a difference of shares can be. */
static BmInterval share_range(const BmContrast *contrast, double z)
{
  const BmSide *own = &contrast->own, *control = &contrast->control;
  BmInterval a = bm_wilson_wide(own->mean, own->n / own->deff, z);
  BmInterval b = bm_wilson_wide(control->mean, control->n / control->deff, z);
  return (BmInterval){contrast->d - hypot(own->mean - a.low, b.high - control->mean),
                      contrast->d + hypot(a.high - own->mean, control->mean - b.low)};
}

void bm_contrast_test(BmContrast *contrast, gboolean is_share, double df_classes, double level)
{
  BmSide *own = &contrast->own, *control = &contrast->control;
  double a = error_of(own, is_share), b = error_of(control, is_share);
  double welch = (a + b) * (a + b) / (a * a / (own->n - 1.0) + b * b / (control->n - 1.0));
  contrast->d = own->mean - control->mean;
  contrast->df = MIN(is_share || isnan(welch) ? INFINITY : welch, df_classes);
  double width = bm_t_width(level, contrast->df), wide = width * sqrt(a + b);
  contrast->d_range = (BmInterval){contrast->d - wide, contrast->d + wide};
  contrast->se = sqrt(a + b);
  if (is_share) {
    contrast->d_range = share_range(contrast, width);
    double pooled = (own->n * own->mean + control->n * control->mean) / (own->n + control->n);
    contrast->se =
        sqrt(pooled * (1 - pooled) * (own->deff / own->n + control->deff / control->n));
  }
  contrast->t = contrast->se > 0 ? contrast->d / contrast->se : NAN;
  contrast->p = bm_t_p(contrast->t, contrast->df);
}

static BmContrast contrast_of(const Gather *gather, guint school, const BmRules *rules)
{
  BmContrast contrast = {.own = side_of(gather, school, FALSE),
                         .control = side_of(gather, school, TRUE),
                         .d = NAN,
                         .se = NAN,
                         .df = NAN,
                         .t = NAN,
                         .p = NAN,
                         .d_range = {NAN, NAN}};
  if (contrast.own.n >= rules->groups_least_works &&
      contrast.control.n >= rules->groups_least_works)
    bm_contrast_test(&contrast, gather->is_share, gather->likeness.df, gather->level);
  return contrast;
}

static BmMoments *classes_of(const BmDistrict *district, const double *values)
{
  BmMoments *classes = g_new0(BmMoments, district->classes->len + 1);
  for (guint i = 0; i < district->works->len; i++)
    if (!isnan(values[i]))
      bm_moments_add(&classes[bm_work(district, i)->class_group], values[i]);
  return classes;
}

static Gather gather_of(const BmDistrict *district, const BmMoments *classes, gboolean is_share,
                        const BmRules *rules)
{
  return (Gather){.district = district,
                  .classes = classes,
                  .likeness = bm_likeness_of_classes(district, classes, rules),
                  .is_share = is_share,
                  .level = rules->certainty_level};
}

BmContrast bm_contrast_one(const BmDistrict *district, const double *values, gboolean is_share,
                           guint school, const BmRules *rules)
{
  g_autofree BmMoments *classes = classes_of(district, values);
  Gather gather = gather_of(district, classes, is_share, rules);
  return contrast_of(&gather, school, rules);
}

GArray *bm_contrasts(const BmDistrict *district, const double *values, gboolean is_share,
                     const BmRules *rules)
{
  g_autofree BmMoments *classes = classes_of(district, values);
  Gather gather = gather_of(district, classes, is_share, rules);
  GArray *all = g_array_new(FALSE, FALSE, sizeof(BmContrast));
  for (guint s = 0; s < district->schools->len; s++) {
    BmContrast contrast = contrast_of(&gather, s, rules);
    g_array_append_val(all, contrast);
  }
  return all;
}
