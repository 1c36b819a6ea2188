/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a page of one PDF file is shown in another. */
#pragma once
#include <glib.h>
#include <qpdf/qpdf-c.h>

/**
 * bm_page_matches - compare page @page (from 0) of @p with a form of @q (folio.h)
 *
 * What is drawn, and the bytes of every picture and form that the page names, must be equal.
 * FALSE when @form is none. Cost: reads both, decodes no picture.
 */
gboolean bm_page_matches(qpdf_data p, guint page, qpdf_data q, qpdf_oh form);
