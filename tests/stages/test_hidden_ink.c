/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars over masks: they tell that something is hidden, not what. */
#include "stages/shared/hidden_ink.h"

#include "stages/shared/autoptr.h"
#include "stages/shared/page.h"

#include <criterion/criterion.h>

TestSuite(hidden_ink, .timeout = 60);

#define DPI 150.0
#define BAR 150U

static PIX *paper(void)
{
  PIX *page = pixCreate(bm_px(210, DPI), bm_px(100, DPI), 8);
  pixSetAll(page);
  return page;
}

static void ink(PIX *page, double x, double y, double w, double h)
{
  g_autoptr(BOX) box = boxCreate(bm_px(x, DPI), bm_px(y, DPI), bm_px(w, DPI), bm_px(h, DPI));
  pixClearInRect(page, box);
}

static l_uint32 level(PIX *page, double x, double y)
{
  l_uint32 value = 0;
  pixGetPixel(page, bm_px(x, DPI), bm_px(y, DPI), &value);
  return value;
}

/* one mask over the upper half; writing at 40–100 mm from the left, 20 mm from the top */
static PIX *shown(PIX *source)
{
  g_autoptr(PIX) page = pixCopy(NULL, source);
  ink(page, 0, 0, 210, 50);
  g_autoptr(GArray) masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmBox mask = {0, 0, pixGetWidth(page), bm_px(50, DPI)};
  g_array_append_val(masks, mask);
  return bm_hidden_ink_show(page, source, masks, DPI);
}

Test(hidden_ink, a_row_under_a_mask_is_a_bar_and_paper_under_it_stays_black)
{
  g_autoptr(PIX) source = paper();
  ink(source, 40, 20, 60, 4);
  g_autoptr(PIX) out = shown(source);
  cr_assert_not_null(out);
  cr_expect_eq(level(out, 70, 22), BAR);
  cr_expect_eq(level(out, 70, 35), 0);
  cr_expect_eq(level(out, 150, 22), 0);
}

Test(hidden_ink, outside_the_masks_the_page_is_as_it_goes_out)
{
  g_autoptr(PIX) source = paper();
  ink(source, 40, 70, 60, 4);
  g_autoptr(PIX) out = shown(source);
  cr_expect_eq(level(out, 70, 72), 0, "writing in sight");
  cr_expect_eq(level(out, 70, 90), 255);
}

/* Strokes of a letter anywhere in a cell look alike. */
Test(hidden_ink, bars_do_not_tell_letters_apart)
{
  static const double strokes[2][3] = {{42.8, 44, 45.6}, {43.2, 46.2, 47}};
  g_autoptr(PIX) first = paper(), second = paper();
  for (int i = 0; i < 3; i++) {
    ink(first, strokes[0][i], 20.4, 0.4, 3);
    ink(second, strokes[1][i], 20.4, 0.4, 3);
  }
  g_autoptr(PIX) a = shown(first), b = shown(second);
  l_int32 is_same = 0;
  pixEqual(a, b, &is_same);
  cr_expect(is_same);
  cr_expect_eq(level(a, 45, 22), BAR);
}

Test(hidden_ink, a_source_of_another_size_shows_nothing)
{
  g_autoptr(PIX) source = paper(), page = pixCreate(100, 100, 8);
  g_autoptr(GArray) masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  cr_expect_null(bm_hidden_ink_show(page, source, masks, DPI));
}

Test(hidden_ink, pages_in_colour_keep_it)
{
  g_autoptr(PIX) gray = paper();
  ink(gray, 40, 20, 60, 4);
  g_autoptr(PIX) source = pixConvertTo32(gray), out = shown(source);
  l_int32 r, g, b;
  cr_assert_eq(pixGetDepth(out), 32);
  pixGetRGBPixel(out, bm_px(70, DPI), bm_px(22, DPI), &r, &g, &b);
  cr_expect(r == (int)BAR && g == (int)BAR && b == (int)BAR);
}
