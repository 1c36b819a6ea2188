/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/number/freespace.h"
#include "tests/tools/assert_ok.h"

TestSuite(freespace, .timeout = 30);

#define DPI 150
#define FAR 100000

static const BmCorner upper_left = {FALSE, FALSE}, lower_right = {TRUE, TRUE};

static PIX *paper(int w, int h)
{
  PIX *page = pixCreate(w, h, 8);
  pixSetAllArbitrary(page, 240);
  return page;
}

static BmFreeSpace *space_of(PIX *page)
{
  g_autoptr(GError) error = NULL;
  BmFreeSpace *space = bm_freespace_new(page, DPI, 1.0, &error);
  assert_ok(space != NULL, error);
  return space;
}

Test(freespace, empty_page_offers_its_corners_within_the_margin)
{
  g_autoptr(PIX) page = paper(1000, 800);
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_assert(bm_freespace_find(space, 200, 100, upper_left, 30, FAR, &box));
  cr_expect(box.x >= 30 && box.x <= 34 && box.y >= 30 && box.y <= 34);
  cr_assert(bm_freespace_find(space, 200, 100, lower_right, 30, FAR, &box));
  cr_expect(box.x + 200 <= 970 && box.x + 200 >= 964 && box.y + 100 <= 770);
}

Test(freespace, place_keeps_clear_of_ink)
{
  g_autoptr(PIX) page = paper(1000, 800);
  pixRasterop(page, 0, 100, 1000, 2, PIX_CLR, NULL, 0, 0);
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_assert(bm_freespace_find(space, 200, 100, upper_left, 0, FAR, &box));
  cr_expect_geq(box.y, 102 + 5, "1 mm is 6 pixels, y %d", box.y);
  cr_expect_lt(box.y, 102 + 15);
}

Test(freespace, shading_of_the_scanner_is_no_ink)
{
  g_autoptr(PIX) page = paper(1000, 800);
  for (int y = 0; y < 800; y++)
    for (int x = 0; x < 1000; x++)
      pixSetPixel(page, x, y, (l_uint32)(245 - x / 25));
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_expect(bm_freespace_find(space, 600, 400, upper_left, 30, FAR, &box));
}

Test(freespace, middle_of_a_page_is_out_of_reach)
{
  g_autoptr(PIX) page = paper(1000, 1000);
  for (int side = 0; side < 2; side++) { /* a frame of ink, 200 wide */
    pixRasterop(page, 0, side * 800, 1000, 200, PIX_CLR, NULL, 0, 0);
    pixRasterop(page, side * 800, 0, 200, 1000, PIX_CLR, NULL, 0, 0);
  }
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_expect(bm_freespace_find(space, 200, 100, upper_left, 0, FAR, &box));
  cr_expect_not(bm_freespace_find(space, 200, 100, upper_left, 0, 240, &box));
}

Test(freespace, taken_place_is_not_offered_again)
{
  g_autoptr(PIX) page = paper(400, 300);
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox first, second;
  cr_assert(bm_freespace_find(space, 150, 100, upper_left, 0, FAR, &first));
  bm_freespace_take(space, first);
  cr_assert(bm_freespace_find(space, 150, 100, upper_left, 0, FAR, &second));
  cr_expect(bm_box_is_empty(bm_box_and(first, second)));
  bm_freespace_take(space, (BmBox){-50, -50, 1000, 1000});
  cr_expect_not(bm_freespace_find(space, 10, 10, upper_left, 0, FAR, &second));
}

Test(freespace, page_smaller_than_the_place_has_none)
{
  g_autoptr(PIX) page = paper(60, 40);
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_expect_not(bm_freespace_find(space, 100, 100, upper_left, 0, FAR, &box));
}

Test(freespace, black_page_offers_nothing)
{
  static const int depths[] = {1, 8, 32};
  for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
    g_autoptr(PIX) page = pixCreate(1000, 800, depths[i]);
    pixSetBlackOrWhite(page, L_SET_BLACK);
    g_autoptr(BmFreeSpace) space = space_of(page);
    BmBox box;
    cr_expect_not(bm_freespace_find(space, 100, 100, upper_left, 0, FAR, &box), "depth %d",
                  depths[i]);
  }
}

Test(freespace, negative_with_white_writing_offers_nothing)
{
  g_autoptr(PIX) page = paper(1000, 800);
  pixSetAllArbitrary(page, 30);
  for (int y = 100; y < 700; y += 60)
    pixRasterop(page, 100, y, 300, 4, PIX_SET, NULL, 0, 0);
  g_autoptr(BmFreeSpace) space = space_of(page);
  BmBox box;
  cr_expect_not(bm_freespace_find(space, 200, 100, upper_left, 0, FAR, &box));
}
