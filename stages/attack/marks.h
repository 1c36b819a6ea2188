/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page's picture tells of the machine that scanned it and of the paper it lay on, as
 * numbers. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/box.h"
#include "stages/attack/pdffile.h"

/**
 * bm_marks_masks - solid black rectangles of a page, measured from its pixels
 *
 * @page  depth 1, 8 or 32, @dpi both ways
 * Returns a new array of BmBox in tenths of a millimetre, top to bottom; shapes below 3 × 2 mm
 * are no masks.
 */
GArray *bm_marks_masks(PIX *page, double dpi);

/**
 * bm_marks_of - one page's marks
 *
 * @picture  as it lies in the file
 * @page     its pixels
 * @masks    of bm_marks_masks
 * @codes    BmBox in pixels of @page: our own stamps, left out of what is printed
 *
 * Returns a new object, group → array of numbers or (grids) string of digits:
 *   format       mode, mm wide and high, dpi
 *   compression  kind, sums of both tables of the JPEG, sampling, whether progressive
 *   tone         level of the paper, its tint, noise, sharpness, stray specks
 *   streaks      grid: vertical lines, 2 mm a place
 *   dust         grid: lone specks, 5 mm a place
 *   edges        share of dark in strips of 3 mm along the four edges
 *   skew         degrees left
 *   print        grid: where ink is, 3 mm a place
 *   masks        grid: where masks are, 5 mm a place
 * Cost: about 0.2 s a page of A4 at 300 dpi.
 */
json_t *bm_marks_of(const BmPdfPicture *picture, PIX *page, const GArray *masks,
                    const GArray *codes);
