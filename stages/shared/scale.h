/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gray images at another size, as Leptonica scales them, pixel for pixel, but only the rows
 * that are wanted, and the reductions several times as fast: weights of an area are products of
 * those of its rows and columns.
 */
#pragma once
#include "stages/shared/autoptr.h"

/**
 * bm_gray_rows - rows of pixScale(@gray, @scale, @scale)
 *
 * @gray         borrowed; 8 bit without colour map
 * @top, @bottom  half-open, rows of the scaled image; clipped to it
 *
 * Returns a new image of @bottom - @top rows; NULL: no memory, or no rows.
 * Cost:  3 ms for all of an A4 page from 300 to 100 dpi (Leptonica: 15).
 * Tests: tests/stages/test_scale.c compares with Leptonica's.
 */
PIX *bm_gray_rows(PIX *gray, float scale, int top, int bottom);

/* All rows. */
PIX *bm_gray_scale(PIX *gray, float scale);

/* As pixScaleAreaMap(@gray, @sx, @sy), which is fast when both are below 0.7. */
PIX *bm_gray_area_map(PIX *gray, float sx, float sy);

/* As pixScaleGrayLI(@gray, @sx, @sy), which is fast when both are 0.7 and more. */
PIX *bm_gray_linear(PIX *gray, float sx, float sy);

/* As pixScaleAreaMap2(@gray): half as large, means of four pixels. */
PIX *bm_gray_half(PIX *gray);

/* As pixScaleToGray(@bits, @scale) of an image of 1 bit; no resolution. */
PIX *bm_gray_of_bits(PIX *bits, float scale);

/* As pixScaleBySamplingToSize(@bits, @width, @height) of an image of 1 bit, fast when it is not
 * made smaller. */
PIX *bm_bits_sampled(PIX *bits, int width, int height);

/* Size of a side of @length pixels at @scale. */
int bm_scaled_length(int length, float scale);

/* As pixConvertTo8(@page, FALSE) of an image without colour map, a clone of what is gray
 * already; new, NULL: no memory. */
PIX *bm_gray_of(PIX *page);
