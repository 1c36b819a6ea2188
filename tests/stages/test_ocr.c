/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of short pieces of print. */
#include <criterion/criterion.h>

#include "stages/shared/ocr.h"
#include "stages/shared/ocr_memo.h"
#include "stages/shared/text.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(ocr, .timeout = 60);

Test(ocr, a_printed_line_is_read_with_places)
{
  g_auto(TestPage) page = test_page_new(200);
  BmBox line = test_page_text(&page, 30, 40, 5, "Фамилия, имя ученика");
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = bm_ocr_line(pix, 200, line, &error);
  assert_ok(words != NULL, error);
  cr_assert_eq(words->len, 3);
  const BmWord *first = words->pdata[0];
  g_autofree char *folded = bm_text_fold(first->text);
  cr_expect_str_eq(folded, "фамилия");
  cr_expect_gt(first->trust, 60);
  cr_expect_lt(abs(first->box.x - line.x), 4);
  cr_expect_lt(abs(first->box.y - line.y), 8);
}

Test(ocr, empty_paper_and_a_box_off_the_page_read_as_nothing)
{
  g_auto(TestPage) page = test_page_new(200);
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) outside = bm_ocr_line(pix, 200, (BmBox){9000, 9000, 50, 50}, &error);
  assert_ok(outside != NULL, error);
  cr_expect_eq(outside->len, 0);
}

static void blank(BmWord *word, gpointer data)
{
  g_free(word->text);
  word->text = g_strdup(data);
}

Test(ocr, a_filter_changes_what_was_read)
{
  g_auto(TestPage) page = test_page_new(200);
  BmBox line = test_page_text(&page, 30, 40, 5, "Класс");
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  bm_ocr_set_filter(blank, "xx");
  g_autoptr(GPtrArray) words = bm_ocr_line(pix, 200, line, &error);
  bm_ocr_set_filter(NULL, NULL);
  assert_ok(words != NULL, error);
  cr_assert_geq(words->len, 1);
  cr_expect_str_eq(((BmWord *)words->pdata[0])->text, "xx");
}

Test(ocr, what_was_read_before_is_the_same_at_any_place)
{
  g_auto(TestPage) page = test_page_new(200);
  BmBox line = test_page_text(&page, 30, 40, 5, "Класс");
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(PIX) lower = pixTranslate(NULL, pix, 0, 80, L_BRING_IN_WHITE);
  g_autoptr(GPtrArray) first = bm_ocr_line(pix, 200, line, NULL);
  g_autoptr(GPtrArray) again = bm_ocr_line(pix, 200, line, NULL);
  line.y += 80;
  g_autoptr(GPtrArray) below = bm_ocr_line(lower, 200, line, NULL);
  bm_ocr_forget();
  g_autoptr(GPtrArray) anew = bm_ocr_line(lower, 200, line, NULL);
  cr_assert(first->len == 1 && again->len == 1 && below->len == 1 && anew->len == 1);
  const BmWord *p = first->pdata[0], *q = again->pdata[0], *r = below->pdata[0];
  const BmWord *s = anew->pdata[0];
  cr_expect(strcmp(p->text, q->text) == 0 && strcmp(p->text, r->text) == 0);
  cr_expect(strcmp(r->text, s->text) == 0 && r->trust == s->trust && p->trust == r->trust);
  cr_expect(p->box.y == q->box.y && r->box.y == p->box.y + 80 && r->box.x == p->box.x);
  cr_expect(s->box.y == r->box.y && s->box.x == r->box.x && s->box.w == r->box.w);
}

Test(ocr, a_pixel_makes_another_picture)
{
  g_autoptr(PIX) pix = pixCreate(90, 40, 8);
  BmOcrKey key = bm_ocr_key(pix, 200, 7), other;
  for (int i = 0; i < 90 * 40; i += 7) {
    pixSetPixel(pix, i % 90, i / 90, 1);
    other = bm_ocr_key(pix, 200, 7);
    pixSetPixel(pix, i % 90, i / 90, 0);
    cr_assert(key.sum[0] != other.sum[0] && key.sum[1] != other.sum[1]);
  }
  other = bm_ocr_key(pix, 240, 7);
  cr_expect_neq(other.dpi, key.dpi);
  bm_ocr_remember(&key, g_ptr_array_new());
  cr_expect_not_null(bm_ocr_recall(&key));
  cr_expect_null(bm_ocr_recall(&other));
}

Test(ocr, the_oldest_readings_are_forgotten)
{
  BmOcrKey key = {{0, 0}, 1, 1, 200, 7}, first = key;
  for (; key.sum[0] < 5000; key.sum[0]++)
    bm_ocr_remember(&key, g_ptr_array_new());
  key.sum[0]--;
  cr_expect_null(bm_ocr_recall(&first));
  cr_expect_not_null(bm_ocr_recall(&key));
  bm_ocr_remember(&key, g_ptr_array_new()); /* twice is no harm */
  cr_expect_not_null(bm_ocr_recall(&key));
  bm_ocr_forget();
  cr_expect_null(bm_ocr_recall(&key));
}
