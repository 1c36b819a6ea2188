/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG pictures to pixels, with an answer to the question whether the stream was sound. */
#pragma once
#include "pipeline/error.h"
#include "stages/intake/jpegscan.h"
#include "stages/shared/autoptr.h"

typedef struct BmJpegPicture {
  gboolean is_damaged; /* the decoder had to make something up */
  gboolean is_plain;   /* gray or YCbCr: bm_jpeg_strip() keeps its colours */
} BmJpegPicture;

/**
 * bm_jpeg_decode - all pixels, or only a check of the coded data
 *
 * @ret_page  8 (gray) or 32 (colour; CMYK is converted); NULL: decode at 1/8 size and drop it,
 *            which reads every coded byte for half the time
 *
 * Errors: BM_ERROR_INPUT "page_unreadable" when there are no pixels, "format_jpeg_rare" for 12
 * bit and lossless streams, "page_too_complex" for too many scans; BM_ERROR_IO "no_memory".
 */
gboolean bm_jpeg_decode(const guint8 *data, gsize size, BmJpegPicture *ret, PIX **ret_page,
                        GError **error);
