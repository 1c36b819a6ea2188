/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/fill.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tools/folder.h"

TestSuite(fill, .init = folder_make, .fini = folder_remove);

Test(fill, the_end_of_a_longer_file_goes)
{
  g_autofree char *path = folder_path("a.txt"), *text = NULL;
  gsize size = 0;
  cr_assert(bm_file_fill(path, "a long text", 11));
  cr_assert(bm_file_fill(path, "short", 5));
  cr_assert(g_file_get_contents(path, &text, &size, NULL));
  cr_assert_eq(size, 5);
  cr_assert_str_eq(text, "short");
  struct stat st;
  cr_assert_eq(stat(path, &st), 0);
  cr_assert_eq(st.st_mode & 0777, 0600);
}

Test(fill, no_link_is_followed)
{
  g_autofree char *path = folder_path("link"), *target = folder_path("target");
  cr_assert_eq(symlink(target, path), 0);
  cr_assert_not(bm_file_fill(path, "text", 4));
  cr_assert_eq(errno, ELOOP);
  cr_assert_not(g_file_test(target, G_FILE_TEST_EXISTS));
}

Test(fill, a_full_disk_is_told)
{
  cr_assert_not(bm_file_fill("/dev/full", "text", 4));
  cr_assert_eq(errno, ENOSPC);
}
