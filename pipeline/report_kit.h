/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of site organisers: what a form is made of. One form a school that wrote works or
 * whose teachers mark; it is known by a code that only the key map can tie to the school.
 */
#pragma once
#include "pipeline/keymap.h"
#include "pipeline/ledger.h"

/**
 * bm_report_kits - the forms of a round
 *
 * Returns [{"report" code, "school_code", "school" name or code, "title", "subject", "date",
 * "classes": [{"class", "listed" of the roster, 0 unknown, "numbered"}], "markers": [{"marker",
 * "teacher", "bundle", "works"}], "tasks"}] by school code, in the form of
 * stages/shared/reportform.h; new. Classes are those of the roster and those that scans came
 * of. Bundles of third markings are left out: they come when the forms are out already.
 * Tests: tests/unit/test_report_kit.c
 */
json_t *bm_report_kits(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure);

/* Teachers who work at no school of the round, and so are in no form. */
guint bm_report_markers_apart(BmLedger *ledger, BmKeymap *keymap);
