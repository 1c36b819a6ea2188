/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages that stage upright turned the wrong way, and was not sure of: the print of their form
 * knows better.
 *
 * Such a page is turned here, once and for all: its file takes the place of the upright page
 * and the facts of stage upright are amended to describe it (pipeline/README.md), so that file
 * and facts agree for whoever reads them later, this stage included when it sees the page
 * again: then the page lies right. A second form that has it upside down again
 * (facts.upright.turned_by) is a contradiction for a person; so is a form that has a page of
 * sure turn upside down.
 */
#pragma once
#include "stages/form/pages.h"

/**
 * bm_form_turn_judge - which pages are turned, and which are held for it
 *
 * @pages  BmFormPage, matched; those upside down to their form get must_turn, or are held_for
 *         turn_doubtful
 *
 * A form may turn pages when a person has confirmed it, or when more pages of sure turn stand
 * like it than are upside down to it (counted in its @standing). A page on which a person has
 * drawn is not turned under the boxes.
 * Tests: tests/stages/test_form_round.c.
 */
void bm_form_turn_judge(GPtrArray *pages);

/* Hand on a page that must be turned: the turned file, facts of it, those of stage upright
 * amended. Errors: of bm_page_read and bm_page_write. */
gboolean bm_form_turn_emit(BmJob *job, BmFormPage *page, GError **error);
