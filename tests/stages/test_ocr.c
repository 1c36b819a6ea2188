/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading of short pieces of print. */
#include <criterion/criterion.h>

#include "stages/shared/ocr.h"
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
