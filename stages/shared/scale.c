/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scaling in sixteenths of a pixel. */
#include "stages/shared/scale.h"

#include <string.h>

#define AREA_BELOW 0.7F  /* smaller scales take the mean of areas */
#define SHARP_BELOW 1.4F /* larger ones are not sharpened */

int bm_scaled_length(int length, float scale)
{
  return (int)(scale * (float)length + 0.5F);
}

/* Where a pixel of the result begins or ends in the source, in sixteenths. */
static int begin_of(float step, int i)
{
  return (int)(step * (float)i);
}

static int end_of(float step, int i)
{
  return (int)((double)step * (i + 1.0));
}

static const l_uint32 *line_of(PIX *pix, int y)
{
  return pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
}

/* --- reduction: means of areas ---------------------------------------------------------- */

/* Adds a row of bytes, as they lie in memory, to sums. */
static void row_add(guint32 *sums, const l_uint32 *line, int wpl, guint32 weight)
{
  const guint8 *bytes = (const guint8 *)line;
  if (weight == 0)
    return;
  for (int k = 0; k < 4 * wpl; k++)
    sums[k] += weight * bytes[k];
}

/* The sum of a column: bytes of a word lie in memory from the last to the first. */
static guint32 sum_at(const guint32 *sums, int x)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  return sums[x ^ 3];
#else
  return sums[x];
#endif
}

static void area_row(PIX *gray, PIX *to, int y, float step_x, int from_y, int to_y,
                     guint32 *sums)
{
  int wpl = pixGetWpl(gray), last_x = pixGetWidth(gray) - 2, last_y = pixGetHeight(gray) - 2;
  int first = from_y >> 4, last = to_y >> 4;
  guint32 high = (guint32)(to_y - from_y);
  const l_uint32 *line = line_of(gray, first);
  l_uint32 *out = pixGetData(to) + (gsize)y * (gsize)pixGetWpl(to);
  gboolean is_edge = last > last_y;
  memset(sums, 0, 4 * (gsize)wpl * sizeof *sums);
  for (int k = first; !is_edge && k <= last; k++) {
    int weight = k == first ? 16 - (from_y & 15) : k == last ? to_y & 15 : 16;
    row_add(sums, line_of(gray, k), wpl, (guint32)weight);
  }
  for (int x = 0; x < pixGetWidth(to); x++) {
    int from = begin_of(step_x, x), end = end_of(step_x, x);
    int left = from >> 4, right = end >> 4;
    if (is_edge || right > last_x) { /* areas that reach the edge are their first pixel */
      SET_DATA_BYTE(out, x, GET_DATA_BYTE(line, left));
      continue;
    }
    guint32 sum = (guint32)(16 - (from & 15)) * sum_at(sums, left) +
                  (guint32)(end & 15) * sum_at(sums, right);
    for (int k = left + 1; k < right; k++)
      sum += 16 * sum_at(sums, k);
    SET_DATA_BYTE(out, x, (l_uint8)((sum + 128) / (high * (guint32)(end - from))));
  }
}

static gboolean area_rows(PIX *gray, PIX *to, int height, int top)
{
  float step_x = 16.0F * (float)pixGetWidth(gray) / (float)pixGetWidth(to);
  float step_y = 16.0F * (float)pixGetHeight(gray) / (float)height;
  g_autofree guint32 *sums = g_try_new(guint32, 4 * (gsize)pixGetWpl(gray));
  for (int y = 0; sums != NULL && y < pixGetHeight(to); y++)
    area_row(gray, to, y, step_x, begin_of(step_y, top + y), end_of(step_y, top + y), sums);
  return sums != NULL;
}

/* --- between four pixels ---------------------------------------------------------------- */

static void linear_row(PIX *gray, PIX *to, int y, float step_x, int at_y)
{
  int last_x = pixGetWidth(gray) - 1, part_y = at_y & 15;
  const l_uint32 *line = line_of(gray, at_y >> 4);
  const l_uint32 *below = (at_y >> 4) < pixGetHeight(gray) - 1 ? line + pixGetWpl(gray) : line;
  l_uint32 *out = pixGetData(to) + (gsize)y * (gsize)pixGetWpl(to);
  for (int x = 0; x < pixGetWidth(to); x++) {
    int at = begin_of(step_x, x), left = at >> 4, part = at & 15, right = MIN(left + 1, last_x);
    int upper = (16 - part) * GET_DATA_BYTE(line, left) + part * GET_DATA_BYTE(line, right);
    int lower = (16 - part) * GET_DATA_BYTE(below, left) + part * GET_DATA_BYTE(below, right);
    SET_DATA_BYTE(out, x, (l_uint8)(((16 - part_y) * upper + part_y * lower + 128) / 256));
  }
}

static gboolean linear_rows(PIX *gray, PIX *to, int height, int top)
{
  float step_x = 16.0F * (float)pixGetWidth(gray) / (float)pixGetWidth(to);
  float step_y = 16.0F * (float)pixGetHeight(gray) / (float)height;
  for (int y = 0; y < pixGetHeight(to); y++)
    linear_row(gray, to, y, step_x, begin_of(step_y, top + y));
  return TRUE;
}

/* --- */

static PIX *rows_cut(PIX *image, int top, int bottom)
{
  g_autoptr(BOX) box =
      image != NULL ? boxCreate(0, top, pixGetWidth(image), bottom - top) : NULL;
  return box != NULL ? pixClipRectangle(image, box, NULL) : NULL;
}

/* a half, a quarter …: reductions that Leptonica does at once */
static gboolean is_power(float scale)
{
  for (int k = 2; k <= 16; k *= 2)
    if (scale == 1.0F / (float)k)
      return TRUE;
  return FALSE;
}

PIX *bm_gray_area_map(PIX *gray, float sx, float sy)
{
  g_assert(pixGetDepth(gray) == 8 && sx < AREA_BELOW && sy < AREA_BELOW);
  int w = bm_scaled_length(pixGetWidth(gray), sx), h = bm_scaled_length(pixGetHeight(gray), sy);
  if (w < 1 || h < 1 || (sx == sy && is_power(sx)))
    return pixScaleAreaMap(gray, sx, sy);
  g_autoptr(PIX) to = pixCreate(w, h, 8);
  if (to == NULL || !area_rows(gray, to, h, 0))
    return NULL;
  pixCopyResolution(to, gray);
  pixScaleResolution(to, sx, sy);
  return g_steal_pointer(&to);
}

PIX *bm_gray_rows(PIX *gray, float scale, int top, int bottom)
{
  g_assert(pixGetDepth(gray) == 8);
  int w = bm_scaled_length(pixGetWidth(gray), scale);
  int h = bm_scaled_length(pixGetHeight(gray), scale);
  gboolean is_area = scale<AREA_BELOW, is_sharp = scale> 0.2F && scale < SHARP_BELOW;
  top = MAX(top, 0);
  bottom = MIN(bottom, h);
  if (top >= bottom)
    return NULL;
  if (scale == 1.0F || w < 8 || h < 8 || (is_area && is_power(scale))) {
    g_autoptr(PIX) all = pixScale(gray, scale, scale);
    return rows_cut(all, top, bottom);
  }
  /* sharpening looks a pixel or two to each side */
  int half = is_area ? 1 : 2, above = MIN(top, half), below = MIN(h - bottom, half);
  g_autoptr(PIX) soft = pixCreate(w, bottom - top + above + below, 8);
  if (soft == NULL || !(is_area ? area_rows : linear_rows)(gray, soft, h, top - above))
    return NULL;
  g_autoptr(PIX) sharp =
      is_sharp ? pixUnsharpMasking(soft, half, is_area ? 0.2F : 0.4F) : pixClone(soft);
  PIX *rows = rows_cut(sharp, above, above + bottom - top);
  if (rows != NULL) {
    pixCopyResolution(rows, gray);
    pixScaleResolution(rows, scale, scale);
  }
  return rows;
}

PIX *bm_gray_scale(PIX *gray, float scale)
{
  return bm_gray_rows(gray, scale, 0, G_MAXINT);
}
