/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machine codes of other makers, through zint. */
#include "work.h"
#include <string.h>
#include <zint.h>

static void draw_modules(cairo_t *cr, const struct zint_symbol *symbol, double x, double y,
                         double w, double h)
{
  const int rows = symbol->rows, columns = symbol->width;
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      if (symbol->encoded_data[row][column / 8] >> (column % 8) & 1)
        cairo_rectangle(cr, x + column * w / columns, y + row * h / rows, w / columns * 1.02,
                        h / rows * 1.02);
  cairo_fill(cr);
}

void bm_code_draw_upright(BmSheet *sheet, int symbology, double x, double y, double w, double h,
                          const char *text)
{
  struct zint_symbol *symbol = ZBarcode_Create();
  symbol->symbology = symbology;
  if (ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text)) >= ZINT_ERROR)
    g_error("cannot make a code: %s", symbol->errtxt);
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_SECRET("barcode"), &bm_ink_black, text, FALSE);
  cairo_translate(cr, x, y + h);
  cairo_rotate(cr, -G_PI / 2);
  draw_modules(cr, symbol, 0, 0, h, w);
  bm_sheet_end(sheet);
  ZBarcode_Delete(symbol);
}

void bm_code_draw(BmSheet *sheet, int symbology, double x, double y, double w, double h,
                  const char *text, gboolean with_digits)
{
  struct zint_symbol *symbol = ZBarcode_Create();
  symbol->symbology = symbology;
  const int status = ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text));
  if (status >= ZINT_ERROR)
    g_error("cannot make a code: %s", symbol->errtxt);
  cairo_t *cr = bm_sheet_begin(sheet, BM_AS_SECRET("barcode"), &bm_ink_black, text, FALSE);
  draw_modules(cr, symbol, x, y, w, h);
  bm_sheet_end(sheet);
  if (with_digits)
    bm_sheet_print(sheet, BM_AS_SECRET("barcode"), x + w / 2, y + h + 3.6, BM_CENTRE,
                   "PT Mono 9", &bm_ink_black, text);
  ZBarcode_Delete(symbol);
}
