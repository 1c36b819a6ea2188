/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chain of directories of a TIFF file, walked without libtiff: with pread, so that a file
 * that shrinks meanwhile does no harm, with a loop check, and without trusting one number in
 * it. libtiff then opens each directory by its offset, and one broken directory does not hide
 * the pages behind it.
 */
#pragma once
#include <glib.h>

typedef struct BmTiffDir {
  guint64 offset;
  guint64 width, height;
  guint32 subfile;      /* bit 0: reduced copy, bit 2: transparency mask */
  gboolean data_inside; /* every value, strip and tile lies inside the file */
} BmTiffDir;

typedef enum BmTiffChain {
  BM_TIFF_WHOLE,
  BM_TIFF_SHORT, /* a directory lies, or ends, beyond the end of the file */
  BM_TIFF_LOOP,  /* a directory follows itself: nothing will mend that */
  BM_TIFF_LONG,  /* more directories than asked for; those are returned */
  BM_TIFF_BAD,   /* no TIFF header */
} BmTiffChain;

/* @ret_dirs  new array of BmTiffDir, in chain order, of what could be read */
BmTiffChain bm_tiff_chain_read(int fd, guint64 size, guint most, GArray **ret_dirs);
