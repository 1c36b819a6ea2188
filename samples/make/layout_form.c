/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed forms: title form with underlined fields; own school's letterhead with a stamp. */
#include "field.h"

/* Page 1: a printed heading, then a label and an underline a row. Page 2: one short line on
 * top. */
static void draw_title_form(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *subject = g_strdup_printf("по предмету «%s», %s класс", work->batch->subject,
                                             work->batch->parallel);
  bm_heading(sheet, 112, 26, BM_CENTRE, "PT Serif Bold 15", "ПРОВЕРОЧНАЯ РАБОТА");
  bm_heading(sheet, 112, 33, BM_CENTRE, "PT Serif 12", subject);
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  bm_field_line(work, sheet, 25, 46, 190, "PT Serif 12", "Фамилия, имя", "full_name", names);
  bm_field_line(work, sheet, 25, 56, 90, "PT Serif 12", "Класс", "class", class_name);
  bm_field_line(work, sheet, 95, 56, 190, "PT Serif 12", "Школа", "school",
                work->school->short_name);
  bm_field_line(work, sheet, 25, 66, 120, "PT Serif 12", "Учитель", "teacher", work->teacher);
  bm_sheet_line(sheet, 25, 72, 190, 72, 0.7);
  bm_draw_tasks(work, sheet, 0, 8, 25, 77, 165, 276);
  bm_heading(sheet, 190, 288, BM_RIGHT, "PT Sans 8", "Лист 1 из 2");

  sheet = bm_work_sheet(work, 1);
  g_autofree char *initials = bm_pupil_initials(work->pupil), *again = bm_class_written(work);
  bm_field_line(work, sheet, 25, 19, 140, "PT Serif 11", "Ф. И.", "full_name", initials);
  bm_field_line(work, sheet, 144, 19, 190, "PT Serif 11", "класс", "class", again);
  const double y = bm_draw_tasks(work, sheet, 7, 4, 25, 26, 165, 270);
  bm_draw_figure(work, sheet, 40, MIN(y, 220), 42);
  bm_heading(sheet, 190, 288, BM_RIGHT, "PT Sans 8", "Лист 2 из 2");
}

/* The school's name and the teacher stand in print; the pupil adds the name on a line of dots.
 */
static void draw_letterhead(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_sheet_print(sheet, BM_AS_SECRET("school"), 108, 17, BM_CENTRE, "PT Sans Bold 11",
                 &bm_ink_black, work->school->name);
  bm_sheet_line(sheet, 22, 20, 194, 20, 0.4);
  g_autofree char *heading =
      g_strdup_printf("Контрольная работа по %s", bm_subject_dative(work->batch->subject));
  bm_heading(sheet, 118, 34, BM_LEFT, "PT Sans Bold 12", heading);
  const double start = 118 + bm_field_label(sheet, 118, 43, "PT Sans 11", "учени____");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_genitive(work->pupil, FALSE);
  bm_field_value(work, sheet, start + 3, 43, 24, "class", class_name);
  bm_field_label(sheet, start + 28, 43, "PT Sans 11", "класса");
  bm_sheet_dots(sheet, 118, 194, 53);
  bm_field_value(work, sheet, 119, 52.5, 72, "full_name", names);
  const double turn = g_rand_double_range(work->rand, -4, 4);
  bm_stamp_corner(sheet, work->school, 24 + g_rand_double_range(work->rand, -2, 4), 26, turn,
                  work->batch->school == 1 ? &bm_ink_violet : &bm_ink_blue);
  bm_draw_tasks(work, sheet, 1, 8, 24, 66, 168, 270);
  const double left = bm_field_label(sheet, 24, 287, "PT Sans 8", "Составитель:");
  bm_sheet_print(sheet, BM_AS_SECRET("teacher"), 26 + left, 287, BM_LEFT, "PT Sans 8",
                 &bm_ink_black, work->school->teachers[0]);

  sheet = bm_work_sheet(work, 1);
  bm_sheet_print(sheet, BM_AS_SECRET("school"), 22, 14, BM_LEFT, "PT Sans 8", &bm_ink_black,
                 work->school->name);
  const double y = bm_draw_tasks(work, sheet, 8, 3, 24, 22, 168, 200);
  bm_draw_table(work, sheet, 30, y + 4, 120);
  bm_heading(sheet, 108, 288, BM_CENTRE, "PT Sans 9", "— 2 —");
}

const BmLayout bm_layouts_form[] = {
    {"title-form", "printed title form: label and underline a row", 2, 210, 297, 0, 0,
     draw_title_form},
    {"letterhead", "own school's letterhead, corner stamp, name in the genitive on dots", 2,
     210, 297, 0, 0, draw_letterhead},
    {0}};
