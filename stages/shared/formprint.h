/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The print of a learnt form, laid on a page of that form.
 *
 * Stage form learns what all copies share and leaves it in the form's model file; the facts of
 * a page say how the page lies on the form. From both follows which ink of the page is print
 * and which a pupil added. Paper stretches and slips while it is scanned, so the print is laid
 * by small cells, each shifted to where its surroundings find their ink.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#define BM_FORMPRINT_DPI 150.0 /* of the print in the model file */

typedef struct BmFormPrint {
  PIX *print;  /* 1 bit, BM_FORMPRINT_DPI, what the copies share; origin at the form's corner */
  PIX *scaled; /* the same at @scaled_dpi, made when first asked for */
  double scaled_dpi; /* 0: not made */
  double head_mm;    /* how deep from the top all copies share their print */
  GPtrArray *strays; /* of BmStray (formprint_strays.h): lines that stand elsewhere on each
                        work; NULL: none */
} BmFormPrint;

/**
 * bm_formprint_load - the print of a form
 *
 * @record  borrowed; record of the form as in the context of a job, {"kind", "model" path, …},
 *          or NULL
 *
 * Returns NULL when there is no print to compare with: no form, a sheet kind, or a model file
 * that cannot be read. Cost: about 5 ms. Tests: tests/stages/test_formprint.c.
 */
BmFormPrint *bm_formprint_load(const json_t *record);

/* Of an image, which is copied. NULL: no memory. */
BmFormPrint *bm_formprint_new(PIX *print, double head_mm);
void bm_formprint_free(BmFormPrint *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFormPrint, bm_formprint_free)

/**
 * bm_formprint_lay - the form's print as it lies on a page
 *
 * @to_form   pixels of the page → millimetres on the form (facts.form.to_form)
 * @page_dpi  of those pixels (facts.upright.dpi)
 * @ink       borrowed; ink of the same page at @ink_dpi (bm_ink_working), 1 bit
 *
 * Returns a new image of the size of @ink: 1 where the print is. Every cell of about 10 mm is
 * shifted by up to 0.8 mm to where it and its neighbours find their ink; along a rule nothing
 * is shifted. NULL: no memory, or @to_form is singular.
 *
 * Cost:   about 5 ms for A4 at 150 dpi.
 * Source: under a simulated feed wave of ±0.6 mm an affine map leaves up to 1.2 mm, a shift by
 *         tile at most 0.4 mm.
 * Tests:  tests/stages/test_formprint.c, suite formprint_lay.
 */
PIX *bm_formprint_lay(BmFormPrint *form, BmAffine to_form, double page_dpi, PIX *ink,
                      double ink_dpi);

/**
 * bm_formprint_residual - the ink of a page that is not its form's print
 *
 * @ink    borrowed; 1 bit at @dpi
 * @print  borrowed; from bm_formprint_lay, same size
 *
 * Long rules of the print go first, with their rim. Of the rest each connected piece is print
 * as a whole when at least four fifths of it lie on the print grown by 0.17 mm, else all of it
 * is residual: decided by pixels, the name in a cell would lose a third of its strokes to the
 * print. What sticks out of a piece of print by more than a rim is residual too, so that
 * strokes that touch a printed word come out. Pieces below 0.15 mm² are left out.
 *
 * Returns a new image of the size of @ink, NULL: no memory.
 * Cost:   about 6 ms for A4 at 150 dpi.
 * Source: per piece 0.96 of the ink of identifiers was recovered, by pixels 0.84 (14 forms).
 * Tests:  tests/stages/test_formprint.c, suite formprint_residual.
 */
PIX *bm_formprint_residual(PIX *ink, PIX *print, double dpi);

/* @src under a map from pixels of the result to pixels of @src, nearest pixel; 1 bit, new.
 * Maps close to a shift go by blocks. NULL: no memory. */
PIX *bm_formprint_warp(PIX *src, BmAffine to_src, int width, int height);
