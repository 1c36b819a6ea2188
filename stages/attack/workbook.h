/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook (.xlsx) taken apart: it is a ZIP archive of XML files. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/error.h"

/**
 * bm_workbook_look - properties and words of a workbook
 *
 * @ret_words  text of all parts, tags removed; caller frees; secret
 * Returns a new array of {"key", "value"} as bm_pdffile_metadata: elements of docProps, times
 * of the archive's entries other than the fixed one ("times"), comments and bytes that belong
 * to no entry ("tail"), parts that a score form has no use for ("part"). Errors: BM_ERROR_INPUT
 * "attack_unreadable". Source: PKWARE APPNOTE.TXT 6.3, sections 4.3.12 and 4.3.16.
 */
json_t *bm_workbook_look(const char *path, char **ret_words, GError **error);
