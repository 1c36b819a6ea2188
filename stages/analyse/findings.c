/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole analysis in order. */
#include "stages/analyse/findings.h"

BmFindings *bm_findings_new(const BmDistrict *district, const BmRules *rules)
{
  BmFindings *findings = g_new0(BmFindings, 1);
  findings->district = district;
  findings->rules = *rules;
  findings->n_works = g_new0(guint, district->schools->len + 1);
  for (guint i = 0; i < district->works->len; i++)
    findings->n_works[bm_work(district, i)->school]++;
  findings->completions = bm_completions(district, rules);
  findings->totals = bm_totals(district, rules);
  findings->funnel = bm_funnel_new(district, rules);
  findings->peaks = bm_peaks(district, rules);
  findings->journals = bm_journals(district, rules);
  findings->profiles = bm_profiles(district, rules);
  findings->retests = bm_retests(district, rules);
  findings->growths = bm_growths(district, rules);
  findings->agreements = bm_agreements(district, rules);
  findings->severities = bm_severities(district, rules);
  findings->signs = g_array_new(FALSE, TRUE, sizeof(BmSign));
  findings->risks = g_array_new(FALSE, TRUE, sizeof(BmRisk));
  findings->support = g_array_new(FALSE, TRUE, sizeof(guint));
  bm_findings_judge(findings);
  return findings;
}

void bm_findings_free(BmFindings *findings)
{
  if (findings == NULL)
    return;
  GArray *arrays[] = {findings->completions, findings->totals,     findings->peaks,
                      findings->journals,    findings->profiles,   findings->retests,
                      findings->growths,     findings->agreements, findings->severities,
                      findings->signs,       findings->risks,      findings->support};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
    g_array_unref(arrays[i]);
  bm_funnel_free(findings->funnel);
  g_free(findings->n_works);
  g_free(findings);
}
