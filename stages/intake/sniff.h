/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its content; its name is not asked. */
#pragma once
#include <glib.h>

typedef enum BmFormat {
  BM_FORMAT_OTHER, /* refused, the slug says what to do */
  BM_FORMAT_TIFF,
  BM_FORMAT_PDF,
  BM_FORMAT_JPEG,
  BM_FORMAT_PNG,
} BmFormat;

enum { BM_SNIFF_SIZE = 4096 };

/**
 * bm_sniff - format of a file from its first bytes
 *
 * @head        first min(size, BM_SNIFF_SIZE) bytes
 * @ret_reason  set for BM_FORMAT_OTHER: the reason to refuse it with; static
 */
BmFormat bm_sniff(const guint8 *head, gsize size, const char **ret_reason);

/* "tiff", "pdf", "jpeg", "png"; NULL for BM_FORMAT_OTHER. */
const char *bm_format_name(BmFormat format);
