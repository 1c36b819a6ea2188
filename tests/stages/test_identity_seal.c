/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round seals: found below writing, faint and broken; circles of geometry are none. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>

#include "stages/shared/identity_part.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(identity_seal, .timeout = 120);

#define DPI 200.0

typedef struct SealCase {
  double x, y, r; /* mm */
  double gray;    /* of the seal's ink, 0 black */
  double gap_deg; /* of the ring that was not inked */
  gboolean is_crossed, is_squared, is_bilevel;
} SealCase;

/* circles, lettering between them, a number in the middle */
static void seal_draw(TestPage *page, const SealCase *c)
{
  static const char *const letters[] = {"Г", "И", "М", "Н", "А", "З", "И", "Я", "Н", "О", "М",
                                        "Е", "Р", "С", "О", "Р", "О", "К", "Д", "В", "А", "*"};
  cairo_set_source_rgb(page->cr, c->gray, c->gray, c->gray);
  cairo_set_line_width(page->cr, 0.45);
  double gap = c->gap_deg * G_PI / 180;
  for (int i = 0; i < 3; i++) {
    static const double shares[] = {1.0, 0.95, 0.68};
    cairo_new_path(page->cr);
    cairo_arc(page->cr, c->x, c->y, c->r * shares[i], gap, 2 * G_PI);
    cairo_stroke(page->cr);
  }
  for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
    cairo_save(page->cr);
    cairo_translate(page->cr, c->x, c->y);
    cairo_rotate(page->cr, 2 * G_PI * i / G_N_ELEMENTS(letters));
    test_page_text(page, -1.3, -c->r * 0.93, 3.4, letters[i]);
    cairo_restore(page->cr);
  }
  test_page_text(page, c->x - 7, c->y - 3, 4, "№ 42");
  cairo_set_source_rgb(page->cr, 0, 0, 0);
  cairo_set_line_width(page->cr, 0.3);
}

static void squares_draw(TestPage *page)
{
  cairo_set_source_rgb(page->cr, 0.7, 0.72, 0.8);
  for (double at = 5; at < 295; at += 5) {
    test_page_rule(page, 5, at, 205, at);
    if (at < 205)
      test_page_rule(page, at, 5, at, 292);
  }
  cairo_set_source_rgb(page->cr, 0, 0, 0);
}

static PIX *page_ink(TestPage *page, gboolean is_bilevel)
{
  g_autoptr(PIX) pix = test_page_pix(page, is_bilevel);
  return pixGetDepth(pix) == 1 ? pixClone(pix) : pixThresholdToBinary(pix, 200);
}

ParameterizedTestParameters(identity_seal, is_found_where_it_stands)
{
  static SealCase cases[] = {
      {150, 230, 20, 0, 0, FALSE, FALSE, TRUE},   {120, 80, 20, 0.2, 0, TRUE, FALSE, FALSE},
      {60, 250, 19, 0.5, 0, TRUE, TRUE, FALSE},   {150, 150, 21, 0.3, 90, TRUE, FALSE, FALSE},
      {100, 60, 14.5, 0.1, 0, FALSE, TRUE, TRUE}, {40, 40, 20.5, 0.6, 40, TRUE, TRUE, FALSE},
  };
  return cr_make_param_array(SealCase, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(SealCase *c, identity_seal, is_found_where_it_stands)
{
  g_auto(TestPage) page = test_page_new(DPI);
  if (c->is_squared)
    squares_draw(&page);
  seal_draw(&page, c);
  for (int i = 0; i < 4 && c->is_crossed; i++)
    test_page_text(&page, c->x - 55, c->y - 18 + 9 * i, 6, "решение этой задачи и ответ к ней");
  g_autoptr(PIX) ink = page_ink(&page, c->is_bilevel);
  g_autoptr(GArray) seals = bm_seals_find(ink);
  cr_assert_eq(seals->len, 1, "%u found, at %g %g", seals->len, c->x, c->y);
  const BmSeal *seal = &g_array_index(seals, BmSeal, 0);
  cr_expect_lt(fabs(seal->x * 25.4 / DPI - c->x), 1.0);
  cr_expect_lt(fabs(seal->y * 25.4 / DPI - c->y), 1.0);
  cr_expect_lt(fabs(seal->r * 25.4 / DPI - c->r), 1.3);
}

Test(identity_seal, circle_of_geometry_is_none)
{
  g_auto(TestPage) page = test_page_new(DPI);
  cairo_new_path(page.cr);
  cairo_arc(page.cr, 100, 200, 20, 0, 2 * G_PI);
  cairo_stroke(page.cr);
  test_page_rule(&page, 100, 200, 120, 200);
  test_page_text(&page, 98, 201, 4, "О");
  test_page_tasks(&page, 40);
  g_autoptr(PIX) ink = page_ink(&page, TRUE);
  g_autoptr(GArray) seals = bm_seals_find(ink);
  cr_expect_eq(seals->len, 0);
}

Test(identity_seal, circle_with_an_inscribed_figure_is_none)
{
  g_auto(TestPage) page = test_page_new(DPI);
  double x[3], y[3];
  cairo_set_line_width(page.cr, 0.5);
  cairo_new_path(page.cr);
  cairo_arc(page.cr, 100, 200, 18, 0, 2 * G_PI);
  cairo_stroke(page.cr);
  for (int i = 0; i < 3; i++) {
    x[i] = 100 + 18 * cos(0.5 + i * 2.1);
    y[i] = 200 + 18 * sin(0.5 + i * 2.1);
  }
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < i; k++)
      test_page_rule(&page, x[i], y[i], x[k], y[k]);
  test_page_text(&page, 96, 201, 4, "О");
  test_page_text(&page, x[0] + 1, y[0], 4, "А");
  test_page_tasks(&page, 40);
  g_autoptr(PIX) ink = page_ink(&page, TRUE);
  g_autoptr(GArray) seals = bm_seals_find(ink);
  cr_expect_eq(seals->len, 0);
}

Test(identity_seal, writing_squares_and_tables_are_none)
{
  g_auto(TestPage) page = test_page_new(DPI);
  squares_draw(&page);
  for (int i = 0; i < 4; i++)
    test_page_tasks(&page, 20 + 60 * i);
  for (int i = 0; i < 5; i++)
    test_page_cells(&page, 120, 30 + 12 * i, 12);
  g_autoptr(PIX) ink = page_ink(&page, FALSE);
  g_autoptr(GArray) seals = bm_seals_find(ink);
  cr_expect_eq(seals->len, 0);
}

static BmIdentity *found_on(TestPage *page)
{
  g_autoptr(PIX) pix = test_page_pix(page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {.policy = "diagnostic_cross", .page_in_work = 2, .turn_sure = TRUE};
  assert_ok(bm_identity_find(pix, DPI, &hints, &identity, &error), error);
  return identity;
}

Test(identity_seal, apart_from_writing_is_masked_without_a_doubt)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  seal_draw(&page, &(SealCase){.x = 150, .y = 200, .r = 20});
  g_autoptr(BmIdentity) identity = found_on(&page);
  cr_expect_not(bm_identity_has_flag(identity, "seal_found"));
  guint count = 0;
  for (guint i = 0; i < identity->zones->len; i++)
    count += g_str_equal(g_array_index(identity->zones, BmZone, i).kind, "seal_round") ? 1 : 0;
  cr_expect_eq(count, 1); /* nothing near: one square */
}

Test(identity_seal, over_an_answer_is_masked_and_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  seal_draw(&page, &(SealCase){.x = 110, .y = 85, .r = 20});
  g_autoptr(BmIdentity) identity = found_on(&page);
  cr_expect(bm_identity_has_flag(identity, "seal_found"));
}
