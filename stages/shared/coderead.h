/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading printed codes: our own with patience, foreign ones only to know where they stand.
 *
 * Our own: only QR and Code 128 are switched on, and only a payload that bm_pagecode_parse
 * accepts counts. A sheet carries the payload in both shapes; one valid reading is enough, two
 * that differ are a conflict. What the eye of ZBar misses as it stands is tried again on a
 * ladder of changed pictures, and the first step with a valid reading ends the climb.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/shared/pagecode.h"

typedef enum BmCodeVerdict {
  BM_CODE_NOTHING,  /* no payload of ours was read */
  BM_CODE_VALID,    /* one payload */
  BM_CODE_CONFLICT, /* two that differ: believe neither */
} BmCodeVerdict;

typedef enum BmCodeEffort {
  BM_CODE_QUICK,    /* as it is and at half size: whole pages that may have no code at all */
  BM_CODE_THOROUGH, /* the whole ladder: places where a code must be */
} BmCodeEffort;

typedef struct BmCodeReading {
  BmPageCode code;
  gboolean by_qr, by_bars; /* which shapes gave it */
  BmBox box;               /* around them, pixels of the page, without quiet zone */
} BmCodeReading;

/**
 * bm_code_read - read our code in a part of a page
 *
 * @page    borrowed, unchanged; depth 1, 8 or 32
 * @area    pixels of @page, clipped to it; an empty box: the whole page
 * @effort  how far to climb the ladder
 * @ret     set for BM_CODE_VALID only
 *
 * Any turn of the page is read. A picture that there is no memory for is skipped.
 * Cost:   QUICK on a gray A4 page of 300 dpi about 0.3 s; a stamp's own area some ms.
 * Source: steps of the ladder from the read rates that zbar gives on scanned and copied codes.
 * Tests:  tests/stages/test_coderead.c
 */
BmCodeVerdict bm_code_read(PIX *page, BmBox area, BmCodeEffort effort, BmCodeReading *ret);

/* As bm_code_read with one shape only; BM_CODE_CONFLICT when it shows two payloads. */
BmCodeVerdict bm_code_read_shape(PIX *page, BmBox area, BmCodeShape shape, BmCodeEffort effort,
                                 BmCodeReading *ret);

typedef struct BmFoundCode {
  BmBox box;             /* pixels of the page, without quiet zone */
  const char *symbology; /* ZBar's name, "QR-Code"; static */
  gboolean is_ours;      /* a payload that bm_pagecode_parse accepts */
} BmFoundCode;

/**
 * bm_code_find_all - places of all machine codes that can be read on a page
 *
 * Returns a new array of BmFoundCode, top to bottom, left to right; what the codes say is
 * forgotten at once. Interleaved 2 of 5 counts only from 8 digits seen on several lines,
 * because it is easily read into ruling. Bars that cannot be read are not found here. Cost:
 * about as bm_code_read with QUICK on the whole page.
 */
GArray *bm_code_find_all(PIX *page);

/* The same where @ink, that of the whole page at BM_CODEAREA_DPI, has bars enough for a code
 * (codearea.h): a third of the cost on a page without codes. */
GArray *bm_code_find_near(PIX *page, PIX *ink);
