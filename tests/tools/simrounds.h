/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many simulated districts through the analysis: how often each indicator speaks up. */
#pragma once
#include "stages/analyse/findings.h"
#include "tests/tools/simdistrict.h"

typedef enum SimIndicator {
  SIM_TASK,
  SIM_TOTALS,
  SIM_FUNNEL,
  SIM_PEAK,
  SIM_JOURNAL,
  SIM_PROFILE,
  SIM_RETEST,
  SIM_MARKER,
  SIM_RISK, /* the list of schools; it has no tests of its own */
} SimIndicator;
#define SIM_INDICATORS (SIM_RISK + 1)

static const char *const sim_names[SIM_INDICATORS] = {
    "task", "totals", "funnel", "peak", "journal", "profile", "retest", "marker", "risk"};

/* One indicator over many rounds. */
typedef struct SimCount {
  guint rounds;
  guint tests, below;            /* tests, and those with p ≤ 0.05 */
  double share_sum, share_sumsq; /* of tests with p ≤ 0.05 in each round */
  guint any_q;      /* rounds in which any q of a school without a plant is within the limit */
  guint any_sign;   /* rounds in which any school without a plant gets a sign */
  double false_sum; /* of the share of false ones among the signs of each round */
  guint found;      /* rounds in which the planted one gets its sign */
} SimCount;

/* One test's outcome within the round under way. */
typedef struct SimRound {
  guint tests, below;
  guint n_true, n_false; /* signs */
  gboolean any_q, any_sign, found;
} SimRound;

static inline void sim_see(SimRound *round, double p, double q, gboolean is_notable,
                           gboolean is_planted, double limit)
{
  if (is_planted) {
    round->found |= is_notable;
    round->n_true += is_notable;
    return;
  }
  round->tests += !isnan(p);
  round->below += p <= 0.05;
  round->any_q |= q <= limit;
  round->any_sign |= is_notable;
  round->n_false += is_notable;
}

static inline void sim_close(SimCount *count, const SimRound *round)
{
  double share = round->tests > 0 ? (double)round->below / round->tests : 0;
  count->rounds++;
  count->tests += round->tests;
  count->below += round->below;
  count->share_sum += share;
  count->share_sumsq += share * share;
  count->false_sum += (double)round->n_false / MAX(round->n_false + round->n_true, 1);
  count->any_q += round->any_q;
  count->any_sign += round->any_sign;
  count->found += round->found;
}

#define SIM_SEE(array, type, p_of, index_of, planted)                                          \
  for (guint i = 0; i < (array)->len; i++) {                                                   \
    const type *row = &g_array_index(array, type, i);                                          \
    sim_see(round, row->p_of, row->q, row->is_notable, (int)row->index_of == (planted),        \
            limit);                                                                            \
  }

static inline void sim_look(const BmFindings *findings, SimIndicator indicator, const Sim *sim,
                            SimRound *round)
{
  double limit = findings->rules.certainty_q;
  switch (indicator) {
  case SIM_TASK:
    SIM_SEE(findings->completions, BmCompletion, contrast.p, school, sim->school)
    break;
  case SIM_TOTALS:
    SIM_SEE(findings->totals, BmTotals, ranks.p, school, sim->school)
    break;
  case SIM_FUNNEL:
    SIM_SEE(findings->funnel->points, BmFunnelPoint, contrast.p, school, sim->school)
    break;
  case SIM_PEAK:
    SIM_SEE(findings->peaks, BmPeak, p, school, sim->school)
    break;
  case SIM_JOURNAL:
    SIM_SEE(findings->journals, BmJournal, contrast.p, school, sim->school)
    break;
  case SIM_PROFILE:
    SIM_SEE(findings->profiles, BmProfile, contrast.p, school, sim->school)
    break;
  case SIM_RETEST:
    SIM_SEE(findings->retests, BmRetest, ranks.p, school, sim->school)
    break;
  case SIM_MARKER:
    SIM_SEE(findings->severities, BmSeverity, p, marker, sim->marker)
    break;
  case SIM_RISK:
    for (guint i = 0; i < findings->risks->len; i++) {
      const BmRisk *risk = &g_array_index(findings->risks, BmRisk, i);
      sim_see(round, NAN, 0, TRUE, (int)risk->school == sim->school, limit);
    }
  }
}

/* Rounds of a district with the seeds @sim->seed … + @n − 1, added to @counts. */
static inline void sim_rounds(const Sim *sim, guint n, const BmRules *rules, SimCount *counts)
{
  for (guint i = 0; i < n; i++) {
    Sim own = *sim;
    own.seed = sim->seed + i;
    json_t *input = sim_district(&own);
    g_autoptr(GError) error = NULL;
    g_autoptr(BmDistrict) district = bm_district_new(input, &error);
    if (district == NULL)
      g_error("%s", error->message);
    g_autoptr(BmFindings) findings = bm_findings_new(district, rules);
    for (guint k = 0; k < SIM_INDICATORS; k++) {
      SimRound round = {0};
      sim_look(findings, (SimIndicator)k, &own, &round);
      sim_close(&counts[k], &round);
    }
    g_clear_pointer(&findings, bm_findings_free);
    json_decref(input);
  }
}

/* Mean over rounds of the share of tests with p ≤ 0.05, and its bounds (95 %): tests of one
 * round are not independent, rounds are. */
static inline double sim_share(const SimCount *count, BmInterval *ret_range)
{
  double n = count->rounds, mean = count->share_sum / n;
  double error = sqrt(MAX(count->share_sumsq / n - mean * mean, 0) / MAX(n - 1, 1));
  *ret_range = (BmInterval){mean - 1.96 * error, mean + 1.96 * error};
  return mean;
}
