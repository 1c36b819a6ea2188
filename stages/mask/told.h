/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a person said that answers stand: on every page of a form (fields of kind "answers"
 * that stay visible, in its record), or on one page (facts.review.answers).
 *
 * There no ink is hidden only because it cannot be explained. Fields, what was read as
 * somebody's name, stamps, seals, codes, and what a person drew are hidden all the same.
 */
#pragma once
#include "stages/mask/plan.h"

/**
 * bm_told_of_form - answers of a form's record in pixels
 *
 * @form       borrowed or NULL: none
 * @to_pixels  millimetres on the form → pixels
 *
 * Returns a new array of BmBox, cut to @width × @height. Tests: tests/stages/test_mask_told.c.
 */
GArray *bm_told_of_form(const json_t *form, BmAffine to_pixels, int width, int height);

/* facts.kept of a form's record without its answers, new [{x, y, w, h, kind}]. */
json_t *bm_told_kept(const json_t *form);

/* Whether nine tenths of a box lie in one of @told (BmBox). */
gboolean bm_told_hold(const GArray *told, BmBox box);

/**
 * bm_told_open - take out of the plan's masks what a person said to be answers
 *
 * Masks of ink that nobody could explain, of which at least half lies in such places, end where
 * the places begin; so do on a page without print all masks as wide as a band. The places are
 * put among the plan's answers for whoever looks at the page next. On a page without print a
 * place over its whole width that leads from above to the body moves the body's row up.
 *
 * Errors: BM_ERROR_INPUT "page_unreadable": a form's page without a map to its form.
 * Tests:  tests/stages/test_mask_told.c.
 */
gboolean bm_told_open(const BmMaskCase *c, BmMaskPlan *plan, GError **error);
