/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What our printed codes say, and how they are drawn.
 *
 * A page stamp is 18 digits:       7 TTTT NNNNNNNNN PP CC   round tag, work number, page, check
 * A separator sheet is 12 digits:  8 TTTT KKKKK CC          round tag, class number, check
 * Lengths are even, so that Code 128 packs two digits into a symbol, and differ from each
 * other. The check digits are ISO 7064 MOD 97-10; the work number has its own inside. Each
 * payload is printed twice, as QR (level H) and as Code 128, in two places of the sheet.
 */
#pragma once
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/workno.h"

#define BM_PAGECODE_SIZE 19 /* the longer payload and its NUL */
#define BM_ROUND_TAG_MOST 9999
#define BM_CODE_PAGE_MOST 99
#define BM_CLASS_REF_MOST 99999

typedef enum BmCodeKind { BM_CODE_PAGE = 1, BM_CODE_SEPARATOR } BmCodeKind;

typedef struct BmPageCode {
  BmCodeKind kind;
  int round_tag;                /* 0 … BM_ROUND_TAG_MOST */
  char work_no[BM_WORKNO_SIZE]; /* page stamp: "482-719-356"; separator: "" */
  int page;                     /* page stamp: 1 … BM_CODE_PAGE_MOST; separator: 0 */
  int class_ref;                /* separator: 1 … BM_CLASS_REF_MOST; page stamp: 0 */
} BmPageCode;

/**
 * bm_pagecode_format, bm_pagecode_parse - payload digits of a code and back
 *
 * format returns FALSE when a part is out of range; parse when @digits are not exactly such a
 * payload: length, prefix, both check digits and ranges. Whether the round issued it is for the
 * caller to ask (round_tag).
 */
gboolean bm_pagecode_format(const BmPageCode *code, char out[BM_PAGECODE_SIZE]);
gboolean bm_pagecode_parse(const char *digits, BmPageCode *ret);
gboolean bm_pagecode_equal(const BmPageCode *p, const BmPageCode *q);

typedef enum BmCodeShape { BM_SHAPE_QR, BM_SHAPE_BARS } BmCodeShape;

/* Pixels of one module at @dpi, never below 2: QR about 0.63 mm (25 modules of a page stamp are
 * 14 to 17 mm), bars about 0.34 mm (134 modules of a page stamp are 45 mm). */
int bm_code_module_px(BmCodeShape shape, double dpi);

/**
 * bm_code_draw - draw a payload as QR (level H) or Code 128
 *
 * @digits     payload
 * @module_px  pixels of the narrowest part, from 1
 * @bars_px    height of the bars, pixels, from 1; a QR ignores it
 *
 * Returns a new PIX of depth 1 with the quiet zone around it (QR: 4 modules on each side; bars:
 * 10 modules left and right, 2 above and below), or NULL with BM_ERROR_INPUT "code_not_drawn".
 * Source: ISO/IEC 18004 and 15417 for the quiet zones.
 */
PIX *bm_code_draw(BmCodeShape shape, const char *digits, int module_px, int bars_px,
                  GError **error);
