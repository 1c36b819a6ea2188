/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The printed form itself, learnt from aligned copies.
 *
 * Counted for every pixel of the form: how many copies have ink there, how many have ink within
 * 0.17 mm, and on how many a pupil's ink lies there. These counts are all that is needed to
 * learn on when more copies come, so old pages are never read again. A connected piece of ink
 * is print only as a whole: when at least four fifths of it are reached by all copies (up to
 * five) or by nine in ten. Decided pixel by pixel, print swallows a third of handwriting in
 * narrow cells.
 */
#pragma once
#include "pipeline/error.h"
#include "stages/form/tiles.h"

#define BM_COPIES_MOST 20U /* more add nothing to the print */
#define BM_COPIES_LEAST 3U

typedef struct BmPrint {
  guint copies;
  PIX *count;  /* 8 bit: copies with ink */
  PIX *reach;  /* 8 bit: copies with ink within one pixel */
  PIX *varied; /* 8 bit: copies with ink that is not print, boxes around it; NULL before counted
                */
  PIX *clean;  /* work image: print alone; NULL before decided */
} BmPrint;

/* Empty counts of a form of this size in work pixels; NULL: no memory. */
BmPrint *bm_print_new(int width_px, int height_px);
void bm_print_free(BmPrint *print);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPrint, bm_print_free)

/* The page on the form's raster, nearest pixel; new image or NULL. @to_form in millimetres. */
PIX *bm_print_warp(PIX *work, BmAffine to_form, int width_px, int height_px);

/* Count one more copy, already warped; FALSE: no memory. */
gboolean bm_print_add(BmPrint *print, PIX *warped);

/* Copies that must agree for print: all of up to five, nine in ten of more. */
guint bm_print_quorum(guint copies);

/* Make @clean of what at least @quorum copies agree on; FALSE: no memory. Tests: suite
 * form_print. */
gboolean bm_print_decide(BmPrint *print, guint quorum);

/* The print as the other copies give it, decided; new, NULL: no memory. So that a copy can be
 * checked against a print that it had no part in. */
BmPrint *bm_print_without(const BmPrint *print, PIX *warped);

/* Count in @varied what one warped copy has beside the print; FALSE: no memory. */
gboolean bm_print_vary(BmPrint *print, PIX *warped);

/**
 * bm_print_unsettled - places where copies differ
 *
 * @explained  borrowed, ink where a difference is expected; NULL: nowhere
 * @area       work pixels of the form
 *
 * Returns new BmBox array: boxes in work pixels where at least two copies, and at least every
 * fifth, have ink that is not print; sorted from top to bottom. Rims narrower than 1.2 mm,
 * which a zone leaves, are not counted.
 */
GArray *bm_print_unsettled(const BmPrint *print, PIX *explained, BmBox area);
