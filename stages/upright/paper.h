/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolution, size and place of the paper. */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

/* Dots an inch of a page: of its pixels, and both ways once they are made square. */
typedef struct BmDots {
  double x, y;   /* as they truly are */
  double square; /* of the upright page */
} BmDots;

/**
 * bm_paper_dots - true resolution of a page
 *
 * @w, @h      pixels
 * @x, @y      dots an inch as stored or guessed from the paper's size; 0 or less: unknown
 *
 * Values stand when the paper then is between 55 and 480 mm a side. Otherwise the
 * page is taken for A4 at the nearest usual resolution. Pixels within 0.5 % of square are
 * square.
 */
BmDots bm_paper_dots(int w, int h, double x, double y);

/* "A4", "A5", "copybook", "double" (spread of a copybook) or "other"; either way round but
 * "double". */
const char *bm_paper_size(double w_mm, double h_mm);

/**
 * bm_paper_box - the page less the black edges beside it
 *
 * @edges  1 bit, borrowed; the black edges, nothing else
 * @page   where the scanned rectangle lies in @edges
 *
 * A side moves in while more than half of its row or column is black, at most a quarter of the
 * page.
 */
BmBox bm_paper_box(PIX *edges, BmBox page);
