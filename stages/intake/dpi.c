/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolution of a page. */
#include "stages/intake/dpi.h"

#include <math.h>

#define MM_PER_INCH 25.4
#define DPI_LEAST 50.0
#define DPI_MOST 1200.0
#define SAME_AXES 0.02 /* 204 × 196 is meant to differ: 4 % */
#define PAPER_FIT 0.025

static gboolean is_plausible(double dpi)
{
  return isfinite(dpi) && dpi >= DPI_LEAST && dpi <= DPI_MOST;
}

static gboolean is_default_stamp(int width, int height, double xdpi, double ydpi)
{
  gboolean is_stamp = xdpi == ydpi && (fabs(xdpi - 72) < 0.5 || fabs(xdpi - 96) < 0.5);
  double long_mm = MAX(width, height) * MM_PER_INCH / xdpi;
  return is_stamp && long_mm > 420 * 1.05;
}

/* 0: perfect; the larger of the two sides' relative errors. */
static double paper_error(double width, double height, double paper_w_mm, double paper_h_mm,
                          double dpi)
{
  double w = paper_w_mm * dpi / MM_PER_INCH, h = paper_h_mm * dpi / MM_PER_INCH;
  return MAX(fabs(width / w - 1), fabs(height / h - 1));
}

static int guess(int width, int height)
{
  static const double papers[][2] = {
      {210, 297}, {148, 210}, {297, 420}, {165, 205}, {205, 335}};
  static const int usual[] = {300, 200, 150, 400, 600, 240, 250, 100, 120, 75};
  double short_px = MIN(width, height), long_px = MAX(width, height);
  double best = PAPER_FIT;
  int dpi = 0;
  for (guint p = 0; p < G_N_ELEMENTS(papers); p++)
    for (guint u = 0; u < G_N_ELEMENTS(usual); u++) {
      double e = paper_error(short_px, long_px, papers[p][0], papers[p][1], usual[u]);
      if (e < best - 1e-9) {
        best = e;
        dpi = usual[u];
      }
    }
  if (dpi == 0)
    dpi = (int)lround(long_px * MM_PER_INCH / 297);
  return CLAMP(dpi, (int)DPI_LEAST, (int)DPI_MOST);
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
      is_default_stamp(width, height, xdpi, ydpi)) {
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
