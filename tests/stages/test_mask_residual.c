/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Added ink told from print. */
#include <criterion/criterion.h>

#include "stages/mask/residual.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(residual, .timeout = 60);

#define DPI BM_RESIDUAL_DPI

static void print_draw(TestPage *page)
{
  test_page_text(page, 24, 30, 4.2, "Фамилия, имя");
  test_page_rule(page, 58, 35.2, 180, 35.2);
  for (int i = 0; i <= 6; i++)
    test_page_rule(page, 58 + 8 * i, 50, 58 + 8 * i, 58);
  test_page_rule(page, 58, 50, 106, 50);
  test_page_rule(page, 58, 58, 106, 58);
}

static PIX *ink_of(TestPage *page)
{
  return test_page_pix(page, TRUE);
}

/* share of the ink of @box that is among the added ink */
static double share_added(const BmResidual *residual, PIX *ink, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  l_int32 all = 0, added = 0;
  pixCountPixelsInRect(ink, cut, &all, NULL);
  pixCountPixelsInRect(residual->ink, cut, &added, NULL);
  return (double)added / MAX(all, 1);
}

Test(residual, page_that_is_the_form_itself_has_none)
{
  g_auto(TestPage) form = test_page_new(DPI);
  print_draw(&form);
  g_autoptr(PIX) print = ink_of(&form);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(print, print, &error);
  assert_ok(residual != NULL, error);
  cr_expect_eq(residual->pieces->len, 0);
  cr_expect_eq(residual->groups->len, 0);
}

Test(residual, print_that_lies_a_fifth_of_a_millimetre_off_is_no_added_ink)
{
  g_auto(TestPage) form = test_page_new(DPI);
  print_draw(&form);
  g_autoptr(PIX) print = ink_of(&form);
  g_autoptr(PIX) page = pixTranslate(NULL, print, 1, 1, L_BRING_IN_WHITE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(page, print, &error);
  assert_ok(residual != NULL, error);
  cr_expect_eq(residual->pieces->len, 0);
}

Test(residual, writing_on_rules_in_cells_and_beside_them_is_added)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  print_draw(&form);
  print_draw(&page);
  BmBox name = test_page_text(&page, 62, 30.5, 5, "Незнамова Ульяна"); /* on the rule */
  BmBox cells = test_page_text(&page, 59, 50, 7, "7 5 1");
  BmBox margin = test_page_text(&page, 150, 60, 5, "9А");
  g_autoptr(PIX) print = ink_of(&form);
  g_autoptr(PIX) ink = ink_of(&page);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(ink, print, &error);
  assert_ok(residual != NULL, error);
  cr_expect_gt(share_added(residual, ink, margin), 0.99);
  cr_expect_gt(share_added(residual, ink, cells), 0.6); /* the rest is rules */
  /* the rule takes the feet of the letters with it; what is masked is the box around the rest
   */
  BmBox found = {0, 0, 0, 0};
  for (guint i = 0; i < residual->pieces->len; i++) {
    BmBox piece = g_array_index(residual->pieces, BmBox, i);
    if (!bm_box_is_empty(bm_box_and(piece, name)))
      found = bm_box_or(found, piece);
  }
  cr_expect_leq(found.x, name.x + 1);
  cr_expect_geq(found.x + found.w, name.x + name.w - 1);
  cr_expect_leq(found.y, name.y + 1);
  BmBox label = {bm_px(24, DPI), bm_px(30, DPI), bm_px(32, DPI), bm_px(5, DPI)};
  cr_expect_eq(share_added(residual, ink, label), 0);
}

Test(residual, pieces_of_one_line_are_one_group)
{
  g_auto(TestPage) form = test_page_new(DPI), page = test_page_new(DPI);
  BmBox first = test_page_text(&page, 60, 30, 5, "Незнамова Ульяна");
  test_page_text(&page, 60, 60, 5, "9А");
  g_autoptr(PIX) print = ink_of(&form);
  g_autoptr(PIX) ink = ink_of(&page);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(ink, print, &error);
  assert_ok(residual != NULL, error);
  cr_assert_eq(residual->groups->len, 2);
  BmBox group = g_array_index(residual->groups, BmBox, 0);
  cr_expect_eq(bm_box_area(bm_box_and(group, bm_box_grow(first, 2, 2))), bm_box_area(group));
  cr_expect_gt(group.w, first.w * 9 / 10);
}
