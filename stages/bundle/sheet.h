/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The score sheet on paper: rows are works, columns tasks, pages by class alias.
 *
 * In two styles, boxes to write figures in and bubbles to fill, both laid out by
 * stages/shared/scorepaper.h so that filled sheets can be scanned and read back. Tasks with a
 * maximum beyond bubbles make the whole bundle's sheets boxes.
 */
#pragma once
#include "stages/bundle/kit.h"

typedef enum BmSheetWish {
  BM_SHEET_BOXES = 1,
  BM_SHEET_BUBBLES = 2,
  BM_SHEET_BOTH = 3
} BmSheetWish;

/* "boxes", "bubbles" or "both". */
BmSheetWish bm_sheet_wish(const char *word);

/* Bubbles come before boxes. Errors: those of bm_pdf_new, bm_pdf_finish, bm_scorepaper_new and
 * bm_code_draw. */
gboolean bm_sheet_write(const BmKit *kit, BmSheetWish wish, const char *path, GError **error);
