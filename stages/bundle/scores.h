/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The electronic score form: a workbook with a sheet for each class alias.
 *
 * Row a work, column a task, then the total and a check of the row; only score cells can be
 * written, and they take whole numbers up to the task's maximum or X (Latin or Cyrillic). What
 * is empty is yellow, what was pasted past the validation or breaks a gate of the rubric is
 * red. For a third expert the cells of tasks that are not in dispute are grey, locked and hold
 * BM_SCOREFORM_CLOSED. Words and places that the
 * stage collect needs to read the form back are in stages/shared/scoreform.h.
 *
 * Class, bundle, marker and form version stand above each table, so that a sheet saved as CSV
 * still says whose it is. The hidden sheet "_blindmark" says it for the whole form: column A a
 * key, B a value (form_version, bundle, marker; "task" with its maximum in C); then a row
 * "sheet" for each sheet: name, first row (from 1), rows, tasks, class alias.
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
