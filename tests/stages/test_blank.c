/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Empty sides: what scanners and offices add does not count, any mark of a person does. */
#include "stages/shared/blank.h"

#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"

#include <math.h>

#define DPI 200

TestSuite(blank, .timeout = 60);

static int px(double mm)
{
  return bm_px(mm, DPI);
}

/* A4 of slightly gray, grainy paper. */
static PIX *paper(void)
{
  PIX *page = pixCreate(px(210), px(297), 8);
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  for (int y = 0; y < pixGetHeight(page); y++)
    for (int x = 0; x < pixGetWidth(page); x++)
      pixSetPixel(page, x, y, (guint)(238 + g_rand_int_range(rand, -6, 7) - y / 100));
  return page;
}

static void box_put(PIX *page, double x, double y, double w, double h, guint level)
{
  for (int row = px(y); row < px(y + h); row++)
    for (int column = px(x); column < px(x + w); column++)
      pixSetPixel(page, column, row, level);
}

static void disc_put(PIX *page, double x, double y, double inner, double outer, guint level)
{
  for (int row = px(y - outer); row <= px(y + outer); row++)
    for (int column = px(x - outer); column <= px(x + outer); column++) {
      double r = hypot(bm_mm(column, DPI) - x, bm_mm(row, DPI) - y);
      if (r <= outer && r >= inner)
        pixSetPixel(page, column, row, level);
    }
}

/* A stroke of a pen or pencil, @thick mm. */
static void stroke_put(PIX *page, double x1, double y1, double x2, double y2, double thick,
                       guint level)
{
  int steps = px(hypot(x2 - x1, y2 - y1)) + 1;
  for (int i = 0; i <= steps; i++)
    box_put(page, x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, thick, thick, level);
}

/* The back's text as paper lets it through: pale and blurred. */
static PIX *show_through(PIX *page, guint depth)
{
  g_autoptr(PIX) text = paper();
  for (double y = 30; y < 260; y += 9)
    for (double x = 25; x < 180; x += 4)
      stroke_put(text, x, y, x + 2, y - 3, 0.5, 238 - 2 * depth);
  PIX *blurred = pixBlockconv(text, 3, 3);
  pixDestroy(&page);
  return blurred;
}

static BmBlankState state_at(PIX *page, double dpi)
{
  g_autoptr(GError) error = NULL;
  BmBlankLook look;
  assert_ok(bm_blank_look(page, dpi, NULL, &look, NULL, &error), error);
  return look.state;
}

/* The same answer for gray, bilevel, upside down, lying and colour. */
static void expect_state(PIX *page, BmBlankState expected, const char *what)
{
  g_autoptr(PIX) bilevel = pixThresholdToBinary(page, 170);
  g_autoptr(PIX) turned = pixRotateOrth(page, 2);
  g_autoptr(PIX) lying = pixRotateOrth(page, 1);
  g_autoptr(PIX) colour = pixConvertTo32(page);
  cr_expect_eq(state_at(page, DPI), expected, "%s: gray %d", what, state_at(page, DPI));
  cr_expect_eq(state_at(bilevel, DPI), expected, "%s: bilevel %d", what,
               state_at(bilevel, DPI));
  cr_expect_eq(state_at(turned, DPI), expected, "%s: upside down", what);
  cr_expect_eq(state_at(lying, DPI), expected, "%s: lying", what);
  cr_expect_eq(state_at(colour, DPI), expected, "%s: colour", what);
}

Test(blank, bare_paper_is_clear)
{
  g_autoptr(PIX) page = paper();
  expect_state(page, BM_BLANK_CLEAR, "paper");
}

Test(blank, what_offices_do_to_paper_is_clear)
{
  g_autoptr(PIX) page = paper();
  disc_put(page, 12, 108, 0, 3, 20);
  disc_put(page, 12, 188, 0, 3, 20);
  stroke_put(page, 14, 12, 23, 16, 0.6, 60);
  disc_put(page, 190, 14, 0, 0.6, 40);
  expect_state(page, BM_BLANK_CLEAR, "punched and stapled");
}

Test(blank, rims_of_punch_holes_are_clear_in_pairs_only)
{
  g_autoptr(PIX) pair = paper();
  g_autoptr(PIX) single = paper();
  disc_put(pair, 12, 108, 2.6, 3.1, 60);
  disc_put(pair, 12, 188, 2.6, 3.1, 60);
  expect_state(pair, BM_BLANK_CLEAR, "two rims");
  disc_put(single, 12, 108, 2.6, 3.1, 60);
  expect_state(single, BM_BLANK_MARKED, "a letter o");
}

Test(blank, what_scanners_add_is_clear)
{
  g_autoptr(PIX) page = paper();
  g_autoptr(GRand) rand = g_rand_new_with_seed(11);
  box_put(page, 206, 0, 4, 297, 5);
  box_put(page, 0, 0, 210, 2.5, 5);
  box_put(page, 77, 0, 0.3, 297, 90);
  box_put(page, 121, 20, 0.3, 270, 120);
  for (int i = 0; i < 25; i++)
    disc_put(page, g_rand_double_range(rand, 10, 200), g_rand_double_range(rand, 10, 280), 0,
             0.2, 40);
  expect_state(page, BM_BLANK_CLEAR, "edges, streaks, dust");
}

Test(blank, text_that_shines_through_is_clear)
{
  g_autoptr(PIX) page = show_through(paper(), 22);
  cr_expect_eq(state_at(page, DPI), BM_BLANK_CLEAR);
}

Test(blank, ruled_and_squared_paper_without_writing_is_clear)
{
  g_autoptr(PIX) ruled = paper();
  g_autoptr(PIX) squared = paper();
  for (double y = 15; y < 285; y += 8)
    box_put(ruled, 8, y, 194, 0.25, 150);
  expect_state(ruled, BM_BLANK_CLEAR, "ruled");
  for (double y = 10; y < 290; y += 5)
    box_put(squared, 8, y, 194, 0.25, 150);
  for (double x = 8; x < 203; x += 5)
    box_put(squared, x, 10, 0.25, 276, 150);
  expect_state(squared, BM_BLANK_CLEAR, "squared");
  stroke_put(squared, 60, 60, 63, 66, 0.5, 60);
  stroke_put(squared, 63, 66, 66, 61, 0.5, 60);
  expect_state(squared, BM_BLANK_MARKED, "squared with a tick");
}

Test(blank, any_mark_of_a_person_is_no_blank)
{
  static const struct mark {
    const char *what;
    double x1, y1, x2, y2, thick;
    guint level;
  } marks[] = {
      {"a figure one in the middle", 100, 150, 101, 155, 0.45, 60},
      {"pencil", 60, 200, 66, 203, 0.5, 165},
      {"a dash", 50, 80, 54, 80, 0.4, 70},
      {"a line across the page", 30, 30, 180, 265, 0.4, 60},
      {"an underline", 40, 60, 90, 60, 0.4, 60},
      {"page number", 104, 284, 105, 288, 0.4, 50},
      {"a small figure", 120, 120, 121, 122.4, 0.4, 60},
  };
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
    const struct mark *mark = &marks[i];
    g_autoptr(PIX) page = paper();
    stroke_put(page, mark->x1, mark->y1, mark->x2, mark->y2, mark->thick, mark->level);
    expect_state(page, BM_BLANK_MARKED, mark->what);
  }
}

Test(blank, a_spot_between_dust_and_writing_is_doubtful)
{
  g_autoptr(PIX) page = paper();
  disc_put(page, 100, 140, 0, 0.72, 60);
  cr_expect_eq(state_at(page, DPI), BM_BLANK_DOUBTFUL);
}

Test(blank, mark_is_where_it_was_drawn)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = paper();
  BmBlankLook look;
  stroke_put(page, 100, 150, 104, 156, 0.5, 60);
  assert_ok(bm_blank_look(page, DPI, NULL, &look, NULL, &error), error);
  cr_expect_float_eq(bm_mm(look.mark.x, DPI), 100, 0.6);
  cr_expect_float_eq(bm_mm(look.mark.y, DPI), 150, 0.6);
  cr_expect_float_eq(bm_mm(look.mark.h, DPI), 6.5, 0.8);
  cr_expect_float_eq(look.longest_mm, 6.5, 0.8);
}

Test(blank, resolution_does_not_matter)
{
  for (int dpi = 100; dpi <= 300; dpi += 100) {
    g_autoptr(PIX) page = paper();
    disc_put(page, 12, 108, 0, 3, 20);
    float scale = (float)dpi / DPI;
    g_autoptr(PIX) empty = pixScale(page, scale, scale);
    cr_expect_eq(state_at(empty, dpi), BM_BLANK_CLEAR, "%d dpi", dpi);
    stroke_put(page, 100, 150, 101, 155, 0.45, 60);
    g_autoptr(PIX) written = pixScale(page, scale, scale);
    cr_expect_eq(state_at(written, dpi), BM_BLANK_MARKED, "%d dpi", dpi);
  }
}

Test(blank, absurd_resolution_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) page = pixCreate(100, 100, 8);
  BmBlankLook look;
  cr_expect_not(bm_blank_look(page, 0, NULL, &look, NULL, &error));
  assert_fails_with(FALSE, error, "page_unreadable");
}
