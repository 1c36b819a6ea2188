/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contact sheets: many masked pages on a few sheets of A4, so that a person sees in one look
 * whether a name was missed on any of them.
 *
 * Each page has a cell: its number and state; the top of its paper, large enough to read
 * handwriting, at least down to below the last mask of the heading; a strip of its foot; and
 * the whole page, small, so that nothing stands where nobody looks. Beside and above them run
 * rulers, in mm from the paper's top and left edge; masks are black, with gray bars where they
 * hide writing, so that a person also sees what is hidden needlessly. A page that the look
 * alone lets on though the program is unsure of it has a thick blue frame, one that would not
 * go on for another reason a thick red one, and both their reason. One PNG a sheet, and one PDF
 * of all.
 */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"

typedef enum BmContactMark {
  BM_CONTACT_PLAIN,
  BM_CONTACT_LOOK,  /* goes on with the others, but needs a good look: @state says why */
  BM_CONTACT_WAITS, /* waits for another reason, which @state says */
} BmContactMark;

typedef struct BmContactPage {
  guint number;
  const char *path;   /* the page file as it would be handed out */
  const char *source; /* the page before it was masked; NULL: hidden writing is not shown */
  double dpi;         /* 50 to 2400 */
  BmBox paper;        /* pixels; empty: the whole picture */
  GArray *masks;      /* BmBox, pixels; NULL: none */
  int body_y;         /* row where the answers begin, -1 unknown */
  const char *state;
  BmContactMark mark;
} BmContactPage;

typedef struct BmContact {
  const char *title; /* aliases only */
  const char *hint;  /* what to do, below the title */
  const BmContactPage *pages;
  guint n;
} BmContact;

/**
 * bm_contact_write - draw contact sheets
 *
 * @stem    path without its ending: "STEM-1.png", "STEM-2.png" …, and "STEM.pdf"
 * @ret_n   sheets drawn: looks that they cost
 *
 * Pages come in the order given. A page file that cannot be read is an error: a cell must not
 * look as if nothing were left on it. Equal arguments give equal bytes.
 * Errors: BM_ERROR_INPUT "page_unreadable", BM_ERROR_IO "disk_write" or "no_memory",
 *         BM_ERROR_MODEL "font_missing".
 * Tests:  tests/stages/test_contact.c
 */
gboolean bm_contact_write(const BmContact *contact, const char *stem, guint *ret_n,
                          GError **error);

/**
 * bm_contact_band_mm - how far down from the paper's top the large crop of a page goes
 *
 * 45 mm at least; below each mask that belongs to the heading, and below the row where the
 * answers begin; 110 mm at most.
 */
double bm_contact_band_mm(const BmContactPage *page);

/* Where something stands on a page, by the rulers beside and above it: mm from the paper's top
 * and from its left edge. */
typedef struct BmContactPlace {
  double from, to;    /* @to 0: to where bm_contact_band_mm ends */
  double left, right; /* @left 0, @right 0: from and to the edge of the scan */
} BmContactPlace;

/**
 * bm_contact_place - a place of a page, in its pixels
 *
 * Errors: BM_ERROR_INPUT "page_unreadable", BM_ERROR_SETTING "contact_place" when the page has
 * no such place.
 */
gboolean bm_contact_place(const BmContactPage *page, const BmContactPlace *place, BmBox *ret,
                          GError **error);
