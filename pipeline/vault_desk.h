/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `seal` and `unseal` ask the custodians, and how they keep it to themselves. */
#pragma once
#include "pipeline/passphrase.h"
#include "pipeline/vaultkey.h"

typedef struct BmVaultOptions { /* of both commands */
  char **files, **fds;          /* --passphrase-file, --passphrase-fd */
  gboolean with_backup;
} BmVaultOptions;

/* No core dumps, no looking in from outside, from here on. */
void bm_vault_desk_begin(void);
/* "Пароль" or "Пароль хранителя 2 …"; caller frees. */
char *bm_vault_prompt(guint who, guint n, gboolean is_new, gboolean with_backup);
/* Ask every custodian. With @with_backup what reads as a recovery code is one. */
gboolean bm_vault_proofs_ask(BmAsk *ask, guint n, gboolean is_new, gboolean with_backup,
                             BmProofs *ret_proofs, GError **error);
/* Ask, and open @keys with what was said. */
BmUnlock *bm_vault_unlock_ask(BmAsk *ask, const BmVaultKeys *keys, gboolean with_backup,
                              GError **error);

/**
 * bm_vault_codes_give - recovery codes to the coordinator, once
 *
 * @path  a file outside the workspace that does not exist; NULL: to the terminal
 * Errors: BM_ERROR_SETTING "backup_place"; BM_ERROR_IO "disk_write".
 */
gboolean bm_vault_codes_give(const char *ws, const char *path, BmSecret *const codes[], guint n,
                             GError **error);
/* Before anything is asked: could the codes be given at all? */
gboolean bm_vault_codes_check(const char *ws, const char *path, GError **error);
