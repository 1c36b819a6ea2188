/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JPEG of a gray or colour page, shown to be what it must be before anyone gets it: the
 * bytes are decoded again, every masked place shows the mask, and the page's codes can be read.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/pagecode.h"

typedef struct BmPageJpeg {
  PIX *page;            /* borrowed; depth 8 or 32 */
  const char *original; /* the scanner's file of this page, or NULL */
  int quality;          /* for pages that are encoded whole */
  const BmBox *masks;   /* what no longer may be seen */
  guint n_masks;
  BmBox codes[2];  /* by BmCodeShape */
  BmPageCode code; /* what they say */
} BmPageJpeg;

/**
 * bm_page_jpeg - JPEG bytes of a page
 *
 * The blocks of the original go on where the page still shows it; else, and when the result
 * does not stand the test, the page is encoded whole, at last with a higher quality.
 *
 * @ret_kept  share of the original's blocks, 0 when encoded whole; may be NULL
 * Errors: BM_ERROR_INPUT "sorted_page_bad" when no result stands the test; BM_ERROR_IO
 * "no_memory". Tests:  tests/stages/test_sort.c
 */
GByteArray *bm_page_jpeg(const BmPageJpeg *wish, double *ret_kept, GError **error);
