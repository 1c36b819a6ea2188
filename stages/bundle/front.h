/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a bundle that are ours: cover with the list of works, class sheets, the empty back.
 */
#pragma once
#include "stages/bundle/kit.h"
#include "stages/shared/pdf.h"

typedef struct BmFront {
  guint n_cover;     /* pages [0, n_cover) */
  guint first_class; /* page of the first class; one page a class, in the order of the kit */
  guint empty;       /* page for backs that stay empty */
} BmFront;

/* The next page, as high as its sheet leaves room for (folio.h). */
void bm_front_page(BmPdf *pdf);

/* The line at the foot of each of them: bundle and marker. */
void bm_front_foot(BmPdf *pdf, const BmKit *kit);

/**
 * bm_front_write - write these pages to a PDF file of their own
 *
 * How many there are does not hang on where the works begin (bm_kit_plan).
 * Errors: those of bm_pdf_new and bm_pdf_finish.
 */
gboolean bm_front_write(const BmKit *kit, const char *path, BmFront *ret_front, GError **error);
