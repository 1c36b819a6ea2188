/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing apart from fainter ruling, by how dark the ink is. */
#pragma once
#include "stages/shared/autoptr.h"

/**
 * bm_writing_of - the darker part of the ink, when a page has ink of two kinds
 *
 * @ink   borrowed, 1 bit
 * @page  borrowed, the page that @ink was taken from, of any size and depth 1, 8 or 32
 *
 * Squares and lines of copybooks are fainter than pen and print. Without two kinds of ink, or
 * on a 1-bit page, @ink itself is returned (cloned). NULL only when memory is short.
 */
PIX *bm_writing_of(PIX *ink, PIX *page);
