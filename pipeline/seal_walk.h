/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to seal in a workspace. */
#pragma once
#include <sys/stat.h>

#include "pipeline/seal.h"
#include "pipeline/vaultpack.h"

typedef struct BmSealEntry {
  BmEntry entry;
  struct stat st; /* as it was listed */
} BmSealEntry;

/* Entries in the order of their paths, folders before what is in them; the array frees what it
 * holds. NULL with BM_ERROR_IO "file_open" when a folder cannot be read: nothing may be missed.
 */
GArray *bm_seal_walk(const char *ws, BmSealTold *told, GError **error);
/* Folders that the program makes itself, and their like, stay though they are empty. */
gboolean bm_seal_folder_stays(const char *path);
