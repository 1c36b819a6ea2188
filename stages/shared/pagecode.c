/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our printed codes say, and how they are drawn. */
#include "stages/shared/pagecode.h"

#include <math.h>
#include <string.h>
#include <zint.h>

#define PAGE_PREFIX '7'
#define SEPARATOR_PREFIX '8'
#define PAGE_LENGTH 18
#define SEPARATOR_LENGTH 12
#define QR_MODULE_MM 0.63
#define BARS_MODULE_MM 0.34
#define QR_QUIET 4
#define BARS_QUIET 10
#define BARS_QUIET_ABOVE 2
#define QR_LEVEL_H 4 /* zint: option_1 */

typedef struct zint_symbol Symbol;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Symbol, ZBarcode_Delete)

/* @digits as a number modulo 97. */
static guint modulo_97(const char *digits, gsize n)
{
  guint rest = 0;
  for (gsize i = 0; i < n; i++)
    rest = (rest * 10 + (guint)(digits[i] - '0')) % 97;
  return rest;
}

static void append_check(char *digits)
{
  gsize n = strlen(digits);
  guint rest = modulo_97(digits, n) * 100 % 97;
  g_snprintf(digits + n, 3, "%02u", 98 - rest);
}

static gboolean in_range(int value, int least, int most)
{
  return value >= least && value <= most;
}

gboolean bm_pagecode_format(const BmPageCode *code, char out[BM_PAGECODE_SIZE])
{
  if (!in_range(code->round_tag, 0, BM_ROUND_TAG_MOST))
    return FALSE;
  char work_digits[BM_WORKNO_DIGITS];
  if (code->kind == BM_CODE_PAGE) {
    if (!in_range(code->page, 1, BM_CODE_PAGE_MOST) ||
        !bm_workno_digits(code->work_no, work_digits))
      return FALSE;
    g_snprintf(out, BM_PAGECODE_SIZE, "%c%04d%s%02d", PAGE_PREFIX, code->round_tag, work_digits,
               code->page);
  } else {
    if (code->kind != BM_CODE_SEPARATOR || !in_range(code->class_ref, 1, BM_CLASS_REF_MOST))
      return FALSE;
    g_snprintf(out, BM_PAGECODE_SIZE, "%c%04d%05d", SEPARATOR_PREFIX, code->round_tag,
               code->class_ref);
  }
  append_check(out);
  return TRUE;
}

/* The number in @n digits from @at; the caller has checked that they are digits. */
static int number_at(const char *at, int n)
{
  int value = 0;
  for (int i = 0; i < n; i++)
    value = value * 10 + (at[i] - '0');
  return value;
}

static gboolean parse_page(const char *digits, BmPageCode *ret)
{
  char nine[BM_WORKNO_DIGITS];
  BmPageCode code = {.kind = BM_CODE_PAGE, .round_tag = number_at(digits + 1, 4)};
  g_strlcpy(nine, digits + 5, sizeof nine);
  code.page = number_at(digits + 14, 2);
  if (code.page == 0 || !bm_workno_parse(nine, code.work_no))
    return FALSE;
  *ret = code;
  return TRUE;
}

static gboolean parse_separator(const char *digits, BmPageCode *ret)
{
  BmPageCode code = {.kind = BM_CODE_SEPARATOR, .round_tag = number_at(digits + 1, 4)};
  code.class_ref = number_at(digits + 5, 5);
  if (code.class_ref == 0)
    return FALSE;
  *ret = code;
  return TRUE;
}

/* 00, 01 and 99 leave the rest of 97, 98 and 02, and are never printed. */
static gboolean check_is_ours(const char *digits, gsize n)
{
  guint check = (guint)(digits[n - 2] - '0') * 10 + (guint)(digits[n - 1] - '0');
  return check >= 2 && check <= 98 && modulo_97(digits, n) == 1;
}

gboolean bm_pagecode_parse(const char *digits, BmPageCode *ret)
{
  gsize n = digits == NULL ? 0 : strlen(digits);
  if (n != PAGE_LENGTH && n != SEPARATOR_LENGTH)
    return FALSE;
  if (strspn(digits, "0123456789") != n || !check_is_ours(digits, n))
    return FALSE;
  if (n == PAGE_LENGTH && digits[0] == PAGE_PREFIX)
    return parse_page(digits, ret);
  return n == SEPARATOR_LENGTH && digits[0] == SEPARATOR_PREFIX && parse_separator(digits, ret);
}

gboolean bm_pagecode_equal(const BmPageCode *p, const BmPageCode *q)
{
  return p->kind == q->kind && p->round_tag == q->round_tag && p->page == q->page &&
         p->class_ref == q->class_ref && strcmp(p->work_no, q->work_no) == 0;
}

int bm_code_module_px(BmCodeShape shape, double dpi)
{
  double mm = shape == BM_SHAPE_QR ? QR_MODULE_MM : BARS_MODULE_MM;
  return (int)MAX(2, lround(mm * dpi / 25.4));
}

static gboolean module_is_dark(const Symbol *symbol, int row, int column)
{
  return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}

/* Dark modules as rectangles of @module_w × @module_h pixels. */
static void paint_modules(PIX *pix, const Symbol *symbol, int x0, int y0, int module_w,
                          int module_h)
{
  for (int row = 0; row < symbol->rows; row++)
    for (int column = 0; column < symbol->width; column++)
      if (module_is_dark(symbol, row, column))
        pixRasterop(pix, x0 + column * module_w, y0 + row * module_h, module_w, module_h,
                    PIX_SET, NULL, 0, 0);
}

static gboolean encode(Symbol *symbol, BmCodeShape shape, const char *digits)
{
  symbol->symbology = shape == BM_SHAPE_QR ? BARCODE_QRCODE : BARCODE_CODE128;
  symbol->option_1 = shape == BM_SHAPE_QR ? QR_LEVEL_H : -1;
  symbol->show_hrt = 0;
  return ZBarcode_Encode(symbol, (const unsigned char *)digits, 0) < ZINT_ERROR;
}

static PIX *draw(const Symbol *symbol, BmCodeShape shape, int module_px, int bars_px)
{
  int side = shape == BM_SHAPE_QR ? QR_QUIET : BARS_QUIET;
  int above = shape == BM_SHAPE_QR ? QR_QUIET : BARS_QUIET_ABOVE;
  int module_h = shape == BM_SHAPE_QR ? module_px : MAX(1, bars_px);
  PIX *pix = pixCreate((symbol->width + 2 * side) * module_px,
                       symbol->rows * module_h + 2 * above * module_px, 1);
  if (pix != NULL)
    paint_modules(pix, symbol, side * module_px, above * module_px, module_px, module_h);
  return pix;
}

PIX *bm_code_draw(BmCodeShape shape, const char *digits, int module_px, int bars_px,
                  GError **error)
{
  g_autoptr(Symbol) symbol = ZBarcode_Create();
  PIX *pix = NULL;
  if (symbol != NULL && module_px >= 1 && encode(symbol, shape, digits))
    pix = draw(symbol, shape, module_px, bars_px);
  if (pix == NULL)
    bm_fail(error, BM_ERROR_INPUT, "code_not_drawn", "cannot draw a code of %zu digits",
            strlen(digits));
  return pix;
}
