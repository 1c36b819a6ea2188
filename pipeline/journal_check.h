/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the journal whole, and does the ledger say what it says? */
#pragma once
#include "pipeline/db.h"

#include <jansson.h>

/**
 * bm_journal_check - every record, the order, the end, and the rows of the ledger
 *
 * @folder  that of the journal (WS/audit, or a copy of it)
 * @ledger  borrowed; NULL: the journal alone
 * @heads   [{no, sum, where}] numbers and sums that stand elsewhere (bundles, paper); with
 *          is_missing where one should stand; borrowed, NULL for none
 *
 * Journals that were laid aside (journal-1.txt …) count when the restart behind each names it
 * with its sum, and up to its first fault: those faults were told in the restart itself.
 *
 * Returns {is_proven, records, restarts, began (time), head ("17 3f…" or null), faults [{fault
 * slug, line, table, key, where}], samples {no: {list, pdf
 * (SHA-256), seed_by, draws (of this number: 1), findings [[verdict, pages]]}} as the journal
 * tells them, begun_anew [{t, facts {old, old_sha256, from, faults {slug: n}}}] of all files};
 * keys that do not apply are missing. New; NULL with BM_ERROR_INPUT "journal_missing" when
 * there is no journal to read. Memory: a digest for each row of the ledger. Tests:
 * tests/unit/test_journal.c, tests/unit/test_journal_forged.c.
 * "reports" has the SHA-256 of each auditor's report that was made.
 */
json_t *bm_journal_check(const char *folder, BmDb *ledger, const json_t *heads, GError **error);

/* "17 3f…" as a head {no, sum, where}, or NULL; @where is borrowed. */
json_t *bm_journal_head_read(const char *text, const char *where);
