/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a round is in no result yet because it was never given out: nothing that counts works
 * may call itself whole while something of it waits. */
#pragma once
#include "pipeline/cmd.h"

/**
 * bm_rest - what has not been given out to markers
 *
 * Returns {"pages" that wait for a decision or are under way, "files" of scans that wait,
 * "works" that have a number and are in no bundle, control works aside}; new.
 * Tests:  tests/unit/test_rest.c
 */
json_t *bm_rest(BmLedger *ledger, BmKeymap *keymap);
gboolean bm_rest_is_none(const json_t *rest);
/* A line to stderr for each, with what to do; nothing when there is none. */
void bm_rest_tell(const char *ws, const json_t *rest);
