/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scaling in sixteenths of a pixel. */
#include "stages/shared/scale.h"

#include <string.h>

#define LEAST 0.07F      /* sums of rows fit 16 bits, and inverse_of is exact */
#define AREA_BELOW 0.7   /* smaller scales take the mean of areas */
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

/* Bytes of a row from left to right. */
static void row_plain(PIX *pix, int y, guint8 *bytes)
{
  const l_uint32 *line = line_of(pix, y);
  int n = pixGetWpl(pix);
  for (int k = 0; k < n; k++) {
    guint32 four = GUINT32_TO_BE(line[k]);
    memcpy(bytes + 4 * k, &four, 4);
  }
}

static void row_store(PIX *pix, int y, const guint8 *bytes)
{
  l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
  int n = pixGetWpl(pix);
  for (int k = 0; k < n; k++) {
    guint32 four;
    memcpy(&four, bytes + 4 * k, 4);
    line[k] = GUINT32_FROM_BE(four);
  }
}

/* What rows of the result are made with: where its columns begin and end, and for each column
 * of the source the weighted sum of the rows that count. For pixels between others, @from and
 * @end are the places of their neighbours in @sums, @part is how near the second one is. */
typedef struct Work {
  PIX *gray, *to;
  float step_y;
  int *from, *end;
  guint16 *sums, *part, *left, *right;
  guint8 *bytes;
} Work;

static void work_clear(Work *work)
{
  g_free(work->from);
  g_free(work->end);
  g_free(work->sums);
  g_free(work->part);
  g_free(work->left);
  g_free(work->right);
  g_free(work->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static gboolean work_init(Work *work, int height)
{
  int width = pixGetWidth(work->to);
  float step_x = 16.0F * (float)pixGetWidth(work->gray) / (float)width;
  work->step_y = 16.0F * (float)pixGetHeight(work->gray) / (float)height;
  work->from = g_try_new(int, width);
  work->end = g_try_new(int, width);
  work->sums = g_try_new(guint16, 4 * (gsize)pixGetWpl(work->gray));
  if (work->from == NULL || work->end == NULL || work->sums == NULL)
    return FALSE;
  for (int x = 0; x < width; x++) {
    work->from[x] = begin_of(step_x, x);
    work->end[x] = end_of(step_x, x);
  }
  return TRUE;
}

/* A row of bytes, as they lie in memory, times a weight: the first sets the sums. */
static void row_add(Work *work, int y, int weight, gboolean is_first)
{
  const guint8 *bytes = (const guint8 *)line_of(work->gray, y);
  guint16 *restrict sums = work->sums, factor = (guint16)weight;
  int n = 4 * pixGetWpl(work->gray);
  if (is_first)
    for (int k = 0; k < n; k++)
      sums[k] = (guint16)(factor * bytes[k]);
  else if (weight != 0)
    for (int k = 0; k < n; k++)
      sums[k] = (guint16)(sums[k] + factor * bytes[k]);
}

/* Where the sum of a column is: bytes of a word lie in memory from the last to the first. */
static int place_of(int x)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? x ^ 3 : x;
}

static guint32 sum_at(const guint16 *sums, int x)
{
  return sums[place_of(x)];
}

/* x / area is x · inverse / 2^INVERSE_BITS, rounded down, for all sums of 255 · area */
#define INVERSE_BITS 40

static guint64 inverse_of(guint32 area)
{
  return (1ULL << INVERSE_BITS) / area + 1;
}

/* Reduction: each pixel is the mean of an area; at the edge, the area's first pixel. */
static void area_row(Work *work, int y, int from_y, int to_y)
{
  int last_x = pixGetWidth(work->gray) - 2, last_y = pixGetHeight(work->gray) - 2;
  int first = from_y >> 4, last = to_y >> 4, width = pixGetWidth(work->to);
  guint32 high = (guint32)(to_y - from_y);
  const l_uint32 *line = line_of(work->gray, first);
  l_uint32 *out = pixGetData(work->to) + (gsize)y * (gsize)pixGetWpl(work->to);
  for (int k = first; last <= last_y && k <= last; k++) {
    int weight = k == first ? 16 - (from_y & 15) : k == last ? to_y & 15 : 16;
    row_add(work, k, weight, k == first);
  }
  int usual = work->end[0] - work->from[0];
  guint64 inverse[3]; /* lengths differ by one at most */
  for (int k = 0; k < 3; k++)
    inverse[k] = inverse_of(high * (guint32)MAX(usual - 1 + k, 1));
  for (int x = 0; x < width; x++) {
    int from = work->from[x], end = work->end[x], left = from >> 4, right = end >> 4;
    if (last > last_y || right > last_x) {
      SET_DATA_BYTE(out, x, GET_DATA_BYTE(line, left));
      continue;
    }
    guint32 sum = (guint32)(16 - (from & 15)) * sum_at(work->sums, left) +
                  (guint32)(end & 15) * sum_at(work->sums, right);
    for (int k = left + 1; k < right; k++)
      sum += 16 * sum_at(work->sums, k);
    SET_DATA_BYTE(out, x,
                  (l_uint8)((sum + 128) * inverse[end - from - usual + 1] >> INVERSE_BITS));
  }
}

/* Each pixel lies between four of the source. */
static void linear_row(Work *work, int y, int at_y)
{
  int last_y = pixGetHeight(work->gray) - 1, above = at_y >> 4, width = pixGetWidth(work->to);
  const guint16 *restrict sums = work->sums, *restrict part = work->part;
  guint16 *restrict left = work->left, *restrict right = work->right;
  guint8 *restrict bytes = work->bytes;
  row_add(work, above, 16 - (at_y & 15), TRUE);
  row_add(work, MIN(above + 1, last_y), at_y & 15, FALSE);
  for (int x = 0; x < width; x++) {
    left[x] = sums[work->from[x]];
    right[x] = sums[work->end[x]];
  }
  for (int x = 0; x < width; x++)
    bytes[x] = (guint8)((guint16)((16 - part[x]) * left[x] + part[x] * right[x] + 128) >> 8);
  row_store(work->to, y, bytes);
}

/* For each pixel its two neighbours on a row. */
static gboolean work_init_linear(Work *work)
{
  int last_x = pixGetWidth(work->gray) - 1, width = pixGetWidth(work->to);
  gsize room = 4 * (gsize)pixGetWpl(work->to);
  work->part = g_try_new(guint16, room);
  work->left = g_try_new(guint16, room);
  work->right = g_try_new(guint16, room);
  work->bytes = g_try_new0(guint8, room);
  if (work->part == NULL || work->left == NULL || work->right == NULL || work->bytes == NULL)
    return FALSE;
  for (int x = 0; x < width; x++) {
    int left = work->from[x] >> 4;
    work->part[x] = work->from[x] & 15;
    work->from[x] = place_of(left);
    work->end[x] = place_of(MIN(left + 1, last_x));
  }
  return TRUE;
}

/* Fills @to with rows from @top of a result of @height rows. */
static gboolean rows_make(PIX *gray, PIX *to, int height, int top, gboolean is_area)
{
  g_auto(Work) work = {.gray = gray, .to = to};
  if (!work_init(&work, height) || (!is_area && !work_init_linear(&work)))
    return FALSE;
  for (int y = 0; y < pixGetHeight(to); y++) {
    int from = begin_of(work.step_y, top + y);
    if (is_area)
      area_row(&work, y, from, end_of(work.step_y, top + y));
    else
      linear_row(&work, y, from);
  }
  return TRUE;
}

/* --- sharpening

 * A pixel s whose surroundings have the sum t becomes s + part · (s - mean). With the parts
 that
 * are used, that is (54 s - t + 22) / 45 for the 9 around a pixel and 0.2, and
 * (175 s - 2 t + 62) / 125 for the 25 and 0.4, rounded down and never just at a whole number.
 */

/* Each step fits 16 bits, so that a vector holds many pixels. */
static void sharp_row_9(const guint16 *restrict sums, guint8 *restrict row, int width)
{
  for (int x = 1; x < width - 1; x++) {
    guint16 own = (guint16)(54 * row[x] + 22);
    guint16 all = (guint16)(sums[x - 1] + sums[x] + sums[x + 1]);
    guint16 rest = (guint16)(own > all ? own - all : 0);
    guint16 value = (guint16)((guint16)((guint32)rest * 46604 >> 16) >> 5); /* / 45 */
    row[x] = (guint8)(value < 255 ? value : 255);
  }
}

static void sharp_row_25(const guint16 *restrict sums, guint8 *restrict row, int width)
{
  for (int x = 2; x < width - 2; x++) {
    guint16 own = (guint16)(175 * row[x] + 62);
    guint16 all = (guint16)(sums[x - 2] + sums[x - 1] + sums[x] + sums[x + 1] + sums[x + 2]);
    guint16 rest = (guint16)(own > 2 * all ? own - 2 * all : 0);
    guint16 value = (guint16)((guint16)((guint32)rest * 33555 >> 16) >> 6); /* / 125 */
    row[x] = (guint8)(value < 255 ? value : 255);
  }
}

static void sums_change(guint16 *restrict sums, const guint8 *restrict row, int n, int sign)
{
  for (int k = 0; k < n; k++)
    sums[k] = (guint16)(sums[k] + sign * row[k]);
}

/* As pixUnsharpMasking(@soft, @half, part), where the part is 0.2 for a @half of 1 and 0.4 for
 * 2: pixels nearer to the edge stay as they are. */
static PIX *sharpened(PIX *soft, int half)
{
  int w = pixGetWidth(soft), h = pixGetHeight(soft), n = 4 * pixGetWpl(soft);
  PIX *sharp = pixCopy(NULL, soft);
  g_autofree guint8 *rows = g_try_malloc((gsize)n * (gsize)(2 * half + 2));
  g_autofree guint16 *sums = g_try_new0(guint16, n);
  if (sharp == NULL || rows == NULL || sums == NULL) {
    pixDestroy(&sharp);
    return NULL;
  }
  guint8 *row = rows + (gsize)n * (gsize)(2 * half + 1);
  for (int y = 0; y < h; y++) { /* row y comes in at the bottom, the middle is @half above */
    guint8 *last = rows + (gsize)n * (gsize)(y % (2 * half + 1));
    if (y > 2 * half)
      sums_change(sums, last, n, -1);
    row_plain(soft, y, last);
    sums_change(sums, last, n, 1);
    if (y < 2 * half)
      continue;
    memcpy(row, rows + (gsize)n * (gsize)((y - half) % (2 * half + 1)), (gsize)n);
    if (half == 1)
      sharp_row_9(sums, row, w);
    else
      sharp_row_25(sums, row, w);
    row_store(sharp, y - half, row);
  }
  return sharp;
}

static PIX *rows_cut(PIX *image, int top, int bottom)
{
  g_autoptr(BOX) box =
      image != NULL ? boxCreate(0, top, pixGetWidth(image), bottom - top) : NULL;
  return box != NULL ? pixClipRectangle(image, box, NULL) : NULL;
}

/* Means of four: a word of the result has two words of each row of the source. */
static void half_row(const l_uint32 *restrict upper, const l_uint32 *restrict lower,
                     l_uint32 *restrict out, int w)
{
  const l_uint32 odd = 0x00FF00FF;
  for (int k = 0; k < w / 4; k++) {
    const l_uint32 *p = upper + 2 * k, *q = lower + 2 * k;
    l_uint32 left = (p[0] >> 8 & odd) + (p[0] & odd) + (q[0] >> 8 & odd) + (q[0] & odd);
    l_uint32 right = (p[1] >> 8 & odd) + (p[1] & odd) + (q[1] >> 8 & odd) + (q[1] & odd);
    left = left >> 2 & odd;
    right = right >> 2 & odd;
    out[k] = (left << 8 & 0xFF000000) | (left << 16 & 0x00FF0000) | (right >> 8 & 0x0000FF00) |
             (right & 0x000000FF);
  }
  for (int x = w & ~3; x < w; x++) {
    int sum = GET_DATA_BYTE(upper, 2 * x) + GET_DATA_BYTE(upper, 2 * x + 1) +
              GET_DATA_BYTE(lower, 2 * x) + GET_DATA_BYTE(lower, 2 * x + 1);
    SET_DATA_BYTE(out, x, (l_uint8)(sum >> 2));
  }
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
  g_assert(pixGetDepth(gray) == 8);
  int w = bm_scaled_length(pixGetWidth(gray), sx), h = bm_scaled_length(pixGetHeight(gray), sy);
  if (w < 1 || h < 1 || sx < LEAST || sy < LEAST || sx >= AREA_BELOW || sy >= AREA_BELOW ||
      (sx == sy && is_power(sx)))
    return pixScaleAreaMap(gray, sx, sy);
  g_autoptr(PIX) to = pixCreate(w, h, 8);
  if (to == NULL || !rows_make(gray, to, h, 0, TRUE))
    return NULL;
  pixCopyResolution(to, gray);
  pixScaleResolution(to, sx, sy);
  return g_steal_pointer(&to);
}

PIX *bm_gray_linear(PIX *gray, float sx, float sy)
{
  g_assert(pixGetDepth(gray) == 8);
  int w = bm_scaled_length(pixGetWidth(gray), sx), h = bm_scaled_length(pixGetHeight(gray), sy);
  if (w < 1 || h < 1 || (sx == 1.0F && sy == 1.0F) || sx < AREA_BELOW || sy < AREA_BELOW ||
      (sx == sy && (sx == 2.0F || sx == 4.0F)))
    return pixScaleGrayLI(gray, sx, sy);
  g_autoptr(PIX) to = pixCreate(w, h, 8);
  if (to == NULL || !rows_make(gray, to, h, 0, FALSE))
    return NULL;
  pixCopyResolution(to, gray);
  pixScaleResolution(to, sx, sy);
  return g_steal_pointer(&to);
}

PIX *bm_gray_half(PIX *gray)
{
  g_assert(pixGetDepth(gray) == 8);
  int w = pixGetWidth(gray) / 2, h = pixGetHeight(gray) / 2;
  if (w < 1 || h < 1)
    return pixScaleAreaMap2(gray);
  PIX *half = pixCreate(w, h, 8);
  for (int y = 0; half != NULL && y < h; y++) {
    const l_uint32 *upper = line_of(gray, 2 * y), *lower = line_of(gray, 2 * y + 1);
    half_row(upper, lower, pixGetData(half) + (gsize)y * (gsize)pixGetWpl(half), w);
  }
  if (half != NULL) {
    pixCopyResolution(half, gray);
    pixScaleResolution(half, 0.5F, 0.5F);
  }
  return half;
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
  if (scale == 1.0F || scale < LEAST || w < 8 || h < 8 || (is_area && is_power(scale))) {
    g_autoptr(PIX) all = pixScale(gray, scale, scale);
    return rows_cut(all, top, bottom);
  }
  /* sharpening looks a pixel or two to each side */
  int half = is_area ? 1 : 2, above = MIN(top, half), below = MIN(h - bottom, half);
  g_autoptr(PIX) soft = pixCreate(w, bottom - top + above + below, 8);
  if (soft == NULL || !rows_make(gray, soft, h, top - above, is_area))
    return NULL;
  g_autoptr(PIX) sharp = is_sharp ? sharpened(soft, half) : pixClone(soft);
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

/* 0.3 red, 0.5 green, 0.2 blue, rounded */
static l_uint8 gray_value(l_uint32 pixel)
{
  l_uint32 red = pixel >> L_RED_SHIFT & 255, green = pixel >> L_GREEN_SHIFT & 255;
  l_uint32 blue = pixel >> L_BLUE_SHIFT & 255;
  return (l_uint8)((3 * red + 5 * green + 2 * blue + 5) / 10);
}

PIX *bm_gray_of(PIX *page)
{
  if (pixGetDepth(page) != 32)
    return pixGetDepth(page) == 8 ? pixClone(page) : pixConvertTo8(page, FALSE);
  int w = pixGetWidth(page), h = pixGetHeight(page);
  PIX *gray = pixCreate(w, h, 8);
  if (gray == NULL)
    return NULL;
  for (int y = 0; y < h; y++) {
    const l_uint32 *from = line_of(page, y);
    l_uint32 *to = pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray);
    for (int x = 0; x < w; x++)
      SET_DATA_BYTE(to, x, gray_value(from[x]));
  }
  pixCopyResolution(gray, page);
  return gray;
}
