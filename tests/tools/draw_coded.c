/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Draws a scan whose pages can be told apart by their pixels:
 * draw_coded OUT.tif DPI PAGE…, where PAGE is
 *   N        a filled copy of the printed form of form_sheet.h with code N (1 to 65535)
 *   other:N  the same of another form
 *   blank    paper
 *   FILE     a picture, as it is
 * The code stands below the heading, where pupils write: a bar of 96 × 2 mm, and below it 20
 * squares of 4.8 mm, black for one: 16 bits of the number, the highest first, then 4 of its
 * check (number × 7 + 5) mod 16. tests/tools/pagecheck reads it by its own means.
 */
#include "tests/tools/form_sheet.h"

#include <stdio.h>

#define CODE_X 50.0
#define CODE_Y 128.0
#define CELL 4.8
#define BAR_H 2.0
#define BITS 20

static void rect_fill(PIX *page, double dpi, double x, double y, double w, double h,
                      gboolean is_ink)
{
  int left = bm_px(x, dpi), top = bm_px(y, dpi);
  BOX *box = boxCreate(left, top, bm_px(x + w, dpi) - left, bm_px(y + h, dpi) - top);
  pixSetInRect(page, box);
  if (!is_ink)
    pixClearInRect(page, box);
  boxDestroy(&box);
}

static void code_draw(PIX *page, double dpi, guint number)
{
  guint bits = number << 4 | ((number * 7 + 5) & 15);
  rect_fill(page, dpi, CODE_X - 8, CODE_Y - 6, BITS * CELL + 16, CELL + BAR_H + 12, FALSE);
  rect_fill(page, dpi, CODE_X, CODE_Y, BITS * CELL, BAR_H, TRUE);
  for (int i = 0; i < BITS; i++)
    rect_fill(page, dpi, CODE_X + i * CELL, CODE_Y + BAR_H, CELL, CELL,
              (bits >> (BITS - 1 - i) & 1) != 0);
}

static PIX *page_draw(const char *what, double dpi)
{
  if (strcmp(what, "blank") == 0)
    return pixCreate(bm_px(SHEET_W, dpi), bm_px(SHEET_H, dpi), 1);
  gboolean is_other = g_str_has_prefix(what, "other:");
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(is_other ? what + strlen("other:") : what, 10, 1, 65535,
                                  &number, NULL))
    return pixRead(what);
  PIX *page = sheet_draw(&(Sheet){.pupil = (guint)number, .dpi = dpi, .is_other = is_other});
  code_draw(page, dpi, (guint)number);
  return page;
}

int main(int argc, char **argv)
{
  if (argc < 4)
    return 2;
  double dpi = g_ascii_strtod(argv[2], NULL);
  for (int i = 3; i < argc; i++) {
    g_autoptr(PIX) page = page_draw(argv[i], dpi);
    if (page == NULL)
      return 1;
    pixSetResolution(page, (int)dpi, (int)dpi);
    int is_bilevel = pixGetDepth(page) == 1;
    if (pixWriteTiff(argv[1], page, is_bilevel ? IFF_TIFF_G4 : IFF_TIFF_ZIP,
                     i == 3 ? "w" : "a") != 0)
      return 1;
  }
  return 0;
}
