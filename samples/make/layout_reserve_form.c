/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserve set: printed sheets of a district and of publishers. */
#include "desk_more.h"
#include <math.h>

typedef struct Field {
  const char *label, *kind, *value;
  double x1, x2, y;
} Field;

static void booklet_title(const BmDesk *d)
{
  BmWork *work = d->work;
  g_autofree char *names = bm_pupil_names(work->pupil, work->index % 2 == 0);
  g_autofree char *class_name = bm_class_written(work);
  const Field fields[] = {
      {"Кто выполнял", "full_name", names, 164, 284, 108},
      {"Из какого класса", "class", class_name, 164, 214, 127},
      {"Кто ведёт предмет", "teacher", work->teacher, 224, 284, 127},
      {"Где учится", "school", work->school->short_name, 164, 284, 146},
  };
  bm_desk_frame(d, 156, 10, 134, 190, 6, &bm_ink_gray, 1, 0);
  bm_desk_logo(d, BM_AS_PLAIN, 214, 18, 18, &bm_ink_gray);
  bm_heading(d->sheet, 223, 52, BM_CENTRE, "C059 Bold 15", "ТЕТРАДЬ НАБЛЮДАТЕЛЯ");
  bm_heading(d->sheet, 223, 62, BM_CENTRE, "C059 Italic 12", "диагностика по географии");
  bm_heading(d->sheet, 223, 82, BM_CENTRE, d->small, "основная школа · весенний срез");
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const Field *f = &fields[i];
    bm_sheet_print(d->sheet, BM_AS_LABEL, (f->x1 + f->x2) / 2, f->y - 9, BM_CENTRE, d->small,
                   &bm_ink_black, f->label);
    bm_desk_lived_line(d, f->x1, f->x2, f->y, f->kind, f->value);
  }
  const double x = 188 + bm_desk_label(d, 188, 182, "Начато") + 1;
  bm_desk_dotted(d, x, 262, 182, "date", bm_desk_date(work));
}

/* A folded sheet: the title page at the right of the outer side, the last page at its left; the
 * inner side has stamped numbers only. */
static void draw_booklet(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "outer", TRUE, "C059 10", "C059 8.5");
  bm_sheet_rule(d.sheet, 148.5, 2, 148.5, 208, &bm_ink_gray);
  booklet_title(&d);
  bm_desk_tasks(&d, 4, 2, 12, 14, 128, 104, BM_LINED);
  bm_desk_graph(&d, 16, 96, 50);
  bm_desk_answers(&d, 2, 2, 72, 104, 66, 9, 150);
  bm_heading(d.sheet, 12, 164, BM_LEFT, "C059 Bold 9", "Баллы");
  bm_sheet_cells(d.sheet, 30, 158, 15, 9, 6);
  for (int i = 0; i < 6 - work->index % 3; i++)
    bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 35 + 15 * i, 165, 8,
                  (i + work->index) % 3 ? "1" : "0");
  double x = 12 + bm_desk_label(&d, 12, 190, "Просмотрел(а)") + 2;
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_desk_signature(&d, x, x + 34, 190, work->index % 2 ? work->teacher : NULL, &teacher);
  bm_sheet_line(d.sheet, x + 40, 190.8, 138, 190.8, 0.2);
  bm_desk_zone(&d, "teacher", x + 39, 183, 100 - x, 11);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_red, x + 42, 190, 94 - x, work->teacher);

  d = bm_desk(work, 1, "inner", TRUE, "C059 10", "C059 8.5");
  bm_sheet_rule(d.sheet, 148.5, 2, 148.5, 208, &bm_ink_gray);
  g_autofree char *number =
      g_strdup_printf("%s-%04d", work->batch->parallel, 412 + work->index * 131);
  for (int half = 0; half < 2; half++) {
    const double left = 12 + half * 146;
    bm_desk_label(&d, left + 70, 13, "экз. №");
    bm_desk_zone(&d, "student_code", left + 82, 7, 46, 9);
    bm_sheet_print(d.sheet, BM_AS_SECRET("student_code"), left + 124, 13, BM_RIGHT,
                   "PT Mono Bold 13", &bm_ink_red, number);
    bm_desk_tasks(&d, half * 3, 3, left, 18, 128, 124, half ? BM_BOXED : BM_FREE);
    bm_desk_essay(&d, half * 5, 5, left + 2, 136, 122, 9, 180);
  }
  bm_sheet_rule(d.sheet, 12, 186, 138, 186, &bm_ink_gray);
  bm_desk_passage(&d, 12, 188, 126,
                  "Справка. Озеро Светлое названо 5 мая 1932 г.; имя дал учитель школы № 1.");
  bm_desk_spill(&d, 146, 120);
}

/* Written with the sheet the other way up. */
static void upside(const BmDesk *d, double x, double y, double length, const char *label,
                   const char *kind, const char *value)
{
  bm_sheet_print_turned(d->sheet, BM_AS_LABEL, x, y, 180, d->font, &bm_ink_black, label);
  const double start = x - 2.0 * (double)g_utf8_strlen(label, -1) - 2, end = x - length;
  bm_sheet_line(d->sheet, start, y - 0.8, end, y - 0.8, 0.2);
  bm_desk_zone(d, kind, end - 1, y - 3.5, start - end + 2, 11);
  BmWriter hand = d->work->writer;
  hand.narrow *= MIN(1.0, (start - end - 3) / bm_hand_width(&hand, value));
  if (d->work->index % 4 != 3 || *kind != 's')
    bm_hand_write_turned(d->sheet, BM_AS_SECRET(kind), &hand, d->work->rand, start - 1.5, y,
                         180, value);
}

static void commission_code(const BmDesk *d, double x, double y)
{
  g_autofree char *code =
      g_strdup_printf("Б%d%02d", 3 + d->work->school->number[0] % 5, 17 + d->work->index * 9);
  const double start = x + bm_desk_label(d, x, y, "Шифр (ставит комиссия)") + 2;
  bm_sheet_box(d->sheet, start, y - 7, 34, 10, 0.4);
  bm_desk_zone(d, "student_code", start - 1, y - 8, 36, 12);
  bm_desk_other(d, BM_AS_SECRET("student_code"), &bm_ink_red, start + 6, y, 26, code);
}

/* Who did it stands upside down above a fold; below it a code. */
static void draw_fold(BmWork *work)
{
  BmDesk d =
      bm_desk(work, 0, "front", TRUE, "DejaVu Sans Condensed 9.5", "DejaVu Sans Condensed 7");
  g_autofree char *names = bm_pupil_names(work->pupil, TRUE);
  g_autofree char *class_name = bm_class_written(work);
  bm_desk_fill(&d, 0, 0, 210, 35, 0.95, 0.95, 0.93);
  upside(&d, 198, 24, 128, "Автор листа", "full_name", names);
  upside(&d, 66, 24, 54, "класс", "class", class_name);
  upside(&d, 198, 11, 102, "Организация", "school", work->school->short_name);
  upside(&d, 92, 11, 80, "Руководитель", "teacher", work->teacher);
  bm_sheet_dots(d.sheet, 4, 206, 36);
  bm_sheet_print(d.sheet, BM_AS_PLAIN, 105, 39.6, BM_CENTRE, d.small, &bm_ink_gray,
                 "отогнуть назад по этой линии и скрепить");
  bm_heading(d.sheet, 14, 52, BM_LEFT, "DejaVu Sans Bold 12", "Биология. Отборочный тур");
  commission_code(&d, 110, 52);
  bm_desk_tasks(&d, 0, 4, 14, 62, 180, 212, BM_BOXED);
  bm_desk_picture(&d, 4, 16, 224, 44);
  bm_desk_print(&d, BM_AS_TASK, 70, 224, BM_LEFT, "5. Рассмотрите рисунок и опишите его.");
  for (int i = 1; i <= 5; i++)
    bm_sheet_rule(d.sheet, 70, 224 + i * 9, 194, 224 + i * 9, &bm_ink_gray);
  bm_desk_answers(&d, 4, 3, 72, 232, 120, 9, 272);
  bm_desk_spill(&d, 206, 200);

  d = bm_desk(work, 1, "back", TRUE, "DejaVu Sans Condensed 9.5", "DejaVu Sans Condensed 7");
  const double y = bm_desk_tasks(&d, 5, 3, 14, 14, 180, 140, BM_LINED);
  bm_draw_table(work, d.sheet, 14, y + 6, 120);
  bm_desk_essay(&d, 3, 12, 16, y + 44, 176, 9, 272);
  commission_code(&d, 110, 284);
  if (work->index % 3 == 2)
    bm_desk_heading(&d, 16, 290, "j|c");
}

/* A box over the line between two columns in the middle of the page. */
static void draw_centre(BmWork *work)
{
  static const BmInk white = {1, 1, 1, 0.2}, brown = {0.45, 0.27, 0.12, 0.6};
  BmDesk d = bm_desk(work, 0, "columns", TRUE, "PT Serif Caption 9", "PT Serif Caption 7");
  g_autofree char *names = bm_pupil_names(work->pupil, work->index % 3 == 0);
  g_autofree char *class_name = bm_class_written(work);
  bm_heading(d.sheet, 12, 14, BM_LEFT, "PT Serif Caption Bold 12", "История: работа с текстом");
  bm_sheet_rule(d.sheet, 12, 17, 198, 17, &brown);
  bm_sheet_rule(d.sheet, 105, 20, 105, 286, &brown);
  bm_desk_passage(
      &d, 12, 21, 88,
      "В 1714 году вышел указ об открытии цифирных школ. Учитель Пётр Грачёв приехал "
      "в Устюг 3 ноября с двумя учениками, Фомой и Лукой. Класс устроили в доме "
      "купца Ревякина. Учили арифметике и письму. Имя и фамилию каждого ученика "
      "вносили в книгу, а в конце месяца посылали отчёт в столицу. Через два года "
      "в школе осталось девять человек: остальных забрали родители. Сам Грачёв "
      "писал брату: «Школа № 1 в губернии, а дров не дают». Книга сохранилась, "
      "и по ней видно, кто и когда ходил на уроки.");
  bm_desk_tasks(&d, 0, 2, 109, 22, 88, 118, BM_FREE);
  const BmInk *inks[] = {&white, &brown};
  bm_desk_fill(&d, 52, 118, 106, 46, 1, 1, 0.99);
  for (int i = 0; i < 2; i++)
    bm_desk_frame(&d, 52 + i, 118 + i, 106 - 2 * i, 46 - 2 * i, 4, inks[i], 1, 0);
  const Field fields[] = {{"Ответы дал(а)", "full_name", names, 84, 154, 130},
                          {"Кл.", "class", class_name, 84, 106, 144},
                          {"число", "date", bm_desk_date(work), 122, 154, 144},
                          {"Шк. / лицей", "school", work->school->short_name, 84, 154, 158}};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const Field *f = &fields[i];
    bm_desk_print(&d, BM_AS_LABEL, f->x1 - 2, f->y, BM_RIGHT, f->label);
    bm_desk_lived_line(&d, f->x1, f->x2, f->y, f->kind, f->value);
  }
  bm_desk_tasks(&d, 2, 3, 12, 170, 88, 290, BM_LINED);
  bm_desk_tasks(&d, 5, 3, 109, 170, 88, 290, BM_LINED);
  if (work->index % 2)
    bm_desk_marked(&d, 200, 60, 250, NULL);

  d = bm_desk(work, 1, "columns-next", TRUE, "PT Serif Caption 9", "PT Serif Caption 7");
  bm_sheet_rule(d.sheet, 105, 10, 105, 272, &brown);
  bm_desk_tasks(&d, 3, 3, 12, 12, 88, 140, BM_LINED);
  bm_desk_tasks(&d, 1, 2, 109, 12, 88, 100, BM_BOXED);
  bm_desk_essay(&d, 2, 8, 14, 150, 84, 9, 270);
  bm_desk_scheme(&d, 114, 120, 76, 26);
  bm_desk_answers(&d, 2, 4, 111, 166, 84, 9, 270);
  const double x = 12 + bm_desk_label(&d, 12, 286, "Лист 2 сдал(а)") + 1;
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  bm_desk_lived_line(&d, x, 100, 286, "full_name", initials);
}

/* A screen on paper; beside it who saved the file and where. */
static void draw_file_box(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "screen", TRUE, "Nimbus Mono PS 10", "Nimbus Mono PS 8");
  const BmPupil *p = work->pupil;
  g_autofree char *latin = bm_latin(p->surname), *initials = bm_pupil_initials(p);
  g_autofree char *file = g_strdup_printf("%s-pr4.xls", latin);
  g_autofree char *station = g_strdup_printf("ПК-%d", 2 + p->student_no);
  g_autofree char *login = g_strdup_printf("u%d%02d", 27, p->student_no * 3);
  bm_heading(d.sheet, 16, 18, BM_LEFT, "Nimbus Mono PS Bold 13", "ПРАКТИКУМ 4. ТАБЛИЦЫ");
  bm_desk_tasks(&d, 0, 2, 16, 24, 178, 96, BM_SHORT);
  bm_sheet_box(d.sheet, 16, 78, 94, 74, 0.7);
  bm_desk_fill(&d, 16, 78, 94, 6, 0.82, 0.82, 0.84);
  bm_desk_print(&d, BM_AS_TASK, 18, 82.6, BM_LEFT, "класс.xls - [имя; код; балл]");
  for (int row = 0; row < 8; row++)
    bm_sheet_cells(d.sheet, 20, 88 + row * 7.5, 21.5, 7.5, 4);
  for (int row = 1; row < 8; row++)
    bm_hand_write_within(d.sheet, (BmSense){BM_ANSWER, "table"}, &work->writer, work->rand, 43,
                         93.6 + row * 7.5, 18, bm_text_word(work, row));
  const Field fields[] = {{"автор =", "full_name", initials, 140, 196, 92},
                          {"группа =", "class", work->batch->class_name, 140, 196, 105},
                          {"станция =", "exam_place", station, 140, 196, 118},
                          {"логин =", "school_login", login, 140, 196, 131},
                          {"файл =", "full_name", file, 140, 196, 144}};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const Field *f = &fields[i];
    bm_desk_label(&d, 116, f->y, f->label);
    bm_desk_frame(&d, f->x1, f->y - 6.5, f->x2 - f->x1, 9, 1, &bm_ink_gray, 0.6, 0.6);
    bm_desk_zone(&d, f->kind, f->x1 - 2, f->y - 8, f->x2 - f->x1 + 4, 12);
    bm_desk_lived(&d, f->kind, f->x1 + 1, f->y, f->x2 - f->x1 - 2, f->value);
  }
  bm_desk_tasks(&d, 2, 5, 16, 160, 178, 286, BM_LINED);

  bm_desk_spill(&d, 206, 280);
  d = bm_desk(work, 1, "listing", TRUE, "Nimbus Mono PS 10", "Nimbus Mono PS 8");
  bm_desk_label(&d, 150, 290, "файл =");
  bm_desk_lived_line(&d, 164, 200, 290, "full_name", file);
  static const char *const lines[] = {
      "алг Журнал",         "нач", "  лит имя := \"Иван\"", "  цел класс := 7",
      "  вывод имя, класс", "кон"};
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    bm_desk_print(&d, BM_AS_TASK, 20, 18 + 6 * (double)i, BM_LEFT, lines[i]);
  bm_desk_answers(&d, 3, 4, 100, 20, 94, 9, 60);
  const double y = bm_desk_tasks(&d, 0, 6, 16, 66, 178, 196, BM_BOXED);
  bm_desk_scheme(&d, 40, y + 16, 110, 30);
  bm_desk_answers(&d, 5, 3, 18, y + 66, 170, 9, 280);
}

const BmLayout bm_layouts_reserve_form[] = {
    {"booklet", "reserve set, printed", 2, 297, 210, 0, 0, draw_booklet},
    {"fold-over", "reserve set, printed", 2, 210, 297, 0, 0, draw_fold},
    {"centre-box", "reserve set, printed", 2, 210, 297, 0, 0, draw_centre},
    {"file-box", "reserve set, printed", 2, 210, 297, 0, 0, draw_file_box},
    {0}};
