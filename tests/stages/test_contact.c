/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of contact sheets: what a person must be able to see on them. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"
#include "tests/tools/said.h"

#include "stages/shared/contact.h"
#include "stages/shared/page.h"

#include <criterion/parameterized.h>
#include <string.h>

TestSuite(contact, .init = folder_make, .fini = folder_remove, .timeout = 120);

#define DPI 150.0

/* An A4 page with black boxes, in mm, until one without width. */
static char *page_draw(const char *name, const double (*boxes)[4])
{
  g_autoptr(GError) error = NULL;
  char *path = folder_path(name);
  g_autoptr(PIX) page = pixCreate(bm_px(210, DPI), bm_px(297, DPI), 8);
  pixSetAll(page);
  pixSetResolution(page, (int)DPI, (int)DPI);
  for (; boxes != NULL && (*boxes)[2] > 0; boxes++) {
    g_autoptr(BOX) box = boxCreate(bm_px((*boxes)[0], DPI), bm_px((*boxes)[1], DPI),
                                   bm_px((*boxes)[2], DPI), bm_px((*boxes)[3], DPI));
    pixClearInRect(page, box);
  }
  assert_ok(bm_page_write(page, path, &error), error);
  return path;
}

static BmContactPage plain_page(guint number, const char *path)
{
  return (BmContactPage){
      .number = number, .path = path, .dpi = DPI, .body_y = -1, .state = "would go on"};
}

static guint sheets_advise(const BmContactPage *pages, guint n, const char *stem,
                           const char *hint)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = folder_path(stem);
  BmContact contact = {"sheet01 · K1", hint, pages, n};
  guint images = 0;
  assert_ok(bm_contact_write(&contact, path, &images, &error), error);
  return images;
}

static guint sheets_write(const BmContactPage *pages, guint n, const char *stem)
{
  return sheets_advise(pages, n, stem, "look");
}

/* Pixels of the first sheet of @stem that are redder (or else darker) than any paper. */
static guint pixels_count(const char *stem, gboolean red)
{
  g_autofree char *name = g_strconcat(stem, "-1.png", NULL);
  g_autofree char *path = folder_path(name);
  g_autoptr(PIX) sheet = pixRead(path);
  cr_assert_not_null(sheet);
  g_autoptr(PIX) deep = pixConvertTo32(sheet);
  guint n = 0;
  for (int y = 0; y < pixGetHeight(deep); y++)
    for (int x = 0; x < pixGetWidth(deep); x++) {
      l_int32 r, g, b;
      pixGetRGBPixel(deep, x, y, &r, &g, &b);
      n += red ? r > 150 && g < 60 && b < 60 : r < 60 && g < 60 && b < 60;
    }
  return n;
}

typedef struct Band {
  double mask_y, mask_h; /* mm */
  int body_mm;           /* -1 unknown */
  double band;
} Band;

ParameterizedTestParameters(contact, the_crop_reaches_below_what_is_masked_of_the_heading)
{
  static Band cases[] = {{10, 20, -1, 45},  /* a short heading */
                         {30, 40, -1, 78},  /* a long one */
                         {150, 20, -1, 45}, /* a mask among the answers is no heading */
                         {10, 20, 80, 88},  /* answers begin further down */
                         {0, 200, -1, 110}};
  return cr_make_param_array(Band, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(Band *c, contact, the_crop_reaches_below_what_is_masked_of_the_heading)
{
  BmContactPage page = plain_page(1, "");
  BmBox mask = {0, bm_px(c->mask_y, DPI), bm_px(210, DPI), bm_px(c->mask_h, DPI)};
  page.masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_array_append_val(page.masks, mask);
  page.body_y = c->body_mm < 0 ? -1 : bm_px(c->body_mm, DPI);
  cr_expect_float_eq(bm_contact_band_mm(&page), c->band, 0.2);
  g_array_unref(page.masks);
}

Test(contact, a_class_of_thirty_works_is_three_looks)
{
  g_autofree char *path = page_draw("page.tif", NULL);
  BmContactPage pages[30];
  for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
    pages[i] = plain_page(i + 1, path);
  cr_expect_leq(sheets_write(pages, G_N_ELEMENTS(pages), "K1"), 3);
  g_autofree char *last = folder_path("K1-3.png");
  g_autofree char *pdf = folder_path("K1.pdf");
  cr_expect(g_file_test(last, G_FILE_TEST_EXISTS));
  cr_expect(g_file_test(pdf, G_FILE_TEST_EXISTS));
}

Test(contact, a_long_hint_is_told_to_its_end)
{
  g_autofree char *path = page_draw("page.tif", NULL), *pdf = folder_path("long.pdf");
  BmContactPage page = plain_page(1, path);
  g_autoptr(GString) hint = g_string_new(NULL);
  while (g_utf8_strlen(hint->str, -1) < 370)
    g_string_append(hint, "посмотрите внимательно ");
  g_string_append(hint, "конец");
  sheets_advise(&page, 1, "long", hint->str);
  assert_page_says(pdf, 1, "конец");
}

typedef struct Place {
  double mm[4];
} Place;

/* Wherever something was left, it is on the sheet, and more than a speck. */
ParameterizedTestParameters(contact, ink_anywhere_on_the_page_is_seen)
{
  static Place places[] = {{{20, 5, 60, 8}},
                           {{20, 60, 60, 8}},
                           {{5, 100, 8, 60}},
                           {{60, 150, 60, 8}},
                           {{60, 285, 60, 8}}};
  return cr_make_param_array(Place, places, G_N_ELEMENTS(places));
}

ParameterizedTest(Place *place, contact, ink_anywhere_on_the_page_is_seen)
{
  double boxes[2][4] = {{0}};
  memcpy(boxes[0], place->mm, sizeof boxes[0]);
  g_autofree char *bare_path = page_draw("bare.tif", NULL);
  g_autofree char *inked_path = page_draw("inked.tif", (const double(*)[4])boxes);
  BmContactPage bare = plain_page(1, bare_path), inked = plain_page(1, inked_path);
  sheets_write(&bare, 1, "bare");
  sheets_write(&inked, 1, "inked");
  cr_expect_gt(pixels_count("inked", FALSE), pixels_count("bare", FALSE) + 200);
}

Test(contact, a_page_that_waits_anyway_stands_out)
{
  g_autofree char *path = page_draw("page.tif", NULL);
  BmContactPage page = plain_page(1, path);
  sheets_write(&page, 1, "plain");
  page.mark = BM_CONTACT_WAITS;
  sheets_write(&page, 1, "marked");
  cr_expect_eq(pixels_count("plain", TRUE), 0);
  cr_expect_gt(pixels_count("marked", TRUE), 1000);
}

Test(contact, paper_that_is_smaller_than_the_scan_is_shown_larger)
{
  static const double boxes[][4] = {{20, 20, 40, 5}, {0}};
  g_autofree char *path = page_draw("page.tif", boxes);
  BmContactPage page = plain_page(1, path);
  sheets_write(&page, 1, "whole");
  page.paper = (BmBox){0, 0, bm_px(165, DPI), bm_px(205, DPI)};
  sheets_write(&page, 1, "paper");
  cr_expect_gt(pixels_count("paper", FALSE), pixels_count("whole", FALSE));
}

/* A5 lying: heading and foot meet, and between them nothing is left out. */
Test(contact, low_paper_is_shown_whole)
{
  g_autofree char *bare_path = page_draw("bare.tif", NULL);
  BmContactPage page = plain_page(1, bare_path);
  page.paper = (BmBox){0, 0, bm_px(210, DPI), bm_px(148, DPI)};
  page.body_y = bm_px(140, DPI);
  sheets_write(&page, 1, "bare");
  guint bare = pixels_count("bare", FALSE);
  for (double y = 3; y < 140; y += 15) {
    double boxes[2][4] = {{20, y, 60, 5}, {0}};
    g_autofree char *path = page_draw("inked.tif", (const double(*)[4])boxes);
    page.path = path;
    sheets_write(&page, 1, "inked");
    cr_expect_gt(pixels_count("inked", FALSE), bare + 1500, "at %g mm", y);
  }
}

Test(contact, a_page_that_cannot_be_read_is_never_an_empty_cell)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *stem = folder_path("K1");
  g_autofree char *none = folder_path("none.tif");
  BmContactPage page = plain_page(7, none);
  BmContact contact = {"sheet01", "look", &page, 1};
  guint images = 0;
  assert_fails_with(bm_contact_write(&contact, stem, &images, &error), error,
                    "page_unreadable");
}

Test(contact, equal_pages_give_equal_bytes)
{
  static const double boxes[][4] = {{20, 20, 40, 5}, {0}};
  static const char *const ends[] = {"-1.png", ".pdf"};
  g_autofree char *path = page_draw("page.tif", boxes);
  BmContactPage page = plain_page(1, path);
  sheets_write(&page, 1, "a");
  sheets_write(&page, 1, "b");
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autofree char *one = g_strdup_printf("%s/a%s", folder, ends[i]);
    g_autofree char *other = g_strdup_printf("%s/b%s", folder, ends[i]);
    g_autofree char *p = NULL, *q = NULL;
    gsize n = 0, m = 0;
    cr_assert(g_file_get_contents(one, &p, &n, NULL) &&
              g_file_get_contents(other, &q, &m, NULL));
    cr_expect(n == m && memcmp(p, q, n) == 0, "%s", ends[i]);
  }
}

typedef struct Reading { /* mm on the ruler; 0: to the end of the crop */
  double from, to, top, bottom;
} Reading;

Test(contact, rows_are_named_by_the_ruler_from_the_papers_top)
{
  static const Reading cases[] = {{20, 0, 30, 55}, {20, 200, 30, 210}, {20, 500, 30, 297}};
  g_autofree char *path = page_draw("page.tif", NULL);
  BmContactPage page = plain_page(1, path);
  page.paper = (BmBox){0, bm_px(10, DPI), bm_px(210, DPI), bm_px(287, DPI)};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    BmBox box;
    BmContactPlace place = {.from = cases[i].from, .to = cases[i].to};
    assert_ok(bm_contact_place(&page, &place, &box, &error), error);
    cr_expect_float_eq(bm_mm(box.y, DPI), cases[i].top, 0.3);
    cr_expect_float_eq(bm_mm(box.y + box.h, DPI), cases[i].bottom, 0.6);
    cr_expect_eq(box.w, bm_px(210, DPI));
  }
}

Test(contact, parts_of_rows_are_named_from_the_papers_left_edge)
{
  static const double sides[][4] = {{90, 170, 100, 180}, {0, 90, 0, 100}, {90, 0, 100, 210}};
  g_autofree char *path = page_draw("page.tif", NULL);
  BmContactPage page = plain_page(1, path);
  page.paper = (BmBox){bm_px(10, DPI), 0, bm_px(190, DPI), bm_px(297, DPI)};
  for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
    g_autoptr(GError) error = NULL;
    BmContactPlace place = {.from = 20, .to = 40, .left = sides[i][0], .right = sides[i][1]};
    BmBox box;
    assert_ok(bm_contact_place(&page, &place, &box, &error), error);
    cr_expect_float_eq(bm_mm(box.x, DPI), sides[i][2], 0.3);
    cr_expect_float_eq(bm_mm(box.x + box.w, DPI), sides[i][3], 0.6);
  }
}

Test(contact, rows_that_are_not_there_are_refused)
{
  static const Reading cases[] = {
      {0, 0, 0, 0}, {60, 0, 0, 0}, {290, 295, 0, 0}, {50, 40, 0, 0}};
  g_autofree char *path = page_draw("page.tif", NULL);
  BmContactPage page = plain_page(1, path);
  page.paper = (BmBox){0, bm_px(10, DPI), bm_px(210, DPI), bm_px(280, DPI)};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    BmBox box;
    BmContactPlace place = {.from = cases[i].from, .to = cases[i].to};
    gboolean is_there = bm_contact_place(&page, &place, &box, &error);
    assert_fails_with(is_there, error, "contact_place");
  }
}

Test(contact, hidden_writing_is_seen_as_bars)
{
  const double writing[2][4] = {{40, 20, 80, 6}}, mask[2][4] = {{0, 10, 210, 30}};
  g_autofree char *source = page_draw("source.tif", writing);
  g_autofree char *path = page_draw("masked.tif", mask);
  BmContactPage page = plain_page(1, path);
  BmBox box = {0, bm_px(10, DPI), bm_px(210, DPI), bm_px(30, DPI)};
  page.masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  g_array_append_val(page.masks, box);
  sheets_write(&page, 1, "black");
  page.source = source;
  sheets_write(&page, 1, "bars");
  cr_expect_lt(pixels_count("bars", FALSE), pixels_count("black", FALSE) - 1000);
  g_array_unref(page.masks);
}
