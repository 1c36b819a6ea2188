/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/brick.h"

#include "tests/tools/assert_ok.h"

TestSuite(brick, .timeout = 60);

/* Runs, blocks and grains, to the very edges. */
static PIX *drawing(int w, int h, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  PIX *pix = pixCreate(w, h, 1);
  for (int i = 0; i < 160; i++) {
    int op = i % 5 == 0 ? PIX_CLR : PIX_SET, longest = i % 3 == 0 ? 70 : 12;
    pixRasterop(pix, g_rand_int_range(rand, -20, w), g_rand_int_range(rand, -20, h),
                g_rand_int_range(rand, 1, longest), g_rand_int_range(rand, 1, 82 - longest), op,
                NULL, 0, 0);
  }
  for (int i = 0; i < 300; i++)
    pixSetPixel(pix, g_rand_int_range(rand, 0, w), g_rand_int_range(rand, 0, h), i & 1);
  return pix;
}

typedef PIX *(*Operation)(PIX *pix, int w, int h);

static PIX *lept_open(PIX *pix, int w, int h)
{
  return pixOpenBrick(NULL, pix, w, h);
}

static PIX *lept_close(PIX *pix, int w, int h)
{
  return pixCloseSafeBrick(NULL, pix, w, h);
}

static PIX *lept_dilate(PIX *pix, int w, int h)
{
  return pixDilateBrick(NULL, pix, w, h);
}

static PIX *lept_open_comp(PIX *pix, int w, int h)
{
  return pixOpenCompBrick(NULL, pix, w, h);
}

static PIX *lept_close_comp(PIX *pix, int w, int h)
{
  return pixCloseSafeCompBrick(NULL, pix, w, h);
}

static const struct Pair {
  const char *name;
  Operation own, theirs;
} pairs[] = {{"open", bm_brick_open, lept_open},
             {"close", bm_brick_close, lept_close},
             {"dilate", bm_brick_dilate, lept_dilate},
             {"open comp", bm_brick_open_comp, lept_open_comp},
             {"close comp", bm_brick_close_comp, lept_close_comp}};

static void is_like_leptonica(const struct Pair *pair, PIX *pix, int w, int h)
{
  g_autoptr(PIX) own = pair->own(pix, w, h);
  g_autoptr(PIX) theirs = pair->theirs(pix, w, h);
  l_int32 is_same = 0;
  cr_assert(own != NULL && theirs != NULL);
  pixEqual(own, theirs, &is_same);
  cr_expect(is_same, "%s %d × %d of %d × %d", pair->name, w, h, pixGetWidth(pix),
            pixGetHeight(pix));
}

Test(brick, every_operation_is_leptonicas_to_the_pixel)
{
  static const int paper[][2] = {{320, 200}, {301, 173}, {33, 90}, {64, 64}};
  static const int sides[] = {1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 24, 25, 31, 32, 33, 36, 55};
  for (guint size = 0; size < G_N_ELEMENTS(paper); size++) {
    g_autoptr(PIX) pix = drawing(paper[size][0], paper[size][1], size + 1);
    for (guint p = 0; p < G_N_ELEMENTS(pairs); p++)
      for (guint i = 0; i < G_N_ELEMENTS(sides); i++)
        for (guint k = 0; k < G_N_ELEMENTS(sides); k += i % 3 + 1)
          is_like_leptonica(&pairs[p], pix, sides[i], sides[k]);
  }
}

Test(brick, a_picture_stays_as_it_is)
{
  g_autoptr(PIX) pix = drawing(200, 100, 9);
  g_autoptr(PIX) before = pixCopy(NULL, pix);
  for (guint p = 0; p < G_N_ELEMENTS(pairs); p++) {
    g_autoptr(PIX) other = pairs[p].own(pix, 9, 5);
    l_int32 is_same = 0;
    pixEqual(pix, before, &is_same);
    cr_expect(is_same, "%s", pairs[p].name);
  }
}
