/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate before intake: has the scanner finished writing this file?
 *
 * Quiet for some seconds is not enough (scanners reopen a file for every page), and a parser
 * that repairs is worse (it opens a PDF cut in half). So the structure must be complete as it
 * stands.
 */
#pragma once
#include <glib.h>

typedef enum BmWhole {
  BM_WHOLE_YES,     /* complete, or of a kind that intake refuses anyway */
  BM_WHOLE_NOT_YET, /* ends too early: look again later */
  BM_WHOLE_NEVER,   /* more bytes would not mend it */
} BmWhole;

/**
 * bm_file_is_whole - is a file in the inbox structurally complete?
 *
 * @fd       open for reading, a regular file; its position is not used
 * @ret_why  "file_empty", "file_truncated", "no_pages" or "file_damaged" when not YES, else
 * NULL; a slug of models/reasons/intake.ini; caller frees
 *
 * TIFF: the chain of directories ends inside the file and so does every strip or tile.
 * JPEG: an end marker after the last scan. PNG: whole chunks up to IEND. PDF: %%EOF at the
 * tail, a start offset where a cross-reference begins, and pages that qpdf counts without
 * repairing. Other content is YES, except leading zeroes: room reserved by a copy that still
 * runs.
 *
 * Cost: TIFF reads directories only; PDF what qpdf reads; JPEG and PNG read the file's
 * structure. To be run in a worker: the bytes are hostile, and a PDF that is cut short while
 * qpdf reads it (it is mapped) ends the process.
 */
BmWhole bm_file_is_whole(int fd, char **ret_why);
