/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PDF files joined page by page, with nothing taken along but the pages.
 *
 * Pages are copied as they are: no picture is decoded, no font touched; each stands on a
 * numbered A4 sheet. What could tell of
 * people stays behind: document properties, XMP metadata at any depth, outlines, comments,
 * attachments, scripts, thumbnails, data of the editor that made the file. Comments and stamps
 * that are part of the printed page are drawn into it first.
 */
#pragma once
#include <glib.h>

typedef struct BmJoin BmJoin;

/* @scratch: folder for passing files, borrowed until bm_join_free. */
BmJoin *bm_join_new(const char *title, const char *scratch);
void bm_join_free(BmJoin *join);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmJoin, bm_join_free)

/**
 * bm_join_open - read a PDF whose pages will be wanted
 *
 * @is_foreign  the file comes from a person: annotations are drawn into its pages
 * @ret_source  number for bm_join_page
 * @ret_pages   how many pages it has, at least 1
 * Errors: BM_ERROR_INPUT with @reason when it cannot be read or has no pages.
 */
gboolean bm_join_open(BmJoin *join, const char *path, gboolean is_foreign, const char *reason,
                      guint *ret_source, guint *ret_pages, GError **error);

/* Append page @page (from 0) of a source. */
void bm_join_page(BmJoin *join, guint source, guint page);
guint bm_join_n_pages(const BmJoin *join); /* so far */

/* An entry of the outline that leads to the next page to be appended; @level 0 or 1. */
void bm_join_mark(BmJoin *join, guint level, const char *title);

/* Number the pages (folio.h), write the file and read it back: every page that is not foreign
 * shows what it did in its source. Once only. Equal input gives equal bytes. @is_duplex:
 * numbers stand at the outer edge of each side. Errors: BM_ERROR_IO "disk_write";
 * BM_ERROR_INPUT "bundle_unmade" when a source is damaged; BM_ERROR_MODEL "font_missing". */
gboolean bm_join_write(BmJoin *join, const char *path, gboolean is_duplex, GError **error);
