/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thresholds: one table of names, places and ranges. */
#include "stages/analyse/rules.h"

#include "pipeline/model.h"

#include <stddef.h>

typedef struct Rule {
  const char *group, *key;
  gsize offset;
  double least, most;
  const char *ru, *unit;
} Rule;

#define RULE(group, key, least, most, ru, unit)                                                \
  {                                                                                            \
#group, #key, offsetof(BmRules, group##_##key), least, most, ru, unit                      \
  }

static const Rule rules[] = {
    RULE(levels, basic_sufficient_pct, 0, 100, "Базовое задание освоено достаточно, от", "%"),
    RULE(levels, basic_insufficient_pct, 0, 100, "Базовое задание освоено недостаточно, ниже",
         "%"),
    RULE(levels, high_sufficient_pct, 0, 100, "Повышенное и высокое: достаточно, от", "%"),
    RULE(levels, high_insufficient_pct, 0, 100, "Повышенное и высокое: недостаточно, ниже",
         "%"),
    RULE(groups, least_works, 2, 1000, "Наименьшее число работ для сравнения", "работ"),
    RULE(groups, informative_works, 2, 10000, "Гистограмма информативна, от", "работ"),
    RULE(groups, approximate_works, 2, 10000, "Гистограмма приблизительна, от", "работ"),
    RULE(clusters, icc_preset, 0, 1, "Сходство работ одного класса, если его нельзя оценить",
         "доля"),
    RULE(clusters, icc_least_classes, 1, 10000, "Классов сверх одного в ОО для такой оценки",
         "классов"),
    RULE(effects, difference_pp, 0, 100, "Отличие выполнения заметно, от", "п. п."),
    RULE(effects, difference_sd, 0, 10, "Отличие баллов заметно, от", "ст. откл."),
    RULE(effects, severity_pp, 0, 100, "Отклонение проверяющего заметно, от", "% максимума"),
    RULE(effects, journal_pp, 0, 100, "Доля больших разрывов с журналом сверх контроля, от",
         "п. п."),
    RULE(effects, peak_pp, 0, 100, "Доля работ на границе отметки сверх контроля, от", "п. п."),
    RULE(effects, objective_pct, 0, 100, "Подтверждённых работ при перепроверке меньше", "%"),
    RULE(effects, retest_pp, 0, 100, "Первая проверка выше повторной, от", "% максимума"),
    RULE(certainty, level, 0.5, 0.9999, "Доверие интервалов", "доля"),
    RULE(certainty, q, 0, 1, "Доля ложных признаков q, не больше", "доля"),
    RULE(funnel, inner_z, 0, 10, "Внутренняя граница воронки", "ст. откл."),
    RULE(funnel, outer_z, 0, 10, "Внешняя граница воронки", "ст. откл."),
    RULE(funnel, winsorised, 0, 0.49, "Поджатая доля крайних ОО при оценке разброса", "доля"),
    RULE(peaks, least_near, 1, 10000, "Работ у границы отметки для сравнения, от", "работ"),
    RULE(journal, gap, 1, 4, "Большой разрыв с отметкой журнала, от", "отметок"),
    RULE(profile, hard_beats_easy_pp, 0, 100,
         "Трудное задание выполнено лучше лёгкого, больше чем на", "п. п."),
    RULE(profile, even_cv_pct, 0, 1000, "Задания выполнены одинаково: вариация ниже", "%"),
    RULE(profile, ceiling_pct, 0, 100, "… если среднее выполнение ниже", "%"),
    RULE(profile, unlike_r, -1, 1, "Профиль не похож на контроль: корреляция ниже", "r"),
    RULE(profile, flat_slope, -10, 10, "Профиль пологий: наклон не больше", "наклон"),
    RULE(retest, tolerance, 0, 100, "Баллы двух проверок совпали, если различие не больше",
         "балл"),
    RULE(risk, signs, 1, 10, "Независимых признаков для зоны риска", "признаков"),
    RULE(markers, least_markings, 2, 10000, "Общих работ проверяющего для сравнения, от",
         "работ"),
};

static gboolean rule_read(GKeyFile *file, const Rule *rule, BmRules *into, GError **error)
{
  g_autoptr(GError) local = NULL;
  double value = g_key_file_get_double(file, rule->group, rule->key, &local);
  if (local != NULL)
    return bm_fail(error, BM_ERROR_MODEL, "analysis_rules", "no number '%s' in group '%s'",
                   rule->key, rule->group);
  if (!(value >= rule->least && value <= rule->most))
    return bm_fail(error, BM_ERROR_MODEL, "analysis_rules",
                   "'%s' in group '%s' is out of range", rule->key, rule->group);
  *(double *)((char *)into + rule->offset) = value;
  return TRUE;
}

static guint count_keys(GKeyFile *file)
{
  guint n = 0;
  g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    gsize n_keys = 0;
    g_auto(GStrv) keys = g_key_file_get_keys(file, *group, &n_keys, NULL);
    n += keys != NULL ? (guint)n_keys : 0;
  }
  return n;
}

gboolean bm_rules_parse(const char *text, gsize size, BmRules *ret_rules, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!g_key_file_load_from_data(file, text, size, G_KEY_FILE_NONE, NULL))
    return bm_fail(error, BM_ERROR_MODEL, "analysis_rules", "cannot read the thresholds");
  BmRules read = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
    if (!rule_read(file, &rules[i], &read, error))
      return FALSE;
  if (count_keys(file) != G_N_ELEMENTS(rules))
    return bm_fail(error, BM_ERROR_MODEL, "analysis_rules", "%u thresholds, %u are known",
                   count_keys(file), (guint)G_N_ELEMENTS(rules));
  *ret_rules = read;
  return TRUE;
}

gboolean bm_rules_read(BmRules *ret_rules, GError **error)
{
  g_autoptr(GBytes) bytes = bm_model_bytes("analysis.ini");
  if (bytes == NULL)
    return bm_fail(error, BM_ERROR_MODEL, "analysis_rules", "no file of thresholds");
  gsize size = 0;
  const char *text = g_bytes_get_data(bytes, &size);
  return bm_rules_parse(text, size, ret_rules, error);
}

guint bm_rules_n(void)
{
  return G_N_ELEMENTS(rules);
}

BmRuleText bm_rules_text(const BmRules *read, guint index)
{
  const Rule *rule = &rules[index];
  return (BmRuleText){.ru = rule->ru,
                      .unit = rule->unit,
                      .group = rule->group,
                      .key = rule->key,
                      .value = *(const double *)((const char *)read + rule->offset)};
}
