/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF file through qpdf, without repair: what is broken is refused, not guessed.
 *
 * Objects are qpdf's handles; those made while a page is looked at are given back together with
 * bm_pdf_release(), so that memory does not grow with the pages.
 */
#pragma once
#include <qpdf/qpdf-c.h>

#include "pipeline/error.h"

typedef struct BmPdfFile BmPdfFile;

/* @data is borrowed and must outlive the handle. Errors: BM_ERROR_INPUT "pdf_encrypted",
 * "file_truncated" (no %%EOF at the tail), "file_damaged". */
BmPdfFile *bm_pdf_open(const guint8 *data, gsize size, GError **error);
void bm_pdf_free(BmPdfFile *pdf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPdfFile, bm_pdf_free)

guint bm_pdf_n_pages(const BmPdfFile *pdf);
qpdf_data bm_pdf_handle(const BmPdfFile *pdf);
qpdf_oh bm_pdf_page(const BmPdfFile *pdf, guint index);
void bm_pdf_release(const BmPdfFile *pdf);

/* Value of @key, of the page or of a node above it; initialised but null when there is none. */
qpdf_oh bm_pdf_inherited(const BmPdfFile *pdf, qpdf_oh page, const char *key);
/* Number under @key, or @preset. */
double bm_pdf_number(const BmPdfFile *pdf, qpdf_oh dict, const char *key, double preset);
/* Up to @n numbers of an array; how many there were (0: no array of numbers). */
guint bm_pdf_numbers(const BmPdfFile *pdf, qpdf_oh array, double *ret, guint n);
/* Is @dict[@key] this name? */
gboolean bm_pdf_is_name(const BmPdfFile *pdf, qpdf_oh dict, const char *key, const char *name);

/* Stream bytes as stored, or NULL when they cannot be read. */
GBytes *bm_pdf_raw_stream(const BmPdfFile *pdf, qpdf_oh stream);
