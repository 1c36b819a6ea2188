/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of schools, and all tables together. */
#include "stages/analyse/tables.h"

static const BmColumn sign_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"sign", "Признак", BM_UNIT_TEXT},
    {"where", "Где", BM_UNIT_TEXT},
    {"effect", "Отличие", BM_UNIT_POINTS},
    {"low", "от", BM_UNIT_POINTS},
    {"high", "до", BM_UNIT_POINTS},
    {"unit", "Единица", BM_UNIT_TEXT},
    {"q", "q", BM_UNIT_CHANCE},
    {"advice", "Рекомендация", BM_UNIT_TEXT},
};

static char *where_of(const BmFindings *findings, const BmSign *sign)
{
  if (sign->task >= 0)
    return g_strdup_printf("задание %s", bm_task(findings->district, (guint)sign->task)->id);
  if (sign->bound >= 0)
    return g_strdup_printf("граница «%d»", sign->bound + 3);
  return g_strdup("вся работа");
}

static void sign_write(const BmFindings *findings, const BmSign *sign, const char *advice,
                       json_t *table)
{
  const BmSignWords *words = bm_sign_words(sign->kind);
  g_autofree char *where = where_of(findings, sign);
  json_t *row = bm_table_row(table);
  bm_row_text(row, bm_school_alias(findings, sign->school));
  bm_row_count(row, sign->n);
  bm_row_text(row, words->ru);
  bm_row_text(row, where);
  bm_row_number(row, sign->effect);
  bm_row_range(row, sign->range, 1);
  bm_row_text(row, words->unit);
  bm_row_number(row, sign->q);
  bm_row_text(row, advice);
}

static gboolean is_at_risk(const BmFindings *findings, guint school)
{
  for (guint i = 0; i < findings->risks->len; i++)
    if (g_array_index(findings->risks, BmRisk, i).school == school)
      return TRUE;
  return FALSE;
}

typedef enum List { LIST_RISK, LIST_WATCH, LIST_SUPPORT } List;

static json_t *list_write(const BmFindings *findings, List list, const char *title,
                          const char *note, const char *advice)
{
  json_t *table = BM_TABLE(title, note, sign_columns);
  for (guint i = 0; i < findings->signs->len; i++) {
    const BmSign *sign = &g_array_index(findings->signs, BmSign, i);
    List own = bm_sign_words(sign->kind)->family == BM_FAMILY_SUPPORT ? LIST_SUPPORT
               : is_at_risk(findings, sign->school)                   ? LIST_RISK
                                                                      : LIST_WATCH;
    if (own == list)
      sign_write(findings, sign, advice, table);
  }
  return table;
}

json_t *bm_table_risk(const BmFindings *findings)
{
  return list_write(
      findings, LIST_RISK, "Зона риска: рекомендована перепроверка",
      "ОО, у которых совпали независимые признаки или признак "
      "повторился второй год. Признак — повод для проверки, а не вывод о причинах.",
      "рекомендована перепроверка");
}

json_t *bm_table_watch(const BmFindings *findings)
{
  return list_write(findings, LIST_WATCH, "Отдельные признаки: требует дополнительного анализа",
                    "ОО с признаками одного рода. Этого мало для зоны риска.",
                    "требует дополнительного анализа");
}

json_t *bm_table_support(const BmFindings *findings)
{
  return list_write(findings, LIST_SUPPORT, "Адресная помощь: результаты ниже контрольных",
                    "Отдельный список: низкие результаты не входят в зону риска.",
                    "рекомендована методическая помощь");
}

static const BmColumn rule_columns[] = {
    {"rule", "Порог", BM_UNIT_TEXT},
    {"value", "Значение", BM_UNIT_POINTS},
    {"unit", "Единица", BM_UNIT_TEXT},
    {"key", "Имя в models/analysis.ini", BM_UNIT_TEXT},
};

json_t *bm_table_rules(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Пороги, по которым составлен отчёт", NULL, rule_columns);
  for (guint i = 0; i < bm_rules_n(); i++) {
    BmRuleText text = bm_rules_text(&findings->rules, i);
    g_autofree char *key = g_strdup_printf("%s: %s", text.group, text.key);
    json_t *row = bm_table_row(table);
    bm_row_text(row, text.ru);
    bm_row_number(row, text.value);
    bm_row_text(row, text.unit);
    bm_row_text(row, key);
  }
  return table;
}

static json_t *number_or_null(double number)
{
  return isfinite(number) ? json_real(number) : json_null();
}

static json_t *flags_of(const BmFindings *findings)
{
  json_t *flags = json_array();
  for (guint i = 0; i < findings->signs->len; i++) {
    const BmSign *sign = &g_array_index(findings->signs, BmSign, i);
    const BmSignWords *words = bm_sign_words(sign->kind);
    json_t *task = sign->task < 0
                       ? json_null()
                       : json_string(bm_task(findings->district, (guint)sign->task)->id);
    json_t *bound = sign->bound < 0 ? json_null() : json_integer(sign->bound + 3);
    json_array_append_new(
        flags,
        json_pack("{s:s,s:s,s:s,s:o,s:o,s:i,s:o,s:o,s:o,s:o,s:s}", "school",
                  bm_school_alias(findings, sign->school), "sign", words->slug, "family",
                  bm_family_slug(words->family), "task", task, "bound", bound, "n",
                  (int)sign->n, "effect", number_or_null(sign->effect), "low",
                  number_or_null(sign->range.low), "high", number_or_null(sign->range.high),
                  "q", number_or_null(sign->q), "unit", words->unit));
  }
  return flags;
}

static json_t *risks_of(const BmFindings *findings)
{
  json_t *risks = json_array();
  for (guint i = 0; i < findings->risks->len; i++) {
    const BmRisk *risk = &g_array_index(findings->risks, BmRisk, i);
    json_t *families = json_array();
    for (guint f = 0; f < BM_N_FAMILIES; f++)
      if (risk->families & 1U << f)
        json_array_append_new(families, json_string(bm_family_slug((BmFamily)f)));
    json_array_append_new(risks,
                          json_pack("{s:s,s:i,s:o,s:i}", "school",
                                    bm_school_alias(findings, risk->school), "n", (int)risk->n,
                                    "families", families, "repeated", (int)risk->repeated));
  }
  return risks;
}

static json_t *support_of(const BmFindings *findings)
{
  json_t *support = json_array();
  for (guint i = 0; i < findings->support->len; i++) {
    guint school = g_array_index(findings->support, guint, i);
    json_array_append_new(support, json_string(bm_school_alias(findings, school)));
  }
  return support;
}

json_t *bm_tables_new(const BmFindings *findings)
{
  static const struct {
    const char *name;
    json_t *(*make)(const BmFindings *);
  } all[] = {
      {"risk", bm_table_risk},           {"watch", bm_table_watch},
      {"support", bm_table_support},     {"totals", bm_table_totals},
      {"funnel", bm_table_funnel},       {"district", bm_table_district},
      {"tasks", bm_table_tasks},         {"profile", bm_table_profiles},
      {"peaks", bm_table_peaks},         {"journal", bm_table_journals},
      {"growth", bm_table_growths},      {"retest", bm_table_retests},
      {"severity", bm_table_severities}, {"agreement", bm_table_agreements},
      {"rules", bm_table_rules},
  };
  json_t *tables = json_object();
  for (guint i = 0; i < G_N_ELEMENTS(all); i++)
    json_object_set_new(tables, all[i].name, all[i].make(findings));
  return json_pack("{s:o,s:o,s:o,s:o}", "tables", tables, "flags", flags_of(findings), "risk",
                   risks_of(findings), "support", support_of(findings));
}
