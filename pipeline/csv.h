/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 with what office programs do to it: ';' or tab, BOM, Windows-1251. */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

#define BM_CSV_LINE "#line"

/**
 * bm_csv_read - a table with a header line
 *
 * Returns a new array of objects, header name → text, and BM_CSV_LINE → number of the line;
 * spaces around values are cut; empty lines
 * are left out. The separator is the one of , ; tab that the header line holds most of.
 * Errors: BM_ERROR_SETTING "csv_bad" (with the line), BM_ERROR_IO "file_open".
 */
json_t *bm_csv_read(const char *path, GError **error);
