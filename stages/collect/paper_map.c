/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps from millimetres of a sheet to pixels of its picture that fit pairs of places best. */
#include <math.h>

#include "stages/collect/paper_find.h"

BmAffine bm_paper_similar(const BmPaperPair *pairs, guint n)
{
  double mx = 0, my = 0, mu = 0, mv = 0, a = 0, b = 0, d = 0;
  for (guint i = 0; i < n; i++) {
    mx += pairs[i].x / n;
    my += pairs[i].y / n;
    mu += pairs[i].px / n;
    mv += pairs[i].py / n;
  }
  for (guint i = 0; i < n; i++) {
    double x = pairs[i].x - mx, y = pairs[i].y - my, u = pairs[i].px - mu, v = pairs[i].py - mv;
    a += x * u + y * v;
    b += x * v - y * u;
    d += x * x + y * y;
  }
  a /= d;
  b /= d;
  return (BmAffine){a, -b, mu - a * mx + b * my, b, a, mv - b * mx - a * my};
}

/* One row of the affine map, u = p·x + q·y + r about the middles. */
static gboolean row_of(double sxx, double sxy, double syy, double sxu, double syu, double *p,
                       double *q)
{
  double det = sxx * syy - sxy * sxy;
  if (det <= 1e-9 * sxx * syy || det <= 0)
    return FALSE;
  *p = (sxu * syy - syu * sxy) / det;
  *q = (syu * sxx - sxu * sxy) / det;
  return TRUE;
}

gboolean bm_paper_affine(const BmPaperPair *pairs, guint n, BmAffine *ret)
{
  double mx = 0, my = 0, mu = 0, mv = 0;
  double sxx = 0, sxy = 0, syy = 0, sxu = 0, syu = 0, sxv = 0, syv = 0;
  for (guint i = 0; i < n; i++) {
    mx += pairs[i].x / n;
    my += pairs[i].y / n;
    mu += pairs[i].px / n;
    mv += pairs[i].py / n;
  }
  for (guint i = 0; i < n; i++) {
    double x = pairs[i].x - mx, y = pairs[i].y - my, u = pairs[i].px - mu, v = pairs[i].py - mv;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
    sxu += x * u;
    syu += y * u;
    sxv += x * v;
    syv += y * v;
  }
  BmAffine m;
  if (!row_of(sxx, sxy, syy, sxu, syu, &m.a, &m.b) ||
      !row_of(sxx, sxy, syy, sxv, syv, &m.c, &m.d))
    return FALSE;
  m.tx = mu - m.a * mx - m.b * my;
  m.ty = mv - m.c * mx - m.d * my;
  *ret = m;
  return TRUE;
}

double bm_paper_misfit(BmAffine m, const BmPaperPair *pairs, guint n)
{
  double most = 0;
  for (guint i = 0; i < n; i++) {
    double u, v;
    bm_affine_point(m, pairs[i].x, pairs[i].y, &u, &v);
    most = MAX(most, hypot(u - pairs[i].px, v - pairs[i].py));
  }
  return most;
}

double bm_paper_scale(BmAffine m)
{
  return sqrt(fabs(m.a * m.d - m.b * m.c));
}
