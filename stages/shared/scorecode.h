/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the code of a printed score sheet says.
 *
 * 20 characters:  S K V BBBBBBBB CC PP LLL XX   kind (B boxes, O bubbles), version of the
 * paper's geometry (1 … 9), the bundle's code without its hyphen, class within the bundle from
 * 1, page of the class from 1, digest of the layout (bm_scorepaper_digest) with base 36, check.
 * Figures and capitals only, so that a QR of version 2 holds them at level H. The check is two
 * figures: the rest read with base 37, times 100, and they are together one more than a
 * multiple of 97, so that each single wrong character and each swap of neighbours is noticed.
 */
#pragma once
#include "stages/shared/scorepaper.h"

#define BM_SCORECODE_SIZE 21    /* with its NUL */
#define BM_BUNDLE_CODE_SIZE 10  /* "4F7K-92QX" and its NUL */
#define BM_SCORECODE_MODULES 25 /* of a side of its QR */

typedef struct BmScoreCode {
  BmScoreStyle style;
  int version;                      /* BM_SCOREPAPER_VERSION of the paper */
  char bundle[BM_BUNDLE_CODE_SIZE]; /* "4F7K-92QX" */
  guint class_index;                /* from 0 */
  guint page;                       /* from 1 */
  guint layout;                     /* bm_scorepaper_digest of the paper */
} BmScoreCode;

/**
 * bm_scorecode_format, bm_scorecode_parse - payload of a sheet's code and back
 *
 * format returns FALSE when a part is out of range; parse when @text is not exactly such a
 * payload. Whether the bundle is one of the round's is for the caller to ask.
 * Tests: tests/stages/test_scorecode.c
 */
gboolean bm_scorecode_format(const BmScoreCode *code, char out[BM_SCORECODE_SIZE]);
gboolean bm_scorecode_parse(const char *text, BmScoreCode *ret);
gboolean bm_scorecode_equal(const BmScoreCode *p, const BmScoreCode *q);
