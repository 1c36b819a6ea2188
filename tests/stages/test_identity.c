/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The finder on drawn pages: every kind of field, the body untouched, and doubt where doubt is
 * due. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "stages/shared/identity.h"
#include "stages/shared/ocr.h"
#include "stages/shared/pagecode.h"
#include "tests/stages/identity_page.h"
#include "tests/stages/identity_share.h"
#include "tests/tools/assert_ok.h"

TestSuite(identity, .timeout = 240);

#define DPI 200.0

static BmIdentity *find(TestPage *page, int page_in_work, gboolean is_clean_form)
{
  g_autoptr(PIX) pix = test_page_pix(page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {.policy = "diagnostic_cross",
                           .page_in_work = page_in_work,
                           .is_clean_form = is_clean_form,
                           .turn_sure = TRUE};
  assert_ok(bm_identity_find(pix, page->dpi, &hints, &identity, &error), error);
  return identity;
}

typedef enum Field {
  FIELD_UNDERLINE,
  FIELD_BOX,
  FIELD_CELLS,
  FIELD_TABLE,
  FIELD_CAPTION,
  FIELD_LINE
} Field;

/* one header with a name and a class in the fields asked for; returns the boxes of both values
 */
static void header_draw(TestPage *page, Field field, const char *name, BmBox ret_values[2])
{
  const char *labels[] = {"Фамилия, имя", "Класс"}, *values[] = {name, "9Б"};
  for (int i = 0; i < 2; i++) {
    double y = 30 + 16 * i;
    if (field != FIELD_CAPTION)
      test_page_text(page, 24, y, 4.2, labels[i]);
    if (field == FIELD_UNDERLINE)
      test_page_rule(page, 58, y + 5.2, 180, y + 5.2);
    if (field == FIELD_BOX)
      test_page_box(page, 58, y - 2, 110, 9);
    if (field == FIELD_CELLS)
      test_page_cells(page, 58, y - 2, 16);
    if (field == FIELD_CAPTION) {
      test_page_rule(page, 30, y + 5.2, 150, y + 5.2);
      test_page_text(page, 70, y + 6, 3.2, labels[i]);
    }
    ret_values[i] = test_page_text(page, 62, y - 0.8, 5, values[i]);
  }
  if (field == FIELD_TABLE) {
    for (int k = 0; k < 3; k++)
      test_page_rule(page, 20, 27 + 16 * k, 190, 27 + 16 * k);
    test_page_rule(page, 20, 27, 20, 59);
    test_page_rule(page, 57, 27, 57, 59);
    test_page_rule(page, 190, 27, 190, 59);
  }
}

ParameterizedTestParameters(identity, value_is_hidden_and_body_is_not)
{
  static Field fields[] = {FIELD_UNDERLINE, FIELD_BOX,     FIELD_CELLS,
                           FIELD_TABLE,     FIELD_CAPTION, FIELD_LINE};
  return cr_make_param_array(Field, fields, G_N_ELEMENTS(fields));
}

ParameterizedTest(Field *field, identity, value_is_hidden_and_body_is_not)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[2];
  header_draw(&page, *field, "Незнамова Ульяна", values);
  BmBox body = test_page_tasks(&page, 80);
  g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
  for (int i = 0; i < 2; i++)
    cr_expect_geq(share_hidden(identity, values[i]), 0.97, "value %d of field %d", i,
                  (int)*field);
  cr_expect_eq(share_hidden(identity, body), 0, "field %d", (int)*field);
  cr_expect_gt(identity->body_y, values[1].y);
  cr_expect_leq(identity->body_y, body.y);
}

Test(identity, width_of_a_mask_tells_nothing_of_the_name)
{
  int widths[2];
  const char *names[] = {"Ли Я.", "Преображенская Александра"};
  for (int i = 0; i < 2; i++) {
    g_auto(TestPage) page = test_page_new(DPI);
    BmBox values[2], cover = {0, 0, 0, 0};
    header_draw(&page, FIELD_UNDERLINE, names[i], values);
    test_page_tasks(&page, 80);
    g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
    for (guint k = 0; k < identity->zones->len; k++) {
      BmBox zone = g_array_index(identity->zones, BmZone, k).box;
      if (!bm_box_is_empty(bm_box_and(zone, values[0])))
        cover = bm_box_or(cover, zone);
    }
    widths[i] = cover.w;
  }
  cr_expect_lt(abs(widths[0] - widths[1]), 8, "%d and %d px", widths[0], widths[1]);
}

/* what stands above the body and is no word of headings is hidden, wherever it stands */
ParameterizedTestParameters(identity, free_heading_is_hidden)
{
  static double places[] = {22, 90, 160};
  return cr_make_param_array(double, places, G_N_ELEMENTS(places));
}

ParameterizedTest(double *x, identity, free_heading_is_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox heading = test_page_text(&page, *x, 12, 5, "Незнамов 9Б");
  BmBox body = test_page_tasks(&page, 40);
  g_autoptr(BmIdentity) identity = find(&page, 2, FALSE);
  cr_expect_geq(share_hidden(identity, heading), 0.97);
  cr_expect_eq(share_hidden(identity, body), 0);
}

static void garbage(BmWord *word, gpointer data)
{
  const BmBox *place = data; /* writing begins right of the labels, above the body */
  if (word->box.x > place->x && word->box.y < place->y) {
    g_free(word->text);
    word->text = g_strdup("jwrf");
    word->trust = 11;
  }
}

/* real handwriting cannot be read: nothing more may become visible on a page that is let pass
 */
ParameterizedTestParameters(identity, unreadable_value_is_hidden_or_the_page_is_doubted)
{
  static Field fields[] = {FIELD_UNDERLINE, FIELD_BOX,     FIELD_CELLS,
                           FIELD_TABLE,     FIELD_CAPTION, FIELD_LINE};
  return cr_make_param_array(Field, fields, G_N_ELEMENTS(fields));
}

ParameterizedTest(Field *field, identity, unreadable_value_is_hidden_or_the_page_is_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[2], place = {bm_px(57, DPI), bm_px(75, DPI), 0, 0};
  header_draw(&page, *field, "Незнамова Ульяна", values);
  test_page_tasks(&page, 80);
  bm_ocr_set_filter(garbage, &place);
  g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
  bm_ocr_set_filter(NULL, NULL);
  gboolean is_hidden =
      share_hidden(identity, values[0]) >= 0.97 && share_hidden(identity, values[1]) >= 0.97;
  cr_expect(is_hidden || identity->flags->len > 0, "field %d", (int)*field);
}

static void all_garbage(BmWord *word, gpointer data)
{
  (void)data;
  g_free(word->text);
  word->text = g_strdup("qzvj");
  word->trust = 5;
}

Test(identity, page_that_nobody_can_read_is_hidden_or_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[2];
  header_draw(&page, FIELD_LINE, "Незнамова Ульяна", values);
  test_page_tasks(&page, 80);
  for (int page_in_work = 0; page_in_work <= 2; page_in_work++) {
    bm_ocr_set_filter(all_garbage, NULL);
    g_autoptr(BmIdentity) identity = find(&page, page_in_work, FALSE);
    bm_ocr_set_filter(NULL, NULL);
    gboolean is_hidden =
        share_hidden(identity, values[0]) >= 0.97 && share_hidden(identity, values[1]) >= 0.97;
    cr_expect(is_hidden || identity->flags->len > 0, "page %d", page_in_work);
  }
}

static void glue(BmWord *word, gpointer data)
{
  (void)data; /* the label's last word reaches over the beginning of the name */
  if (strstr(word->text, "имя") != NULL)
    word->box.w += bm_px(8, DPI);
}

Test(identity, name_that_touches_its_label_is_hidden_from_where_its_rule_begins)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox label = test_page_text(&page, 24, 30, 4.2, "Фамилия, имя");
  double start = bm_mm(label.x + label.w, DPI) + 3;
  test_page_rule(&page, start, 36, 180, 36);
  BmBox name = test_page_text(&page, start + 1, 29.2, 5, "Незнамова");
  test_page_tasks(&page, 60);
  bm_ocr_set_filter(glue, NULL);
  g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
  bm_ocr_set_filter(NULL, NULL);
  cr_expect_geq(share_hidden(identity, name), 0.97);
}

static BmIdentity *find_unreadable(TestPage *page, int page_in_work)
{
  bm_ocr_set_filter(all_garbage, NULL);
  BmIdentity *identity = find(page, page_in_work, FALSE);
  bm_ocr_set_filter(NULL, NULL);
  return identity;
}

Test(identity, later_page_that_goes_on_is_left_alone_though_nobody_can_read_it)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = test_page_tasks(&page, 18);
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 2);
  cr_expect_eq(share_hidden(identity, body), 0);
  cr_expect_eq(identity->flags->len, 0);
}

/* a table across most of the sheet, three columns and three rows */
static BmBox table_draw(TestPage *page, double y)
{
  for (int k = 0; k <= 3; k++) {
    test_page_rule(page, 22, y + 9 * k, 160, y + 9 * k);
    test_page_rule(page, 22 + 46 * k, y, 22 + 46 * k, y + 27);
  }
  for (int k = 0; k < 9; k++)
    test_page_text(page, 26 + 46 * (k % 3), y + 2 + 9 * (k / 3), 4, "Число");
  return (BmBox){bm_px(22, DPI), bm_px(y, DPI), bm_px(138, DPI), bm_px(27, DPI)};
}

Test(identity, table_below_the_first_sentence_of_a_later_page_does_not_end_a_header)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = test_page_text(&page, 22, 24, 4.2,
                              "№ 5. Ученик идёт в школу № 33 и считает все дни, что прошли.");
  body = bm_box_or(body, table_draw(&page, 34));
  body = bm_box_or(body, test_page_tasks(&page, 72));
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 2);
  cr_expect_eq(share_hidden(identity, body), 0);
}

Test(identity, word_of_a_label_within_a_sentence_does_not_make_the_rows_above_a_header)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = {0, 0, 0, 0};
  static const char *const rows[] = {
      "Утром в лес пришёл лесник и долго стоял у старой мельницы, а",
      "потом мальчик рассказал, как его школа № 19 стала большим",
      "госпиталем, и все пошли домой по дороге вдоль поля и реки,",
      "где пахло мятой и летали ласточки над высокой травой."};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    body = bm_box_or(body, test_page_text(&page, 22, 30 + 9 * i, 4.6, rows[i]));
  test_page_rule(&page, 110, 46, 190, 46); /* a word underlined */
  g_autoptr(BmIdentity) identity = find(&page, 2, FALSE);
  cr_expect_leq(share_hidden(identity, body), 0.01);
}

Test(identity, body_that_would_begin_within_a_table_is_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_text(&page, 70, 14, 5, "Химия, вариант 2");
  for (int k = 0; k <= 8; k++)
    test_page_rule(&page, 22, 26 + 14 * k, 190, 26 + 14 * k);
  for (int k = 0; k < 4; k++)
    test_page_rule(&page, 22 + 56 * k, 26, 22 + 56 * k, 138);
  for (int k = 0; k < 16; k++)
    test_page_text(&page, 30 + 56 * (k % 2), 30 + 14 * (k / 2), 5,
                   k % 2 ? "36 : 18 = 2" : "опыт");
  test_page_text(&page, 30, 150, 5, "Незнамова 9Б");
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 1);
  cr_expect_gt(identity->flags->len, 0U);
}

Test(identity, name_above_a_table_of_a_later_page_is_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox name = test_page_text(&page, 22, 14, 4.2, "Незнамова Ульяна");
  table_draw(&page, 34);
  test_page_tasks(&page, 72);
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 2);
  cr_expect_geq(share_hidden(identity, name), 0.9);
}

Test(identity, title_in_the_middle_is_hidden_by_its_place)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox title = test_page_text(&page, 72, 20, 5, "Работа по алгебре");
  title = bm_box_or(title, test_page_text(&page, 76, 29, 5, "ученицы 9Б"));
  title = bm_box_or(title, test_page_text(&page, 64, 38, 5, "Незнамовой Ульяны"));
  BmBox body = test_page_tasks(&page, 56);
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 1);
  cr_expect_geq(share_hidden(identity, title), 0.9);
  cr_expect_eq(share_hidden(identity, body), 0);
  cr_expect_eq(identity->flags->len, 0);
}

Test(identity, letterhead_at_the_margin_does_not_begin_the_body)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox head = test_page_text(&page, 22, 12, 3.2, "ГБОУ гимназия");
  head = bm_box_or(head, test_page_text(&page, 22, 17, 3.2, "Невского района"));
  head = bm_box_or(head, test_page_text(&page, 22, 22, 3.2, "исх. 77-12"));
  BmBox name = test_page_text(&page, 80, 44, 5, "Контрольная работа");
  name = bm_box_or(name, test_page_text(&page, 84, 53, 5, "Незнамовой Ульяны"));
  BmBox body = test_page_tasks(&page, 72);
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 1);
  cr_expect_geq(share_hidden(identity, head), 0.9);
  cr_expect_geq(share_hidden(identity, name), 0.9);
  cr_expect_eq(share_hidden(identity, body), 0);
}

static BmBox turned_text(TestPage *page, double x, double y, const char *text)
{
  cairo_save(page->cr);
  cairo_translate(page->cr, x, y);
  cairo_rotate(page->cr, -G_PI / 2);
  BmBox box = test_page_text(page, 0, 0, 5, text);
  cairo_restore(page->cr);
  int at_x = bm_px(x, page->dpi), at_y = bm_px(y, page->dpi);
  return (BmBox){at_x + box.y, at_y - box.x - box.w, box.h, box.w};
}

ParameterizedTestParameters(identity, writing_turned_along_a_side_is_hidden)
{
  static double places[] = {9, 196};
  return cr_make_param_array(double, places, G_N_ELEMENTS(places));
}

ParameterizedTest(double *x, identity, writing_turned_along_a_side_is_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = test_page_tasks(&page, 18);
  BmBox name = turned_text(&page, *x, 190, "Незнамова Ульяна");
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 2);
  cr_expect_geq(share_hidden(identity, name), 0.9);
  cr_expect_eq(share_hidden(identity, body), 0);
}

Test(identity, line_of_a_teacher_after_the_work_is_hidden_a_scrawl_there_is_doubted)
{
  for (int i = 0; i < 2; i++) {
    g_auto(TestPage) page = test_page_new(DPI);
    BmBox body = test_page_tasks(&page, 18);
    BmBox line = test_page_text(&page, 70, 130, 5, "Проверила: Незнамова У. И.");
    g_autoptr(BmIdentity) identity = i == 0 ? find(&page, 2, FALSE) : find_unreadable(&page, 2);
    cr_expect_eq(share_hidden(identity, body), 0);
    if (i == 0)
      cr_expect_geq(share_hidden(identity, line), 0.97);
    else
      cr_expect(bm_identity_has_flag(identity, "tail_ink"));
  }
}

/* tasks on a sheet that lies across, from @left_mm on */
static gboolean is_doubted_as_double(double left_mm)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 18);
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(PIX) wide = pixCreate(pixGetHeight(pix), pixGetWidth(pix), 8);
  pixSetAll(wide);
  pixRasterop(wide, bm_px(left_mm, DPI), 0, pixGetWidth(pix), pixGetWidth(pix), PIX_SRC, pix, 0,
              0);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmIdentity) identity = NULL;
  BmIdentityHints hints = {.page_in_work = 2, .turn_sure = TRUE};
  assert_ok(bm_identity_find(wide, DPI, &hints, &identity, &error), error);
  return bm_identity_has_flag(identity, "double_page");
}

Test(identity, date_signature_and_name_across_the_sheet_below_the_work_are_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox body = test_page_tasks(&page, 18);
  test_page_text(&page, 26, 130, 5, "12.03.27");
  BmBox name = test_page_text(&page, 110, 130, 5, "Унн");
  name = bm_box_or(name, test_page_text(&page, 150, 130, 5, "Незнамова У."));
  g_autoptr(BmIdentity) identity = find_unreadable(&page, 2);
  cr_expect_eq(share_hidden(identity, body), 0);
  cr_expect_geq(share_hidden(identity, name), 0.97);
  cr_expect(bm_identity_has_flag(identity, "tail_ink"));
}

Test(identity, double_page_is_doubted)
{
  cr_expect(is_doubted_as_double(0));
}

Test(identity, page_that_lies_across_with_rows_over_its_middle_is_one)
{
  cr_expect_not(is_doubted_as_double(75));
}

Test(identity, first_page_without_identity_is_doubted_a_later_one_is_not)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  g_autoptr(BmIdentity) first = find(&page, 1, FALSE);
  g_autoptr(BmIdentity) unknown = find(&page, 0, FALSE);
  g_autoptr(BmIdentity) second = find(&page, 2, FALSE);
  cr_expect(bm_identity_has_flag(first, "first_page_bare"));
  cr_expect(bm_identity_has_flag(unknown, "first_page_bare"));
  cr_expect_not(bm_identity_has_flag(second, "first_page_bare"));
}

Test(identity, blank_page_is_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
  cr_expect(bm_identity_has_flag(identity, "page_bare"));
}

Test(identity, writing_in_the_margin_is_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  test_page_text(&page, 6, 120, 4.5, "Анна");
  g_autoptr(BmIdentity) identity = find(&page, 2, FALSE);
  cr_expect(bm_identity_has_flag(identity, "margin_ink"));
}

Test(identity, clean_form_shows_its_fields_though_they_are_empty)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox values[2];
  header_draw(&page, FIELD_CELLS, "", values);
  test_page_tasks(&page, 80);
  g_autoptr(BmIdentity) identity = find(&page, 1, TRUE);
  BmBox cells = {bm_px(59, DPI), bm_px(29, DPI), bm_px(90, DPI), bm_px(6, DPI)};
  cr_expect_geq(share_hidden(identity, cells), 0.99);
  cr_expect_geq(identity->labels->len, 2);
}

Test(identity, name_of_a_school_printed_on_a_form_is_a_zone_other_print_is_not)
{
  g_auto(TestPage) page = test_page_new(DPI);
  BmBox school = test_page_text(&page, 60, 8, 4.5, "ГБОУ гимназия № 977");
  BmBox title = test_page_text(&page, 60, 15, 4.5, "Проверка знаний весной");
  BmBox values[2];
  header_draw(&page, FIELD_UNDERLINE, "", values);
  test_page_tasks(&page, 80);
  g_autoptr(BmIdentity) identity = find(&page, 1, TRUE);
  cr_expect_geq(share_hidden(identity, school), 0.97);
  cr_expect_eq(share_hidden(identity, title), 0);
}

Test(identity, foreign_code_is_hidden_with_its_digits_ours_is_not)
{
  static const char *const payloads[] = {"4012345678", NULL};
  char ours[BM_PAGECODE_SIZE];
  BmPageCode code = {.kind = BM_CODE_SEPARATOR, .round_tag = 7, .class_ref = 12};
  cr_assert(bm_pagecode_format(&code, ours));
  for (int i = 0; i < 2; i++) {
    g_auto(TestPage) page = test_page_new(DPI);
    g_autoptr(GError) error = NULL;
    g_autoptr(PIX) pix = test_page_pix(&page, TRUE);
    g_autoptr(PIX) bars =
        bm_code_draw(BM_SHAPE_BARS, i == 0 ? payloads[0] : ours, 3, 90, &error);
    assert_ok(bars != NULL, error);
    pixRasterop(pix, 300, 200, pixGetWidth(bars), pixGetHeight(bars), PIX_SRC, bars, 0, 0);
    g_autoptr(GArray) zones = bm_identity_codes(pix, DPI);
    cr_expect_eq(zones->len > 0, i == 0);
  }
}

Test(identity, bars_that_cannot_be_read_are_hidden)
{
  g_auto(TestPage) page = test_page_new(DPI);
  for (int i = 0; i < 40; i++) /* no symbology has only equal bars */
    cairo_rectangle(page.cr, 100 + i * 1.0, 20, 0.5, 12);
  cairo_fill(page.cr);
  g_autoptr(PIX) pix = test_page_pix(&page, TRUE);
  g_autoptr(GArray) zones = bm_identity_codes(pix, DPI);
  cr_expect_gt(zones->len, 0);
}

Test(identity, graph_paper_is_no_code)
{
  g_auto(TestPage) page = test_page_new(DPI);
  cairo_set_line_width(page.cr, 0.35);
  for (int i = 0; i <= 180; i++)
    test_page_rule(&page, 15 + i, 20, 15 + i, 260);
  for (int i = 0; i <= 240; i++)
    test_page_rule(&page, 15, 20 + i, 195, 20 + i);
  g_autoptr(PIX) pix = test_page_pix(&page, TRUE);
  g_autoptr(GArray) zones = bm_identity_codes(pix, DPI);
  cr_expect_eq(zones->len, 0);
}

Test(identity, round_seal_in_the_body_is_hidden_and_doubted)
{
  g_auto(TestPage) page = test_page_new(DPI);
  test_page_tasks(&page, 40);
  cairo_new_path(page.cr);
  cairo_arc(page.cr, 150, 230, 20, 0, 2 * G_PI);
  cairo_stroke(page.cr);
  test_page_text(&page, 136, 227, 5, "ГИМНАЗИЯ");
  g_autoptr(BmIdentity) identity = find(&page, 2, FALSE);
  BmBox seal = {bm_px(131, DPI), bm_px(211, DPI), bm_px(38, DPI), bm_px(38, DPI)};
  cr_expect_geq(share_hidden(identity, seal), 0.99);
  cr_expect(bm_identity_has_flag(identity, "seal_found"));
}

Test(identity, unknown_policy_is_an_error)
{
  g_auto(TestPage) page = test_page_new(DPI);
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmIdentity) identity = NULL;
  BmIdentityHints hints = {.policy = "no_such_policy"};
  assert_fails_with(bm_identity_find(pix, DPI, &hints, &identity, &error), error,
                    "policy_unknown");
}

Test(identity, equal_pages_give_equal_answers_at_another_resolution)
{
  int bodies[2];
  double dpis[] = {150, 300};
  for (int i = 0; i < 2; i++) {
    g_auto(TestPage) page = test_page_new(dpis[i]);
    BmBox values[2];
    header_draw(&page, FIELD_UNDERLINE, "Незнамова Ульяна", values);
    test_page_tasks(&page, 80);
    g_autoptr(BmIdentity) identity = find(&page, 1, FALSE);
    cr_expect_geq(share_hidden(identity, values[0]), 0.97, "%g dpi", dpis[i]);
    bodies[i] = (int)bm_mm(identity->body_y, dpis[i]);
  }
  cr_expect_lt(abs(bodies[0] - bodies[1]), 2);
}
