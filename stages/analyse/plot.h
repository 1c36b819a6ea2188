/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plots of the report, drawn by PLplot onto a cairo surface of ours: the same calls make
 * the SVG of the HTML report and the drawings of the PDF.
 *
 * Why PLplot: it draws in the process. Workers may start no other program, which gnuplot would
 * be; with its external cairo device fonts, surface and file stay ours.
 */
#pragma once
#include "stages/analyse/findings.h"

#include <cairo.h>

typedef enum BmPlotKind {
  BM_PLOT_FUNNEL,   /* shares by number of works, limits */
  BM_PLOT_TOTALS,   /* histogram of a school's totals, boundaries, control */
  BM_PLOT_PROFILE,  /* completion of tasks of a school and of the control */
  BM_PLOT_SEVERITY, /* markers with intervals */
} BmPlotKind;

typedef struct BmPlot {
  BmPlotKind kind;
  guint school; /* of TOTALS and PROFILE */
} BmPlot;

/* Whether PLplot and its cairo device are installed. Errors: BM_ERROR_MODEL
 * "analysis_no_plots". */
gboolean bm_plot_ready(GError **error);

/**
 * bm_plots_of - the plots that findings call for
 *
 * Funnel; markers when they can be compared; totals and profile of every school with a sign,
 * low results too, in order, at most 20 schools. New array of BmPlot.
 */
GArray *bm_plots_of(const BmFindings *findings);

/* What stands above a plot. Caller frees. */
char *bm_plot_title(const BmFindings *findings, const BmPlot *plot);
/* How to read it, borrowed. */
const char *bm_plot_caption(const BmFindings *findings, const BmPlot *plot);

/* Size of a plot in points. */
#define BM_PLOT_WIDTH 480
#define BM_PLOT_HEIGHT 280

/* Draw at the origin of @cr, unit 1 pt. The state of @cr is kept. */
void bm_plot_draw(const BmFindings *findings, const BmPlot *plot, cairo_t *cr);
