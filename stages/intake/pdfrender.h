/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF pages and images to pixels through poppler. */
#pragma once
#include <poppler.h>

#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* NULL with BM_ERROR_INPUT "file_damaged", also when it has not the @n_pages pages that another
 * reader counted: then page 3 of the one may be page 2 of the other. */
PopplerDocument *bm_poppler_open(GBytes *bytes, guint n_pages, GError **error);

/* The whole page as seen, @width × @height pixels, over white; 32. NULL: BM_ERROR_INPUT
 * "page_unreadable" or BM_ERROR_IO "no_memory". @ret_n_errors: complaints while drawing. */
PIX *bm_poppler_render(PopplerDocument *document, guint index, int width, int height,
                       guint *ret_n_errors, GError **error);

/* The only image of a page in its own pixels; 32. NULL without an error: it has to be rendered.
 */
PIX *bm_poppler_image(PopplerDocument *document, guint index, int width, int height,
                      guint *ret_n_errors);

/* Size of the page as shown, points. */
gboolean bm_poppler_size(PopplerDocument *document, guint index, double *ret_w, double *ret_h);
