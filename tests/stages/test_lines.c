/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ink taken apart: rules, frames, strokes, paper's own ruling. */
#include <criterion/criterion.h>

#include "stages/shared/lines.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(lines, .timeout = 60);

static BmLines *lines_of(TestPage *page)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  g_autoptr(GError) error = NULL;
  BmLines *lines = bm_lines_find(ink, &error);
  assert_ok(lines != NULL, error);
  return lines;
}

static guint frames_of(const BmLines *lines, BmFrameShape shape)
{
  guint count = 0;
  for (guint i = 0; i < lines->frames->len; i++)
    count += g_array_index(lines->frames, BmFrame, i).shape == shape ? 1 : 0;
  return count;
}

Test(lines, frames_are_named_by_their_rules)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  test_page_rule(&page, 20, 20, 90, 20);
  test_page_box(&page, 20, 40, 60, 10);
  test_page_cells(&page, 20, 70, 9);
  for (int i = 0; i < 4; i++)
    test_page_rule(&page, 20, 100 + 12 * i, 150, 100 + 12 * i);
  test_page_rule(&page, 20, 100, 20, 136);
  test_page_rule(&page, 70, 100, 70, 136);
  test_page_rule(&page, 150, 100, 150, 136);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(frames_of(lines, BM_FRAME_UNDERLINE), 1);
  cr_expect_eq(frames_of(lines, BM_FRAME_BOX), 1);
  cr_expect_eq(frames_of(lines, BM_FRAME_CELLS), 1);
  cr_expect_eq(frames_of(lines, BM_FRAME_TABLE), 1);
}

Test(lines, boxes_side_by_side_are_cells_and_dots_are_an_underline)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  for (int i = 0; i < 6; i++)
    test_page_box(&page, 20 + 8.0 * i, 40, 6, 8);
  for (int i = 0; i < 40; i++) {
    cairo_rectangle(page.cr, 20 + 1.5 * i, 80, 0.4, 0.4);
    cairo_fill(page.cr);
  }
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(frames_of(lines, BM_FRAME_CELLS), 1);
  cr_expect_eq(frames_of(lines, BM_FRAME_UNDERLINE), 1);
}

Test(lines, a_cell_is_found_by_a_point_in_it)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  for (int i = 0; i < 3; i++)
    test_page_rule(&page, 20, 100 + 12 * i, 150, 100 + 12 * i);
  for (int i = 0; i < 3; i++)
    test_page_rule(&page, 20 + 65 * i, 100, 20 + 65 * i, 124);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_assert_eq(lines->frames->len, 1);
  const BmFrame *frame = &g_array_index(lines->frames, BmFrame, 0);
  BmBox cell = bm_lines_cell_at(lines, frame, bm_lines_px(100), bm_lines_px(118));
  cr_expect_lt(abs(cell.x - bm_lines_px(85)), 4);
  cr_expect_lt(abs(cell.y - bm_lines_px(112)), 4);
  cr_expect_lt(abs(cell.w - bm_lines_px(65)), 5);
}

Test(lines, writing_on_a_rule_keeps_its_strokes)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  BmBox word = test_page_text(&page, 30, 40, 8, "рядом");
  test_page_rule(&page, 20, 46.5, 120, 46.5);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(frames_of(lines, BM_FRAME_UNDERLINE), 1);
  cr_assert_eq(lines->segments->len, 1);
  BmBox found = g_array_index(lines->segments, BmSegment, 0).box;
  cr_expect_lt(abs(found.x - word.x), 5);
  cr_expect_lt(abs(found.w - word.w), 8);
}

Test(lines, squares_of_the_paper_are_no_frames)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  cairo_set_line_width(page.cr, 0.15);
  for (double x = 5; x < 206; x += 5)
    test_page_rule(&page, x, 0, x, 297);
  for (double y = 5; y < 293; y += 5)
    test_page_rule(&page, 0, y, 210, y);
  BmBox word = test_page_text(&page, 51, 61, 6, "Маша собрала грибы");
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect(lines->is_squared);
  cr_expect_lt(fabs(lines->ruling_px - bm_lines_px(5)), 2);
  cr_expect_eq(lines->frames->len, 0);
  cr_assert_geq(lines->segments->len, 1);
  for (guint i = 0; i < lines->segments->len; i++) {
    BmBox box = g_array_index(lines->segments, BmSegment, i).box;
    cr_expect_not(bm_box_is_empty(bm_box_and(bm_box_grow(word, 12, 12), box)));
  }
}

/* squares of which only one scrap in three came out, @pitch_y apart down the sheet */
static void scraps_draw(TestPage *page, double pitch_y)
{
  guint seed = 1;
  cairo_set_line_width(page->cr, 0.15);
  for (double x = 5; x < 206; x += 5)
    for (double y = 5; y < 290; y += pitch_y) {
      seed = seed * 1103515245u + 12345u;
      if ((seed >> 16) % 3 == 0)
        test_page_rule(page, x, y, x, y + 3);
      if ((seed >> 20) % 3 == 0)
        test_page_rule(page, x, y, x + 3, y);
    }
}

Test(lines, pale_squares_are_taken_out_though_no_line_is_whole)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  scraps_draw(&page, 5);
  BmBox word = test_page_text(&page, 51, 61, 6, "Маша собрала грибы");
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect(lines->is_squared);
  cr_assert_geq(lines->segments->len, 1);
  for (guint i = 0; i < lines->segments->len; i++) {
    BmBox box = g_array_index(lines->segments, BmSegment, i).box;
    cr_expect_not(bm_box_is_empty(bm_box_and(bm_box_grow(word, 12, 12), box)));
  }
}

Test(lines, scraps_at_unequal_distances_are_no_squares)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  scraps_draw(&page, 7.3);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_not(lines->is_squared);
}

Test(lines, a_punch_hole_is_no_writing)
{
  g_auto(TestPage) page = test_page_new(BM_LINES_DPI);
  cairo_arc(page.cr, 10, 100, 3, 0, 2 * G_PI);
  cairo_fill(page.cr);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(lines->segments->len, 0);
}
