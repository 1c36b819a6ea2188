/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace sealed for rest, and its originals sealed while work goes on.
 *
 *   vault/keys/keys.json     vaultkey.h
 *   vault/sealed/f000007     an original, sealed once intake has made pages of it; label
 *                            "originals/f000007"
 *   vault/rest/p000001 …     packs (vaultpack.h) of everything that names somebody; label
 *                            "rest/p000001"
 *   vault/rest/count         how many packs
 *   vault/wipe/              on its way to nowhere
 *
 * While vault/rest exists the workspace is at rest and every command that needs identities
 * refuses ("vault_sealed"). It is made before the first pack and removed after the last file is
 * back, so that nobody works on a half: after a crash `seal` or `unseal` goes on. A plain file
 * goes only when a pack that holds it is on disk under its name and was read back; a pack goes
 * only when all of its files are back. In the order of their numbers a later pack stands above
 * an earlier one.
 *
 * Sealed is everything but what is handed out (sorted, bundles, audit), the ledger, which has
 * no names, and the vault's own: a file that nobody thought of is sealed.
 */
#pragma once
#include "pipeline/vaultkey.h"

/* Is it sealed for rest (or half so)? */
gboolean bm_seal_is_at_rest(const char *ws);
/* BM_ERROR_SETTING "vault_sealed" when it is. */
gboolean bm_seal_check(const char *ws, GError **error);

/* How many files are plain all the same, in a round at rest: dropped since, or left by a `seal`
 * or `unseal` that was stopped. Errors: BM_ERROR_IO "file_open". */
gboolean bm_seal_plain(const char *ws, guint *ret_n, GError **error);

/* A file on its way out of a pack, in vault/rest. */
#define BM_SEAL_DRAFT "file.tmp"

/* What the settings look like while they are sealed. */
#define BM_SEAL_CONF                                                                           \
  "# Раунд запечатан: blindmark unseal. The round is sealed: blindmark unseal.\n"

typedef struct BmSealTold {
  guint files;   /* sealed or brought back now */
  guint busy;    /* left alone: still being written */
  guint links;   /* sealed as links: what they point to is elsewhere and stays as it is */
  guint special; /* pipes, sockets, devices: left alone */
} BmSealTold;

/**
 * bm_seal_rest - everything that names somebody into packs, then away with it
 *
 * The caller holds the lock of the workspace. Repeating it seals what came since.
 * Errors: BM_ERROR_SETTING "workspace_busy" when another command has the key map open;
 *         BM_ERROR_IO "disk_write", "file_open", "file_changing", "wipe_failed": run it again.
 * Cost:   disk for 64 MiB more than there was, or the largest file; memory for a list of names.
 * Tests:  tests/unit/test_seal.c, tests/flow/vault.
 */
gboolean bm_seal_rest(const char *ws, const BmLocks *locks, BmSealTold *told, GError **error);

/* Back to work: every file where it was. Caller holds the lock. seal_open.c */
gboolean bm_unseal_rest(const char *ws, const BmUnlock *unlock, BmSealTold *told,
                        GError **error);
/* Files whose path is @prefix or begins with "@prefix/" of all packs, below @folder. */
gboolean bm_unseal_part(const char *ws, const BmUnlock *unlock, const char *prefix,
                        const char *folder, BmSealTold *told, GError **error);

/**
 * bm_seal_packs_are_all - is every pack there that was sealed?
 *
 * Without one of them unsealing would end well and the round lack files. vault/rest/count says
 * how many there were when `seal` ended; of a `seal` that was stopped only gaps can be told.
 * Errors: BM_ERROR_INPUT "sealed_missing". Tests: tests/unit/test_seal.c.
 */
gboolean bm_seal_packs_are_all(const char *ws, GError **error);

/* --- packs, for seal*.c */
GPtrArray *bm_seal_packs(const char *ws);                   /* names in order: "p000001" */
char *bm_seal_pack_place(const char *ws, const char *name); /* caller frees */

/* --- originals: seal_originals.c */

/**
 * bm_seal_original - vault/originals/@file becomes vault/sealed/@file
 *
 * Missing is fine (rejected, or sealed before). Crash safe as bm_seal_rest is.
 */
gboolean bm_seal_original(const char *ws, const BmLocks *locks, const char *file,
                          GError **error);
GPtrArray *bm_seal_originals(const char *ws); /* names of those sealed, sorted */
gboolean bm_seal_has_original(const char *ws, const char *file);
/* One sealed original to @path, which must not exist; on disk when TRUE. */
gboolean bm_unseal_original(const char *ws, const BmUnlock *unlock, const char *file,
                            const char *path, GError **error);
/* All back into vault/originals; the sealed ones stay. */
gboolean bm_unseal_originals(const char *ws, const BmUnlock *unlock, guint *ret_n,
                             GError **error);

/* --- other keys: seal_rekey.c */

/**
 * bm_seal_rekey - everything that is sealed opens with the keys of keys.next.json, which become
 *                 the keys
 *
 * Only headers change. Stopped at any instant it can be repeated with the old secrets; what was
 * sealed for the new keys already is left as it is.
 */
gboolean bm_seal_rekey(const char *ws, const BmUnlock *unlock, GError **error);
