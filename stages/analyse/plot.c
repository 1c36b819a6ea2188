/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PLplot on our cairo context: opening, and which plots there are. The drawings are in
 * plot_draw.c. */
#include "stages/analyse/plot.h"

#include "stages/analyse/plot_part.h"

#include <plplot/plplot.h>
#include <string.h>

#define SCHOOLS_MOST 20
#define FONT "PT Sans"
#define DEVICE "extcairo"
#define CHARACTERS 1.25 /* of the preset height */
#define DEVICES_MOST 100

gboolean bm_plot_ready(GError **error)
{
  const char *menu[DEVICES_MOST] = {NULL}, *names[DEVICES_MOST] = {NULL};
  const char **menu_at = menu, **names_at = names;
  int n = DEVICES_MOST;
  plgDevs(&menu_at, &names_at, &n);
  for (int i = 0; i < n; i++)
    if (g_strcmp0(names[i], DEVICE) == 0)
      return TRUE;
  return bm_fail(error, BM_ERROR_MODEL, "analysis_no_plots",
                 "no cairo device among %d of PLplot", n);
}

static gboolean has_sign(const BmFindings *findings, guint school)
{
  for (guint i = 0; i < findings->signs->len; i++)
    if (g_array_index(findings->signs, BmSign, i).school == school)
      return TRUE;
  return FALSE;
}

static void plot_add(GArray *plots, BmPlotKind kind, guint school)
{
  BmPlot plot = {kind, school};
  g_array_append_val(plots, plot);
}

static gboolean has_severity(const BmFindings *findings)
{
  for (guint m = 0; m < findings->severities->len; m++)
    if (!isnan(g_array_index(findings->severities, BmSeverity, m).points))
      return TRUE;
  return FALSE;
}

GArray *bm_plots_of(const BmFindings *findings)
{
  GArray *plots = g_array_new(FALSE, FALSE, sizeof(BmPlot));
  plot_add(plots, BM_PLOT_FUNNEL, 0);
  if (has_severity(findings))
    plot_add(plots, BM_PLOT_SEVERITY, 0);
  for (guint s = 0, n = 0; s < findings->district->schools->len && n < SCHOOLS_MOST; s++) {
    if (!has_sign(findings, s))
      continue;
    plot_add(plots, BM_PLOT_TOTALS, s);
    plot_add(plots, BM_PLOT_PROFILE, s);
    n++;
  }
  return plots;
}

char *bm_plot_title(const BmFindings *findings, const BmPlot *plot)
{
  const char *alias = bm_school(findings->district, plot->school)->alias;
  switch (plot->kind) {
  case BM_PLOT_TOTALS:
    return g_strdup_printf("%s: баллы за работу", alias);
  case BM_PLOT_PROFILE:
    return g_strdup_printf("%s: выполнение заданий", alias);
  case BM_PLOT_SEVERITY:
    return g_strdup("Проверяющие: мягкость и строгость");
  case BM_PLOT_FUNNEL:
  default:
    return g_strdup(findings->funnel->by_marks ? "Доля отметок «4» и «5» по ОО"
                                               : "Доля работ с половиной баллов и более по ОО");
  }
}

const char *bm_plot_caption(const BmFindings *findings, const BmPlot *plot)
{
  switch (plot->kind) {
  case BM_PLOT_TOTALS:
    return findings->district->has_scale
               ? "Столбцы — доля работ ОО с таким баллом, линия — контроль, штрихи — границы "
                 "отметок."
               : "Столбцы — доля работ ОО с таким баллом, линия — контроль.";
  case BM_PLOT_PROFILE:
    return "Точки с интервалами — ОО, серая линия — контроль. Задания — по порядку в работе.";
  case BM_PLOT_SEVERITY:
    return "Точка — отклонение от среднего своей группы, отрезок — доверительный интервал. "
           "Только для "
           "организатора.";
  case BM_PLOT_FUNNEL:
  default:
    return "Точка — ОО; незакрашенные — контрольная выборка. Штриховые и сплошные кривые — "
           "внутренние "
           "и внешние границы случайного разброса; горизонтальная линия — общая доля.";
  }
}

/* --- PLplot's one stream --------------------------------------------------------------------
 */

static void stream_open(cairo_t *cr)
{
  g_autofree char *size = g_strdup_printf("%dx%d", BM_PLOT_WIDTH, BM_PLOT_HEIGHT);
  g_setenv("PLPLOT_FREETYPE_SANS_FAMILY", FONT, TRUE);
  plsdev(DEVICE);
  plsetopt("geometry", size);
  plscolbg(255, 255, 255);
  plinit();
  pl_cmd(PLESC_DEVINIT, cr);
  for (guint i = 0; i < BM_N_INKS; i++)
    plscol0((PLINT)i + 1, bm_inks[i].red, bm_inks[i].green, bm_inks[i].blue);
  plschr(0, CHARACTERS);
  plsmaj(0, 0.5);
  plsmin(0, 0.4);
  plwidth(1);
  pladv(0);
}

void bm_plot_draw(const BmFindings *findings, const BmPlot *plot, cairo_t *cr)
{
  static void (*const draws[])(const BmFindings *, guint) = {
      [BM_PLOT_FUNNEL] = bm_plot_funnel,
      [BM_PLOT_TOTALS] = bm_plot_totals,
      [BM_PLOT_PROFILE] = bm_plot_profile,
      [BM_PLOT_SEVERITY] = bm_plot_severity,
  };
  cairo_save(cr);
  stream_open(cr);
  draws[plot->kind](findings, plot->school);
  plend1(); /* the library stays loaded for the next plot */
  cairo_restore(cr);
}
