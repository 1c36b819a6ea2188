/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pages of a copybook on one scan: each is searched by itself. */
#include <criterion/criterion.h>

#include "stages/shared/identity.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(spread, .timeout = 120);

#define DPI 200.0
#define WIDE_MM 297.0
#define HIGH_MM 210.0

/* both halves beside each other, as one scan of the opened copybook */
static PIX *spread_of(TestPage *left, TestPage *right)
{
  PIX *wide = pixCreate(bm_px(WIDE_MM, DPI), bm_px(HIGH_MM, DPI), 8);
  TestPage *halves[] = {left, right};
  pixSetAll(wide);
  for (int i = 0; i < 2; i++) {
    g_autoptr(PIX) half = test_page_pix(halves[i], FALSE);
    int x = i * bm_px(WIDE_MM / 2, DPI);
    pixRasterop(wide, x, 0, bm_px(WIDE_MM / 2, DPI), bm_px(HIGH_MM, DPI), PIX_SRC, half, 0, 0);
  }
  return wide;
}

static BmIdentity *found_on(PIX *wide, int page_in_work)
{
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {.page_in_work = page_in_work, .turn_sure = TRUE};
  assert_ok(bm_identity_find(wide, DPI, &hints, &identity, &error), error);
  return identity;
}

static BmBox on_the_right(BmBox box)
{
  box.x += bm_px(WIDE_MM / 2, DPI);
  return box;
}

/* percent of a box; zones of rows may lie over each other a little */
static gint64 hidden(const BmIdentity *identity, BmBox box)
{
  gint64 sum = 0;
  for (guint i = 0; i < identity->zones->len; i++)
    sum += bm_box_area(bm_box_and(g_array_index(identity->zones, BmZone, i).box, box));
  return sum * 100 / bm_box_area(box);
}

/* rows of an answer from @y on; returns their place */
static BmBox rows_draw(TestPage *page, double y, int n)
{
  BmBox all = {0, 0, 0, 0};
  for (int i = 0; i < n; i++)
    all =
        bm_box_or(all, test_page_text(page, 18, y + 8 * i, 4.5, "мы шли вдоль реки до моста"));
  return all;
}

Test(spread, title_on_one_half_takes_nothing_from_the_other)
{
  g_auto(TestPage) left = test_page_new(DPI), right = test_page_new(DPI);
  BmBox before = rows_draw(&left, 20, 12);
  BmBox name = test_page_text(&right, 48, 20, 5, "Незнамова Ульяна");
  name = bm_box_or(name, test_page_text(&right, 58, 29, 5, "ученица 9 класса"));
  BmBox answer = rows_draw(&right, 60, 9);
  g_autoptr(PIX) wide = spread_of(&left, &right);
  g_autoptr(BmIdentity) identity = found_on(wide, 2);
  cr_expect(bm_identity_has_flag(identity, "double_page"));
  cr_expect_eq(hidden(identity, before), 0);
  cr_expect_eq(hidden(identity, on_the_right(answer)), 0);
  cr_expect_geq(hidden(identity, on_the_right(name)), 95);
}

Test(spread, title_below_the_end_of_the_work_before_is_hidden)
{
  g_auto(TestPage) left = test_page_new(DPI), right = test_page_new(DPI);
  BmBox before = rows_draw(&left, 20, 12), end = rows_draw(&right, 20, 4);
  BmBox title = test_page_text(&right, 48, 76, 5, "Незнамова Ульяна");
  title = bm_box_or(title, test_page_text(&right, 52, 86, 5, "ученица 9 класса"));
  BmBox answer = rows_draw(&right, 112, 6);
  g_autoptr(PIX) wide = spread_of(&left, &right);
  g_autoptr(BmIdentity) identity = found_on(wide, 2);
  cr_expect_eq(hidden(identity, before), 0);
  cr_expect_eq(hidden(identity, on_the_right(end)), 0);
  cr_expect_eq(hidden(identity, on_the_right(answer)), 0);
  cr_expect_geq(hidden(identity, on_the_right(title)), 95);
}

Test(spread, half_that_holds_a_title_alone_is_hidden_row_by_row)
{
  static const char *const rows[] = {"Сочинение", "на тему",      "Незнамовой Ульяны",
                                     "9 А класс", "гимназия 455", "14.04.2027"};
  static const double starts[] = {60, 66, 46, 62, 56, 60};
  g_auto(TestPage) left = test_page_new(DPI), right = test_page_new(DPI);
  BmBox before = rows_draw(&left, 20, 12), title = {0, 0, 0, 0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    title = bm_box_or(title, test_page_text(&right, starts[i], 40 + 14 * i, 4.5, rows[i]));
  g_autoptr(PIX) wide = spread_of(&left, &right);
  g_autoptr(BmIdentity) identity = found_on(wide, 2);
  cr_expect_eq(hidden(identity, before), 0);
  cr_expect_geq(hidden(identity, on_the_right(title)), 95);
}

Test(spread, doubt_of_a_bare_first_page_needs_both_halves)
{
  g_auto(TestPage) left = test_page_new(DPI), right = test_page_new(DPI);
  rows_draw(&left, 20, 12);
  test_page_text(&right, 18, 20, 4.5, "Фамилия, имя");
  test_page_rule(&right, 50, 26, 130, 26);
  test_page_text(&right, 54, 20, 5, "Незнамова Ульяна");
  rows_draw(&right, 60, 9);
  g_autoptr(PIX) wide = spread_of(&left, &right);
  g_autoptr(BmIdentity) named = found_on(wide, 1);
  g_autoptr(PIX) twice = spread_of(&left, &left);
  g_autoptr(BmIdentity) bare = found_on(twice, 1);
  cr_expect_not(bm_identity_has_flag(named, "first_page_bare"));
  cr_expect(bm_identity_has_flag(bare, "first_page_bare"));
}
