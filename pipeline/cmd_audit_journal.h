/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal's part of blindmark audit. */
#pragma once
#include "pipeline/cmd.h"

/* The journal of a round against itself, its ledger, the heads beside bundles and results, and
 * @head, which somebody read from paper ("17 3f…"; NULL: none). A report of journal_check.h;
 * NULL with BM_ERROR_SETTING "head_bad". A journal that is not there is a fault. */
json_t *bm_audit_journal(BmOpen *open, const char *head, GError **error);
/* The same of a copied audit folder alone. */
json_t *bm_audit_journal_alone(const char *folder, const char *head, GError **error);
/* Is this an audit folder rather than a round? */
gboolean bm_audit_is_alone(const char *folder);
void bm_audit_journal_print(const json_t *report);
/* blindmark audit WS restart; exit status. */
int bm_audit_journal_restart(const char *ws);
