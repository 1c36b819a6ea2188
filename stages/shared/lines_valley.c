/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pitch of writing, and valleys between its rows. */
#include "stages/shared/lines_valley.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STRIP_MM 45.0 /* a row that climbs by a degree rises by a tenth of a pitch in it */
#define PITCH_LEAST_MM 5.0
#define PITCH_MOST_MM 14.0
#define TALL_MM 6.75 /* rows at the least pitch that are joined are as tall */
#define TALL_PARTS 3
#define TREND_MM 20.0 /* profile is taken against its mean over this */
#define PERIODIC 0.50 /* likeness of rows a pitch apart: joined rows have 0.70 and more */
#define HARMONIC 0.80 /* of the best: the shortest pitch that is nearly as good counts */
#define RULED_BONUS 1.25
#define RULED_NEAR 0.06
#define BLUR 0.3       /* pitches */
#define PEAK_REACH 0.4 /* pitches around a row without a higher one */
#define PEAK_SHARE 0.25
#define STEP_LEAST 0.65 /* pitches from row to row */
#define STEP_MOST 1.45
#define VALLEY 0.65 /* of the lower row beside it */

/* pixels of ink in each row of @pix, new array */
static double *profile_of(PIX *pix)
{
  int height = pixGetHeight(pix);
  double *ink = g_new0(double, height + 1);
  g_autoptr(NUMA) counts = pixCountPixelsByRow(pix, NULL);
  for (int y = 0; counts != NULL && y < height; y++) {
    l_float32 value = 0;
    numaGetFValue(counts, y, &value);
    ink[y] = (double)value;
  }
  return ink;
}

double *bm_profile_blurred(const double *ink, int n, int reach)
{
  double *out = g_new0(double, n + 1), sum = 0;
  for (int y = -reach; y < n; y++) {
    sum += y + reach < n ? ink[y + reach] : 0;
    sum -= y - reach - 1 >= 0 ? ink[y - reach - 1] : 0;
    if (y >= 0)
      out[y] = sum / (2 * reach + 1);
  }
  return out;
}

static double *smooth(const double *ink, int n, double width)
{
  int reach = MAX((int)lround(width / 2), 1);
  g_autofree double *once = bm_profile_blurred(ink, n, reach);
  return bm_profile_blurred(once, n, reach);
}

static BmValleys *valleys_new(const BmLines *lines)
{
  BmValleys *valleys = g_new0(BmValleys, 1);
  valleys->lines = lines;
  valleys->n = (guint)MAX((int)lround(lines->width / (double)bm_lines_px(STRIP_MM)), 1);
  valleys->width = lines->width / (int)valleys->n;
  valleys->ink = g_new0(double *, valleys->n);
  valleys->places = g_new0(GArray *, valleys->n);
  for (guint i = 0; i < valleys->n; i++) {
    int x = (int)i * valleys->width;
    g_autoptr(BOX) cut =
        boxCreate(x, 0, i + 1 < valleys->n ? valleys->width : lines->width - x, lines->height);
    g_autoptr(PIX) strip = pixClipRectangle(lines->text, cut, NULL);
    valleys->ink[i] = strip != NULL ? profile_of(strip) : g_new0(double, lines->height + 1);
    valleys->places[i] = g_array_new(FALSE, FALSE, sizeof(int));
  }
  return valleys;
}

static gboolean is_tall(BmBox part)
{
  return part.h > bm_lines_px(TALL_MM);
}

/* heights at which a strip has tall parts: only these can be joined rows */
static guint8 *tall_heights(const BmValleys *valleys, guint strip)
{
  guint8 *is_in = g_new0(guint8, valleys->lines->height + 1);
  int left = (int)strip * valleys->width;
  for (guint i = 0; i < valleys->lines->parts->len; i++) {
    BmBox part = g_array_index(valleys->lines->parts, BmBox, i);
    if (is_tall(part) && part.x < left + valleys->width && part.x + part.w > left)
      memset(is_in + part.y, 1, (gsize)MIN(part.h, valleys->lines->height - part.y));
  }
  return is_in;
}

/* Adds the products of a strip's ink, taken against its mean around, with itself at each
 * distance, and the squares of both sides. */
static void products_add(const BmValleys *valleys, guint strip, int most, double *products,
                         double *squares)
{
  int n = valleys->lines->height;
  g_autofree double *ink = smooth(valleys->ink[strip], n, bm_lines_px(1));
  g_autofree double *trend = bm_profile_blurred(ink, n, bm_lines_px(TREND_MM) / 2);
  g_autofree guint8 *is_in = tall_heights(valleys, strip);
  for (int y = 0; y < n; y++)
    ink[y] -= trend[y];
  for (int step = 0; step <= most; step++)
    for (int y = 0; y + step < n; y++)
      if (is_in[y] && is_in[y + step]) {
        products[step] += ink[y] * ink[y + step];
        squares[step] += (ink[y] * ink[y] + ink[y + step] * ink[y + step]) / 2;
      }
}

/* likeness of the ink to itself at each distance up to @most, 1 at distance 0 */
static void repeats_of(const BmValleys *valleys, int most, double *repeats)
{
  g_autofree double *squares = g_new0(double, most + 1);
  for (guint i = 0; i < valleys->n; i++)
    products_add(valleys, i, most, repeats, squares);
  for (int step = 0; step <= most; step++)
    repeats[step] = squares[step] > squares[0] / 10 ? repeats[step] / squares[step] : 0;
}

static gboolean is_ruled_at(const BmLines *lines, int step)
{
  for (int times = 1; times <= 2 && lines->ruling_px > 0; times++)
    if (fabs(step - times * lines->ruling_px) < RULED_NEAR * step)
      return TRUE;
  return FALSE;
}

static double weight_at(const BmLines *lines, const double *repeats, int step)
{
  return repeats[step] * (is_ruled_at(lines, step) ? RULED_BONUS : 1);
}

/* distance of rows, 0: ink has none */
static int pitch_of(const BmValleys *valleys)
{
  int least = bm_lines_px(PITCH_LEAST_MM), most = bm_lines_px(PITCH_MOST_MM);
  g_autofree double *repeats = g_new0(double, most + 2);
  repeats_of(valleys, most + 1, repeats);
  double best = 0;
  for (int step = least; step <= most; step++)
    best = MAX(best, weight_at(valleys->lines, repeats, step));
  for (int step = least; step <= most; step++)
    if (repeats[step] >= PERIODIC &&
        weight_at(valleys->lines, repeats, step) >= best * HARMONIC &&
        repeats[step] > repeats[step - 1] && repeats[step] >= repeats[step + 1])
      return step;
  return 0;
}

static int ints_compare(gconstpointer p, gconstpointer q)
{
  return *(const int *)p - *(const int *)q;
}

static int doubles_compare(gconstpointer p, gconstpointer q)
{
  double a = *(const double *)p, b = *(const double *)q;
  return a < b ? -1 : a > b;
}

static gboolean is_peak(const double *ink, int n, int y, int reach)
{
  for (int k = MAX(y - reach, 0); k <= MIN(y + reach, n - 1); k++)
    if (ink[k] > ink[y] || (ink[k] == ink[y] && k < y))
      return FALSE;
  return ink[y] > 0;
}

/* places of rows in a profile, new array of int */
static GArray *peaks_of(const double *ink, int n, int pitch)
{
  GArray *peaks = g_array_new(FALSE, FALSE, sizeof(int));
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  for (int y = 0; y < n; y++)
    if (is_peak(ink, n, y, (int)(pitch * PEAK_REACH))) {
      g_array_append_val(peaks, y);
      g_array_append_val(values, ink[y]);
    }
  g_array_sort(values, doubles_compare);
  double usual = values->len > 0 ? g_array_index(values, double, values->len * 3 / 4) : 0;
  guint kept = 0;
  for (guint i = 0; i < peaks->len; i++) {
    int y = g_array_index(peaks, int, i);
    if (ink[y] >= usual * PEAK_SHARE)
      g_array_index(peaks, int, kept++) = y;
  }
  g_array_set_size(peaks, kept);
  return peaks;
}

/* middle of the lowest stretch between two rows */
static int lowest_between(const double *ink, int top, int bottom)
{
  int first = top, last = top;
  for (int y = top; y <= bottom; y++) {
    if (ink[y] < ink[first] - 1e-9)
      first = last = y;
    else if (ink[y] < ink[first] + 1e-9)
      last = y;
  }
  return (first + last) / 2;
}

static void valleys_find(BmValleys *valleys, guint strip)
{
  int n = valleys->lines->height;
  g_autofree double *ink = smooth(valleys->ink[strip], n, valleys->pitch * BLUR);
  g_autoptr(GArray) peaks = peaks_of(ink, n, valleys->pitch);
  for (guint i = 0; i + 1 < peaks->len; i++) {
    int above = g_array_index(peaks, int, i), below = g_array_index(peaks, int, i + 1);
    int valley = lowest_between(ink, above, below);
    if (below - above >= valleys->pitch * STEP_LEAST &&
        below - above <= valleys->pitch * STEP_MOST &&
        ink[valley] <= VALLEY * MIN(ink[above], ink[below]))
      g_array_append_val(valleys->places[strip], valley);
  }
}

/* A short row has a valley only where it has writing: strips beside take it over. What they cut
 * by it is for the part's own ink to say. */
static void valleys_lend(BmValleys *valleys, guint from, guint to, const guint *counts)
{
  for (guint i = 0; i < counts[from]; i++) {
    int valley = g_array_index(valleys->places[from], int, i);
    gboolean is_new = TRUE;
    for (guint k = 0; k < valleys->places[to]->len && is_new; k++)
      is_new = abs(g_array_index(valleys->places[to], int, k) - valley) > valleys->pitch / 2;
    if (is_new)
      g_array_append_val(valleys->places[to], valley);
  }
}

static void valleys_all(BmValleys *valleys)
{
  g_autofree guint *counts = g_new0(guint, valleys->n);
  for (guint i = 0; i < valleys->n; i++) {
    valleys_find(valleys, i);
    counts[i] = valleys->places[i]->len;
  }
  for (guint i = 0; i + 1 < valleys->n; i++) {
    valleys_lend(valleys, i, i + 1, counts);
    valleys_lend(valleys, i + 1, i, counts);
  }
  for (guint i = 0; i < valleys->n; i++)
    g_array_sort(valleys->places[i], ints_compare);
}

void bm_valleys_free(BmValleys *valleys)
{
  if (valleys == NULL)
    return;
  for (guint i = 0; i < valleys->n; i++) {
    g_free(valleys->ink[i]);
    g_array_unref(valleys->places[i]);
  }
  g_free(valleys->ink);
  g_free(valleys->places);
  g_free(valleys);
}

/* whether a page has enough tall parts to look at it closer */
static gboolean has_tall_parts(const BmLines *lines)
{
  guint count = 0;
  for (guint i = 0; i < lines->parts->len; i++)
    count += is_tall(g_array_index(lines->parts, BmBox, i)) ? 1 : 0;
  return count >= TALL_PARTS;
}

BmValleys *bm_valleys_find(const BmLines *lines)
{
  if (!has_tall_parts(lines))
    return NULL;
  g_autoptr(BmValleys) valleys = valleys_new(lines);
  valleys->pitch = pitch_of(valleys);
  if (valleys->pitch == 0)
    return NULL;
  valleys_all(valleys);
  return g_steal_pointer(&valleys);
}

/* the valley of a strip that is next to @y, @y itself when none is near */
static int valley_near(const BmValleys *valleys, guint strip, int y)
{
  int best = y, away = valleys->pitch * 2 / 5;
  for (guint i = 0; i < valleys->places[strip]->len; i++) {
    int valley = g_array_index(valleys->places[strip], int, i);
    if (abs(valley - y) < away) {
      away = abs(valley - y);
      best = valley;
    }
  }
  return best;
}

static guint strip_at(const BmValleys *valleys, int x)
{
  return (guint)CLAMP(x / valleys->width, 0, (int)valleys->n - 1);
}

/* valley @y of @strip followed to both sides: its place in every strip, new array */
static int *valley_follow(const BmValleys *valleys, guint strip, int y)
{
  int *line = g_new0(int, valleys->n);
  line[strip] = y;
  for (guint i = strip; i-- > 0;)
    line[i] = valley_near(valleys, i, line[i + 1]);
  for (guint i = strip + 1; i < valleys->n; i++)
    line[i] = valley_near(valleys, i, line[i - 1]);
  return line;
}

/* straight from the middle of a strip to that of the next */
int bm_valley_at(const BmValleys *valleys, const int *line, int x)
{
  int half = valleys->width / 2, from = (x - half) / valleys->width;
  if (x < half || valleys->n == 1)
    return line[0];
  if (from + 1 >= (int)valleys->n)
    return line[valleys->n - 1];
  int off = x - half - from * valleys->width;
  return line[from] + (line[from + 1] - line[from]) * off / valleys->width;
}

GPtrArray *bm_valleys_across(const BmValleys *valleys, BmBox box, int inner)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  int middle = box.x + box.w / 2;
  int xs[] = {middle, box.x, box.x + box.w - 1};
  for (guint k = 0; k < G_N_ELEMENTS(xs); k++) {
    guint strip = strip_at(valleys, xs[k]);
    for (guint i = 0; i < valleys->places[strip]->len; i++) {
      g_autofree int *line =
          valley_follow(valleys, strip, g_array_index(valleys->places[strip], int, i));
      int y = bm_valley_at(valleys, line, middle);
      gboolean is_known = y < box.y + inner || y > box.y + box.h - inner;
      for (guint j = 0; j < lines->len && !is_known; j++)
        is_known = abs(bm_valley_at(valleys, lines->pdata[j], middle) - y) < valleys->pitch / 2;
      if (!is_known)
        g_ptr_array_add(lines, g_steal_pointer(&line));
    }
  }
  return lines;
}
