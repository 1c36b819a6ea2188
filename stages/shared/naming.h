/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a text name somebody? For texts that leave the round: names of forms, print of
 * templates. */
#pragma once
#include "stages/shared/roster.h"

/* A school's number as it is printed: 1 to 9999 and no year. @word folded, may begin with №. */
gboolean bm_naming_is_number(const char *word);

/**
 * bm_naming_is_found - whether @text names a pupil, teacher or school
 *
 * @roster  names of the round, or NULL: then only schools by number are found
 *
 * A surname or patronymic of the roster, a word that only a school's name has, or a word such
 * as «школа» with a number soon after it. Words that headings are made of name nobody.
 * Tests: tests/stages/test_naming.c.
 */
gboolean bm_naming_is_found(const char *text, const BmRoster *roster);
