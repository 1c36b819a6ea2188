/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One drawing for the screen and for paper: pictures, frames and words, as PNG or on a PDF
 * page. Lengths are millimetres from the top left corner. */
#pragma once
#include "stages/shared/pdf.h"

typedef struct BmCanvas BmCanvas;

typedef enum BmCanvasInk {
  BM_INK_BLACK,
  BM_INK_GRAY,
  BM_INK_RED,
  BM_INK_BLUE,
  BM_INK_WHITE
} BmCanvasInk;

/* A white picture; NULL with BM_ERROR_IO "no_memory". */
BmCanvas *bm_canvas_new(double width_mm, double height_mm, double dpi, GError **error);
/* The page under way of a PDF file, borrowed. */
BmCanvas *bm_canvas_on(BmPdf *pdf);
void bm_canvas_free(BmCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmCanvas, bm_canvas_free)

/* A picture as PNG; equal drawings give equal bytes. Errors: BM_ERROR_IO "disk_write". */
gboolean bm_canvas_write(BmCanvas *canvas, const char *path, GError **error);

/* @pix (depth 8 or 32) so that it fills @rect. */
gboolean bm_canvas_picture(BmCanvas *canvas, PIX *pix, BmPdfRect rect, GError **error);
void bm_canvas_frame(BmCanvas *canvas, BmPdfRect rect, double line_mm, BmCanvasInk ink);
void bm_canvas_fill(BmCanvas *canvas, BmPdfRect rect, BmCanvasInk ink, double opacity);
void bm_canvas_line(BmCanvas *canvas, double x1, double y1, double x2, double y2,
                    double line_mm, BmCanvasInk ink);

/* Words in at most @rect, in the middle of its height, cut with an ellipsis.
 * @font  "PT Sans Bold 11", points */
void bm_canvas_text(BmCanvas *canvas, const char *font, const char *text, BmPdfRect rect,
                    BmCanvasInk ink);
