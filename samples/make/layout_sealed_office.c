/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed set: an evening school's letterhead, small captions below dots, a seat ticket, an
 * essay typed on three pages. */
#include "desk_more.h"

/* The letterhead over two lines of address; fields between words of a sentence; the oval stamp
 * lies over the teacher's signature. */
static void draw_evening(BmWork *work)
{
  static const BmInk green = {0.10, 0.36, 0.22, 0.7};
  BmDesk d = bm_desk(work, 0, "letter", TRUE, "P052 12", "P052 8");
  const BmPupil *p = work->pupil;
  g_autofree char *names = bm_pupil_genitive(p, TRUE);
  g_autofree char *book = g_strdup_printf("%02d/%03d", 26, 104 + work->index * 37);
  bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 105, 17, BM_CENTRE, "P052 Bold 12", &green,
                 work->school->name);
  bm_sheet_print(d.sheet, BM_AS_SECRET("contact"), 105, 23, BM_CENTRE, "P052 Italic 9", &green,
                 "662000, ул. Ночная Смена, 15-а, тел. (39100) 4-05-17, vsh6@school.test");
  bm_sheet_rule(d.sheet, 18, 26, 192, 26, &green);
  bm_sheet_rule(d.sheet, 18, 27.4, 192, 27.4, &bm_ink_gray);
  bm_desk_zone(&d, "school", 18, 11, 174, 14.5);
  bm_heading(d.sheet, 105, 40, BM_CENTRE, "P052 Bold 14", "ЗАЧЁТНЫЙ ЛИСТ");
  bm_heading(d.sheet, 105, 47, BM_CENTRE, d.font, "учебный предмет «Литература»");
  double x = 18 + bm_desk_label(&d, 18, 60, "обучающегося(ейся)") + 1;
  bm_desk_dotted(&d, x, 192, 60, "full_name", names);
  x = 18 + bm_desk_label(&d, 18, 71, "учебной группы") + 1;
  bm_desk_dotted(&d, x, 84, 71, "class", work->batch->class_name);
  x = 86 + bm_desk_label(&d, 86, 71, "зачётная книжка №") + 1;
  bm_desk_dotted(&d, x, 192, 71, "student_code", book);
  bm_desk_tasks(&d, 0, 6, 18, 80, 174, 254, BM_LINED);
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_black);
  x = 18 + bm_desk_label(&d, 18, 264, "Зачёт принял(а)") + 1;
  bm_desk_signature(&d, x, x + 40, 264, work->teacher, &teacher);
  bm_sheet_line(d.sheet, x + 46, 264.8, 150, 264.8, 0.2);
  bm_desk_zone(&d, "teacher", x + 45, 256, 106 - x, 11);
  bm_desk_other(&d, BM_AS_SECRET("teacher"), &bm_ink_black, x + 48, 264, 100 - x,
                work->teacher);
  bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_black, 160, 264, 30,
                work->index % 2 ? "хор." : "зачтено");
  bm_desk_oval_stamp(&d, 62 + 12 * g_rand_double(work->rand), 270,
                     g_rand_double_range(work->rand, -12, 12), &bm_ink_violet);
}

/* A passage to read, then the block with captions of six points below dotted lines, then the
 * tasks. */
static void draw_dots_below(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "reading", TRUE, "CMU Bright 11", "CMU Bright 6.5");
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work);
  bm_heading(d.sheet, 105, 18, BM_CENTRE, "CMU Bright SemiBold 14",
             "Читательская грамотность. Вариант Б");
  bm_desk_frame(&d, 16, 24, 178, 36, 0, &bm_ink_black, 1, 0);
  bm_desk_passage(
      &d, 20, 27, 170,
      "Школа стояла на холме. В классе было трое: Сеня Громов, Катя Белова и новенький, имени "
      "которого никто не знал. Учитель, Пётр Саввич, достал журнал. «Фамилия?» – спросил он. "
      "«Вольнов, – ответил мальчик. – Из школы № 8, 5 “В” класс». За окном пошёл снег, хотя "
      "было только 3 октября. Сеня подвинулся и освободил место. Так началась дружба, "
      "о которой потом писали в газете. Через много лет, 12 июня 1972 года, они снова "
      "встретились на том "
      "же холме. Школы уже не было, но колокольчик висел на старой липе, и Катя позвонила.");
  bm_desk_tasks(&d, 0, 2, 16, 66, 178, 110, BM_SHORT);
  const struct {
    const char *caption, *kind, *value;
    double x1, x2, y;
  } fields[] = {
      {"фамилия", "surname", p->surname, 20, 104, 116},
      {"имя, отчество (полностью)", "name", p->name, 110, 190, 116},
      {"сокращённое наименование школы", "school", work->school->short_name, 20, 104, 130},
      {"класс, литера", "class", class_name, 110, 144, 130},
      {"число, месяц", "date", bm_desk_date(work), 150, 190, 130}};
  g_autofree char *both = g_strdup_printf("%s %s", p->name, p->patronymic);
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    bm_desk_dotted(&d, fields[i].x1, fields[i].x2, fields[i].y, fields[i].kind,
                   i == 1 ? both : fields[i].value);
    bm_sheet_print(d.sheet, BM_AS_LABEL, (fields[i].x1 + fields[i].x2) / 2, fields[i].y + 3.4,
                   BM_CENTRE, d.small, &bm_ink_black, fields[i].caption);
  }
  bm_desk_answers(&d, 3, 1, 20, 142, 168, 9, 158);
  bm_desk_tasks(&d, 2, 6, 16, 152, 178, 290, BM_FREE);
}

/* No name is asked for: list number, room, seat, signature in a ticket; the school is named in
 * the footer. */
static void draw_ticket(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "ticket", TRUE, "Nimbus Roman, 12", "Nimbus Roman, 8");
  const BmPupil *p = work->pupil;
  g_autofree char *number = g_strdup_printf("%d", p->student_no + 3);
  g_autofree char *place =
      g_strdup_printf("%d%s", 1 + work->index * 2, work->index % 2 ? "б" : "а");
  bm_heading(d.sheet, 18, 20, BM_LEFT, "Nimbus Roman, Bold 14", "ЭКЗАМЕНАЦИОННАЯ РАБОТА");
  bm_heading(d.sheet, 18, 27, BM_LEFT, d.font, "промежуточная аттестация, геометрия");
  bm_sheet_box(d.sheet, 118, 10, 76, 46, 0.6);
  bm_desk_cell(&d, 118, 10, 38, 15, "№ по списку", "list_no", number);
  bm_desk_cell(&d, 156, 10, 38, 15, "Кабинет", "exam_place", "31");
  bm_desk_cell(&d, 118, 25, 38, 15, "Место (парта)", "exam_place", place);
  bm_desk_cell(&d, 156, 25, 38, 15, "Литера класса", "class", work->batch->letter);
  bm_desk_cell(&d, 118, 40, 76, 16, "Личная подпись участника", "signature", NULL);
  bm_hand_sign(d.sheet, &work->writer, work->rand, 136, 52, p->surname);
  bm_hand_write(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 20, 40,
                work->index % 2 ? "Вариант 2" : "Билет № 7");
  if (work->index % 4 == 2)
    bm_desk_heading(&d, 20, 53, "n");
  const double y = bm_desk_tasks(&d, 0, 4, 18, 62, 174, 206, BM_FREE);
  bm_draw_figure(work, d.sheet, 128, MIN(y, 200), 46);
  bm_desk_answers(&d, 4, 3, 18, MIN(y, 200) + 10, 100, 9, 276);
  bm_sheet_rule(d.sheet, 18, 281, 192, 281, &bm_ink_gray);
  bm_sheet_print(d.sheet, BM_AS_SECRET("school"), 18, 286, BM_LEFT, d.small, &bm_ink_black,
                 work->school->name);
  bm_sheet_print(d.sheet, BM_AS_HEADING, 192, 286, BM_RIGHT, d.small, &bm_ink_black,
                 "Форма № 7");
  bm_desk_zone(&d, "school", 16, 282, 120, 6);
}

static void draw_essay_head(const BmDesk *d, const char *font)
{
  BmWork *work = d->work;
  bm_sheet_print(d->sheet, BM_AS_TASK, 110, 40, BM_CENTRE, font, &bm_ink_black,
                 "«Дорога, которую выбирает герой»");
  bm_desk_typed(d, 56, 49, font, work->index % 2 ? "r|xо романе|xЛермонтова" : "xсочинение,|n");
  static const char *const lines[] = {"l(класс|c|l)", "c|lкласс,|t"};
  bm_desk_typed(d, 56, 56, font, lines[work->index % 2]);
  bm_desk_zone(d, "full_name", 40, 43, 150, 16);
}

static void draw_essay_end(const BmDesk *d, double y, const char *file)
{
  bm_draw_table(d->work, d->sheet, 30, y, 130);
  bm_hand_sign(d->sheet, &d->work->writer, d->work->rand, 130, 212, d->work->pupil->surname);
  bm_desk_typed(d, 130, 222, d->font, "d");
  bm_desk_zone(d, "signature", 120, 202, 70, 24);
  bm_sheet_print(d->sheet, BM_AS_SECRET("full_name"), 25, 286, BM_LEFT, "Liberation Mono 7.5",
                 &bm_ink_gray, file);
  bm_desk_zone(d, "full_name", 23, 282, 80, 6);
}

/* Typed on three pages: headers of even and odd pages differ, the last one is signed and bears
 * the file's name. */
static void draw_essay_three(BmWork *work)
{
  static const char *const fonts[] = {"CMU Typewriter Text 12", "Nimbus Roman, 13",
                                      "URW Bookman Light 11"};
  const char *font = fonts[work->index % 3];
  g_autofree char *latin = bm_latin(work->pupil->surname);
  g_autofree char *file = g_strdup_printf("%s_%s_itog.odt", latin, work->batch->parallel);
  for (int page = 0; page < 3; page++) {
    BmDesk d = bm_desk(work, page,
                       page == 0   ? "typed-one"
                       : page == 1 ? "typed-two"
                                   : "typed-three",
                       FALSE, font, "Nimbus Roman, 8");
    if (page == 1) {
      bm_desk_typed(&d, 25, 14, "Nimbus Roman, Italic 10", "s");
      bm_heading(d.sheet, 190, 14, BM_RIGHT, "Nimbus Roman, Italic 10", "2");
    } else
      bm_desk_typed(&d, 118, 14, "Nimbus Roman, Italic 10", page == 0 ? "i|c" : "j|c|x3");
    bm_desk_zone(&d, "full_name", page == 1 ? 23 : 112, 9, 84, 7);
    bm_sheet_rule(d.sheet, 25, 17, 190, 17, &bm_ink_gray);
    if (page == 0)
      draw_essay_head(&d, font);
    double y = page == 0 ? 68 : 26;
    for (int part = 0; part < (page == 2 ? 2 : 4); part++)
      y = bm_desk_prose(&d, page * 13 + part * 9, 9, 25, y, 165, font) + 5;
    if (page == 2)
      draw_essay_end(&d, MIN(y + 4, 160), file);
  }
}

const BmLayout bm_layouts_sealed_office[] = {
    {"evening", "letterhead, fields in a sentence, oval stamp over a signature", 1, 210, 297, 0,
     0, draw_evening},
    {"dots-below", "captions of six points below dots, after a passage to read", 1, 210, 297, 0,
     0, draw_dots_below},
    {"ticket", "list number, room, seat and signature; school in the footer", 1, 210, 297, 0, 0,
     draw_ticket},
    {"essay-three", "typed, three pages with different headers, signed at the end", 3, 210, 297,
     0, 0, draw_essay_three},
    {0}};
