/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of a round's vault: WS/vault/keys/keys.json, one file, so that it is the old one or
 * the new one at any instant.
 *
 * One custodian, or two (split custody). Each has a main key pair, whose secret half lies in
 * the file under a passphrase (Argon2id, XChaCha20-Poly1305 bound to all public keys of the
 * file), and a backup key pair made from a recovery code, of which the file has only the public
 * half. What is sealed opens with one key of every custodian, whichever: one custodian makes 2
 * locks (main; backup), two make 4 of two keys each. So one of two custodians alone opens
 * nothing, and each may have lost the passphrase and use the code.
 *
 * During a change of keys (seal_rekey.c) the new file lies beside it as keys.next.json.
 */
#pragma once
#include "pipeline/crypt.h"

typedef struct BmCustodian {
  guint8 main[BM_KEY_BYTES], backup[BM_KEY_BYTES]; /* public halves */
  BmWrapped wrapped;                               /* secret half of main */
} BmCustodian;

typedef struct BmVaultKeys {
  guint n;
  BmCustodian custodian[BM_KEYS_MOST];
} BmVaultKeys;

/* What a custodian says: a passphrase, or a recovery code. */
typedef struct BmProof {
  BmSecret *text; /* owned */
  gboolean is_code;
} BmProof;
typedef struct BmProofs {
  guint n;
  BmProof proof[BM_KEYS_MOST];
} BmProofs;
void bm_proofs_clear(BmProofs *proofs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmProofs, bm_proofs_clear)

char *bm_vault_keys_place(const char *ws);
char *bm_vault_keys_place_next(const char *ws);
gboolean bm_vault_keys_exist(const char *ws);

/**
 * bm_vault_keys_load - public halves and wrapped secrets
 *
 * Errors: BM_ERROR_SETTING "vault_keys_none"; BM_ERROR_INPUT "key_file_bad" (not ours, damaged,
 *         or asking for more than 1 GiB or 10 passes), "key_file_newer".
 */
BmVaultKeys *bm_vault_keys_load(const char *path, GError **error);
gboolean bm_vault_keys_save(const BmVaultKeys *keys, const char *path, GError **error);
void bm_vault_keys_locks(const BmVaultKeys *keys, BmLocks *ret_locks);

/**
 * bm_vault_keys_make - new keys, one pair and one backup pair a passphrase
 *
 * @kdf        what trying a passphrase costs; every custodian gets a salt of its own
 * @ret_codes  recovery codes as text (recovery.h), one a custodian; shown once, kept nowhere;
 *             caller frees each
 * Tests:  tests/unit/test_vaultkey.c.
 */
BmVaultKeys *bm_vault_keys_make(const BmProofs *passphrases, const BmKdf *kdf,
                                BmSecret *ret_codes[BM_KEYS_MOST], GError **error);

/* Errors: "passphrase_wrong", "recovery_code_bad", "recovery_code_other" (well written, but of
 * another vault), "key_file_bad" when the secret does not fit its public half. */
BmUnlock *bm_vault_keys_unlock(const BmVaultKeys *keys, const BmProofs *proofs, GError **error);

/* The same key under another passphrase. */
gboolean bm_vault_keys_change(BmVaultKeys *keys, guint who, const BmSecret *old,
                              const BmSecret *new, const BmKdf *kdf, GError **error);
