/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of site organisers that came back, for the coordinator's commands. */
#pragma once
#include "pipeline/cmd.h"

/* How many reports stand, of whatever school. */
guint bm_reports_received(BmLedger *ledger);

/**
 * bm_reports_gather - what is back and what it says
 *
 * @kits  of bm_report_kits
 *
 * The words of a report are never in the ledger: the file that was taken is read once more, in
 * a worker. Returns [{"kit", "state" received|missing|outdated|held, "item" of the return, or
 * null, "content" of stages/collect/report.h, or null}] in the order of the kits; new.
 * "outdated": the form was taken when classes, bundles or tasks were others.
 * Errors: those of bm_apart_run.
 */
json_t *bm_reports_gather(BmOpen *open, const json_t *kits, GError **error);
