/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>

/* Paper of @level, falling to @share of it at the right, with bars of writing each 10 mm. */
static PIX *paper_new(int w, int h, int level, double share)
{
  PIX *page = pixCreate(w, h, 8);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      unsigned grain = (unsigned)(x * 7919 + y * 104729 + (x * y) % 31) % 7;
      double paper = level * (1 - (1 - share) * x / w);
      pixSetPixel(page, x, y, (l_uint32)CLAMP(paper - 3 + (int)grain, 0, 255));
    }
  pixSetResolution(page, 150, 150);
  return page;
}

static void darken(PIX *page, int x, int y, int w, int h, double share)
{
  for (int j = y; j < y + h; j++)
    for (int i = x; i < x + w; i++) {
      l_uint32 value = 0;
      pixGetPixel(page, i, j, &value);
      pixSetPixel(page, i, j, (l_uint32)(value * share));
    }
}

static int ink_in(PIX *ink, int x, int y, int w, int h)
{
  g_autoptr(BOX) box = boxCreate(x, y, w, h);
  g_autoptr(PIX) part = pixClipRectangle(ink, box, NULL);
  l_int32 n = 0;
  pixCountPixels(part, &n, NULL);
  return n;
}

TestSuite(binary, .timeout = 30);

Test(binary, one_bit_pages_are_taken_as_they_are)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCreate(40, 30, 1);
  g_autoptr(PIX) ink = bm_ink_binary(page, &error);
  cr_assert_eq(ink, page);
}

Test(binary, empty_shaded_paper_has_no_ink)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = paper_new(900, 1200, 235, 0.6);
  g_autoptr(PIX) ink = bm_ink_binary(page, &error);
  assert_ok(ink != NULL, error);
  cr_expect_lt(ink_in(ink, 0, 0, 900, 1200), 100);
}

Test(binary, pencil_and_print_are_found_in_light_and_in_shade)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = paper_new(900, 1200, 235, 0.6);
  for (int x = 50; x < 850; x += 200) {
    darken(page, x, 100, 60, 3, 0.82); /* pencil */
    darken(page, x, 900, 60, 3, 0.2);  /* print */
  }
  g_autoptr(PIX) ink = bm_ink_binary(page, &error);
  assert_ok(ink != NULL, error);
  for (int x = 50; x < 850; x += 200) {
    cr_expect_geq(ink_in(ink, x, 100, 60, 3), 150, "pencil at %d", x);
    cr_expect_geq(ink_in(ink, x, 900, 60, 3), 175, "print at %d", x);
  }
}

Test(binary, a_dark_lid_beside_the_paper_is_ink)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = paper_new(900, 1200, 235, 1.0);
  darken(page, 800, 0, 100, 1200, 0.1);
  g_autoptr(PIX) ink = bm_ink_binary(page, &error);
  assert_ok(ink != NULL, error);
  cr_expect_gt(ink_in(ink, 800, 0, 100, 1200), 115000);
  cr_expect_lt(ink_in(ink, 0, 0, 795, 1200), 100);
}

Test(binary, coloured_pages_and_tiny_ones_are_served)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCreate(300, 300, 32);
  pixSetAllArbitrary(page, 0xf0f0e000);
  g_autoptr(BOX) stamp = boxCreate(100, 100, 50, 4);
  pixSetInRectArbitrary(page, stamp, 0xa080d000); /* pale violet */
  g_autoptr(PIX) ink = bm_ink_binary(page, &error);
  assert_ok(ink != NULL, error);
  cr_expect_geq(ink_in(ink, 100, 100, 50, 4), 190);
  for (int side = 1; side < 40; side += 6) {
    g_autoptr(PIX) tiny = pixCreate(side, side, 8);
    g_autoptr(PIX) tiny_ink = bm_ink_binary(tiny, &error);
    assert_ok(tiny_ink != NULL, error);
  }
}

TestSuite(working, .timeout = 30);

struct scale {
  double dpi, work_dpi;
  int depth;
};

ParameterizedTestParameters(working, hairlines_stay_whole_and_stray_pixels_go)
{
  static struct scale cases[] = {{300, 150, 1}, {200, 150, 1}, {600, 150, 1}, {400, 150, 1},
                                 {150, 150, 1}, {300, 150, 8}, {200, 150, 8}};
  return cr_make_param_array(struct scale, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct scale *c, working, hairlines_stay_whole_and_stray_pixels_go)
{
  g_autoptr(GError) error = NULL;
  double by = c->dpi / c->work_dpi;
  int side = (int)(400 * by), thin = MAX(1, (int)(c->dpi / 200)); /* 0.13 mm */
  g_autoptr(PIX) page = pixCreate(side, side, 1);
  for (int i = 0; i < side; i++)
    for (int k = 0; k < thin; k++) {
      pixSetPixel(page, i, (int)(100 * by) + k, 1);
      pixSetPixel(page, MIN(side - 1, i + k), i, 1);
    }
  pixSetPixel(page, side / 8, side - side / 8, 1);
  if (c->depth == 8) {
    PIX *gray = pixConvertTo8(page, FALSE);
    pixDestroy(&page);
    page = gray;
  }
  g_autoptr(PIX) ink = bm_ink_working(page, c->dpi, c->work_dpi, &error);
  assert_ok(ink != NULL, error);
  cr_expect_eq(pixGetWidth(ink), 400);
  for (int x = 2; x < 398; x += 3)
    cr_expect_gt(ink_in(ink, x, 98, 1, 5), 0, "rule broken at %d", x);
  int gaps = 0;
  for (int x = 2; x < 398; x++)
    gaps += ink_in(ink, x, x - 2, 1, 5) == 0;
  cr_expect_eq(gaps, 0, "%d gaps in the diagonal", gaps);
  if (by >= 2 && c->depth == 1)
    cr_expect_eq(ink_in(ink, 40, 340, 20, 20), 0);
}

Test(working, oblong_pixels_become_square)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCreate(800, 400, 1);
  g_autoptr(BOX) box = boxCreate(200, 100, 80, 40);
  pixSetInRect(page, box);
  g_autoptr(PIX) ink = bm_ink_working_xy(page, 200, 100, 100, &error);
  assert_ok(ink != NULL, error);
  cr_expect_eq(pixGetWidth(ink), 400);
  cr_expect_eq(pixGetHeight(ink), 400);
  cr_expect_geq(ink_in(ink, 100, 100, 40, 40), 1520);
  cr_expect_leq(ink_in(ink, 0, 0, 400, 400), 1680);
}

TestSuite(borders, .timeout = 30);

Test(borders, black_edges_go_and_writing_at_the_edge_stays)
{
  g_autoptr(PIX) ink = pixCreate(1240, 1754, 1);
  pixRasterop(ink, 0, 0, 20, 1754, PIX_SET, NULL, 0, 0);    /* 3.4 mm at the left */
  pixRasterop(ink, 0, 1740, 1240, 14, PIX_SET, NULL, 0, 0); /* 2.4 mm below */
  pixRasterop(ink, 1237, 0, 3, 1500, PIX_SET, NULL, 0, 0);  /* 0.5 mm at the right */
  pixRasterop(ink, 600, 0, 3, 40, PIX_SET, NULL, 0, 0);    /* a stroke that enters from above */
  pixRasterop(ink, 20, 800, 900, 2, PIX_SET, NULL, 0, 0);  /* a rule that meets the black */
  pixRasterop(ink, 500, 900, 60, 60, PIX_SET, NULL, 0, 0); /* a blot in the middle */
  g_autoptr(PIX) rest = bm_ink_without_borders(ink, 150);
  cr_assert_not_null(rest);
  cr_expect_eq(ink_in(rest, 0, 0, 20, 790), 0);
  cr_expect_eq(ink_in(rest, 0, 1740, 1240, 14), 0);
  cr_expect_eq(ink_in(rest, 1237, 100, 3, 1300), 0);
  cr_expect_geq(ink_in(rest, 600, 0, 3, 40), 110);
  cr_expect_geq(ink_in(rest, 30, 800, 890, 2), 1780);
  cr_expect_eq(ink_in(rest, 500, 900, 60, 60), 3600);
}

ParameterizedTestParameters(borders, black_edges_go_at_any_resolution)
{
  static double dpis[] = {72, 96, 100, 120, 150, 200, 204, 240, 300, 301, 400, 600};
  return cr_make_param_array(double, dpis, G_N_ELEMENTS(dpis));
}

ParameterizedTest(double *dpi, borders, black_edges_go_at_any_resolution)
{
  int w = bm_px(209.7, *dpi), h = bm_px(296.6, *dpi), edge = bm_px(3, *dpi);
  int mark = bm_px(10, *dpi), rim = bm_px(0.5, *dpi);
  g_autoptr(PIX) ink = pixCreate(w, h, 1);
  pixRasterop(ink, w - edge, 0, edge, h, PIX_SET, NULL, 0, 0);
  pixRasterop(ink, 0, h - edge, w, edge, PIX_SET, NULL, 0, 0);
  pixRasterop(ink, 0, 0, rim, h / 2, PIX_SET, NULL, 0, 0);
  pixRasterop(ink, w - edge - 2 * mark, h - edge - 2 * mark, mark, mark, PIX_SET, NULL, 0, 0);
  g_autoptr(PIX) rest = bm_ink_without_borders(ink, *dpi);
  cr_assert_not_null(rest);
  cr_expect_eq(pixGetWidth(rest), w);
  cr_expect_eq(ink_in(rest, w - edge, 0, edge, h), 0, "%g dpi: right edge", *dpi);
  cr_expect_eq(ink_in(rest, 0, h - edge, w, edge), 0, "%g dpi: lower edge", *dpi);
  cr_expect_eq(ink_in(rest, 0, mark, rim, h / 2 - 2 * mark), 0, "%g dpi: left rim", *dpi);
  cr_expect_eq(ink_in(rest, 0, 0, w, h), mark * mark, "%g dpi: a mark on the page", *dpi);
}

Test(borders, an_edge_with_paper_outside_it_goes_and_a_rule_there_stays)
{
  g_autoptr(PIX) ink = pixCreate(1240, 1754, 1);
  for (int y = 0; y < 1754; y++) /* 1.9 mm, turned by a degree */
    pixRasterop(ink, 4 + y / 100, y, 11, 1, PIX_SET, NULL, 0, 0);
  pixRasterop(ink, 300, 14, 700, 3, PIX_SET, NULL, 0, 0);
  pixRasterop(ink, 600, 10, 8, 30, PIX_SET, NULL, 0, 0); /* a stroke of a letter */
  g_autoptr(PIX) rest = bm_ink_without_borders(ink, 150);
  cr_assert_not_null(rest);
  cr_expect_leq(ink_in(rest, 0, 0, 60, 1754), 200);
  cr_expect_geq(ink_in(rest, 300, 10, 700, 30), 2200);
}

Test(borders, a_page_without_black_edges_keeps_every_pixel)
{
  g_autoptr(PIX) ink = pixCreate(1240, 1754, 1);
  for (int y = 0; y < 1754; y += 40)
    pixRasterop(ink, 2, y + 5, 1236, 3, PIX_SET, NULL, 0, 0);
  g_autoptr(PIX) rest = bm_ink_without_borders(ink, 150);
  l_int32 same = 0;
  pixEqual(ink, rest, &same);
  cr_expect(same);
}

TestSuite(area, .timeout = 30);

Test(area, is_counted_in_mm2_without_specks)
{
  g_autoptr(PIX) ink = pixCreate(1000, 1000, 1);
  pixRasterop(ink, 100, 100, 254, 254, PIX_SET, NULL, 0, 0); /* 1 inch at 254 dpi */
  for (int i = 0; i < 50; i++)
    pixRasterop(ink, 500 + 8 * i, 700, 3, 3, PIX_SET, NULL, 0, 0); /* 0.09 mm² each */
  cr_expect_float_eq(bm_ink_mm2(ink, 254, (BmBox){0, 0, 1000, 1000}), 645.16, 0.01);
  cr_expect_float_eq(bm_ink_mm2(ink, 254, (BmBox){0, 227, 2000, 2000}), 322.58, 0.01);
  cr_expect_eq(bm_ink_mm2(ink, 254, (BmBox){600, 600, 300, 300}), 0);
  cr_expect_eq(bm_ink_mm2(ink, 254, (BmBox){0, 0, 0, 0}), 0);
}

Test(area, pixels_of_a_box_are_counted_also_where_it_leaves_the_image)
{
  g_autoptr(PIX) ink = pixCreate(100, 50, 1);
  pixRasterop(ink, 90, 40, 10, 10, PIX_SET, NULL, 0, 0);
  cr_expect_eq(bm_ink_count(ink, (BmBox){0, 0, 100, 50}), 100);
  cr_expect_eq(bm_ink_count(ink, (BmBox){95, 45, 100, 100}), 25);
  cr_expect_eq(bm_ink_count(ink, (BmBox){-20, -20, 10, 10}), 0);
  cr_expect_eq(bm_ink_count(ink, (BmBox){120, 10, 10, 10}), 0);
  cr_expect_eq(bm_ink_count(ink, (BmBox){90, 40, 0, 10}), 0);
}

Test(binary, one_level_for_the_page_is_leptonicas)
{
  static const int levels[] = {0, 1, 128, 171, 255};
  g_autoptr(GRand) rand = g_rand_new_with_seed(2);
  for (int w = 1; w < 100; w += 13) {
    g_autoptr(PIX) gray = pixCreate(w, 50, 8);
    for (int y = 0; y < 50; y++)
      for (int x = 0; x < w; x++)
        pixSetPixel(gray, x, y, (guint)g_rand_int_range(rand, 0, 256));
    for (guint i = 0; i < G_N_ELEMENTS(levels); i++) {
      g_autoptr(PIX) own = bm_ink_below(gray, levels[i]);
      g_autoptr(PIX) theirs = pixThresholdToBinary(gray, levels[i]);
      l_int32 is_same = 0;
      pixEqual(own, theirs, &is_same);
      cr_expect(is_same, "%d, %d wide", levels[i], w);
    }
  }
}
