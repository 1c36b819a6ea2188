/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of a regional centre: machine-read sheets, codes, ticks for the class letter. */
#include "desk.h"
#include <zint.h>

static const BmInk pink = {0.88, 0.42, 0.55, 0.3};

static void draw_anchors(const BmDesk *desk)
{
  static const double at[4][2] = {{6, 6}, {198, 6}, {6, 285}, {198, 285}};
  for (int i = 0; i < 4; i++)
    bm_desk_fill(desk, at[i][0], at[i][1], 6, 6, 0.05, 0.05, 0.05);
}

static void pink_row(const BmDesk *desk, double x, double y, double cells_x, int n,
                     const char *label, const char *kind, const char *value)
{
  bm_sheet_print(desk->sheet, BM_AS_LABEL, x, y + 4.6, BM_LEFT, desk->font, &pink, label);
  bm_desk_letters(desk, &pink, cells_x, y, 5.4, n, kind, value);
}

static void draw_pink_answers(const BmDesk *desk)
{
  for (int i = 0; i < 20; i++) {
    const double x = i < 10 ? 26 : 112, y = 128 + (i % 10) * 11;
    g_autofree char *number = g_strdup_printf("%d", i + 1);
    bm_sheet_print(desk->sheet, BM_AS_TASK, x, y + 5, BM_RIGHT, desk->font, &pink, number);
    bm_desk_letters(desk, &pink, x + 3, y, 5.6, 12, NULL,
                    (i + desk->work->index) % 7 == 6 ? NULL : bm_text_word(desk->work, i));
  }
  bm_sheet_print(desk->sheet, BM_AS_TASK, 14, 246, BM_LEFT, desk->font, &pink,
                 "Замена ошибочных ответов");
  for (int i = 0; i < 4; i++)
    bm_desk_letters(desk, &pink, i % 2 ? 115 : 29, 250 + (i / 2) * 10, 5.6, 12, NULL,
                    i == desk->work->index ? "14" : NULL);
}

/* Pink cells that drop out, bars up the left edge, DataMatrix at the right foot. */
static void draw_pink_blank(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "answers", TRUE, "Liberation Sans Narrow 9", "Liberation Sans 6");
  const BmPupil *p = work->pupil;
  g_autofree char *bars =
      g_strdup_printf("%s%04d", work->school->school_code, 3107 + work->index * 613);
  g_autofree char *born = g_strdup_printf("%02d%02d2012", 3 + work->index * 5, 2 + work->index);
  draw_anchors(&d);
  bm_code_draw_upright(d.sheet, BARCODE_CODE39, 6, 100, 8, 90, bars);
  bm_sheet_print_turned(d.sheet, BM_AS_SECRET("barcode"), 17.6, 172, -90, "Liberation Mono 9",
                        &bm_ink_black, bars);
  bm_desk_zone(&d, "barcode", 4, 96, 15, 98);
  bm_code_draw(d.sheet, BARCODE_DATAMATRIX, 176, 268, 16, 16, bars, FALSE);
  bm_desk_zone(&d, "barcode", 174, 266, 20, 20);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 105, 16, BM_CENTRE, "Liberation Sans Bold 14", &pink,
                 "БЛАНК РЕГИСТРАЦИИ И ОТВЕТОВ");
  pink_row(&d, 24, 24, 44, 3, "Округ", NULL, "053");
  pink_row(&d, 66, 24, 82, 6, "Код ОО", "school_code", work->school->school_code);
  pink_row(&d, 122, 24, 136, 2, "Класс", "class", work->batch->parallel);
  pink_row(&d, 152, 24, 166, 1, "Литера", "class", work->batch->letter);
  pink_row(&d, 24, 36, 44, 24, "Фамилия", "surname", p->surname);
  pink_row(&d, 24, 46, 44, 16, "Имя", "name", p->name);
  pink_row(&d, 24, 56, 44, 18, "Отчество", "patronymic", p->patronymic);
  pink_row(&d, 24, 68, 54, 8, "Дата рождения", "birth", born);
  bm_sheet_print(d.sheet, BM_AS_LABEL, 108, 72.6, BM_LEFT, d.font, &pink,
                 "Пол:   М          Ж");
  for (int i = 0; i < 2; i++)
    bm_desk_letters(&d, &pink, 121 + i * 12.5, 68, 5.4, 1, "sex",
                    p->is_girl == (i == 1) ? "Х" : NULL);
  bm_sheet_print(d.sheet, BM_AS_LABEL, 24, 84, BM_LEFT, d.font, &pink,
                 "Подпись участника строго внутри окошка");
  bm_desk_frame(&d, 84, 78, 46, 13, 0, &pink, 1, 0);
  bm_desk_zone(&d, "signature", 83, 77, 48, 15);
  bm_hand_sign(d.sheet, &work->writer, work->rand, 94, 86, p->surname);
  bm_sheet_print(d.sheet, BM_AS_TASK, 24, 104, BM_LEFT, d.font, &pink,
                 "Образец написания:  А Б В Г Д Е Ё Ж З И 1 2 3 4 5 6 7 8 9 0");
  bm_sheet_rule(d.sheet, 20, 112, 196, 112, &pink);
  bm_sheet_print(d.sheet, BM_AS_TASK, 24, 121, BM_LEFT, "Liberation Sans Bold 10", &pink,
                 "Ответы на задания с кратким ответом");
  draw_pink_answers(&d);
}

/* Ticks instead of a written class. */
static void draw_class_ticks(const BmDesk *desk, double x, double y)
{
  static const char *const letters[] = {"А", "Б", "В", "Г", "Д"};
  BmWork *work = desk->work;
  const double start = x + bm_desk_label(desk, x, y + 3.6, "Класс 4") + 2;
  for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
    const double at = start + (double)i * 11;
    bm_desk_label(desk, at, y + 3.6, letters[i]);
    bm_sheet_box(desk->sheet, at + 4, y, 4, 4, 0.25);
    if (g_strcmp0(letters[i], work->batch->letter) == 0)
      bm_desk_tick(desk, BM_AS_SECRET("class"), &work->writer.ink, at + 4, y, 4);
  }
  bm_desk_zone(desk, "class", start - 1, y - 3, 58, 10);
}

static void draw_vpr_page(BmWork *work, int page, const char *digits)
{
  BmDesk d = bm_desk(work, page, page == 0 ? "first" : "next", TRUE, "DejaVu Serif 10",
                     "DejaVu Serif 7");
  bm_sheet_print(d.sheet, BM_AS_HEADING, 16, 14, BM_LEFT, "DejaVu Serif Bold 10", &bm_ink_black,
                 "Проверочная работа. ОКРУЖАЮЩИЙ МИР. 4 класс. Вариант 1");
  bm_sheet_line(d.sheet, 16, 17, 194, 17, 0.3);
  const double code_y = page == 0 ? 22 : 276;
  bm_desk_label(&d, 136, code_y + 6, "Код");
  bm_desk_letters(&d, &bm_ink_black, 148, code_y, 8.4, 5, "student_code", digits);
  if (page > 0) {
    bm_desk_tasks(&d, 3, 3, 16, 26, 178, 190, BM_SHORT);
    bm_draw_figure(work, d.sheet, 40, 120, 50);
    bm_desk_answers(&d, 3, 3, 18, 190, 170, 9, 262);
    return;
  }
  draw_class_ticks(&d, 16, 24);
  static const char *const heads[] = {"1", "2",   "3.1", "3.2",   "4",
                                      "5", "6.1", "6.2", "Сумма", "Отметка"};
  bm_desk_fill(&d, 16, 40, 178, 7, 0.88, 0.88, 0.88);
  bm_sheet_cells(d.sheet, 16, 40, 17.8, 7, 10);
  bm_sheet_cells(d.sheet, 16, 47, 17.8, 9, 10);
  for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
    bm_sheet_print(d.sheet, BM_AS_TASK, 16 + 17.8 * ((double)i + 0.5), 45, BM_CENTRE,
                   "DejaVu Serif 8", &bm_ink_black, heads[i]);
    g_autofree char *score = g_strdup_printf("%d", g_rand_int_range(work->rand, 0, 4));
    bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 22 + 17.8 * (double)i, 54,
                  10, score);
  }
  bm_sheet_print_block(d.sheet, BM_AS_TASK, 16, 60, 178, d.font,
                       "Инструкция. На выполнение работы даётся 45 минут. Пиши разборчиво. Код "
                       "участника впиши только в клетки, фамилию на листах не указывай.");
  bm_desk_tasks(&d, 0, 4, 16, 78, 178, 278, BM_LINED);
  if (work->index % 2 == 1)
    bm_desk_heading(&d, 66, 36, work->index % 4 == 1 ? "n" : "j|c");
}

static void draw_vpr(BmWork *work)
{
  g_autofree char *digits = g_strdup_printf("%05d", 40213 + work->index * 1709);
  draw_vpr_page(work, 0, digits);
  draw_vpr_page(work, 1, digits);
}

/* Sheet for an essay: blue dotted frame around a strip of fields, lines over the whole page. */
static void draw_essay(BmWork *work)
{
  static const BmInk blue = {0.16, 0.36, 0.72, 0.4}, pale = {0.55, 0.66, 0.86, 0.15};
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work), *initials = bm_pupil_initials(p);
  g_autofree char *code =
      g_strdup_printf("%s-%02d", work->school->school_code, 11 + work->index * 7);
  for (int page = 0; page < 2; page++) {
    BmDesk d = bm_desk(work, page, page == 0 ? "first" : "second", TRUE, "PT Sans Caption 9",
                       "PT Sans 7");
    const double h = page == 0 ? 30 : 14;
    bm_desk_frame(&d, 12, 10, 186, h, 2, &blue, 0.4, 1.2);
    bm_sheet_print(d.sheet, BM_AS_HEADING, 15, 17, BM_LEFT, "PT Sans Bold 11", &blue,
                   page == 0 ? "ИТОГОВОЕ СОЧИНЕНИЕ" : "СОЧИНЕНИЕ. ЛИСТ 2");
    if (page == 0) {
      bm_desk_line(&d, 86, 17.5, 150, "Шифр ОО", "school_code", code);
      bm_desk_line(&d, 153, 17.5, 194, "класс", "class", class_name);
      bm_desk_line(&d, 16, 28, 102, "Фамилия", "surname", p->surname);
      bm_desk_line(&d, 106, 28, 194, "Имя, отчество", "name", p->name);
      bm_heading(d.sheet, 16, 37.5, BM_LEFT, d.font, "Номер темы ____________");
      bm_hand_write(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 46, 37, "204");
    } else
      bm_desk_line(&d, 86, 19, 194, "Фамилия И. О.", "full_name", initials);
    const double top = 10 + h + 10;
    for (double y = top; y < 286; y += 8.5)
      bm_sheet_rule(d.sheet, 12, y, 198, y, &pale);
    bm_desk_essay(&d, page * 9, 9, 16, top - 1, 178, 8.5, 270);
    if (page == 1)
      bm_desk_marked(&d, 190, 70, 240, "Тема раскрыта");
  }
}

const BmLayout bm_layouts_exam[] = {
    {"pink-blank", "pink cells, upright bars, DataMatrix, sex and birth date", 1, 210, 297, 0,
     0, draw_pink_blank},
    {"class-ticks",
     "code cells above and at the foot, ticks for the class letter, names unasked", 2, 210, 297,
     0, 0, draw_vpr},
    {"essay-lines", "essay sheets, fields in a blue dotted frame", 2, 210, 297, 0, 0,
     draw_essay},
    {0}};
