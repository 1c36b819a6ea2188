/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a workbook has been copied to its end. */
#pragma once
#include <glib.h>

/**
 * bm_zip_has_end - FALSE for a ZIP archive (a workbook is one) that ends too early
 *
 * @fd  open for reading, a regular file; its position is not used
 * An archive ends with a record that says where its directory lies; the directory must end
 * where that record begins. What is no ZIP archive is TRUE.
 */
gboolean bm_zip_has_end(int fd);
