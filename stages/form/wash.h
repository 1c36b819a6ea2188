/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a form's print may leave the round.
 *
 * A template is given to other schools, so nothing of a pupil, class or school may be in it.
 * The print is what copies share, and copies of one class may share more than the form: the
 * same class number written into the same cell, a school's name printed on all its sheets, of a
 * few copies by chance a stroke. So of the print there stay: frames and rules, wherever they
 * are; letters outside the fields; and when fewer than BM_WASH_COPIES copies were learnt from,
 * only those letters that can be read as words. What stays is read, and a row that names a
 * pupil, a teacher or a school of the round, or any school by number, goes. Of a bar code
 * copies share the bars that their numbers have in common; upright bars go with their digits.
 */
#pragma once
#include "stages/form/known.h"
#include "stages/shared/roster.h"

#define BM_WASH_COPIES 5U /* of so many, no stroke coincides by chance */

typedef struct BmWashed {
  guint in_fields; /* pieces of ink that were taken out of fields */
  guint named;     /* words, because they or their row name someone */
  guint unread;    /* words and marks of a form of few copies that cannot be read */
} BmWashed;

/* Frames, tables and rules: straight pieces that hang together over more than a letter; new,
 * NULL: no memory. */
PIX *bm_wash_frames(PIX *clean);

/* Ink inside the fields, zones and kept ones, except frames and rules, and bars; FALSE: no
 * memory.
 * Changes form->print->clean. */
gboolean bm_wash_fields(BmForm *form, BmWashed *washed);

/**
 * bm_wash - take out of the print what must not leave, and name the anchors
 *
 * @form    its print is changed, its anchors are made anew, features and tiles follow
 * @gray    the form's clean picture, 8 bit, or NULL: the print itself is read
 * @roster  names of the round, or NULL
 *
 * Errors: BM_ERROR_SETTING "template_too_little" when the print that is left cannot tell pages
 *         of the form; BM_ERROR_MODEL "ocr_missing"; BM_ERROR_IO "no_memory".
 * Cost:   15 ms a row of print.
 * Tests:  tests/stages/test_form_template.c, suite form_wash.
 */
gboolean bm_wash(BmForm *form, PIX *gray, const BmRoster *roster, BmWashed *ret,
                 GError **error);
