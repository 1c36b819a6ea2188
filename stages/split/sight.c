/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be seen on one page. */
#include "stages/split/sight.h"

#include "stages/shared/coderead.h"
#include "stages/shared/ink.h"
#include "stages/shared/sheets.h"

#define CODE_DPI 100.0 /* modules of our sheet's codes are 6 pixels and more here */

static void sight_separator(BmSight *sight, const BmPageCode *code, int round_tag)
{
  sight->separator = code->round_tag == round_tag ? BM_SEPARATOR_READ : BM_SEPARATOR_FOREIGN;
  sight->class_ref = (guint)code->class_ref;
}

/* A page of 1-bit dots scaled to gray reads better than its thinned pixels. */
static PIX *code_copy(PIX *page, double dpi)
{
  float scale = (float)(CODE_DPI / dpi);
  g_autoptr(PIX) gray =
      pixGetDepth(page) == 1 ? pixConvert1To8(NULL, page, 255, 0) : pixConvertTo8(page, FALSE);
  return gray == NULL ? NULL : pixScale(gray, scale, scale);
}

static gboolean separator_look(PIX *page, double dpi, PIX *ink, int round_tag, BmSight *sight,
                               GError **error)
{
  BmCodeReading reading;
  g_autoptr(PIX) copy = code_copy(page, dpi);
  if (copy == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot copy a page to look for codes");
  const BmBox whole = {0, 0, 0, 0};
  BmCodeVerdict verdict = bm_code_read(copy, whole, BM_CODE_QUICK, &reading);
  if (verdict != BM_CODE_VALID && !bm_sheets_has_bars(ink, BM_BLANK_DPI))
    return TRUE;
  if (verdict != BM_CODE_VALID)
    verdict = bm_code_read(page, whole, BM_CODE_THOROUGH, &reading);
  if (verdict != BM_CODE_VALID)
    sight->separator = BM_SEPARATOR_UNREAD;
  else if (reading.code.kind == BM_CODE_SEPARATOR)
    sight_separator(sight, &reading.code, round_tag);
  return TRUE;
}

gboolean bm_sight_look(PIX *page, double dpi, int round_tag, const BmBlankRule *rule,
                       BmSight *ret_sight, BmFace **ret_face, GError **error)
{
  BmSight sight = {.blank = BM_BLANK_MARKED};
  BmBlankLook blank;
  if (!bm_blank_look(page, dpi, rule, &blank, error))
    return FALSE;
  sight.blank = blank.state;
  *ret_face = NULL;
  if (blank.state == BM_BLANK_CLEAR) {
    *ret_sight = sight;
    return TRUE;
  }
  g_autoptr(PIX) ink = bm_ink_working(page, dpi, BM_BLANK_DPI, error);
  if (ink == NULL || !separator_look(page, dpi, ink, round_tag, &sight, error))
    return FALSE;
  if (sight.separator == BM_SEPARATOR_NONE) {
    g_autoptr(PIX) unruled = bm_blank_unruled(ink);
    if (unruled == NULL)
      return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot take the ruling off a page");
    *ret_face = bm_face_new(unruled, BM_BLANK_DPI);
  }
  *ret_sight = sight;
  return TRUE;
}
