/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain text that is needed no more: overwritten, made to reach the disk, and only then
 * removed. This is no promise on SSDs, on file systems that write elsewhere (btrfs, ZFS,
 * snapshots, data journals) or where backups were made: there only an encrypted disk helps.
 */
#pragma once
#include "pipeline/error.h"

/**
 * bm_file_wipe - overwrite a file with zeros and remove it
 *
 * A link is removed, what it points to is not touched; a file with several names loses this one
 * and keeps its bytes, which belong to the others. Missing is fine.
 * Errors: BM_ERROR_IO "wipe_failed"; the file may still be there.
 * Tests:  tests/unit/test_wipe.c.
 */
gboolean bm_file_wipe(const char *path, GError **error);
/* The same for a file that has lost its name already (or is about to be replaced). */
gboolean bm_file_wipe_open(int fd, GError **error);

/**
 * bm_file_trash - a file disappears from its place at once and is wiped after that
 *
 * It goes to WS/vault/wipe first, and that is on disk before a byte is overwritten: neither a
 * crash nor a power cut leaves half-overwritten bytes under a name that somebody trusts (a
 * start or `seal` would take the zeros for the file, and put them above what was sealed).
 * bm_trash_empty wipes what a crash left there.
 * Tests: tests/unit/test_wipe.c, tests/bench/faults (scene seal, power cuts).
 */
gboolean bm_file_trash(const char *ws, const char *path, GError **error);
/* For many: they are moved, and wiped by bm_trash_empty, which waits for the disk once. */
gboolean bm_file_trash_later(const char *ws, const char *path, GError **error);
gboolean bm_trash_empty(const char *ws, GError **error);
/* Wipe all files of a folder and remove it; links are removed, not followed. */
gboolean bm_folder_wipe(const char *path, GError **error);

/* What the engine and commands throw away in passing: pages that were replaced, scratch
 * folders. Wiped or only removed as bm_wipe_set says for this process. Never fails: what cannot
 * be wiped is removed. */
void bm_wipe_set(gboolean is_wiped);
void bm_file_discard(const char *path);
void bm_folder_discard(const char *path);
