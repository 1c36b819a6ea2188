/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan in the making: bytes of light, and what a scanner does to them. */
#pragma once
#include "scan.h"

/* Channels are interleaved bytes; 1 for gray and bilevel, 3 for colour. */
typedef struct BmRaster {
  int w, h, channels;
  guint8 *px; /* owned */
} BmRaster;

/* One pass of 1-2-1. */
void bm_raster_soften(const BmRaster *raster);

/* Slow waves over the page: 0..1 at (@x, @y) of 0..1. */
typedef struct BmWaves {
  double ax, ay, bx, by, phase;
} BmWaves;
BmWaves bm_waves_new(GRand *rand);
double bm_waves_at(const BmWaves *waves, double x, double y);

/* A dark corner and pale patches, as the profile says. */
void bm_raster_shade(const BmRaster *raster, const BmProfile *profile, GRand *rand);

/* Triangular noise of ±@levels. */
void bm_raster_noise(const BmRaster *raster, double levels, GRand *rand);

void bm_raster_fill(const BmRaster *raster, int x0, int y0, int w, int h, int value);

/* Lightens (or darkens, @change below 0) @w columns from @x on. */
void bm_raster_streak(const BmRaster *raster, int x, int w, int change);

/* @n streaks one pixel wide at places of chance. */
void bm_raster_streaks(const BmRaster *raster, int n, GRand *rand);

/* Specks and a dark edge, as the profile says. */
void bm_raster_dirt(const BmRaster *raster, const BmProfile *profile, GRand *rand);

/* 1, 8 or 32 bit, with the profile's resolution. */
PIX *bm_raster_to_pix(const BmRaster *raster, const BmProfile *profile);
