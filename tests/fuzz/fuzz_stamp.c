/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codes on a picture: what stands first, up to a NUL, is printed as a code, what follows are
 * blots over it, five bytes each. Reading gives either what was printed, when that is a code of
 * ours, or nothing.
 */
#include "stages/shared/coderead.h"
#include "stages/shared/sheets.h"
#include "tests/fuzz/fuzz.h"

enum { SIDE_PX = 420, STEP_PX = 2 };

static void blot(PIX *page, const guint8 *at)
{
  int x = at[0] * STEP_PX, y = at[1] * STEP_PX, w = at[2] / 4 + 1, h = at[3] / 4 + 1;
  pixRasterop(page, x, y, w, h,
              at[4] % 3 == 0   ? PIX_SET
              : at[4] % 3 == 1 ? PIX_CLR
                               : PIX_NOT(PIX_DST),
              NULL, 0, 0);
}

static PIX *page_draw(const char *text, BmCodeShape shape, const guint8 *rest, size_t n)
{
  g_autoptr(PIX) code = bm_code_draw(shape, text, 4, 120, NULL);
  if (code == NULL)
    return NULL;
  PIX *page = pixCreate(SIDE_PX, SIDE_PX, 1);
  pixRasterop(page, 30, 40, pixGetWidth(code), pixGetHeight(code), PIX_SRC, code, 0, 0);
  for (size_t i = 0; i + 5 <= MIN(n, 200); i += 5)
    blot(page, rest + i);
  return page;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  if (size < 2 || size > 1024)
    return 0;
  BmCodeShape shape = data[0] & 1 ? BM_SHAPE_BARS : BM_SHAPE_QR;
  g_autofree char *text = fuzz_text(data + 1, size - 1);
  size_t used = MIN(size, strlen(text) + 2);
  g_autoptr(PIX) page = page_draw(text, shape, data + used, size - used);
  if (page == NULL)
    return 0;
  BmCodeReading reading;
  BmPageCode code, printed;
  BmBox all = {0, 0, SIDE_PX, SIDE_PX};
  gboolean is_ours = bm_pagecode_parse(text, &printed);
  if (bm_code_read(page, all, BM_CODE_THOROUGH, &reading) == BM_CODE_VALID)
    g_assert(is_ours && bm_pagecode_equal(&reading.code, &printed));
  if (bm_sheets_read(page, 150, BM_CODE_QUICK, &code) == BM_CODE_VALID)
    g_assert(is_ours && bm_pagecode_equal(&code, &printed));
  g_autoptr(GArray) found = bm_code_find_all(page);
  g_assert(found != NULL);
  return 0;
}
