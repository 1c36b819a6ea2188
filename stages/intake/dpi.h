/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolution of a page, when the file does not say it or says nonsense. */
#pragma once
#include <glib.h>

typedef struct BmDpi {
  int x, y; /* of the stored pixels; they differ when the pixels are not square */
  gboolean is_guess;
} BmDpi;

/**
 * bm_dpi_resolve - believe the file's resolution, or guess it from paper sizes
 *
 * @width, @height  pixels
 * @xdpi, @ydpi     as the file says, 0 when it does not
 * @is_fax          fax-coded: a page 1728, 2048 or 2432 pixels wide is 204 dpi across
 *
 * Not believed: less than 50, more than 1200, an axis missing; 72 or 96, which programs write
 * when they know nothing, if the page would be larger than A4 and a usual resolution makes it
 * a usual paper (larger than A3: never); dots a centimetre marked as dots an inch, or the
 * reverse. Axes that differ by at most 2 % are rounding and become one number. A guess takes
 * the paper (A4, A5, A3, copybook page and spread) and usual resolution that fit best; when
 * none fits within 2.5 %, A4's long side, at a usual resolution if one is within 6 %.
 */
BmDpi bm_dpi_resolve(int width, int height, double xdpi, double ydpi, gboolean is_fax);
