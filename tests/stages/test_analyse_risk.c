/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs and lists of schools. */
#include "stages/analyse/findings.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

#include <string.h>

TestSuite(analyse_risk, .timeout = 60);

typedef struct Round {
  json_t *input;
  BmDistrict *district;
  BmFindings *findings;
} Round;

static void round_clear(Round *round)
{
  bm_findings_free(round->findings);
  bm_district_free(round->district);
  json_decref(round->input);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Round, round_clear)

/* @input is stolen. */
static Round round_of(json_t *input)
{
  BmRules rules = rules_of_file();
  Round round = {.input = input, .district = district_of(input)};
  round.findings = bm_findings_new(round.district, &rules);
  return round;
}

static gboolean has_sign(const BmFindings *findings, guint school, BmSignKind kind)
{
  for (guint i = 0; i < findings->signs->len; i++) {
    const BmSign *sign = &g_array_index(findings->signs, BmSign, i);
    if (sign->school == school && sign->kind == kind)
      return TRUE;
  }
  return FALSE;
}

static const BmRisk *risk_of(const BmFindings *findings, guint school)
{
  for (guint i = 0; i < findings->risks->len; i++)
    if (g_array_index(findings->risks, BmRisk, i).school == school)
      return &g_array_index(findings->risks, BmRisk, i);
  return NULL;
}

Test(analyse_risk, two_independent_signs_make_the_risk_zone)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 31;
  sim.school = 2;
  sim.raised = 0.5;
  sim.journal_gap = 0.4;
  g_auto(Round) round = round_of(sim_district(&sim));
  cr_expect(has_sign(round.findings, 2, BM_SIGN_TOTALS_HIGH));
  cr_expect(has_sign(round.findings, 2, BM_SIGN_JOURNAL));
  cr_assert_eq(round.findings->risks->len, 1);
  const BmRisk *risk = risk_of(round.findings, 2);
  cr_assert_not_null(risk);
  cr_expect(risk->families & 1U << BM_FAMILY_LEVEL);
  cr_expect(risk->families & 1U << BM_FAMILY_JOURNAL);
}

Test(analyse_risk, signs_that_say_the_same_are_one)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 32;
  sim.school = 2;
  sim.raised = 0.6;
  sim.icc = 0.05;
  g_auto(Round) round = round_of(sim_district(&sim));
  cr_expect(has_sign(round.findings, 2, BM_SIGN_TOTALS_HIGH));
  cr_expect(has_sign(round.findings, 2, BM_SIGN_FUNNEL_HIGH));
  cr_expect(has_sign(round.findings, 2, BM_SIGN_TASK_HIGH));
  cr_expect_eq(round.findings->risks->len, 0);
}

Test(analyse_risk, one_sign_of_last_year_that_is_back_makes_it_too)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 32;
  sim.school = 2;
  sim.raised = 0.6;
  json_t *input = sim_district(&sim);
  json_object_set_new(json_array_get(json_object_get(input, "schools"), 2), "prior_signs",
                      json_pack("[s]", "funnel_high"));
  json_object_set_new(json_array_get(json_object_get(input, "schools"), 3), "prior_signs",
                      json_pack("[s]", "peak"));
  g_auto(Round) round = round_of(input);
  cr_assert_eq(round.findings->risks->len, 1);
  cr_assert_not_null(risk_of(round.findings, 2));
  cr_expect_eq(risk_of(round.findings, 2)->repeated, 1);
}

Test(analyse_risk, low_results_are_a_list_of_their_own)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 33;
  sim.school = 5;
  sim.lowered = 0.5;
  g_auto(Round) round = round_of(sim_district(&sim));
  cr_expect(has_sign(round.findings, 5, BM_SIGN_TOTALS_LOW));
  cr_expect_eq(round.findings->risks->len, 0);
  cr_assert_eq(round.findings->support->len, 1);
  cr_expect_eq(g_array_index(round.findings->support, guint, 0), 5);
}

/* Everything that could be notable at once, in eight works. */
Test(analyse_risk, a_school_of_eight_works_is_never_listed)
{
  for (gulong seed = 1; seed <= 5; seed++) {
    Sim sim = SIM_PLAIN;
    sim.seed = seed;
    sim.is_recheck = TRUE;
    json_t *input = sim_district(&sim), *works = json_object_get(input, "works");
    json_array_append_new(json_object_get(input, "schools"),
                          json_pack("{s:s,s:b,s:[s,s,s]}", "school", "S99", "is_control", 0,
                                    "prior_signs", "peak", "totals_high", "journal"));
    for (guint i = 0; i < 8; i++) {
      json_t *work = json_deep_copy(json_array_get(works, i));
      g_autofree char *work_no = g_strdup_printf("9%05u", i);
      json_object_set_new(work, "work_no", json_string(work_no));
      json_object_set_new(work, "school", json_string("S99"));
      json_object_set_new(work, "total", json_integer(18));
      json_object_set_new(work, "mark", json_integer(5));
      json_object_set_new(work, "journal_mark", json_integer(2));
      json_object_set_new(work, "prior_total", json_integer(24));
      json_array_append_new(works, work);
    }
    g_auto(Round) round = round_of(input);
    cr_assert_eq(round.findings->n_works[10], 8);
    for (guint i = 0; i < round.findings->signs->len; i++)
      cr_expect_neq(g_array_index(round.findings->signs, BmSign, i).school, 10);
    cr_expect_null(risk_of(round.findings, 10));
  }
}

Test(analyse_risk, every_sign_has_words_of_its_own)
{
  for (guint i = 0; i <= BM_SIGN_FUNNEL_LOW; i++)
    for (guint k = 0; k < i; k++) {
      cr_expect_str_neq(bm_sign_words(i)->slug, bm_sign_words(k)->slug);
      cr_expect_str_neq(bm_sign_words(i)->ru, bm_sign_words(k)->ru);
    }
}

/* A raised school among others, none of them a control sample. */
static json_t *without_sample(gboolean is_recheck)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 31;
  sim.school = 2;
  sim.raised = 0.5;
  sim.journal_gap = 0.4;
  json_t *input = sim_district(&sim), *school;
  size_t i;
  json_array_foreach (json_object_get(input, "schools"), i, school)
    json_object_set_new(school, "is_control", json_false());
  json_object_set_new(input, "is_recheck", json_boolean(is_recheck));
  return input;
}

Test(analyse_risk, schools_of_a_recheck_are_no_control_of_each_other)
{
  g_auto(Round) first = round_of(without_sample(FALSE));
  g_auto(Round) second = round_of(without_sample(TRUE));
  cr_expect(has_sign(first.findings, 2, BM_SIGN_TOTALS_HIGH));
  cr_expect_gt(first.findings->risks->len, 0);
  cr_expect_eq(second.findings->risks->len, 0);
  for (guint i = 0; i < second.findings->signs->len; i++)
    cr_expect_eq(g_array_index(second.findings->signs, BmSign, i).kind, BM_SIGN_RETEST);
}
