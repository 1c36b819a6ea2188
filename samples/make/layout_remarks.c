/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets that others have written on: stamps over writing, remarks, marks, signatures of
 * teachers. */
#include "field.h"

static BmWriter teacher_hand(const BmWork *work)
{
  BmWriter teacher;
  bm_writer_init(&teacher, g_str_hash(work->teacher));
  teacher.ink = bm_ink_red;
  return teacher;
}

/* Squared sheet: corner stamp, seal half over the answers, mark and remark in red, teacher's
 * signature. */
static void draw_sealed(BmWork *work)
{
  static const BmInk *const inks[] = {&bm_ink_blue, &bm_ink_violet, &bm_ink_black};
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_sheet_squares(sheet, 5, 0, 205, 297, 5);
  const BmInk *ink = inks[bm_print_choice(work, 1, 3)];
  bm_stamp_corner(sheet, work->school, 10 + 6 * g_rand_double(work->rand),
                  8 + 5 * g_rand_double(work->rand), g_rand_double_range(work->rand, -7, 7),
                  ink);
  g_autofree char *names = bm_pupil_genitive(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  g_autofree char *title =
      g_strdup_printf("Срез знаний по %s", bm_subject_dative(work->batch->subject));
  const char *who = work->pupil->is_girl ? "ученицы" : "ученика";
  bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, 82, 50, title);
  double x = 82 + bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, 82, 60, who) + 4;
  x += bm_hand_write(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, 60,
                     class_name) +
       4;
  bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, x, 60, "класса");
  bm_hand_write(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, 82, 70, names);
  const double y = bm_draw_answers(work, sheet, 0, 6, 16, 90, 180, 10, 230);
  bm_stamp_seal(sheet, work->school, 140 + 20 * g_rand_double(work->rand), MIN(y + 6, 246), 20,
                g_rand_double_range(work->rand, -30, 30), ink);
  const BmWriter teacher = teacher_hand(work);
  g_autofree char *mark = g_strdup_printf("%d", 3 + work->index % 3);
  bm_hand_write(sheet, (BmSense){BM_ANSWER, "score_box"}, &teacher, work->rand, 30, y + 12,
                mark);
  bm_hand_sign(sheet, &teacher, work->rand, 46, y + 12, work->teacher);

  sheet = bm_work_sheet(work, 1);
  bm_sheet_squares(sheet, 5, 0, 205, 297, 5);
  bm_draw_answers(work, sheet, 6, 6, 16, 31, 180, 10, 200);
  bm_hand_write(sheet, BM_AS_WRITING, &teacher, work->rand, 30, 232,
                "Решение верное, но нет ответа!");
  const double end =
      30 + bm_hand_write(sheet, BM_AS_LABEL, &teacher, work->rand, 30, 250, "Проверила:") + 4;
  bm_hand_write(sheet, BM_AS_SECRET("teacher"), &teacher, work->rand, end, 250, work->teacher);
}

/* One line on top with dots, the same on page 2. */
static void draw_one_line(BmWork *work)
{
  static const char *const labels[] = {"ФИО", "Ученик(ца)", "Имя"};
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    const double y = 14 + bm_print_shift(work, 1, 3);
    g_autofree char *class_name = bm_class_written(work);
    const char *texts[] = {labels[bm_print_choice(work, 2, 3)], "Класс", "Дата"};
    const char *kinds[] = {"full_name", "class", "date"};
    const char *values[] = {names, class_name, NULL};
    const double starts[] = {16, 118, 156}, ends[] = {115, 153, 194};
    for (int i = 0; i < 3; i++) {
      const double x =
          starts[i] + bm_field_label(sheet, starts[i], y, "PT Sans 10", texts[i]) + 1;
      bm_sheet_dots(sheet, x, ends[i], y + 0.3);
      bm_field_value(work, sheet, x + 1, y, ends[i] - x - 1, kinds[i], values[i]);
    }
    bm_heading(sheet, 16, 290, BM_LEFT, "PT Sans 7",
               "© Сборник заданий, 2025. Копирование разрешено для класса.");
    bm_draw_tasks(work, sheet, page * 5, 8, 16, y + 8, 178, page == 0 ? 284 : 180);
  }
}

/* Page 1 has tasks only; the name comes at the end of page 2. */
static void draw_at_the_end(BmWork *work)
{
  BmSheet *sheet = bm_work_sheet(work, 0);
  bm_heading(sheet, 105, 20, BM_CENTRE, "PT Serif Bold 13", "Задания для 9 класса");
  bm_draw_tasks(work, sheet, 0, 8, 20, 28, 170, 284);
  sheet = bm_work_sheet(work, 1);
  double y = bm_draw_tasks(work, sheet, 5, 4, 20, 20, 170, 170) + 16;
  y = MIN(y, 220);
  bm_sheet_print_block(sheet, BM_AS_TASK, 20, y - 10, 170, "PT Serif Italic 10",
                       "Заполните строки, когда закончите работу.");
  g_autofree char *class_name = bm_class_written(work);
  bm_field_line(work, sheet, 20, y + 6, 110, "PT Serif 12", "Фамилия", "surname",
                work->pupil->surname);
  bm_field_line(work, sheet, 20, y + 16, 110, "PT Serif 12", "Имя", "name", work->pupil->name);
  bm_field_line(work, sheet, 20, y + 26, 64, "PT Serif 12", "Класс", "class", class_name);
  bm_field_line(work, sheet, 20, y + 36, 140, "PT Serif 12", "Школа", "school",
                work->school->short_name);
}

const BmLayout bm_layouts_remarks[] = {
    {"sealed",
     "squared sheet: corner stamp, seal over answers, red mark, signature, teacher's name", 2,
     210, 297, 0, 0, draw_sealed},
    {"one-line", "one line with dots on each page; publisher's line at the foot", 2, 210, 297,
     0, 0, draw_one_line},
    {"at-the-end", "identity only at the end of page 2", 2, 210, 297, 0, 0, draw_at_the_end},
    {0}};
