/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of markers, for the organiser only. */
#include "stages/analyse/tables.h"

static const BmColumn severity_columns[] = {
    {"marker", "Проверяющий", BM_UNIT_TEXT},
    {"n", "Общих работ", BM_UNIT_COUNT},
    {"group", "Группа", BM_UNIT_COUNT},
    {"points", "Отклонение, баллов", BM_UNIT_POINTS},
    {"low", "от", BM_UNIT_POINTS},
    {"high", "до", BM_UNIT_POINTS},
    {"pct", "Отклонение, % максимума", BM_UNIT_PCT},
    {"p", "p", BM_UNIT_CHANCE},
    {"q", "q", BM_UNIT_CHANCE},
    {"flag", "Рекомендация", BM_UNIT_TEXT},
};

json_t *bm_table_severities(const BmFindings *findings)
{
  json_t *table = BM_TABLE(
      "Проверяющие: мягкость и строгость",
      "Только для организатора: для обсуждения критериев, не для оценки работы учителей. "
      "Сравниваются лишь работы, которые проверили несколько человек; больше 0 — мягче "
      "среднего "
      "своей группы. Группы не связаны общими работами и между собой не сравниваются.",
      severity_columns);
  for (guint m = 0; m < findings->severities->len; m++) {
    const BmSeverity *severity = &g_array_index(findings->severities, BmSeverity, m);
    json_t *row = bm_table_row(table);
    bm_row_text(row, findings->district->markers->pdata[m]);
    bm_row_count(row, severity->n);
    if (severity->group > 0)
      bm_row_count(row, severity->group);
    else
      bm_row_text(row, NULL);
    bm_row_number(row, severity->points);
    bm_row_range(row, severity->range, 1);
    bm_row_number(row, severity->pct);
    bm_row_number(row, severity->p);
    bm_row_number(row, severity->q);
    bm_row_text(row, severity->is_notable ? "обсудить критерии" : "");
  }
  return table;
}

static const BmColumn agreement_columns[] = {
    {"marker", "Проверяющий", BM_UNIT_TEXT},
    {"n_works", "Общих работ", BM_UNIT_COUNT},
    {"n", "Пар баллов", BM_UNIT_COUNT},
    {"exact", "Совпали, %", BM_UNIT_PCT},
    {"within", "До 1 балла, %", BM_UNIT_PCT},
    {"difference", "Средняя разность, баллов", BM_UNIT_RATIO},
    {"kappa", "Каппа", BM_UNIT_RATIO},
    {"kappa_low", "от", BM_UNIT_RATIO},
    {"kappa_high", "до", BM_UNIT_RATIO},
    {"third", "На третью проверку, %", BM_UNIT_PCT},
    {"n_anchors", "Контрольных работ", BM_UNIT_COUNT},
    {"anchor", "Отклонение на них, баллов", BM_UNIT_POINTS},
    {"anchor_low", "от", BM_UNIT_POINTS},
    {"anchor_high", "до", BM_UNIT_POINTS},
};

json_t *bm_table_agreements(const BmFindings *findings)
{
  json_t *table = BM_TABLE("Проверяющие: согласованность",
                           "Только для организатора. Баллы за задания работ, которые проверил "
                           "и кто-то другой; каппа — с квадратичными весами.",
                           agreement_columns);
  for (guint m = 0; m < findings->agreements->len; m++) {
    const BmAgreement *agreement = &g_array_index(findings->agreements, BmAgreement, m);
    json_t *row = bm_table_row(table);
    bm_row_text(row, findings->district->markers->pdata[m]);
    bm_row_count(row, agreement->n_works);
    bm_row_count(row, agreement->n);
    bm_row_number(row, agreement->exact);
    bm_row_number(row, agreement->within);
    bm_row_number(row, agreement->difference);
    bm_row_number(row, agreement->kappa);
    bm_row_range(row, agreement->kappa_range, 1);
    bm_row_number(row, agreement->third_pct);
    bm_row_count(row, agreement->n_anchors);
    bm_row_number(row, agreement->anchor_difference);
    bm_row_range(row, agreement->anchor_range, 1);
  }
  return table;
}
