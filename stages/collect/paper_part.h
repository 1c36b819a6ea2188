/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of reading a score sheet: its code, where it lies, how dark its bubbles are. */
#pragma once
#include "stages/collect/paper.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/scorecode.h"

typedef struct BmPaperPoint {
  double x, y;
} BmPaperPoint;

/* A code that was read: its square's corners in pixels of the page, clockwise from its own
 * upper left one. */
typedef struct BmPaperSight {
  BmPaperPoint corners[4];
} BmPaperSight;

/**
 * bm_paper_code - read the code of a score sheet
 *
 * @gray  8 bit, any turn
 * @ret_sights  one or both places of the code
 * Returns the number of places; 0: no code that is ours. Errors (returns 0): BM_ERROR_INPUT
 * "paper_no_code", "paper_two_codes" when they say different things.
 */
guint bm_paper_code(PIX *gray, BmScoreCode *ret_code, BmPaperSight ret_sights[2],
                    GError **error);

/* Where a sheet lies on a picture: one map for all, and what each row's bars are off it. */
typedef struct BmPaperFix BmPaperFix;

/**
 * bm_paper_fix - find a sheet's squares and bars
 *
 * @page    the picture; @sheet its geometry; @sights where its code is
 * Errors: BM_ERROR_INPUT "paper_not_registered" when too few are found or they do not agree
 *         with the sheet; BM_ERROR_IO "no_memory".
 */
BmPaperFix *bm_paper_fix(PIX *page, const BmScorePage *sheet, const BmPaperSight *sights,
                         guint n_sights, GError **error);
void bm_paper_fix_free(BmPaperFix *fix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPaperFix, bm_paper_fix_free)

/* A point of the sheet near a row, mm, in pixels of the page. */
BmPaperPoint bm_paper_place(const BmPaperFix *fix, guint block, guint row, double x, double y);
double bm_paper_px_per_mm(const BmPaperFix *fix);
/* Box around a rectangle of a row, @margin mm wider on each side, clipped to the page. */
BmBox bm_paper_fix_box(const BmPaperFix *fix, guint block, guint row, BmPdfRect rect,
                       double margin);
/* Gray of solid print, from the squares and bars; @gray is the page. */
double bm_paper_black(const BmPaperFix *fix, PIX *gray);

/* Whether the sheet asks for a score; @row and @task of the block. */
gboolean bm_paper_is_open(const BmPaperPage *page, guint block, guint row, guint task);

/* Marks of a page whose place is known, appended to page->marks. */
void bm_paper_bubbles(const BmPaperFix *fix, PIX *gray, BmPaperPage *page);
void bm_paper_boxes(const BmPaperFix *fix, PIX *gray, BmPaperPage *page);
