/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are made in place. */
#pragma once
#include <glib.h>

/**
 * bm_file_fill - make a file, or empty the one that is there, and fill it; mode 0600
 *
 * In place, as workers must: in their sandbox nothing is renamed or removed. A file that must
 * be whole or not there at all is written with bm_file_write.
 *
 * Returns FALSE with errno. Tests: tests/unit/test_fill.c
 */
gboolean bm_file_fill(const char *path, const void *bytes, gsize size);
