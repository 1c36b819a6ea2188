/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where on a page a machine code may stand, so that a reader of codes need not look at the
 * rest.
 *
 * Whatever its symbology, a code that can be read has bars on line after line, closer than
 * writing has strokes and without the paper between rows of print: a window of the right size
 * holds three bars or more on nearly each of its lines. Windows grow with the bars, and for
 * large bars only thick ink counts. Codes may be turned: lines run both ways, and a code that
 * lies askew still fills its middle.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/autoptr.h"

#define BM_CODEAREA_DPI 200.0

typedef struct BmCodeArea {
  BmBox box;
  gboolean is_across, is_down; /* lines that have bars; square codes have them both ways */
} BmCodeArea;

/**
 * bm_code_areas - places where codes may stand
 *
 * @ink  borrowed; 1 bit at BM_CODEAREA_DPI
 *
 * Returns new array of BmCodeArea in pixels of @ink: each code with 6 mm around it. Boxes for
 * the same lines do not meet, and none lies in one for both. Modules of 0.15 to 1.5 mm, bars 4
 * mm high and more. Cost:   about 8 ms for A4; of written and printed pages a fifth is left, by
 * lines. Source: three bars in 6 × 4 mm are met by modules to 0.45 mm, the larger windows in
 *         proportion; codes of all symbologies drawn in every size and turn (the tests).
 * Tests:  tests/stages/test_codearea.c.
 */
GArray *bm_code_areas(PIX *ink);
