/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worksheets: the caption stands below its line. */
#include "field.h"

static void caption_line(BmWork *work, BmSheet *sheet, double x, double y, double w,
                         const char *caption, const char *kind, const char *value)
{
  bm_sheet_line(sheet, x, y, x + w, y, 0.25);
  bm_sheet_print(sheet, BM_AS_LABEL, x + w / 2, y + 3.2, BM_CENTRE, "PT Serif Italic 7.5",
                 &bm_ink_black, caption);
  bm_field_value(work, sheet, x + 2, y - 0.8, w - 3, kind, value);
}

static void draw_caption_sheet(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *subject = g_strdup_printf("%s. %s класс. Рабочий лист", work->batch->subject,
                                             work->batch->parallel);
  bm_heading(sheet, 20, 17, BM_LEFT, "PT Sans Bold 12", subject);
  g_autofree char *names = bm_pupil_names(work->pupil, TRUE),
                  *class_name = bm_class_written(work);
  caption_line(work, sheet, 20, 32, 120, "(фамилия, имя, отчество)", "full_name", names);
  caption_line(work, sheet, 150, 32, 42, "(класс)", "class", class_name);
  caption_line(work, sheet, 20, 46, 120, "(наименование образовательной организации)", "school",
               work->school->short_name);
  caption_line(work, sheet, 150, 46, 42, "(подпись)", "signature", NULL);
  bm_hand_sign(sheet, &work->writer, work->rand, 156, 44.5, work->pupil->surname);
  bm_draw_tasks(work, sheet, 0, 8, 20, 56, 172, 278);

  sheet = bm_work_sheet(work, 1);
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  caption_line(work, sheet, 112, 18, 80, "(фамилия, инициалы)", "full_name", initials);
  const double y = bm_draw_tasks(work, sheet, 7, 4, 20, 28, 172, 220);
  bm_draw_table(work, sheet, 30, y + 4, 130);
}

const BmLayout bm_layouts_worksheet[] = {{"captions", "worksheet with captions below the lines",
                                          2, 210, 297, 0, 0, draw_caption_sheet},
                                         {0}};
