/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages turned, levelled and brought to square pixels: one bilinear pass for each depth. */
#include "stages/upright/render.h"

#include <math.h>

#define SAMPLE_STEP 8

/* Position in the source, 1/65536 pixels, of the middle of a result pixel less half a pixel. */
typedef struct Walk {
  gint64 x, y, dx, dy;
} Walk;

typedef struct Source {
  const l_uint32 *data;
  int w, h, wpl;
  l_uint32 fill;
} Source;

BmAffine bm_render_turn_back(int quarters, int w, int h)
{
  switch (((quarters % 4) + 4) % 4) {
  case 1:
    return (BmAffine){.b = 1, .c = -1, .ty = h};
  case 2:
    return (BmAffine){.a = -1, .tx = w, .d = -1, .ty = h};
  case 3:
    return (BmAffine){.b = -1, .tx = w, .c = 1};
  default:
    return bm_affine_identity();
  }
}

BmAffine bm_render_level_back(double lean_deg, int w, int h, double dpi_x, double dpi_y,
                              double dpi, int out_w, int out_h)
{
  double sine = sin(lean_deg * G_PI / 180), cosine = cos(lean_deg * G_PI / 180);
  double sx = dpi_x / dpi, sy = dpi_y / dpi;
  BmAffine back = {.a = sx * cosine, .b = -sx * sine, .c = sy * sine, .d = sy * cosine};
  back.tx = w / 2.0 - back.a * out_w / 2.0 - back.b * out_h / 2.0;
  back.ty = h / 2.0 - back.c * out_w / 2.0 - back.d * out_h / 2.0;
  return back;
}

static gint64 fixed(double value)
{
  return llround(value * 65536);
}

static Walk walk_row(BmAffine back, int y)
{
  double x_at = 0, y_at = 0;
  bm_affine_point(back, 0.5, y + 0.5, &x_at, &y_at);
  return (Walk){fixed(x_at - 0.5), fixed(y_at - 0.5), fixed(back.a), fixed(back.c)};
}

static inline l_uint32 bit_at(const Source *source, int x, int y)
{
  if (x < 0 || y < 0 || x >= source->w || y >= source->h)
    return source->fill & 1;
  return (l_uint32)GET_DATA_BIT(source->data + (size_t)y * (size_t)source->wpl, x);
}

/* Weighted vote of four pixels, at least one half. */
static inline gboolean is_ink(l_uint32 top_left, l_uint32 top_right, l_uint32 low_left,
                              l_uint32 low_right, gint64 px, gint64 py)
{
  l_uint32 fx = (l_uint32)(px >> 8) & 255, fy = (l_uint32)(py >> 8) & 255;
  l_uint32 top = top_left * (256 - fx) + top_right * fx;
  l_uint32 low = low_left * (256 - fx) + low_right * fx;
  return top * (256 - fy) + low * fy >= 32768;
}

/* @n result pixels from @at on, the first in the highest bit. */
static l_uint32 bits_at_edge(const Source *source, Walk at, int n)
{
  l_uint32 word = 0;
  for (int i = 0; i < n; i++, at.x += at.dx, at.y += at.dy) {
    int x = (int)(at.x >> 16), y = (int)(at.y >> 16);
    gboolean ink = is_ink(bit_at(source, x, y), bit_at(source, x + 1, y),
                          bit_at(source, x, y + 1), bit_at(source, x + 1, y + 1), at.x, at.y);
    word |= (l_uint32)ink << (31 - i);
  }
  return word;
}

/* The same where all neighbours lie in the source. */
static l_uint32 bits_inside(const Source *source, Walk at, int n)
{
  l_uint32 word = 0;
  for (int i = 0; i < n; i++, at.x += at.dx, at.y += at.dy) {
    int x = (int)(at.x >> 16);
    const l_uint32 *top = source->data + (at.y >> 16) * source->wpl, *low = top + source->wpl;
    gboolean ink =
        is_ink((l_uint32)GET_DATA_BIT(top, x), (l_uint32)GET_DATA_BIT(top, x + 1),
               (l_uint32)GET_DATA_BIT(low, x), (l_uint32)GET_DATA_BIT(low, x + 1), at.x, at.y);
    word |= (l_uint32)ink << (31 - i);
  }
  return word;
}

static gboolean is_inside(const Source *source, Walk walk, int i)
{
  gint64 x = (walk.x + i * walk.dx) >> 16, y = (walk.y + i * walk.dy) >> 16;
  return x >= 0 && y >= 0 && x + 1 < source->w && y + 1 < source->h;
}

/* Whether any word of the source that 32 result pixels from @walk on may look at holds ink. */
static gboolean has_ink_near(const Source *source, Walk walk)
{
  gint64 x_end = walk.x + 32 * walk.dx, y_end = walk.y + 32 * walk.dy;
  int left = (int)(MIN(walk.x, x_end) >> 16), right = (int)(MAX(walk.x, x_end) >> 16) + 1;
  int top = (int)(MIN(walk.y, y_end) >> 16), low = (int)(MAX(walk.y, y_end) >> 16) + 1;
  if (source->fill != 0 && (left < 0 || top < 0 || right >= source->w || low >= source->h))
    return TRUE;
  left = MAX(left, 0) / 32, right = MIN(right, source->w - 1) / 32;
  for (int y = MAX(top, 0); y <= MIN(low, source->h - 1); y++)
    for (int word = left; word <= right; word++)
      if (source->data[(size_t)y * (size_t)source->wpl + (size_t)word] != 0)
        return TRUE;
  return FALSE;
}

static void render_bits(const Source *source, Walk walk, l_uint32 *line, int w)
{
  for (int start = 0; start < w; start += 32) {
    Walk at = walk;
    walk.x += 32 * walk.dx;
    walk.y += 32 * walk.dy;
    if (!has_ink_near(source, at))
      continue;
    int n = MIN(32, w - start);
    gboolean is_within = is_inside(source, at, 0) && is_inside(source, at, n - 1);
    line[start / 32] = is_within ? bits_inside(source, at, n) : bits_at_edge(source, at, n);
  }
}

static inline l_uint32 pixel_at(const Source *source, int x, int y, gboolean is_gray)
{
  if (x < 0 || y < 0 || x >= source->w || y >= source->h)
    return source->fill;
  const l_uint32 *line = source->data + (size_t)y * (size_t)source->wpl;
  return is_gray ? GET_DATA_BYTE(line, x) : line[x];
}

/* Four neighbours and where between them a pixel of the result lies, in 1/256. */
typedef struct Quad {
  l_uint32 top_left, top_right, low_left, low_right;
  l_uint32 fx, fy;
} Quad;

static inline l_uint32 mean_gray(Quad q)
{
  l_uint32 top = (q.top_left << 8) + (q.top_right - q.top_left) * q.fx;
  l_uint32 low = (q.low_left << 8) + (q.low_right - q.low_left) * q.fx;
  return ((top << 8) + (low - top) * q.fy + 32768) >> 16;
}

/* Red and blue of a pixel, far enough apart to be reckoned in one word; differences may borrow
 * from the upper one for a while, since the sum that they belong to is positive. */
static inline guint64 red_blue(l_uint32 pixel)
{
  return ((guint64)(pixel >> 24) << 32) | (pixel >> 8 & 255);
}

static inline l_uint32 mean_colour(Quad q)
{
  Quad green = {q.top_left >> 16 & 255,
                q.top_right >> 16 & 255,
                q.low_left >> 16 & 255,
                q.low_right >> 16 & 255,
                q.fx,
                q.fy};
  guint64 a = red_blue(q.top_left), b = red_blue(q.low_left);
  guint64 top = (a << 8) + (red_blue(q.top_right) - a) * q.fx;
  guint64 low = (b << 8) + (red_blue(q.low_right) - b) * q.fx;
  guint64 both = (top << 8) + (low - top) * q.fy + (((guint64)32768 << 32) | 32768);
  return (l_uint32)(both >> 48) << 24 | mean_gray(green) << 16 | ((l_uint32)both >> 8 & 0xFF00);
}

static inline Walk walk_on(Walk walk, int steps)
{
  return (Walk){walk.x + steps * walk.dx, walk.y + steps * walk.dy, walk.dx, walk.dy};
}

/* Pixels @first to @end of a row, whose neighbours may lie beyond the source. */
static void tones_at_edge(const Source *source, Walk walk, l_uint32 *line, int first, int end,
                          gboolean is_gray)
{
  walk = walk_on(walk, first);
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    int x = (int)(walk.x >> 16), y = (int)(walk.y >> 16);
    Quad quad = {pixel_at(source, x, y, is_gray),     pixel_at(source, x + 1, y, is_gray),
                 pixel_at(source, x, y + 1, is_gray), pixel_at(source, x + 1, y + 1, is_gray),
                 (l_uint32)(walk.x >> 8) & 255,       (l_uint32)(walk.y >> 8) & 255};
    if (is_gray)
      SET_DATA_BYTE(line, i, (l_uint8)mean_gray(quad));
    else
      line[i] = mean_colour(quad);
  }
}

/* The same where all neighbours lie in the source. */
static void gray_inside(const Source *source, Walk walk, l_uint32 *line, int first, int end)
{
  walk = walk_on(walk, first);
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    int x = (int)(walk.x >> 16);
    const l_uint32 *top = source->data + (walk.y >> 16) * source->wpl;
    const l_uint32 *low = top + source->wpl;
    Quad quad = {GET_DATA_BYTE(top, x),         GET_DATA_BYTE(top, x + 1),
                 GET_DATA_BYTE(low, x),         GET_DATA_BYTE(low, x + 1),
                 (l_uint32)(walk.x >> 8) & 255, (l_uint32)(walk.y >> 8) & 255};
    SET_DATA_BYTE(line, i, (l_uint8)mean_gray(quad));
  }
}

static void colour_inside(const Source *source, Walk walk, l_uint32 *line, int first, int end)
{
  walk = walk_on(walk, first);
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    const l_uint32 *top = source->data + (walk.y >> 16) * source->wpl + (walk.x >> 16);
    const l_uint32 *low = top + source->wpl;
    line[i] = mean_colour((Quad){top[0], top[1], low[0], low[1], (l_uint32)(walk.x >> 8) & 255,
                                 (l_uint32)(walk.y >> 8) & 255});
  }
}

/* The pixels of a straight walk that lie inside follow one another. */
static void render_tones(const Source *source, Walk walk, l_uint32 *line, int w,
                         gboolean is_gray)
{
  int first = 0, end = w;
  while (first < w && !is_inside(source, walk, first))
    first++;
  while (end > first && !is_inside(source, walk, end - 1))
    end--;
  tones_at_edge(source, walk, line, 0, first, is_gray);
  (is_gray ? gray_inside : colour_inside)(source, walk, line, first, end);
  tones_at_edge(source, walk, line, end, w, is_gray);
}

PIX *bm_render_affine(PIX *page, BmAffine back, int out_w, int out_h, l_uint32 fill)
{
  int depth = pixGetDepth(page);
  g_assert(depth == 1 || depth == 8 || depth == 32);
  PIX *out = pixCreate(out_w, out_h, depth);
  if (out == NULL)
    return NULL;
  Source source = {pixGetData(page), pixGetWidth(page), pixGetHeight(page), pixGetWpl(page),
                   fill};
  for (int y = 0; y < out_h; y++) {
    l_uint32 *line = pixGetData(out) + (size_t)y * (size_t)pixGetWpl(out);
    Walk walk = walk_row(back, y);
    if (depth == 1)
      render_bits(&source, walk, line, out_w);
    else
      render_tones(&source, walk, line, out_w, depth == 8);
  }
  return out;
}

/* Most frequent value of the bright half of the bytes at @shift of the pixels, looked at
 * coarsely. */
static l_uint32 paper_level(PIX *page, int shift)
{
  guint counts[256] = {0};
  gboolean is_gray = pixGetDepth(page) == 8;
  for (int y = 0; y < pixGetHeight(page); y += SAMPLE_STEP) {
    const l_uint32 *line = pixGetData(page) + (size_t)y * (size_t)pixGetWpl(page);
    for (int x = 0; x < pixGetWidth(page); x += SAMPLE_STEP)
      counts[is_gray ? GET_DATA_BYTE(line, x) : line[x] >> shift & 255]++;
  }
  l_uint32 best = 255;
  guint most = 0;
  for (l_uint32 level = 128; level < 256; level++)
    if (counts[level] > most) {
      most = counts[level];
      best = level;
    }
  return best;
}

l_uint32 bm_render_paper(PIX *page)
{
  if (pixGetDepth(page) == 1)
    return 0;
  if (pixGetDepth(page) == 8)
    return paper_level(page, 0);
  return paper_level(page, 24) << 24 | paper_level(page, 16) << 16 | paper_level(page, 8) << 8;
}
