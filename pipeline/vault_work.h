/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault while work goes on: what is sealed and wiped as soon as nobody needs it. */
#pragma once
#include "pipeline/ledger.h"
#include "pipeline/seal.h"

/* Whether what this process throws away is wiped: [round] wipe, whose preset is yes once the
 * round has keys. */
void bm_vault_wipe_begin(const char *ws);

/* Public halves of the round's keys; NULL without an error when it has none and nothing is
 * sealed. Caller frees. */
BmLocks *bm_vault_locks(const char *ws, GError **error);

/* Sealed files without keys: other keys would not open them. BM_ERROR_SETTING
 * "vault_keys_none". */
gboolean bm_vault_keys_not_lost(const char *ws, GError **error);

/**
 * bm_vault_original_done - seal one original if nothing will read it any more
 *
 * That is: its pages are made (or it was given up). Files that wait for a decision, and site
 * organisers' reports, which `blindmark report` reads again, stay plain.
 */
gboolean bm_vault_original_done(const char *ws, BmLedger *ledger, const BmLocks *locks,
                                const char *file, GError **error);
/* In a round with keys: crops of questions that are answered go, wiped. Files of others in
 * review/ stay. */
void bm_vault_crops_sweep(const char *ws, BmLedger *ledger);

/* All that a crash, or a time without keys, left plain; and crops of answered questions. */
gboolean bm_vault_catch_up(const char *ws, BmLedger *ledger, const BmLocks *locks,
                           GError **error);

/* The journal is told what was done with keys or packs: @event "seal" or "unseal", @what a
 * word. Errors: those of the ledger and the journal. */
gboolean bm_vault_tell(const char *ws, const char *event, const char *what, GError **error);
