/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a round: names inside it, and moving files so that a power cut cannot hurt. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/* Make the folders of a workspace (existing ones are kept) with their modes. */
gboolean bm_workspace_make(const char *ws, GError **error);
/* Is this a workspace to work in? BM_ERROR_SETTING "workspace_none", or "vault_sealed" while it
 * is sealed for rest. */
gboolean bm_workspace_check(const char *ws, GError **error);

/**
 * bm_workspace_lock - one supervisor a workspace
 *
 * Returns a descriptor that holds the lock until it is closed or the process ends, or -1 with
 * BM_ERROR_SETTING "workspace_busy".
 */
int bm_workspace_lock(const char *ws, GError **error);

/**
 * bm_file_settle - move a finished file to its place for good
 *
 * fsync of the file, rename (replacing), fsync of the folder; the folder is made when missing,
 * with an fsync of its parent.
 * @from and @to must be on one file system. Errors: BM_ERROR_IO "disk_write".
 */
gboolean bm_file_settle(const char *from, const char *to, GError **error);

/* As bm_file_settle with text that is written to a temporary neighbour first. */
gboolean bm_file_write(const char *path, const char *text, GError **error);
gboolean bm_json_write(const char *path, const json_t *json, GError **error);
json_t *bm_json_read(const char *path, GError **error);
gboolean bm_json_has_text(const json_t *list, const char *text); /* among its elements */

/* A finished file of a job's scratch becomes @name in @folder, as by bm_file_settle. NULL @from
 * is a file that the job did not make. */
gboolean bm_file_keep(const char *from, const char *folder, const char *name, GError **error);

/**
 * bm_scratch_make - a folder for what a command works on: names and results do not leave the
 * round's vault
 *
 * Folders that commands which were stopped left behind are removed first.
 *
 * Returns a new path below WS/vault/scratch (0700); remove it with bm_folder_remove. NULL with
 * BM_ERROR_IO "disk_write".
 * Tests: tests/unit/test_workspace.c.
 */
char *bm_scratch_make(const char *ws, GError **error);

/* Remove a folder and all below it; links are removed, not followed. Missing is fine. */
void bm_folder_remove(const char *path);
gboolean bm_folder_make(const char *path, int mode, GError **error);
/* The same for what must outlast a power cut: each new folder's name is in its parent for good.
 */
gboolean bm_folder_keep(const char *path, int mode, GError **error);
/* The names in a folder are on disk. */
gboolean bm_folder_sync(const char *path, GError **error);

/* TRUE for "sorted/K47/1.pdf": relative, no "..", no empty part, first part among @roots (NULL
 * ends). */
gboolean bm_place_is_safe(const char *place, const char *const *roots);
