/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometry of a printed score sheet: the one truth that bundle draws by and collect reads by.
 *
 * A sheet belongs to one class alias of one bundle. Its rows are works, its columns tasks. Long
 * lists of tasks are cut into blocks that stand below each other and go on over pages; each
 * block shows the work numbers again. In the style BUBBLES a task of a work is a row of
 * circles, one for each possible score and one for X (not attempted); in the style BOXES it is
 * one box to write in.
 *
 * What a reader finds its way by: four solid squares in the corners, a solid bar at both ends
 * of each row of works, and the sheet's code (scorecode.h) as QR in two places. All of it stays
 * 10 mm from the paper's edges, so that a copier may cut some of them.
 *
 * Lengths are millimetres from the top left corner of the sheet.
 */
#pragma once
#include "stages/shared/pdf.h"

#define BM_SCOREPAPER_VERSION 1 /* raise when anything here moves */
#define BM_SCOREPAPER_BLOCKS 16 /* on a page, at most */
#define BM_SCOREPAPER_MAX 24    /* greatest maximum of a task that has bubbles */
#define BM_SCOREPAPER_ANCHORS 4
#define BM_SCOREPAPER_CODES 2
#define BM_SCOREPAPER_NUMBER 99     /* classes, and pages of a class, that a code can number */
#define BM_SCOREPAPER_DIGESTS 46656 /* bm_scorepaper_digest is below this */

typedef enum BmScoreStyle { BM_SCORE_BOXES = 1, BM_SCORE_BUBBLES } BmScoreStyle;

typedef struct BmScoreBlock {
  guint first_row, n_rows;   /* works within the class */
  guint first_task, n_tasks; /* within the bundle */
  double top;                /* upper edge of the head that names the tasks */
  double head, row;          /* height of the head and of a row */
  double cell;               /* BOXES: width of a task's box */
  gboolean has_total;        /* BOXES: the last task is here, so is the column for the sum */
} BmScoreBlock;

typedef struct BmScorePage {
  BmScoreStyle style;
  guint class_index;   /* within the bundle, from 0 */
  guint page, n_pages; /* of the class, from 1 */
  double width, height;
  guint n_blocks;
  BmScoreBlock blocks[BM_SCOREPAPER_BLOCKS];
} BmScorePage;

typedef struct BmScorePaper {
  BmScoreStyle style;
  guint n_tasks;
  int *maxima;
  GArray *pages; /* BmScorePage, by class and page */
} BmScorePaper;

/**
 * bm_scorepaper_new - lay out the sheets of a bundle
 *
 * @maxima  greatest score of each task, from 1; borrowed
 * @rows    number of works of each class; borrowed
 *
 * BUBBLES are asked for only when bm_scorepaper_has_bubbles. Equal arguments give equal sheets.
 * Errors: BM_ERROR_SETTING "score_sheet_too_long" when a class or its pages are more than the
 *         sheet's code can number.
 * Tests:  tests/stages/test_scorepaper.c
 */
BmScorePaper *bm_scorepaper_new(BmScoreStyle style, const int *maxima, guint n_tasks,
                                const guint *rows, guint n_classes, GError **error);
void bm_scorepaper_free(BmScorePaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmScorePaper, bm_scorepaper_free)

/* Whether all tasks are small enough for bubbles: maximum up to BM_SCOREPAPER_MAX. */
gboolean bm_scorepaper_has_bubbles(const int *maxima, guint n_tasks);

/* A digest of the style, the maxima and what stands on each page: a sheet that was printed
 * before the tasks were changed is not the same sheet. */
guint bm_scorepaper_digest(const BmScorePaper *paper);

/* Page @page (from 1) of a class; NULL when there is none; borrowed. */
const BmScorePage *bm_scorepaper_page(const BmScorePaper *paper, guint class_index, guint page);

/* Solid squares in the corners: top left, top right, bottom right, bottom left. */
BmPdfRect bm_scorepaper_anchor(const BmScorePage *page, guint index);
/* Solid bars at the left (0) and right (1) end of a block's row (from 0). */
BmPdfRect bm_scorepaper_bar(const BmScorePage *page, const BmScoreBlock *block, guint row,
                            guint side);
/* The square of dark and light modules of the code without its quiet zone: top right (0),
 * bottom left (1). Its own upper left corner is the one of @BmPdfRect. */
BmPdfRect bm_scorepaper_code(const BmScorePage *page, guint index);

/* Left and right end of tables, top of the first one; what stands above is head of the page. */
double bm_scorepaper_left(const BmScorePage *page);
double bm_scorepaper_right(const BmScorePage *page);
double bm_scorepaper_top(const BmScorePage *page);

/* Where a row's work number stands. */
BmPdfRect bm_scorepaper_number(const BmScorePage *page, const BmScoreBlock *block, guint row);

/**
 * bm_scorepaper_group - all that belongs to one task of one work
 *
 * @row   of the block, from 0
 * @task  of the block, from 0
 *
 * BUBBLES: the circles with half their distance around; BOXES: the box within its rules.
 */
BmPdfRect bm_scorepaper_group(const BmScorePaper *paper, const BmScorePage *page,
                              const BmScoreBlock *block, guint row, guint task);

/* Circles of the group of a task of the bundle: one for each score and one for X, the last. */
guint bm_scorepaper_choices(const BmScorePaper *paper, guint task);

/* The square around a circle; @task of the block; @choice is the score, or the maximum + 1 for
 * X. */
BmPdfRect bm_scorepaper_bubble(const BmScorePaper *paper, const BmScorePage *page,
                               const BmScoreBlock *block, guint row, guint task, guint choice);
