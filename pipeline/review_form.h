/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark review, about score forms. */
#pragma once
#include "pipeline/cmd.h"

/* What stands for a person who tells scores: the same for the same one in this round, and
 * nobody without the key map can try names on it. NULL for nobody. Caller frees. */
char *bm_review_sign(const BmKeymap *keymap, const char *by);

/* "score FORM WORK TASK=SCORE …" as a request of bm_decide; words after the verb. @by, the sign
 * of who tells them, may be NULL. Errors: BM_ERROR_SETTING "mark_value_bad". */
json_t *bm_review_score_request(char **words, const char *by, GError **error);

/* What is still asked about a form after scores were told, to stderr. */
void bm_review_form_tell_left(BmOpen *open, const char *id);

gboolean bm_review_is_form(const json_t *item);

/* The works of a form that are asked about, a line each: page of the scan and tasks. */
void bm_review_form_works_print(const BmOpen *open, const json_t *item);

/* What is asked about a form: scores that nobody has told, and where it differs from what
 * counts. Nothing for other items. */
void bm_review_form_print(BmOpen *open, const json_t *item);
