/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms read by machines: QR, EAN, rows of cells with other labels than usual. */
#include "field.h"
#include <zint.h>

static void row(BmWork *work, BmSheet *sheet, double x, double cells_x, double y, int n,
                double size, const char *label, const char *kind, const char *value)
{
  bm_field_label(sheet, x, y + size * 0.7, "PT Serif 10", label);
  bm_sheet_cells(sheet, cells_x, y, size, size * 1.15, n);
  if (value != NULL)
    bm_hand_write_cells(sheet, BM_AS_SECRET(kind), &work->writer, work->rand, cells_x, y, size,
                        size * 1.15, value);
}

/* QR top left, EAN at the right foot, labels left of the cells; the second sheet repeats codes
 * and number. */
static void draw_qr(BmWork *work)
{
  static const char *const surname[] = {"Фамилия участника", "1. Фамилия", "Ф"};
  static const char *const name[] = {"Имя участника", "2. Имя", "И"};
  static const char *const patronymic[] = {"Отчество участника", "3. Отчество", "О"};
  const guint wording = bm_print_choice(work, 1, 3);
  const double cells_x = wording == 2 ? 26 : 60;
  g_autofree char *code =
      g_strdup_printf("SCH%s-%03d", work->school->school_code, 17 + work->index * 29);
  g_autofree char *ean =
      g_strdup_printf("%s%06d", work->school->school_code, 204815 + work->index * 1313);
  g_autofree char *number = g_strdup_printf("%05d", 31746 + work->index * 4019);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    bm_code_draw(sheet, BARCODE_QRCODE, 14, 12, 22, 22, code, FALSE);
    bm_code_draw(sheet, BARCODE_EANX, 150, 272, 42, 12, ean, TRUE);
    bm_heading(sheet, 44, 18, BM_LEFT, "PT Serif Bold 14", "Тренировочная работа");
    row(work, sheet, 44, 92, 24, 5, 7, "Номер участника", "student_code", number);
  }
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *class_name = g_strconcat(work->batch->parallel, work->batch->letter, NULL);
  row(work, sheet, 16, cells_x, 40, 20, 6.4, surname[wording], "surname", work->pupil->surname);
  row(work, sheet, 16, cells_x, 50, 20, 6.4, name[wording], "name", work->pupil->name);
  row(work, sheet, 16, cells_x, 60, 20, 6.4, patronymic[wording], "patronymic",
      work->pupil->patronymic);
  row(work, sheet, 16, 40, 70, 4, 6.4, "Литера", "class", class_name);
  row(work, sheet, 80, 110, 70, 6, 6.4, "Логин ОО", "school_code", work->school->school_code);
  bm_sheet_line(sheet, 12, 81, 198, 81, 0.5);
  bm_draw_tasks(work, sheet, 0, 7, 16, 86, 176, 266);
  sheet = bm_work_sheet(work, 1);
  const double y = bm_draw_tasks(work, sheet, 4, 4, 16, 44, 176, 210);
  bm_draw_figure(work, sheet, 30, MIN(y, 214), 40);
}

/* A narrow strip of cells down the left side: one column a field, labels turned. */
static void draw_strip(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_heading(sheet, 118, 20, BM_CENTRE, "PT Sans Bold 13", "ЛИСТ ОТВЕТОВ");
  bm_sheet_box(sheet, 10, 10, 26, 277, 0.5);
  bm_sheet_print_turned(sheet, BM_AS_LABEL, 17, 284, -90, "PT Sans 9", &bm_ink_black,
                        "фамилия и имя печатными буквами");
  bm_sheet_print_turned(sheet, BM_AS_LABEL, 30, 284, -90, "PT Sans 9", &bm_ink_black,
                        "класс, школа");
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  g_autofree char *second = g_strdup_printf("%s  %s", class_name, work->school->short_name);
  BmWriter block = work->writer;
  block.is_joined = FALSE;
  g_autofree char *upper = g_utf8_strup(names, -1);
  block.narrow *= MIN(1.0, 170 / bm_hand_width(&block, upper));
  bm_hand_write_turned(sheet, BM_AS_SECRET("full_name"), &block, work->rand, 17, 222, -90,
                       upper);
  bm_hand_write_turned(sheet, BM_AS_SECRET("school"), &work->writer, work->rand, 30, 256, -90,
                       second);
  bm_sheet_line(sheet, 18.5, 18, 18.5, 224, 0.2);
  bm_sheet_line(sheet, 31.5, 18, 31.5, 258, 0.2);
  bm_draw_tasks(work, sheet, 1, 8, 44, 28, 150, 284);
}

const BmLayout bm_layouts_grid[] = {
    {"qr-ean", "QR, EAN with digits, cells right of their labels, login; codes on each page", 2,
     210, 297, 0, 0, draw_qr},
    {"strip", "a strip down the left side, labels and values turned", 1, 210, 297, 0, 0,
     draw_strip},
    {0}};
