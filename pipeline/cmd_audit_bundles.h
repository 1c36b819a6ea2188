/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part of blindmark audit: the files and pages of the bundles. */
#pragma once
#include "pipeline/cmd.h"
#include "pipeline/conf.h"

/**
 * bm_audit_bundles - hold all that lies under bundles/ against manifests, ledger and stamps
 *
 * @written  of bm_audit_alloc_gather
 * Pages are drawn and read by worker processes (stage audit), as many as there are cores; how
 * far they are is told on stderr unless @is_quiet.
 * Returns {"is_proven", "bundles", "pages", "faults": as in audit_bundle.h, by folder}, new.
 */
json_t *bm_audit_bundles(BmOpen *open, const BmConf *conf, const json_t *written,
                         gboolean is_quiet, GError **error);

/* To stdout, in the person's language. */
void bm_audit_bundles_print(const json_t *report);
