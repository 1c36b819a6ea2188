/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Form templates on their way into a round: read by a worker, then taken into the ledger. */
#pragma once
#include "pipeline/ledger.h"

typedef struct BmTemplates BmTemplates;

/* Templates of a folder ("*.form"), sorted; none when there is no such folder. New. */
GPtrArray *bm_templates_in(const char *folder);

/**
 * bm_templates_read - read templates, all or none
 *
 * @paths        .form files, their pictures beside them
 * @has_builtin  those of models/forms/ too, which are built into the program
 *
 * Nothing is changed yet. Errors: those of stage form's import (stages/form/ask.h).
 */
BmTemplates *bm_templates_read(const GPtrArray *paths, gboolean has_builtin, GError **error);
void bm_templates_free(BmTemplates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTemplates, bm_templates_free)

/* As above, what a round starts with: @from/forms (@from may be NULL) and the built-in ones. */
BmTemplates *bm_templates_of_round(const char *from, GError **error);

/**
 * bm_templates_take - make them confirmed forms of a round
 *
 * @skips_known  templates that the round has already are passed over, else they are an error
 * @ret_n        how many came in
 * Errors: BM_ERROR_SETTING "template_known"; those of bm_decide_ask.
 */
gboolean bm_templates_take(BmTemplates *templates, const char *ws, BmLedger *ledger,
                           gboolean skips_known, guint *ret_n, GError **error);

/* As above for a workspace that is being made, which may have some already. */
gboolean bm_templates_enter(BmTemplates *templates, const char *ws, guint *ret_n,
                            GError **error);
