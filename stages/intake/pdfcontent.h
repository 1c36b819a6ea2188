/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a PDF page draws, as far as intake must know: which images, where, and whether anything
 * else could be seen. Nothing is rendered; the walk has a budget and gives up on nested bombs.
 */
#pragma once
#include "pipeline/box.h"
#include "stages/intake/pdffile.h"

typedef struct BmPdfImage {
  qpdf_oh stream;
  BmAffine place; /* unit square (y up) → default user space of the page */
  int width, height, bits;
  gboolean is_mask; /* a stencil, painted in the current colour */
  gboolean is_gray; /* its own colour space, as far as that is plain, has no colour */
} BmPdfImage;

typedef struct BmPdfContent {
  GArray *images;           /* BmPdfImage, in the order they are drawn */
  gboolean is_plain;        /* no forms, layers, transparency or odd clips around the images */
  gboolean has_other_above; /* text, lines or inline images seen above the last image */
  gboolean has_other;       /* the same anywhere on the page */
  gboolean is_too_complex;  /* the budget was used up: do not render */
  gboolean is_broken;       /* a content stream cannot be read */
} BmPdfContent;

BmPdfContent *bm_pdfin_content_read(const BmPdfFile *pdf, qpdf_oh page);
void bm_pdfin_content_free(BmPdfContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPdfContent, bm_pdfin_content_free)
