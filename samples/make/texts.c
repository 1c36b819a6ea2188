/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks and answers of the locked set, with decoys: names, schools, classes, dates. */
#include "texts.h"
#include <math.h>
#include <string.h>

enum { ITEMS = BM_TEXT_ITEMS, VARIANTS = BM_TEXT_VARIANTS };

static const BmTopic topics[] = {
    {"География",
     {{"Какая река длиннее: Обь или Волга? Обоснуйте.",
       {"Обь длиннее, 3650 км, а Волга 3530 км.", "Волга короче Оби на 120 км",
        "Обь, так как с Иртышом это 5410 км"}},
      {"Кто из путешественников открыл пролив между Азией и Америкой?",
       {"Семён Дежнёв, 1648 год, потом Витус Беринг", "Дежнёв Семён Иванович",
        "Беринг в 1728 г., но раньше Дежнёв"}},
      {"В посёлке Ольшанка одна школа № 3, в ней 240 учеников. Сколько жителей на одну школу, "
       "если всего их 4800?",
       {"4800 : 1 = 4800 чел. на школу № 3", "одна школа на 4800 жителей, учеников 5 %",
        "4800 жителей; в классе 24 человека"}},
      {"Определите по плану расстояние от школы до родника.",
       {"6 см · 100 м = 600 м на северо-восток", "600 м, азимут 45 градусов", "около 620 м"}},
      {"Назовите столицы трёх соседних государств.",
       {"Минск, Хельсинки, Астана", "Рига, Вильнюс, Пекин", "Баку, Тбилиси, Осло"}},
      {"Почему 22 июня день самый длинный?",
       {"Ось наклонена, Солнце 22.06 в зените над тропиком", "потому что летнее солнцестояние",
        "Северное полушарие повёрнуто к Солнцу"}}}},
    {"Физика",
     {{"Сформулируйте закон Ома для участка цепи.",
       {"I = U/R, Георг Ом, 1826 г.", "сила тока прямо пропорциональна напряжению",
        "ток равен напряжению, делённому на сопротивление"}},
      {"Найдите силу тока, если U = 12 В, R = 4 Ом.",
       {"I = 12/4 = 3 А. Ответ: 3 А", "3 ампера", "I = U : R = 12 : 4 = 3 (А)"}},
      {"Какой класс точности у прибора на рисунке?",
       {"класс точности 2,5", "2-й класс, цена деления 0,2", "класс 1,5; предел 3 В"}},
      {"Учитель физики Орлов А. С. поднял груз массой 5 кг на 2 м. Найдите работу.",
       {"A = mgh = 5 · 10 · 2 = 100 Дж", "работа Орлова 100 Дж", "100 Дж, если g = 10"}},
      {"Запишите показания приборов в таблицу.",
       {"U = 4,2 В; I = 0,6 А; R = 7 Ом", "4,0 В и 0,5 А, значит 8 Ом",
        "R = 4,4/0,6 = 7,3 Ом"}},
      {"Сделайте вывод по работе.",
       {"Вывод: сопротивление не зависит от силы тока.",
        "мы с Димой измерили сопротивление, оно равно 7 Ом",
        "сопротивление проводника постоянно, закон Ома верен"}}}},
    {"Обществознание",
     {{"Что такое имя и фамилия с точки зрения права?",
       {"Имя – личное неимущественное право, фамилия даётся по родителям",
        "имя, отчество и фамилия индивидуализируют гражданина",
        "это способ отличить человека"}},
      {"Гражданин Петров П. П. получил паспорт 14 лет. Какие права он получил?",
       {"Петров может открыть счёт в банке, работать с 14 лет", "отвечать за преступления",
        "сам подписывать договоры с согласия родителей"}},
      {"Какие уровни образования вы знаете? Что такое класс как социальная группа?",
       {"школа, колледж, вуз; рабочий класс и средний класс",
        "дошкольное, школа 1–4 класс, 5–9 класс и 10–11",
        "средний класс – это врачи, учителя"}},
      {"Прочитайте текст Д. С. Лихачёва и выпишите его главную мысль.",
       {"Лихачёв Дмитрий Сергеевич: молодость надо беречь", "береги честь смолоду",
        "всё хорошее в юности помнишь всю жизнь"}},
      {"Когда принята Конституция?",
       {"12 декабря 1993 г.", "12.12.1993 на референдуме", "1993 год, 12 декабря"}},
      {"Приведите пример социального конфликта.",
       {"спор 7 «Б» и 7 «В» из-за спортзала школы № 11", "Монтекки и Капулетти",
        "Печорин и Грушницкий, дуэль"}}}},
    {"Математика",
     {{"Решите уравнение x² – 5x + 6 = 0.",
       {"D = 25 – 24 = 1; x = 2; x = 3", "по теореме Виета 2 и 3",
        "x = (5 + 1) : 2 = 3, x = 2"}},
      {"Постройте график функции y = 2x – 3.",
       {"x = 0, y = –3; x = 2, y = 1, прямая", "график – прямая через (0; –3) и (3; 3)",
        "k = 2, угол острый"}},
      {"В треугольнике ABC угол С прямой, АС = 6, ВС = 8. Найдите АВ.",
       {"АВ = √(36 + 64) = 10", "По теореме Пифагора АВ = 10", "Ответ: 10 см"}},
      {"Ученики школы № 25 Коля, Юля и Марат собрали 84 кг макулатуры, 9 «А» собрал вдвое "
       "больше. Сколько собрал класс?",
       {"84 · 2 = 168 кг собрал 9 «А»", "168 кг, а всего 252 кг",
        "9А: 168; вместе 84 + 168 = 252"}},
      {"Вычислите: 2⁵ – 12 : 4.", {"32 – 3 = 29", "29", "2 · 2 · 2 · 2 · 2 = 32; 32 – 3 = 29"}},
      {"Автобус выехал 14.09 в 8.15 и ехал 2 ч 50 мин. Когда он приехал?",
       {"14.09 в 11.05", "8.15 + 2.50 = 11.05", "в 11 часов 5 минут"}}}},
    {"Окружающий мир",
     {{"Напиши имена трёх домашних животных.",
       {"кот Барсик, собака Тузик, корова Зорька", "Мурка, Шарик, конь Буян",
        "кошка Маруся, попугай Кеша, хомяк Фома"}},
      {"Какого числа начинается осень?",
       {"1 сентября", "первого сентября, 1.09", "1 сентября, в школу"}},
      {"Кто работает в школе? Напиши две профессии.",
       {"учитель и повар", "директор, учительница Анна Ивановна", "врач, библиотекарь"}},
      {"Как называется наша страна и её столица?",
       {"Россия, Москва", "Российская Федерация, город Москва", "Россия. Москва"}},
      {"Подпиши части растения.",
       {"корень, стебель, лист, цветок", "корень стебель листья плод",
        "лист, цветок и корень"}},
      {"Чем класс рыб отличается от класса птиц?",
       {"рыбы дышат жабрами, птицы летают", "у рыб чешуя у птиц перья", "рыбы плавают"}}}},
    {"Русский язык",
     {{"Замените словосочетание «школьный двор» синонимичным.",
       {"двор школы", "двор школы (управление)", "двор у школы"}},
      {"Укажите предложения с обособленным приложением.",
       {"2, 5: «Онегин, добрый мой приятель»", "5, 7", "3 и 5, имя собственное"}},
      {"Выпишите грамматическую основу.",
       {"Иван Ильич улыбался", "учитель вошёл", "класс притих"}},
      {"Напишите фамилии в дательном падеже: Седых, Гоголь, Блок.",
       {"Седых, Гоголю, Блоку", "Седых Гоголю Блоку", "кому? Седых, Гоголю, Блоку"}},
      {"Спишите, вставляя буквы: шк..льный, кла..ный, уч..ник.",
       {"школьный, классный, ученик", "школьный, класный, ученик", "школьный классный ученик"}},
      {"Дайте определение термину «подпись».",
       {"подпись – собственноручно написанная фамилия", "фамилия под документом",
        "имя существительное 3 склонения"}}}},
};

static const char *const sentences[] = {
    "В тот день Алексей Мересьев понял, что дойдёт.",
    "Я считаю, что дружба важнее оценок и похвалы.",
    "Пьер Безухов ищет смысл жизни и ошибается.",
    "Моя бабушка Вера училась в школе № 2 и помнит войну.",
    "Автор показывает нам обычный класс и обычного учителя.",
    "Наташа Ростова радуется лунной ночи в Отрадном.",
    "Прошло много лет, но письмо от 9 мая хранится дома.",
    "Нельзя прожить без совести, писал Распутин.",
    "Когда человек остаётся один, он слышит себя.",
    "Родион Раскольников делит людей на два разряда.",
    "Нас с Ильёй Котовым отправили за водой к реке.",
    "Дом стоял на краю, и в окнах горел свет.",
    "Учитель из рассказа «Уроки французского» спас мальчика.",
    "Память делает нас людьми, в этом я уверен.",
    "В 10 классе мы читали об этом у Платонова.",
    "Таким образом, тезис доказан двумя примерами.",
    "Снег пошёл рано, и следы сразу замело.",
    "Иван Денисович выжил, потому что не потерял себя.",
    "Мне кажется, что ответ у каждого свой.",
    "Пушкинский лицей стал для них домом навсегда.",
};

static const BmTopic *topic_of(const BmWork *work)
{
  const BmTopic *own = work->set->is_reserve  ? bm_topics_reserve
                       : work->set->is_sealed ? bm_topics_sealed
                                              : NULL;
  for (; own != NULL && own->subject != NULL; own++)
    if (strcmp(own->subject, work->batch->subject) == 0)
      return own;
  for (gsize i = 0; i < G_N_ELEMENTS(topics); i++)
    if (strcmp(topics[i].subject, work->batch->subject) == 0)
      return &topics[i];
  g_error("no tasks for '%s'", work->batch->subject);
}

static char *answer_of(const BmWork *work, int i)
{
  const BmTextItem *item = &topic_of(work)->items[i % ITEMS];
  char *answer = g_strdup(
      item->answers[(work->index + i + g_rand_int_range(work->rand, 0, 2)) % VARIANTS]);
  for (char *p = answer; *p != '\0'; p++)
    if (g_ascii_isdigit(*p) && g_rand_double(work->rand) < 0.1)
      *p = (char)('1' + g_rand_int_range(work->rand, 0, 9));
  return answer;
}

/* Height that the paper keeps for the answer, the same for all works. */
static double room_of(BmAnswerStyle style)
{
  return style == BM_SHORT ? 11 : style == BM_BOXED ? 24 : style == BM_LINED ? 27 : 25;
}

static void paper_of_answer(const BmDesk *desk, BmAnswerStyle style, double x, double y,
                            double w)
{
  if (style == BM_LINED)
    for (int i = 1; i <= 3; i++)
      bm_sheet_rule(desk->sheet, x, y + i * 8, x + w, y + i * 8, &bm_ink_gray);
  else if (style == BM_SHORT) {
    const double start = x +
                         bm_sheet_print(desk->sheet, BM_AS_TASK, x, y + 8, BM_LEFT, desk->font,
                                        &bm_ink_black, "Ответ:") +
                         2;
    bm_sheet_line(desk->sheet, start, y + 8.6, x + w, y + 8.6, 0.2);
  } else if (style == BM_BOXED)
    bm_desk_frame(desk, x, y + 1, w, 21, 0, &bm_ink_gray, 0.4, 1.0);
}

double bm_desk_tasks(const BmDesk *desk, int first, int n, double x, double y, double w,
                     double bottom, BmAnswerStyle style)
{
  BmWork *work = desk->work;
  for (int i = first; i < first + n && y + 10 + room_of(style) < bottom; i++) {
    g_autofree char *printed =
        g_strdup_printf("%d. %s", i + 1, topic_of(work)->items[i % ITEMS].task);
    g_autofree char *answer = answer_of(work, i);
    y = bm_sheet_print_block(desk->sheet, BM_AS_TASK, x, y, w, desk->font, printed);
    paper_of_answer(desk, style, x, y, w);
    BmWriter hand = work->writer;
    const double rows = style == BM_SHORT ? 1 : 2;
    const double indent = style == BM_SHORT ? 20 : 3;
    hand.narrow *= MIN(1.0, rows * 0.85 * (w - indent - 2) / bm_hand_width(&hand, answer));
    hand.narrow = MAX(0.45, hand.narrow);
    bm_hand_write_block(desk->sheet, BM_AS_WRITING, &hand, work->rand, x + indent, y + 7.6,
                        w - indent - 1, 8, answer);
    y += room_of(style) + 2;
  }
  return y;
}

double bm_desk_answers(const BmDesk *desk, int first, int n, double x, double y, double w,
                       double pitch, double bottom)
{
  BmWork *work = desk->work;
  for (int i = first; i < first + n; i++) {
    g_autofree char *answer = answer_of(work, i);
    g_autofree char *line = g_strdup_printf("№%d. %s", i + 1, answer);
    const double rows = 1 + bm_hand_width(&work->writer, line) / w;
    if (y + rows * pitch > bottom)
      break;
    y = bm_hand_write_block(desk->sheet, BM_AS_WRITING, &work->writer, work->rand, x, y, w,
                            pitch, line) +
        (i % 2) * pitch;
  }
  return y;
}

static char *prose_of(const BmWork *work, int first, int n)
{
  GString *prose = g_string_new(NULL);
  for (int i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c(prose, ' ');
    const gsize at = (gsize)((first + i) * 7 + work->index * 3);
    g_string_append(prose,
                    work->set->is_reserve  ? bm_sentences_reserve[at % BM_SENTENCES_RESERVE]
                    : work->set->is_sealed ? bm_sentences_sealed[at % BM_SENTENCES_SEALED]
                                           : sentences[at % G_N_ELEMENTS(sentences)]);
  }
  return g_string_free(prose, FALSE);
}

double bm_desk_essay(const BmDesk *desk, int first, int n, double x, double y, double w,
                     double pitch, double bottom)
{
  BmWriter hand = desk->work->writer;
  g_autofree char *prose = prose_of(desk->work, first, n);
  hand.narrow *= MIN(1.0, 0.9 * w * floor((bottom - y) / pitch) / bm_hand_width(&hand, prose));
  return bm_hand_write_block(desk->sheet, BM_AS_WRITING, &hand, desk->work->rand, x, y, w,
                             pitch, prose);
}

double bm_desk_prose(const BmDesk *desk, int first, int n, double x, double y, double w,
                     const char *font)
{
  g_autofree char *prose = prose_of(desk->work, first, n);
  return bm_sheet_print_block(desk->sheet, BM_AS_TASK, x, y, w, font, prose);
}

const char *bm_text_word(const BmWork *work, int i)
{
  static const char *const words[] = {"ВОЛГА",  "ИВАН", "137",   "КЛАСС", "2,5",
                                      "БАЙКАЛ", "ПЁТР", "41352", "ШКОЛА", "-8",
                                      "ГОГОЛЬ", "АБВ",  "1812",  "ИМЯ",   "АЗОТ"};
  return words[(gsize)(i * 7 + work->index * 4) % G_N_ELEMENTS(words)];
}
