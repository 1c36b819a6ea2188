/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/scale.h"

#include "tests/tools/assert_ok.h"

TestSuite(scale, .timeout = 60);

static const float scales[] = {0.125F, 0.25F, 1.0F / 3, 0.416667F, 0.5F, 0.6F, 2.0F / 3,
                               0.69F,  0.75F, 0.8F,     1.0F,      1.2F, 1.6F, 2.4F};

static PIX *noise(int w, int h)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(5);
  PIX *pix = pixCreate(w, h, 8);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      pixSetPixel(pix, x, y,
                  (x / 9 + y / 7) % 3 == 0 ? (guint)g_rand_int_range(rand, 0, 90)
                                           : (guint)g_rand_int_range(rand, 150, 256));
  pixSetResolution(pix, 300, 300);
  return pix;
}

static void expect_same(PIX *own, PIX *theirs, const char *what, float scale)
{
  l_int32 is_same = 0;
  cr_assert(own != NULL && theirs != NULL, "%s %.3f", what, (double)scale);
  cr_assert_eq(pixGetWidth(own), pixGetWidth(theirs), "%s %.3f", what, (double)scale);
  cr_assert_eq(pixGetHeight(own), pixGetHeight(theirs), "%s %.3f", what, (double)scale);
  pixEqual(own, theirs, &is_same);
  cr_expect(is_same, "%s %.3f", what, (double)scale);
}

Test(scale, all_rows_are_leptonicas_to_the_pixel)
{
  static const int sizes[][2] = {{413, 291}, {250, 353}, {640, 97}};
  for (guint k = 0; k < G_N_ELEMENTS(sizes); k++) {
    g_autoptr(PIX) gray = noise(sizes[k][0], sizes[k][1]);
    for (guint i = 0; i < G_N_ELEMENTS(scales); i++) {
      g_autoptr(PIX) own = bm_gray_scale(gray, scales[i]);
      g_autoptr(PIX) theirs = pixScale(gray, scales[i], scales[i]);
      expect_same(own, theirs, "scale", scales[i]);
      cr_expect_eq(pixGetXRes(own), pixGetXRes(theirs));
    }
  }
}

Test(scale, some_rows_are_those_of_the_whole)
{
  g_autoptr(PIX) gray = noise(413, 291);
  for (guint i = 0; i < G_N_ELEMENTS(scales); i++) {
    g_autoptr(PIX) all = pixScale(gray, scales[i], scales[i]);
    int h = pixGetHeight(all), bands[][2] = {{0, h / 3}, {h / 3, h / 2}, {h - h / 4, h}};
    for (guint k = 0; k < G_N_ELEMENTS(bands); k++) {
      g_autoptr(PIX) own = bm_gray_rows(gray, scales[i], bands[k][0], bands[k][1]);
      g_autoptr(BOX) box =
          boxCreate(0, bands[k][0], pixGetWidth(all), bands[k][1] - bands[k][0]);
      g_autoptr(PIX) theirs = pixClipRectangle(all, box, NULL);
      expect_same(own, theirs, "band", scales[i]);
    }
  }
}

Test(scale, means_of_areas_are_leptonicas_to_the_pixel)
{
  g_autoptr(PIX) gray = noise(421, 310);
  for (guint i = 0; scales[i] < 0.7F; i++)
    for (guint k = 0; scales[k] < 0.7F; k++) {
      g_autoptr(PIX) own = bm_gray_area_map(gray, scales[i], scales[k]);
      g_autoptr(PIX) theirs = pixScaleAreaMap(gray, scales[i], scales[k]);
      expect_same(own, theirs, "area map", scales[i]);
    }
}

Test(scale, pixels_between_others_are_leptonicas)
{
  static const float sizes[] = {0.7F, 0.75F, 1.0F, 1.1F, 1.333F, 2.0F, 3.7F, 8.0F};
  for (int size = 3; size < 120; size += 29) {
    g_autoptr(PIX) gray = noise(size + 5, size);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
      for (guint k = 0; k < G_N_ELEMENTS(sizes); k++) {
        g_autoptr(PIX) own = bm_gray_linear(gray, sizes[i], sizes[k]);
        g_autoptr(PIX) theirs = pixScaleGrayLI(gray, sizes[i], sizes[k]);
        expect_same(own, theirs, "linear", sizes[i]);
        cr_expect_eq(pixGetXRes(own), pixGetXRes(theirs));
        cr_expect_eq(pixGetYRes(own), pixGetYRes(theirs));
      }
  }
}

Test(scale, halves_are_leptonicas)
{
  for (int size = 2; size < 60; size++) {
    g_autoptr(PIX) gray = noise(size, 61 - size);
    g_autoptr(PIX) own = bm_gray_half(gray);
    g_autoptr(PIX) theirs = pixScaleAreaMap2(gray);
    expect_same(own, theirs, "half", 0.5F);
    cr_expect_eq(pixGetXRes(own), pixGetXRes(theirs));
  }
}

Test(scale, bits_become_the_gray_of_leptonica)
{
  static const float smaller[] = {0.26F, 1.0F / 3, 0.34F,    0.4167F, 0.49F, 0.5F,
                                  0.51F, 0.6F,     2.0F / 3, 0.75F,   0.8F,  0.99F};
  g_autoptr(GRand) rand = g_rand_new_with_seed(6);
  for (int w = 60; w < 260; w += 17) {
    g_autoptr(PIX) bits = pixCreate(w, 300 - w, 1);
    for (int y = 0; y < 300 - w; y++)
      for (int x = 0; x < w; x++)
        pixSetPixel(bits, x, y, g_rand_boolean(rand));
    for (guint i = 0; i < G_N_ELEMENTS(smaller); i++) {
      g_autoptr(PIX) own = bm_gray_of_bits(bits, smaller[i]);
      g_autoptr(PIX) theirs = pixScaleToGray(bits, smaller[i]);
      expect_same(own, theirs, "bits", smaller[i]);
    }
  }
}

Test(scale, larger_bits_are_leptonicas)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (int w = 8; w < 170; w += 23) {
    g_autoptr(PIX) bits = pixCreate(w, 180 - w, 1);
    for (int y = 0; y < 180 - w; y++)
      for (int x = 0; x < w; x++)
        pixSetPixel(bits, x, y, g_rand_boolean(rand));
    for (int more = 0; more < 300; more += 37) {
      g_autoptr(PIX) own = bm_bits_sampled(bits, w + more, 180 - w + more);
      g_autoptr(PIX) theirs = pixScaleBySamplingToSize(bits, w + more, 180 - w + more);
      expect_same(own, theirs, "larger", (float)more);
    }
    g_autoptr(PIX) own = bm_bits_sampled(bits, w / 2, 60);
    g_autoptr(PIX) theirs = pixScaleBySamplingToSize(bits, w / 2, 60);
    expect_same(own, theirs, "smaller", 0.5F);
  }
}

/* White, black and what lies between, as steep as it can be. */
Test(scale, steps_are_sharpened_as_leptonica_does)
{
  static const float sharp[] = {0.3F, 0.41F, 0.6F, 0.71F, 0.9F, 1.2F, 1.39F};
  g_autoptr(GRand) rand = g_rand_new_with_seed(8);
  g_autoptr(PIX) gray = pixCreate(300, 200, 8);
  for (int y = 0; y < 200; y++)
    for (int x = 0; x < 300; x++)
      pixSetPixel(gray, x, y,
                  g_rand_boolean(rand) ? (x / 40 + y / 30) % 2 * 255U
                                       : (guint)g_rand_int_range(rand, 0, 256));
  for (guint i = 0; i < G_N_ELEMENTS(sharp); i++) {
    g_autoptr(PIX) own = bm_gray_scale(gray, sharp[i]);
    g_autoptr(PIX) theirs = pixScale(gray, sharp[i], sharp[i]);
    expect_same(own, theirs, "sharp", sharp[i]);
  }
}

Test(scale, no_rows_and_tiny_images_are_no_trouble)
{
  g_autoptr(PIX) gray = noise(40, 30);
  cr_expect_null(bm_gray_rows(gray, 0.5F, 20, 20));
  cr_expect_null(bm_gray_rows(gray, 0.5F, 99, 120));
  for (int size = 3; size < 12; size += 2) {
    g_autoptr(PIX) tiny = noise(size, size);
    g_autoptr(PIX) own = bm_gray_scale(tiny, 0.8F);
    g_autoptr(PIX) theirs = pixScale(tiny, 0.8F, 0.8F);
    expect_same(own, theirs, "tiny", 0.8F);
  }
}

Test(scale, gray_of_every_colour_is_leptonicas)
{
  g_autoptr(PIX) colours = pixCreate(256, 256, 32);
  for (guint32 blue = 0; blue < 256; blue += 5) {
    for (guint32 y = 0; y < 256; y++)
      for (guint32 x = 0; x < 256; x++)
        pixSetPixel(colours, (int)x, (int)y,
                    x << L_RED_SHIFT | y << L_GREEN_SHIFT | blue << L_BLUE_SHIFT);
    g_autoptr(PIX) own = bm_gray_of(colours);
    g_autoptr(PIX) theirs = pixConvertTo8(colours, FALSE);
    expect_same(own, theirs, "gray", 1);
  }
  g_autoptr(PIX) bits = pixCreate(70, 9, 1);
  pixSetPixel(bits, 33, 4, 1);
  g_autoptr(PIX) own = bm_gray_of(bits);
  g_autoptr(PIX) theirs = pixConvertTo8(bits, FALSE);
  expect_same(own, theirs, "bits", 1);
}
