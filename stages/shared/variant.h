/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * «Вариант 2» written by hand. Markers need it, and readers of print get some of its letters
 * wrong. Only what is read as that word may stay; a row that is not read stays hidden.
 */
#pragma once
#include "stages/shared/ocr.h"
#include "stages/shared/roster.h"

/* Whether a word, as read, is «вариант» but for two letters; letters of handwriting that are
 * read as Latin ones are forgiven. */
gboolean bm_variant_word(const char *word);

/**
 * bm_variant_line - whether a line says which variant, and nothing else
 *
 * @words   BmWord of the line, boxes in the pixels of @line
 * @line    all ink of the line
 * @roster  borrowed or NULL: who is named there is no variant
 *
 * The word must fill the line but for the room of a number of two digits beside it: no name
 * stands there, read or not.
 * Tests: tests/stages/test_variant.c.
 */
gboolean bm_variant_line(GPtrArray *words, BmBox line, const BmRoster *roster);
