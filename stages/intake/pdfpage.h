/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a PDF page is shown, and whether it is nothing but one scan. */
#pragma once
#include "stages/intake/pdfcontent.h"

typedef struct BmPdfView {
  double x0, y0, x1, y1; /* the visible box, default user space */
  int turn;              /* degrees clockwise when shown: 0, 90, 180, 270 */
  double unit;           /* points per unit of user space */
} BmPdfView;

/* FALSE: the page has no usable box. */
gboolean bm_pdfin_view_read(const BmPdfFile *pdf, qpdf_oh page, BmPdfView *ret);

/* Is something seen on the page that its content does not draw: stamps, notes, form fields? */
gboolean bm_pdfin_has_annotations(const BmPdfFile *pdf, qpdf_oh page);

/* Resolution of an image as it is placed, across and down its own pixels. */
void bm_pdfin_image_dpi(const BmPdfImage *image, const BmPdfView *view, double *ret_x,
                        double *ret_y);

/* The orientation (1 to 8) of the only image when it covers the visible page and nothing is
 * drawn over it, or when it fills at least half of the page and all else is bare; 0: the page
 * has to be rendered. */
int bm_pdfin_scan_orientation(const BmPdfContent *content, const BmPdfView *view);
