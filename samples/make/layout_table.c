/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identity in tables, in boxes with inner labels, and with labels behind or above the field. */
#include "field.h"

/* Labels above: a head row and one row to fill in. */
static void draw_head_row(BmWork *work)
{
  static const char *const heads[] = {"Ф. И. О. обучающегося", "ОО", "Класс", "Подпись"};
  static const char *const kinds[] = {"full_name", "school", "class", "signature"};
  static const double widths[] = {72, 52, 20, 30};
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *initials = bm_pupil_initials(work->pupil),
                  *class_name = bm_class_written(work);
  const char *values[] = {initials, work->school->short_name, class_name, NULL};
  const double top = 24 + bm_print_shift(work, 1, 6);
  bm_heading(sheet, 18, top - 8, BM_LEFT, "PT Sans Bold 12", "Проверочная работа. Часть 1");
  double x = 18;
  for (int i = 0; i < 4; x += widths[i++]) {
    bm_sheet_box(sheet, x, top, widths[i], 7, 0.3);
    bm_sheet_box(sheet, x, top + 7, widths[i], 11, 0.3);
    bm_sheet_print(sheet, BM_AS_LABEL, x + widths[i] / 2, top + 5, BM_CENTRE, "PT Sans 9",
                   &bm_ink_black, heads[i]);
    bm_field_value(work, sheet, x + 2, top + 15, widths[i] - 4, kinds[i], values[i]);
  }
  bm_hand_sign(sheet, &work->writer, work->rand, x - widths[3] + 5, top + 15,
               work->pupil->surname);
  bm_draw_tasks(work, sheet, 0, 8, 18, top + 26, 174, 284);
}

/* Two columns; the first holds the task's data, the second who did it. */
static void draw_second_column(BmWork *work)
{
  static const char *const left[] = {"Предмет", "Вариант", "Дата", "Время"};
  static const char *const right[][4] = {{"Фамилия", "Имя", "Класс", "Школа"},
                                         {"Фамилия, имя", "Учитель", "Класс, литера", "ОУ"}};
  const guint wording = bm_print_choice(work, 1, 2);
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  g_autofree char *variant = g_strdup_printf("%d", work->index % 2 + 1);
  const char *facts[] = {work->batch->subject, variant, "", "45 минут"};
  const char *values[] = {wording == 0 ? work->pupil->surname : names,
                          wording == 0 ? work->pupil->name : work->teacher, class_name,
                          work->school->short_name};
  const char *kinds[] = {wording == 0 ? "surname" : "full_name",
                         wording == 0 ? "name" : "teacher", "class", "school"};
  for (int i = 0; i < 4; i++) {
    const double y = 16 + i * 9;
    bm_sheet_box(sheet, 20, y, 26, 9, 0.3);
    bm_sheet_box(sheet, 46, y, 44, 9, 0.3);
    bm_sheet_box(sheet, 90, y, 32, 9, 0.3);
    bm_sheet_box(sheet, 122, y, 70, 9, 0.3);
    bm_field_label(sheet, 22, y + 6, "PT Serif 10", left[i]);
    bm_heading(sheet, 48, y + 6, BM_LEFT, "PT Serif 10", facts[i]);
    bm_field_label(sheet, 92, y + 6, "PT Serif 10", right[wording][i]);
    bm_field_value(work, sheet, 124, y + 7, 66, kinds[i], values[i]);
  }
  bm_draw_tasks(work, sheet, 1, 8, 20, 60, 172, 284);

  sheet = bm_work_sheet(work, 1);
  const double y = bm_draw_tasks(work, sheet, 6, 5, 20, 18, 172, 230);
  bm_draw_table(work, sheet, 30, y + 5, 130);
}

/* Frames with a tiny label in their upper left corner. */
static void framed(BmWork *work, BmSheet *sheet, double x, double y, double w,
                   const char *label, const char *kind, const char *value)
{
  bm_sheet_box(sheet, x, y, w, 13, 0.4);
  bm_sheet_print(sheet, BM_AS_LABEL, x + 1.5, y + 3, BM_LEFT, "PT Sans 6.5", &bm_ink_black,
                 label);
  bm_field_value(work, sheet, x + 3, y + 10.5, w - 5, kind, value);
}

static void draw_frames(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *class_name = bm_class_written(work),
                  *code = g_strdup_printf("%d", 10234 + work->index * 1117);
  bm_heading(sheet, 16, 16, BM_LEFT, "PT Sans Bold 13", "ДИАГНОСТИКА");
  bm_heading(sheet, 16, 22, BM_LEFT, "PT Sans 10", work->batch->subject);
  framed(work, sheet, 84, 10, 70, "фамилия", "surname", work->pupil->surname);
  framed(work, sheet, 156, 10, 40, "имя", "name", work->pupil->name);
  framed(work, sheet, 84, 25, 26, "класс", "class", class_name);
  framed(work, sheet, 112, 25, 42, "код участника", "student_code", code);
  framed(work, sheet, 156, 25, 40, "телефон родителей", "phone",
         work->index % 2 == 0 ? "8 911 000-12-34" : NULL);
  bm_draw_tasks(work, sheet, 0, 8, 16, 44, 178, 270);
  framed(work, sheet, 16, 276, 180, "образовательная организация", "school",
         work->school->short_name);
}

/* The line first, its label behind it; one field a row at the right half. */
static void draw_labels_behind(BmWork *work)
{
  static const char *const labels[] = {"– фамилия", "– имя", "– класс", "– школа"};
  static const char *const kinds[] = {"surname", "name", "class", "school"};
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *class_name = bm_class_written(work);
  const char *values[] = {work->pupil->surname, work->pupil->name, class_name,
                          work->school->short_name};
  const double left = 70 + bm_print_shift(work, 1, 30);
  for (int i = 0; i < 4; i++) {
    const double y = 20 + i * 9.5;
    bm_sheet_line(sheet, left, y + 0.8, left + 75, y + 0.8, 0.25);
    bm_field_value(work, sheet, left + 1, y, 72, kinds[i], values[i]);
    bm_field_label(sheet, left + 77, y, "PT Serif Italic 11", labels[i]);
  }
  bm_draw_tasks(work, sheet, 3, 8, 20, 64, 170, 284);
}

const BmLayout bm_layouts_table[] = {
    {"head-row", "table: labels in the head row, values below", 1, 210, 297, 0, 0,
     draw_head_row},
    {"second-column", "table of two pairs of columns, identity in the second", 2, 210, 297, 0,
     0, draw_second_column},
    {"frames", "frames with inner labels, participant code, phone; school at the foot", 1, 210,
     297, 0, 0, draw_frames},
    {"labels-behind", "line first, label behind it", 1, 210, 297, 0, 0, draw_labels_behind},
    {0}};
