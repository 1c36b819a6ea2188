/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separator sheets. */
#include "stages/shared/sheets.h"

#include "stages/shared/brick.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/shared/pagecode.h"
#include "stages/shared/pdf.h"
#include "stages/shared/scale.h"

/* mm on A4; printers leave 5 mm white, and what a feeder's edge shadow covers is less than 12
 */
static const BmPdfRect bar_top = {15, 14, 180, 8};
static const BmPdfRect bar_bottom = {15, 275, 180, 8};
static const BmPdfRect heading = {20, 34, 170, 40};
static const double names_y_mm = 78, names_height_mm = 36;
static const BmPdfRect qr_place = {17, 122, 68, 68};
static const BmPdfRect code_place = {20, 212, 170, 38};
static const double advice_x_mm = 92, advice_width_mm = 98;

#define QR_MODULE_PX 16
#define BARS_MODULE_PX 8

static const char *const advice =
    "Положите этот лист перед работами класса и сканируйте вместе с ними.\n\n"
    "Один лист — один класс. Лист можно копировать. Кладите его текстом в ту же сторону, что и "
    "работы, любым краем вперёд.\n\n"
    "Не пишите на чёрных полосах и на кодах, не закрывайте их.";

static gboolean code_put(BmPdf *pdf, BmCodeShape shape, const char *digits, BmPdfRect place,
                         GError **error)
{
  int module = shape == BM_SHAPE_QR ? QR_MODULE_PX : BARS_MODULE_PX;
  g_autoptr(PIX) code = bm_code_draw(shape, digits, module, 24 * BARS_MODULE_PX, error);
  if (code == NULL)
    return FALSE;
  return bm_pdf_pix(pdf, code, place, 0, NULL, error);
}

static void names_put(BmPdf *pdf, const BmSheet *sheet)
{
  BmPdfStyle large = {
      .face = BM_PDF_SANS, .size_pt = 96, .is_bold = TRUE, .align = BM_PDF_CENTER};
  BmPdfStyle small = {.face = BM_PDF_SANS, .size_pt = 28, .align = BM_PDF_CENTER};
  if (sheet->lines[0] == NULL)
    return;
  bm_pdf_text_in(pdf, &large, heading, sheet->lines[0]);
  g_autofree char *rest = g_strjoinv("\n", (char **)(void *)(sheet->lines + 1));
  double height = names_height_mm + 1;
  for (; small.size_pt > 8 && height > names_height_mm; small.size_pt -= 2)
    bm_pdf_text_size(pdf, &small, heading.w, rest, NULL, &height);
  small.size_pt += 2; /* the last size that was tried is the one that fits */
  bm_pdf_text(pdf, &small, heading.x, names_y_mm, heading.w, rest);
}

static gboolean sheet_put(BmPdf *pdf, const char *round_title, int round_tag,
                          const BmSheet *sheet, GError **error)
{
  const BmPdfStyle plain = {.face = BM_PDF_SANS, .size_pt = 12};
  const BmPdfStyle told = {.face = BM_PDF_SANS, .size_pt = 15};
  const BmPdfStyle mono = {.face = BM_PDF_MONO, .size_pt = 16, .align = BM_PDF_CENTER};
  char digits[BM_PAGECODE_SIZE];
  BmPageCode code = {.kind = BM_CODE_SEPARATOR,
                     .round_tag = round_tag,
                     .class_ref = sheet->class_ref > G_MAXINT ? 0 : (int)sheet->class_ref};
  if (!bm_pagecode_format(&code, digits))
    return bm_fail(error, BM_ERROR_INPUT, "code_not_drawn", "separator number out of range");
  bm_pdf_page(pdf, BM_PDF_A4_WIDTH, BM_PDF_A4_HEIGHT);
  bm_pdf_fill(pdf, bar_top, 0);
  bm_pdf_fill(pdf, bar_bottom, 0);
  bm_pdf_text_fit(pdf, &plain, heading.x, 25, heading.w, 9.5,
                  round_title != NULL ? round_title : "");
  names_put(pdf, sheet);
  bm_pdf_text(pdf, &told, advice_x_mm, qr_place.y + 6, advice_width_mm, advice);
  bm_pdf_text(pdf, &mono, heading.x, code_place.y + code_place.h + 2, heading.w, digits);
  return code_put(pdf, BM_SHAPE_QR, digits, qr_place, error) &&
         code_put(pdf, BM_SHAPE_BARS, digits, code_place, error);
}

gboolean bm_sheets_write(const char *out_pdf, const char *round_title, int round_tag,
                         const BmSheet *sheets, guint n, GError **error)
{
  g_autoptr(BmPdf) pdf = bm_pdf_new(out_pdf, "Разделительные листы", error);
  if (pdf == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!sheet_put(pdf, round_title, round_tag, &sheets[i], error))
      return FALSE;
  return bm_pdf_finish(pdf, error);
}

/* ---- the bars ---- */

static const double bar_least_mm = 4.0, bar_most_mm = 16.0;
static const double bar_share = 0.55; /* of the page's width; the bar is 0.86, toner may fail */
static const double bar_reach = 0.25; /* bars stand in the outer quarters of the page */

/* A run of dark rows, as high as a bar, between rows @from and @to. */
static gboolean rows_have_bar(NUMA *rows, double least, int from, int to, double dpi)
{
  int run = 0, gap = 0, gap_most = bm_px(0.7, dpi);
  for (int y = from; y <= to; y++) {
    float n = 0;
    if (y < to)
      numaGetFValue(rows, y, &n);
    if (n >= least) {
      run += 1 + gap;
      gap = 0;
      continue;
    }
    if (run > 0 && ++gap <= gap_most && y < to)
      continue;
    if (run >= bm_px(bar_least_mm, dpi) && run <= bm_px(bar_most_mm, dpi))
      return TRUE;
    run = gap = 0;
  }
  return FALSE;
}

static gboolean has_bars_upright(PIX *ink, double dpi)
{
  g_autoptr(NUMA) rows = pixCountPixelsByRow(ink, NULL);
  if (rows == NULL)
    return FALSE;
  int height = pixGetHeight(ink), reach = (int)(bar_reach * height);
  double least = bar_share * pixGetWidth(ink);
  return rows_have_bar(rows, least, 0, reach, dpi) &&
         rows_have_bar(rows, least, height - reach, height, dpi);
}

gboolean bm_sheets_has_bars(PIX *ink, double dpi)
{
  g_autoptr(PIX) inner = bm_ink_without_borders(ink, dpi);
  g_autoptr(PIX) joined = inner == NULL ? NULL : bm_brick_close(inner, 5, 5);
  if (joined == NULL)
    return FALSE;
  if (has_bars_upright(joined, dpi))
    return TRUE;
  g_autoptr(PIX) turned = pixRotate90(joined, 1);
  return turned != NULL && has_bars_upright(turned, dpi);
}

/* ---- reading ---- */

/* A gray copy of @page at @scale, 1 and more: the page itself. */
static PIX *gray_copy(PIX *page, double scale)
{
  if (scale >= 1)
    return pixClone(page);
  if (pixGetDepth(page) == 1)
    return bm_gray_of_bits(page, (float)scale);
  g_autoptr(PIX) gray = bm_gray_of(page);
  return gray == NULL ? NULL : bm_gray_area_map(gray, (float)scale, (float)scale);
}

static BmCodeVerdict copy_read(PIX *page, double scale, BmCodeEffort effort, BmPageCode *ret)
{
  const BmBox whole = {0, 0, 0, 0};
  BmCodeReading reading;
  g_autoptr(PIX) copy = gray_copy(page, scale);
  if (copy == NULL)
    return BM_CODE_NOTHING;
  BmCodeVerdict verdict = bm_code_read(copy, whole, effort, &reading);
  if (verdict == BM_CODE_VALID)
    *ret = reading.code;
  return verdict;
}

BmCodeVerdict bm_sheets_read(PIX *page, double dpi, BmCodeEffort effort, BmPageCode *ret)
{
  BmCodeVerdict verdict = copy_read(page, 100 / dpi, effort, ret);
  if (verdict != BM_CODE_NOTHING || effort == BM_CODE_QUICK)
    return verdict;
  verdict = copy_read(page, 60 / dpi, effort, ret);
  return verdict != BM_CODE_NOTHING ? verdict : copy_read(page, 1, effort, ret);
}
