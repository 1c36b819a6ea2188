/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read back from paper as text: page stamps, separator codes, score sheet codes, work
 * numbers. A text is believed only when it says exactly what would be printed. */
#include "stages/shared/pagecode.h"
#include "stages/shared/scorecode.h"
#include "stages/shared/workno.h"
#include "tests/fuzz/fuzz.h"

static void page_code(const char *text)
{
  BmPageCode code, again;
  char printed[BM_PAGECODE_SIZE];
  if (!bm_pagecode_parse(text, &code))
    return;
  g_assert(code.kind == BM_CODE_PAGE || code.kind == BM_CODE_SEPARATOR);
  g_assert(code.kind != BM_CODE_PAGE || bm_workno_is_valid(code.work_no));
  g_assert(bm_pagecode_format(&code, printed));
  g_assert_cmpstr(printed, ==, text);
  g_assert(bm_pagecode_parse(printed, &again) && bm_pagecode_equal(&code, &again));
}

static void score_code(const char *text)
{
  BmScoreCode code;
  char printed[BM_SCORECODE_SIZE];
  if (!bm_scorecode_parse(text, &code))
    return;
  g_assert(bm_scorecode_format(&code, printed));
  g_assert_cmpstr(printed, ==, text);
}

static void work_number(const char *text)
{
  char number[BM_WORKNO_SIZE], digits[BM_WORKNO_DIGITS];
  if (!bm_workno_parse(text, number))
    return;
  g_assert(bm_workno_is_valid(number) && bm_workno_digits(number, digits));
  g_assert_cmpint(bm_damm(digits, strlen(digits)), ==, 0);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  g_autofree char *text = fuzz_text(data, MIN(size, 4096));
  page_code(text);
  score_code(text);
  work_number(text);
  return 0;
}
