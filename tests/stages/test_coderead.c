/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/coderead.h"
#include "tests/tools/assert_ok.h"

#include <zint.h>

TestSuite(coderead, .timeout = 60);

static BmPageCode stamp(guint ordinal)
{
  BmPageCode code = {.kind = BM_CODE_PAGE, .round_tag = 17, .page = 2};
  cr_assert(bm_workno_make("abc123", ordinal, code.work_no));
  return code;
}

/* A code drawn for @dpi into a gray page, upper left corner at @x, @y. */
static void put(PIX *page, BmPageCode code, BmCodeShape shape, int dpi, int x, int y)
{
  g_autoptr(GError) error = NULL;
  char digits[BM_PAGECODE_SIZE];
  cr_assert(bm_pagecode_format(&code, digits));
  g_autoptr(PIX) bits =
      bm_code_draw(shape, digits, bm_code_module_px(shape, dpi), dpi / 3, &error);
  assert_ok(bits != NULL, error);
  g_autoptr(PIX) gray = pixConvertTo8(bits, FALSE);
  pixRasterop(page, x, y, pixGetWidth(gray), pixGetHeight(gray), PIX_SRC, gray, 0, 0);
}

static PIX *paper(int w, int h)
{
  PIX *page = pixCreate(w, h, 8);
  pixSetAll(page);
  return page;
}

static PIX *page_with_both(BmPageCode qr, BmPageCode bars, int dpi)
{
  PIX *page = paper(4 * dpi, 3 * dpi);
  put(page, qr, BM_SHAPE_QR, dpi, dpi / 4, dpi / 4);
  put(page, bars, BM_SHAPE_BARS, dpi, dpi, 2 * dpi);
  return page;
}

Test(coderead, both_shapes_of_a_stamp_are_read_at_each_resolution)
{
  const int dpis[] = {150, 200, 300, 600};
  for (guint i = 0; i < G_N_ELEMENTS(dpis); i++) {
    g_autoptr(PIX) page = page_with_both(stamp(1), stamp(1), dpis[i]);
    BmPageCode want = stamp(1);
    BmCodeReading reading;
    cr_assert_eq(bm_code_read(page, (BmBox){0}, BM_CODE_QUICK, &reading), BM_CODE_VALID);
    cr_expect(bm_pagecode_equal(&reading.code, &want));
    cr_expect(reading.by_qr && reading.by_bars, "%d dpi", dpis[i]);
  }
}

Test(coderead, two_payloads_that_differ_are_a_conflict)
{
  g_autoptr(PIX) page = page_with_both(stamp(1), stamp(2), 200);
  BmCodeReading reading;
  cr_expect_eq(bm_code_read(page, (BmBox){0}, BM_CODE_THOROUGH, &reading), BM_CODE_CONFLICT);
}

Test(coderead, one_damaged_code_does_not_matter)
{
  g_autoptr(PIX) page = page_with_both(stamp(1), stamp(1), 200);
  pixRasterop(page, 60, 60, 80, 80, PIX_SET, NULL, 0, 0);
  BmCodeReading reading;
  cr_assert_eq(bm_code_read(page, (BmBox){0}, BM_CODE_THOROUGH, &reading), BM_CODE_VALID);
  cr_expect(!reading.by_qr && reading.by_bars);
}

Test(coderead, only_the_area_asked_for_is_read)
{
  g_autoptr(PIX) page = page_with_both(stamp(1), stamp(2), 200);
  BmPageCode want = stamp(2);
  BmCodeReading reading;
  cr_assert_eq(bm_code_read(page, (BmBox){150, 390, 600, 150}, BM_CODE_THOROUGH, &reading),
               BM_CODE_VALID);
  cr_expect(bm_pagecode_equal(&reading.code, &want));
  cr_expect(reading.box.y > 390 && reading.box.x > 200);
}

Test(coderead, box_lies_on_the_code)
{
  g_autoptr(PIX) page = paper(800, 600);
  put(page, stamp(3), BM_SHAPE_QR, 200, 300, 200);
  BmCodeReading reading;
  cr_assert_eq(bm_code_read(page, (BmBox){0}, BM_CODE_QUICK, &reading), BM_CODE_VALID);
  BmBox want = {320, 220, 125, 125};
  BmBox shared = bm_box_and(want, reading.box);
  cr_expect(bm_box_area(shared) > bm_box_area(want) * 85 / 100);
  cr_expect(bm_box_area(shared) > bm_box_area(reading.box) * 85 / 100);
}

Test(coderead, any_quarter_turn_is_read)
{
  for (int turn = 1; turn < 4; turn++) {
    g_autoptr(PIX) page = page_with_both(stamp(4), stamp(4), 200);
    g_autoptr(PIX) turned = pixRotateOrth(page, turn);
    BmCodeReading reading;
    cr_assert_eq(bm_code_read(turned, (BmBox){0}, BM_CODE_QUICK, &reading), BM_CODE_VALID);
    cr_expect(reading.by_qr && reading.by_bars, "%d quarter turns", turn);
  }
}

Test(coderead, faint_and_blurred_codes_are_read_by_the_ladder)
{
  g_autoptr(PIX) page = page_with_both(stamp(5), stamp(5), 150);
  g_autoptr(PIX) soft = pixBlockconv(page, 1, 1);
  pixMultConstantGray(soft, 0.12F);
  pixAddConstantGray(soft, 200);
  BmCodeReading reading;
  cr_expect_eq(bm_code_read(soft, (BmBox){0}, BM_CODE_THOROUGH, &reading), BM_CODE_VALID);
}

Test(coderead, empty_paper_and_areas_off_the_page_hold_nothing)
{
  g_autoptr(PIX) page = paper(500, 500);
  BmCodeReading reading;
  cr_expect_eq(bm_code_read(page, (BmBox){0}, BM_CODE_THOROUGH, &reading), BM_CODE_NOTHING);
  cr_expect_eq(bm_code_read(page, (BmBox){900, 0, 10, 10}, BM_CODE_THOROUGH, &reading),
               BM_CODE_NOTHING);
  g_autoptr(GArray) found = bm_code_find_all(page);
  cr_expect_eq(found->len, 0U);
}

/* A foreign code of zint's @symbology in the middle of a page. */
static void foreign_code_is_found(int symbology, const char *text)
{
  struct zint_symbol *symbol = ZBarcode_Create();
  symbol->symbology = symbology;
  symbol->show_hrt = 0;
  symbol->scale = 2;
  cr_assert_lt(ZBarcode_Encode_and_Buffer(symbol, (const unsigned char *)text, 0, 0),
               ZINT_ERROR);
  g_autoptr(PIX) page = paper(1200, 900);
  for (int y = 0; y < symbol->bitmap_height; y++)
    for (int x = 0; x < symbol->bitmap_width; x++)
      pixSetPixel(page, 300 + x, 200 + y, symbol->bitmap[(y * symbol->bitmap_width + x) * 3]);
  BmBox place = {300, 200, symbol->bitmap_width, symbol->bitmap_height};
  ZBarcode_Delete(symbol);
  g_autoptr(GArray) found = bm_code_find_all(page);
  cr_assert_eq(found->len, 1U, "%s: %u places", text, found->len);
  const BmFoundCode *code = &g_array_index(found, BmFoundCode, 0);
  cr_expect_not(code->is_ours);
  cr_expect(bm_box_area(bm_box_and(code->box, place)) * 100 >= bm_box_area(place) * 70, "%s",
            text);
}

Test(coderead, foreign_codes_are_found_where_they_stand)
{
  foreign_code_is_found(BARCODE_CODE128, "AB-12345");
  foreign_code_is_found(BARCODE_QRCODE, "https://example.org/1");
  foreign_code_is_found(BARCODE_EANX, "460700123456");
  foreign_code_is_found(BARCODE_C25INTER, "1234567890");
  foreign_code_is_found(BARCODE_CODE39, "PUPIL77");
}

Test(coderead, own_codes_are_told_from_foreign_ones)
{
  g_autoptr(PIX) page = page_with_both(stamp(6), stamp(6), 200);
  g_autoptr(GArray) found = bm_code_find_all(page);
  cr_assert_eq(found->len, 2U);
  cr_expect(g_array_index(found, BmFoundCode, 0).is_ours);
  cr_expect(g_array_index(found, BmFoundCode, 1).is_ours);
}
