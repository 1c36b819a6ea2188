/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages/shared/codearea.h"

#include "stages/shared/coderead.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"

#include <math.h>
#include <zint.h>

#define PAGE_DPI 300.0

TestSuite(codearea, .timeout = 120);

typedef struct Drawn {
  int symbology;
  const char *text;
} Drawn;

static const Drawn kinds[] = {
    {BARCODE_CODE128, "AB-12345"},  {BARCODE_QRCODE, "https://example.org/1"},
    {BARCODE_EANX, "460700123456"}, {BARCODE_C25INTER, "1234567890"},
    {BARCODE_CODE39, "PUPIL77"},    {BARCODE_CODE93, "PUPIL77"},
    {BARCODE_CODABAR, "A40156B"},
};

static PIX *paper(int w, int h)
{
  PIX *page = pixCreate(w, h, 8);
  pixSetAll(page);
  return page;
}

/* A code with modules of @module pixels, bars @high pixels high. */
static PIX *code_drawn(const Drawn *kind, int module, int high)
{
  struct zint_symbol *symbol = ZBarcode_Create();
  symbol->symbology = kind->symbology;
  symbol->show_hrt = 0;
  symbol->scale = 0.5F;
  cr_assert_lt(ZBarcode_Encode_and_Buffer(symbol, (const unsigned char *)kind->text, 0, 0),
               ZINT_ERROR);
  int w = symbol->bitmap_width, h = symbol->bitmap_height;
  gboolean is_square = kind->symbology == BARCODE_QRCODE;
  g_autoptr(PIX) small = paper(w, is_square ? h : 1);
  for (int y = 0; y < pixGetHeight(small); y++)
    for (int x = 0; x < w; x++)
      pixSetPixel(small, x, y, symbol->bitmap[(y * w + x) * 3]);
  ZBarcode_Delete(symbol);
  return pixScaleBySampling(small, (float)module, is_square ? (float)module : (float)high);
}

static guint n_near(PIX *page)
{
  g_autoptr(PIX) ink = bm_ink_working(page, PAGE_DPI, BM_CODEAREA_DPI, NULL);
  g_autoptr(GArray) found = bm_code_find_near(page, ink);
  return found->len;
}

static guint n_all(PIX *page)
{
  g_autoptr(GArray) found = bm_code_find_all(page);
  return found->len;
}

/* The code on a page, turned by @degrees; what the whole page's search finds, this finds too.
 */
static guint nothing_is_missed(const Drawn *kind, int module, int high, double degrees,
                               double contrast)
{
  g_autoptr(PIX) code = code_drawn(kind, module, high);
  int side = 200 + (int)hypot(pixGetWidth(code), pixGetHeight(code));
  g_autoptr(PIX) square = paper(side, side);
  pixRasterop(square, (side - pixGetWidth(code)) / 2, (side - pixGetHeight(code)) / 2,
              pixGetWidth(code), pixGetHeight(code), PIX_SRC, code, 0, 0);
  g_autoptr(PIX) turned = pixRotate(square, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, side, side);
  g_autoptr(PIX) soft = pixBlockconv(turned, 1, 1);
  pixMultConstantGray(soft, (float)contrast);
  pixAddConstantGray(soft, (int)(250 - 250 * contrast));
  g_autoptr(PIX) page = pixCreate(side + 500, side + 400, 8);
  pixSetAllArbitrary(page, 250);
  pixRasterop(page, 311, 203, side, side, PIX_SRC, soft, 0, 0);
  guint all = n_all(page), near = n_near(page);
  cr_expect_geq(near, all, "%s module %d high %d turned %.0f contrast %.2f: %u of %u",
                kind->text, module, high, degrees, contrast, near, all);
  return all;
}

Test(codearea, codes_of_each_size_and_turn_are_found_as_on_the_whole_page)
{
  static const int modules[] = {2, 3, 6, 12};
  static const double turns[] = {0, 4, 17, 44, 90};
  guint n = 0;
  for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
    for (guint i = 0; i < G_N_ELEMENTS(modules); i++)
      for (guint k = 0; k < G_N_ELEMENTS(turns); k++)
        n += nothing_is_missed(&kinds[kind], modules[i], 48 + 16 * modules[i], turns[k], 0.9);
  cr_expect_gt(n, 60U, "only %u codes can be read at all", n);
}

Test(codearea, faint_codes_are_found_as_on_the_whole_page)
{
  for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
    for (int k = 0; k < 3; k++)
      nothing_is_missed(&kinds[kind], 4, 120, 0, 0.15 + 0.15 * k);
}

Test(codearea, print_and_empty_paper_leave_little_to_search)
{
  g_autoptr(PIX) ink = pixCreate(1654, 2339, 1);
  g_autoptr(GArray) none = bm_code_areas(ink);
  cr_expect_eq(none->len, 0U);
  for (int y = 100; y < 2200; y += 36) /* rows of letters, 2.3 mm high with gaps of the same */
    for (int x = 150; x < 1500; x += 9)
      pixRasterop(ink, x, y, 3, 18, PIX_SET, NULL, 0, 0);
  g_autoptr(GArray) text = bm_code_areas(ink);
  cr_expect_eq(text->len, 0U, "%u places", text->len);
}

Test(codearea, boxes_for_the_same_lines_do_not_meet_and_stay_on_the_page)
{
  g_autoptr(PIX) ink = pixCreate(1654, 2339, 1);
  for (int k = 0; k < 6; k++)
    for (int x = 0; x < 200; x += 6)
      pixRasterop(ink, 200 * k + x, 350 * k + 20, 3, 60 + 20 * k, PIX_SET, NULL, 0, 0);
  g_autoptr(GArray) areas = bm_code_areas(ink);
  cr_expect_gt(areas->len, 1U);
  for (guint i = 0; i < areas->len; i++) {
    const BmCodeArea *area = &g_array_index(areas, BmCodeArea, i);
    BmBox box = area->box;
    cr_expect(area->is_across && !area->is_down, "bars that stand are crossed by rows alone");
    cr_expect(box.x >= 0 && box.y >= 0 && box.x + box.w <= 1654 && box.y + box.h <= 2339);
    for (guint k = 0; k < i; k++)
      cr_expect(bm_box_is_empty(bm_box_and(box, g_array_index(areas, BmCodeArea, k).box)));
  }
}

Test(codearea, paper_smaller_than_a_window_is_no_trouble)
{
  for (int size = 1; size < 40; size += 6) {
    g_autoptr(PIX) ink = pixCreate(size, size, 1);
    pixSetAll(ink);
    g_autoptr(GArray) boxes = bm_code_areas(ink);
    cr_expect_eq(boxes->len, 0U);
  }
}
