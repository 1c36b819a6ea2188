/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Printed lines of a form that stand higher on one work and lower on another.
 *
 * A table of five rows on the one work and of seven on the next moves all that stands below it.
 * Such lines are in no print that the copies share, but each is the same to the pixel wherever
 * it stands, which no handwriting is. Stage form learns them (stages/form/strays.h); here they
 * are kept, and found on a page. A line is looked for by its rows and columns, then laid in
 * pieces, as paper stretches; it is found when nine tenths of its ink are there, and nine
 * tenths of the ink that stands there are its own.
 */
#pragma once
#include "stages/shared/formprint.h"

#define BM_STRAY_FIT 0.9

typedef struct BmStray {
  PIX *bits;        /* its ink, BM_FORMPRINT_DPI */
  double x;         /* mm on the form, of its left edge */
  double low, high; /* mm: its top edge where it was seen highest and lowest on the paper */
} BmStray;

GPtrArray *bm_strays_new(void);                       /* of BmStray, which it frees */
BmStray *bm_stray_new(PIX *bits, double x, double y); /* @bits are copied; NULL: no memory */

/* [[x, low, high, PNG in base64], …]; new, or NULL when no image can be written. */
json_t *bm_strays_json(const GPtrArray *strays);
/* What can be read of such a list; anything else gives an empty array. New. */
GPtrArray *bm_strays_read(const json_t *list);

/**
 * bm_stray_fit - how well a line stands at a place
 *
 * @bits      its ink
 * @ink       ink to be explained, 1 bit of the same resolution
 * @reach     ink where it may be found, grown by a pixel
 * @x, @y     of the line's top left corner in @ink
 * @ret_laid  NULL, or gets its ink as it lies there, BM_STRAY_RIM pixels larger on each side
 *
 * Returns the lesser of two shares: of its ink that is in @reach, and of the ink in its box
 * that lies within a pixel of its own. 0 also when there is no memory.
 */
double bm_stray_fit(PIX *bits, PIX *ink, PIX *reach, int x, int y, PIX **ret_laid);

#define BM_STRAY_RIM 3

/**
 * bm_formprint_strays - add the lines that stand elsewhere to a form's print on a page
 *
 * @form      with its strays; nothing is done when there are none
 * @to_form, @page_dpi, @ink, @dpi  as for bm_formprint_lay
 * @print     from bm_formprint_lay; gets the ink of the lines that were found
 * @fit       least share, BM_STRAY_FIT or what another way to find ink needs
 * @bottom    row of @ink; lines that can only stand below it are not looked for
 *
 * Each line is looked for from 30 mm above where it was seen highest to 30 mm below where it
 * was seen lowest, 1.5 mm to each side, in ink that is not print.
 *
 * Returns new array of BmBox, the lines that were found, pixels of @ink; NULL: no memory.
 * Cost:  residual of the page (6 ms) and about 0.5 ms a line.
 * Tests: tests/stages/test_formprint_strays.c.
 */
GArray *bm_formprint_strays(const BmFormPrint *form, BmAffine to_form, double page_dpi,
                            PIX *ink, double dpi, PIX *print, double fit, int bottom);
