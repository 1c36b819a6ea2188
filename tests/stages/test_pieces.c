/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/pieces.h"

#include "tests/tools/assert_ok.h"

TestSuite(pieces, .timeout = 60);

/* Noise of some density, from dust to paper with holes; what pads the rows is noise, too. */
static PIX *noise(guint32 seed, int w, int h, double share)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  PIX *bits = pixCreate(w, h, 1);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < 32 * pixGetWpl(bits); x++)
      if (g_rand_double(rand) < share)
        SET_DATA_BIT(pixGetData(bits) + y * pixGetWpl(bits), x);
  return bits;
}

static void expect_leptonicas(PIX *bits, int neighbours)
{
  PIXA *found = NULL;
  g_autoptr(BOXA) boxes = pixConnComp(bits, &found, neighbours);
  g_autoptr(PIXA) parts = found;
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, neighbours);
  cr_assert_eq(bm_pieces_n(pieces), (guint)boxaGetCount(boxes));
  for (guint i = 0; i < bm_pieces_n(pieces); i++) {
    const BmPiece *piece = bm_pieces_get(pieces, i);
    BmBox box;
    l_int32 count = 0;
    boxaGetBoxGeometry(boxes, (int)i, &box.x, &box.y, &box.w, &box.h);
    g_autoptr(PIX) part = pixaGetPix(parts, (int)i, L_CLONE);
    pixCountPixels(part, &count, NULL);
    cr_assert(piece->box.x == box.x && piece->box.y == box.y && piece->box.w == box.w &&
              piece->box.h == box.h && piece->count == count);
    cr_assert_eq(bm_pieces_shared(pieces, i, bits), count);
  }
}

Test(pieces, come_in_leptonicas_order_with_its_boxes)
{
  static const double shares[] = {0.02, 0.2, 0.4, 0.5, 0.6, 0.8, 0.97};
  for (guint i = 0; i < G_N_ELEMENTS(shares); i++)
    for (int w = 1; w < 140; w += 23)
      for (int neighbours = 4; neighbours <= 8; neighbours += 4) {
        g_autoptr(PIX) bits = noise(i, w, 150 - w, shares[i]);
        expect_leptonicas(bits, neighbours);
      }
}

Test(pieces, are_one_when_arms_meet_late)
{
  g_autoptr(PIX) bits = pixCreate(100, 60, 1);
  for (int x = 0; x < 100; x += 4) /* a comb, and a bar below it */
    pixRasterop(bits, x, 5, 2, 50, PIX_SET, NULL, 0, 0);
  pixRasterop(bits, 0, 50, 100, 3, PIX_SET, NULL, 0, 0);
  expect_leptonicas(bits, 8);
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, 4);
  cr_expect_eq(bm_pieces_n(pieces), 1);
}

Test(pieces, one_is_cleared_and_the_rest_stays)
{
  g_autoptr(PIX) bits = noise(9, 131, 77, 0.45);
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, 8);
  l_int32 all = 0, left = 0;
  pixCountPixels(bits, &all, NULL);
  for (guint i = 0; i < bm_pieces_n(pieces); i += 2) {
    bm_pieces_clear(pieces, i, bits);
    all -= bm_pieces_get(pieces, i)->count;
    cr_assert_eq(bm_pieces_shared(pieces, i, bits), 0);
  }
  pixCountPixels(bits, &left, NULL);
  cr_expect_eq(left, all);
}

Test(pieces, reach_no_further_than_a_smaller_image)
{
  g_autoptr(PIX) bits = pixCreate(200, 50, 1);
  g_autoptr(PIX) small = pixCreate(70, 30, 1);
  pixSetAll(bits);
  pixSetAll(small);
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, 8);
  cr_expect_eq(bm_pieces_shared(pieces, 0, small), 70 * 30);
  bm_pieces_clear(pieces, 0, small);
  cr_expect_eq(bm_pieces_shared(pieces, 0, small), 0);
}

Test(pieces, larger_ones_stay_as_leptonica_selects_them)
{
  g_autoptr(PIX) bits = noise(5, 150, 120, 0.35);
  pixSetPadBits(bits, 0);
  for (int least = 1; least < 40; least += 6) {
    g_autoptr(PIX) own = bm_pieces_larger(bits, least);
    g_autoptr(PIX) theirs = pixSelectByArea(bits, (float)least, 8, L_SELECT_IF_GTE, NULL);
    l_int32 is_same = 0;
    pixEqual(own, theirs, &is_same);
    cr_expect(is_same, "%d", least);
  }
}

Test(pieces, boxes_are_a_list_as_leptonica_gives_it)
{
  g_autoptr(PIX) bits = noise(3, 90, 90, 0.3);
  g_autoptr(PIX) none = pixCreate(40, 40, 1);
  g_autoptr(BOXA) own = bm_pieces_boxes(bits, 8);
  g_autoptr(BOXA) theirs = pixConnCompBB(bits, 8);
  l_int32 is_same = 0;
  boxaEqual(own, theirs, 0, NULL, &is_same);
  cr_expect(is_same);
  g_autoptr(BOXA) nothing = bm_pieces_boxes(none, 4);
  cr_expect_eq(boxaGetCount(nothing), 0);
}
