/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The empty procedure.xlsx that a coordinator fills in. */
#pragma once
#include "pipeline/error.h"

/**
 * bm_procedure_template_write - the sheets of procedure_plan.c, empty, with a guide in front
 *
 * Headings are locked (without a password), cells have lists of what is allowed and a hint that
 * shows when they are chosen; codes, classes and numbers of tasks are cells of text, so that no
 * office program makes a date of 5.1. Always the same bytes.
 * @path  replaced when the whole file is there
 * Errors: BM_ERROR_IO "disk_write".
 * Tests:  tests/unit/test_procedure_book.c
 */
gboolean bm_procedure_template_write(const char *path, GError **error);
