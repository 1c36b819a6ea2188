/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserve set: a printout of a test taken at a screen, theses in two columns. */
#include "desk_more.h"

static void page_edges(const BmDesk *d, int page, const char *names, const char *address)
{
  const double tail = bm_sheet_print(d->sheet, BM_AS_PLAIN, 196, 9, BM_RIGHT, d->small,
                                     &bm_ink_black, ": просмотр попытки");
  bm_sheet_print(d->sheet, BM_AS_SECRET("full_name"), 196 - tail, 9, BM_RIGHT, d->small,
                 &bm_ink_black, names);
  bm_sheet_print(d->sheet, BM_AS_SECRET("date"), 14, 9, BM_LEFT, d->small, &bm_ink_black,
                 "12.03.2027, 11:42");
  bm_desk_zone(d, "full_name", 10, 5, 190, 6);
  bm_sheet_print(d->sheet, BM_AS_SECRET("school_login"), 14, 291, BM_LEFT, d->small,
                 &bm_ink_black, address);
  bm_heading(d->sheet, 196, 291, BM_RIGHT, d->small, page == 0 ? "1/2" : "2/2");
  bm_desk_zone(d, "school_login", 12, 287, 150, 6);
}

static void question(const BmDesk *d, int i, double y)
{
  BmWork *work = d->work;
  static const BmInk pale = {0.90, 0.94, 0.97, 0};
  bm_desk_fill(d, 14, y, 30, 26, pale.r, pale.g, pale.b);
  g_autofree char *number = g_strdup_printf("Вопрос %d", i + 1);
  bm_sheet_print(d->sheet, BM_AS_TASK, 16, y + 6, BM_LEFT, "Liberation Sans Bold 9",
                 &bm_ink_black, number);
  bm_sheet_print(d->sheet, BM_AS_TASK, 16, y + 12, BM_LEFT, d->small, &bm_ink_black,
                 (i + work->index) % 3 ? "Балл: 1,00 из 1,00" : "Балл: 0,00 из 1,00");
  bm_desk_prose(d, i * 5, 3, 48, y + 1, 148, d->font);
  static const char *const answers[] = {"Ответ: учитель Пётр", "Ответ: 1812",
                                        "Ответ: школа № 5", "Ответ: имя существительное"};
  bm_sheet_box(d->sheet, 48, y + 17, 100, 8, 0.15);
  bm_desk_print(d, BM_AS_TASK, 50, y + 22.5, BM_LEFT, answers[(i + work->index) % 4]);
}

/* What a browser prints: names in its running header, the login in the address below, a table
 * of facts before the questions. */
static void draw_attempt(BmWork *work)
{
  const BmPupil *p = work->pupil;
  g_autofree char *names = g_strdup_printf("%s %s", p->name, p->surname);
  g_autofree char *latin = bm_latin(p->surname);
  g_autofree char *address =
      g_strdup_printf("https://sdo.school.test/mod/quiz/review?user=%s.%s&attempt=%d", latin,
                      work->school->school_code, 50317 + work->index * 37);
  for (int page = 0; page < 2; page++) {
    BmDesk d = bm_desk(work, page, page == 0 ? "attempt-one" : "attempt-two", FALSE,
                       "Liberation Sans 10", "Liberation Sans 8");
    page_edges(&d, page, names, address);
    double y = 18;
    if (page == 0) {
      bm_sheet_print(d.sheet, BM_AS_TASK, 14, 24, BM_LEFT, "Liberation Sans Bold 15",
                     &bm_ink_black, "Итоговый тест за III четверть");
      const struct {
        const char *label, *kind, *value;
      } rows[] = {{"Пользователь", "full_name", names},
                  {"Глобальная группа", "class", work->batch->class_name},
                  {"Учебное заведение", "school", work->school->name},
                  {"Тест начат", "date", "Пятница, 12 марта 2027, 10:55"},
                  {"Состояние", NULL, "Завершено"},
                  {"Преподаватель", "teacher", work->teacher},
                  {"Оценка", NULL, "7,00 из 10,00 (70 %)"}};
      for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        y = 30 + 8 * (double)i;
        bm_desk_fill(&d, 14, y, 52, 7.4, 0.93, 0.93, 0.93);
        bm_desk_print(&d, BM_AS_LABEL, 64, y + 5.2, BM_RIGHT, rows[i].label);
        bm_desk_print(&d,
                      rows[i].kind != NULL ? BM_AS_SECRET(rows[i].kind)
                                           : (BmSense){BM_ANSWER, "table"},
                      69, y + 5.2, BM_LEFT, rows[i].value);
        if (rows[i].kind != NULL)
          bm_desk_zone(&d, rows[i].kind, 66, y, 130, 7.6);
      }
      y = 94;
    }
    for (int i = page * 6; y + 30 < 284; i++, y += 31)
      question(&d, i, y);
    if (page == 1 && work->index % 2)
      bm_desk_heading(&d, 70, 281, "o|c");
  }
}

/* Theses as for a collection: author, school and leader in italics below the title, two
 * columns, the leader again in a footnote. */
static void draw_theses(BmWork *work)
{
  static const char *const titles[] = {"СЛОВО «ШКОЛА» В ПОСЛОВИЦАХ",
                                       "ИМЕНА ГЕРОЕВ ПАУСТОВСКОГО", "ПИСЬМА С ФРОНТА: 1943 ГОД",
                                       "О ЧЁМ МОЛЧИТ ГЕРАСИМ"};
  BmDesk d = bm_desk(work, 0, "theses", FALSE, "Nimbus Roman, 10.5", "Nimbus Roman, 8");
  g_autofree char *author = g_strdup_printf("%s %s", work->pupil->name, work->pupil->surname);
  g_autofree char *place =
      g_strdup_printf("%s, %s класс", work->school->name, work->batch->class_name);
  g_autofree char *latin = bm_latin(work->pupil->surname);
  g_autofree char *mail = g_strdup_printf("%s%d@pochta.test", latin, 9 + work->index);
  bm_sheet_print(d.sheet, BM_AS_TASK, 105, 26, BM_CENTRE, "Nimbus Roman, Bold 14",
                 &bm_ink_black, titles[work->index % 4]);
  const struct {
    const char *kind, *text;
  } lines[] = {
      {"full_name", author}, {"school", place}, {"teacher", work->teacher}, {"contact", mail}};
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    bm_sheet_print(d.sheet, BM_AS_SECRET(lines[i].kind), i == 2 ? 107 : 105, 34 + 6 * (double)i,
                   i == 2 ? BM_LEFT : BM_CENTRE,
                   i == 0 ? "Nimbus Roman, Bold Italic 12" : "Nimbus Roman, Italic 11",
                   &bm_ink_black, lines[i].text);
  bm_desk_zone(&d, "full_name", 24, 28, 166, 28);
  for (int column = 0; column < 2; column++) {
    double y = 62;
    for (int part = 0; part < 5; part++)
      y = bm_desk_prose(&d, column * 11 + part * 6, 8, 22 + column * 86, y, 80, d.font) + 3;
  }
  bm_sheet_print(d.sheet, BM_AS_LABEL, 105, 46, BM_RIGHT, "Nimbus Roman, Italic 11",
                 &bm_ink_black, "Научный руководитель");
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_red);
  if (work->index % 2)
    bm_hand_sign(d.sheet, &teacher, work->rand, 150, 268, work->teacher);
  bm_desk_other(&d, BM_AS_WRITING, &bm_ink_red, 112, 268, 30, "к печати");
  bm_sheet_line(d.sheet, 22, 272, 80, 272, 0.2);
  g_autofree char *note = g_strdup_printf("© %s, %s, 2027", author, work->school->short_name);
  bm_sheet_print(d.sheet, BM_AS_SECRET("full_name"), 22, 277, BM_LEFT, d.small, &bm_ink_black,
                 note);
  bm_desk_zone(&d, "full_name", 20, 273, 150, 6);
}

const BmLayout bm_layouts_reserve_typed[] = {
    {"attempt", "reserve set, typed", 2, 210, 297, 0, 0, draw_attempt},
    {"theses", "reserve set, typed", 1, 210, 297, 0, 0, draw_theses},
    {0}};
