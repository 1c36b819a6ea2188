/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stamped page: places found, stamps drawn, file written, stamps read back from the file.
 *
 * QR and bars stand in two different places, QR towards the upper right corner, bars towards
 * the lower left one, each in the nearest free space. What finds no space goes on a strip of
 * paper added below the page, so that no ink is ever covered; the page's own pixels stay as
 * they are.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/pagecode.h"

typedef struct BmImprintWish {
  BmPageCode code;
  double dpi;
  double margin_mm;    /* least distance of a stamp from the page's edges */
  double reach_mm;     /* a stamp lies wholly within this distance of one edge */
  double clearance_mm; /* least distance from ink */
  const BmBox *taken;  /* places that look free and are not */
  guint n_taken;
} BmImprintWish;

typedef struct BmImprint {
  BmBox boxes[2];                /* by BmCodeShape, quiet zone and figures included */
  int added_right, added_bottom; /* pixels of paper added */
} BmImprint;

/**
 * bm_imprint - stamp one page and write it
 *
 * @page  borrowed, unchanged; depth 1, 8 or 32
 * @path  is written, in the mode of @page
 *
 * Both stamps were read back from the file, at its own resolution and at 150 dpi.
 * Errors: BM_ERROR_INPUT "stamp_unreadable" when no place, strip or larger symbol could be
 * read; BM_ERROR_INPUT "code_not_drawn"; BM_ERROR_IO "disk_write", "no_memory". Tests:
 * tests/stages/test_number.c
 */
gboolean bm_imprint(PIX *page, const BmImprintWish *wish, const char *path, BmImprint *ret,
                    GError **error);
