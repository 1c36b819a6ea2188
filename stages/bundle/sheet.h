/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The score sheet on paper: a table for each class alias, row a work, column a task.
 *
 * Cells are wide enough to write in by hand. Few tasks fit an upright page, more a page across,
 * and still more go on over several pages, each with the work numbers.
 */
#pragma once
#include "stages/bundle/kit.h"

/* Errors: those of bm_pdf_new and bm_pdf_finish. */
gboolean bm_sheet_write(const BmKit *kit, const char *path, GError **error);
