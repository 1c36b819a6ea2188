/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/procedure_book: every fault is named with sheet, cell, found, expected. */
#include "tests/tools/procedure_sheets.h"

static void speak_russian(void)
{
  g_setenv("LANGUAGE", "ru", TRUE);
}

TestSuite(procedure_book_faults, .timeout = 60, .init = speak_russian);

static char *message_of(Sheets *sheets)
{
  g_autoptr(GError) error = NULL;
  sheets_save(sheets);
  g_autoptr(BmProcedure) p = bm_procedure_load(sheets->folder, &error);
  if (p != NULL)
    return g_strdup("(taken)");
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, "procedure_book");
  return g_strdup(error->message);
}

/* Exactly these faults, in this order; NULL ends. */
static void expect_faults(Sheets *sheets, const char *const *lines)
{
  g_autofree char *message = message_of(sheets);
  g_autofree char *all = g_strjoinv("\n  ", (char **)lines);
  g_autofree char *wanted = g_strdup_printf("procedure_book: procedure.xlsx: %u\n  %s",
                                            g_strv_length((char **)lines), all);
  cr_expect_str_eq(message, wanted);
}

static void expect_fault(Sheets *sheets, const char *line)
{
  const char *const lines[] = {line, NULL};
  expect_faults(sheets, lines);
}

typedef struct Spoilt {
  BmPlanId plan;
  const char *cell, *value;
  const char *line; /* the one fault */
} Spoilt;

static const Spoilt spoilt[] = {
    /* values */
    {BM_PLAN_TASKS, "B4", "2,5",
     "Лист «Задания», ячейка B4: найдено «2,5», ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "#2.5",
     "Лист «Задания», ячейка B4: найдено «2.5», ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "#0",
     "Лист «Задания», ячейка B4: найдено «0», ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "#101",
     "Лист «Задания», ячейка B4: найдено «101», ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "",
     "Лист «Задания», ячейка B4: пусто, ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "?1",
     "Лист «Задания», ячейка B4: найдено «TRUE», ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "!#REF!",
     "Лист «Задания», ячейка B4: найдена ошибка формулы, ожидалось целое число от 1 до 100"},
    {BM_PLAN_TASKS, "B4", "=1+1",
     "Лист «Задания», ячейка B4: найдена формула без результата, ожидалось целое число от 1 до "
     "100"},
    {BM_PLAN_TASKS, "A5", "%46027",
     "Лист «Задания», ячейка A5: найдена дата «2026-01-05», ожидался номер без пробелов, до 16 "
     "знаков (не дата)"},
    {BM_PLAN_TASKS, "C4", "A",
     "Лист «Задания», ячейка C4: найдено «A», ожидалось одно из: «Б», «П», «В»"},
    {BM_PLAN_TASKS, "D4", "9К9",
     "Лист «Задания», ячейка D4: найдено «9К9», ожидалось другое задание этого листа"},
    {BM_PLAN_TASKS, "D6", "24К1",
     "Лист «Задания», ячейка D6: найдено «24К1», ожидалось другое задание этого листа"},
    {BM_PLAN_TASKS, "E5", "24К1",
     "Лист «Задания», ячейка E5: найдено «24К1», ожидались условия вида «К1: 2» или «К1 до 1: "
     "2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "5",
     "Лист «Задания», ячейка E5: найдено «5», ожидались условия вида «К1: 2» или «К1 до 1: 2» "
     "через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1: 0,5",
     "Лист «Задания», ячейка E5: найдено «24К1: 0,5», ожидались условия вида «К1: 2» или «К1 "
     "до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1: 1,5.1: 1",
     "Лист «Задания», ячейка E5: найдено «24К1: 1,5.1: 1», ожидались условия вида «К1: 2» или "
     "«К1 до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1 до 1,5: 1",
     "Лист «Задания», ячейка E5: найдено «24К1 до 1,5: 1», ожидались условия вида «К1: 2» или "
     "«К1 до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1 = 1: 1",
     "Лист «Задания», ячейка E5: найдено «24К1 = 1: 1», ожидались условия вида «К1: 2» или «К1 "
     "до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1 < 2: 1",
     "Лист «Задания», ячейка E5: найдено «24К1 < 2: 1», ожидались условия вида «К1: 2» или «К1 "
     "до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1: -1",
     "Лист «Задания», ячейка E5: найдено «24К1: -1», ожидались условия вида «К1: 2» или «К1 до "
     "1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1: много",
     "Лист «Задания», ячейка E5: найдено «24К1: много», ожидались условия вида «К1: 2» или «К1 "
     "до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "24К1: 1 1: 0",
     "Лист «Задания», ячейка E5: найдено «24К1: 1 1: 0», ожидались условия вида «К1: 2» или "
     "«К1 до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", ": 1",
     "Лист «Задания», ячейка E5: найдено «: 1», ожидались условия вида «К1: 2» или «К1 до 1: "
     "2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "1: 1; 24К1 - 1",
     "Лист «Задания», ячейка E5: найдено «24К1 - 1», ожидались условия вида «К1: 2» или «К1 до "
     "1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "%46310",
     "Лист «Задания», ячейка E5: найдена дата «2026-10-15», ожидались условия вида «К1: 2» или "
     "«К1 до 1: 2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "#1.5",
     "Лист «Задания», ячейка E5: найдено «1.5», ожидались условия вида «К1: 2» или «К1 до 1: "
     "2» через точку с запятой"},
    {BM_PLAN_TASKS, "E5", "9К9: 1",
     "Лист «Задания», ячейка E5: найдено «9К9: 1», ожидалось другое задание этого листа"},
    {BM_PLAN_TASKS, "E5", "5.1: 1",
     "Лист «Задания», ячейка E5: найдено «5.1: 1», ожидалось другое задание этого листа"},
    {BM_PLAN_TASKS, "E5", "24К1: 2",
     "Лист «Задания», ячейка E5: найдено «24К1: 2», ожидалось для «5.1» меньше максимума, то "
     "есть до 1"},
    {BM_PLAN_TASKS, "E5", "24К1 до 3: 1",
     "Лист «Задания», ячейка E5: найдено «24К1 до 3: 1», ожидалось для «24К1» меньше "
     "максимума, то есть до 2"},
    {BM_PLAN_TASKS, "E5", "24К1: 1; 24K1: 0",
     "Лист «Задания», ячейка E5: найдено «24K1: 0», ожидалось каждое условие один раз (столбец "
     "«Ноль, если ноль за» — тоже условия)"},
    {BM_PLAN_ROUND, "B6", "#12",
     "Лист «Раунд», ячейка B6: найдено «12», ожидалось целое число от 1 до 11"},
    {BM_PLAN_ROUND, "B7", "15.10.26",
     "Лист «Раунд», ячейка B7: найдено «15.10.26», ожидалась дата вида 15.10.2026"},
    {BM_PLAN_ROUND, "B7", "31.02.2026",
     "Лист «Раунд», ячейка B7: найдено «31.02.2026», ожидалась дата вида 15.10.2026"},
    {BM_PLAN_ROUND, "B7", "15.10.1999",
     "Лист «Раунд», ячейка B7: найдено «15.10.1999», ожидалась дата вида 15.10.2026"},
    {BM_PLAN_ROUND, "B20", "много",
     "Лист «Раунд», ячейка B20: найдено «много», ожидалось целое число от 1 до 10000"},
    {BM_PLAN_PUPILS, "E6", "=E4",
     "Лист «Ученики», ячейка E6: найдена формула без результата, ожидался текст до 120 знаков"},
    /* a row that lacks its name is not held against the other sheets */
    {BM_PLAN_SCHOOLS, "A4", "100 425",
     "Лист «Школы», ячейка A4: найден другой текст, ожидался текст без пробелов, до 32 знаков"},
    {BM_PLAN_MARKERS, "A4", "",
     "Лист «Проверяющие», ячейка A4: пусто, ожидался текст до 120 знаков"},
    {BM_PLAN_ROUND, "B7", "#46310",
     "Лист «Раунд», ячейка B7: найдено «46310», ожидалась дата вида 15.10.2026"},
    {BM_PLAN_ROUND, "B7", "%46310.5",
     "Лист «Раунд», ячейка B7: найдена дата «2026-10-15 12:00:00», ожидалась дата вида "
     "15.10.2026"},
    {BM_PLAN_ROUND, "B9", "контрольная",
     "Лист «Раунд», ячейка B9: найдено «контрольная», ожидалось одно из: «ВПР», "
     "«диагностическая работа», «экзамен», «закрашивать всё»"},
    {BM_PLAN_ROUND, "B11", "две",
     "Лист «Раунд», ячейка B11: найдено «две», ожидалось целое число от 1 до 64"},
    {BM_PLAN_ROUND, "B13", "#3",
     "Лист «Раунд», ячейка B13: найдено «3», ожидалось целое число от 1 до 2"},
    {BM_PLAN_ROUND, "B14", "#6",
     "Лист «Раунд», ячейка B14: найдено «6», ожидалось целое число от 0 до 5"},
    {BM_PLAN_ROUND, "B14", "2,5",
     "Лист «Раунд», ячейка B14: найдено «2,5», ожидалось целое число от 0 до 5"},
    {BM_PLAN_ROUND, "B14", "две",
     "Лист «Раунд», ячейка B14: найдено «две», ожидалось целое число от 0 до 5"},
    {BM_PLAN_ROUND, "B15", "#21",
     "Лист «Раунд», ячейка B15: найдено «21», ожидалось целое число от 0 до 20"},
    {BM_PLAN_ROUND, "B15", "-1",
     "Лист «Раунд», ячейка B15: найдено «-1», ожидалось целое число от 0 до 20"},
    {BM_PLAN_ROUND, "B15", "%46310",
     "Лист «Раунд», ячейка B15: найдена дата «2026-10-15», ожидалось целое число от 0 до 20"},
    {BM_PLAN_ROUND, "B16", "наверное",
     "Лист «Раунд», ячейка B16: найдено «наверное», ожидалось «да» или «нет»"},
    {BM_PLAN_ROUND, "B17", "task 2",
     "Лист «Раунд», ячейка B17: найдено «task 2», ожидалось название из букв, цифр, «_» и «-», "
     "до 64 знаков"},
    {BM_PLAN_ROUND, "B17", "vpr_russian_4_2026",
     "Лист «Раунд», ячейка B17: найдено «vpr_russian_4_2026», ожидалось название из списка или "
     "файла .json в папке procedure"},
    {BM_PLAN_ROUND, "B4", "",
     "Лист «Раунд», ячейка B4: пусто, ожидался показатель «Название работы» со значением"},
    {BM_PLAN_MARKERS, "D4", "главный",
     "Лист «Проверяющие», ячейка D4: найдено «главный», ожидалось одно из: «основной», "
     "«старший», «ведущий»"},
    {BM_PLAN_MARKERS, "E4", "-1",
     "Лист «Проверяющие», ячейка E4: найдено «-1», ожидалось целое число от 0 до 100000"},
    {BM_PLAN_MARKERS, "F4", "физику",
     "Лист «Проверяющие», ячейка F4: найдено «физику», ожидалось «да» или «нет»"},
    {BM_PLAN_MARKERS, "F4", "#1",
     "Лист «Проверяющие», ячейка F4: найдено «1», ожидалось «да» или «нет»"},
    {BM_PLAN_CALENDAR, "B8", "",
     "Лист «Календарь», ячейка B8: пусто, ожидалась дата вида 15.10.2026"},
    {BM_PLAN_CALENDAR, "B8", "14.10.2026",
     "Лист «Календарь», ячейка B8: найдено «14.10.2026», ожидалась дата не раньше 15.10.2026 "
     "(начало этапа над ним)"},
    {BM_PLAN_CALENDAR, "B8", "2026-10-32",
     "Лист «Календарь», ячейка B8: найдено «2026-10-32», ожидалась дата вида 15.10.2026"},
    {BM_PLAN_CALENDAR, "C8", "2026-10-19",
     "Лист «Календарь», ячейка C8: найдено «19.10.2026», ожидалась дата не раньше 20.10.2026"},
    {BM_PLAN_CALENDAR, "C8", "19.10.2026",
     "Лист «Календарь», ячейка C8: найдено «19.10.2026», ожидалась дата не раньше 20.10.2026"},
    /* what may hold a person, school or class is not repeated */
    {BM_PLAN_PUPILS, "B4", "А9",
     "Лист «Ученики», ячейка B4: найден другой текст, ожидался класс вида 9А"},
    {BM_PLAN_PUPILS, "B4", "12А",
     "Лист «Ученики», ячейка B4: найден другой текст, ожидался класс вида 9А"},
    {BM_PLAN_PUPILS, "B4", "9 класс",
     "Лист «Ученики», ячейка B4: найден другой текст, ожидался класс вида 9А"},
    {BM_PLAN_PUPILS, "B4", "%46027",
     "Лист «Ученики», ячейка B4: найдена дата, ожидался класс вида 9А"},
    {BM_PLAN_PUPILS, "D6", " ",
     "Лист «Ученики», ячейка D6: пусто, ожидался текст до 120 знаков"},
    {BM_PLAN_PUPILS, "I4", "#6",
     "Лист «Ученики», ячейка I4: найдено другое число, ожидалось целое число от 1 до 5"},
    {BM_PLAN_PUPILS, "A4", "100999",
     "Лист «Ученики», ячейка A4: найден код, которого нет на листе «Школы», ожидался код с "
     "листа «Школы»"},
    {BM_PLAN_PUPILS, "A4", "100 425",
     "Лист «Ученики», ячейка A4: найден другой текст, ожидался текст без пробелов, до 32 "
     "знаков"},
    {BM_PLAN_PUPILS, "G4", "#100.5",
     "Лист «Ученики», ячейка G4: найдено другое число, ожидался текст без пробелов, до 32 "
     "знаков"},
    {BM_PLAN_MARKERS, "B5", "100999",
     "Лист «Проверяющие», ячейка B5: найден код, которого нет на листе «Школы», ожидался код с "
     "листа «Школы»"},
    {BM_PLAN_CONFLICTS, "C4", "100999",
     "Лист «Конфликты», ячейка C4: найден код, которого нет на листе «Школы», ожидался код с "
     "листа «Школы»"},
    {BM_PLAN_CONFLICTS, "A4", "Сорокин",
     "Лист «Конфликты», ячейка A4: найдено имя, которого нет на листе «Проверяющие», ожидался "
     "учитель с листа «Проверяющие»"},
    {BM_PLAN_CONFLICTS, "D4", "Сорокин",
     "Лист «Конфликты», ячейка D4: найдено имя, которого нет на листе «Проверяющие», ожидался "
     "учитель с листа «Проверяющие»"},
    {BM_PLAN_CONFLICTS, "C4", "",
     "Лист «Конфликты», ячейка C4: пусто, ожидались школа или учитель, чьи работы давать "
     "нельзя"},
    /* doubles */
    {BM_PLAN_TASKS, "A6", "#1",
     "Лист «Задания», ячейка A6: найдено то же, что в строке 4, ожидалось каждое задание один "
     "раз"},
    {BM_PLAN_SCHOOLS, "A6", "100042",
     "Лист «Школы», ячейка A6: найдено то же, что в строке 5, ожидалась каждая школа один раз"},
    /* headings and labels */
    {BM_PLAN_PUPILS, "F3", "Отчевство",
     "Лист «Ученики», ячейка F3: найден незнакомый заголовок, ожидался один из недостающих "
     "заголовков: «Отчество»"},
    {BM_PLAN_PUPILS, "K3", "Телефон",
     "Лист «Ученики», ячейка K3: найден незнакомый заголовок, ожидалось пусто: все столбцы "
     "образца уже есть"},
    {BM_PLAN_PUPILS, "K7", "заметка",
     "Лист «Ученики», столбец K: найдены данные без заголовка, ожидался заголовок из образца "
     "или пустой столбец"},
    {BM_PLAN_TASKS, "D3", "Уровень",
     "Лист «Задания», ячейка D3: найден тот же заголовок ещё раз, ожидался каждый столбец один "
     "раз"},
    {BM_PLAN_ROUND, "A8", "Округ",
     "Лист «Раунд», ячейка A8: найден незнакомый показатель, ожидался показатель из образца"},
    {BM_PLAN_ROUND, "A10", "Район",
     "Лист «Раунд», ячейка A10: найден тот же показатель ещё раз, ожидался каждый показатель "
     "один раз"},
    /* the mark scale */
    {BM_PLAN_ROUND, "B20", "",
     "Лист «Раунд», ячейка B20: пусто, ожидалась граница каждой из отметок 3, 4 и 5"},
    {BM_PLAN_ROUND, "B20", "#2",
     "Лист «Раунд», ячейка B20: найдено «2», ожидалось не меньше 3: границы растут"},
    {BM_PLAN_ROUND, "B21", "#7",
     "Лист «Раунд», ячейка B21: найдено «7», ожидалось не больше суммы баллов за задания, 6"},
    {BM_PLAN_ROUND, "B18", "vpr_russian_4_2026",
     "Лист «Раунд», ячейка B18: найдено название шкалы вместе с границами, ожидалось "
     "что-нибудь одно"},
};

Test(procedure_book_faults, one_spoilt_cell_is_the_one_fault)
{
  for (guint i = 0; i < G_N_ELEMENTS(spoilt); i++) {
    g_auto(Sheets) sheets = sheets_new();
    sheets_fill(&sheets);
    sheets_put(&sheets, spoilt[i].plan, spoilt[i].cell, spoilt[i].value);
    expect_fault(&sheets, spoilt[i].line);
  }
}

Test(procedure_book_faults, a_wrong_maximum_is_not_held_against_conditions_too)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "B6", "три");
  sheets_put(&sheets, BM_PLAN_TASKS, "E5", "24К1 до 1: 1");
  expect_fault(&sheets, "Лист «Задания», ячейка B6: найдено «три», ожидалось целое число от 1 "
                        "до 100");
}

Test(procedure_book_faults, all_faults_of_conditions_are_told_at_once)
{
  static const char *const lines[] = {
      "Sheet \"Задания\", cell E5: found \"24К1: 1\", expected each condition once (column "
      "«Ноль, если ноль за» holds conditions, too)",
      "Sheet \"Задания\", cell E5: found \"24К1 до 3: 2\", expected less than the maximum for "
      "«24К1», that is up to 2",
      "Sheet \"Задания\", cell E5: found \"24К1 до 3: 2\", expected less than the maximum for "
      "«5.1», that is up to 1",
      "Sheet \"Задания\", cell E5: found \"К1\", expected conditions such as «К1: 2» or «К1 до "
      "1: 2» (up to 1), semicolons between",
      NULL};
  g_setenv("LANGUAGE", "en", TRUE);
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "D5", "24К1");
  sheets_put(&sheets, BM_PLAN_TASKS, "E5", "24К1: 1; 24К1 до 3: 2; К1");
  expect_faults(&sheets, lines);
}

typedef struct Pupil {
  const char *number, *code, *surname, *line;
} Pupil;

Test(procedure_book_faults, a_pupil_twice_is_named_by_what_is_the_same)
{
  static const Pupil pupils[] = {
      {"#1", "", "Осин",
       "Лист «Ученики», ячейка C5: найдено то же, что в строке 4, ожидался свой номер у "
       "каждого ученика класса"},
      {"#2", "10001", "Осин",
       "Лист «Ученики», ячейка G5: найдено то же, что в строке 4, ожидался свой код у каждого "
       "участника"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(pupils); i++) {
    g_auto(Sheets) sheets = sheets_new();
    sheets_fill(&sheets);
    sheets_put(&sheets, BM_PLAN_PUPILS, "A5", "100425");
    sheets_put(&sheets, BM_PLAN_PUPILS, "B5", "9А");
    sheets_put(&sheets, BM_PLAN_PUPILS, "C5", pupils[i].number);
    sheets_put(&sheets, BM_PLAN_PUPILS, "D5", pupils[i].surname);
    sheets_put(&sheets, BM_PLAN_PUPILS, "G5", pupils[i].code);
    expect_fault(&sheets, pupils[i].line);
  }
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_PUPILS, "A9", "#100042");
  sheets_put(&sheets, BM_PLAN_PUPILS, "B9", "9-б");
  sheets_put(&sheets, BM_PLAN_PUPILS, "D9", "лескова");
  expect_fault(&sheets, "Лист «Ученики», ячейка D9: найдено то же, что в строке 6, ожидался "
                        "каждый ученик один раз (однофамильцам дайте номера)");
}

Test(procedure_book_faults, a_teacher_twice_in_one_school_is_named)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_MARKERS, "A7", "Хохлова Л. А.");
  sheets_put(&sheets, BM_PLAN_MARKERS, "B7", "100042");
  expect_fault(&sheets, "Лист «Проверяющие», ячейка A7: найдено то же, что в строке 5, "
                        "ожидался каждый учитель один раз");
}

Test(procedure_book_faults, a_conflict_of_a_name_that_two_have_asks_for_the_school)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_MARKERS, "A5", "Сорокина В. А.");
  expect_fault(&sheets, "Лист «Конфликты», ячейка A4: найдено имя нескольких учителей, "
                        "ожидался код школы, который их различит");
}

Test(procedure_book_faults, a_recheck_needs_the_kind_of_the_assessment)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_ROUND, "B9", "");
  sheets_put(&sheets, BM_PLAN_ROUND, "B10", "да");
  expect_fault(&sheets,
               "Лист «Раунд», ячейка B9: пусто, ожидался вид процедуры: раунд — перепроверка");
}

Test(procedure_book_faults, pupils_without_any_school_are_one_fault)
{
  static const char *const cells[] = {"A4", "B4", "A5", "B5", "C5", "D5"};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
    sheets_put(&sheets, BM_PLAN_SCHOOLS, cells[i], "");
  expect_fault(&sheets, "Лист «Школы»: пусто, ожидался код каждой школы учеников и учителей");
}

Test(procedure_book_faults, a_needed_column_that_is_gone_is_named)
{
  static const char *const cells[] = {"A3", "A4", "A5", "A6"};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
    sheets_put(&sheets, BM_PLAN_TASKS, cells[i], "");
  expect_fault(&sheets,
               "Лист «Задания», строка 3: такого столбца нет, ожидался заголовок «Задание»");
}

Test(procedure_book_faults, a_sheet_without_its_headings_is_named)
{
  static const char *const cells[] = {"A3", "B3", "C3", "D3"};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
    sheets_put(&sheets, BM_PLAN_TASKS, cells[i], "");
  expect_fault(
      &sheets,
      "Лист «Задания»: нет строки заголовков, ожидались «Задание», "
      "«Максимальный балл», «Уровень», «Ноль, если ноль за», «Не больше, если мало за»");
}

Test(procedure_book_faults, a_renamed_sheet_is_missed_and_told_by_number_only)
{
  static const char *const lines[] = {
      "Книга: найден незнакомый лист, 4-й по порядку, ожидались только листы образца (лишний "
      "удалите, переименованный назовите снова)",
      "Лист «Школы»: такого листа нет, ожидался лист с этим названием", NULL};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_swap(&sheets, "xl/workbook.xml", "name=\"Школы\"", "name=\"Школа 425\"");
  expect_faults(&sheets, lines);
}

Test(procedure_book_faults, a_hidden_sheet_is_named)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_swap(&sheets, "xl/workbook.xml", "<sheet name=\"Конфликты\"",
              "<sheet state=\"veryHidden\" name=\"Конфликты\"");
  expect_fault(&sheets, "Лист «Конфликты»: лист скрыт, ожидался видимый лист");
}

Test(procedure_book_faults, hidden_rows_and_columns_with_data_are_named)
{
  static const char *const lines[] = {"Лист «Ученики», столбец D: найден скрытый столбец с "
                                      "данными, ожидался видимый или пустой столбец",
                                      "Лист «Ученики», строка 6: найдена скрытая строка с "
                                      "данными, ожидалась видимая строка (снимите фильтр)",
                                      NULL};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_swap(&sheets, "xl/worksheets/sheet5.xml", "<row r=\"6\">",
              "<row r=\"6\" hidden=\"1\">");
  sheets_swap(&sheets, "xl/worksheets/sheet5.xml", "<col min=\"4\" max=\"4\"",
              "<col hidden=\"1\" min=\"4\" max=\"4\"");
  expect_faults(&sheets, lines);
}

Test(procedure_book_faults, merged_cells_of_a_table_are_named)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_swap(&sheets, "xl/worksheets/sheet6.xml", "</sheetData>",
              "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A1:D1\"/><mergeCell "
              "ref=\"C5:C6\"/></mergeCells>");
  expect_fault(&sheets, "Лист «Проверяющие», ячейки C5:C6: найдены объединённые ячейки, "
                        "ожидались отдельные ячейки таблицы");
}

Test(procedure_book_faults, all_faults_are_told_at_once_and_in_english_too)
{
  static const char *const lines[] = {
      "Sheet \"Задания\", cell B4: found \"2,5\", expected a whole number from 1 to 100",
      "Sheet \"Школы\", cell C5: found \"maybe\", expected «да» (yes) or «нет» (no)",
      "Sheet \"Ученики\", cell B6: found another text, expected a class such as 9А",
      "Sheet \"Проверяющие\", cell B4: found a code that sheet «Школы» has not, expected a "
      "code of sheet «Школы»",
      NULL};
  g_setenv("LANGUAGE", "en", TRUE);
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "B4", "2,5");
  sheets_put(&sheets, BM_PLAN_SCHOOLS, "C5", "maybe");
  sheets_put(&sheets, BM_PLAN_PUPILS, "B6", "9QQ");
  sheets_put(&sheets, BM_PLAN_MARKERS, "B4", "1");
  expect_faults(&sheets, lines);
}

Test(procedure_book_faults, of_more_than_a_hundred_the_rest_are_counted)
{
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  for (int row = 10; row < 140; row++) {
    g_autofree char *cell = g_strdup_printf("A%d", row);
    sheets_put(&sheets, BM_PLAN_PUPILS, cell, "100425");
  }
  g_autofree char *message = message_of(&sheets);
  cr_expect(g_str_has_prefix(message, "procedure_book: procedure.xlsx: 260\n"), "%s", message);
  cr_expect(g_str_has_suffix(message, "\n  … и ещё 160"), "%s", message);
}

Test(procedure_book_faults, control_characters_and_long_texts_are_not_repeated)
{
  static const char *const lines[] = {
      "Лист «Задания», ячейка C4: найдено «[31mочень длинное значение, которое нику…», "
      "ожидалось "
      "одно из: «Б», «П», «В»",
      "Лист «Задания», ячейка E4: найдено «условие которое записано так длинно что …», "
      "ожидались "
      "условия вида «К1: 2» или «К1 до 1: 2» через точку с запятой",
      NULL};
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_TASKS, "C4",
             "_x001B_[31mочень длинное значение, которое никуда не помещается");
  sheets_put(&sheets, BM_PLAN_TASKS, "E4",
             "24К1: 0; условие которое записано так длинно что его не узнать");
  expect_faults(&sheets, lines);
}

static void expect_refused(const char *bytes, gsize size, const char *slug)
{
  g_autofree char *folder = g_dir_make_tmp("bm-book-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "procedure.xlsx", NULL);
  g_file_set_contents(path, bytes, (gssize)size, NULL);
  GError *error = NULL;
  g_autoptr(BmProcedure) p = bm_procedure_load(folder, &error);
  cr_assert_null(p);
  cr_expect(g_error_matches(error, BM_ERROR, BM_ERROR_SETTING));
  cr_expect(g_str_has_prefix(error->message, slug), "%s", error->message);
  g_error_free(error);
  bm_folder_remove(folder);
}

Test(procedure_book_faults, what_is_no_xlsx_is_refused_with_the_reason)
{
  expect_refused("a;b\n1;2\n", 8, "book_not_table: procedure.xlsx");
  expect_refused("PK\x03\x04xxxxxxxx", 12, "book_damaged: procedure.xlsx");
  expect_refused("", 0, "book_not_table: procedure.xlsx");
}
