/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets that a teacher makes for one lesson: tests, maps, slips to tear off, first forms. */
#include "desk.h"
#include <math.h>

/* Landscape test with tick boxes; the fields stand in a column at the right. */
static void draw_tick_test(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "test", TRUE, "Liberation Sans 10", "Liberation Sans Italic 8");
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work);
  static const char *const options[] = {"столица", "имя собственное", "Пётр I", "12 апреля"};
  static const char *const asks[] = {"Отметьте верное утверждение",
                                     "Укажите лишнее слово",
                                     "Выберите автора романа",
                                     "Кто основал город?",
                                     "К какому классу относится слово «школа»?",
                                     "Найдите дату",
                                     "Отметьте фамилию героя",
                                     "Что такое отчество?"};
  bm_heading(d.sheet, 108, 16, BM_CENTRE, "Liberation Sans Bold 14", "ТЕСТ № 3. ПОВТОРЕНИЕ");
  for (int i = 0; i < 8; i++) {
    const double x = 14 + (i % 2) * 98, y = 30 + (i / 2) * 42;
    g_autofree char *ask = g_strdup_printf("%d. %s", i + 1, asks[i]);
    bm_desk_print(&d, BM_AS_TASK, x, y, BM_LEFT, ask);
    for (int o = 0; o < 4; o++) {
      bm_sheet_box(d.sheet, x + 2, y + 3 + o * 7.4, 4.4, 4.4, 0.25);
      bm_desk_print(&d, BM_AS_TASK, x + 9, y + 6.8 + o * 7.4, BM_LEFT, options[(i + o) % 4]);
    }
    bm_desk_tick(&d, BM_AS_WRITING, &work->writer.ink, x + 2,
                 y + 3 + 7.4 * g_rand_int_range(work->rand, 0, 4), 4.4);
  }
  const struct {
    const char *label, *kind, *value;
  } cells[] = {{"Фамилия", "surname", p->surname},
               {"Имя", "name", p->name},
               {"Класс", "class", class_name},
               {"Дата", "date", "18.11.26"},
               {"Школа", "school", work->school->short_name}};
  bm_desk_fill(&d, 212, 10, 75, 9, 0.8, 0.8, 0.8);
  bm_heading(d.sheet, 249, 16, BM_CENTRE, "Liberation Sans Bold 10", "Данные участника");
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++)
    bm_desk_cell(&d, 212, 19 + 18 * (double)i, 75, 18, cells[i].label, cells[i].kind,
                 cells[i].value);
  bm_desk_cell(&d, 212, 114, 75, 40, "Для отметок учителя", NULL, NULL);
  bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 236, 140, 30,
                work->index % 2 ? "7 из 8" : "6 из 8");
  bm_desk_label(&d, 212, 178, "Подпись учителя");
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_desk_signature(&d, 246, 286, 178, work->teacher, &teacher);
}

static void draw_coast(const BmDesk *desk, double cx, double cy, double rx, double ry, int key)
{
  cairo_t *cr = bm_sheet_begin(desk->sheet, BM_AS_TASK, &bm_ink_black, "контур", FALSE);
  cairo_set_line_width(cr, 0.3);
  for (int i = 0; i <= 72; i++) {
    const double a = i * 2 * G_PI / 72, r = 1 + 0.16 * sin(3 * a + key) +
                                            0.08 * sin(7 * a + 2 * key) + 0.04 * sin(17 * a);
    cairo_line_to(cr, cx + rx * r * cos(a), cy + ry * r * sin(a));
  }
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
}

/* Contour map with a draughtsman's title block at the right foot. */
static void draw_map(BmWork *work)
{
  static const char *const places[] = {"Волга",        "о. Сахалин", "Уральские горы",
                                       "г. Петровск",  "м. Дежнёва", "море Лаптевых",
                                       "пос. Школьный"};
  BmDesk d = bm_desk(work, 0, "map", TRUE, "Liberation Sans 9", "Liberation Sans 6.5");
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work), *names = bm_pupil_names(p, FALSE);
  bm_sheet_box(d.sheet, 20, 5, 272, 200, 0.7);
  for (int x = 60; x < 290; x += 46)
    bm_sheet_rule(d.sheet, x, 5, x - 8, 160, &bm_ink_grid);
  draw_coast(&d, 110, 86, 66, 48, 1);
  draw_coast(&d, 224, 70, 42, 36, 2);
  draw_coast(&d, 60, 168, 22, 14, 5);
  for (int i = 0; i < 7; i++)
    bm_hand_write(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 44 + (i * 61) % 190,
                  38 + i * 17, places[(i + work->index) % 7]);
  bm_hand_write_turned(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 120, 60, 52,
                       "р. Лена");
  static const char *const rows[] = {"Выполнил", "Проверил", "Класс"};
  const double x = 162, y = 172;
  for (int i = 0; i < 3; i++) {
    bm_desk_cell(&d, x, y + i * 11, 22, 11, NULL, NULL, NULL);
    bm_desk_label(&d, x + 1.5, y + 7 + i * 11, rows[i]);
  }
  bm_desk_cell(&d, x + 22, y, 48, 11, NULL, "full_name", names);
  bm_desk_cell(&d, x + 22, y + 11, 48, 11, NULL, "teacher", NULL);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_black, x + 24, y + 19, 44, work->teacher);
  bm_desk_cell(&d, x + 22, y + 22, 48, 11, NULL, "class", class_name);
  bm_desk_cell(&d, x + 70, y, 26, 11, NULL, "signature", NULL);
  bm_hand_sign(d.sheet, &work->writer, work->rand, x + 73, y + 8, p->surname);
  bm_desk_cell(&d, x + 70, y + 11, 26, 11, NULL, "date", "18.11");
  bm_desk_cell(&d, x + 70, y + 22, 26, 11, "Масштаб", NULL, NULL);
  bm_desk_cell(&d, x + 96, y, 34, 33, NULL, NULL, NULL);
  bm_heading(d.sheet, x + 113, y + 14, BM_CENTRE, "Liberation Sans Bold 10", "Контурная");
  bm_heading(d.sheet, x + 113, y + 20, BM_CENTRE, "Liberation Sans Bold 10", "карта № 2");
}

/* A slip to tear off at the foot holds the identity; scissors and dashes above it. */
static void draw_slip(BmWork *work)
{
  static const BmInk dash = {0.2, 0.2, 0.2, 0.35};
  BmDesk d = bm_desk(work, 0, "slip", TRUE, "C059 11", "C059 Italic 8");
  const BmPupil *p = work->pupil;
  g_autofree char *number = g_strdup_printf("%03d", 118 + work->index * 37);
  g_autofree char *names = bm_pupil_names(p, TRUE), *class_name = bm_class_written(work);
  bm_heading(d.sheet, 20, 20, BM_LEFT, "C059 Bold 13", "Зачётная работа по математике");
  bm_desk_cell(&d, 160, 10, 32, 14, "Рег. №", "student_code", number);
  const double end = bm_desk_tasks(&d, 0, 4, 20, 30, 170, 168, BM_FREE);
  bm_desk_graph(&d, 24, MIN(end + 3, 160), 60);
  bm_draw_figure(work, d.sheet, 112, MIN(end + 6, 164), 44);
  bm_desk_frame(&d, 8, 236, 194, 0.01, 0, &dash, 4, 2.4);
  bm_heading(d.sheet, 10, 234, BM_LEFT, "DejaVu Sans 12", "✂");
  bm_desk_cell(&d, 160, 242, 32, 14, "Рег. №", "student_code", number);
  bm_desk_line(&d, 20, 254, 156, "Ученик(ца)", "full_name", names);
  bm_desk_line(&d, 20, 268, 74, "класса", "class", class_name);
  bm_desk_line(&d, 78, 268, 192, "школы", "school", work->school->short_name);
  bm_desk_line(&d, 20, 282, 120, "Телефон родителя", "phone", "8 (900) 555-01-37");
  bm_desk_signature(&d, 150, 190, 282, p->surname, &work->writer);
}

/* Primary school: round coloured frames, sentences with gaps, large uneven letters. */
static void draw_primary(BmWork *work)
{
  static const BmInk orange = {0.93, 0.52, 0.12, 1.0}, green = {0.30, 0.62, 0.30, 0.8};
  BmDesk d = bm_desk(work, 0, "story", TRUE, "Comfortaa 13", "Comfortaa 8");
  g_autofree char *class_name = bm_class_written(work);
  g_autofree char *one = g_strdup_printf("%s %s", work->pupil->name, work->pupil->surname);
  BmWriter first = work->writer;
  first.is_joined = first.is_scrawl = FALSE;
  first.font = NULL;
  first.x_height_mm = 3.4;
  first.narrow = MIN(first.narrow, 0.8);
  work->writer = first;
  bm_desk_frame(&d, 8, 8, 194, 281, 12, &orange, 1, 0);
  bm_heading(d.sheet, 105, 26, BM_CENTRE, "Comfortaa Bold 20", "Проверяю себя!");
  bm_desk_frame(&d, 16, 36, 178, 44, 8, &green, 3, 2);
  bm_desk_line(&d, 24, 52, 186, "Меня зовут", "full_name", one);
  bm_desk_line(&d, 24, 70, 100, "Я учусь в", "class", class_name);
  double x = 102 + bm_desk_label(&d, 102, 70, "классе, школа") + 1;
  bm_sheet_line(d.sheet, x, 70.8, 186, 70.8, 0.2);
  bm_desk_zone(&d, "school", x - 0.5, 62, 190 - x, 12);
  bm_desk_value(&d, "school", x + 0.5, 70, 185 - x, work->school->short_name);
  bm_desk_tasks(&d, 0, 5, 20, 90, 170, 236, BM_LINED);
  bm_draw_figure(work, d.sheet, 120, 238, 36);
  bm_desk_label(&d, 22, 270, "Подпись родителей:");
  BmWriter parent = work->writer;
  parent.seed ^= 77;
  parent.is_joined = TRUE;
  parent.ink = bm_ink_black;
  bm_desk_signature(&d, 74, 112, 270, work->pupil->surname, &parent);
}

const BmLayout bm_layouts_lesson[] = {
    {"tick-test", "landscape test, fields stacked at the right", 1, 297, 210, 0, 0,
     draw_tick_test},
    {"map-block", "contour map, a draughtsman's title block", 1, 297, 210, 0, 0, draw_map},
    {"tear-slip", "identity on a slip below a dashed line", 1, 210, 297, 0, 0, draw_slip},
    {"first-form", "primary school, coloured frames, gaps in sentences", 1, 210, 297, 0, 0,
     draw_primary},
    {0}};
