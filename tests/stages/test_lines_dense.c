/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of large writing whose tails touch the next row are rows again; what is drawn stays
 * whole. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "stages/shared/identity.h"
#include "stages/shared/lines_part.h"
#include "stages/shared/ocr.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(lines_dense, .timeout = 240);

#define DPI 200.0
#define SIZE_MM 6.5
#define STRETCH 1.25 /* letters are higher than wide */

static const char *const rows[] = {
    "Утром в лес пришёл старый лесник",    "и увидел у дороги рыжую белку.",
    "Птицы умолкли, подул тёплый ветер,",  "с берёзы упал последний лист.",
    "Мы развели костёр и грели руки,",     "потом пекли картошку в золе.",
    "Друг рассказал нам про реку Рудую,",  "которая течёт у горы в ущелье.",
    "Вечером пришёл дед с собакой и ухой", "и повёл всех домой по тропе.",
};

typedef struct Writing {
  double x, y;  /* of the first row, mm */
  double pitch; /* mm */
  double rise_deg;
  guint n_joins; /* strokes from each row into the next */
  gboolean is_ruled;
} Writing;

/* letters of a word touch each other, as they do in writing */
static void word_draw(TestPage *page, double x, double y, const char *text)
{
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(page->cr);
  PangoFontDescription *font = pango_font_description_from_string("PT Sans");
  PangoAttrList *spacing = pango_attr_list_new();
  pango_font_description_set_absolute_size(font, SIZE_MM * PANGO_SCALE);
  pango_attr_list_insert(spacing, pango_attr_letter_spacing_new(-PANGO_SCALE * 8 / 10));
  pango_layout_set_font_description(layout, font);
  pango_layout_set_attributes(layout, spacing);
  pango_layout_set_text(layout, text, -1);
  cairo_save(page->cr);
  cairo_translate(page->cr, x, y);
  cairo_scale(page->cr, 1, STRETCH);
  cairo_move_to(page->cr, 0, 0);
  pango_cairo_show_layout(page->cr, layout);
  cairo_restore(page->cr);
  pango_attr_list_unref(spacing);
  pango_font_description_free(font);
}

static void ruling_draw(TestPage *page, const Writing *writing)
{
  double baseline = writing->y + 1.07 * SIZE_MM * STRETCH;
  cairo_set_line_width(page->cr, 0.2);
  for (int i = -4; i < 28; i++)
    test_page_rule(page, 3, baseline + i * writing->pitch, 207, baseline + i * writing->pitch);
  cairo_set_line_width(page->cr, 0.3);
}

/* @n rows with tails that run into the letters below */
static void rows_draw(TestPage *page, const Writing *writing, guint n)
{
  guint seed = 7;
  cairo_save(page->cr);
  cairo_translate(page->cr, writing->x, writing->y);
  cairo_rotate(page->cr, -writing->rise_deg * G_PI / 180);
  cairo_set_line_width(page->cr, 0.5);
  for (guint i = 0; i < n; i++) {
    double y = i * writing->pitch;
    word_draw(page, 0, y, rows[i % G_N_ELEMENTS(rows)]);
    for (guint k = 0; k < writing->n_joins && i + 1 < n; k++) {
      seed = seed * 1103515245u + 12345u;
      double x = 4 + (seed >> 16) % 64;
      test_page_rule(page, x + 1, y + 6, x, y + 6.5 + writing->pitch);
    }
  }
  cairo_restore(page->cr);
  cairo_set_line_width(page->cr, 0.3);
  if (writing->is_ruled)
    ruling_draw(page, writing);
}

static BmLines *lines_of(TestPage *page)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  g_autoptr(GError) error = NULL;
  BmLines *lines = bm_lines_find(ink, &error);
  assert_ok(lines != NULL, error);
  return lines;
}

/* rows that are wider than half of the writing, none higher than @most_mm */
static guint full_rows(const BmLines *lines, double most_mm)
{
  guint count = 0;
  for (guint i = 0; i < lines->rows->len; i++) {
    BmBox box = g_array_index(lines->rows, BmRow, i).box;
    count += box.w > bm_lines_px(60) && box.h <= bm_lines_px(most_mm) ? 1 : 0;
  }
  return count;
}

static gboolean has_part(const BmLines *lines, BmBox box)
{
  for (guint i = 0; i < lines->parts->len; i++)
    if (memcmp(&g_array_index(lines->parts, BmBox, i), &box, sizeof box) == 0)
      return TRUE;
  return FALSE;
}

/* pieces of the page's strokes that are no part, higher than @least_mm */
static guint cut_parts(const BmLines *lines, double least_mm)
{
  guint count = 0;
  g_autoptr(GArray) pieces = bm_parts_of(lines->text);
  for (guint i = 0; i < pieces->len; i++) {
    BmBox box = g_array_index(pieces, BmBox, i);
    count += box.h > bm_lines_px(least_mm) && !has_part(lines, box) ? 1 : 0;
  }
  return count;
}

ParameterizedTestParameters(lines_dense, rows_that_touch_are_rows_again)
{
  static Writing cases[] = {
      {25, 40, 8, 0, 5, FALSE},    {25, 40, 8, 0, 14, FALSE}, {25, 60, 8, 0.8, 8, FALSE},
      {25, 40, 8, -1.0, 8, FALSE}, {25, 40, 8.5, 0, 8, TRUE}, {40, 120, 7.4, 0.4, 6, FALSE},
      {25, 40, 10, 0.5, 8, FALSE},
  };
  return cr_make_param_array(Writing, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(Writing *writing, lines_dense, rows_that_touch_are_rows_again)
{
  g_auto(TestPage) page = test_page_new(DPI);
  rows_draw(&page, writing, 10);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_gt(cut_parts(lines, writing->pitch * 1.35), 2);
  cr_expect_eq(full_rows(lines, writing->pitch * 1.5), 10, "%u rows at %.1f mm, %.1f°",
               full_rows(lines, writing->pitch * 1.5), writing->pitch, writing->rise_deg);
}

Test(lines_dense, all_ink_is_in_parts_which_are_in_order)
{
  g_auto(TestPage) page = test_page_new(DPI);
  Writing writing = {25, 40, 8, 0, 8, FALSE};
  rows_draw(&page, &writing, 10);
  g_autoptr(BmLines) lines = lines_of(&page);
  g_autoptr(PIX) rest = pixCopy(NULL, lines->text);
  for (guint i = 0; i < lines->parts->len; i++) {
    BmBox box = g_array_index(lines->parts, BmBox, i);
    cr_expect(i == 0 || g_array_index(lines->parts, BmBox, i - 1).x <= box.x);
    pixRasterop(rest, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
  }
  l_int32 left = 0;
  pixCountPixels(rest, &left, NULL);
  cr_expect_lt(left, 4, "%d px of ink are in no part", left);
}

Test(lines_dense, two_joins_on_a_page_change_nothing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  Writing apart = {25, 40, 14, 0, 0, FALSE}, joined = {25, 190, 8, 0, 1, FALSE};
  rows_draw(&page, &apart, 10);
  rows_draw(&page, &joined, 3);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(cut_parts(lines, 0), 0);
}

static void triangle_draw(TestPage *page, double x, double y, double size)
{
  cairo_move_to(page->cr, x, y + size);
  cairo_line_to(page->cr, x + size * 0.45, y);
  cairo_line_to(page->cr, x + size, y + size * 0.93);
  cairo_close_path(page->cr);
  cairo_stroke(page->cr);
}

static void curve_draw(TestPage *page, double x, double y, double size)
{
  cairo_move_to(page->cr, x, y);
  cairo_curve_to(page->cr, x + size * 0.3, y + size * 2.4, x + size * 0.7, y - size, x + size,
                 y + size);
  cairo_stroke(page->cr);
  test_page_rule(page, x - 2, y + size / 2, x + size + 2, y + size / 2 + 2);
  test_page_rule(page, x + size / 2, y - 2, x + size / 2 + 2, y + size + 2);
}

static void bracket_draw(TestPage *page, double x, double y, double high)
{
  cairo_move_to(page->cr, x + 3, y);
  cairo_curve_to(page->cr, x - 2, y, x + 4, y + high / 2, x - 2, y + high / 2);
  cairo_curve_to(page->cr, x + 4, y + high / 2, x - 2, y + high, x + 3, y + high);
  cairo_stroke(page->cr);
}

/* rings, and letters between them */
static void ring_draw(TestPage *page, double x, double y, double r)
{
  for (int i = 0; i < 2; i++) {
    cairo_new_path(page->cr);
    cairo_arc(page->cr, x, y, i == 0 ? r : r * 0.7, 0, 2 * G_PI);
    cairo_stroke(page->cr);
  }
  for (int i = 0; i < 18; i++) {
    cairo_save(page->cr);
    cairo_translate(page->cr, x, y);
    cairo_rotate(page->cr, i * G_PI / 9);
    test_page_text(page, -1.3, -r * 0.97, 3.6, "Ш");
    cairo_restore(page->cr);
  }
}

static void scrawl_draw(TestPage *page, double x, double y)
{
  cairo_move_to(page->cr, x, y + 8);
  for (int i = 0; i < 6; i++)
    cairo_curve_to(page->cr, x + 4 * i + 2, y - 8, x + 4 * i + 3, y + 20, x + 4 * i + 4, y + 6);
  cairo_stroke(page->cr);
}

static void drawings_draw(TestPage *page)
{
  cairo_set_line_width(page->cr, 0.5);
  triangle_draw(page, 140, 30, 40);
  curve_draw(page, 142, 85, 34);
  bracket_draw(page, 185, 30, 30);
  ring_draw(page, 160, 150, 17);
  scrawl_draw(page, 150, 180);
  cairo_set_line_width(page->cr, 0.3);
}

Test(lines_dense, drawings_beside_writing_change_nothing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  Writing writing = {25, 30, 11, 0, 0, FALSE};
  rows_draw(&page, &writing, 18);
  drawings_draw(&page);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(cut_parts(lines, 0), 0);
}

Test(lines_dense, drawings_alone_change_nothing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  drawings_draw(&page);
  for (int i = 0; i < 4; i++) {
    triangle_draw(&page, 20, 30 + 45 * i, 38);
    bracket_draw(&page, 75, 30 + 30 * i, 24);
    curve_draw(&page, 90, 35 + 50 * i, 30);
  }
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(cut_parts(lines, 0), 0);
}

Test(lines_dense, drawings_stay_whole_beside_rows_that_are_cut)
{
  g_auto(TestPage) bare = test_page_new(DPI);
  drawings_draw(&bare);
  g_autoptr(BmLines) drawn = lines_of(&bare);
  g_auto(TestPage) page = test_page_new(DPI);
  Writing writing = {20, 30, 8, 0, 8, FALSE};
  rows_draw(&page, &writing, 22);
  drawings_draw(&page);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_gt(cut_parts(lines, 11), 2);
  for (guint i = 0; i < drawn->parts->len; i++) {
    BmBox box = g_array_index(drawn->parts, BmBox, i);
    cr_expect(has_part(lines, box), "%d,%d %d×%d was cut", box.x, box.y, box.w, box.h);
  }
}

static void fraction_draw(TestPage *page, double x, double y)
{
  test_page_text(page, x + 1, y, 5, "2x + 1");
  cairo_set_line_width(page->cr, 0.4);
  test_page_rule(page, x, y + 7, x + 18, y + 7.4);
  cairo_set_line_width(page->cr, 0.3);
  test_page_text(page, x + 2, y + 7.5, 5, "3y − 5");
}

Test(lines_dense, fractions_change_nothing)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i < 8; i++)
    for (int k = 0; k < 4; k++)
      fraction_draw(&page, 25 + 40 * k, 30 + 22 * i);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(cut_parts(lines, 0), 0);
}

static void hole_draw(TestPage *page, double x, double y)
{
  cairo_arc(page->cr, x, y, 2.9, 0, 2 * G_PI);
  cairo_fill(page->cr);
}

Test(lines_dense, hole_that_joins_two_rows_joins_them_no_more)
{
  g_auto(TestPage) page = test_page_new(DPI);
  Writing writing = {25, 40, 8, 0, 8, FALSE};
  rows_draw(&page, &writing, 10);
  hole_draw(&page, 24, 72);
  g_autoptr(BmLines) lines = lines_of(&page);
  cr_expect_eq(full_rows(lines, 12), 10, "%u rows", full_rows(lines, 12));
}

/* handwriting cannot be read */
static void unreadable(BmWord *word, gpointer data)
{
  (void)data;
  g_free(word->text);
  word->text = g_strdup("qzvj");
  word->trust = 5;
}

static BmIdentity *find(TestPage *page, int page_in_work)
{
  g_autoptr(PIX) pix = test_page_pix(page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {
      .policy = "diagnostic_cross", .page_in_work = page_in_work, .turn_sure = TRUE};
  bm_ocr_set_filter(unreadable, NULL);
  gboolean is_found = bm_identity_find(pix, DPI, &hints, &identity, &error);
  bm_ocr_set_filter(NULL, NULL);
  assert_ok(is_found, error);
  return identity;
}

/* share that masks of headers cover; the drawn strokes may look like a seal's lettering */
static double share_hidden(const BmIdentity *identity, BmBox box)
{
  g_autoptr(PIX) cover = pixCreate(box.w, box.h, 1);
  for (guint i = 0; i < identity->zones->len; i++) {
    const BmZone *zone = &g_array_index(identity->zones, BmZone, i);
    BmBox shared = bm_box_and(zone->box, box);
    if (!bm_box_is_empty(shared) && g_str_equal(zone->kind, "unexplained"))
      pixRasterop(cover, shared.x - box.x, shared.y - box.y, shared.w, shared.h, PIX_SET, NULL,
                  0, 0);
  }
  l_int32 count = 0;
  pixCountPixels(cover, &count, NULL);
  return (double)count / ((double)box.w * box.h);
}

/* ten rows that touch, and three below them that stand alone; returns the box of the ten */
static BmBox body_draw(TestPage *page, double y)
{
  Writing dense = {25, y, 8, 0, 11, FALSE}, apart = {25, y + 94, 14, 0, 0, FALSE};
  rows_draw(page, &dense, 10);
  rows_draw(page, &apart, 3);
  return (BmBox){bm_px(25, DPI), bm_px(y + 2, DPI), bm_px(100, DPI), bm_px(80, DPI)};
}

Test(lines_dense, later_page_of_dense_writing_keeps_its_body)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = body_draw(&page, 20);
  g_autoptr(BmIdentity) identity = find(&page, 2);
  cr_expect_lt(share_hidden(identity, body), 0.02);
}

Test(lines_dense, title_in_the_middle_is_hidden_above_dense_writing_which_is_kept)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 70, 24, 6, "Контрольная работа");
  BmBox name = test_page_text(&page, 66, 40, 6, "Белоусовой Арины, 6 В");
  BmBox body = body_draw(&page, 62);
  g_autoptr(BmIdentity) identity = find(&page, 1);
  cr_expect_gt(share_hidden(identity, name), 0.98);
  cr_expect_lt(share_hidden(identity, body), 0.02);
}
