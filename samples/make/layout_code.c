/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms with letter cells and machine codes. */
#include "field.h"
#include <zint.h>

static void cells(BmWork *work, BmSheet *sheet, double x, double y, int n, const char *label,
                  const char *kind, const char *value)
{
  bm_field_label(sheet, x, y - 1.6, "PT Sans 9", label);
  bm_sheet_cells(sheet, x, y, 6.2, 7.5, n);
  if (value != NULL)
    bm_hand_write_cells(sheet, BM_AS_SECRET(kind), &work->writer, work->rand, x, y, 6.2, 7.5,
                        value);
}

static void answer_rows(BmWork *work, BmSheet *sheet, double x, double y, int rows)
{
  static const char *const words[] = {"6", "4,8", "ШКОЛА", "1380", "ИМЯ", "25", "ВОЛГА", "-3"};
  for (int i = 0; i < rows; i++) {
    g_autofree char *no = g_strdup_printf("%d", i + 1);
    bm_sheet_print(sheet, BM_AS_TASK, x, y + i * 10 + 5.6, BM_LEFT, "PT Sans Bold 10",
                   &bm_ink_black, no);
    bm_sheet_cells(sheet, x + 8, y + i * 10, 6.2, 7.5, 11);
    bm_hand_write_cells(sheet, BM_AS_WRITING, &work->writer, work->rand, x + 8, y + i * 10, 6.2,
                        7.5, words[(i + work->index) % (int)G_N_ELEMENTS(words)]);
  }
}

/* A row of cells below each label; Code 128 top right. */
static void draw_cell_form(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *number =
      g_strdup_printf("%s%04d", work->school->school_code, 1731 + work->index * 37);
  bm_code_draw(sheet, BARCODE_CODE128, 142, 10, 52, 12, number, TRUE);
  bm_heading(sheet, 18, 16, BM_LEFT, "PT Sans Bold 13", "БЛАНК ОТВЕТОВ");
  g_autofree char *subject =
      g_strdup_printf("%s, %s класс", work->batch->subject, work->batch->parallel);
  bm_heading(sheet, 18, 22, BM_LEFT, "PT Sans 10", subject);
  cells(work, sheet, 18, 34, 6, "Код школы", "school_code", work->school->school_code);
  g_autofree char *class_name = g_strconcat(work->batch->parallel, work->batch->letter, NULL);
  cells(work, sheet, 72, 34, 4, "Класс", "class", class_name);
  cells(work, sheet, 18, 49, 25, "Фамилия", "surname", work->pupil->surname);
  cells(work, sheet, 18, 64, 16, "Имя", "name", work->pupil->name);
  bm_field_label(sheet, 124, 62.4, "PT Sans 9", "Подпись участника");
  bm_sheet_box(sheet, 124, 64, 50, 9, 0.22);
  bm_hand_sign(sheet, &work->writer, work->rand, 128, 71, work->pupil->surname);
  bm_sheet_line(sheet, 12, 80, 198, 80, 0.8);
  answer_rows(work, sheet, 18, 86, 6);
  bm_draw_tasks(work, sheet, 2, 3, 18, 150, 172, 280);

  sheet = bm_work_sheet(work, 1);
  bm_code_draw(sheet, BARCODE_CODE128, 142, 10, 52, 12, number, TRUE);
  bm_heading(sheet, 18, 16, BM_LEFT, "PT Sans Bold 13", "БЛАНК ОТВЕТОВ, ЛИСТ 2");
  cells(work, sheet, 18, 27, 6, "Код школы", "school_code", work->school->school_code);
  bm_sheet_line(sheet, 12, 40, 198, 40, 0.8);
  const double y = bm_draw_tasks(work, sheet, 5, 3, 18, 45, 172, 200);
  bm_draw_figure(work, sheet, 60, MIN(y, 210), 45);
}

const BmLayout bm_layouts_code[] = {{"cells",
                                     "letter cells below their labels, Code 128, signature box",
                                     2, 210, 297, 0, 0, draw_cell_form},
                                    {0}};
