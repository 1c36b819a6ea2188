/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From numbers to signs, and from signs to the lists of schools. */
#include "stages/analyse/findings.h"

#include <string.h>

static const BmSignWords words[] = {
    [BM_SIGN_TASK_HIGH] = {"task_high", BM_FAMILY_LEVEL,
                           "выполнение задания выше, чем в контроле", "п. п."},
    [BM_SIGN_TOTALS_HIGH] = {"totals_high", BM_FAMILY_LEVEL,
                             "баллы за работу выше, чем в контроле", "балл"},
    [BM_SIGN_FUNNEL_HIGH] = {"funnel_high", BM_FAMILY_LEVEL,
                             "доля высоких результатов выше границы воронки", "п. п."},
    [BM_SIGN_PEAK] = {"peak", BM_FAMILY_PEAK, "скопление баллов на границе отметки", "п. п."},
    [BM_SIGN_JOURNAL] = {"journal", BM_FAMILY_JOURNAL,
                         "отметки за работу далеки от отметок журнала", "п. п."},
    [BM_SIGN_PROFILE] = {"profile", BM_FAMILY_PROFILE,
                         "трудные задания выполнены почти как лёгкие", "наклон"},
    [BM_SIGN_GROWTH] = {"growth", BM_FAMILY_GROWTH,
                        "прирост результатов больше, чем в контроле", "п. п."},
    [BM_SIGN_RETEST] = {"retest", BM_FAMILY_RETEST,
                        "первая проверка дала больше баллов, чем повторная", "балл"},
    [BM_SIGN_TASK_LOW] = {"task_low", BM_FAMILY_SUPPORT,
                          "выполнение задания ниже, чем в контроле", "п. п."},
    [BM_SIGN_TOTALS_LOW] = {"totals_low", BM_FAMILY_SUPPORT,
                            "баллы за работу ниже, чем в контроле", "балл"},
    [BM_SIGN_FUNNEL_LOW] = {"funnel_low", BM_FAMILY_SUPPORT,
                            "доля высоких результатов ниже границы воронки", "п. п."},
};

const BmSignWords *bm_sign_words(BmSignKind kind)
{
  return &words[kind];
}

const char *bm_family_slug(BmFamily family)
{
  static const char *const slugs[] = {"level",  "peak",   "journal", "profile",
                                      "growth", "retest", "support"};
  return slugs[family];
}

static BmInterval times(BmInterval range, double factor)
{
  return (BmInterval){range.low * factor, range.high * factor};
}

static void add(BmFindings *findings, BmSign sign)
{
  if (findings->n_works[sign.school] >= findings->rules.groups_least_works)
    g_array_append_val(findings->signs, sign);
}

static void add_tasks(BmFindings *findings, guint school)
{
  guint n_tasks = findings->district->tasks->len;
  for (guint t = 0; t < n_tasks; t++) {
    const BmCompletion *row =
        &g_array_index(findings->completions, BmCompletion, school * n_tasks + t);
    if (row->is_notable)
      add(findings, (BmSign){row->contrast.d > 0 ? BM_SIGN_TASK_HIGH : BM_SIGN_TASK_LOW, school,
                             row->n, (int)t, -1, 100 * row->contrast.d, row->q,
                             times(row->contrast.d_range, 100)});
  }
}

static void add_level(BmFindings *findings, guint school)
{
  const BmTotals *totals = &g_array_index(findings->totals, BmTotals, school);
  const BmFunnelPoint *point = &g_array_index(findings->funnel->points, BmFunnelPoint, school);
  if (totals->is_notable)
    add(findings, (BmSign){totals->contrast.d > 0 ? BM_SIGN_TOTALS_HIGH : BM_SIGN_TOTALS_LOW,
                           school, totals->contrast.own.n, -1, -1, totals->ranks.shift,
                           totals->q, totals->ranks.shift_range});
  add_tasks(findings, school);
  if (!point->is_notable)
    return;
  add(findings,
      (BmSign){point->z > 0 ? BM_SIGN_FUNNEL_HIGH : BM_SIGN_FUNNEL_LOW, school, point->n, -1,
               -1, 100 * point->contrast.d, point->q, times(point->contrast.d_range, 100)});
}

static void add_marks(BmFindings *findings, guint school)
{
  for (guint i = 0; i < findings->peaks->len; i++) {
    const BmPeak *peak = &g_array_index(findings->peaks, BmPeak, i);
    if (peak->school == school && peak->is_notable)
      add(findings, (BmSign){BM_SIGN_PEAK, school, peak->n, -1, (int)peak->bound,
                             100 * (peak->share - peak->control_share), peak->q,
                             times(peak->excess_range, 100)});
  }
  const BmJournal *journal = &g_array_index(findings->journals, BmJournal, school);
  if (journal->is_notable)
    add(findings,
        (BmSign){BM_SIGN_JOURNAL, school, journal->n, -1, -1, 100 * journal->contrast.d,
                 journal->q, times(journal->contrast.d_range, 100)});
  const BmProfile *profile = &g_array_index(findings->profiles, BmProfile, school);
  if (profile->is_notable)
    add(findings, (BmSign){BM_SIGN_PROFILE, school, profile->n, -1, -1, profile->contrast.d,
                           profile->q, profile->contrast.d_range});
}

static void add_past(BmFindings *findings, guint school)
{
  for (guint i = 0; i < findings->growths->len; i++) {
    const BmGrowth *growth = &g_array_index(findings->growths, BmGrowth, i);
    if (growth->school == school && growth->is_notable)
      add(findings, (BmSign){BM_SIGN_GROWTH, school, growth->n, -1, -1, growth->d, growth->q,
                             growth->d_range});
  }
  for (guint i = 0; i < findings->retests->len; i++) {
    const BmRetest *retest = &g_array_index(findings->retests, BmRetest, i);
    if (retest->school == school && retest->is_notable)
      add(findings, (BmSign){BM_SIGN_RETEST, school, retest->n, -1, -1, retest->mean, retest->q,
                             retest->range});
  }
}

static BmFamily family_of_slug(const char *slug)
{
  for (guint i = 0; slug != NULL && i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i].slug, slug) == 0)
      return words[i].family;
  return BM_FAMILY_SUPPORT;
}

static guint prior_families(const BmSchool *school)
{
  guint families = 0;
  gsize i;
  json_t *slug;
  json_array_foreach (school->prior_signs, i, slug) {
    families |= 1U << family_of_slug(json_string_value(slug));
  }
  return families & ~(1U << BM_FAMILY_SUPPORT);
}

static guint count_bits(guint bits)
{
  return (guint)__builtin_popcount(bits);
}

static void school_list(BmFindings *findings, guint school, guint first_sign)
{
  guint families = 0;
  for (guint i = first_sign; i < findings->signs->len; i++)
    families |= 1U << words[g_array_index(findings->signs, BmSign, i).kind].family;
  if (families & 1U << BM_FAMILY_SUPPORT)
    g_array_append_val(findings->support, school);
  families &= ~(1U << BM_FAMILY_SUPPORT);
  guint repeated = families & prior_families(bm_school(findings->district, school));
  BmRisk risk = {.school = school,
                 .n = findings->n_works[school],
                 .families = families,
                 .n_families = count_bits(families),
                 .repeated = count_bits(repeated)};
  if (risk.n_families >= findings->rules.risk_signs || risk.repeated > 0)
    g_array_append_val(findings->risks, risk);
}

void bm_findings_judge(BmFindings *findings)
{
  for (guint s = 0; s < findings->district->schools->len; s++) {
    guint first = findings->signs->len;
    add_level(findings, s);
    add_marks(findings, s);
    add_past(findings, s);
    school_list(findings, s, first);
  }
}
