/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that outlives its process. */
#include "pipeline/autoptr.h"
#include "pipeline/kept.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#define N 20
#define RECORD "(us)"

static char *folder_new(void)
{
  char *folder = g_dir_make_tmp("bm-kept-XXXXXX", NULL);
  cr_assert_not_null(folder);
  return folder;
}

static void some_add(const char *folder, guint first, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmKept) kept = bm_kept_open(folder, &error);
  assert_ok(kept != NULL, error);
  cr_assert_eq(bm_kept_n(kept), first);
  for (guint i = first; i < first + n; i++)
    assert_ok(bm_kept_add(kept, g_variant_new(RECORD, i, "page"), &error), error);
}

/* How many records are there; each must say its place. */
static guint all_read(const char *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BmKept) kept = bm_kept_open(folder, &error);
  assert_ok(kept != NULL, error);
  for (guint i = 0; i < bm_kept_n(kept); i++) {
    guint32 place;
    const char *text;
    g_autoptr(GVariant) record = bm_kept_get(kept, i, RECORD);
    cr_assert_not_null(record);
    g_variant_get(record, "(u&s)", &place, &text);
    cr_expect_eq(place, i);
    cr_expect_str_eq(text, "page");
  }
  cr_expect_null(bm_kept_get(kept, bm_kept_n(kept), RECORD));
  return bm_kept_n(kept);
}

TestSuite(kept, .timeout = 60);

Test(kept, later_tries_go_on_behind_earlier_ones)
{
  g_autofree char *folder = folder_new();
  cr_expect_eq(bm_kept_size(folder), 0);
  some_add(folder, 0, 3);
  guint64 size = bm_kept_size(folder);
  some_add(folder, 3, 4);
  cr_expect_gt(bm_kept_size(folder), size);
  cr_expect_eq(all_read(folder), 7);
  bm_folder_remove(folder);
}

/* Wherever the file is cut, the whole records before are there and the next ones come behind.
 */
Test(kept, a_torn_end_is_cut_off)
{
  g_autofree char *folder = folder_new();
  g_autofree char *path = g_build_filename(folder, "kept", NULL);
  some_add(folder, 0, N);
  g_autofree char *bytes = NULL;
  gsize size;
  cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
  cr_assert_eq(size % N, 0);
  for (gsize cut = 0; cut < size; cut++) {
    guint whole = (guint)(cut / (size / N));
    cr_assert(g_file_set_contents(path, bytes, (gssize)cut, NULL));
    cr_assert_eq(all_read(folder), whole);
    some_add(folder, whole, 2);
    cr_assert_eq(all_read(folder), whole + 2);
  }
  bm_folder_remove(folder);
}

Test(kept, what_is_no_record_of_that_type_is_none)
{
  g_autofree char *folder = folder_new();
  g_autofree char *path = g_build_filename(folder, "kept", NULL);
  g_autoptr(GError) error = NULL;
  static const char nonsense[] = "\x05\0\0\0abcde\xff\xff\xff\xff rest";
  cr_assert(g_file_set_contents(path, nonsense, sizeof nonsense, NULL));
  g_autoptr(BmKept) kept = bm_kept_open(folder, &error);
  assert_ok(kept != NULL, error);
  cr_expect_eq(bm_kept_n(kept), 1);
  cr_expect_null(bm_kept_get(kept, 0, RECORD));
  cr_expect_eq(bm_kept_size(folder), 9);
  bm_folder_remove(folder);
}

Test(kept, a_folder_that_is_not_there_is_told)
{
  g_autoptr(GError) error = NULL;
  cr_expect_null(bm_kept_open("/nonexistent/folder", &error));
  cr_assert_not_null(error);
}
