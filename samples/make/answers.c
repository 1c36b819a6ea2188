/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks and answers. They hold decoys on purpose: names, schools, classes and dates that must
 * survive. */
#include "work.h"
#include <string.h>

typedef struct Task {
  const char *task, *answer;
} Task;

enum { TASKS = 8 };

static const struct Subject {
  const char *name, *dative;
  Task tasks[TASKS];
} subjects[] = {
    {"Математика",
     "математике",
     {{"Вычислите: 3,6 · 2,5 – 4.", "3,6 · 2,5 = 9; 9 – 4 = 5. Ответ: 5"},
      {"Решите уравнение 2x + 7 = 19.", "2x = 19 – 7; 2x = 12; x = 6. Ответ: 6"},
      {"В 9 «Б» классе школы № 5 учатся 28 человек, из них 12 девочек. Какую часть составляют "
       "мальчики?",
       "28 – 12 = 16 (мальч.) в школе № 5; 16/28 = 4/7. Ответ: 4/7"},
      {"Сергей Кузнецов прошёл 4 км за 50 минут. Найдите его скорость.",
       "50 мин = 5/6 ч; 4 : 5/6 = 4,8 (км/ч). Ответ: скорость Сергея 4,8 км/ч"},
      {"Найдите площадь треугольника со сторонами 3, 4, 5.",
       "S = 3 · 4 : 2 = 6, так как треугольник прямоугольный. Ответ: 6"},
      {"Учитель Иванова М. П. купила 15 тетрадей по 24 рубля. Сколько она заплатила?",
       "15 · 24 = 360 (руб.) заплатила Мария Петровна. Ответ: 360"},
      {"Постройте график y = x + 2.",
       "x = 0, y = 2; x = 3, y = 5. График – прямая через эти точки."},
      {"15.10.2024 был вторник. Какой день недели 29.10.2024?",
       "29 – 15 = 14 дней = 2 недели, значит вторник. Ответ: вторник"}}},
    {"Русский язык",
     "русскому языку",
     {{"Выпишите из текста имена собственные.",
       "Волга, Саратов, Маша Миронова, Пётр Гринёв, улица Садовая"},
      {"Составьте предложение со словами «ученик», «класс», «школа».",
       "Ученик пятого класса Коля спешит в школу № 12."},
      {"Определите падеж имени существительного.",
       "Имя – именительный падеж, фамилией – творительный падеж"},
      {"Напишите письмо другу.",
       "Привет, Саша! Меня зовут Женя Котов. Я учусь в 7 классе. Наша школа стоит у реки."},
      {"Озаглавьте текст.",
       "Первый день в новом классе. Учитель Анна Сергеевна. Дорога домой."},
      {"Разберите слово по составу: школьный.",
       "школь – корень, н – суффикс, ый – окончание, основа школьн"},
      {"Запишите числительное словами: 15 апреля.",
       "пятнадцатое апреля две тысячи двадцать пятого года"},
      {"Объясните постановку запятых.",
       "Запятая нужна, потому что это обращение: «Петя, открой дверь, пожалуйста»."}}},
    {"Литература",
     "литературе",
     {{"Почему Татьяна Ларина пишет письмо первой?",
       "Татьяна Ларина искренна, она не умеет притворяться, как Ольга."},
      {"Чем Владимир Дубровский отличается от Троекурова?",
       "Дубровский благороден, а Троекуров самодур, он обижает соседей."},
      {"Кто автор повести «Станционный смотритель»?",
       "Александр Сергеевич Пушкин, 1830 год. Герой – Самсон Вырин."},
      {"Как лицей повлиял на поэта?",
       "Лицей дал ему друзей: Пущина, Дельвига. 19 октября они вспоминали класс и учителя."},
      {"Охарактеризуйте Павла Чичикова.",
       "Павел Иванович Чичиков хитрый и вежливый, он покупает мёртвые души у Коробочки."},
      {"Назовите тему стихотворения.",
       "Тема – родина. М. Ю. Лермонтов любит поля, деревни и реки."},
      {"Что такое эпитет?",
       "Эпитет – это образное определение, например: золотая осень, ясный день."},
      {"Какой герой вам близок?", "Мне близок Максим Максимыч, он добрый и помнит Бэлу."}}},
    {"Биология",
     "биологии",
     {{"Какой класс животных самый многочисленный?",
       "Класс насекомых, потом класс паукообразных и класс птиц."},
      {"Кто создал учение о рефлексах?", "Иван Петрович Павлов и Иван Сеченов, опыт 15 мая"},
      {"Дополните схему строения клетки.",
       "ядро, цитоплазма, мембрана, вакуоль; код гена читает рибосома"},
      {"Опишите опыт.",
       "Мы в школе № 8 посадили фасоль 3 марта, через 5 дней появились ростки."},
      {"Чем питаются грибы?",
       "Грибы – гетеротрофы, всасывают готовые вещества всей поверхностью."},
      {"Назовите отделы сердца.", "два предсердия и два желудочка, между ними клапаны"},
      {"Что изучает генетика?", "наследственность и изменчивость, законы Грегора Менделя"},
      {"Приведите пример симбиоза.", "лишайник: гриб и водоросль; рак-отшельник и актиния"}}},
    {"История",
     "истории",
     {{"Когда произошла Куликовская битва?",
       "8 сентября 1380 г., войско вёл Дмитрий Донской, хан Мамай бежал"},
      {"Назовите реформы Петра I.",
       "Пётр I открыл Навигацкую школу, ввёл 14 классов в Табели о рангах"},
      {"Кто был учителем Александра Македонского?", "учитель – Аристотель, ученик Платона"},
      {"Укажите причину Смутного времени.",
       "пресечение династии, Борис Годунов, голод 1601–1603 гг."},
      {"Что такое земство?",
       "Земство открывало школы и больницы, выборный орган с 1 января 1864 года"},
      {"Прочитайте отрывок и назовите автора.",
       "автор – Нестор, монах Киево-Печерского монастыря"},
      {"Какой договор подписан 23.08.1939?",
       "договор о ненападении, подписали Молотов и Риббентроп"},
      {"Опишите памятник.", "Медный всадник, скульптор Этьен Фальконе, стоит у Невы"}}},
    {"Английский язык",
     "английскому языку",
     {{"Write about your friend.",
       "My friend is Tom Baker. His surname is Baker. He is in class 7."},
      {"Answer the letter from Jane.",
       "Dear Jane, Thanks for your letter. My school is big and nice."},
      {"Complete the sentences.",
       "He went to school on the 15 of October. She likes to read books."},
      {"Put the verbs in the right form.",
       "was, were, has done, will go, is reading, had seen"},
      {"Describe your classroom.",
       "Our classroom is light. There are 15 desks and a board in it."},
      {"Ask three questions.",
       "What is your name? How old are you? Which school do you go to?"},
      {"Translate into English.",
       "I have been to London. The teacher Mr Brown was kind to us."},
      {"Write the date in words.", "the first of September, two thousand and ten"}}},
};

static const struct Subject *subject_of(const BmWork *work)
{
  for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
    if (strcmp(subjects[i].name, work->batch->subject) == 0)
      return &subjects[i];
  return &subjects[0];
}

const char *bm_subject_dative(const char *subject)
{
  for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
    if (strcmp(subjects[i].name, subject) == 0)
      return subjects[i].dative;
  return subjects[0].dative;
}

/* Not every pupil gets the same result: now and then a figure differs. */
static char *answer_of(BmWork *work, const Task *task)
{
  char *answer = g_strdup(task->answer);
  for (char *p = answer; *p != '\0'; p++)
    if (g_ascii_isdigit(*p) && g_rand_double(work->rand) < 0.12)
      *p = (char)('1' + g_rand_int_range(work->rand, 0, 9));
  return answer;
}

/* Some cross out what they leave empty. */
static void cross_rest(BmWork *work, BmSheet *sheet, double x, double y, double w,
                       double bottom)
{
  if (bottom - y < 70 || g_rand_double(work->rand) > 0.2)
    return;
  cairo_t *cr =
      bm_sheet_begin(sheet, (BmSense){BM_ANSWER, "drawing"}, &work->writer.ink, "Z", TRUE);
  cairo_move_to(cr, x + 8, y + 10);
  cairo_line_to(cr, x + w - 8, y + 11 + 2 * g_rand_double(work->rand));
  cairo_line_to(cr, x + 10, bottom - 9);
  cairo_line_to(cr, x + w - 12, bottom - 10);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
}

double bm_draw_tasks(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                     double w, double bottom)
{
  const struct Subject *subject = subject_of(work);
  const double pitch = MAX(8.0, work->writer.x_height_mm * 3.2);
  for (int i = first; i < first + n; i++) {
    const Task *task = &subject->tasks[i % TASKS];
    g_autofree char *answer = answer_of(work, task);
    const double rows = 1 + bm_hand_width(&work->writer, answer) / (w - 8);
    if (y + 12 + rows * pitch > bottom)
      break;
    g_autofree char *printed = g_strdup_printf("%d. %s", i + 1, task->task);
    y = bm_sheet_print_block(sheet, BM_AS_TASK, x, y, w, "PT Serif 11", printed) + pitch;
    y = bm_hand_write_block(sheet, BM_AS_WRITING, &work->writer, work->rand, x + 4, y, w - 8,
                            pitch, answer);
  }
  return y;
}

double bm_draw_answers(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                       double w, double pitch, double bottom)
{
  const struct Subject *subject = subject_of(work);
  for (int i = first; i < first + n; i++) {
    g_autofree char *answer = answer_of(work, &subject->tasks[i % TASKS]);
    const double rows = 2 + bm_hand_width(&work->writer, answer) / w;
    if (y + (rows - 1) * pitch > bottom)
      break;
    g_autofree char *line = g_strdup_printf("%d) %s", i + 1, answer);
    y = bm_hand_write_block(sheet, BM_AS_WRITING, &work->writer, work->rand, x, y, w, pitch,
                            line);
    if (pitch < 9 && y + pitch < bottom)
      y += pitch;
  }
  cross_rest(work, sheet, x, y, w, bottom);
  return y;
}

double bm_draw_typed(BmWork *work, BmSheet *sheet, int first, int n, double x, double y,
                     double w, const char *font)
{
  const struct Subject *subject = subject_of(work);
  for (int i = first; i < first + n; i++) {
    const Task *task = &subject->tasks[(i + work->index) % TASKS];
    g_autofree char *text = g_strdup_printf("%d. %s %s", i + 1, task->task, task->answer);
    y = bm_sheet_print_block(sheet, (BmSense){BM_ANSWER, "printed_task"}, x, y, w, font, text) +
        2.5;
  }
  return y;
}

void bm_draw_figure(BmWork *work, BmSheet *sheet, double x, double y, double size)
{
  GRand *rand = work->rand;
  const double px[] = {x, x + size * g_rand_double_range(rand, 0.2, 0.8), x + size};
  const double py[] = {y + size, y + size * 0.15, y + size};
  cairo_t *cr =
      bm_sheet_begin(sheet, (BmSense){BM_ANSWER, "drawing"}, &bm_ink_pencil, "чертёж", TRUE);
  cairo_move_to(cr, px[0], py[0]);
  cairo_line_to(cr, px[1], py[1]);
  cairo_line_to(cr, px[2], py[2]);
  cairo_close_path(cr);
  cairo_move_to(cr, px[1], py[1]);
  cairo_line_to(cr, px[1], py[0]);
  cairo_stroke(cr);
  bm_sheet_end(sheet);
  static const char *const names[] = {"А", "В", "С"};
  for (int i = 0; i < 3; i++)
    bm_hand_write(sheet, BM_AS_WRITING, &work->writer, rand, px[i] + 1, py[i] - 1, names[i]);
}

void bm_draw_table(BmWork *work, BmSheet *sheet, double x, double y, double w)
{
  static const char *const heads[] = {"День", "Класс", "Число", "Балл"};
  const double cell = w / 4;
  for (int row = 0; row < 3; row++)
    bm_sheet_cells(sheet, x, y + row * 8, cell, 8, 4);
  for (int i = 0; i < 4; i++) {
    bm_sheet_print(sheet, (BmSense){BM_ANSWER, "table"}, x + cell * (i + 0.5), y + 5.5,
                   BM_CENTRE, "PT Sans 10", &bm_ink_black, heads[i]);
    for (int row = 1; row < 3; row++) {
      g_autofree char *number = g_strdup_printf("%d", g_rand_int_range(work->rand, 3, 98));
      bm_hand_write(sheet, (BmSense){BM_ANSWER, "table"}, &work->writer, work->rand,
                    x + cell * i + 4, y + row * 8 + 6, number);
    }
  }
}
