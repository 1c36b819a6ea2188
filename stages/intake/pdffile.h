/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF file through qpdf, without repair: what is broken is refused, not guessed.
 *
 * Objects are qpdf's handles; those made while a page is looked at are given back together with
 * bm_pdfin_release(), so that memory does not grow with the pages.
 */
#pragma once
#include <qpdf/qpdf-c.h>

#include "pipeline/error.h"

typedef struct BmPdfFile BmPdfFile;

/* Leave out what some devices put around a PDF file: printer commands before the header, zeros
 * behind the end. Offsets inside the file count from the header. */
void bm_pdfin_trim(const guint8 **data, gsize *size);

/* @data is borrowed and must outlive the handle. Errors: BM_ERROR_INPUT "pdf_encrypted",
 * "file_truncated" (no %%EOF at the tail), "file_damaged". */
BmPdfFile *bm_pdfin_open(const guint8 *data, gsize size, GError **error);
void bm_pdfin_free(BmPdfFile *pdf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPdfFile, bm_pdfin_free)

guint bm_pdfin_n_pages(const BmPdfFile *pdf);
qpdf_data bm_pdfin_handle(const BmPdfFile *pdf);
qpdf_oh bm_pdfin_page(const BmPdfFile *pdf, guint index);
void bm_pdfin_release(const BmPdfFile *pdf);

/* Value of @key, of the page or of a node above it; initialised but null when there is none. */
qpdf_oh bm_pdfin_inherited(const BmPdfFile *pdf, qpdf_oh page, const char *key);
/* Number under @key, or @preset. */
double bm_pdfin_number(const BmPdfFile *pdf, qpdf_oh dict, const char *key, double preset);
/* Up to @n numbers of an array; how many there were (0: no array of numbers). */
guint bm_pdfin_numbers(const BmPdfFile *pdf, qpdf_oh array, double *ret, guint n);
/* Is @dict[@key] this name? */
gboolean bm_pdfin_is_name(const BmPdfFile *pdf, qpdf_oh dict, const char *key,
                          const char *name);

/* Stream bytes as stored, or NULL when they cannot be read. */
GBytes *bm_pdfin_raw_stream(const BmPdfFile *pdf, qpdf_oh stream);
