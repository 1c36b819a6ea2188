/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed set: sheets of one lesson: a test on half a sheet, experiments, pictures, German. */
#include "desk_more.h"

/* A ring by hand around a printed letter. */
static void ring(const BmDesk *desk, double x, double y)
{
  GRand *rand = desk->work->rand;
  cairo_t *cr =
      bm_sheet_begin(desk->sheet, BM_AS_WRITING, &desk->work->writer.ink, "обведено", TRUE);
  cairo_translate(cr, x + 0.4 * g_rand_double(rand), y);
  cairo_scale(cr, 2.1 + 0.4 * g_rand_double(rand), 2.0);
  cairo_arc(cr, 0, 0, 1, g_rand_double(rand), 5.8 + g_rand_double(rand));
  cairo_scale(cr, 0.5, 0.5);
  cairo_stroke(cr);
  bm_sheet_end(desk->sheet);
}

static void draw_choice(const BmDesk *desk, int i, double x, double y)
{
  static const char *const asks[] = {"Ордината – это",      "Имя числительное – это",
                                     "Столица Аргентины",   "Автор «Школы»",
                                     "Год основания лицея", "Класс точности весов",
                                     "Сын Ивана Калиты",    "Корень слова «учитель»",
                                     "Самая длинная река",  "Кто такой Левша?"};
  static const char *const options[][4] = {{"точка", "число", "угол", "луч"},
                                           {"предмет", "признак", "счёт", "класс"},
                                           {"Лима", "Буэнос-Айрес", "Кито", "Мадрид"},
                                           {"Гайдар А.", "Носов Н.", "Чехов А.", "Фет"},
                                           {"1811", "1725", "1905", "2024"},
                                           {"0,5", "1-й", "2,5", "4-й"},
                                           {"Семён", "Юрий", "Дмитрий", "Пётр"},
                                           {"учи", "уч", "учитель", "тель"},
                                           {"Нил", "Волга", "Амур", "Дон"},
                                           {"мастер", "царь", "купец", "солдат"}};
  static const char *const marks[] = {"а)", "б)", "в)", "г)"};
  g_autofree char *ask = g_strdup_printf("%d. %s", i + 1, asks[i]);
  bm_desk_print(desk, BM_AS_TASK, x, y, BM_LEFT, ask);
  for (int o = 0; o < 4; o++) {
    bm_desk_print(desk, BM_AS_TASK, x + 4, y + 5 + o * 4.6, BM_LEFT, marks[o]);
    bm_desk_print(desk, BM_AS_TASK, x + 10, y + 5 + o * 4.6, BM_LEFT, options[i][o]);
  }
  const int chosen = g_rand_int_range(desk->work->rand, 0, 4);
  ring(desk, x + 5.2, y + 4 + chosen * 4.6);
  bm_hand_write_within(desk->sheet, BM_AS_WRITING, &desk->work->writer, desk->work->rand,
                       x + 36, y + 5 + chosen * 4.6, 24, bm_text_word(desk->work, i));
}

/* Half a sheet, two columns of questions; who did it is told in a sentence at the foot. */
static void draw_foot_columns(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "test", TRUE, "Nimbus Roman, 10", "Nimbus Roman, 7");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, FALSE);
  bm_heading(d.sheet, 74, 12, BM_CENTRE, "Nimbus Roman, Bold 12", "Тест-разминка № 11");
  bm_sheet_line(d.sheet, 74, 17, 74, 172, 0.25);
  for (int i = 0; i < 10; i++)
    draw_choice(&d, i, i < 5 ? 10 : 78, 22 + (i % 5) * 30);
  bm_sheet_line(d.sheet, 8, 176, 140, 176, 0.5);
  bm_sheet_line(d.sheet, 8, 177, 140, 177, 0.2);
  double x = 8 + bm_desk_label(&d, 8, 187, "Тест решал(а)") + 1;
  bm_desk_dotted(&d, x, 108, 187, "full_name", names);
  x = 110 + bm_desk_label(&d, 110, 187, "из") + 1;
  bm_desk_dotted(&d, x, 128, 187, "class", class_name);
  bm_desk_label(&d, 129.5, 187, "класса");
  x = 8 + bm_desk_label(&d, 8, 198, "школы") + 1;
  bm_desk_dotted(&d, x, 84, 198, "school", work->school->short_name);
  x = 86 + bm_desk_label(&d, 86, 198, "в день") + 1;
  bm_desk_dotted(&d, x, 140, 198, "date", bm_desk_date(work));
}

/* Experiments: the row with the pupil's data is one of the rows of the table in the middle. */
static void draw_lab_table(BmWork *work)
{
  static const char *const heads[] = {"№ пробирки", "Реактив", "Что наблюдал(а)", "Вывод"};
  static const double widths[] = {24, 34, 66, 50};
  static const char *const seen[] = {"осадок, белый", "газ без запаха", "цвет: малиновый",
                                     "без изменений", "нагрелась"};
  BmDesk d = bm_desk(work, 0, "sheet", TRUE, "URW Bookman Light 10", "URW Bookman Light 7");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, FALSE);
  bm_heading(d.sheet, 18, 18, BM_LEFT, "URW Bookman Semi-Bold 13",
             "Практическая работа № 6. Свойства кислот");
  bm_desk_passage(&d, 18, 24, 174,
                  "Цель: изучить свойства класса кислот. Оборудование: штатив, пробирки № 1–6, "
                  "индикаторы. Правила работы в школьном кабинете химии повторены.");
  bm_desk_tasks(&d, 0, 2, 18, 42, 174, 122, BM_FREE);
  double y = 118;
  for (int row = 0; row < 7; row++, y += 12) {
    double x = 18;
    if (row == 3) { /* the pupil's own row */
      bm_desk_fill(&d, 18, y, 174, 12, 0.92, 0.92, 0.92);
      bm_desk_cell(&d, 18, y, 106, 12, "Опыты проводил(а)", "full_name", names);
      bm_desk_cell(&d, 124, y, 26, 12, "Класс", "class", class_name);
      bm_desk_cell(&d, 150, y, 42, 12, "Дата опыта", "date", bm_desk_date(work));
      continue;
    }
    for (int c = 0; c < 4; x += widths[c++]) {
      bm_desk_cell(&d, x, y, widths[c], 12, NULL, NULL, NULL);
      if (row == 0)
        bm_desk_print(&d, BM_AS_TASK, x + widths[c] / 2, y + 7.5, BM_CENTRE, heads[c]);
      else if (c != 1 || row % 2)
        bm_hand_write_within(d.sheet, (BmSense){BM_ANSWER, "table"}, &work->writer, work->rand,
                             x + 2, y + 8, widths[c] - 4,
                             c == 0   ? (row % 2 ? "№ 1" : "№ 2")
                             : c == 1 ? "HCl, Zn"
                                      : seen[(row + c + work->index) % 5]);
    }
  }
  bm_desk_answers(&d, 5, 2, 20, y + 12, 168, 9, 250);
  bm_draw_figure(work, d.sheet, 22, 244, 28);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  bm_desk_label(&d, 96, 270, "Допуск к опытам дал(а)");
  bm_desk_signature(&d, 144, 190, 270, work->teacher, &teacher);
  bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 170, 250, 10,
                work->index % 2 ? "4" : "5");
}

/* Six pictures with lines below; the strip for the name stands upright between the columns. */
static void draw_pictures(BmWork *work)
{
  static const BmInk sand = {0.80, 0.62, 0.30, 0.5};
  BmDesk d = bm_desk(work, 0, "quiz", TRUE, "URW Gothic 10", "URW Gothic 7");
  g_autofree char *class_name = bm_class_written(work),
                  *names = bm_pupil_names(work->pupil, FALSE);
  bm_heading(d.sheet, 105, 18, BM_CENTRE, "URW Gothic Semi-Bold 16",
             "Музыкально-художественная викторина");
  for (int i = 0; i < 6; i++) {
    const double x = i % 2 ? 122 : 14, y = 28 + (i / 2) * 84;
    bm_desk_frame(&d, x, y, 74, 50, 4, &sand, 1, 0);
    bm_desk_picture(&d, i, x + 16, y + 4, 42);
    g_autofree char *number = g_strdup_printf("Карточка № %d", i + 1);
    bm_desk_print(&d, BM_AS_TASK, x + 2, y + 6, BM_LEFT, number);
    for (int line = 1; line <= 3; line++)
      bm_sheet_rule(d.sheet, x, y + 50 + line * 9, x + 74, y + 50 + line * 9, &bm_ink_gray);
    bm_desk_answers(&d, i, 1, x + 1, y + 58, 72, 9, y + 86);
  }
  bm_desk_fill(&d, 94, 26, 22, 258, 0.97, 0.93, 0.84);
  bm_desk_frame(&d, 94, 26, 22, 258, 2, &sand, 2, 1.4);
  bm_desk_turned(&d, -1, 104, 280, 128, "Художник-знаток", "full_name", names);
  bm_desk_turned(&d, -1, 104, 146, 50, "класс", "class", class_name);
  bm_desk_turned(&d, -1, 104, 92, 62, "дата", "date", bm_desk_date(work));
  bm_desk_turned(&d, -1, 113, 280, 128, "школа", "school", work->school->short_name);
  bm_sheet_print_turned(d.sheet, BM_AS_TASK, 113, 146, -90, d.font, &bm_ink_black,
                        "Баллы жюри ______ из 18");
}

/* A German test: labels in a frame with a fold, the values in Latin letters. */
static void draw_german(BmWork *work)
{
  static const BmInk steel = {0.30, 0.38, 0.48, 0.6};
  BmDesk d = bm_desk(work, 0, "arbeit", TRUE, "CMU Concrete 11", "CMU Concrete 7");
  g_autofree char *surname = bm_latin(work->pupil->surname),
                  *name = bm_latin(work->pupil->name), *letter = bm_latin(work->batch->letter);
  g_autofree char *class_name = g_strdup_printf("%s %s", work->batch->parallel, letter);
  g_autofree char *school = g_strdup_printf("Schule Nr. %s", work->school->number);
  bm_heading(d.sheet, 18, 24, BM_LEFT, "CMU Concrete Bold 17", "Klassenarbeit");
  bm_heading(d.sheet, 18, 32, BM_LEFT, d.font, "Deutsch als zweite Fremdsprache, Test 4");
  bm_desk_frame(&d, 104, 10, 92, 62, 5, &steel, 1, 0);
  const struct {
    const char *label, *kind, *value;
  } rows[] = {{"Name", "surname", surname},
              {"Vorname", "name", name},
              {"Klasse", "class", class_name},
              {"Schule", "school", school},
              {"Datum", "date", work->index % 2 ? "24. Februar" : "24.02.27"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const double y = 21 + 11 * (double)i;
    bm_desk_print(&d, BM_AS_LABEL, 126, y, BM_RIGHT, rows[i].label);
    bm_desk_dotted(&d, 129, 191, y, rows[i].kind, rows[i].value);
  }
  bm_desk_answers(&d, 0, 2, 18, 48, 78, 9, 80);
  bm_desk_tasks(&d, 0, 6, 18, 84, 176, 292, BM_LINED);
}

const BmLayout bm_layouts_sealed_lesson[] = {
    {"foot-columns", "half a sheet, two columns of questions, a sentence at the foot", 1, 148,
     210, 0, 0, draw_foot_columns},
    {"lab-table", "experiments, the pupil's row inside the table", 1, 210, 297, 0, 0,
     draw_lab_table},
    {"picture-strip", "pictures, an upright strip between two columns", 1, 210, 297, 0, 0,
     draw_pictures},
    {"german", "German labels and names in Latin letters in a frame at the right", 1, 210, 297,
     0, 0, draw_german},
    {0}};
