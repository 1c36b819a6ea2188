/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of profiles, boundaries, journals, growth and re-check. */
#include "stages/analyse/tables.h"

static const BmColumn profile_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"r", "Корреляция с контролем", BM_UNIT_RATIO},
    {"cv", "Вариация заданий, %", BM_UNIT_PCT},
    {"control_cv", "то же в контроле, %", BM_UNIT_PCT},
    {"pairs", "Трудное легче лёгкого, пар", BM_UNIT_COUNT},
    {"pair", "Самая заметная пара", BM_UNIT_TEXT},
    {"slope", "Наклон (контроль — 1)", BM_UNIT_RATIO},
    {"d", "Отличие", BM_UNIT_RATIO},
    {"d_low", "от", BM_UNIT_RATIO},
    {"d_high", "до", BM_UNIT_RATIO},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

static char *pair_of(const BmFindings *findings, const BmProfile *profile)
{
  if (profile->hard_beats_easy == 0)
    return g_strdup("");
  return g_strdup_printf("%s и %s", bm_task(findings->district, profile->hard_task)->id,
                         bm_task(findings->district, profile->easy_task)->id);
}

json_t *bm_table_profiles(const BmFindings *findings)
{
  json_t *table = BM_TABLE(
      "Профиль выполнения заданий",
      "Наклон 1 — трудные и лёгкие задания соотносятся как в контроле, при любой силе ОО; "
      "меньше 1 — трудные выполнены почти как лёгкие.",
      profile_columns);
  for (guint s = 0; s < findings->profiles->len; s++) {
    const BmProfile *profile = &g_array_index(findings->profiles, BmProfile, s);
    g_autofree char *pair = pair_of(findings, profile);
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, s));
    bm_row_count(row, profile->n);
    bm_row_number(row, profile->r);
    bm_row_number(row, profile->cv_pct);
    bm_row_number(row, profile->control_cv_pct);
    bm_row_count(row, profile->hard_beats_easy);
    bm_row_text(row, pair);
    bm_row_number(row, profile->contrast.own.mean);
    bm_row_number(row, profile->contrast.d);
    bm_row_range(row, profile->contrast.d_range, 1);
    bm_row_number(row, profile->contrast.p);
    bm_row_number(row, profile->q);
    bm_row_marked(row, profile->is_notable);
  }
  return table;
}

static const BmColumn peak_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"bound", "Граница отметки", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"tier", "Гистограмма", BM_UNIT_TEXT},
    {"at", "На границе", BM_UNIT_COUNT},
    {"below", "На балл ниже", BM_UNIT_COUNT},
    {"share", "Доля на границе, %", BM_UNIT_PCT},
    {"control_share", "Контроль, %", BM_UNIT_PCT},
    {"d", "Отличие, п. п.", BM_UNIT_PCT},
    {"d_low", "от", BM_UNIT_PCT},
    {"d_high", "до", BM_UNIT_PCT},
    {"p_binomial", "p биномиальное", BM_UNIT_CHANCE},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_peaks(const BmFindings *findings)
{
  static const char *const tiers[] = {"ограниченно", "приблизительно", "информативно"};
  json_t *table = BM_TABLE("Границы отметок",
                           "Сколько работ набрали ровно столько, сколько нужно для отметки, "
                           "и сколько — на балл меньше. Границы — по официальной шкале.",
                           peak_columns);
  for (guint i = 0; i < findings->peaks->len; i++) {
    const BmPeak *peak = &g_array_index(findings->peaks, BmPeak, i);
    g_autofree char *bound = g_strdup_printf("«%u» от %.0f", peak->bound + 3,
                                             findings->district->bounds[peak->bound]);
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, peak->school));
    bm_row_text(row, bound);
    bm_row_count(row, peak->n);
    bm_row_text(row, tiers[peak->tier]);
    bm_row_count(row, peak->at);
    bm_row_count(row, peak->below);
    bm_row_number(row, 100 * peak->share);
    bm_row_number(row, 100 * peak->control_share);
    bm_row_number(row, 100 * (peak->share - peak->control_share));
    bm_row_range(row, peak->excess_range, 100);
    bm_row_number(row, peak->p_binomial);
    bm_row_number(row, peak->p);
    bm_row_number(row, peak->q);
    bm_row_marked(row, peak->is_notable);
  }
  return table;
}

static const BmColumn journal_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ с двумя отметками", BM_UNIT_COUNT},
    {"lower", "Понизили, %", BM_UNIT_PCT},
    {"same", "Подтвердили, %", BM_UNIT_PCT},
    {"higher", "Повысили, %", BM_UNIT_PCT},
    {"gap", "Большой разрыв, %", BM_UNIT_PCT},
    {"control_gap", "Контроль, %", BM_UNIT_PCT},
    {"d", "Отличие, п. п.", BM_UNIT_PCT},
    {"d_low", "от", BM_UNIT_PCT},
    {"d_high", "до", BM_UNIT_PCT},
    {"rho", "Корреляция Спирмена", BM_UNIT_RATIO},
    {"rho_low", "от", BM_UNIT_RATIO},
    {"rho_high", "до", BM_UNIT_RATIO},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_journals(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Отметки за работу и по журналу", NULL, journal_columns);
  for (guint s = 0; s < findings->journals->len; s++) {
    const BmJournal *journal = &g_array_index(findings->journals, BmJournal, s);
    if (journal->n == 0)
      continue;
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, s));
    bm_row_count(row, journal->n);
    bm_row_number(row, journal->lower);
    bm_row_number(row, journal->same);
    bm_row_number(row, journal->higher);
    bm_row_number(row, journal->gap_pct);
    bm_row_number(row, 100 * journal->contrast.control.mean);
    bm_row_number(row, 100 * journal->contrast.d);
    bm_row_range(row, journal->contrast.d_range, 100);
    bm_row_number(row, journal->rho);
    bm_row_range(row, journal->rho_range, 1);
    bm_row_number(row, journal->contrast.p);
    bm_row_number(row, journal->q);
    bm_row_marked(row, journal->is_notable);
  }
  return table;
}

static const BmColumn growth_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"earlier_n", "Работ прежде", BM_UNIT_COUNT},
    {"change", "Прирост, п. п.", BM_UNIT_PCT},
    {"control_change", "Прирост контроля, п. п.", BM_UNIT_PCT},
    {"d", "Отличие, п. п.", BM_UNIT_PCT},
    {"d_low", "от", BM_UNIT_PCT},
    {"d_high", "до", BM_UNIT_PCT},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_growths(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Прирост результатов", NULL, growth_columns);
  for (guint i = 0; i < findings->growths->len; i++) {
    const BmGrowth *growth = &g_array_index(findings->growths, BmGrowth, i);
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, growth->school));
    bm_row_count(row, growth->n);
    bm_row_count(row, growth->earlier_n);
    bm_row_number(row, growth->change);
    bm_row_number(row, growth->control_change);
    bm_row_number(row, growth->d);
    bm_row_range(row, growth->d_range, 1);
    bm_row_number(row, growth->p);
    bm_row_number(row, growth->q);
    bm_row_marked(row, growth->is_notable);
  }
  return table;
}

static const BmColumn retest_columns[] = {
    {"school", "ОО", BM_UNIT_TEXT},
    {"n", "Работ", BM_UNIT_COUNT},
    {"mean", "Первая минус повторная, баллов", BM_UNIT_POINTS},
    {"low", "от", BM_UNIT_POINTS},
    {"high", "до", BM_UNIT_POINTS},
    {"positive", "Первая выше, работ", BM_UNIT_COUNT},
    {"negative", "Первая ниже, работ", BM_UNIT_COUNT},
    {"objective", "Подтверждено, %", BM_UNIT_PCT},
    {"objective_low", "от", BM_UNIT_PCT},
    {"objective_high", "до", BM_UNIT_PCT},
    {"sign_p", "p знаков", BM_UNIT_CHANCE},
    {"p", "p Уилкоксона", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Отметка", BM_UNIT_TEXT},
};

json_t *bm_table_retests(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Перепроверка: первая и повторная проверка",
                           "Подтверждено — баллы отличаются не больше порога и отметка та же.",
                           retest_columns);
  for (guint i = 0; i < findings->retests->len; i++) {
    const BmRetest *retest = &g_array_index(findings->retests, BmRetest, i);
    json_t *row = bm_table_row(table);
    bm_row_text(row, bm_school_alias(findings, retest->school));
    bm_row_count(row, retest->n);
    bm_row_number(row, retest->mean);
    bm_row_range(row, retest->range, 1);
    bm_row_count(row, retest->positive);
    bm_row_count(row, retest->negative);
    bm_row_number(row, retest->objective_pct);
    bm_row_range(row, retest->objective_range, 1);
    bm_row_number(row, retest->sign_p);
    bm_row_number(row, retest->ranks.p);
    bm_row_number(row, retest->q);
    bm_row_marked(row, retest->is_notable);
  }
  return table;
}
