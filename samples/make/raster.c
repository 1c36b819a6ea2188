/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scanner does to the light: blur, shade, noise, streaks, dirt, the threshold. */
#include "raster.h"
#include <math.h>
#include <string.h>

void bm_raster_soften(const BmRaster *raster)
{
  const int step = raster->channels, row = raster->w * step;
  g_autofree guint8 *before = g_malloc(row), *now = g_malloc(row);
  memcpy(before, raster->px, row);
  for (int y = 1; y + 1 < raster->h; y++) {
    guint8 *at = raster->px + (gsize)y * row;
    memcpy(now, at, row);
    for (int i = step; i + step < row; i++)
      at[i] = (guint8)((2 * now[i] + now[i - step] + now[i + step] + 2 * before[i] +
                        2 * at[row + i]) >>
                       3);
    memcpy(before, now, row);
  }
}

BmWaves bm_waves_new(GRand *rand)
{
  return (BmWaves){g_rand_double_range(rand, 1, 4), g_rand_double_range(rand, 1, 4),
                   g_rand_double_range(rand, 3, 7), g_rand_double_range(rand, 3, 7),
                   g_rand_double_range(rand, 0, 6)};
}

double bm_waves_at(const BmWaves *w, double x, double y)
{
  return 0.5 + 0.25 * sin(w->ax * x + w->ay * y + w->phase) +
         0.25 * sin(w->bx * x - w->by * y + 2 * w->phase);
}

void bm_raster_shade(const BmRaster *raster, const BmProfile *profile, GRand *rand)
{
  const double corner_x = g_rand_double(rand), corner_y = g_rand_double(rand);
  const BmWaves waves = bm_waves_new(rand);
  guint8 *at = raster->px;
  for (int y = 0; y < raster->h; y++)
    for (int x = 0; x < raster->w; x++) {
      const double u = x / (double)raster->w, v = y / (double)raster->h;
      const double far = (u - corner_x) * (u - corner_x) + (v - corner_y) * (v - corner_y);
      const double light = 1 - profile->shade * MIN(1.0, far * 0.7);
      const double lost = profile->toner_lost > 0
                              ? profile->toner_lost * MAX(0, bm_waves_at(&waves, u, v) * 2 - 1)
                              : 0;
      for (int c = 0; c < raster->channels; c++, at++)
        *at = (guint8)((255 - (255 - *at) * (1 - lost)) * light);
    }
}

static guint32 next_noise(guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

void bm_raster_noise(const BmRaster *raster, double levels, GRand *rand)
{
  guint32 state = g_rand_int(rand) | 1;
  const int span = (int)(levels * 256);
  const gsize n = (gsize)raster->w * raster->h * raster->channels;
  for (gsize i = 0; i < n; i++) {
    const guint32 r = next_noise(&state);
    const int d = ((int)(r & 255) + (int)(r >> 8 & 255) - 255) * span >> 16;
    raster->px[i] = (guint8)CLAMP(raster->px[i] + d, 0, 255);
  }
}

void bm_raster_fill(const BmRaster *raster, int x0, int y0, int w, int h, int value)
{
  for (int y = MAX(0, y0); y < MIN(raster->h, y0 + h); y++)
    for (int x = MAX(0, x0); x < MIN(raster->w, x0 + w); x++)
      memset(raster->px + ((gsize)y * raster->w + x) * raster->channels, value,
             raster->channels);
}

void bm_raster_streak(const BmRaster *raster, int x, int w, int change)
{
  for (int y = 0; y < raster->h; y++)
    for (int i = MAX(0, x) * raster->channels; i < MIN(raster->w, x + w) * raster->channels;
         i++) {
      guint8 *at = raster->px + (gsize)y * raster->w * raster->channels + i;
      *at = (guint8)CLAMP(*at + change, 0, 255);
    }
}

void bm_raster_streaks(const BmRaster *raster, int n, GRand *rand)
{
  for (int i = 0; i < n; i++) {
    const int x = g_rand_int_range(rand, 0, raster->w);
    bm_raster_streak(raster, x, 1, g_rand_boolean(rand) ? 40 : -35);
  }
}

void bm_raster_dirt(const BmRaster *raster, const BmProfile *profile, GRand *rand)
{
  for (int i = 0; i < profile->specks; i++)
    bm_raster_fill(raster, g_rand_int_range(rand, 0, raster->w),
                   g_rand_int_range(rand, 0, raster->h), g_rand_int_range(rand, 1, 4),
                   g_rand_int_range(rand, 1, 4), g_rand_int_range(rand, 20, 120));
  const int edge_px = (int)(g_rand_double(rand) * profile->edge_mm * profile->dpi / 25.4);
  const int side = g_rand_int_range(rand, 0, 3);
  if (edge_px > 0 && side == 0)
    bm_raster_fill(raster, 0, 0, edge_px, raster->h, 18);
  else if (edge_px > 0 && side == 1)
    bm_raster_fill(raster, raster->w - edge_px, 0, edge_px, raster->h, 18);
  else if (edge_px > 0)
    bm_raster_fill(raster, 0, 0, raster->w, edge_px, 18);
}

PIX *bm_raster_to_pix(const BmRaster *raster, const BmProfile *profile)
{
  PIX *pix = pixCreate(raster->w, raster->h,
                       profile->mode == BM_BILEVEL ? 1
                       : profile->mode == BM_GRAY  ? 8
                                                   : 32);
  for (int y = 0; y < raster->h; y++) {
    const guint8 *from = raster->px + (gsize)y * raster->w * raster->channels;
    l_uint32 *line = pixGetData(pix) + (gsize)y * pixGetWpl(pix);
    for (int x = 0; x < raster->w; x++) {
      if (profile->mode == BM_BILEVEL && from[x] < profile->threshold)
        SET_DATA_BIT(line, x);
      else if (profile->mode == BM_GRAY)
        SET_DATA_BYTE(line, x, from[x]);
      else if (profile->mode == BM_COLOUR)
        composeRGBPixel(from[3 * x], from[3 * x + 1], from[3 * x + 2], line + x);
    }
  }
  pixSetResolution(pix, profile->dpi, profile->dpi);
  return pix;
}
