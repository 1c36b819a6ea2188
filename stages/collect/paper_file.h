/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of scanned score sheets, page by page. */
#pragma once
#include "stages/collect/paper.h"

/**
 * bm_paper_file_facts - read a scanned return
 *
 * @path   TIFF of one or more pages, JPEG, PNG or PDF, told by its bytes
 * @kits, @crops  as for bm_paper_return_new
 *
 * Returns what bm_paper_return_facts says; a file that cannot be decoded, has no page or more
 * than 200 has the only fault "paper_file_unreadable". NULL only for trouble that is not the
 * file's: BM_ERROR_IO "no_memory", "disk_write".
 * PDF pages are drawn at 200 dpi.
 * Tests: tests/stages/test_collect_paper_file.c
 */
json_t *bm_paper_file_facts(const char *path, const json_t *kits, const char *crops,
                            GError **error);
