/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database put to rest: one file, no log beside it. */
#pragma once
#include "pipeline/error.h"

/**
 * bm_db_rest - bring the write-ahead log into the file and wipe it
 *
 * Missing is fine.
 * Errors: BM_ERROR_SETTING "workspace_busy" when another process has it open; BM_ERROR_LEDGER
 *         "ledger_open".
 */
gboolean bm_db_rest(const char *path, GError **error);
