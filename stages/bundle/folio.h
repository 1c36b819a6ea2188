/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Page numbers of a bundle: "стр. 17 из 84".
 *
 * Scans fill their pages to the edge, so a number set upon them would cover ink sooner or
 * later. Instead each page becomes an A4 sheet, upright or across as the page is, with a strip
 * at the foot that belongs to the number; the page stands above it, made smaller when it has to
 * be and never larger. It goes in as a form of its own (ISO 32000-1, 8.10), clipped to what it
 * showed, so that neither can disturb the other and pictures and fonts keep their bytes.
 */
#pragma once
#include <glib.h>
#include <qpdf/qpdf-c.h>

#define BM_FOLIO_ROOM 288.0 /* mm from the top of an upright A4 sheet that its page has */

/**
 * bm_folio_write - write the numbers 1 to @n_pages, a page of a PDF file each
 *
 * @is_duplex  even numbers are for the left edge of their sheet, else all are for the right one
 * Errors: those of bm_pdf_new and bm_pdf_finish.
 */
gboolean bm_folio_write(const char *path, guint n_pages, gboolean is_duplex, GError **error);

/**
 * bm_folio_set - number page @page (from 0) of @pdf
 *
 * @numbers    the file of bm_folio_write, open until @pdf is written
 * @is_duplex  as given to bm_folio_write
 *
 * Crop box, turn and unit of the page are worked into the sheet, which has none of them.
 * Returns FALSE when the page has no size or its content cannot be read.
 * Tests: tests/stages/test_bundle_folio.c
 */
gboolean bm_folio_set(qpdf_data pdf, guint page, qpdf_data numbers, gboolean is_duplex);

/* What a numbered page shows above its number: a form. */
qpdf_oh bm_folio_page(qpdf_data pdf, guint page);
