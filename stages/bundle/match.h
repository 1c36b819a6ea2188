/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a page shows the same in two PDF files. */
#pragma once
#include <glib.h>
#include <qpdf/qpdf-c.h>

/**
 * bm_pages_match - compare page @p_page of @p with page @q_page of @q (from 0)
 *
 * What is drawn, and the bytes of every picture and form that the page names, must be equal.
 * Cost: reads both pages, decodes no picture.
 */
gboolean bm_pages_match(qpdf_data p, guint p_page, qpdf_data q, guint q_page);
