/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserve set: answer sheets, a protocol of an oral test, a strip, a card. */
#include "desk_more.h"
#include <string.h>
#include <zint.h>

static void name_row(const BmDesk *d, double y, const char *letter, const char *kind,
                     const char *value)
{
  static const BmInk white = {0.99, 0.99, 0.99, 0.2};
  bm_desk_fill(d, 12, y, 7, 7.4, 0.1, 0.1, 0.1);
  bm_sheet_print(d->sheet, BM_AS_LABEL, 15.5, y + 5.3, BM_CENTRE, "Nimbus Sans Bold 11", &white,
                 letter);
  bm_desk_letters(d, &bm_ink_black, 20, y, 6.2, 22, kind, value);
}

static void reg_head(const BmDesk *d)
{
  BmWork *work = d->work;
  const BmPupil *p = work->pupil;
  g_autofree char *place = g_strdup_printf("%04d", 301 + p->student_no);
  g_autofree char *class_name =
      g_strdup_printf("%2s%s", work->batch->parallel, work->batch->letter);
  g_autofree char *passport = g_strdup_printf("%06d", 104238 + (int)(work->seed % 700000));
  const struct {
    const char *label, *kind, *value;
    double x;
    int n;
  } cells[] = {{"Код ОО", "school_code", work->school->school_code, 12, 6},
               {"Класс", "class", class_name, 52, 3},
               {"Код ППЭ", "exam_place", "5304", 75, 4},
               {"Ауд.", "exam_place", place, 104, 4},
               {"Дата (ДДММГГ)", "date", "120327", 133, 6}};
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
    bm_desk_label(d, cells[i].x, 33, cells[i].label);
    bm_desk_letters(d, &bm_ink_black, cells[i].x, 35, 5.6, cells[i].n, cells[i].kind,
                    cells[i].value);
  }
  name_row(d, 47, "Ф", "surname", p->surname);
  name_row(d, 57, "И", "name", p->name);
  name_row(d, 67, "О", "patronymic", work->index % 3 == 1 ? NULL : p->patronymic);
  bm_desk_label(d, 12, 84, "Документ");
  bm_desk_letters(d, &bm_ink_black, 31, 78.5, 5.6, 4, "doc_number", "5319");
  bm_desk_letters(d, &bm_ink_black, 57, 78.5, 5.6, 6, "doc_number", passport);
  bm_desk_label(d, 97, 84, "Пол");
  for (int i = 0; i < 2; i++) {
    bm_sheet_box(d->sheet, 106 + i * 13, 79.5, 5.5, 5.5, 0.25);
    bm_desk_label(d, 113 + i * 13, 84, i ? "Ж" : "М");
  }
  bm_desk_zone(d, "birth_sex", 105, 78, 27, 8.5);
  bm_desk_tick(d, BM_AS_SECRET("birth_sex"), &work->writer.ink, p->is_girl ? 120 : 107, 80, 4);
  bm_sheet_box(d->sheet, 136, 76, 54, 13, 0.5);
  bm_sheet_print(d->sheet, BM_AS_LABEL, 163, 92, BM_CENTRE, d->small, &bm_ink_black,
                 "подпись участника строго внутри окошка");
  bm_desk_zone(d, "signature", 133, 72, 60, 22);
  bm_hand_sign(d->sheet, &work->writer, work->rand, 142, work->index % 4 == 2 ? 90 : 86,
               p->surname);
}

/* Letters in black squares before long rows of cells; a window for the signature; the second
 * sheet repeats the number by hand. */
static void draw_reg(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "reg", TRUE, "Nimbus Sans 9", "Nimbus Sans 6.5");
  g_autofree char *number = g_strdup_printf("53%07d", 2201417 + work->index * 40093);
  bm_code_draw(d.sheet, BARCODE_CODE128, 12, 8, 62, 11, number, TRUE);
  bm_desk_zone(&d, "barcode", 10, 6, 66, 18.5);
  bm_code_draw_upright(d.sheet, BARCODE_CODE128, 197, 110, 8, 74, number);
  bm_desk_zone(&d, "barcode", 195, 108, 12, 78);
  bm_heading(d.sheet, 136, 14, BM_CENTRE, "Nimbus Sans Bold 14", "БЛАНК ТЕСТИРОВАНИЯ № 1");
  bm_heading(d.sheet, 136, 20, BM_CENTRE, d.font, "Регион 53 · предмет 02 · алгебра");
  bm_sheet_line(d.sheet, 12, 27, 198, 27, 0.6);
  reg_head(&d);
  bm_sheet_line(d.sheet, 12, 95, 198, 95, 0.6);
  bm_heading(d.sheet, 12, 101, BM_LEFT, d.small,
             "Образец: А Б В Г Д Е Ж З И К Л М Н О П Р С Т У Ф 0 1 2 3 4 5 6 7 8 9 , -");
  bm_heading(d.sheet, 12, 110, BM_LEFT, "Nimbus Sans Bold 9.5", "Ответы на задания 1–22");
  bm_desk_word_rows(&d, 0, 11, 20, 114, 5.4, 13, 11, &bm_ink_black);
  bm_desk_word_rows(&d, 11, 11, 110, 114, 5.4, 13, 11, &bm_ink_black);
  bm_heading(d.sheet, 12, 242, BM_LEFT, "Nimbus Sans Bold 9.5", "Замена ошибочных ответов");
  bm_desk_letters(&d, &bm_ink_black, 20, 246, 5.4, 2, NULL, work->index % 2 ? "7" : NULL);
  bm_desk_letters(&d, &bm_ink_black, 36, 246, 5.4, 13, NULL, work->index % 2 ? "48" : NULL);
  bm_sheet_box(d.sheet, 12, 260, 186, 26, 0.4);
  bm_desk_label(&d, 15, 266, "Заполняется организатором. Замен:");
  bm_desk_letters(&d, &bm_ink_black, 76, 261.5, 5.4, 2, NULL, work->index % 2 ? "1" : "0");
  const double x = 15 + bm_desk_label(&d, 15, 280, "Организатор в аудитории") + 3;
  const BmWriter clerk = bm_desk_teacher(work, &bm_ink_black);
  bm_desk_signature(&d, x, x + 44, 280, work->teacher, &clerk);

  d = bm_desk(work, 1, "list", TRUE, "Nimbus Sans 9", "Nimbus Sans 6.5");
  bm_code_draw(d.sheet, BARCODE_CODE128, 136, 8, 62, 11, number, TRUE);
  bm_desk_zone(&d, "barcode", 134, 6, 66, 18.5);
  bm_heading(d.sheet, 12, 14, BM_LEFT, "Nimbus Sans Bold 14", "БЛАНК ТЕСТИРОВАНИЯ № 2");
  bm_heading(d.sheet, 12, 20, BM_LEFT, d.font, "развёрнутые ответы");
  bm_desk_label(&d, 12, 32, "Номер бланка № 1 (перепишите)");
  bm_desk_letters(&d, &bm_ink_black, 66, 27, 5.6, 9, "barcode", number);
  bm_desk_squared_answer(&d, 0, 12, 42, 186, 236);
  bm_desk_essay(&d, 4, 5, 16, 130, 176, 10, 170);
  bm_draw_figure(work, d.sheet, 24, 176, 40);
  bm_desk_answers(&d, 3, 3, 16, 232, 176, 10, 274);
  if (work->index % 3 == 2)
    bm_desk_heading(&d, 16, 39.5, "n|c");
}

static void choice_columns(const BmDesk *d)
{
  static const char *const asks[] = {
      "Укажите слово с ошибкой.\n1) шкала 2) класный 3) ученик 4) школа",
      "Где пропущена запятая?\n1) в пятом 2) в третьем 3) нигде",
      "Найдите имя собственное.\n1) волга 2) река 3) город Тверь 4) учитель",
      "Какое слово – термин?\n1) фамилия 2) подлежащее 3) дата",
      "Сколько корней?\n1) один 2) два 3) три",
      "Укажите антоним к «друг».\n1) враг 2) товарищ 3) Иван",
      "Кто автор «Бедной Лизы»?\n1) Карамзин Н. М. 2) Фонвизин 3) Крылов",
      "Где нужна буква Ъ?\n1) об..явить 2) п..еса 3) сем..я"};
  for (gsize i = 0; i < G_N_ELEMENTS(asks); i++) {
    const double x = i % 2 ? 108 : 14, y = 34 + (double)(i / 2) * 26;
    g_autofree char *ask = g_strdup_printf("А%d. %s", (int)i + 1, asks[i]);
    bm_sheet_print_block(d->sheet, BM_AS_TASK, x, y, 88, d->font, ask);
    if ((i + (gsize)d->work->index) % 3 == 0)
      bm_desk_tick(d, BM_AS_WRITING, &d->work->writer.ink, x - 5, y + 1, 4);
  }
}

/* Two sheets of questions; the answers' table at the foot of the second begins with who. */
static void draw_grid(BmWork *work)
{
  BmDesk d =
      bm_desk(work, 0, "questions", TRUE, "URW Bookman Light 10", "URW Bookman Light 7.5");
  bm_heading(d.sheet, 105, 20, BM_CENTRE, "URW Bookman Semi-Bold 13",
             "Тренировочный тест. Вариант 4");
  bm_sheet_line(d.sheet, 14, 25, 196, 25, 0.3);
  choice_columns(&d);
  bm_desk_tasks(&d, 0, 4, 14, 142, 182, 288, BM_SHORT);
  bm_desk_essay(&d, 9, 3, 18, 232, 172, 9.5, 276);
  bm_desk_spill(&d, 205, 250);
  if (work->index % 2 == 0)
    bm_desk_bare_stamp(&d, 138, 9, g_rand_double_range(work->rand, -9, 9), &bm_ink_violet);
  else
    bm_desk_heading(&d, 20, 10, work->index % 4 == 1 ? "j|c" : "xВ4|n");

  d = bm_desk(work, 1, "table", TRUE, "URW Bookman Light 10", "URW Bookman Light 7.5");
  const BmPupil *p = work->pupil;
  g_autofree char *class_name = bm_class_written(work);
  const double y = bm_desk_tasks(&d, 4, 4, 14, 14, 182, 130, BM_LINED);
  bm_desk_essay(&d, 1, 9, 16, y + 12, 178, 9, 208);
  bm_heading(d.sheet, 105, 221, BM_CENTRE, "URW Bookman Semi-Bold 11", "ТАБЛИЦА ОТВЕТОВ");
  bm_sheet_box(d.sheet, 14, 225, 182, 62, 0.6);
  bm_sheet_line(d.sheet, 82, 225, 82, 287, 0.6);
  const struct {
    const char *label, *kind, *value;
  } rows[] = {
      {"фам.", "surname", p->surname},
      {"имя", "name", p->name},
      {"кл.", "class", class_name},
      {"шк. №", "school_no", *work->school->number != '\0' ? work->school->number : "«Логос»"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const double at = 225 + 15.5 * (double)i;
    bm_sheet_line(d.sheet, 14, at + 15.5, 82, at + 15.5, 0.25);
    bm_sheet_print(d.sheet, BM_AS_LABEL, 16, at + 9.5, BM_LEFT, d.small, &bm_ink_black,
                   rows[i].label);
    bm_desk_zone(&d, rows[i].kind, 26, at, 56, 15.5);
    bm_desk_lived(&d, rows[i].kind, 28, at + 11, 52, rows[i].value);
  }
  for (int i = 0; i < 16; i++) {
    const double x = 82 + i % 8 * 14.25, top = 225 + i / 8 * 31.0;
    bm_sheet_box(d.sheet, x, top, 14.25, 8, 0.25);
    bm_sheet_box(d.sheet, x, top + 8, 14.25, 23, 0.25);
    g_autofree char *number = g_strdup_printf("А%d", i + 1);
    bm_desk_print(&d, BM_AS_TASK, x + 7.1, top + 5.6, BM_CENTRE, number);
    const char *const answers[] = {"2", "1", "34", "3", "Ъ"};
    if ((i + work->index) % 7 != 6)
      bm_hand_write_within(d.sheet, (BmSense){BM_ANSWER, "table"}, &work->writer, work->rand,
                           x + 4, top + 21, 9, answers[(i * 3 + work->index) % 5]);
  }
}

static void criteria_table(const BmDesk *d)
{
  static const char *const criteria[] = {
      "Темп чтения соответствует задаче",    "Интонация отражает знаки препинания",
      "Пересказ: сохранены все микротемы",   "Названо имя героя: Алексей Леонов",
      "Дата 18 марта 1965 года не искажена", "Приведён пример из жизни класса",
      "Даны ответы на вопросы 1–3",          "Учтены условия речевой ситуации",
      "Нет грамматических ошибок",           "Речь богата и точна"};
  const BmWriter teacher = bm_desk_teacher(d->work, &bm_ink_black);
  static const char *const remarks[] = {"Иван, а не Алексей", "пауза 5 с", "нет имени",
                                        "хорошо, класс 9"};
  static const char *const heads[] = {"0 баллов", "1 балл", "2 балла"};
  for (int i = 0; i < 3; i++)
    bm_sheet_print_turned(d->sheet, BM_AS_TASK, 124 + 13 * i, 101, -90, d->small, &bm_ink_black,
                          heads[i]);
  for (int row = 0; row < 10; row++) {
    const double y = 103 + row * 9;
    bm_sheet_box(d->sheet, 14, y, 100, 9, 0.25);
    bm_sheet_print(d->sheet, BM_AS_TASK, 16, y + 6, BM_LEFT, d->font, &bm_ink_black,
                   criteria[row]);
    bm_sheet_cells(d->sheet, 114, y, 13, 9, 3);
    bm_sheet_box(d->sheet, 153, y, 43, 9, 0.25);
    const int score = g_rand_int_range(d->work->rand, 0, 3);
    bm_desk_tick(d, (BmSense){BM_ANSWER, "score_box"}, &teacher.ink, 118 + 13 * score, y + 2,
                 4.5);
    if (row % 4 == d->work->index % 4)
      bm_hand_write_within(d->sheet, BM_AS_WRITING, &teacher, d->work->rand, 155, y + 6.5, 39,
                           remarks[(row / 4 + d->work->index) % 4]);
  }
}

/* An oral test: the examiner fills in everything but one signature; captions inside the cells
 * at their foot; a place for the seal. */
static void draw_talk(BmWork *work)
{
  BmDesk d = bm_desk(work, 0, "protocol", TRUE, "PT Sans Caption 8.5", "PT Sans Caption 6.5");
  g_autofree char *names = bm_pupil_names(work->pupil, TRUE);
  g_autofree char *number = g_strdup_printf("%d", 100 + work->pupil->student_no * 3);
  bm_heading(d.sheet, 14, 18, BM_LEFT, "PT Sans Caption Bold 12",
             "ЛИСТ ЭКЗАМЕНАТОРА-СОБЕСЕДНИКА");
  bm_heading(d.sheet, 14, 25, BM_LEFT, d.font, "устная часть, русский язык");
  const struct {
    const char *label, *kind, *value;
    double x, y, w;
  } cells[] = {
      {"аудитория", "exam_place", work->index % 2 ? "214" : "216", 14, 34, 26},
      {"№ участника", "student_code", number, 40, 34, 28},
      {"участник (Ф. И. О.)", "full_name", names, 68, 34, 86},
      {"класс", "class", work->batch->class_name, 154, 34, 42},
      {"собеседник", "teacher", work->teacher, 14, 50, 70},
      {"оценивал(а)", "teacher", work->school->teachers[(work->index + 1) % 2], 84, 50, 70},
      {"дата", "date", bm_desk_date(work), 154, 50, 42}};
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
    bm_sheet_box(d.sheet, cells[i].x, cells[i].y, cells[i].w, 16, 0.3);
    bm_sheet_print(d.sheet, BM_AS_LABEL, cells[i].x + cells[i].w / 2, cells[i].y + 14.6,
                   BM_CENTRE, d.small, &bm_ink_black, cells[i].label);
    bm_desk_zone(&d, cells[i].kind, cells[i].x, cells[i].y - 1, cells[i].w, 13.4);
    if (work->index != 2 || i != 5)
      bm_desk_other(&d, BM_AS_SECRET(cells[i].kind), &bm_ink_black, cells[i].x + 3,
                    cells[i].y + 9, cells[i].w - 6, cells[i].value);
  }
  bm_desk_passage(
      &d, 14, 71, 182,
      "Текст для чтения № 8: «Алексей Леонов родился 30 мая. В школе № 21 он рисовал "
      "стенгазету класса…» Отметьте знаком V нужный столбец.");
  criteria_table(&d);
  bm_heading(d.sheet, 14, 202, BM_LEFT, d.font, "Поле подготовки (заполняет участник)");
  bm_sheet_box(d.sheet, 14, 205, 182, 44, 0.25);
  bm_desk_answers(&d, work->index, 4, 17, 213, 174, 8.5, 256);
  double x = 14 + bm_desk_label(&d, 14, 263, "С баллами ознакомлен(а)") + 2;
  bm_desk_signature(&d, x, x + 38, 263, work->pupil->surname, &work->writer);
  x = 14 + bm_desk_label(&d, 14, 280, "Комиссия") + 2;
  const BmWriter teacher = bm_desk_teacher(work, &bm_ink_black);
  bm_desk_signature(&d, x, x + 40, 280, work->teacher, &teacher);
  bm_desk_label(&d, 152, 272, "М. П.");
  bm_desk_zone(&d, "stamp", 132, 247, 50, 46);
  if (work->index % 3 != 1)
    bm_stamp_seal(d.sheet, work->school, 156 + 3 * g_rand_double(work->rand), 270, 19,
                  g_rand_double_range(work->rand, -40, 40), &bm_ink_violet);
}

/* A third of a sheet: class and day above, the writer and the neighbour who checked below. */
static void draw_strip(BmWork *work)
{
  static const char *const answers[] = {"20 м/с",     "Ньютон",    "5 Н",       "масса",
                                        "Иван, 1 кг", "ускорение", "36",        "нет",
                                        "Паскаль",    "0,8 г",     "школа № 6", "класс 0,5"};
  BmDesk d = bm_desk(work, 0, "strip", TRUE, "P052 9.5", "P052 7");
  g_autofree char *class_name = bm_class_written(work);
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  bm_heading(d.sheet, 49.5, 13, BM_CENTRE, "P052 Bold 11", "ФИЗИЧЕСКИЙ ДИКТАНТ");
  double x = 6 + bm_desk_label(&d, 6, 25, "из") + 1;
  bm_desk_lived_line(&d, x, 40, 25, "class", class_name);
  x = 44 + bm_desk_label(&d, 44, 25, "писали") + 1;
  bm_desk_lived_line(&d, x, 94, 25, "date", bm_desk_date(work));
  for (int i = 0; i < 12; i++) {
    const double y = 38 + 10.5 * i;
    g_autofree char *number = g_strdup_printf("%d.", i + 1);
    bm_desk_print(&d, BM_AS_TASK, 13, y, BM_RIGHT, number);
    bm_sheet_line(d.sheet, 15, y + 0.8, 80, y + 0.8, 0.15);
    bm_sheet_box(d.sheet, 84, y - 5, 7, 6.5, 0.2);
    if ((i + work->index) % 8 == 7)
      continue;
    bm_hand_write_within(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 18, y, 70,
                         answers[(i * 5 + work->index) % (int)G_N_ELEMENTS(answers)]);
    bm_desk_tick(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_pencil, 85, y - 4, 4);
  }
  x = 6 + bm_desk_label(&d, 6, 174, "Писал(а):") + 1;
  bm_desk_lived_line(&d, x, 94, 174, "full_name", initials);
  static const char *const friends[] = {"Ежов", "Тютина Вера", "Чалов М.", "Сизых"};
  bm_desk_label(&d, 6, 185, "Сверял(а) сосед(ка) по парте:");
  bm_sheet_line(d.sheet, 6, 195.8, 70, 195.8, 0.2);
  bm_desk_zone(&d, "full_name", 4, 187.5, 68, 11);
  bm_desk_other(&d, BM_AS_SECRET("full_name"), &bm_ink_pencil, 9, 195, 58,
                friends[work->index % 4]);
  bm_sheet_box(d.sheet, 76, 184, 16, 16, 0.4);
  bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 82, 195, 8,
                work->index % 2 ? "4" : "9");
}

/* A French postcard: lines to write on, an address, the sender on dots at the foot. */
static void draw_postcard(BmWork *work)
{
  static const char *const letters[] = {
      "Chere Claire, je suis a la mer avec mon ami Paul. Il fait beau. Le 5 mai on visite la "
      "ville de Nice et le port. La classe de Luc est avec nous. Je mange des glaces, tres "
      "bons! "
      "Ma soeur lit un livre de Jules Verne et dort. Et toi, comment va ton chat? A bientot!",
      "Bonjour Claire! Merci pour ta lettre du 2 mars. Je passe les vacances chez ma tante "
      "Anne. On fait du velo et on lit. Dans son ecole il y a 20 classes. Hier nous avons fait "
      "un gateau pour la "
      "voisine, Madame Petit. Ecris vite. Bises!",
      "Salut! Ici il neige. Mon prof de ski est Jean Moreau, il est drole. Hier on a vu "
      "un loup, quelle peur! Le soir on chante et on danse. Demain, le 14, je rentre a Lyon. "
      "Notre train est a 8 heures et quart. Bonjour a ton papa!"};
  BmDesk d = bm_desk(work, 0, "carte", TRUE, "CMU Sans Serif 9.5", "CMU Sans Serif 7");
  const BmPupil *p = work->pupil;
  g_autofree char *surname = bm_latin(p->surname), *name = bm_latin(p->name);
  g_autofree char *letter = bm_latin(work->batch->letter);
  g_autofree char *class_name = g_strdup_printf("%s %s", work->batch->parallel, letter);
  g_autofree char *school = *work->school->number != '\0'
                                ? g_strdup_printf("n. %s", work->school->number)
                                : g_strdup("Logos");
  bm_heading(d.sheet, 8, 12, BM_LEFT, "CMU Sans Serif Bold 12", "Expression écrite, niveau A2");
  bm_sheet_print_block(d.sheet, BM_AS_TASK, 8, 15, 110, d.font,
                       "Écris une carte postale à Claire Dubois (40 mots).");
  for (int i = 0; i < 10; i++)
    bm_sheet_rule(d.sheet, 8, 32 + i * 9.2, 122, 32 + i * 9.2, &bm_ink_gray);
  bm_hand_write_block(d.sheet, BM_AS_WRITING, &work->writer, work->rand, 10, 31.5, 110, 9.2,
                      letters[work->index % 3]);
  bm_sheet_line(d.sheet, 128, 10, 128, 122, 0.3);
  bm_desk_frame(&d, 178, 8, 24, 28, 0, &bm_ink_gray, 1, 1);
  bm_desk_picture(&d, 5, 181, 12, 18);
  static const char *const address[] = {"Mlle Claire Dubois",
                                        "École Jules-Ferry, classe de 5e B",
                                        "12, rue des Lilas", "69003 Lyon"};
  for (gsize i = 0; i < G_N_ELEMENTS(address); i++) {
    bm_desk_print(&d, BM_AS_TASK, 134, 58 + 11 * (double)i, BM_LEFT, address[i]);
    bm_sheet_rule(d.sheet, 134, 60 + 11 * (double)i, 202, 60 + 11 * (double)i, &bm_ink_gray);
  }
  bm_desk_print(&d, BM_AS_TASK, 134, 114, BM_LEFT, "Note :          / 20");
  if (work->index % 2 == 0)
    bm_desk_other(&d, (BmSense){BM_ANSWER, "score_box"}, &bm_ink_red, 146, 114, 10,
                  work->index % 4 ? "13" : "17");
  bm_sheet_line(d.sheet, 8, 125, 202, 125, 0.5);
  const struct {
    const char *label, *kind, *value;
    double x1, x2, y;
  } fields[] = {{"Expéditeur : nom", "surname", surname, 8, 112, 134},
                {"prénom", "name", name, 116, 202, 134},
                {"élève de la classe", "class", class_name, 8, 70, 144},
                {"de l’école", "school", school, 74, 132, 144},
                {"envoyé le", "date", work->index % 2 ? "12 mars" : "12.03", 136, 202, 144}};
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const double x =
        fields[i].x1 + bm_desk_label(&d, fields[i].x1, fields[i].y, fields[i].label) + 1;
    bm_sheet_dots(d.sheet, x, fields[i].x2, fields[i].y + 0.8);
    bm_desk_zone(&d, fields[i].kind, x - 1, fields[i].y - 7, fields[i].x2 - x + 2, 10.5);
    bm_desk_lived(&d, fields[i].kind, x, fields[i].y, fields[i].x2 - x, fields[i].value);
  }
}

const BmLayout bm_layouts_reserve_blank[] = {
    {"reg-window", "reserve set, printed", 2, 210, 297, 0, 0, draw_reg},
    {"grid-corner", "reserve set, printed", 2, 210, 297, 0, 0, draw_grid},
    {"talk", "reserve set, printed", 1, 210, 297, 0, 0, draw_talk},
    {"long-strip", "reserve set, printed", 1, 99, 210, 0, 0, draw_strip},
    {"postcard", "reserve set, printed", 1, 210, 148, 0, 0, draw_postcard},
    {0}};
