/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a page is not printed: metadata, comments, scripts, data of the editor. */
#pragma once
#include <glib.h>
#include <qpdf/qpdf-c.h>

/**
 * bm_strip_page - take away what does not make the printed page
 *
 * @seen  numbers of objects that were looked at before; a set, borrowed, added to
 *
 * Keys of the page that print nothing, metadata at any depth, and what a camera wrote beside
 * the picture of a JPEG.
 */
void bm_strip_page(qpdf_data pdf, qpdf_oh page, GHashTable *seen);
