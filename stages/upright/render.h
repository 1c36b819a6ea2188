/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages turned, levelled and brought to square pixels, with the map back to where they came
 * from. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/* Points are continuous: pixel i covers [i, i + 1). Angles are clockwise. */

/* Map of a page turned by @quarters × 90°: pixels of the turned page → pixels of the w × h
 * page. */
BmAffine bm_render_turn_back(int quarters, int w, int h);

/**
 * bm_render_level_back - map of a levelled page to the page it comes from
 *
 * @lean_deg    how far the content of the page leans; levelling turns by − @lean_deg
 * @w, @h       size of the page, pixels of @dpi_x, @dpi_y an inch
 * @dpi         of the levelled page, both ways
 * @out_w, @out_h  size of the levelled page; its centre is the page's centre
 */
BmAffine bm_render_level_back(double lean_deg, int w, int h, double dpi_x, double dpi_y,
                              double dpi, int out_w, int out_h);

/**
 * bm_render_affine - page resampled through a map
 *
 * @page  borrowed; depth 1, 8 or 32
 * @back  pixels of the result → pixels of @page; a map that does not shrink
 * @fill  value of what lies beyond the page: 0 or 1, gray, or 0xrrggbb00
 *
 * Each pixel is the bilinear mean of four; of 1-bit pages, ink when that is at least one half,
 * so that strokes keep their width and hairlines stay whole. Empty parts of 1-bit pages cost
 * nothing. Returns a new image; NULL when memory is short. Cost:   A4 at 300 dpi: 1 bit 15 ms,
 * gray 40 ms, colour 110 ms.
 */
PIX *bm_render_affine(PIX *page, BmAffine back, int out_w, int out_h, l_uint32 fill);

/* Colour of the paper, for bm_render_affine: what most of the bright half of the page is. */
l_uint32 bm_render_paper(PIX *page);
