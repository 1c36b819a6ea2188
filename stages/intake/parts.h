/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of intake share: one reader per format takes a file apart and hands each page,
 * decoded or as JPEG bytes, to out.c, which alone decides on resolution, form and facts.
 *
 * Two kinds of failure must not be mixed. A reader that returns FALSE gives the whole file up
 * (intake parks it, or tries again); a page that cannot be decoded is given to
 * bm_intake_page_lost(), so that it stays counted while the other pages go on.
 */
#pragma once
#include "pipeline/job.h"
#include "stages/shared/page.h"

typedef struct BmIntake {
  BmJob *job;
  const char *file_id;
  const char *format;  /* "tiff", "pdf", "jpeg", "png" */
  double max_page_px;  /* pixels of one page */
  double max_total_px; /* pixels of all pages of the file */
  double page_s;       /* of a processor, for one page */
  guint max_pages;
  guint n_pages; /* of the source file; set by the reader before the first page */
  guint n_emitted;
  double total_px;
  double asked_px;   /* of the page in hand */
  char *last_reason; /* why the last lost page was lost */
} BmIntake;

/* A page begins: it has the time of one page. */
void bm_intake_step(const BmIntake *in);

/* What a reader knows of a page besides its pixels. */
typedef struct BmSource {
  guint page;          /* from 1 */
  double xdpi, ydpi;   /* of the stored pixels, 0 when the file does not say */
  int orientation;     /* 1 to 8 as in TIFF and EXIF, still to be applied */
  gboolean is_damaged; /* some of it could not be decoded */
  gboolean is_checked; /* a JPEG stream is known to be sound, gray or YCbCr */
  gboolean is_fax;     /* a fax code without resolution: 204 dpi across is likely */
} BmSource;

/**
 * bm_intake_page - hand one decoded page on
 *
 * @page  stolen; depth 1 (1 = ink), 8 or 32
 *
 * Applies the orientation, finds the resolution, makes pixels square, writes the page file,
 * emits the item and doubts it ("page_damaged") when @source says so. Errors: BM_ERROR_INPUT
 * "page_too_large", "file_too_large"; BM_ERROR_IO. All concern the file.
 */
gboolean bm_intake_page(BmIntake *in, PIX *page, const BmSource *source, GError **error);

/* The same for a JPEG stream: its coded data go on unchanged when nothing has to be changed,
 * else decoded. A stream that gives no pixels is a lost page. */
gboolean bm_intake_jpeg(BmIntake *in, const guint8 *data, gsize size, const BmSource *source,
                        GError **error);

/* The page is counted as rejected with the reason of @why, an error of kind BM_ERROR_INPUT;
 * FALSE: @why is of another kind and becomes @error. @why is stolen. */
gboolean bm_intake_page_lost(BmIntake *in, guint page, GError *why, GError **error);

/* FALSE with "page_too_large" or "file_too_large" when @width × @height, added to the pages
 * so far, passes a limit; to be asked before anything is decoded. */
gboolean bm_intake_fits(BmIntake *in, double width, double height, GError **error);

/* FALSE with "too_many_pages" when the file holds more than the limit, "no_pages" when none. */
gboolean bm_intake_n_pages(BmIntake *in, guint n_pages, GError **error);

/* Readers: take @data apart, page by page, in source order. */
gboolean bm_tiff_explode(BmIntake *in, int fd, const guint8 *data, gsize size, GError **error);
gboolean bm_pdfin_explode(BmIntake *in, GBytes *bytes, GError **error);
gboolean bm_jpeg_explode(BmIntake *in, const guint8 *data, gsize size, GError **error);
gboolean bm_png_explode(BmIntake *in, const guint8 *data, gsize size, GError **error);
