/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ink of a page: where the paper is darker than itself, as a 1-bit image (1 = ink).
 *
 * Gray and colour pages are judged against two local levels, each measured on tiles of 2 mm:
 * the paper (brightest of the tile's surroundings) and the darkest writing nearby. The
 * threshold lies between them, so that shading of the scanner, yellow paper and pencil all come
 * out, while the grain of empty paper does not. Parts much darker than the page's paper
 * (scanner lid, photos) are ink as a whole.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

/**
 * bm_ink_binary - ink of a page at its own resolution
 *
 * @page  borrowed; depth 1 (cloned as it is), 8 or 32; its stored resolution tells how large
 * the tiles are, 200 dpi when it has none Errors: BM_ERROR_IO "no_memory". Cost:   about 35 ms
 * for gray A4 at 300 dpi, nothing for 1-bit pages. Tests:  tests/stages/test_ink.c, suite
 * binary.
 */
PIX *bm_ink_binary(PIX *page, GError **error);

/**
 * bm_ink_working - ink of a page, scaled to a working resolution
 *
 * @page      borrowed; depth 1, 8 or 32, @dpi pixels an inch both ways
 * @work_dpi  resolution of the result, whose size is that of @page × @work_dpi / @dpi, rounded
 *
 * A pixel of the result is ink when about a third of its square was: hairlines stay whole,
 * single stray pixels go. Gray pages are scaled first, which costs a quarter and keeps faint
 * strokes. Errors: BM_ERROR_IO "no_memory". Tests:  tests/stages/test_ink.c, suite working.
 */
PIX *bm_ink_working(PIX *page, double dpi, double work_dpi, GError **error);

/* As bm_ink_working, for a page whose pixels are @dpi_x and @dpi_y an inch. */
PIX *bm_ink_working_xy(PIX *page, double dpi_x, double dpi_y, double work_dpi, GError **error);

/**
 * bm_ink_without_borders - @ink less the black edges that a scanner leaves
 *
 * @ink  borrowed, 1 bit, @dpi both ways
 *
 * A black edge is a dark blob that is joined to the frame and, counting what lies beyond the
 * frame as dark, holds a square of 2 mm; or a bar of 14 mm and more, 1 mm thick, along the
 * frame within 5 mm of it, where a page that was turned upright has paper outside its edge. It
 * goes together with 0.7 mm around it.
 * Returns a new image of the same size; NULL only when memory is short.
 * Tests:  tests/stages/test_ink.c, suite borders.
 */
PIX *bm_ink_without_borders(PIX *ink, double dpi);

/* Pixels of @gray, which has 8 bits, that are darker than @level, 0 to 255, as
 * pixThresholdToBinary. */
PIX *bm_ink_below(PIX *gray, int level);

/* Area of ink in mm² inside @box (pixels of @ink), specks below 0.15 mm² not counted. */
double bm_ink_mm2(PIX *ink, double dpi, BmBox box);

/* Set pixels of @ink inside @box, which may reach beyond the image. */
int bm_ink_count(PIX *ink, BmBox box);
