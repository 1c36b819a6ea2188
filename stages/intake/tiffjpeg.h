/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG inside TIFF, as one JPEG stream, without decoding. */
#pragma once
#include "stages/intake/tiffpage.h"

/**
 * bm_tiff_page_jpeg - the current directory's strips joined into one picture
 *
 * Each strip is a short JPEG picture of its own with the tables kept once for all. Where every
 * strip but the last is as high, and a whole number of blocks, the coded data are put one
 * behind the other with a restart marker between: that is how a picture with restarts is
 * written.
 *
 * Returns NULL when the page is of another build (tiles, old JPEG, RGB, own tables in a strip)
 * or does not check out; it has to be decoded then.
 */
GByteArray *bm_tiff_page_jpeg(TIFF *tiff);
