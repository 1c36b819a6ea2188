/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the analysis computes of a round, before it is set in tables. */
#pragma once
#include "stages/analyse/agreement.h"
#include "stages/analyse/completion.h"
#include "stages/analyse/funnel.h"
#include "stages/analyse/growth.h"
#include "stages/analyse/journal.h"
#include "stages/analyse/peaks.h"
#include "stages/analyse/profile.h"
#include "stages/analyse/retest.h"
#include "stages/analyse/totals.h"

/* Signs of one kind of evidence. Only signs of different families are independent: totals,
 * tasks and the funnel all say that results are high. */
typedef enum BmFamily {
  BM_FAMILY_LEVEL,
  BM_FAMILY_PEAK,
  BM_FAMILY_JOURNAL,
  BM_FAMILY_PROFILE,
  BM_FAMILY_GROWTH,
  BM_FAMILY_RETEST,
  BM_FAMILY_SUPPORT, /* low results: help is due, nothing else */
} BmFamily;
#define BM_N_FAMILIES (BM_FAMILY_SUPPORT + 1)

typedef enum BmSignKind {
  BM_SIGN_TASK_HIGH,
  BM_SIGN_TOTALS_HIGH,
  BM_SIGN_FUNNEL_HIGH,
  BM_SIGN_PEAK,
  BM_SIGN_JOURNAL,
  BM_SIGN_PROFILE,
  BM_SIGN_GROWTH,
  BM_SIGN_RETEST,
  BM_SIGN_TASK_LOW,
  BM_SIGN_TOTALS_LOW,
  BM_SIGN_FUNNEL_LOW,
} BmSignKind;

typedef struct BmSignWords {
  const char *slug;
  BmFamily family;
  const char *ru;   /* what was observed, in neutral words */
  const char *unit; /* of effect and interval */
} BmSignWords;

const BmSignWords *bm_sign_words(BmSignKind kind);
const char *bm_family_slug(BmFamily family);

/* Something notable about a school: a sign, never a verdict. */
typedef struct BmSign {
  BmSignKind kind;
  guint school, n;
  int task, bound; /* −1: of no task, of no boundary */
  double effect, q;
  BmInterval range; /* of the effect, in its unit */
} BmSign;

/* A school with signs of enough independent families. */
typedef struct BmRisk {
  guint school, n;
  guint families;   /* bit 1 << BmFamily for each */
  guint n_families; /* families of this year */
  guint repeated;   /* families of this year that prior_signs has, too */
} BmRisk;

typedef struct BmFindings {
  const BmDistrict *district;
  BmRules rules;
  GArray *completions, *totals, *peaks, *journals, *profiles, *retests, *growths;
  GArray *agreements, *severities;
  BmFunnel *funnel;
  GArray *signs;   /* BmSign, by school; low results, too */
  GArray *risks;   /* BmRisk: two independent signs, or one that was there last year, too */
  GArray *support; /* guint: schools with low results, in their order */
  guint *n_works;  /* of each school */
} BmFindings;

/**
 * bm_findings_new - the whole analysis
 *
 * @district  borrowed, must outlive the findings
 * Pure computation: equal districts and rules give equal findings.
 */
BmFindings *bm_findings_new(const BmDistrict *district, const BmRules *rules);
void bm_findings_free(BmFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmFindings, bm_findings_free)

/* Signs, risk zone and support list from what was computed; called by bm_findings_new. Schools
 * with fewer works than the rules ask (10) get no sign at all. stages/analyse/risk.c */
void bm_findings_judge(BmFindings *findings);
