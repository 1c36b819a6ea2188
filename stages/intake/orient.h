/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight ways in which pixels can be stored, numbered as in TIFF and EXIF. */
#pragma once
#include "stages/shared/autoptr.h"

/* @page with @orientation (1 to 8, anything else as 1) applied: a new image, or a new reference
 * to
 * @page when nothing has to be done; NULL: no memory. */
PIX *bm_orient_apply(PIX *page, int orientation);

/* Does @orientation exchange width and height? */
gboolean bm_orient_swaps(int orientation);

/* The orientation of an image whose columns run along (@xx, @xy) and whose rows follow each
 * other along (@yx, @yy), y down; 0 when that is no quarter turn or mirror image. */
int bm_orient_from_axes(double xx, double xy, double yx, double yy);
