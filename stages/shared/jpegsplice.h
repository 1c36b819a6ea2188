/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JPEG files of pages, and how to change a part of one without a second generation of loss.
 *
 * A JPEG is a grid of blocks. Where page and original show the same pixels, the original's
 * blocks go on with their coefficients as they are; where they differ, and under each place
 * named as changed, new blocks are made from the page with the original's quantisation. So what
 * was painted over leaves no trace, while the pupil's writing stays as the scanner gave it.
 * Nothing else of the original file comes along: no EXIF, comment, thumbnail or colour profile.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

/**
 * bm_jpeg_encode - a page as JPEG
 *
 * @page     borrowed; depth 8 (gray JPEG) or 32 (colour, halved chroma); resolution is kept
 * @quality  1..100, libjpeg's scale
 * Returns new bytes, equal for equal pages; NULL with BM_ERROR_IO "no_memory".
 */
GByteArray *bm_jpeg_encode(PIX *page, int quality, GError **error);

/**
 * bm_jpeg_splice - a page as JPEG with the unchanged blocks of its original
 *
 * @page           borrowed; depth 8 or 32; the original's pixels but for some places, and
 * perhaps longer at the right or bottom
 * @original       bytes of the original JPEG; foreign
 * @changed        boxes of @page whose blocks are made new whatever they show
 * @ret_kept       share of blocks kept, 0 to 1; may be NULL
 *
 * Returns new bytes, or NULL when @page is not such a page: the original is damaged, of another
 * colour model or kind, or less than a quarter of its blocks is unchanged. Then encode the
 * page. Cost:  decodes the original once, encodes the page once. Tests:
 * tests/stages/test_jpegsplice.c
 */
GByteArray *bm_jpeg_splice(PIX *page, const guint8 *original, gsize size, const BmBox *changed,
                           guint n_changed, double *ret_kept);
