/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scan with the score sheets of several bundles. Stage collect takes it apart: the file stays
 * the item "r000007", and each bundle is an item below it, "r000007.b2", that is a return like
 * any other. What was refused of a pile is told beside the file, all in one text.
 */
#pragma once
#include "pipeline/ledger.h"

gboolean bm_pile_is(const json_t *item);

/* "r000007" for "r000007.b2", and for "r000007" itself; caller frees. */
char *bm_pile_file(const char *id);
gboolean bm_pile_is_part(const char *id);

/* State and reason of a pile by its facts: done, or rejected for `form_pile` when a part or a
 * page of nobody has faults. */
void bm_pile_settle(json_t *item);

/* Faults of a return as text, each on a line of its own that begins with a line break; of a
 * pile, those of each bundle and what was taken. Empty for anything else. Caller frees. */
char *bm_pile_text(BmLedger *ledger, const json_t *item, gboolean is_russian);
