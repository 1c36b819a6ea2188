/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proofs of blindmark audit, for its report. */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_audit_verify - everything that can be proven from the files as they are
 *
 * @head  a record that somebody read from paper, NULL for none
 * Returns {"is_given_out", "journal", "sorted", "samples", and once bundles are out
 * "allocation", "bundles", "third" (may be missing)}, each with "is_proven"; new.
 */
json_t *bm_audit_verify(BmOpen *open, gboolean is_quiet, const char *head, GError **error);
/* TRUE when every proof holds. */
gboolean bm_audit_is_proven(const json_t *report);
