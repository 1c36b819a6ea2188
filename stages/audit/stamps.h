/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which stamp each page of a finished PDF shows, read with ZBar from the page as it is drawn.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_stamps_read - the page stamps of a bundle.pdf
 *
 * @path    the file
 * @wanted  [page number, from 1] on which a stamp is looked for with all patience; on the
 *          others only places that look like a code, and the page as it stands, are tried
 *
 * Pages are drawn by poppler, so that what a printer would show counts, not what the file
 * says of itself. Returns a new array, one entry a page: {"work_no", "page", "round_tag"}, null
 * where no stamp can be read, "differ" where two are read that differ.
 * Errors: BM_ERROR_INPUT "audit_unreadable".
 * Cost:   about 0.1 s a page.
 * Tests:  tests/stages/test_audit.c
 */
json_t *bm_stamps_read(const char *path, const json_t *wanted, GError **error);
