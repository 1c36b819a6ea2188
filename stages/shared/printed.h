/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Identity in print. What a whole class or school shares in print is on every copy: a school's
 * name in a running header, an author teacher in the footer, «ученик 9А класса». No comparison
 * of copies can find it; it must be read.
 */
#pragma once
#include "stages/shared/ocr.h"
#include "stages/shared/roster.h"

/**
 * bm_printed_line - whether a printed line of a header, footer or margin names someone
 *
 * @words   BmWord in reading order
 * @first   index of the line's first word, @n of its words
 * @roster  borrowed or NULL
 * @policy  as bm_policy_keeps
 *
 * It does when it holds a person of the roster with a second name or initials, a school's code
 * or own word, a number after a word for schools, a class with its letter beside «класс», an
 * address of the net or a long number, or words that no heading has after a label of identity.
 * Returns the kind (static, of models/labels.ini), NULL when nothing is there.
 * Tests:  tests/stages/test_printed.c.
 */
const char *bm_printed_line(const GPtrArray *words, guint first, guint n,
                            const BmRoster *roster, const char *policy);

/* Words of the line that begins at words[first]: those that follow each other at one height. */
guint bm_printed_line_length(const GPtrArray *words, guint first);
