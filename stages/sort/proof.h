/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The finished PDF of a work read again: it shows the pages that it should, and only them. */
#pragma once
#include "pipeline/error.h"

#include <glib.h>

/**
 * bm_sort_proof - compare a PDF with the page files that went into it
 *
 * @pdf    path of the finished file
 * @files  paths of JPEG and bilevel TIFF files, one a page, in order
 *
 * Each page holds one picture: the very bytes of its JPEG, or G4 data that decode to the pixels
 * of its TIFF. Bytes that the drawing library declined would leave an empty page otherwise.
 * Errors: BM_ERROR_INPUT "sorted_page_bad"; BM_ERROR_IO "disk_write" when @pdf cannot be read
 * back. Cost: decodes bilevel pages once. Tests: tests/stages/test_sort_proof.c
 */
gboolean bm_sort_proof(const char *pdf, const GPtrArray *files, GError **error);
