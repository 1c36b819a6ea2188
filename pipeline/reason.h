/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons why a file, page or work does not go on, in words for a person
 * (models/reasons/NAME.ini). */
#pragma once
#include <glib.h>

/**
 * bm_reason_text, bm_reason_todo - what happened, and what to do about it
 *
 * @slug  "pdf_encrypted"; an unknown slug is returned as it is (text) or as "" (todo)
 * Returns borrowed text in the person's language (pipeline/lang.h).
 * Source: models/reasons/NAME.ini, groups named by slug, keys ru, en, todo_ru, todo_en, sight.
 */
const char *bm_reason_text(const char *slug);
const char *bm_reason_todo(const char *slug);
gboolean bm_reason_is_known(const char *slug);

/* The same in Russian whatever the person's language: for files, which do not hang on it. */
const char *bm_reason_text_ru(const char *slug);
const char *bm_reason_todo_ru(const char *slug);

/* Whether a look at the whole page, masked, answers the question: one of place, not of a name
 * that was read (key sight=yes). */
gboolean bm_reason_needs_sight_only(const char *slug);
