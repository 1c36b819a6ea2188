/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A held page as a person sees it: what is masked, by number, and where the doubts are. */
#pragma once
#include "pipeline/box.h"
#include "pipeline/error.h"

typedef struct BmMark {
  BmBox box;        /* pixels of the page file */
  const char *text; /* "3" of a mask, the reason of a doubt */
  gboolean is_doubt;
} BmMark;

/**
 * bm_marked_write - picture of a page with its masks and doubts
 *
 * @page   page file (stages/shared/page.h)
 * @dpi    its resolution, 50 to 2400
 * @marks  @n of them; empty boxes are left out
 * @out    PNG, 110 dpi; rulers at the left and the top count pixels of the page, as
 *         `review mask PAGE x,y,w,h` wants them
 *
 * Errors: BM_ERROR_INPUT "page_unreadable", BM_ERROR_IO "disk_write" or "no_memory".
 * Tests:  tests/stages/test_marked.c
 */
gboolean bm_marked_write(const char *page, double dpi, const BmMark *marks, guint n,
                         const char *out, GError **error);
