/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Printed lines that copies share at different heights.
 *
 * Looked for among the ink that is not the print of the form: lines of equal size that begin at
 * the same distance from the left, on two copies at least, whose ink agrees within a pixel both
 * ways. No handwriting does. What schools type or stamp on their works does, so each line is
 * read once and kept only when it was read surely and is an instruction or the bare label of a
 * row; whatever might name a pupil, class or school stays what it is: added ink.
 */
#pragma once
#include "stages/form/copies.h"
#include "stages/shared/roster.h"

/**
 * bm_strays_learn - the lines that copies share at different heights
 *
 * @form    with its print; its strays are replaced
 * @copies  BmCopy, warped onto the form
 * @roster  names of the round, or NULL
 *
 * The copies' ink loses what was learnt, so that it does not count as added ink any more.
 * Without a reader of print nothing is learnt. FALSE: no memory.
 * Cost:  15 ms a copy, and 20 ms for each line that is read, 48 at most.
 * Tests: tests/stages/test_form_strays.c.
 */
gboolean bm_strays_learn(BmForm *form, GPtrArray *copies, const BmRoster *roster);

/**
 * bm_strays_text_is_safe - whether a line that was read may count as print
 *
 * @text  as read
 *
 * Either nothing but a label of a row, or a sentence: several words, most of them small, no
 * proper name, no class, no school by its number, no label with a value, nobody of the roster.
 */
gboolean bm_strays_text_is_safe(const char *text, const BmRoster *roster);
