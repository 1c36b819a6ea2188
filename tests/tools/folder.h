/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own for each test: TestSuite(x, .init = folder_make, .fini = folder_remove).
 */
#pragma once
#include <criterion/criterion.h>
#include <glib.h>
#include <glib/gstdio.h>

static char *folder;

static inline void folder_make(void)
{
  folder = g_dir_make_tmp("bm-test-XXXXXX", NULL);
  cr_assert_not_null(folder);
}

static inline void folder_tree_remove(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name(dir) : NULL; name != NULL;
       name = g_dir_read_name(dir)) {
    g_autofree char *below = g_build_filename(path, name, NULL);
    folder_tree_remove(below);
  }
  g_remove(path);
}

static inline void folder_remove(void)
{
  folder_tree_remove(folder);
  g_clear_pointer(&folder, g_free);
}

/* Path of @name in the folder; caller frees. */
static inline char *folder_path(const char *name)
{
  return g_build_filename(folder, name, NULL);
}
