/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an education office or a school secretary makes in a word processor. */
#include "desk.h"

#define SERIF "Liberation Serif 11"
#define SERIF_SMALL "Liberation Serif Italic 7.5"

/* The expert's row at the foot of a title page. */
static void draw_expert(const BmDesk *desk, double y)
{
  BmWork *work = desk->work;
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_desk_fill(desk, 25, y, 160, 32, 0.95, 0.95, 0.95);
  bm_sheet_box(desk->sheet, 25, y, 160, 32, 0.3);
  bm_desk_print(desk, BM_AS_HEADING, 28, y + 6, BM_LEFT, "Заполняется экспертом");
  bm_desk_print(desk, BM_AS_HEADING, 28, y + 14, BM_LEFT, "Баллы: ______   Отметка: ______");
  g_autofree char *mark = g_strdup_printf("%d", 3 + work->index % 3);
  bm_desk_other(desk, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 43, y + 13, 10, "12");
  bm_desk_other(desk, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 75, y + 13, 8, mark);
  const double x = 28 + bm_desk_label(desk, 28, y + 26, "Эксперт") + 2;
  bm_desk_signature(desk, x, x + 34, y + 26, work->teacher, &teacher);
  bm_desk_label(desk, x + 36, y + 26, "/");
  bm_sheet_line(desk->sheet, x + 39, y + 26.8, 178, y + 26.8, 0.2);
  bm_desk_zone(desk, "teacher", x + 38, y + 18.5, 178 - x - 36, 11);
  bm_desk_other(desk, BM_AS_SECRET("teacher"), &bm_ink_red, x + 41, y + 26, 80, work->teacher);
  bm_desk_label(desk, 180, y + 26, "/");
}

/* Title page with a table of two columns low on the page; the second page names the pupil in
 * its footer. */
static void draw_title_columns(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "title", TRUE, "Liberation Serif 12", SERIF_SMALL);
  bm_heading(d.sheet, 105, 26, BM_CENTRE, "Liberation Serif 12",
             "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ И МОЛОДЁЖНОЙ ПОЛИТИКИ");
  bm_heading(d.sheet, 105, 33, BM_CENTRE, "Liberation Serif 12", "МУНИЦИПАЛЬНОГО ОКРУГА");
  bm_heading(d.sheet, 105, 84, BM_CENTRE, "Liberation Serif Bold 18", "ДИАГНОСТИЧЕСКАЯ РАБОТА");
  bm_heading(d.sheet, 105, 94, BM_CENTRE, "Liberation Serif 14", "по географии за I полугодие");
  g_autofree char *class_name = bm_class_written(work);
  const BmPupil *p = work->pupil;
  const struct {
    const char *label, *kind, *value;
    double h;
  } rows[] = {{"Фамилия", "surname", p->surname, 10},
              {"Имя", "name", p->name, 10},
              {"Отчество (при наличии)", "patronymic", p->patronymic, 10},
              {"Класс (с указанием литеры)", "class", class_name, 10},
              {"Общеобразовательная организация", "school", work->school->short_name, 15},
              {"Дата проведения", "date", "18.11.2026", 10},
              {"Вариант", NULL, NULL, 10}};
  double y = 122 + bm_print_shift(work, 2, 14);
  const double middle = 96 + bm_print_shift(work, 3, 6);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); y += rows[i++].h) {
    bm_desk_cell(&d, 25, y, middle - 25, rows[i].h, NULL, NULL, NULL);
    bm_sheet_print_block(d.sheet, BM_AS_LABEL, 27, y + 2, middle - 30, d.font, rows[i].label);
    if (i == 1 && work->index % 4 == 2) {
      bm_desk_cell(&d, middle, y, 185 - middle, rows[i].h, NULL, NULL, NULL);
      bm_desk_zone(&d, "name", middle, y, 185 - middle, rows[i].h);
      bm_desk_corrected(&d, "name", middle + 3, y + 7, 180 - middle, p->name);
    } else
      bm_desk_cell(&d, middle, y, 185 - middle, rows[i].h, NULL, rows[i].kind, rows[i].value);
  }
  bm_hand_write(d.sheet, BM_AS_LABEL, &work->writer, work->rand, middle + 6, y - 3,
                work->index % 2 ? "2" : "1");
  draw_expert(&d, 236);
  d = bm_desk(work, 1, "tasks", TRUE, SERIF, SERIF_SMALL);
  bm_desk_tasks(&d, 0, 6, 25, 20, 165, 262, BM_LINED);
  bm_sheet_line(d.sheet, 25, 272, 190, 272, 0.5);
  g_autofree char *initials = bm_pupil_initials(p);
  bm_desk_line(&d, 25, 283, 132, "Фамилия, инициалы", "full_name", initials);
  bm_desk_line(&d, 136, 283, 190, "класс", "class", class_name);
}

/* A control paper as a teacher types it: one line of underscores, the teacher's row below. */
static void draw_word_line(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "paper", TRUE, "Liberation Serif 13", SERIF_SMALL);
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE),
                  *class_name = bm_class_written(work);
  bm_heading(d.sheet, 105, 22, BM_CENTRE, "Liberation Serif Bold 13",
             "Контрольная работа № 2 «Законы постоянного тока»");
  const double y = 33;
  double x = 20 + bm_desk_label(&d, 20, y, "Ф.И.");
  const struct {
    const char *rule, *kind, *value, *next;
  } fields[] = {{"_____________________________", "full_name", names, " Класс"},
                {"________", "class", class_name, " Дата"},
                {"__________", "date", work->index % 2 ? "18.11" : "18 нояб.", ""}};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const double w = bm_desk_label(&d, x, y, fields[i].rule);
    bm_desk_zone(&d, fields[i].kind, x, y - 7.5, w, 11);
    bm_desk_value(&d, fields[i].kind, x + 1, y - 0.3, w - 1, fields[i].value);
    x += w + bm_desk_label(&d, x + w, y, fields[i].next);
  }
  const BmDesk body = {work, d.sheet, "Liberation Serif 12", SERIF_SMALL};
  const double end = bm_desk_tasks(&body, 0, 6, 20, 42, 172, 252, BM_FREE);
  bm_desk_scheme(&body, 130, MIN(end + 4, 226), 40, 16);
  bm_desk_marked(&body, 184, 60, 244, work->index % 2 ? "Где единицы измерения?" : NULL);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_blue);
  x = 20 + bm_desk_label(&d, 20, 276, "Проверил(а)") + 1;
  bm_sheet_line(d.sheet, x, 276.8, 104, 276.8, 0.2);
  bm_desk_zone(&d, "teacher", x - 1, 268, 106 - x, 11);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_blue, x + 1, 276, 100 - x, work->teacher);
  x = 110 + bm_desk_label(&d, 110, 276, "Подпись") + 1;
  bm_desk_signature(&d, x, 178, 276, work->teacher, &teacher);
}

/* Head table with merged cells and the school's name and emblem printed in one of them. */
static void draw_merged(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "first", TRUE, "DejaVu Sans 9", "DejaVu Sans 6");
  g_autofree char *names = bm_pupil_names(work->pupil, TRUE),
                  *class_name = bm_class_written(work);
  g_autofree char *number = g_strdup_printf("%d", work->pupil->student_no);
  static const BmInk teal = {0.05, 0.42, 0.46, 0.4};
  bm_desk_cell(&d, 15, 12, 46, 36, NULL, NULL, NULL);
  bm_desk_logo(&d, BM_AS_SECRET("school"), 30, 14, 16, &teal);
  for (int i = 0; i < 3 && work->school->stamp[i] != NULL; i++)
    bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 38, 35 + i * 4.4, BM_CENTRE,
                   "DejaVu Sans Bold 6.5", &teal, work->school->stamp[i]);
  bm_desk_zone(&d, "school", 15, 12, 46, 36);
  bm_desk_fill(&d, 61, 12, 94, 12, 0.83, 0.83, 0.84);
  bm_desk_cell(&d, 61, 12, 94, 12, NULL, NULL, NULL);
  bm_heading(d.sheet, 108, 19.5, BM_CENTRE, "DejaVu Sans Bold 10", "ПРОМЕЖУТОЧНАЯ АТТЕСТАЦИЯ");
  bm_desk_cell(&d, 61, 24, 94, 12, "Обучающийся (Ф. И. О.)", "full_name", names);
  bm_desk_cell(&d, 61, 36, 47, 12, "Предмет", NULL, NULL);
  bm_heading(d.sheet, 84, 45, BM_CENTRE, "DejaVu Sans 9", "обществознание");
  bm_desk_cell(&d, 108, 36, 47, 12, "Педагог", "teacher", NULL);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_black, 110, 45.5, 42, work->teacher);
  bm_desk_cell(&d, 155, 12, 40, 12, "Класс", "class", class_name);
  bm_desk_cell(&d, 155, 24, 20, 12, "№ по списку", "student_code", number);
  bm_desk_cell(&d, 175, 24, 20, 12, "Балл", NULL, NULL);
  bm_desk_cell(&d, 155, 36, 40, 12, "Число", "date", "18.11.2026");
  bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 180, 34, 12, "17");
  bm_desk_tasks(&d, 0, 5, 16, 58, 178, 284, BM_BOXED);
  d = bm_desk(work, 1, "second", TRUE, "DejaVu Sans 9", "DejaVu Sans 6");
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  bm_desk_cell(&d, 15, 12, 120, 10, "Продолжение работы", "full_name", initials);
  bm_desk_cell(&d, 135, 12, 60, 10, "Класс", "class", class_name);
  const double y = bm_desk_tasks(&d, 5, 3, 16, 32, 178, 140, BM_BOXED);
  bm_draw_table(work, d.sheet, 16, y + 6, 150);
  bm_desk_essay(&d, 2, 14, 18, y + 50, 172, 9, 280);
}

/* Letterhead of the school with a red rule; captions in small italics below the lines; a round
 * seal over the signatures. */
static void draw_letterhead_lab(BmWork *work)
{
  static const BmInk red = {0.70, 0.10, 0.14, 0.8};
  BmDesk d = bm_desk(work, 0, "report", TRUE, "Old Standard TT 12", "Old Standard TT Italic 8");
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work), *names = bm_pupil_names(p, TRUE);
  bm_desk_logo(&d, BM_AS_SECRET("school"), 20, 10, 22, &red);
  bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 50, 19, BM_LEFT, "Old Standard TT Bold 15",
                 &bm_ink_black, work->school->name);
  bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 50, 26, BM_LEFT, "Old Standard TT Italic 9",
                 &bm_ink_black, work->school->stamp[2]);
  bm_desk_zone(&d, "school", 18, 8, 176, 24);
  bm_sheet_rule(d.sheet, 20, 34, 192, 34, &red);
  bm_heading(d.sheet, 105, 46, BM_CENTRE, "Old Standard TT Bold 14",
             "ОТЧЁТ о лабораторной работе № 4");
  bm_desk_caption(&d, 20, 128, 60, "(фамилия, имя, отчество исполнителя)", "full_name", names);
  bm_desk_caption(&d, 136, 160, 60, "(класс)", "class", class_name);
  bm_desk_caption(&d, 166, 192, 60, "(дата)", "date",
                  work->index % 2 ? "18.11.26" : "18 ноября");
  g_autofree char *partner = g_strdup_printf("%s %s", work->index % 2 ? "Лаптев" : "Рогозина",
                                             work->index % 2 ? "Т." : "А.");
  bm_desk_caption(&d, 20, 92, 73, "(напарник)", "full_name", partner);
  bm_desk_tasks(&d, 3, 3, 20, 84, 172, 190, BM_LINED);
  bm_draw_table(work, d.sheet, 20, 194, 120);
  bm_desk_scheme(&d, 150, 198, 38, 16);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_violet);
  bm_desk_label(&d, 20, 246, "Исполнитель");
  bm_desk_signature(&d, 52, 92, 246, p->surname, &work->writer);
  bm_desk_label(&d, 20, 262, "Руководитель");
  bm_desk_signature(&d, 52, 92, 262, work->teacher, &teacher);
  bm_desk_caption(&d, 98, 160, 262, "(расшифровка подписи)", "teacher", NULL);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_violet, 101, 262, 56, work->teacher);
  bm_stamp_seal(d.sheet, work->school, 84 + 8 * g_rand_double(work->rand), 256, 19,
                g_rand_double_range(work->rand, -60, 60), &bm_ink_blue);
}

/* Two halves on a landscape sheet, to be cut: each names the pupil. */
static void draw_halves(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "halves", TRUE, "Liberation Sans 10", "Liberation Sans Italic 7");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, FALSE);
  g_autofree char *one = g_strdup_printf("%s %s", work->pupil->name, work->pupil->surname);
  const BmInk cut = {0.3, 0.3, 0.3, 0.3};
  bm_desk_frame(&d, 148.5, 2, 0.01, 206, 0, &cut, 3, 2);
  for (int half = 0; half < 2; half++) {
    const double x = 10 + half * 148.5;
    bm_heading(d.sheet, x + 64, 15, BM_CENTRE, "Liberation Sans Bold 12",
               half == 0 ? "Самостоятельная работа. Часть А"
                         : "Самостоятельная работа. Часть Б");
    bm_desk_line(&d, x, 26, x + 88, "Фамилия, имя", "full_name", half == 0 ? names : one);
    bm_desk_line(&d, x + 91, 26, x + 129, "Кл.", "class", class_name);
    bm_desk_tasks(&d, half * 3, 3, x, 34, 128, half == 0 ? 132 : 196,
                  half == 0 ? BM_FREE : BM_LINED);
  }
  bm_desk_graph(&d, 30, 138, 60);
}

const BmLayout bm_layouts_office[] = {
    {"title-columns", "title page, two-column table, footer on page 2", 2, 210, 297, 0, 0,
     draw_title_columns},
    {"word-line", "one typed line of underscores, the teacher's row at the foot", 1, 210, 297,
     0, 0, draw_word_line},
    {"merged-head", "head table with merged cells, emblem and school printed", 2, 210, 297, 0,
     0, draw_merged},
    {"lab-report", "letterhead, captions in italics, seal over signatures", 1, 210, 297, 0, 0,
     draw_letterhead_lab},
    {"halves", "two halves of a landscape sheet, a name on each", 1, 297, 210, 0, 0,
     draw_halves},
    {0}};
