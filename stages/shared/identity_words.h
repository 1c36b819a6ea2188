/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels, headings and policies: models/labels.ini, headings.ini and policies.ini, read once.
 */
#pragma once
#include "pipeline/error.h"

/* Read them all now: a process that is to do many jobs, each in a child, does it once. */
void bm_identity_words_ready(void);

/* The kinds of models/labels.ini as static strings: "student_name", …; NULL when not a kind. */
const char *bm_kind(const char *name);

/**
 * bm_label_match - longest label that begins at words[first]
 *
 * @words   folded words of a line, NULL-terminated
 * @ret_n   words of the label, set on success
 *
 * Returns its kind, or NULL. Reading errors are allowed word by word (bm_text_is).
 */
const char *bm_label_match(char *const *words, guint first, guint *ret_n);

/* Whether a folded word belongs to a group of models/headings.ini: "safe", "subjects", "body",
 * … */
gboolean bm_heading_has(const char *group, const char *word);

/* Whether @policy (NULL: "strict") keeps a kind visible; FALSE for kinds that it does not name.
 */
gboolean bm_policy_keeps(const char *policy, const char *kind);
gboolean bm_policy_is_known(const char *policy);
