/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stages/shared/page: page files between stages. */
#include "tests/tools/assert_ok.h"

#include "stages/shared/page.h"

#include <glib/gstdio.h>

TestSuite(page, .timeout = 20);

static PIX *noise(int width, int height, int depth)
{
  GRand *dice = g_rand_new_with_seed(3);
  PIX *page = pixCreate(width, height, depth);
  l_uint32 most = depth == 32 ? 0xffffff : depth == 8 ? 255 : 1;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      l_uint32 value = g_rand_int(dice) & most;
      pixSetPixel(page, x, y, depth == 32 ? value << 8 : value);
    }
  pixSetResolution(page, 200, 200);
  g_rand_free(dice);
  return page;
}

Test(page, every_depth_comes_back_pixel_for_pixel_and_twice_the_same_bytes)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autofree char *folder = g_dir_make_tmp("bm-page-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.tif", NULL);
    g_autofree char *twin = g_build_filename(folder, "b.tif", NULL);
    g_autoptr(PIX) page = noise(301, 517, depths[i]);
    GError *error = NULL;
    assert_ok(bm_page_write(page, path, &error), error);
    assert_ok(bm_page_write(page, twin, &error), error);
    g_autoptr(PIX) back = bm_page_read(path, &error);
    assert_ok(back != NULL, error);
    l_int32 same = 0;
    pixEqual(page, back, &same);
    cr_expect(same, "depth %d", depths[i]);
    cr_expect_eq(pixGetXRes(back), 200);
    g_autofree char *a = NULL, *b = NULL;
    gsize n_a, n_b;
    g_file_get_contents(path, &a, &n_a, NULL);
    g_file_get_contents(twin, &b, &n_b, NULL);
    cr_expect(n_a == n_b && memcmp(a, b, n_a) == 0);
    g_unlink(path);
    g_unlink(twin);
    g_rmdir(folder);
  }
}

Test(page, pages_are_read_as_leptonica_reads_them)
{
  static const int depths[] = {8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++)
    for (int width = 300; width < 304; width++) {
      g_autofree char *folder = g_dir_make_tmp("bm-page-XXXXXX", NULL);
      g_autofree char *path = g_build_filename(folder, "a.tif", NULL);
      g_autoptr(PIX) page = noise(width, 517, depths[i]);
      GError *error = NULL;
      assert_ok(bm_page_write(page, path, &error), error);
      g_autoptr(PIX) own = bm_page_read(path, &error);
      g_autoptr(PIX) theirs = pixRead(path);
      assert_ok(own != NULL && theirs != NULL, error);
      gsize size = 4 * (gsize)pixGetWpl(own) * 517;
      cr_expect_eq(pixGetWpl(own), pixGetWpl(theirs));
      cr_expect_eq(memcmp(pixGetData(own), pixGetData(theirs), size), 0, "depth %d", depths[i]);
      cr_expect_eq(pixGetXRes(own), pixGetXRes(theirs));
      cr_expect_eq(pixGetYRes(own), pixGetYRes(theirs));
      cr_expect_eq(pixGetSpp(own), pixGetSpp(theirs));
      g_unlink(path);
      g_rmdir(folder);
    }
}

Test(page, a_page_with_spoilt_bytes_is_refused)
{
  static const int depths[] = {8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autofree char *folder = g_dir_make_tmp("bm-page-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.tif", NULL);
    g_autoptr(PIX) page = noise(300, 900, depths[i]);
    g_autofree char *bytes = NULL;
    gsize n = 0;
    GError *error = NULL;
    assert_ok(bm_page_write(page, path, &error), error);
    cr_assert(g_file_get_contents(path, &bytes, &n, NULL));
    memset(bytes + 8, 0xA5, 64); /* where the first strip begins */
    cr_assert(g_file_set_contents(path, bytes, (gssize)n, NULL));
    assert_fails_with(bm_page_read(path, &error) != NULL, error, "page_unreadable");
    g_error_free(error);
    g_unlink(path);
    g_rmdir(folder);
  }
}

Test(page, a_file_that_is_no_picture_is_refused)
{
  GError *error = NULL;
  assert_fails_with(bm_page_read("/dev/null", &error) != NULL, error, "page_unreadable");
  g_error_free(error);
}

Test(page, a_folder_that_is_not_there_is_an_error_of_the_disk)
{
  g_autoptr(PIX) page = noise(10, 10, 8);
  GError *error = NULL;
  assert_fails_with(bm_page_write(page, "/nonexistent/a.tif", &error), error, "disk_write");
  g_error_free(error);
}
