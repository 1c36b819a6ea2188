/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/pagecode.h"
#include "tests/tools/assert_ok.h"

#include <string.h>

TestSuite(pagecode, .timeout = 30);

static BmPageCode page_stamp(void)
{
  BmPageCode code = {.kind = BM_CODE_PAGE, .round_tag = 42, .page = 3};
  cr_assert(bm_workno_make("5eed", 12, code.work_no));
  return code;
}

static BmPageCode separator(void)
{
  return (BmPageCode){.kind = BM_CODE_SEPARATOR, .round_tag = 9999, .class_ref = 47};
}

static void survives_the_way(BmPageCode code, gsize length)
{
  char digits[BM_PAGECODE_SIZE];
  BmPageCode back;
  cr_assert(bm_pagecode_format(&code, digits));
  cr_expect_eq(strlen(digits), length);
  cr_assert(bm_pagecode_parse(digits, &back));
  cr_expect(bm_pagecode_equal(&code, &back));
}

Test(pagecode, page_stamp_survives_the_way_to_digits_and_back)
{
  survives_the_way(page_stamp(), 18);
}

Test(pagecode, separator_survives_the_way_to_digits_and_back)
{
  survives_the_way(separator(), 12);
}

static void every_wrong_digit_is_caught(BmPageCode code)
{
  char digits[BM_PAGECODE_SIZE];
  BmPageCode back;
  cr_assert(bm_pagecode_format(&code, digits));
  for (gsize at = 0; at < strlen(digits); at++) {
    char right = digits[at];
    for (char wrong = '0'; wrong <= '9'; wrong++) {
      digits[at] = wrong;
      cr_expect_eq(bm_pagecode_parse(digits, &back), wrong == right, "place %zu", at);
    }
    digits[at] = right;
  }
}

Test(pagecode, every_single_wrong_digit_is_caught)
{
  every_wrong_digit_is_caught(page_stamp());
  every_wrong_digit_is_caught(separator());
}

Test(pagecode, foreign_payloads_are_refused)
{
  BmPageCode back;
  const char *bad[] = {"",
                       "7",
                       "4607001234567",
                       "012345678901",
                       "700000000000000000",
                       "71234567890123456 ",
                       "https://example.org",
                       "812345678901234567",
                       "814044040201", /* 814044040298 with a check of the same rest */
                       "７000"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    cr_expect_not(bm_pagecode_parse(bad[i], &back), "%s", bad[i]);
  cr_expect_not(bm_pagecode_parse(NULL, &back));
}

Test(pagecode, parts_out_of_range_are_not_written)
{
  char digits[BM_PAGECODE_SIZE];
  BmPageCode codes[] = {page_stamp(), page_stamp(), page_stamp(),
                        separator(),  separator(),  separator()};
  codes[0].page = 100;
  codes[1].page = 0;
  codes[2].work_no[0] = 'x';
  codes[3].class_ref = 0;
  codes[4].class_ref = 100000;
  codes[5].round_tag = 10000;
  for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
    cr_expect_not(bm_pagecode_format(&codes[i], digits), "case %u", i);
}

Test(pagecode, drawn_sizes_are_near_those_promised_at_every_resolution)
{
  BmPageCode code = page_stamp();
  char digits[BM_PAGECODE_SIZE];
  cr_assert(bm_pagecode_format(&code, digits));
  const int dpis[] = {150, 200, 240, 300, 400, 600};
  for (guint i = 0; i < G_N_ELEMENTS(dpis); i++) {
    g_autoptr(GError) error = NULL;
    int qr_px = bm_code_module_px(BM_SHAPE_QR, dpis[i]);
    int bar_px = bm_code_module_px(BM_SHAPE_BARS, dpis[i]);
    g_autoptr(PIX) qr = bm_code_draw(BM_SHAPE_QR, digits, qr_px, 0, &error);
    assert_ok(qr != NULL, error);
    g_autoptr(PIX) bars = bm_code_draw(BM_SHAPE_BARS, digits, bar_px, 50, &error);
    assert_ok(bars != NULL, error);
    double qr_mm = (pixGetWidth(qr) - 8 * qr_px) * 25.4 / dpis[i];
    double bars_mm = (pixGetWidth(bars) - 20 * bar_px) * 25.4 / dpis[i];
    cr_expect(qr_mm >= 14 && qr_mm <= 17.1, "QR %.1f mm at %d dpi", qr_mm, dpis[i]);
    cr_expect(bars_mm >= 40 && bars_mm <= 52, "bars %.1f mm at %d dpi", bars_mm, dpis[i]);
  }
}

Test(pagecode, quiet_zone_is_empty)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) bars = bm_code_draw(BM_SHAPE_BARS, "800421234567", 3, 40, &error);
  assert_ok(bars != NULL, error);
  BOX *ink = NULL;
  cr_assert_eq(pixClipToForeground(bars, NULL, &ink), 0);
  g_autoptr(BOX) box = ink;
  l_int32 x, y, w, h;
  boxGetGeometry(box, &x, &y, &w, &h);
  cr_expect_eq(x, 30);
  cr_expect_eq(y, 6);
  cr_expect_eq(x + w + 30, pixGetWidth(bars));
  cr_expect_eq(h, 40);
}
