/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may look into which folder of a round.
 *
 * The account that runs the program owns everything. Three Unix groups may be named in
 * blindmark.conf, [access]: operators drop scans (inbox, rejected), coordinators keep lists and
 * get bundles and results (procedure, bundles, scores, results), auditors see masked works and
 * the audit folder (sorted, audit). Vault, spool, review and forms are nobody's but the
 * program's. Without groups the program's own group may read what a group could; the world
 * never may.
 */
#pragma once
#include "pipeline/conf.h"

/**
 * bm_access_apply - give the folders of a round their groups and modes, and see that they took
 *
 * @ret_mended  [place] that were open to others than they should be, and are not any more; new;
 *              NULL: nobody asks
 *
 * A folder that cannot be closed is an error when strangers could read identities there; the
 * others are in @ret_mended with " !" behind them, since a network share may know no modes.
 * Errors: BM_ERROR_SETTING "access_group" for a group that is not there or that this account
 * may not give; "access_open" for vault, spool, review, forms, ledger.db. Tests:
 * tests/unit/test_access.c.
 */
gboolean bm_access_apply(const char *ws, const BmConf *conf, json_t **ret_mended,
                         GError **error);
