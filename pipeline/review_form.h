/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark review, about score forms. */
#pragma once
#include "pipeline/cmd.h"

/* "score FORM WORK TASK=SCORE …" as a request of bm_decide; words after the verb. Errors:
 * BM_ERROR_SETTING "mark_value_bad". */
json_t *bm_review_score_request(char **words, GError **error);

/* What is asked about a form: scores that nobody has told, and where it differs from what
 * counts. Nothing for other items. */
void bm_review_form_print(BmOpen *open, const json_t *item);
