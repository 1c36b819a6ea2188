/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pack: files, folders and links of a workspace inside one sealed file, with their names.
 * Plain text of a pack, numbers little-endian, an entry after the other: type u8 'f' 'd' 'l' |
 * path length u16 | mode u32 | owner u32 | group u32 | time s64 ns | size u64 | path | content
 * (of a link: where it points) The end of the sealed file is the end of the pack. Paths are
 * bytes below the workspace. Sealing needs no secret, so a pack may come from anybody: paths
 * are checked when it is read.
 */
#pragma once
#include "pipeline/crypt.h"

typedef struct BmEntry {
  char type;
  char *path; /* relative to the workspace, any bytes */
  guint32 mode, owner, group;
  gint64 time_ns;
  guint64 size;
} BmEntry;
void bm_entry_clear(BmEntry *entry);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmEntry, bm_entry_clear)

/**
 * bm_pack_add - one file, folder or link of @ws at the end of a pack
 *
 * Errors: BM_ERROR_IO "file_open", "disk_write", "file_changing" when it shrank meanwhile: the
 *         pack is spoilt.
 */
gboolean bm_pack_add(BmSealer *sealer, const char *ws, const BmEntry *entry, GError **error);

/* The next entry; *ret_is_end when there is none. Errors: those of bm_opener_read, and
 * BM_ERROR_INPUT "sealed_damaged" for what is no entry. */
gboolean bm_pack_next(BmOpener *opener, BmEntry *ret_entry, gboolean *ret_is_end,
                      GError **error);
/* Its content goes to @fd, or nowhere for -1. */
gboolean bm_pack_content(BmOpener *opener, const BmEntry *entry, int fd, GError **error);

/* TRUE for what may be restored below a workspace: no "..", no empty part, not among what never
 * is in a pack (bm_pack_is_kept). */
gboolean bm_pack_path_is_safe(const char *path);
/* What stays as it is when a workspace is sealed: what is handed out, the ledger, the vault's
 * own. */
gboolean bm_pack_is_kept(const char *path);
