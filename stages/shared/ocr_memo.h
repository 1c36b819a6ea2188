/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this process has read lately, by the pixels that were read. The reader gives the same
 * words for the same pixels, so nothing depends on whether a reading was remembered: only time
 * is saved where a page is looked at again after a mask more, or masked after it was a sample
 * of its kind. It lives in memory alone and ends with the process.
 */
#pragma once
#include "stages/shared/ocr.h"

/* Two sums of 64 bits over all pixels, apart from each other; size, resolution and mode. */
typedef struct BmOcrKey {
  guint64 sum[2];
  gint32 width, height, dpi, mode;
} BmOcrKey;

BmOcrKey bm_ocr_key(PIX *cut, int dpi, int mode);

/* The words that were read in such pixels, in the order of reading; borrowed, NULL: unknown. */
const GPtrArray *bm_ocr_recall(const BmOcrKey *key);

/* @words (BmWord, places in the pixels that were read) are taken over. The oldest go when there
 * are many. */
void bm_ocr_remember(const BmOcrKey *key, GPtrArray *words);

/* Forget all. */
void bm_ocr_forget(void);
