/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading short pieces of print. One reader per process, started at the first use and kept: a
 * worker is a process and works on one page at a time. Threads are limited by the worker's
 * environment (OMP_THREAD_LIMIT=1, which must be set before the program starts).
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

typedef struct BmWord {
  char *text; /* UTF-8 as read */
  BmBox box;  /* pixels of the image that was given */
  int trust;  /* 0 to 100 */
} BmWord;

/* Start the reader. Errors: BM_ERROR_MODEL "ocr_missing". */
gboolean bm_ocr_ready(GError **error);

/**
 * bm_ocr_line - words of one line
 *
 * @page  borrowed, depth 8 (or 1), 200 to 300 dpi
 * @box   the line, pixels of @page; some paper is added around it
 *
 * Returns new array of BmWord in order, empty when nothing can be read; NULL with
 * BM_ERROR_MODEL "ocr_missing". What is read is secret: it belongs in no log and no fact.
 * Cost: about 15 ms for a line of 60 mm; nothing when this process read the same pixels lately
 * (ocr_memo.h).
 */
GPtrArray *bm_ocr_line(PIX *page, double dpi, BmBox box, GError **error);

/* As bm_ocr_line, for a block of lines. */
GPtrArray *bm_ocr_block(PIX *page, double dpi, BmBox box, GError **error);

/* Instead of the reader: tests put garbage in the place of what was read. NULL: none. */
typedef void (*BmOcrFilter)(BmWord *word, gpointer data);
void bm_ocr_set_filter(BmOcrFilter filter, gpointer data);
