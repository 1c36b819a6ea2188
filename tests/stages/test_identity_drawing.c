/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is of the work and no title: drawings with the rows beside them, squares printed to
 * write in, rows with ticks before them, paragraphs that use the words of labels. */
#include <criterion/criterion.h>

#include "stages/shared/identity_part.h"
#include "tests/stages/identity_page.h"
#include "tests/stages/identity_share.h"
#include "tests/tools/assert_ok.h"

TestSuite(identity_drawing, .timeout = 240);

#define DPI 200.0

static BmIdentity *find_with(TestPage *page, BmIdentityHints hints)
{
  g_autoptr(PIX) pix = test_page_pix(page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  hints.policy = "diagnostic_cross";
  hints.turn_sure = TRUE;
  assert_ok(bm_identity_find(pix, DPI, &hints, &identity, &error), error);
  return identity;
}

static BmIdentity *find(TestPage *page, int page_in_work)
{
  return find_with(page, (BmIdentityHints){.page_in_work = page_in_work});
}

/* a circle with a triangle in it, 44 mm across */
static void circle_draw(TestPage *page, double x, double y)
{
  cairo_new_path(page->cr);
  cairo_arc(page->cr, x, y, 22, 0, 2 * G_PI);
  cairo_stroke(page->cr);
  test_page_rule(page, x, y - 22, x + 19, y + 11);
  test_page_rule(page, x + 19, y + 11, x - 19, y + 11);
  test_page_rule(page, x - 19, y + 11, x, y - 22);
}

/* a line around something, as pupils draw one around a title */
static void oval_draw(TestPage *page, double x, double y, double w, double h)
{
  cairo_save(page->cr);
  cairo_translate(page->cr, x, y);
  cairo_scale(page->cr, w / 2, h / 2);
  cairo_new_path(page->cr);
  cairo_arc(page->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore(page->cr);
  cairo_stroke(page->cr);
}

static BmBox rows_draw(TestPage *page, double x, double y, int n)
{
  BmBox all = {0, 0, 0, 0};
  for (int i = 0; i < n; i++)
    all = bm_box_or(all, test_page_text(page, x, y + 10 * i, 5, "и потому они всегда равны"));
  return all;
}

Test(identity_drawing, title_ends_above_a_drawing_and_the_rows_beside_it)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox title = test_page_text(&page, 70, 14, 6, "Окружность и треугольник");
  circle_draw(&page, 40, 60);
  BmBox beside = rows_draw(&page, 84, 40, 4);
  BmBox below = rows_draw(&page, 16, 100, 8);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, title), 0.98);
  cr_expect_lt(share_hidden(identity, beside), 0.02);
  cr_expect_lt(share_hidden(identity, below), 0.02);
  cr_expect(bm_identity_has_flag(identity, "title_cut"));
}

Test(identity_drawing, line_around_a_name_is_no_drawing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 70, 12, 6, "Окружность и треугольник");
  oval_draw(&page, 112, 44, 74, 36);
  BmBox name = test_page_text(&page, 90, 34, 6, "Лосева Тамара");
  name = bm_box_or(name, test_page_text(&page, 98, 45, 6, "из девятого"));
  rows_draw(&page, 16, 80, 9);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, name), 0.98);
}

Test(identity_drawing, label_with_a_field_below_a_drawing_keeps_the_header_whole)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 70, 14, 6, "Окружность и треугольник");
  circle_draw(&page, 40, 60);
  BmBox name = test_page_text(&page, 110, 100, 6, "Лосева Тамара");
  test_page_text(&page, 90, 140, 4.4, "Класс");
  test_page_rule(&page, 106, 145, 160, 145);
  test_page_text(&page, 112, 139, 5, "7Б");
  rows_draw(&page, 16, 165, 9);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, name), 0.98);
}

Test(identity_drawing, squares_are_many_and_even)
{
  int mm = bm_lines_px(1);
  BmFrame squares = {.box = {0, 0, 190 * mm, 245 * mm}, .n_across = 50, .n_down = 39};
  BmFrame table = {.box = {0, 0, 180 * mm, 200 * mm}, .n_across = 14, .n_down = 13};
  BmFrame cells = {.box = {0, 0, 120 * mm, 10 * mm}, .n_across = 3, .n_down = 25};
  cr_expect(bm_frame_is_squares(&squares));
  cr_expect_not(bm_frame_is_squares(&table));
  cr_expect_not(bm_frame_is_squares(&cells));
}

Test(identity_drawing, drawing_above_everything_ends_no_title)
{
  g_auto(TestPage) page = test_page_new(DPI);
  circle_draw(&page, 40, 34);
  BmBox name = test_page_text(&page, 110, 24, 6, "Лосева Тамара");
  name = bm_box_or(name, test_page_text(&page, 118, 36, 6, "из девятого"));
  rows_draw(&page, 16, 80, 9);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, name), 0.98);
}

static void squares_draw(TestPage *page, double x, double y, int n)
{
  for (int i = 0; i <= n; i++) {
    test_page_rule(page, x + 5 * i, y, x + 5 * i, y + 5 * n);
    test_page_rule(page, x, y + 5 * i, x + 5 * n, y + 5 * i);
  }
}

Test(identity_drawing, rows_in_printed_squares_are_no_head_and_no_field)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 88, 10, 4, "Место для решений");
  cairo_set_line_width(page.cr, 0.6);
  squares_draw(&page, 12, 20, 25);
  BmBox first = test_page_text(&page, 16, 24, 5, "Значит в школе № 19 учеников стало больше");
  for (int i = 1; i < 12; i++)
    test_page_text(&page, 16, 24 + 10 * i, 5, "и потому они всегда помогали друг другу");
  g_autoptr(BmIdentity) identity = find(&page, 2);
  cr_expect_lt(share_hidden(identity, first), 0.02);
}

Test(identity_drawing, title_ends_above_squares_for_a_curve)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox title = test_page_text(&page, 116, 8, 5, "Отчёт о чужой работе");
  squares_draw(&page, 18, 24, 16);
  BmBox beside = rows_draw(&page, 106, 30, 5);
  rows_draw(&page, 18, 115, 9);
  g_autoptr(BmIdentity) identity = find(&page, 2);
  cr_expect_gt(share_hidden(identity, title), 0.98);
  cr_expect_lt(share_hidden(identity, beside), 0.02);
}

Test(identity_drawing, table_with_numbered_rows_is_of_the_work)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox title = test_page_text(&page, 72, 14, 6, "Химия и жизнь"), first = {0, 0, 0, 0};
  for (int i = 0; i < 8; i++) {
    g_autofree char *number = g_strdup_printf("%d", i + 1);
    test_page_rule(&page, 18, 34 + 20 * i, 198, 34 + 20 * i);
    BmBox row = test_page_text(&page, 23, 42 + 20 * i, 6, number);
    row = bm_box_or(row, test_page_text(&page, 38, 42 + 20 * i, 6, "моль"));
    row = bm_box_or(row, test_page_text(&page, 92, 42 + 20 * i, 6, "всего три"));
    first = i == 0 ? row : first;
  }
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, title), 0.98);
  cr_expect_lt(share_hidden(identity, first), 0.02);
}

Test(identity_drawing, rows_that_begin_at_the_fold_are_rows)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox first = {0, 0, 0, 0};
  for (int i = 0; i < 5; i++)
    first =
        bm_box_or(first, test_page_text(&page, 2, 16 + 11 * i, 5, "и всё это потому, что в"));
  for (int i = 6; i < 12; i++)
    test_page_text(&page, 4, 16 + 11 * i, 5, "и потому они всегда помогали друг другу");
  g_autoptr(BmIdentity) identity =
      find_with(&page, (BmIdentityHints){.page_in_work = 2, .begins_at_fold = TRUE});
  cr_expect_lt(share_hidden(identity, first), 0.02);
}

static void tick_draw(TestPage *page, double x, double y)
{
  cairo_move_to(page->cr, x, y + 4);
  cairo_line_to(page->cr, x + 3, y + 8);
  cairo_line_to(page->cr, x + 8, y);
  cairo_stroke(page->cr);
}

Test(identity_drawing, ticks_before_the_rows_are_not_their_margin)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox first = test_page_text(&page, 30, 16, 5, "Сестра перешла в другой класс, который");
  for (int i = 1; i < 12; i++)
    test_page_text(&page, 30, 16 + 11 * i, 5, "и потому они всегда помогали друг другу");
  for (int i = 0; i < 4; i++)
    tick_draw(&page, 9, 24 + 33 * i);
  g_autoptr(BmIdentity) identity = find(&page, 2);
  cr_expect_eq(share_hidden(identity, first), 0);
}

Test(identity_drawing, indented_rows_are_not_the_margin)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 71, 18, 5, "Входная работа");
  test_page_text(&page, 73, 29, 5, "по родному краю");
  BmBox name = test_page_text(&page, 50, 50, 5, "Лосевой Тамары");
  test_page_text(&page, 50, 60, 5, "девятого второго");
  for (int i = 0; i < 3; i++)
    test_page_text(&page, 33, 82 + 34 * i, 5,
                   "и потому они всегда помогали друг другу во всём");
  for (int i = 0; i < 6; i++)
    test_page_text(&page, 45, 93 + 34 * (i / 2) + 11 * (i % 2), 5, "домой и обратно вдвоём");
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, name), 0.98);
}

Test(identity_drawing, mark_and_signature_at_the_margin_after_the_work_are_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i < 12; i++)
    test_page_text(&page, 30, 16 + 11 * i, 5, "и потому они всегда помогали друг другу");
  test_page_text(&page, 31, 165, 6, "4");
  cairo_move_to(page.cr, 46, 170);
  for (int i = 0; i < 5; i++)
    cairo_curve_to(page.cr, 46 + 4 * i, 162, 49 + 4 * i, 162, 50 + 4 * i, 170);
  cairo_stroke(page.cr);
  BmBox scrawl = {bm_px(46, DPI), bm_px(164, DPI), bm_px(20, DPI), bm_px(6, DPI)};
  g_autoptr(BmIdentity) identity = find(&page, 2);
  cr_expect_gt(share_hidden(identity, scrawl), 0.98);
}

Test(identity_drawing, paragraph_that_speaks_of_an_author_begins_the_body)
{
  static const char *const rows[] = {
      "Проблема, которую поднимает автор, касается роли учёбы в жизни общества.",
      "Это место, где дети получают знания и учатся понимать других людей, а потом",
      "они вырастают и вспоминают об этом с благодарностью и светлой печалью.",
  };
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 74, 20, 5, "Мастерская мысли");
  BmBox first = test_page_text(&page, 25, 36, 4.4, rows[0]);
  for (int i = 1; i < 18; i++)
    test_page_text(&page, 25, 36 + 6.4 * i, 4.4, rows[i % 2 + 1]);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_lt(share_hidden(identity, first), 0.02);
}
