/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the picture of a held page. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

#include "stages/shared/marked.h"
#include "stages/shared/page.h"

TestSuite(marked, .init = folder_make, .fini = folder_remove, .timeout = 60);

#define DPI 200.0

static char *blank_page(void)
{
  g_autoptr(GError) error = NULL;
  char *path = folder_path("page.tif");
  g_autoptr(PIX) page = pixCreate(bm_px(210, DPI), bm_px(297, DPI), 1);
  pixSetResolution(page, (int)DPI, (int)DPI);
  assert_ok(bm_page_write(page, path, &error), error);
  return path;
}

static PIX *picture_of(const BmMark *marks, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *page = blank_page();
  g_autofree char *out = folder_path("out.png");
  assert_ok(bm_marked_write(page, DPI, marks, n, out, &error), error);
  PIX *picture = pixRead(out);
  cr_assert_not_null(picture);
  return picture;
}

/* The box around what is red (or blue), in mm of the page. */
static void colour_find(PIX *picture, gboolean red, double ret_mm[4])
{
  g_autoptr(PIX) deep = pixConvertTo32(picture);
  int left = 1 << 20, top = 1 << 20, right = -1, bottom = -1;
  for (int y = 0; y < pixGetHeight(deep); y++)
    for (int x = 0; x < pixGetWidth(deep); x++) {
      l_int32 r, g, b;
      pixGetRGBPixel(deep, x, y, &r, &g, &b);
      if (red ? r - b < 100 : b - r < 100)
        continue;
      left = MIN(left, x);
      top = MIN(top, y);
      right = MAX(right, x);
      bottom = MAX(bottom, y);
    }
  double mm = 25.4 / 110, ruler = 7;
  ret_mm[0] = left * mm - ruler;
  ret_mm[1] = top * mm - ruler;
  ret_mm[2] = right * mm - ruler;
  ret_mm[3] = bottom * mm - ruler;
}

Test(marked, the_place_of_a_doubt_is_framed_in_red_and_named)
{
  BmMark mark = {{400, 800, 800, 200}, "a word is left", TRUE};
  g_autoptr(PIX) picture = picture_of(&mark, 1);
  double mm[4];
  colour_find(picture, TRUE, mm);
  cr_expect_float_eq(mm[0], bm_mm(400, DPI), 1);
  cr_expect_lt(mm[1], bm_mm(800, DPI) - 1, "its words stand above");
  cr_expect_float_eq(mm[2], bm_mm(1200, DPI), 1);
  cr_expect_float_eq(mm[3], bm_mm(1000, DPI), 1);
}

Test(marked, the_place_of_a_mask_is_framed_in_blue)
{
  BmMark mark = {{100, 100, 400, 200}, "1", FALSE};
  g_autoptr(PIX) picture = picture_of(&mark, 1);
  double mm[4];
  colour_find(picture, FALSE, mm);
  cr_expect_float_eq(mm[0], bm_mm(100, DPI), 1);
  cr_expect_float_eq(mm[3], bm_mm(300, DPI), 1);
}

Test(marked, a_doubt_about_the_whole_page_has_no_frame)
{
  BmMark mark = {{0, 0, 0, 0}, "nobody has confirmed the form", TRUE};
  g_autoptr(PIX) picture = picture_of(&mark, 1);
  double mm[4];
  colour_find(picture, TRUE, mm);
  cr_expect_lt(mm[2], 0);
}

Test(marked, a_page_that_cannot_be_read_has_no_picture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *none = folder_path("none.tif");
  g_autofree char *out = folder_path("out.png");
  assert_fails_with(bm_marked_write(none, DPI, NULL, 0, out, &error), error, "page_unreadable");
  cr_expect_not(g_file_test(out, G_FILE_TEST_EXISTS));
}
