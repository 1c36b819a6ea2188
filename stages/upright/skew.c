/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the writing and the ruling of a page lean: sums along slanted lines. */
#include "stages/upright/skew.h"

#include "stages/shared/page.h"

#include <math.h>

#define STRIP_PX 8
#define COARSE_DEG 0.2
#define FINE_DEG 0.04
#define STRAIGHT_DEG 0.06 /* exactly along the scanner: paper seldom is, streaks always are */
#define OTHER_DEG 0.10
#define OTHER_SHARP 1.3
#define SHARP_LEAST 1.15 /* best angle's score against the median one: below, no direction */

/* Ink counts of a page cut into strips of STRIP_PX columns: counts[strip * length + row]. */
typedef struct Strips {
  int n, length;
  guint16 *counts;
} Strips;

static void strips_clear(Strips *strips)
{
  g_clear_pointer(&strips->counts, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Strips, strips_clear)

static void strips_init(Strips *strips, PIX *ink)
{
  g_autofree l_int32 *bits = makePixelSumTab8();
  int w = pixGetWidth(ink), wpl = pixGetWpl(ink);
  strips->n = (w + STRIP_PX - 1) / STRIP_PX;
  strips->length = pixGetHeight(ink);
  strips->counts = g_new0(guint16, (size_t)strips->n * (size_t)strips->length);
  for (int y = 0; y < strips->length; y++) {
    const l_uint32 *line = pixGetData(ink) + (size_t)y * (size_t)wpl;
    for (int s = 0; s < strips->n; s++)
      strips->counts[(size_t)s * (size_t)strips->length + (size_t)y] =
          (guint16)bits[GET_DATA_BYTE(line, s)];
  }
}

/* @sums += @counts, @n of them, four to a word: a sum is at most the page's width. */
static void add_counts(guint16 *sums, const guint16 *counts, int n)
{
  int i = 0;
  for (; i + 4 <= n; i += 4) {
    guint64 sum, count;
    memcpy(&sum, sums + i, sizeof sum);
    memcpy(&count, counts + i, sizeof count);
    sum += count;
    memcpy(sums + i, &sum, sizeof sum);
  }
  for (; i < n; i++)
    sums[i] = (guint16)(sums[i] + counts[i]);
}

/* Sum of squared differences of neighbouring slanted sums; @sums is room for the strips'
 * length. */
static double sharpness(const Strips *strips, double deg, guint16 *sums)
{
  int n = strips->length;
  double slope = tan(deg * G_PI / 180);
  memset(sums, 0, (size_t)n * sizeof *sums);
  for (int s = 0; s < strips->n; s++) {
    int shift = (int)lround((s - strips->n / 2) * STRIP_PX * slope);
    const guint16 *counts = strips->counts + (size_t)s * (size_t)n;
    int first = MAX(0, -shift), end = MIN(n, n - shift);
    if (first < end)
      add_counts(sums + first, counts + first + shift, end - first);
  }
  gint64 score = 0;
  for (int y = 1; y < n; y++) {
    gint64 step = sums[y] - sums[y - 1];
    score += step * step;
  }
  return (double)score;
}

static int by_value(const void *p, const void *q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return (a > b) - (a < b);
}

/* Best of the angles @first + i × @step, and how far it stands above the median of them. */
static double sharpest(const Strips *strips, double first, double step, int n,
                       double *ret_ratio)
{
  g_autofree double *scores = g_new(double, n);
  g_autofree guint16 *sums = g_new(guint16, MAX(1, strips->length));
  int best = 0;
  for (int i = 0; i < n; i++) {
    scores[i] = sharpness(strips, first + i * step, sums);
    best = scores[i] > scores[best] ? i : best;
  }
  double at = best;
  if (best > 0 && best < n - 1) { /* top of the parabola through three scores */
    double a = scores[best - 1], b = scores[best], c = scores[best + 1];
    at += a + c < 2 * b ? 0.5 * (a - c) / (a - 2 * b + c) : 0;
  }
  double top = scores[best];
  qsort(scores, (size_t)n, sizeof *scores, by_value);
  *ret_ratio = scores[n / 2] > 0 ? top / scores[n / 2] : 1;
  return first + at * step;
}

typedef struct Lean {
  double deg, sharp; /* sharp: score of the best angle against the median one */
} Lean;

/* Lean of the rows of @ink; @small is the same page at half the size. */
static Lean lean_of_rows(PIX *small, PIX *ink)
{
  Lean lean = {0};
  g_auto(Strips) coarse = {0};
  strips_init(&coarse, small);
  int n = 1 + (int)lround(2 * BM_SKEW_MOST_DEG / COARSE_DEG);
  double about = sharpest(&coarse, -BM_SKEW_MOST_DEG, COARSE_DEG, n, &lean.sharp);
  g_auto(Strips) fine = {0};
  strips_init(&fine, ink);
  int side = (int)lround(COARSE_DEG * 1.5 / FINE_DEG);
  double ignored = 0;
  lean.deg = sharpest(&fine, about - side * FINE_DEG, FINE_DEG, 2 * side + 1, &ignored);
  return lean;
}

/* The sharper of two, unless it may be a streak's and the other sees something that leans. */
static Lean lean_choose(Lean rows, Lean columns)
{
  Lean best = rows.sharp >= columns.sharp ? rows : columns;
  Lean other = rows.sharp >= columns.sharp ? columns : rows;
  gboolean is_straight = fabs(best.deg) < STRAIGHT_DEG;
  return is_straight && fabs(other.deg) > OTHER_DEG && other.sharp >= OTHER_SHARP ? other
                                                                                  : best;
}

gboolean bm_skew_find(PIX *ink, double *ret_deg)
{
  g_autoptr(PIX) small = pixReduceRankBinary2(ink, 2, NULL);
  g_autoptr(PIX) turned = pixRotateOrth(ink, 1);
  g_autoptr(PIX) small_turned = small != NULL ? pixRotateOrth(small, 1) : NULL;
  if (turned == NULL || small_turned == NULL)
    return FALSE;
  Lean lean = lean_choose(lean_of_rows(small, ink), lean_of_rows(small_turned, turned));
  gboolean is_clear = lean.sharp >= SHARP_LEAST;
  *ret_deg = is_clear ? CLAMP(lean.deg, -BM_SKEW_MOST_DEG, BM_SKEW_MOST_DEG) : 0;
  return TRUE;
}
