/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contests: a registration sheet, work sheets with a cipher, glued labels. */
#include "desk.h"

static void draw_registration(const BmDesk *d)
{
  BmWork *work = d->work;
  const BmPupil *p = work->pupil;
  g_autofree char *names = bm_pupil_names(p, TRUE), *class_name = bm_class_written(work);
  g_autofree char *born =
      g_strdup_printf("%02d.%02d.2011", 2 + work->index * 6, 1 + work->index * 2);
  g_autofree char *mail = bm_latin(p->surname);
  g_autofree char *address = g_strdup_printf("%s@post.test", mail);
  const struct {
    const char *label, *kind, *value;
  } rows[] = {{"Ф. И. О. участника", "full_name", names},
              {"Дата рождения", "birth", born},
              {"Класс обучения", "class", class_name},
              {"Полное название ОО", "school", work->school->name},
              {"Педагог-наставник", "teacher", work->teacher},
              {"Контактный телефон", "phone", "8-900-555-12-08"},
              {"Электронная почта", "contact", address}};
  double y = 66;
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++, y += 13) {
    g_autofree char *number = g_strdup_printf("%d", (int)i + 1);
    bm_desk_cell(d, 18, y, 10, 13, NULL, NULL, NULL);
    bm_desk_print(d, BM_AS_HEADING, 23, y + 8, BM_CENTRE, number);
    bm_desk_cell(d, 28, y, 50, 13, NULL, NULL, NULL);
    bm_desk_label(d, 30, y + 8, rows[i].label);
    bm_desk_cell(d, 78, y, 114, 13, NULL, rows[i].kind, rows[i].value);
  }
  bm_sheet_print_block(d->sheet, BM_AS_TASK, 18, y + 8, 174, d->font,
                       "Согласен(на) на обработку персональных данных и публикацию работы. "
                       "Порядок проведения и правила оформления понятны.");
  bm_desk_label(d, 18, y + 34, "Подпись участника");
  bm_desk_signature(d, 58, 100, y + 34, p->surname, &work->writer);
  bm_desk_label(d, 112, y + 34, "Дата");
  bm_sheet_line(d->sheet, 124, y + 34.8, 186, y + 34.8, 0.2);
  bm_desk_zone(d, "date", 122, y + 26, 66, 11);
  bm_desk_value(d, "date", 126, y + 34, 56, "18.11.2026 г.");
  bm_heading(d->sheet, 18, y + 70, BM_LEFT, "CMU Serif Bold 11", "Заполняется оргкомитетом");
  bm_desk_cell(d, 18, y + 74, 87, 16, "Шифр", "student_code", NULL);
  bm_desk_cell(d, 105, y + 74, 87, 16, "Секретарь", "signature", NULL);
}

/* A registration sheet with a numbered table; work sheets with the cipher only. */
static void draw_olympiad(BmWork *work)
{
  g_autofree char *cipher =
      g_strdup_printf("%s-%02d", work->batch->parallel, 31 + work->index * 13);
  BmDesk d = bm_desk(work, 0, "registration", TRUE, "CMU Serif 11", "CMU Serif 7");
  bm_heading(d.sheet, 105, 24, BM_CENTRE, "CMU Serif Bold 15",
             "Всероссийская олимпиада школьников");
  bm_heading(d.sheet, 105, 33, BM_CENTRE, "CMU Serif 12", "Муниципальный этап. Русский язык");
  bm_heading(d.sheet, 105, 54, BM_CENTRE, "CMU Sans Serif Bold 12", "АНКЕТА УЧАСТНИКА");
  draw_registration(&d);
  bm_desk_other(&d, BM_AS_SECRET("student_code"), &bm_ink_red, 50, 242, 40, cipher);
  const BmWriter secretary = bm_desk_teacher(work, &bm_ink_blue);
  bm_hand_sign(d.sheet, &secretary, work->rand, 130, 241, work->teacher);
  d = bm_desk(work, 1, "work", TRUE, "CMU Serif 11", "CMU Serif 7");
  bm_desk_frame(&d, 140, 8, 54, 16, 0, &bm_ink_red, 1, 0);
  bm_sheet_print(d.sheet, BM_AS_LABEL, 143, 18, BM_LEFT, "CMU Sans Serif Bold 11", &bm_ink_red,
                 "ШИФР");
  bm_desk_zone(&d, "student_code", 139, 7, 56, 18);
  bm_desk_other(&d, BM_AS_SECRET("student_code"), &bm_ink_red, 160, 20, 32, cipher);
  bm_desk_tasks(&d, 0, 6, 18, 34, 174, 286, BM_LINED);
}

/* The printed heading of a contest with a glued label over it; a correction in the line below.
 */
static void draw_sticker(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "label", TRUE, "Nimbus Sans 11", "Nimbus Sans 7");
  static const BmInk green = {0.10, 0.45, 0.25, 0.5};
  bm_desk_frame(&d, 14, 10, 182, 56, 3, &green, 1, 0);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 20, 20, BM_LEFT, "Nimbus Sans Bold 13", &green,
                 "Муниципальный турнир «Знайка»");
  bm_desk_label(&d, 20, 32, "Место для наклейки с данными участника");
  bm_desk_frame(&d, 120, 18, 70, 34, 0, &bm_ink_gray, 1, 1);
  bm_desk_label(&d, 130, 36, "наклейте сюда");
  bm_desk_zone(&d, "barcode", 112, 10.5, 86, 52);
  const double x = 20 + bm_desk_label(&d, 20, 60, "Капитан") + 1;
  bm_sheet_line(d.sheet, x, 60.8, 112, 60.8, 0.2);
  bm_desk_zone(&d, "surname", x - 1, 48, 112 - x, 16);
  if (work->index % 2)
    bm_desk_value(&d, "surname", x + 1, 60, 110 - x, work->pupil->surname);
  else
    bm_desk_corrected(&d, "surname", x + 1, 60, 108 - x, work->pupil->surname);
  bm_desk_sticker(&d, 122 + 4 * g_rand_double(work->rand), 21 + 3 * g_rand_double(work->rand),
                  g_rand_double_range(work->rand, -5, 6));
  bm_desk_tasks(&d, 0, 6, 18, 76, 174, 286, BM_BOXED);
}

const BmLayout bm_layouts_contest[] = {
    {"olympiad", "registration sheet with a numbered table, work sheet with a cipher", 2, 210,
     297, 0, 0, draw_olympiad},
    {"sticker", "a glued label over the printed heading, corrected surname", 1, 210, 297, 0, 0,
     draw_sticker},
    {0}};
