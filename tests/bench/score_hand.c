/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers' hands for the bench of score sheets. */
#include "score_hand.h"

#include <math.h>

static const char *const names[N_HAND_MARKS] = {"full", "sloppy", "tick",   "cross", "pale",
                                                "over", "slash",  "spiral", "felt",  "thin"};

/* How often of 100, and by the others. */
static const int habits[N_HAND_MARKS] = {56, 15, 10, 10, 4, 5, 0, 0, 0, 0};
static const int other_habits[N_HAND_MARKS] = {20, 10, 5, 5, 0, 0, 15, 20, 15, 10};

/* Red, green, blue, width in mm. */
static const double pens[][4] = {
    {0.10, 0.16, 0.55, 0.5}, {0.08, 0.08, 0.10, 0.6}, {0.72, 0.10, 0.14, 0.5},
    {0.18, 0.20, 0.60, 0.4}, {0.25, 0.25, 0.27, 0.6},
};
static const double other_pens[][4] = {
    {0.30, 0.12, 0.50, 0.45}, {0.05, 0.40, 0.20, 0.5}, {0.20, 0.45, 0.75, 0.5},
    {0.05, 0.05, 0.05, 0.35}, {0.35, 0.35, 0.36, 0.7},
};

const char *hand_name(HandMark mark)
{
  return names[mark];
}

static HandMark any(GRand *rand, gboolean is_other)
{
  const int *shares = is_other ? other_habits : habits;
  int at = g_rand_int_range(rand, 0, 100);
  for (guint i = 0; i < N_HAND_MARKS; i++) {
    at -= shares[i];
    if (at < 0)
      return (HandMark)i;
  }
  return HAND_FULL;
}

Hand hand_new(GRand *rand, gboolean is_other)
{
  const double *pen =
      is_other ? other_pens[g_rand_int_range(rand, 0, 5)] : pens[g_rand_int_range(rand, 0, 5)];
  Hand hand = {any(rand, is_other), pen[0], pen[1], pen[2], pen[3], 0};
  hand.wobble_mm = g_rand_double_range(rand, 0.05, 0.25);
  return hand;
}

HandMark hand_next(const Hand *hand, GRand *rand, gboolean is_other)
{
  return g_rand_double(rand) < 0.85 ? hand->usual : any(rand, is_other);
}

/* About 0, rarely beyond twice @spread. */
static double chance(GRand *rand, double spread)
{
  double sum = 0;
  for (guint i = 0; i < 6; i++)
    sum += g_rand_double_range(rand, -1, 1);
  return sum / 1.414 * spread;
}

static void pen(cairo_t *cr, const Hand *hand, double gain)
{
  double pale = 1 - gain;
  cairo_set_source_rgb(cr, hand->r * gain + pale, hand->g * gain + pale, hand->b * gain + pale);
  cairo_set_line_width(cr, hand->width_mm);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path(cr);
}

/* Strokes to and fro over a disc, @gap mm apart. */
static void zigzag(cairo_t *cr, GRand *rand, double x, double y, double radius, double gap,
                   double rough)
{
  double lean = chance(rand, 0.4);
  gboolean is_first = TRUE;
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, lean - 0.6);
  for (double at = -radius; at <= radius; at += gap) {
    double half = sqrt(MAX(0.04, radius * radius - at * at));
    for (int side = -1; side <= 1; side += 2) {
      double px = side * half + chance(rand, rough), py = at + side * gap / 4;
      if (is_first)
        cairo_move_to(cr, px, py);
      else
        cairo_line_to(cr, px, py);
      is_first = FALSE;
    }
  }
  cairo_restore(cr);
  cairo_stroke(cr);
}

static void tick(cairo_t *cr, const Hand *hand, GRand *rand, double x, double y)
{
  double w = hand->wobble_mm;
  cairo_move_to(cr, x - 1.1 + chance(rand, w), y - 0.1 + chance(rand, w));
  cairo_line_to(cr, x - 0.3 + chance(rand, w), y + 1.0 + chance(rand, w));
  cairo_line_to(cr, x + 1.3 + chance(rand, 1.5 * w), y - 1.5 + chance(rand, 2 * w));
  cairo_stroke(cr);
}

static void cross(cairo_t *cr, GRand *rand, double x, double y, double size, double wobble)
{
  for (int side = -1; side <= 1; side += 2) {
    cairo_move_to(cr, x - size + chance(rand, wobble), y - side * size + chance(rand, wobble));
    cairo_line_to(cr, x + size + chance(rand, wobble), y + side * size + chance(rand, wobble));
    cairo_stroke(cr);
  }
}

static void spiral(cairo_t *cr, GRand *rand, double x, double y)
{
  double turns = g_rand_double_range(rand, 2, 4), radius = g_rand_double_range(rand, 1.2, 1.7);
  for (double t = 0; t <= 1; t += 0.01)
    cairo_line_to(cr, x + t * radius * cos(2 * G_PI * turns * t),
                  y + t * radius * sin(2 * G_PI * turns * t));
  cairo_stroke(cr);
}

void hand_mark(cairo_t *cr, const Hand *hand, HandMark mark, GRand *rand, double x, double y)
{
  double w = hand->wobble_mm;
  x += chance(rand, 0.15);
  y += chance(rand, 0.15);
  pen(cr, hand, 1);
  switch (mark) {
  case HAND_FULL:
    zigzag(cr, rand, x, y, g_rand_double_range(rand, 1.2, 1.55), 0.3, w / 2);
    break;
  case HAND_SLOPPY:
    zigzag(cr, rand, x + chance(rand, 0.25), y + chance(rand, 0.2),
           g_rand_double_range(rand, 1.0, 1.6), g_rand_double_range(rand, 0.5, 0.9), w);
    break;
  case HAND_TICK:
    tick(cr, hand, rand, x, y);
    break;
  case HAND_CROSS:
    cross(cr, rand, x, y, g_rand_double_range(rand, 0.9, 1.4), w);
    break;
  case HAND_PALE:
    cairo_set_source_rgb(cr, 0.6, 0.6, 0.61);
    zigzag(cr, rand, x, y, g_rand_double_range(rand, 1.2, 1.5), 0.45, w);
    break;
  case HAND_OVER:
    zigzag(cr, rand, x, y, g_rand_double_range(rand, 1.6, 2.0), 0.35, w);
    break;
  case HAND_SLASH:
    cairo_move_to(cr, x - 0.4 + chance(rand, 2 * w), y + 1.4 + chance(rand, w));
    cairo_line_to(cr, x + 0.4 + chance(rand, 2 * w), y - 1.4 + chance(rand, w));
    cairo_stroke(cr);
    break;
  case HAND_SPIRAL:
    spiral(cr, rand, x, y);
    break;
  case HAND_FELT:
    cairo_set_line_width(cr, 1.5);
    zigzag(cr, rand, x + chance(rand, 0.2), y, g_rand_double_range(rand, 0.5, 0.9), 0.6, w);
    break;
  case HAND_THIN:
  case N_HAND_MARKS:
    cairo_set_line_width(cr, 0.3);
    tick(cr, hand, rand, x, y);
    break;
  }
}

void hand_strike(cairo_t *cr, const Hand *hand, GRand *rand, double x, double y)
{
  pen(cr, hand, 1);
  cross(cr, rand, x, y, 2.1, hand->wobble_mm);
}
