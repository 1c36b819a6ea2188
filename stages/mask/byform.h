/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks of a page that lies on a printed form whose zones are trusted. */
#pragma once
#include "stages/mask/plan.h"
#include "stages/shared/formprint.h"

/**
 * bm_mask_by_form - masks from the form's zones and from ink that is not its print
 *
 * @form  borrowed; where it lies on the page is in facts.form.to_form
 *
 * The zones are painted, with strokes that leave them followed to their end. Other ink that is
 * not print is painted above the answers, beside the foot's zones, close to a zone, and where
 * it runs up a side margin; on printed lines for answers, and below the header, it is the
 * pupil's answer and stays, but for stamps, seals, and a short last row apart from the answers
 * (stages/mask/tail.h), which is a doubt, too. What is painted beside zones reaches from print
 * to print, so that its width tells nothing.
 *
 * Errors: BM_ERROR_IO "no_memory".
 * Tests:  tests/stages/test_mask.c, test_mask_areas.c.
 */
gboolean bm_mask_by_form(const BmMaskCase *page_case, BmFormPrint *form, BmMaskPlan *plan,
                         GError **error);
