/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be seen on one page. */
#include "stages/split/sight.h"

#include "stages/shared/sheets.h"

static void sight_separator(BmSight *sight, const BmPageCode *code, int round_tag)
{
  sight->separator = code->round_tag == round_tag ? BM_SEPARATOR_READ : BM_SEPARATOR_FOREIGN;
  sight->class_ref = (guint)code->class_ref;
}

static void separator_look(PIX *page, double dpi, PIX *ink, int round_tag, BmSight *sight)
{
  BmPageCode code;
  BmCodeVerdict verdict = bm_sheets_read(page, dpi, BM_CODE_QUICK, &code);
  if (verdict != BM_CODE_VALID && !bm_sheets_has_bars(ink, BM_BLANK_DPI))
    return;
  if (verdict != BM_CODE_VALID)
    verdict = bm_sheets_read(page, dpi, BM_CODE_THOROUGH, &code);
  if (verdict != BM_CODE_VALID)
    sight->separator = BM_SEPARATOR_UNREAD;
  else if (code.kind == BM_CODE_SEPARATOR)
    sight_separator(sight, &code, round_tag);
}

gboolean bm_sight_look(PIX *page, const BmSightCase *about, BmSight *ret_sight,
                       BmFace **ret_face, GError **error)
{
  BmBlankLook blank;
  g_autoptr(PIX) ink = NULL;
  if (!bm_blank_look(page, about->dpi, &about->blank, &blank, &ink, error))
    return FALSE;
  BmSight sight = {.blank = blank.state};
  *ret_face = NULL;
  if (blank.state == BM_BLANK_MARKED)
    separator_look(page, about->dpi, ink, about->round_tag, &sight);
  if (blank.state != BM_BLANK_CLEAR && sight.separator == BM_SEPARATOR_NONE)
    *ret_face = bm_face_new(ink, BM_BLANK_DPI, about->is_turn_sure);
  *ret_sight = sight;
  return TRUE;
}
