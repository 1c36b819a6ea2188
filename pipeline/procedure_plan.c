/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheets of procedure.xlsx. */
#include "pipeline/procedure_plan.h"

#include "pipeline/model.h"
#include "pipeline/order.h"
#include "pipeline/procedure.h"

#include <string.h>

#define TEXT_MOST 300 /* characters of a title; a cover has room for as many */
#define NAME_MOST 120 /* characters of a name */

static const BmChoice policies[] = {{"ВПР", "vpr", FALSE},
                                    {"диагностическая работа", "diagnostic", FALSE},
                                    {"экзамен", "exam", FALSE},
                                    {"закрашивать всё", "strict", FALSE},
                                    {0}};

/* Latin B looks like the letter of the high level. */
static const BmChoice levels[] = {{"Б", "basic", FALSE},      {"П", "advanced", FALSE},
                                  {"В", "high", FALSE},       {"B", "high", TRUE},
                                  {"базовый", "basic", TRUE}, {"повышенный", "advanced", TRUE},
                                  {"высокий", "high", TRUE},  {0}};

static const BmChoice ranks[] = {{"основной", "basic", FALSE},
                                 {"старший", "senior", FALSE},
                                 {"ведущий", "lead", FALSE},
                                 {0}};

static const BmField settings[] = {
    {"Название работы", "title", BM_FIELD_TEXT, TRUE, FALSE, 0, TEXT_MOST, NULL, 0,
     "Так она будет названа на обложках и ведомостях."},
    {"Предмет", "subject", BM_FIELD_TEXT, TRUE, FALSE, 0, NAME_MOST, NULL, 0,
     "Например: Математика."},
    {"Параллель", "grade", BM_FIELD_WHOLE, FALSE, FALSE, 1, 11, NULL, 0, "Число от 1 до 11."},
    {"Дата проведения", "date", BM_FIELD_DATE, FALSE, FALSE, 0, 0, NULL, 0,
     "Например: 15.10.2026."},
    {"Район", "district", BM_FIELD_TEXT, FALSE, FALSE, 0, NAME_MOST, NULL, 0,
     "Для отчётов. Можно не заполнять."},
    {"Вид процедуры", "policy", BM_FIELD_CHOICE, FALSE, FALSE, 0, 0, policies, 0,
     "Решает, что закрашивать: у ВПР код участника остаётся, у остальных закрашивается. "
     "«Закрашивать всё»: остаётся только вариант."},
    {"Перепроверка", "is_recheck", BM_FIELD_YES_NO, FALSE, FALSE, 0, 0, NULL, 0,
     "Да: закрашиваются и прежние баллы, и отметки. Пусто значит «нет»."},
    {"Страниц в работе", "pages_per_work", BM_FIELD_WHOLE, FALSE, FALSE, 1, BM_MOST_PAGES, NULL,
     0, "Страниц скана в одной работе, с оборотами. Пусто: работы разной длины."},
    {"Сканы с оборотами", "duplex", BM_FIELD_YES_NO, FALSE, FALSE, 0, 0, NULL, 0,
     "Да, если сканировали обе стороны каждого листа."},
    {"Проверок каждой работы", "markings_per_work", BM_FIELD_WHOLE, FALSE, FALSE, 1,
     BM_MOST_MARKINGS, NULL, 0,
     "1 или 2: сколько учителей независимо проверяют каждую работу. Пусто: как в "
     "blindmark.conf."},
    {"Общих работ у учителя", "anchors_per_marker", BM_FIELD_WHOLE, FALSE, FALSE, 0,
     BM_MOST_ANCHORS, NULL, 0,
     "От 0 до 5, обычно 2–3: сколько работ, которые проверяют и другие (анкорных), получит "
     "каждый учитель, чтобы сравнить строгость. Пусто: как в blindmark.conf."},
    {"Работ в комплекте", "works_per_bundle", BM_FIELD_WHOLE, FALSE, FALSE, 0,
     BM_MOST_IN_BUNDLE, NULL, 0,
     "От 0 до 20: больше скольких работ не класть в один комплект; 0: все работы учителя в "
     "одном. Пусто: как в blindmark.conf."},
    {"Только учителя предмета", "subject_rule", BM_FIELD_YES_NO, FALSE, FALSE, 0, 0, NULL, 0,
     "Да: проверяют только те, у кого на листе «Проверяющие» стоит предмет работы, и те, кому "
     "там разрешён другой предмет."},
    {"Правило расхождения", "divergence_rule", BM_FIELD_NAME, FALSE, FALSE, 0, 64, NULL, 0,
     "По какому правилу назначается третья проверка. Пусто: default, то есть разница в 2 балла "
     "и больше за любое задание."},
    {"Шкала отметок", "mark_scale", BM_FIELD_NAME, FALSE, FALSE, 0, 64, NULL, 0,
     "Готовая шкала. Если её в списке нет, впишите границы в три следующие строки."},
    {"Отметка 3 — от", "from_3", BM_FIELD_WHOLE, FALSE, FALSE, 1, 10000, NULL, 0,
     "Наименьший первичный балл для отметки 3."},
    {"Отметка 4 — от", "from_4", BM_FIELD_WHOLE, FALSE, FALSE, 1, 10000, NULL, 0,
     "Наименьший первичный балл для отметки 4."},
    {"Отметка 5 — от", "from_5", BM_FIELD_WHOLE, FALSE, FALSE, 1, 10000, NULL, 0,
     "Наименьший первичный балл для отметки 5."},
};

static const BmField round_fields[] = {
    {"Показатель", "label", BM_FIELD_TEXT, TRUE, FALSE, 0, NAME_MOST, NULL, 30, NULL},
    {"Значение", "value", BM_FIELD_VALUE, TRUE, FALSE, 0, 0, NULL, 36, NULL},
    {"Пояснение", NULL, BM_FIELD_SKIP, FALSE, FALSE, 0, 0, NULL, 76, NULL},
};

static const BmField task_fields[] = {
    {"Задание", "id", BM_FIELD_TASK, TRUE, FALSE, 0, 16, NULL, 14,
     "Номер, как в критериях: 1, 5.1, 24К1."},
    {"Максимальный балл", "max", BM_FIELD_WHOLE, TRUE, FALSE, 1, 100, NULL, 20,
     "Целое число от 1 до 100."},
    {"Уровень", "level", BM_FIELD_CHOICE, FALSE, FALSE, 0, 0, levels, 12,
     "Б — базовый, П — повышенный, В — высокий. Можно не заполнять."},
    {"Ноль, если ноль за", "zero_if", BM_FIELD_TEXT, FALSE, FALSE, 0, NAME_MOST, NULL, 24,
     "Критерии, без которых это задание не оценивают: если за них 0 или Х, то и здесь 0 или Х. "
     "Например: К1. Можно не заполнять."},
    {"Не больше, если мало за", "limits", BM_FIELD_LIMITS, FALSE, FALSE, 0, TEXT_MOST, NULL, 26,
     "К1: 2 — если за К1 ноль или Х, здесь не больше 2. К1 до 1: 2 — если за К1 не больше 1, "
     "здесь не больше 2. Несколько условий — через точку с запятой. Можно не заполнять."},
};

static const BmField school_fields[] = {
    {"Код школы", "school_code", BM_FIELD_WORD, TRUE, TRUE, 0, 32, NULL, 16,
     "Код или логин школы без пробелов. Им же называют папку со сканами."},
    {"Название школы", "school_name", BM_FIELD_TEXT, FALSE, TRUE, 0, TEXT_MOST, NULL, 60,
     "Например: ГБОУ СОШ № 425."},
    {"Контрольная выборка", "is_control", BM_FIELD_YES_NO, FALSE, FALSE, 0, 0, NULL, 22,
     "Да: с этой школой сравниваются остальные. Пусто значит «нет»."},
    {"Наблюдатель", "observer", BM_FIELD_TEXT, FALSE, TRUE, 0, NAME_MOST, NULL, 34,
     "Независимый наблюдатель в школе. Можно не заполнять."},
};

static const BmField pupil_fields[] = {
    {"Код школы", "school_code", BM_FIELD_WORD, TRUE, TRUE, 0, 32, NULL, 14,
     "Как на листе «Школы»."},
    {"Класс", "class", BM_FIELD_CLASS, TRUE, TRUE, 0, 0, NULL, 9, "Например: 9А."},
    {"Номер в списке", "student_no", BM_FIELD_WHOLE, FALSE, TRUE, 1, 999, NULL, 16,
     "Номер ученика в списке класса. Можно не заполнять."},
    {"Фамилия", "surname", BM_FIELD_TEXT, TRUE, TRUE, 0, NAME_MOST, NULL, 22, NULL},
    {"Имя", "name", BM_FIELD_TEXT, FALSE, TRUE, 0, NAME_MOST, NULL, 18, NULL},
    {"Отчество", "patronymic", BM_FIELD_TEXT, FALSE, TRUE, 0, NAME_MOST, NULL, 22, NULL},
    {"Код участника", "participant_code", BM_FIELD_WORD, FALSE, TRUE, 0, 32, NULL, 16,
     "Если работа подписана кодом. Можно не заполнять."},
    {"Вариант", "variant", BM_FIELD_TASK, FALSE, TRUE, 0, 16, NULL, 11,
     "Номер варианта. Можно не заполнять."},
    {"Отметка по журналу", "journal_mark", BM_FIELD_WHOLE, FALSE, TRUE, 1, 5, NULL, 20,
     "Последняя четвертная отметка, от 1 до 5. Нужна для сравнения с результатом."},
    {"Место работы", "work_place", BM_FIELD_WHOLE, FALSE, TRUE, 1, 9999, NULL, 14,
     "Какой по счёту лежит работа в скане класса. Пусто: не писал. Указывают для всего класса, "
     "тогда в результатах будут имена."},
};

static const BmField marker_fields[] = {
    {"Учитель", "teacher", BM_FIELD_TEXT, TRUE, TRUE, 0, NAME_MOST, NULL, 32,
     "Например: Сорокина В. А."},
    {"Код школы", "school_code", BM_FIELD_WORD, TRUE, TRUE, 0, 32, NULL, 14,
     "Где работает; работ этой школы он не получит. Как на листе «Школы»."},
    {"Предмет", "subject", BM_FIELD_TEXT, FALSE, FALSE, 0, NAME_MOST, NULL, 22,
     "Как на листе «Раунд»."},
    {"Ранг", "rank", BM_FIELD_CHOICE, FALSE, FALSE, 0, 0, ranks, 14,
     "Основной, старший или ведущий. Третью проверку и перепроверку ведут старшие и ведущие. "
     "Пусто значит «основной»."},
    {"Не больше работ", "max_works", BM_FIELD_WHOLE, FALSE, FALSE, 0, BM_MOST_WORKS, NULL, 18,
     "Сколько работ учитель возьмёт самое большее. Пусто: как в blindmark.conf."},
    {"Может проверять другой предмет", "other_subject", BM_FIELD_YES_NO, FALSE, FALSE, 0, 0,
     NULL, 22,
     "Да: получает работы и при другом предмете, хотя на листе «Раунд» сказано «Только учителя "
     "предмета». Пусто значит «нет»."},
};

static const BmField conflict_fields[] = {
    {"Учитель", "teacher", BM_FIELD_TEXT, TRUE, TRUE, 0, NAME_MOST, NULL, 32,
     "Как на листе «Проверяющие»."},
    {"Школа учителя", "school_code", BM_FIELD_WORD, FALSE, TRUE, 0, 32, NULL, 18,
     "Код. Нужен, только если учителей с таким именем двое."},
    {"Не проверяет школу", "other_school", BM_FIELD_WORD, FALSE, TRUE, 0, 32, NULL, 22,
     "Код школы, чьи работы ему давать нельзя."},
    {"Не проверяет учеников", "other_teacher", BM_FIELD_TEXT, FALSE, TRUE, 0, NAME_MOST, NULL,
     32, "Учитель, работ чьей школы ему давать нельзя; тому тоже не дадут работ его школы."},
};

static const BmField calendar_fields[] = {
    {"Этап", "stage", BM_FIELD_TEXT, TRUE, FALSE, 0, NAME_MOST, NULL, 46, NULL},
    {"Начало", "from", BM_FIELD_DATE, TRUE, FALSE, 0, 0, NULL, 14, "Например: 15.10.2026."},
    {"Конец", "to", BM_FIELD_DATE, FALSE, FALSE, 0, 0, NULL, 14,
     "Последний день этапа. Пусто: этап на один день."},
    {"Ответственный", "responsible", BM_FIELD_TEXT, FALSE, TRUE, 0, NAME_MOST, NULL, 40, NULL},
};

static const char *const stages[] = {"Проведение работы",
                                     "Сканирование и приём пакетов от школ",
                                     "Обезличивание и комплекты для проверки",
                                     "Согласование критериев",
                                     "Проверка работ",
                                     "Сбор ведомостей с баллами",
                                     "Третья проверка",
                                     "Передача результатов школам и в городской центр",
                                     "Анализ и перепроверка",
                                     NULL};

static const BmPlan plans[BM_N_PLANS] = {
    {"Раунд", "Раунд",
     "Впишите значения в средний столбец. Обязательны название и "
     "предмет; пусто — значит как обычно.",
     round_fields, G_N_ELEMENTS(round_fields), FALSE, 0, TRUE, NULL},
    {"Задания", "Задания работы",
     "По строке на задание или критерий, в том порядке, в каком "
     "их проверяют. Пример: 5.1 — 2 — П.",
     task_fields, G_N_ELEMENTS(task_fields), FALSE, 300, FALSE, NULL},
    {"Школы", "Школы раунда", "По строке на школу. Пример: 100425 — ГБОУ СОШ № 425 — нет.",
     school_fields, G_N_ELEMENTS(school_fields), FALSE, 1000, FALSE, NULL},
    {"Ученики", "Ученики",
     "По строке на ученика. Пример: 100425 — 9А — 1 — Орехов — Пётр — "
     "Ильич.",
     pupil_fields, G_N_ELEMENTS(pupil_fields), FALSE, 100000, FALSE, NULL},
    {"Проверяющие", "Проверяющие учителя",
     "По строке на учителя. Пример: Сорокина В. А. — 100425 — Математика — старший — 40.",
     marker_fields, G_N_ELEMENTS(marker_fields), FALSE, 5000, FALSE, NULL},
    {"Конфликты", "Чьих работ учителю давать нельзя",
     "Своя школа исключается сама. Пример: Сорокина В. А. — (пусто) — 100042.", conflict_fields,
     G_N_ELEMENTS(conflict_fields), TRUE, 5000, FALSE, NULL},
    {"Календарь", "Календарь раунда",
     "Этапы можно менять, добавлять и удалять; этап без дат не учитывается. Они стоят по "
     "порядку: ни один не начинается раньше того, что над ним.",
     calendar_fields, G_N_ELEMENTS(calendar_fields), TRUE, 200, TRUE, stages},
};

const BmPlan *bm_procedure_plan(BmPlanId id)
{
  return &plans[id];
}

const BmField *bm_procedure_plan_settings(guint *ret_n)
{
  *ret_n = G_N_ELEMENTS(settings);
  return settings;
}

char **bm_procedure_names(const BmField *field)
{
  g_auto(GStrv) files =
      bm_model_list(strcmp(field->key, "mark_scale") == 0 ? "scales" : "divergence");
  GPtrArray *names = g_ptr_array_new();
  for (char **file = files; file != NULL && *file != NULL; file++)
    if (g_str_has_suffix(*file, ".json"))
      g_ptr_array_add(names, g_strndup(*file, strlen(*file) - strlen(".json")));
  g_ptr_array_sort(names, bm_by_text);
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

char *bm_procedure_fold(const char *text)
{
  g_autofree char *lower = g_utf8_strdown(text, -1);
  GString *out = g_string_new(NULL);
  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!g_unichar_isspace(c))
      g_string_append_unichar(out, c == 0x451 ? 0x435 : c); /* ё → е */
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c(out, ' ');
  }
  while (out->len > 0 && strchr(" :*", out->str[out->len - 1]) != NULL)
    g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}
