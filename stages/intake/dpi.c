/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolution of a page. */
#include "stages/intake/dpi.h"

#include <math.h>

#define MM_PER_INCH 25.4
#define DPI_LEAST 50.0
#define DPI_MOST 1200.0
#define SAME_AXES 0.02 /* 204 × 196 is meant to differ: 4 % */
#define PAPER_FIT 0.025
#define USUAL_WITHIN 0.06

static gboolean is_plausible(double dpi)
{
  return isfinite(dpi) && dpi >= DPI_LEAST && dpi <= DPI_MOST;
}

/* 0: perfect; the larger of the two sides' relative errors. */
static double paper_error(double width, double height, double paper_w_mm, double paper_h_mm,
                          double dpi)
{
  double w = paper_w_mm * dpi / MM_PER_INCH, h = paper_h_mm * dpi / MM_PER_INCH;
  return MAX(fabs(width / w - 1), fabs(height / h - 1));
}

static const int usual[] = {300, 200, 150, 400, 600, 240, 250, 100, 120, 75};

/* How badly a page of @dpi fits the nearest usual paper. */
static double misfit(int width, int height, double dpi)
{
  static const double papers[][2] = {
      {210, 297}, {148, 210}, {297, 420}, {165, 205}, {205, 335}};
  double best = G_MAXDOUBLE;
  for (guint p = 0; p < G_N_ELEMENTS(papers); p++)
    best = MIN(best, paper_error(MIN(width, height), MAX(width, height), papers[p][0],
                                 papers[p][1], dpi));
  return best;
}

/* The usual resolution at which a page is a usual paper; 0: none. */
static int usual_fit(int width, int height)
{
  double best = PAPER_FIT;
  int dpi = 0;
  for (guint u = 0; u < G_N_ELEMENTS(usual); u++) {
    double e = misfit(width, height, usual[u]);
    if (e < best - 1e-9) {
      best = e;
      dpi = usual[u];
    }
  }
  return dpi;
}

/* A4's long side, as scanners that find the end of the sheet cut it: rather the usual
 * resolution nearby than the exact quotient. */
static int a4_long_dpi(int long_px)
{
  double dpi = long_px * MM_PER_INCH / 297, off = USUAL_WITHIN;
  int best = (int)lround(dpi);
  for (guint u = 0; u < G_N_ELEMENTS(usual); u++)
    if (fabs(dpi / usual[u] - 1) < off) {
      off = fabs(dpi / usual[u] - 1);
      best = usual[u];
    }
  return best;
}

static int guess(int width, int height)
{
  int dpi = usual_fit(width, height);
  if (dpi == 0)
    dpi = a4_long_dpi(MAX(width, height));
  return CLAMP(dpi, (int)DPI_LEAST, (int)DPI_MOST);
}

/* 72 and 96 are what programs write that know nothing; a true scan of that kind is no larger
 * than A4, unless nothing else fits. */
static gboolean is_default_stamp(int width, int height, double xdpi, double ydpi)
{
  gboolean is_stamp = xdpi == ydpi && (fabs(xdpi - 72) < 0.5 || fabs(xdpi - 96) < 0.5);
  double long_mm = MAX(width, height) * MM_PER_INCH / xdpi;
  double most_mm = usual_fit(width, height) > 0 ? 297 : 420;
  return is_stamp && long_mm > most_mm * 1.05;
}

/* Dots a centimetre that are marked as dots an inch, or the reverse: the page is then no paper
 * that there is, and taken the other way one of a usual resolution. */
static gboolean is_wrong_unit(int width, int height, double xdpi, double ydpi)
{
  int fit = usual_fit(width, height);
  if (fit == 0 || xdpi != ydpi || misfit(width, height, xdpi) < PAPER_FIT)
    return FALSE;
  return fabs(xdpi / 2.54 / fit - 1) < SAME_AXES || fabs(xdpi * 2.54 / fit - 1) < SAME_AXES;
}

/* ITU-T T.4: 8.04 dots/mm across; 3.85, 7.7 or 15.4 lines/mm. */
static gboolean fax_guess(int width, int height, BmDpi *ret)
{
  if (width != 1728 && width != 2048 && width != 2432)
    return FALSE;
  double ratio = (double)height / width;
  int y = ratio < 1.0 ? 98 : ratio < 2.0 ? 196 : 391;
  *ret = (BmDpi){.x = 204, .y = y, .is_guess = TRUE};
  return TRUE;
}

BmDpi bm_dpi_resolve(int width, int height, double xdpi, double ydpi, gboolean is_fax)
{
  BmDpi dpi = {0};
  if (!is_plausible(xdpi) || !is_plausible(ydpi) ||
      is_default_stamp(width, height, xdpi, ydpi) || is_wrong_unit(width, height, xdpi, ydpi)) {
    if (is_fax && fax_guess(width, height, &dpi))
      return dpi;
    dpi.x = dpi.y = guess(width, height);
    dpi.is_guess = TRUE;
  } else if (fabs(xdpi - ydpi) <= SAME_AXES * MAX(xdpi, ydpi)) {
    dpi.x = dpi.y = (int)lround((xdpi + ydpi) / 2);
  } else {
    dpi.x = (int)lround(xdpi);
    dpi.y = (int)lround(ydpi);
  }
  return dpi;
}
