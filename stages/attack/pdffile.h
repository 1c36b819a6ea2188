/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A handed-out PDF taken apart: pictures as they lie in the file, and all that is no picture.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

typedef struct BmPdfFile BmPdfFile;

/* Errors: BM_ERROR_INPUT "attack_unreadable". */
BmPdfFile *bm_pdffile_open(const char *path, GError **error);
void bm_pdffile_free(BmPdfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmPdfFile, bm_pdffile_free)

guint bm_pdffile_n_pages(const BmPdfFile *file);

/* The only picture of a page. */
typedef struct BmPdfPicture {
  guint8 *data; /* as they lie in the file; freed by bm_pdfpicture_clear */
  gsize size;
  gboolean is_jpeg, is_fax, is_inverted;
  int width, height;
  double width_mm, height_mm; /* of the page */
} BmPdfPicture;
void bm_pdfpicture_clear(BmPdfPicture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmPdfPicture, bm_pdfpicture_clear)

/* FALSE when the page draws anything but one picture (a cover, a list). */
gboolean bm_pdffile_picture(BmPdfFile *file, guint page, BmPdfPicture *ret);
/* Pixels of a picture, depth 1, 8 or 32; NULL when it cannot be decoded. */
PIX *bm_pdfpicture_decode(const BmPdfPicture *picture);
/* Words that can be copied from a page, as they are; caller frees. */
char *bm_pdffile_text(BmPdfFile *file, guint page);

/**
 * bm_pdffile_metadata - what the file holds beside its pages
 *
 * Returns a new array of {"key", "value"}: entries of the document's properties, "xmp",
 * "attachments", "scripts", "tail" (bytes after the end), "head" (bytes before the start),
 * "updates" (earlier states kept), "outline", "jpeg" (segments that are no picture). Values are
 * secret.
 */
json_t *bm_pdffile_metadata(BmPdfFile *file);
