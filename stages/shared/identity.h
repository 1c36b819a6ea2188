/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the identity of a pupil, class or school stands on one page.
 *
 * The finder sees an upright page, or two side by side, and knows no layout. It separates rules
 * from strokes, names the frames, reads short lines, turns labels into fields, and decides
 * where the body of the work starts. Above the body everything is masked that is not explained
 * as harmless; whatever it could not explain elsewhere becomes a flag, and a page with a flag
 * may not be released unseen. Deny is the preset: a page without flags is one for which every
 * step found what it needed.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"
#include "stages/shared/roster.h"

/* A box to be painted; kind is a slug of the identifier catalogue (models/labels.ini), static.
 */
typedef struct BmZone {
  BmBox box;
  const char *kind;
} BmZone;

typedef enum BmFieldShape {
  BM_FIELD_NONE,      /* a label without a field of its own */
  BM_FIELD_CELLS,     /* a row of character cells */
  BM_FIELD_BOX,       /* one box */
  BM_FIELD_TABLE,     /* a cell of a table */
  BM_FIELD_UNDERLINE, /* a rule or dots to write on */
  BM_FIELD_LINE,      /* the rest of the line */
  BM_FIELD_CAPTION,   /* the line above a caption */
} BmFieldShape;

/* A label that was read, and the place where its value is written. */
typedef struct BmLabel {
  BmBox box, field; /* field is empty for BM_FIELD_NONE */
  const char *kind; /* as BmZone; "variant", "subject", … for what is kept */
  BmFieldShape shape;
  gboolean is_kept; /* policy keeps the field visible */
} BmLabel;

typedef struct BmIdentityHints {
  const BmRoster *roster;  /* borrowed or NULL */
  const char *policy;      /* group of models/policies.ini; NULL: the strictest */
  int page_in_work;        /* from 1; 0 unknown: judged as if it were a first page */
  gboolean is_clean_form;  /* consensus of a printed form: no writing; fields are returned when
                              empty */
  gboolean turn_sure;      /* upright is sure of the quarter turn */
  gboolean begins_at_fold; /* the left border is no edge of paper; writing may touch it */
  BmBox paper;             /* the sheet on the image, empty: the whole image */
} BmIdentityHints;

/* Two pages side by side; fold 0: one page. */
typedef struct BmHalves {
  int fold;            /* x where the right one begins */
  int left_y, right_y; /* first row of the body on each, -1 when it was not found */
} BmHalves;

typedef struct BmIdentity {
  GArray *zones;    /* BmZone, pixels of the page, in reading order */
  GArray *labels;   /* BmLabel */
  GPtrArray *flags; /* static slugs of models/reasons/mask.ini, each once, sorted */
  int body_y;       /* first row of the body, of two pages the higher; -1: not found */
  BmHalves halves;
  int row_px;  /* usual height of a row with its gap, 0 unknown */
  BmBox paper; /* the sheet that was searched */
} BmIdentity;

/**
 * bm_identity_find - find what must be hidden on one page
 *
 * @page   borrowed, unchanged; depth 1, 8 or 32, upright and deskewed
 * @dpi    true resolution, 72 to 1200
 * @hints  borrowed
 * @ret    new, free with bm_identity_free
 *
 * Returns TRUE when the page was searched, flags or not.
 * Errors: BM_ERROR_MODEL "ocr_missing" when the OCR data are not there, BM_ERROR_SETTING
 *         "policy_unknown", BM_ERROR_IO "no_memory".
 * Source: the order of the steps and their millimetres are explained in identity_*.c.
 * Tests:  tests/stages/test_identity.c.
 */
gboolean bm_identity_find(PIX *page, double dpi, const BmIdentityHints *hints, BmIdentity **ret,
                          GError **error);
void bm_identity_free(BmIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmIdentity, bm_identity_free)

gboolean bm_identity_has_flag(const BmIdentity *identity, const char *slug);

/**
 * bm_identity_codes - machine codes on a page: what ZBar reads, and bars it cannot read
 *
 * Returns new BmZone array (kinds "barcode", "form_digits"); our own page codes are left out.
 */
GArray *bm_identity_codes(PIX *page, double dpi);

/**
 * bm_identity_seals - discs of round seals, in strips, as zones on @ink
 *
 * @ink          borrowed, 1 bit at @dpi; print that is known may be taken out of it before
 * @ret_is_sure  whether each ring was met nearly all around
 *
 * Returns new BmZone array (kind "seal_round"), empty without seals.
 */
GArray *bm_identity_seals(PIX *ink, double dpi, gboolean *ret_is_sure);
