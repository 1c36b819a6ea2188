/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electronic score form: a workbook with a sheet for each class alias.
 *
 * Row a work, column a task; only score cells can be written, and they take whole numbers up to
 * the task's maximum or X (Latin or Cyrillic). The hidden sheet "_blindmark" says what the form
 * is, so that a returned file can be matched without trusting its name: column A a key, B a
 * value; then a row "sheet" for each sheet: name, first row (from 1), rows, tasks, class alias.
 */
#pragma once
#include "stages/bundle/kit.h"

/**
 * bm_scores_write - write the workbook
 *
 * @scratch  folder for the library's passing files
 * Errors: BM_ERROR_IO "disk_write". Equal kits give equal bytes.
 */
gboolean bm_scores_write(const BmKit *kit, const char *path, const char *scratch,
                         GError **error);
