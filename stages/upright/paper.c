/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolution, size and place of the paper. */
#include "stages/upright/paper.h"

#include "stages/shared/page.h"

#include <math.h>

#define SIDE_LEAST_MM 55.0
#define SIDE_MOST_MM 480.0
#define A4_LONG_MM 297.0
#define SQUARE_WITHIN 0.005
#define USUAL_WITHIN 0.06 /* a guess is rounded to a usual resolution so near */
#define SIZE_WITHIN 0.04

static gboolean is_plausible(double px, double dpi)
{
  return dpi > 0 && bm_mm(px, dpi) >= SIDE_LEAST_MM && bm_mm(px, dpi) <= SIDE_MOST_MM;
}

static double a4_dots(int w, int h)
{
  static const double usual[] = {72, 75, 100, 150, 200, 240, 300, 400, 600, 1200};
  double dots = MAX(w, h) * BM_MM_PER_INCH / A4_LONG_MM, best = dots, off = USUAL_WITHIN;
  for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
    if (fabs(dots / usual[i] - 1) < off) {
      off = fabs(dots / usual[i] - 1);
      best = usual[i];
    }
  return best;
}

BmDots bm_paper_dots(int w, int h, double x, double y)
{
  if (!is_plausible(w, x) || !is_plausible(h, y))
    x = y = a4_dots(w, h);
  BmDots dots = {.x = x, .y = y, .square = MAX(x, y)};
  if (fabs(x / y - 1) <= SQUARE_WITHIN)
    dots.x = dots.y = dots.square = sqrt(x * y);
  return dots;
}

static gboolean is_near(double a, double b)
{
  return fabs(a / b - 1) <= SIZE_WITHIN;
}

const char *bm_paper_size(double w_mm, double h_mm)
{
  static const struct {
    const char *name;
    double a, b;
  } sizes[] = {{"A4", 210, 297}, {"A5", 148, 210}, {"copybook", 165, 205}};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
    if (is_near(MIN(w_mm, h_mm), sizes[i].a) && is_near(MAX(w_mm, h_mm), sizes[i].b))
      return sizes[i].name;
  return is_near(w_mm, 335) && is_near(h_mm, 205) ? "double" : "other";
}

/* Whether more than half of the pixels of @box are set. */
static gboolean is_black(PIX *edges, BmBox box)
{
  g_autoptr(BOX) clip = boxCreate(box.x, box.y, box.w, box.h);
  l_int32 n = 0;
  return pixCountPixelsInRect(edges, clip, &n, NULL) == 0 && 2 * (gint64)n > bm_box_area(box);
}

BmBox bm_paper_box(PIX *edges, BmBox page)
{
  BmBox all = bm_box_clip(page, pixGetWidth(edges), pixGetHeight(edges)), box = all;
  while (box.x < all.x + all.w / 4 && is_black(edges, (BmBox){box.x, box.y, 1, box.h})) {
    box.x++;
    box.w--;
  }
  while (box.w > all.w / 2 && is_black(edges, (BmBox){box.x + box.w - 1, box.y, 1, box.h}))
    box.w--;
  while (box.y < all.y + all.h / 4 && is_black(edges, (BmBox){box.x, box.y, box.w, 1})) {
    box.y++;
    box.h--;
  }
  while (box.h > all.h / 2 && is_black(edges, (BmBox){box.x, box.y + box.h - 1, box.w, 1}))
    box.h--;
  return box;
}
