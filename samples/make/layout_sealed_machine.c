/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed set: sheets of a testing centre: code cells on both sides, ovals, names in cells. */
#include "desk_more.h"
#include <zint.h>

static void draw_score_row(const BmDesk *desk, double y)
{
  static const char *const heads[] = {"1", "2", "3", "4", "5", "6", "Всего"};
  bm_sheet_cells(desk->sheet, 24, y, 15, 6, 7);
  bm_sheet_cells(desk->sheet, 24, y + 6, 15, 8, 7);
  for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
    const double middle = 24 + 15 * ((double)i + 0.5);
    bm_desk_print(desk, BM_AS_TASK, middle, y + 4.4, BM_CENTRE, heads[i]);
    g_autofree char *score = g_strdup_printf("%d", g_rand_int_range(desk->work->rand, 0, 3));
    if (i < 6 || desk->work->index % 2 == 0)
      bm_desk_other(desk, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, middle - 1.5, y + 12,
                    8, score);
  }
}

/* The code stands in a column of cells at the outer edge of both sides and in a dashed frame at
 * the foot of the front; the school is named in the running footer. */
static void draw_sides(BmWork *work)
{
  g_autofree char *digits = g_strdup_printf("%05d", 20486 + work->index * 3517);
  for (int page = 0; page < 2; page++) {
    BmDesk d = bm_desk(work, page, page == 0 ? "front" : "back", TRUE,
                       "Nimbus Sans Narrow 10.5", "Nimbus Sans Narrow 7");
    const double edge = page == 0 ? 194 : 7;
    bm_sheet_print_turned(d.sheet, BM_AS_LABEL, edge + 6.6, 64, -90, d.font, &bm_ink_black,
                          "Код участника");
    bm_desk_letters_down(&d, edge, 68, 9, 5, "student_code", digits);
    bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 105, 291, BM_CENTRE, d.small, &bm_ink_gray,
                   work->school->name);
    bm_desk_zone(&d, "school", 40, 287.5, 130, 5.5);
    if (page == 1) {
      bm_heading(d.sheet, 24, 16, BM_LEFT, "Nimbus Sans Narrow Bold 10",
                 "История. 8 класс. Оборотная сторона");
      const double y = bm_desk_tasks(&d, 3, 3, 24, 24, 176, 170, BM_LINED);
      bm_desk_passage(&d, 24, y + 4, 176,
                      "Прочитайте отрывок: «Государь велел учителю Зотову быть при нём и школу "
                      "для дворянских детей открыть 14 января». Ответьте на вопросы.");
      bm_desk_answers(&d, 5, 4, 26, y + 24, 172, 9, 250);
      bm_desk_essay(&d, 2, 4, 26, 258, 172, 9, 284);
      continue;
    }
    bm_heading(d.sheet, 16, 16, BM_LEFT, "Nimbus Sans Narrow Bold 13", "ПРОВЕРОЧНАЯ РАБОТА");
    bm_heading(d.sheet, 16, 22, BM_LEFT, d.font, "История. 8 класс. Вариант 3");
    bm_sheet_print_block(
        d.sheet, BM_AS_TASK, 16, 26, 172, d.font,
        "Дорогой участник! На работу отводится 45 минут. Код перепиши с "
        "проездного листа в клетки у края. Фамилию, школу и класс не указывай.");
    bm_desk_tasks(&d, 0, 6, 16, 42, 172, 252, BM_LINED);
    draw_score_row(&d, 256);
    bm_desk_frame(&d, 140, 252, 50, 22, 0, &bm_ink_gray, 1.6, 1.2);
    bm_desk_label(&d, 142, 257, "Код (повторите)");
    bm_desk_letters(&d, &bm_ink_black, 143, 260, 8.6, 5, "student_code", digits);
    if (work->index % 3 == 1)
      bm_desk_heading(&d, 112, 20, work->index % 2 ? "i|c" : "r");
  }
}

static int letter_index(const char *letter)
{
  static const char *const letters[] = {"А", "Б", "В", "Г", "Д", "Е"};
  for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
    if (g_strcmp0(letters[i], letter) == 0)
      return (int)i;
  return -1;
}

static void draw_ovals_block(const BmDesk *d)
{
  BmWork *work = d->work;
  const BmPupil *p = work->pupil;
  const double x = 220;
  bm_desk_fill(d, x - 3, 8, 72, 9, 0.16, 0.16, 0.18);
  const BmInk white = {0.98, 0.98, 0.98, 0.3};
  bm_sheet_print(d->sheet, BM_AS_HEADING, x + 33, 14.5, BM_CENTRE, "URW Gothic Semi-Bold 10",
                 &white, "Сведения об участнике");
  bm_sheet_box(d->sheet, x - 3, 8, 72, 194, 0.4);
  bm_desk_label(d, x, 23, "Фамилия");
  bm_desk_letters_twice(d, &bm_ink_gray, x, 25, 6, 11, "surname", p->surname);
  bm_desk_label(d, x, 48, "Имя");
  bm_desk_letters(d, &bm_ink_gray, x, 50, 6, 11, "name", p->name);
  bm_desk_label(d, x, 66, "Параллель");
  bm_desk_ovals(d, BM_AS_SECRET("class"), x + 4, 71, 6.4, "5|6|7|8|9|10|11",
                atoi(work->batch->parallel) - 5);
  bm_desk_label(d, x, 80, "Литера");
  bm_desk_ovals(d, BM_AS_SECRET("class"), x + 4, 85, 6.4, "А|Б|В|Г|Д|Е",
                letter_index(work->batch->letter));
  bm_desk_zone(d, "class", x, 67.5, 48, 21);
  bm_desk_label(d, x, 95, "Номер в журнале");
  for (int tens = 1; tens >= 0; tens--)
    bm_desk_ovals(d, BM_AS_SECRET("list_no"), x + 4, 107 - tens * 7, 6.2, "0|1|2|3|4|5|6|7|8|9",
                  tens ? p->student_no / 10 : p->student_no % 10);
  bm_desk_zone(d, "list_no", x, 97, 64, 13);
  bm_desk_label(d, x, 119, "Код ОО");
  bm_desk_letters(d, &bm_ink_gray, x + 18, 113.5, 6, 6, "school_code",
                  work->school->school_code);
  bm_desk_label(d, x, 131, "Дата");
  bm_desk_letters(d, &bm_ink_gray, x + 18, 125.5, 6, 6, "date", "240227");
  bm_desk_label(d, x, 143, "Подпись");
  bm_desk_frame(d, x + 18, 137, 46, 14, 2, &bm_ink_gray, 1, 0);
  bm_desk_zone(d, "signature", x + 17, 136, 48, 16);
  bm_hand_sign(d->sheet, &work->writer, work->rand, x + 24, 146, p->surname);
  bm_sheet_print_block(d->sheet, BM_AS_TASK, x, 158, 64, d->small,
                       "Заполнять гелевой ручкой. Овалы закрашивать полностью. Номер задания "
                       "и класс задач указаны в тетради с заданиями.");
}

/* Landscape answer sheet; who did it is told in cells and ovals at the right. */
static void draw_ovals(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "answers", TRUE, "URW Gothic 9", "URW Gothic 7");
  for (int i = 0; i < 5; i++)
    bm_desk_fill(&d, 4, 10 + i * 45, 3, 5, 0.05, 0.05, 0.05);
  bm_heading(d.sheet, 14, 15, BM_LEFT, "URW Gothic Semi-Bold 13", "ЛИСТ ОТВЕТОВ");
  bm_heading(d.sheet, 66, 15, BM_LEFT, d.font, "Краткие ответы вписывайте слева направо");
  draw_ovals_block(&d);
  bm_desk_word_rows(&d, 0, 14, 22, 22, 6, 14, 9.2, &bm_ink_gray);
  bm_desk_word_rows(&d, 14, 14, 122, 22, 6, 14, 9.2, &bm_ink_gray);
  bm_heading(d.sheet, 14, 158, BM_LEFT, d.font, "Развёрнутый ответ");
  bm_desk_frame(&d, 14, 161, 194, 41, 0, &bm_ink_gray, 1, 0);
  bm_desk_answers(&d, 2, 4, 18, 170, 90, 8.5, 206);
  bm_desk_essay(&d, 1, 5, 114, 170, 92, 8.5, 204);
}

static void code_strip(const BmDesk *d, double x, double y, const char *number)
{
  bm_code_draw(d->sheet, BARCODE_CODE39, x, y, 84, 10, number, TRUE);
  bm_desk_zone(d, "barcode", x - 2, y - 2, 88, 18);
  g_autofree char *inner = g_strdup_printf("%s;%s", number, d->work->batch->parallel);
  bm_code_draw(d->sheet, BARCODE_QRCODE, 178, 266, 18, 18, inner, FALSE);
  bm_desk_zone(d, "barcode", 175, 263, 24, 24);
}

/* Blue cells; surname and name run on over two rows; Code 39 with digits, QR at the foot; the
 * second page has the codes and the surname again. */
static void draw_two_rows(BmWork *work)
{
  static const BmInk blue = {0.25, 0.45, 0.80, 0.28};
  const BmPupil *p = work->pupil;
  g_autofree char *names = bm_pupil_names(p, TRUE), *initials = bm_pupil_initials(p);
  g_autofree char *number =
      g_strdup_printf("%s%03d", work->school->school_code, 208 + work->index * 17);
  g_autofree char *class_name = g_strconcat(work->batch->parallel, work->batch->letter, NULL);
  BmDesk d = bm_desk(work, 0, "first", TRUE, "P052 10", "P052 7");
  code_strip(&d, 14, 10, number);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 196, 16, BM_RIGHT, "P052 Bold 13", &blue,
                 "МОНИТОРИНГ ЗНАНИЙ");
  bm_sheet_print(d.sheet, BM_AS_HEADING, 196, 22, BM_RIGHT, "P052 10", &blue,
                 "химия, основная школа, лист 1");
  bm_desk_label(&d, 14, 35, "Фамилия, имя, отчество участника (пробел – пустая клетка)");
  bm_desk_letters_twice(&d, &blue, 14, 37.5, 7, 17, "full_name", names);
  bm_desk_label(&d, 140, 35, "Класс");
  bm_desk_letters(&d, &blue, 140, 37.5, 7.2, 3, "class", class_name);
  bm_desk_label(&d, 168, 35, "Вариант");
  bm_desk_letters(&d, &blue, 168, 37.5, 7.2, 2, NULL, work->index % 2 ? "02" : "01");
  bm_desk_label(&d, 140, 55.5, "Подпись");
  bm_desk_signature(&d, 157, 194, 55.5, p->surname, &work->writer);
  bm_sheet_rule(d.sheet, 14, 64, 196, 64, &blue);
  double y = 68;
  for (int i = 0; i < 3; i++, y += 62) {
    g_autofree char *which = g_strdup_printf("Задание %d", i + 1);
    bm_desk_print(&d, BM_AS_TASK, 14, y + 5, BM_LEFT, which);
    bm_desk_squared_answer(&d, i, 14, y + 8, i == 2 ? 155 : 180, 50);
  }
  d = bm_desk(work, 1, "second", TRUE, "P052 10", "P052 7");
  code_strip(&d, 110, 10, number);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 14, 16, BM_LEFT, "P052 Bold 13", &blue, "ЛИСТ 2");
  bm_desk_label(&d, 14, 34, "Фамилия, инициалы");
  bm_desk_letters(&d, &blue, 52, 28.5, 7.2, 18, "full_name", initials);
  bm_sheet_rule(d.sheet, 14, 42, 196, 42, &blue);
  y = bm_desk_tasks(&d, 3, 3, 14, 47, 180, 180, BM_BOXED);
  bm_draw_table(work, d.sheet, 14, y + 5, 150);
  bm_desk_answers(&d, 0, 3, 16, y + 42, 150, 9, 284);
}

const BmLayout bm_layouts_sealed_machine[] = {
    {"code-sides", "code cells in columns on both sides, school in the running footer", 2, 210,
     297, 0, 0, draw_sides},
    {"ovals-right", "landscape answers, cells and ovals in a block at the right", 1, 297, 210,
     0, 0, draw_ovals},
    {"two-rows", "names in two rows of cells, Code 39 with digits, QR", 2, 210, 297, 0, 0,
     draw_two_rows},
    {0}};
