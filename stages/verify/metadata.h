/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a page file holds anything but a picture. */
#pragma once
#include "pipeline/error.h"

/**
 * bm_metadata_is_absent - look for words, names, times and second pictures in a page file
 *
 * @path  TIFF or JPEG
 *
 * TIFF: one directory, and in it only tags that decode the picture. JPEG: only the segments
 * that decode it, a plain JFIF header without thumbnail, and nothing after its end. Returns
 * FALSE for any other format too. Tests:  tests/stages/test_verify.c, suite metadata.
 */
gboolean bm_metadata_is_absent(const char *path);
