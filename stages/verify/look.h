/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second look at a masked page, with other eyes than the finder's: a global threshold
 * instead of a local one, blocks instead of segments, the written file instead of the picture
 * in memory.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/formprint.h"
#include "stages/shared/identity.h"
#include "stages/shared/roster.h"

typedef struct BmLookCase {
  PIX *page; /* decoded from the written file; borrowed */
  PIX *gray; /* the same, 8 bit; borrowed */
  double dpi;
  const GArray *masks; /* BmBox */
  const BmRoster *roster;
  const char *policy; /* as bm_policy_keeps */
  int body_y;         /* where the mask stage saw the body start; -1 unknown */
  BmHalves halves;    /* the same of two pages side by side */
  gboolean by_form;   /* masks go by a confirmed form: what it prints was read and found safe */
  BmFormPrint *form;  /* its print explains ink above the body; NULL: words must */
  BmAffine to_form;   /* pixels of the page → millimetres on the form */
  const GArray *kept; /* BmBox: fields that policy keeps visible, and answers above the body's
                         row; NULL: none */
} BmLookCase;

/* What was seen and where; box of the page. */
typedef struct BmSight {
  const char *reason; /* static slug of models/reasons/verify.ini */
  BmBox box;
} BmSight;

/* Where the body starts at a place of the page. */
int bm_look_body(const BmLookCase *look, BmBox place);

/* Each adds to @sights (BmSight) what it sees. */

#define BM_LOOK_FOOT_SHARE 0.91 /* the foot is below */
#define BM_LOOK_TOP_MM 20.0     /* running headers stand above, wherever the body begins */

/* Pixels inside a mask that are not solid black: "mask_not_solid". */
void bm_look_masks(const BmLookCase *look, GArray *sights);
/* Masks that cover most of the page: "mostly_masked". */
void bm_look_share(const BmLookCase *look, GArray *sights);
/* Words above the body and at the foot that are not safe, or name someone: "word_left",
 * "roster_left"; ink above the body outside masks and safe words: "ink_left". Errors:
 * BM_ERROR_MODEL "ocr_missing". */
gboolean bm_look_words(const BmLookCase *look, GArray *sights, GError **error);
/* Codes that ZBar reads and stripes it cannot: "code_left". */
void bm_look_codes(const BmLookCase *look, GArray *sights);

/**
 * bm_look_sharpness - steepest steps of a page, as a part of the distance of ink and paper
 *
 * About 0.3 to 0.8 for sound scans; 1 for bilevel pages, which keep no trace of blur, and for
 * empty ones. Cost: 15 ms. Tests: tests/stages/test_verify.c, suite sharp.
 */
double bm_look_sharpness(PIX *page, double dpi);

/* A page too blurred to be understood: "page_blurred". @source before it was masked: black
 * masks are darker than any ink. */
void bm_look_blur(const BmLookCase *look, PIX *source, GArray *sights);
