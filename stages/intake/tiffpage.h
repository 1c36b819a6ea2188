/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a TIFF file to pixels. */
#pragma once
#include <tiffio.h>

#include "pipeline/error.h"
#include "stages/shared/autoptr.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TIFF, TIFFClose)

/* What libtiff had to say since the counts were last cleared. */
typedef struct BmTiffWatch {
  guint n_errors;
  guint n_warnings; /* of a decoder: a line that is too short, a bad code; not of tags */
} BmTiffWatch;

/* Open without libtiff's own use of stderr; @watch must outlive the handle; NULL: no TIFF. */
TIFF *bm_tiff_open_memory(const guint8 *data, gsize size, BmTiffWatch *watch);

/**
 * bm_tiff_page_decode - pixels of the current directory, orientation not applied
 *
 * @ret_page        1 (1 = ink), 8 or 32
 * @ret_is_damaged  the decoder complained: something on the page is made up
 *
 * Errors: BM_ERROR_INPUT "page_unreadable" (nothing decoded), "tiff_kind_unknown" (floating
 * point and other kinds that no scanner writes); BM_ERROR_IO "no_memory".
 */
gboolean bm_tiff_page_decode(TIFF *tiff, BmTiffWatch *watch, PIX **ret_page,
                             gboolean *ret_is_damaged, GError **error);
