/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed cells, and what is written into them. */
#include <criterion/criterion.h>

#include "stages/shared/cells.h"
#include "tests/stages/identity_page.h"

TestSuite(cells, .timeout = 60);

#define DPI 150.0

static PIX *row_draw(void)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i <= 5; i++)
    test_page_rule(&page, 50 + 8 * i, 50, 50 + 8 * i, 58);
  test_page_rule(&page, 50, 50, 90, 50);
  test_page_rule(&page, 50, 58, 90, 58);
  test_page_rule(&page, 30, 80, 150, 80);
  return test_page_pix(&page, TRUE);
}

static BmBox mm(double x, double y, double w, double h)
{
  double px = DPI / 25.4;
  return (BmBox){(int)(x * px), (int)(y * px), (int)(w * px), (int)(h * px)};
}

static gboolean holds(const GArray *cells, BmBox piece)
{
  g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_array_append_val(pieces, piece);
  return bm_cells_hold(cells, pieces, piece);
}

Test(cells, each_closed_cell_of_a_row_is_found)
{
  g_autoptr(PIX) print = row_draw();
  g_autoptr(GArray) cells = bm_cells_find(print, DPI);
  cr_assert_eq(cells->len, 5);
  for (guint i = 0; i < cells->len; i++)
    cr_expect_lt(abs(g_array_index(cells, BmBox, i).w - mm(0, 0, 8, 8).w), 5);
}

Test(cells, a_letter_stands_in_its_cell_and_a_word_over_several_does_not)
{
  g_autoptr(PIX) print = row_draw();
  g_autoptr(GArray) cells = bm_cells_find(print, DPI);
  cr_expect(holds(cells, mm(60, 51.5, 4, 5)));
  cr_expect_not(holds(cells, mm(52, 51.5, 30, 5)));
  cr_expect_not(holds(cells, mm(120, 51.5, 4, 5)), "no cell there");
}

Test(cells, no_writing_stands_in_no_cell)
{
  g_autoptr(PIX) print = row_draw();
  g_autoptr(GArray) cells = bm_cells_find(print, DPI);
  g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(BmBox));
  cr_expect_not(bm_cells_hold(cells, none, mm(60, 51.5, 4, 5)));
}

Test(cells, the_first_rule_to_write_on_is_long)
{
  g_autoptr(PIX) print = row_draw();
  cr_expect_lt(abs(bm_cells_first_rule(print, DPI, mm(0, 60, 0, 1).y) - mm(0, 80, 0, 1).y), 4);
  cr_expect_eq(bm_cells_first_rule(print, DPI, mm(0, 90, 0, 1).y), -1);
}

/* Three rows of six cells; rules of the second row's second and last cell were written over. */
static PIX *comb_draw(void)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int row = 0; row < 3; row++) {
    double top = 50 + 12 * row;
    for (int i = 0; i <= 6; i++)
      if (row != 1 || i != 6)
        test_page_rule(&page, 50 + 8 * i, top, 50 + 8 * i, top + 8);
    test_page_rule(&page, 50, top, row == 1 ? 59 : 98, top);
    if (row == 1)
      test_page_rule(&page, 65, top, 98, top);
    test_page_rule(&page, 50, top + 8, 98, top + 8);
  }
  return test_page_pix(&page, TRUE);
}

Test(cells, rows_that_lack_a_cell_are_completed)
{
  g_autoptr(PIX) print = comb_draw();
  g_autoptr(GArray) found = bm_cells_find(print, DPI);
  g_autoptr(GArray) whole = bm_cells_find_whole(print, DPI);
  cr_expect_eq(found->len, 16);
  cr_expect_eq(whole->len, 18);
  cr_expect_not(holds(found, mm(60, 63, 4, 6)));
  cr_expect(holds(whole, mm(60, 63, 4, 6)));
  cr_expect(holds(whole, mm(91, 63, 4, 6)));
  cr_expect_not(holds(whole, mm(99, 63, 4, 6)), "beyond all rows");
}

Test(cells, a_row_alone_does_not_go_on_beyond_its_end)
{
  g_autoptr(PIX) print = row_draw();
  g_autoptr(GArray) whole = bm_cells_find_whole(print, DPI);
  cr_expect_eq(whole->len, 5);
}

Test(cells, remains_of_rules_are_no_writing_outside_the_cells)
{
  g_autoptr(PIX) print = row_draw();
  g_autoptr(GArray) cells = bm_cells_find(print, DPI);
  g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmBox rule = mm(59, 57.5, 6, 1), letter = mm(60, 51.5, 4, 5);
  rule.h = 2;
  g_array_append_val(pieces, rule);
  cr_expect_not(bm_cells_hold(cells, pieces, mm(58, 50, 8, 9)), "alone it is nothing");
  g_array_append_val(pieces, letter);
  cr_expect(bm_cells_hold(cells, pieces, mm(58, 50, 8, 9)));
}
