/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PDF files that this program makes: sorted works, bundles, score sheets, separator sheets.
 *
 * A thin layer over cairo and pango that keeps three promises. Equal calls give equal bytes: no
 * clock, no locale, one fixed font map. A scanned page goes in as the bytes it already has
 * (JPEG, G4), never encoded twice. Nothing but the page goes in: the only document property is
 * the title given, and what a camera or scanner wrote beside the picture of a JPEG stays out.
 * Finished pages are written out at once, so memory does not grow with their number.
 *
 * Lengths are millimetres from the top left corner of the page, font sizes are points.
 */
#pragma once
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

#include <cairo.h>

#define BM_PDF_A4_WIDTH 210.0
#define BM_PDF_A4_HEIGHT 297.0

typedef struct BmPdf BmPdf;

typedef struct BmPdfRect {
  double x, y, w, h; /* mm */
} BmPdfRect;

typedef enum BmPdfFace { BM_PDF_SANS, BM_PDF_NARROW, BM_PDF_SERIF, BM_PDF_MONO } BmPdfFace;
typedef enum BmPdfAlign { BM_PDF_LEFT, BM_PDF_CENTER, BM_PDF_RIGHT } BmPdfAlign;

typedef struct BmPdfStyle {
  BmPdfFace face; /* ParaType's free PT family, embedded */
  double size_pt;
  gboolean is_bold, is_italic;
  BmPdfAlign align;
  double gray;    /* 0 black to 1 white */
  double leading; /* distance of lines as a multiple of the font's own; 0: 1.0 */
} BmPdfStyle;

/**
 * bm_pdf_new - begin a PDF file
 *
 * @path   is created or overwritten
 * @title  the document's title, shown by viewers; neutral; NULL: none
 * Errors: BM_ERROR_IO "disk_write" when the file cannot be made;
 *         BM_ERROR_MODEL "font_missing" when the PT fonts are not installed.
 */
BmPdf *bm_pdf_new(const char *path, const char *title, GError **error);
void bm_pdf_free(BmPdf *pdf); /* without bm_pdf_finish the file is incomplete */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPdf, bm_pdf_free)

/* The next page, empty; what follows is drawn on it. A page must be begun before drawing. */
void bm_pdf_page(BmPdf *pdf, double width_mm, double height_mm);
guint bm_pdf_n_pages(const BmPdf *pdf);

/* Write out the rest and close. Errors: BM_ERROR_IO "disk_write", also for any earlier write.
 */
gboolean bm_pdf_finish(BmPdf *pdf, GError **error);

/**
 * bm_pdf_text - set text with its upper left corner at @x, @y, wrapped at words to @width
 *
 * @width  mm; 0: no wrapping, and @x is the left, middle or right of the line by style->align
 * @text   UTF-8; "\n" begins a line
 * Returns the height that the text took, mm.
 */
double bm_pdf_text(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                   const char *text);
/* As bm_pdf_text, with Pango markup: "<b>…</b>"; the caller escapes what is not its own. */
double bm_pdf_markup(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                     const char *markup);
/* Size that bm_pdf_text would take; either result may be NULL. */
void bm_pdf_text_size(BmPdf *pdf, const BmPdfStyle *style, double width, const char *text,
                      double *ret_width, double *ret_height);
/* As bm_pdf_text, set smaller until it is no higher than @height. */
double bm_pdf_text_fit(BmPdf *pdf, const BmPdfStyle *style, double x, double y, double width,
                       double height, const char *text);
/* One line in the middle of @rect, set smaller when it is too wide for it. */
void bm_pdf_text_in(BmPdf *pdf, const BmPdfStyle *style, BmPdfRect rect, const char *text);

void bm_pdf_line(BmPdf *pdf, double x1, double y1, double x2, double y2, double width_mm,
                 double gray);
void bm_pdf_frame(BmPdf *pdf, BmPdfRect rect, double width_mm,
                  double gray); /* line inside @rect */
void bm_pdf_fill(BmPdf *pdf, BmPdfRect rect, double gray);

/**
 * bm_pdf_image - place a page file so that it fills @rect
 *
 * A JPEG's picture data go in as they are; metadata beside them (EXIF, comments, thumbnails) do
 * not. A bilevel page goes in as G4. Other pages go in as JPEG of @quality, or lossless for 0.
 *
 * @path     JPEG or TIFF as stages/shared/page.h writes it
 * @quality  1..100 or 0
 * Errors: BM_ERROR_INPUT "page_unreadable", BM_ERROR_IO "no_memory".
 * Tests:  tests/stages/test_pdf.c, suite pdf_image.
 */
gboolean bm_pdf_image(BmPdf *pdf, const char *path, BmPdfRect rect, int quality,
                      GError **error);

/* As bm_pdf_image for a page in memory. @unique_id: content with the same one is stored once
 * (kept in memory until the end); NULL for content that comes once. */
gboolean bm_pdf_pix(BmPdf *pdf, PIX *page, BmPdfRect rect, int quality, const char *unique_id,
                    GError **error);

/**
 * bm_pdf_jpeg_picture - the segments of a JPEG that make its picture, byte for byte
 *
 * Application data (but Adobe's colour transform), comments and what follows the end of the
 * image are left out. Returns a new array, or NULL when the data are cut or are no JPEG.
 * Source: ITU-T T.81, annex B (marker segments).
 */
GByteArray *bm_pdf_jpeg_picture(const guint8 *data, gsize size);

/* The page under way for drawing that the calls above do not cover; borrowed, unit 1 pt. */
cairo_t *bm_pdf_cairo(BmPdf *pdf);
