/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page images as files between stages: bilevel as G4 TIFF, gray and colour as TIFF packed
 * with Zstandard, or
 * the scanner's own JPEG bytes when nothing has changed them. */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#define BM_MM_PER_INCH 25.4

/**
 * bm_page_read - decode a page file that a stage of ours wrote
 *
 * Returns a new PIX of depth 1 (1 = ink), 8 (gray, no colour map) or 32 (RGB); resolution as
 * stored in the file. NULL with BM_ERROR_INPUT "page_unreadable" when it cannot be decoded,
 * BM_ERROR_IO "no_memory" when there is no room for it.
 */
PIX *bm_page_read(const char *path, GError **error);

/* Write @page (depth 1, 8 or 32) to @path, lossless, its resolution kept.
 * Errors: BM_ERROR_IO "disk_write". Equal pixels give equal bytes. */
gboolean bm_page_write(PIX *page, const char *path, GError **error);

/* Paint @box, which lies on @page, solid black at the depth that the page has. */
void bm_page_black(PIX *page, BmBox box);

/* SHA-256 of a file as hex digits, "" when it cannot be read. Caller frees. */
char *bm_page_digest(const char *path);

/* Millimetres to pixels, rounded, for a page of @dpi. */
int bm_px(double mm, double dpi);
double bm_mm(double px, double dpi);
