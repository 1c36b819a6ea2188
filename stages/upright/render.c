/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages turned, levelled and brought to square pixels: one bilinear pass for each depth. */
#include "stages/upright/render.h"

#include <math.h>

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

/* Ink of one pixel: weighted vote of four, at least one half. */
static inline gboolean is_ink(const Source *source, gint64 px, gint64 py)
{
  int x = (int)(px >> 16), y = (int)(py >> 16);
  l_uint32 fx = (l_uint32)(px >> 8) & 255, fy = (l_uint32)(py >> 8) & 255;
  l_uint32 top = bit_at(source, x, y) * (256 - fx) + bit_at(source, x + 1, y) * fx;
  l_uint32 low = bit_at(source, x, y + 1) * (256 - fx) + bit_at(source, x + 1, y + 1) * fx;
  return top * (256 - fy) + low * fy >= 32768;
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
    l_uint32 word = 0;
    int n = MIN(32, w - start);
    for (int i = 0; i < n; i++, at.x += at.dx, at.y += at.dy)
      word |= (l_uint32)is_ink(source, at.x, at.y) << (31 - i);
    line[start / 32] = word;
  }
}

static inline l_uint32 pixel_at(const Source *source, int x, int y, gboolean is_gray)
{
  if (x < 0 || y < 0 || x >= source->w || y >= source->h)
    return source->fill;
  const l_uint32 *line = source->data + (size_t)y * (size_t)source->wpl;
  return is_gray ? GET_DATA_BYTE(line, x) : line[x];
}

/* Bilinear weights of four pixels, together 65536. */
typedef struct Weights {
  l_uint32 w[4];
} Weights;

static inline Weights weights_at(Walk walk)
{
  l_uint32 fx = (l_uint32)(walk.x >> 8) & 255, fy = (l_uint32)(walk.y >> 8) & 255;
  return (Weights){{(256 - fx) * (256 - fy), fx * (256 - fy), (256 - fx) * fy, fx * fy}};
}

static inline l_uint32 mean_gray(const l_uint32 p[4], const Weights *at)
{
  return (p[0] * at->w[0] + p[1] * at->w[1] + p[2] * at->w[2] + p[3] * at->w[3] + 32768) >> 16;
}

/* Red and green are reckoned in the halves of one word. */
static inline l_uint32 mean_colour(const l_uint32 p[4], const Weights *at)
{
  guint64 red_green = ((guint64)32768 << 32) + 32768;
  l_uint32 blue = 32768;
  for (int i = 0; i < 4; i++) {
    red_green += ((guint64)(p[i] >> 24) << 32 | (p[i] >> 16 & 255)) * at->w[i];
    blue += (p[i] >> 8 & 255) * at->w[i];
  }
  return (l_uint32)(red_green >> 48) << 24 | (l_uint32)(red_green >> 16 & 255) << 16 |
         (blue >> 16) << 8;
}

/* Pixels @first to @end of a row, whose neighbours may lie beyond the source. */
static void tones_at_edge(const Source *source, Walk walk, l_uint32 *line, int first, int end,
                          gboolean is_gray)
{
  walk.x += first * walk.dx;
  walk.y += first * walk.dy;
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    int x = (int)(walk.x >> 16), y = (int)(walk.y >> 16);
    Weights at = weights_at(walk);
    l_uint32 p[4] = {pixel_at(source, x, y, is_gray), pixel_at(source, x + 1, y, is_gray),
                     pixel_at(source, x, y + 1, is_gray),
                     pixel_at(source, x + 1, y + 1, is_gray)};
    if (is_gray)
      SET_DATA_BYTE(line, i, (l_uint8)mean_gray(p, &at));
    else
      line[i] = mean_colour(p, &at);
  }
}

/* The same where all neighbours lie in the source. */
static void gray_inside(const Source *source, Walk walk, l_uint32 *line, int first, int end)
{
  walk.x += first * walk.dx;
  walk.y += first * walk.dy;
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    int x = (int)(walk.x >> 16);
    const l_uint32 *top = source->data + (walk.y >> 16) * source->wpl;
    const l_uint32 *low = top + source->wpl;
    Weights at = weights_at(walk);
    l_uint32 p[4] = {GET_DATA_BYTE(top, x), GET_DATA_BYTE(top, x + 1), GET_DATA_BYTE(low, x),
                     GET_DATA_BYTE(low, x + 1)};
    SET_DATA_BYTE(line, i, (l_uint8)mean_gray(p, &at));
  }
}

static void colour_inside(const Source *source, Walk walk, l_uint32 *line, int first, int end)
{
  walk.x += first * walk.dx;
  walk.y += first * walk.dy;
  for (int i = first; i < end; i++, walk.x += walk.dx, walk.y += walk.dy) {
    const l_uint32 *top = source->data + (walk.y >> 16) * source->wpl + (walk.x >> 16);
    const l_uint32 *low = top + source->wpl;
    Weights at = weights_at(walk);
    l_uint32 p[4] = {top[0], top[1], low[0], low[1]};
    line[i] = mean_colour(p, &at);
  }
}

static gboolean is_inside(const Source *source, Walk walk, int i)
{
  gint64 x = (walk.x + i * walk.dx) >> 16, y = (walk.y + i * walk.dy) >> 16;
  return x >= 0 && y >= 0 && x + 1 < source->w && y + 1 < source->h;
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

/* Most frequent value of the bright half of an 8-bit image, looked at coarsely. */
static int paper_level(PIX *gray)
{
  g_autoptr(NUMA) counts = pixGetGrayHistogram(gray, 8);
  int best = 255;
  l_float32 most = 0;
  for (int level = 128; counts != NULL && level < 256; level++) {
    l_float32 n = 0;
    numaGetFValue(counts, level, &n);
    if (n > most) {
      most = n;
      best = level;
    }
  }
  return best;
}

l_uint32 bm_render_paper(PIX *page)
{
  if (pixGetDepth(page) == 1)
    return 0;
  if (pixGetDepth(page) == 8)
    return (l_uint32)paper_level(page);
  l_uint32 colour = 0;
  for (int i = 0; i < 3; i++) {
    static const int channels[] = {COLOR_RED, COLOR_GREEN, COLOR_BLUE};
    g_autoptr(PIX) channel = pixGetRGBComponent(page, channels[i]);
    colour |= (l_uint32)(channel != NULL ? paper_level(channel) : 255) << (24 - 8 * i);
  }
  return colour;
}
