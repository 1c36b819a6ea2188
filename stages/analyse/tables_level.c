/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of totals, shares and tasks. */
#include "stages/analyse/tables.h"

static const char *control_note(const BmFindings *findings)
{
  if (findings->district->is_recheck)
    return "Перепроверка: здесь работы только отобранных ОО, они друг другу не контроль. "
           "Сравнение "
           "возможно лишь с ОО контрольной выборки, если и их работы перепроверены; о самих ОО "
           "судите по сравнению двух проверок.";
  return findings->district->has_control
             ? "Контроль — ОО контрольной выборки без самой ОО. «От» и «до» — доверительный "
               "интервал; q — доля "
               "ложных "
               "признаков среди отмеченных (Бенджамини — Хохберг)."
             : "Контрольная выборка не задана: контроль — все остальные ОО. «От» и «до» — "
               "доверительный интервал; q — "
               "доля ложных признаков среди отмеченных (Бенджамини — Хохберг).";
}

static const BmColumn total_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"mean", "Средний балл", BM_UNIT_POINTS},
    {"mean_low", "от", BM_UNIT_POINTS},
    {"mean_high", "до", BM_UNIT_POINTS},
    {"pass_pct", "Успеваемость, %", BM_UNIT_PCT},
    {"quality_pct", "Качество, %", BM_UNIT_PCT},
    {"control_n", "Работ контроля", BM_UNIT_COUNT},
    {"control_mean", "Средний балл контроля", BM_UNIT_POINTS},
    {"d_sd", "Отличие, ст. откл.", BM_UNIT_POINTS},
    {"a", "A", BM_UNIT_RATIO},
    {"shift", "Сдвиг, баллов", BM_UNIT_POINTS},
    {"shift_low", "от", BM_UNIT_POINTS},
    {"shift_high", "до", BM_UNIT_POINTS},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_totals(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Баллы за работу", control_note(findings), total_columns);
  for (guint s = 0; s < findings->totals->len; s++) {
    const BmTotals *totals = &g_array_index(findings->totals, BmTotals, s);
    const BmContrast *contrast = &totals->contrast;
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, s));
    bm_row_count(row, contrast->own.n);
    bm_row_number(row, contrast->own.mean);
    bm_row_range(row, contrast->own.mean_range, 1);
    bm_row_number(row, totals->pass_pct);
    bm_row_number(row, totals->quality_pct);
    bm_row_count(row, contrast->control.n);
    bm_row_number(row, contrast->control.mean);
    bm_row_number(row, totals->d_sd);
    bm_row_number(row, totals->ranks.a);
    bm_row_number(row, totals->ranks.shift);
    bm_row_range(row, totals->ranks.shift_range, 1);
    bm_row_number(row, totals->ranks.p);
    bm_row_number(row, totals->q);
    bm_row_marked(row, totals->is_notable);
  }
  return table;
}

static const BmColumn funnel_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"share", "Доля, %", BM_UNIT_PCT},
    {"share_low", "от", BM_UNIT_PCT},
    {"share_high", "до", BM_UNIT_PCT},
    {"p0", "Общая доля, %", BM_UNIT_PCT},
    {"inner_low", "Внутр. граница: от", BM_UNIT_PCT},
    {"inner_high", "до", BM_UNIT_PCT},
    {"outer_low", "Внешн. граница: от", BM_UNIT_PCT},
    {"outer_high", "до", BM_UNIT_PCT},
    {"z", "z", BM_UNIT_POINTS},
    {"d", "Отличие от контроля, п. п.", BM_UNIT_PCT},
    {"d_low", "от", BM_UNIT_PCT},
    {"d_high", "до", BM_UNIT_PCT},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"zone", "Место", BM_UNIT_TEXT},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_funnel(const BmFindings *findings)
{
  static const char *const zones[] = {"внутри", "за внутренней границей",
                                      "за внешней границей"};
  const BmFunnel *funnel = findings->funnel;
  json_t *table =
      BM_TABLE(funnel->by_marks ? "Воронка: доля отметок «4» и «5»"
                                : "Воронка: доля работ с половиной баллов и более",
               "Чем меньше работ, тем шире границы случайного разброса.", funnel_columns);
  for (guint i = 0; i < funnel->points->len; i++) {
    const BmFunnelPoint *point = &g_array_index(funnel->points, BmFunnelPoint, i);
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, point->school));
    bm_row_count(row, point->n);
    bm_row_number(row, 100 * point->share);
    bm_row_range(row, point->range, 100);
    bm_row_number(row, 100 * funnel->p0);
    bm_row_range(row, point->inner, 100);
    bm_row_range(row, point->outer, 100);
    bm_row_number(row, point->z);
    bm_row_number(row, 100 * point->contrast.d);
    bm_row_range(row, point->contrast.d_range, 100);
    bm_row_number(row, point->contrast.p);
    bm_row_number(row, point->q);
    bm_row_text(row, isnan(point->z) ? NULL : zones[point->zone]);
    bm_row_marked(row, point->is_notable);
  }
  return table;
}

static const char *level_of(const BmTask *task)
{
  static const char *const levels[] = {"Б", "П", "В"};
  return levels[task->level];
}

static const char *sufficiency_of(double pct, const BmTask *task, const BmRules *rules)
{
  static const char *const words[] = {"недостаточно", "неопределённо", "достаточно"};
  return isnan(pct) ? NULL : words[bm_sufficiency(pct, task->level, rules)];
}

static void parts_write(json_t *row, const BmCompletion *completion)
{
  bm_row_number(row, completion->full);
  bm_row_number(row, completion->partial);
  bm_row_number(row, completion->zero);
  bm_row_number(row, completion->x);
}

static const BmColumn district_columns[] = {
    {"task", "Задание", BM_UNIT_TEXT},       {"level", "Уровень", BM_UNIT_TEXT},
    {"max", "Макс. балл", BM_UNIT_COUNT},    {"n", "Работ", BM_UNIT_COUNT},
    {"pct", "Выполнение, %", BM_UNIT_PCT},   {"full", "Полностью, %", BM_UNIT_PCT},
    {"partial", "Частично, %", BM_UNIT_PCT}, {"zero", "0 баллов, %", BM_UNIT_PCT},
    {"x", "Не приступали, %", BM_UNIT_PCT},  {"verdict", "Освоение", BM_UNIT_TEXT},
};

json_t *bm_table_district(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Задания: все ОО вместе", NULL, district_columns);
  for (guint t = 0; t < findings->district->tasks->len; t++) {
    const BmTask *task = bm_task(findings->district, t);
    BmCompletion completion = bm_completion_of_all(findings->district, t);
    json_t *row = bm_table_row(table);
    bm_row_text(row, task->id);
    bm_row_text(row, level_of(task));
    bm_row_number(row, task->max);
    bm_row_count(row, completion.n);
    bm_row_number(row, completion.pct);
    parts_write(row, &completion);
    bm_row_text(row, sufficiency_of(completion.pct, task, &findings->rules));
  }
  return table;
}

static const BmColumn task_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"task", "Задание", BM_UNIT_TEXT},
    {"level", "Уровень", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"pct", "Выполнение, %", BM_UNIT_PCT},
    {"pct_low", "от", BM_UNIT_PCT},
    {"pct_high", "до", BM_UNIT_PCT},
    {"full", "Полностью, %", BM_UNIT_PCT},
    {"partial", "Частично, %", BM_UNIT_PCT},
    {"zero", "0 баллов, %", BM_UNIT_PCT},
    {"x", "Не прист., %", BM_UNIT_PCT},
    {"control_n", "Работ контроля", BM_UNIT_COUNT},
    {"control_pct", "Контроль, %", BM_UNIT_PCT},
    {"d", "Отличие, п. п.", BM_UNIT_PCT},
    {"d_low", "от", BM_UNIT_PCT},
    {"d_high", "до", BM_UNIT_PCT},
    {"deff", "Эффект классов", BM_UNIT_POINTS},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"verdict", "Освоение", BM_UNIT_TEXT},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

static void task_write(const BmFindings *findings, const BmCompletion *completion,
                       json_t *table)
{
  const BmTask *task = bm_task(findings->district, completion->task);
  const BmContrast *contrast = &completion->contrast;
  json_t *row = bm_table_row(table);
  bm_row_text(row, bm_school_alias(findings, completion->school));
  bm_row_text(row, task->id);
  bm_row_text(row, level_of(task));
  bm_row_count(row, completion->n);
  bm_row_number(row, completion->pct);
  bm_row_range(row, contrast->own.mean_range, 100);
  parts_write(row, completion);
  bm_row_count(row, contrast->control.n);
  bm_row_number(row, 100 * contrast->control.mean);
  bm_row_number(row, 100 * contrast->d);
  bm_row_range(row, contrast->d_range, 100);
  bm_row_number(row, contrast->own.deff);
  bm_row_number(row, contrast->p);
  bm_row_number(row, completion->q);
  bm_row_text(row, sufficiency_of(completion->pct, task, &findings->rules));
  bm_row_marked(row, completion->is_notable);
}

json_t *bm_table_tasks(const BmFindings *findings)
{
  json_t *table =
      BM_TABLE("Задания: каждая ОО и контроль", control_note(findings), task_columns);
  for (guint i = 0; i < findings->completions->len; i++)
    task_write(findings, &g_array_index(findings->completions, BmCompletion, i), table);
  return table;
}
