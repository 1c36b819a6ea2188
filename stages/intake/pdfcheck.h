/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the scan inside a PDF page sound? A renderer does not say: poppler draws a white page and
 * reports success when the image on it is destroyed. So each image is looked at by a second
 * route.
 */
#pragma once
#include "stages/intake/pdfcontent.h"

/* FALSE: the image's data are cut, spoiled or missing. What cannot be judged is TRUE. */
gboolean bm_pdfin_image_is_sound(const BmPdfFile *pdf, const BmPdfImage *image);

/**
 * bm_pdfin_image_fits - has the image at most @most pixels, whatever it says of itself?
 *
 * JPEG, JPEG 2000 and JBIG2 streams carry their own size, and that is what a decoder makes room
 * for; soft masks are decoded too.
 */
gboolean bm_pdfin_image_fits(const BmPdfFile *pdf, const BmPdfImage *image, double most);

/* Are there enough data that a page of one colour must be a failure to decode them? */
gboolean bm_pdfin_image_has_substance(const BmPdfFile *pdf, const BmPdfImage *image);
