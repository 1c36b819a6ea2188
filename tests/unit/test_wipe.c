/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wiping: the bytes go before the name does, and nobody else's bytes go. */
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

TestSuite(wipe, .timeout = 20, .init = folder_make, .fini = folder_remove);

/* --- what waits for the disk */

static int syncs, syncs_then = -1; /* since the last rename; before the first byte after it */

int rename(const char *from, const char *to)
{
  syncs = 0;
  syncs_then = -1;
  return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int fsync(int fd)
{
  syncs++;
  return (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd)
{
  syncs += 2;
  return (int)syscall(SYS_syncfs, fd);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
  syncs_then = syncs_then < 0 ? syncs : syncs_then;
  return syscall(SYS_pwrite64, fd, bytes, n, at);
}

/* --- */

static char *file_make(const char *name, gsize n)
{
  char *path = folder_path(name);
  g_autofree char *text = g_strnfill(n, 'N');
  cr_assert(g_file_set_contents(path, text, (gssize)n, NULL));
  return path;
}

/* What an open descriptor still sees of a file that has lost its name. */
static gboolean has_letters(int fd)
{
  char block[4096];
  gssize n;
  for (off_t at = 0; (n = pread(fd, block, sizeof block, at)) > 0; at += n)
    if (memchr(block, 'N', (gsize)n) != NULL)
      return TRUE;
  return FALSE;
}

Test(wipe, every_byte_is_overwritten_and_the_name_is_gone)
{
  static const gsize sizes[] = {0, 1, 4096, (1 << 18) + 1, 3000001};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = file_make("names.csv", sizes[i]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_ok(bm_file_wipe(path, &error), error);
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
    cr_expect_not(has_letters(fd), "%zu bytes", sizes[i]);
    close(fd);
  }
}

Test(wipe, what_a_link_points_to_stays)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = file_make("theirs.txt", 10), *link = folder_path("link");
  g_autofree char *text = NULL;
  cr_assert_eq(symlink(path, link), 0);
  assert_ok(bm_file_wipe(link, &error), error);
  cr_assert(g_file_get_contents(path, &text, NULL, NULL));
  cr_expect_str_eq(text, "NNNNNNNNNN");
  cr_expect_not(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
}

Test(wipe, bytes_with_another_name_stay)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = file_make("one", 10), *other = folder_path("other"), *text = NULL;
  cr_assert_eq(link(path, other), 0);
  assert_ok(bm_file_wipe(path, &error), error);
  cr_assert(g_file_get_contents(other, &text, NULL, NULL));
  cr_expect_str_eq(text, "NNNNNNNNNN");
}

Test(wipe, read_only_and_missing_files_are_no_trouble)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = file_make("closed", 100);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  cr_assert_eq(chmod(path, 0400), 0);
  assert_ok(bm_file_wipe(path, &error), error);
  cr_expect_not(has_letters(fd));
  assert_ok(bm_file_wipe(path, &error), error);
  close(fd);
}

Test(wipe, a_folder_goes_with_all_that_is_in_it)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *below = folder_path("a/b/c"), *top = folder_path("a");
  cr_assert_eq(g_mkdir_with_parents(below, 0700), 0);
  g_autofree char *one = file_make("a/one", 10), *two = file_make("a/b/c/two", 10);
  int fd = open(two, O_RDONLY | O_CLOEXEC);
  assert_ok(bm_folder_wipe(top, &error), error);
  cr_expect_not(g_file_test(top, G_FILE_TEST_EXISTS));
  cr_expect_not(has_letters(fd));
  close(fd);
}

Test(wipe, the_trash_takes_the_name_first_and_is_emptied)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *left = folder_path("vault/wipe/1-0"), *trash = folder_path("vault/wipe");
  cr_assert_eq(g_mkdir_with_parents(trash, 0700), 0);
  g_autofree char *path = file_make("scan.tif", 100);
  g_autofree char *crashed = file_make("vault/wipe/999-7", 100);
  int fd = open(path, O_RDONLY | O_CLOEXEC), old = open(crashed, O_RDONLY | O_CLOEXEC);
  assert_ok(bm_file_trash(folder, path, &error), error);
  cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
  cr_expect_not(has_letters(fd));
  assert_ok(bm_trash_empty(folder, &error), error);
  cr_expect_not(g_file_test(trash, G_FILE_TEST_EXISTS));
  cr_expect_not(has_letters(old));
  close(fd);
  close(old);
}

Test(wipe, what_is_thrown_away_is_wiped_only_when_asked)
{
  for (guint is_on = 0; is_on < 2; is_on++) {
    g_autofree char *path = file_make("page.png", 100), *in = folder_path("scratch");
    cr_assert_eq(g_mkdir(in, 0700), 0);
    g_autofree char *inner = file_make("scratch/page.png", 100);
    int fd = open(path, O_RDONLY | O_CLOEXEC), fd_inner = open(inner, O_RDONLY | O_CLOEXEC);
    bm_wipe_set(is_on != 0);
    bm_file_discard(path);
    bm_folder_remove(in);
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
    cr_expect_not(g_file_test(in, G_FILE_TEST_EXISTS));
    cr_expect_eq(has_letters(fd), is_on == 0);
    cr_expect_eq(has_letters(fd_inner), is_on == 0);
    close(fd);
    close(fd_inner);
  }
  bm_wipe_set(FALSE);
}

/* After a power cut the old name would hold zeros: both folders are on disk before the first.
 */
Test(wipe, no_byte_is_overwritten_before_the_new_name_is_on_disk)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = file_make("names.csv", 10), *other = file_make("more.csv", 10);
  assert_ok(bm_file_trash(folder, path, &error), error);
  cr_expect_geq(syncs_then, 2);
  assert_ok(bm_file_trash_later(folder, other, &error), error);
  cr_expect_not(g_file_test(other, G_FILE_TEST_EXISTS));
  cr_expect_eq(syncs_then, -1, "that is for later");
  assert_ok(bm_trash_empty(folder, &error), error);
  cr_expect_geq(syncs_then, 2);
}
