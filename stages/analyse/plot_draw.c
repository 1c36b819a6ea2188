/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawings: coordinates of PLplot are those of the data. */
#include "stages/analyse/plot.h"
#include "stages/analyse/plot_part.h"

#include <plplot/plplot.h>

#define LEFT 0.11 /* the frame, as shares of the drawing */
#define RIGHT 0.97
#define BOTTOM 0.17
#define TOP 0.95
#define LIMIT_POINTS 60
#define DOT_RADIUS 0.006 /* share of the frame's width */

static void ink(BmInk which)
{
  plcol0((PLINT)which + 1);
}

static void frame(double x0, double x1, double y0, double y1, const char *x_options,
                  const char *x_label, const char *y_label)
{
  plvpor(LEFT, RIGHT, BOTTOM, TOP);
  plwind(x0, x1, y0, y1);
  ink(BM_INK_TEXT);
  plbox(x_options, 0, 0, "bcnstv", 0, 0);
  plmtex("b", 3.2, 0.5, 0.5, x_label);
  plmtex("l", 4.2, 0.5, 0.5, y_label);
}

/* A word below the frame, at @x of the data. */
static void below(double x, double x0, double x1, const char *word)
{
  plmtex("b", 1.4, (x - x0) / (x1 - x0), 0.5, word);
}

static void segment(double x0, double y0, double x1, double y1)
{
  PLFLT x[] = {x0, x1}, y[] = {y0, y1};
  plline(2, x, y);
}

static void dash(gboolean is_dashed)
{
  PLINT mark = 1200, space = 900;
  plstyl(is_dashed ? 1 : 0, &mark, &space);
}

/* A disc, or a ring with paper within: characters for them are not in every font. */
static void dot(double x, double y, gboolean is_ring)
{
  PLFLT x0 = 0, x1 = 0, y0 = 0, y1 = 0;
  plgvpw(&x0, &x1, &y0, &y1);
  double wide = DOT_RADIUS * (x1 - x0);
  double high = DOT_RADIUS * (y1 - y0) * BM_PLOT_WIDTH * (RIGHT - LEFT) /
                (BM_PLOT_HEIGHT * (TOP - BOTTOM));
  plarc(x, y, wide, high, 0, 360, 0, TRUE);
  if (!is_ring)
    return;
  plcol0(0);
  plarc(x, y, wide * 0.65, high * 0.65, 0, 360, 0, TRUE);
}

/* An interval with its dot. */
static void whisker(double x, double y, BmInterval range)
{
  if (!isnan(range.low))
    segment(x, range.low, x, range.high);
  dot(x, y, FALSE);
}

/* --- funnel ---------------------------------------------------------------------------------
 */

static void limits_draw(const BmFunnel *funnel, double z, double least, double most)
{
  PLFLT x[LIMIT_POINTS], low[LIMIT_POINTS], high[LIMIT_POINTS];
  for (guint i = 0; i < LIMIT_POINTS; i++) {
    x[i] = least + (most - least) * i / (LIMIT_POINTS - 1);
    BmInterval limits = bm_funnel_limits(funnel->p0, funnel->phi, z, x[i]);
    low[i] = 100 * limits.low;
    high[i] = 100 * limits.high;
  }
  plline(LIMIT_POINTS, x, low);
  plline(LIMIT_POINTS, x, high);
}

static void point_draw(const BmFindings *findings, const BmFunnelPoint *point, double most)
{
  const BmSchool *school = bm_school(findings->district, point->school);
  ink(point->is_notable ? BM_INK_SIGN : BM_INK_OWN);
  dot(point->n, 100 * point->share, school->is_control);
  if (point->zone == BM_FUNNEL_INSIDE)
    return;
  ink(BM_INK_TEXT);
  plptex(point->n - 0.015 * most, CLAMP(100 * point->share, 3, 97), 1, 0, 1, school->alias);
}

void bm_plot_funnel(const BmFindings *findings, guint school)
{
  (void)school;
  const BmFunnel *funnel = findings->funnel;
  double most = 0;
  for (guint i = 0; i < funnel->points->len; i++)
    most = MAX(most, g_array_index(funnel->points, BmFunnelPoint, i).n);
  most = MAX(most * 1.1, 20);
  frame(0, most, 0, 100, "bcnst", "Работ", "Доля, %");
  ink(BM_INK_CONTROL);
  segment(0, 100 * funnel->p0, most, 100 * funnel->p0);
  ink(BM_INK_LIMIT);
  limits_draw(funnel, findings->rules.funnel_outer_z, 3, most);
  dash(TRUE);
  limits_draw(funnel, findings->rules.funnel_inner_z, 3, most);
  dash(FALSE);
  for (guint i = 0; i < funnel->points->len; i++) {
    const BmFunnelPoint *point = &g_array_index(funnel->points, BmFunnelPoint, i);
    if (point->n > 0)
      point_draw(findings, point, most);
  }
}

/* --- totals ---------------------------------------------------------------------------------
 */

/* Percent of works with each total, 0 to the maximum; caller frees. */
static double *histogram_of(const BmFindings *findings, guint self, gboolean is_control)
{
  const BmDistrict *district = findings->district;
  guint n_bins = (guint)lround(district->max_total) + 1, n = 0;
  double *bins = g_new0(double, n_bins);
  for (guint i = 0; i < district->works->len; i++) {
    const BmWork *work = bm_work(district, i);
    if (is_control ? !bm_is_control_of(district, work->school, self) : work->school != self)
      continue;
    bins[CLAMP((guint)lround(work->total), 0, n_bins - 1)]++;
    n++;
  }
  for (guint i = 0; i < n_bins; i++)
    bins[i] *= n > 0 ? 100.0 / n : 0;
  return bins;
}

static void bar(double x, double height)
{
  PLFLT xs[] = {x - 0.4, x - 0.4, x + 0.4, x + 0.4}, ys[] = {0, height, height, 0};
  ink(BM_INK_PALE);
  plfill(4, xs, ys);
  ink(BM_INK_OWN);
  plline(4, xs, ys);
}

static void bounds_draw(const BmDistrict *district, double top)
{
  for (guint b = 0; district->has_scale && b < BM_MARKS; b++) {
    double x = district->bounds[b] - 0.5;
    g_autofree char *label = g_strdup_printf("«%u»", b + 3);
    ink(BM_INK_SIGN);
    dash(TRUE);
    segment(x, 0, x, top);
    dash(FALSE);
    plptex(x + 0.2, top * 0.95, 1, 0, 0, label);
  }
}

void bm_plot_totals(const BmFindings *findings, guint school)
{
  guint n_bins = (guint)lround(findings->district->max_total) + 1;
  g_autofree double *own = histogram_of(findings, school, FALSE);
  g_autofree double *control = histogram_of(findings, school, TRUE);
  g_autofree double *x = g_new(double, n_bins);
  double top = 1;
  for (guint i = 0; i < n_bins; i++) {
    x[i] = i;
    top = MAX(top, MAX(own[i], control[i]));
  }
  top *= 1.15;
  frame(-1, n_bins, 0, top, "bcnst", "Баллов за работу", "Работ, %");
  for (guint i = 0; i < n_bins; i++)
    if (own[i] > 0)
      bar(i, own[i]);
  ink(BM_INK_CONTROL);
  plwidth(2);
  plline((PLINT)n_bins, x, control);
  plwidth(1);
  bounds_draw(findings->district, top);
}

/* --- profile --------------------------------------------------------------------------------
 */

void bm_plot_profile(const BmFindings *findings, guint school)
{
  guint n = findings->district->tasks->len;
  g_autofree double *x = g_new(double, n);
  g_autofree double *control = g_new(double, n);
  for (guint t = 0; t < n; t++) {
    const BmCompletion *row =
        &g_array_index(findings->completions, BmCompletion, school * n + t);
    x[t] = t + 1;
    control[t] = 100 * row->contrast.control.mean;
  }
  frame(0, n + 1, 0, 100, "bc", "Задание", "Выполнение, %");
  for (guint t = 0; t < n; t++)
    if (n <= 30 || t % (n / 30 + 1) == 0)
      below(x[t], 0, n + 1, bm_task(findings->district, t)->id);
  ink(BM_INK_CONTROL);
  plwidth(2);
  if (!isnan(control[0]))
    plline((PLINT)n, x, control);
  plwidth(1);
  for (guint t = 0; t < n; t++) {
    const BmCompletion *row =
        &g_array_index(findings->completions, BmCompletion, school * n + t);
    BmInterval range = {MAX(100 * row->contrast.own.mean_range.low, 0),
                        MIN(100 * row->contrast.own.mean_range.high, 100)};
    ink(row->is_notable ? BM_INK_SIGN : BM_INK_OWN);
    if (!isnan(row->pct))
      whisker(x[t], row->pct, range);
  }
}

/* --- markers --------------------------------------------------------------------------------
 */

void bm_plot_severity(const BmFindings *findings, guint school)
{
  (void)school;
  guint n = findings->severities->len;
  double top = 1;
  for (guint m = 0; m < n; m++) {
    const BmSeverity *severity = &g_array_index(findings->severities, BmSeverity, m);
    if (!isnan(severity->range.low))
      top = MAX(top, MAX(fabs(severity->range.low), fabs(severity->range.high)));
  }
  frame(0, n + 1, -1.1 * top, 1.1 * top, "bc", "Проверяющий", "Баллов, вверх — мягче");
  ink(BM_INK_CONTROL);
  segment(0, 0, n + 1, 0);
  guint step = n / 11 + 1; /* names that stand side by side */
  for (guint m = 0; m < n; m++) {
    const BmSeverity *severity = &g_array_index(findings->severities, BmSeverity, m);
    ink(severity->is_notable ? BM_INK_SIGN : BM_INK_OWN);
    if (!isnan(severity->points))
      whisker(m + 1, severity->points, severity->range);
    ink(BM_INK_TEXT);
    if (m % step == 0)
      below(m + 1, 0, n + 1, findings->district->markers->pdata[m]);
  }
}
