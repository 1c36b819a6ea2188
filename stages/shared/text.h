/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as it comes from a reader of print, made comparable: letters that look alike become one.
 */
#pragma once
#include <glib.h>

/**
 * bm_text_fold - one spelling for everything that looks the same on paper
 *
 * Lower case, ё → е, Latin letters that look Cyrillic → Cyrillic (in words that hold a Cyrillic
 * letter or only look-alikes), №, No, N°, # → "№", 0 → о and 3 → з in words with more letters
 * than digits, о → 0 and з → 3 in words with more digits; punctuation → space; runs of space →
 * one.
 *
 * @text  UTF-8; broken bytes are dropped
 * Returns new UTF-8 text, words separated by one space, no space at the ends.
 */
char *bm_text_fold(const char *text);

/* Words of bm_text_fold(@text), new, NULL-terminated. */
char **bm_text_words(const char *text);

/* Reading errors allowed in a word of @letters letters: 0 up to 3, 1 up to 6, else 2. */
guint bm_text_tolerance(guint letters);

/* Letters that must be changed, dropped or added; stops early and returns @most + 1 above
 * @most. */
guint bm_text_distance(const char *p, const char *q, guint most);

/* Whether a folded word is @expected (folded too) within its tolerance; 0 and о, 3 and з are
 * equal. */
gboolean bm_text_is(const char *word, const char *expected);

/* Letters and digits of folded text. */
guint bm_text_letters(const char *text);
guint bm_text_digits(const char *text);
