/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/mask/strokes.h"

#include <math.h>

#define DARK_LEAST 50 /* of 255: a line of 0.25 mm gives 120 */
#define HALF 3        /* pixels each way over which directions are put together: 3.5 mm */
#define ONE_WAY 0.55  /* coherence of what is a line: 1 is all of one direction, 0 of any */

/* Products of the picture's slopes, summed around each pixel. */
typedef struct Tensor {
  float *xx, *xy, *yy;
} Tensor;

static void tensor_clear(Tensor *tensor)
{
  g_clear_pointer(&tensor->xx, g_free);
  g_clear_pointer(&tensor->xy, g_free);
  g_clear_pointer(&tensor->yy, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tensor, tensor_clear)

/* Ink of each pixel of a picture, 0 to 255. */
static guint8 *dark_new(PIX *gray)
{
  int w = pixGetWidth(gray), h = pixGetHeight(gray);
  guint8 *dark = g_malloc((gsize)w * (gsize)h);
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray);
    guint8 *row = dark + (gsize)y * (gsize)w;
    for (int x = 0; x < w; x++)
      row[x] = (guint8)(255 - GET_DATA_BYTE(line, x));
  }
  return dark;
}

/* Sums of 2 × HALF + 1 values @step apart, in place; @scratch holds @n of them. */
static void sums_along(float *values, int n, gsize step, float *scratch)
{
  for (int i = 0; i < n; i++)
    scratch[i] = values[(gsize)i * step];
  float sum = 0;
  for (int i = -HALF; i < n; i++) {
    if (i + HALF < n)
      sum += scratch[i + HALF];
    if (i - HALF > 0)
      sum -= scratch[i - HALF - 1];
    if (i >= 0)
      values[(gsize)i * step] = sum;
  }
}

/* Sums down all columns of @values at once, row by row. */
static void sums_down(float *values, int w, int h)
{
  gsize row = (gsize)w;
  g_autofree float *sum = g_new0(float, row),
                   *old = g_memdup2(values, row * (gsize)h * sizeof *old);
  for (int y = -HALF; y < h; y++) {
    const float *in = y + HALF < h ? old + (gsize)(y + HALF) * row : NULL;
    const float *out = y - HALF > 0 ? old + (gsize)(y - HALF - 1) * row : NULL;
    for (int x = 0; in != NULL && x < w; x++)
      sum[x] += in[x];
    for (int x = 0; out != NULL && x < w; x++)
      sum[x] -= out[x];
    for (int x = 0; y >= 0 && x < w; x++)
      values[(gsize)y * row + (gsize)x] = sum[x];
  }
}

static void tensor_make(Tensor *tensor, const guint8 *soft, int w, int h)
{
  gsize row = (gsize)w, all = row * (gsize)h;
  float **parts[] = {&tensor->xx, &tensor->xy, &tensor->yy};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    *parts[i] = g_new0(float, all);
  for (int y = 1; y + 1 < h; y++)
    for (int x = 1; x + 1 < w; x++) {
      gsize at = (gsize)y * row + (gsize)x;
      const guint8 *p = soft + at;
      int gx = p[1] - p[-1], gy = p[row] - p[-(gssize)row];
      tensor->xx[at] = (float)(gx * gx);
      tensor->xy[at] = (float)(gx * gy);
      tensor->yy[at] = (float)(gy * gy);
    }
  g_autofree float *scratch = g_new(float, row);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    for (int y = 0; y < h; y++)
      sums_along(*parts[i] + (gsize)y * row, w, 1, scratch);
    sums_down(*parts[i], w, h);
  }
}

/* The normal of the line through a pixel, -1: no line or not its middle. */
static int turn_at(const BmStrokes *strokes, const Tensor *tensor, int x, int y)
{
  gssize w = strokes->w, at = (gssize)y * w + x;
  const guint8 *p = strokes->dark + at;
  if (*p < DARK_LEAST)
    return -1;
  float across = tensor->xx[at] - tensor->yy[at], both = 2 * tensor->xy[at];
  float all = tensor->xx[at] + tensor->yy[at];
  if (across * across + both * both < (float)(ONE_WAY * ONE_WAY) * all * all)
    return -1;
  double angle = atan2f(both, across) / 2;
  gssize beside = lround(cos(angle)) + lround(sin(angle)) * w;
  if (p[beside] > *p || p[-beside] > *p)
    return -1;
  int turn = (int)lround(angle * BM_STROKES_TURN / G_PI);
  return (turn + BM_STROKES_TURN) % BM_STROKES_TURN;
}

BmStrokes *bm_strokes_find(PIX *ink)
{
  g_autoptr(BmStrokes) strokes = g_new0(BmStrokes, 1);
  g_auto(Tensor) tensor = {0};
  g_autoptr(PIX) gray = pixScaleToGray3(ink);
  g_autoptr(PIX) blurred = gray != NULL ? pixBlockconv(gray, 1, 1) : NULL;
  if (blurred == NULL)
    return NULL;
  strokes->w = pixGetWidth(gray);
  strokes->h = pixGetHeight(gray);
  strokes->dark = dark_new(gray);
  g_autofree guint8 *soft = dark_new(blurred); /* here the two lines of an outline are one */
  tensor_make(&tensor, soft, strokes->w, strokes->h);
  gsize all = (gsize)strokes->w * (gsize)strokes->h;
  strokes->turns = g_malloc(all);
  memset(strokes->turns, BM_STROKES_NONE, all);
  strokes->list = g_array_new(FALSE, FALSE, sizeof(BmStroke));
  for (int y = 1; y + 1 < strokes->h; y++)
    for (int x = 1; x + 1 < strokes->w; x++) {
      BmStroke stroke = {x, y, turn_at(strokes, &tensor, x, y)};
      if (stroke.turn < 0)
        continue;
      strokes->turns[(gsize)y * (gsize)strokes->w + (gsize)x] = (guint8)stroke.turn;
      g_array_append_val(strokes->list, stroke);
    }
  return g_steal_pointer(&strokes);
}

void bm_strokes_free(BmStrokes *strokes)
{
  if (strokes == NULL)
    return;
  g_free(strokes->turns);
  g_free(strokes->dark);
  g_clear_pointer(&strokes->list, g_array_unref);
  g_free(strokes);
}
