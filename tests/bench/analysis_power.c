/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the analysis calls something notable in simulated districts: where nothing is
 * planted (false signs, against the level of models/analysis.ini) and where something is.
 * Usage: analysis_power [ROUNDS], preset 400; the table is Markdown.
 */
#include "tests/tools/simrounds.h"

#include <stdio.h>
#include <stdlib.h>

#define SEED 1000
#define MARKERS 40

static void share_print(guint k, guint n)
{
  BmInterval range = bm_wilson((double)k / n, n, 0.95);
  printf(" %.1f (%.1f–%.1f) |", 100.0 * k / n, 100 * range.low, 100 * range.high);
}

static void nothing_planted(const char *what, const Sim *sim, guint rounds,
                            const BmRules *rules)
{
  SimCount counts[SIM_INDICATORS] = {{0}};
  sim_rounds(sim, rounds, rules, counts);
  printf("\n## Nothing planted: %s (%u rounds)\n\n", what, rounds);
  printf("| indicator | tests a round | p ≤ 0.05, %% of tests | any q ≤ %.2f, %% of rounds | "
         "any sign, %% of rounds |\n|---|---|---|---|---|\n",
         rules->certainty_q);
  for (guint i = 0; i < SIM_INDICATORS; i++) {
    BmInterval range;
    double share = sim_share(&counts[i], &range);
    printf("| %s | %.1f | %.1f (%.1f–%.1f) |", sim_names[i],
           (double)counts[i].tests / counts[i].rounds, 100 * share, 100 * range.low,
           100 * range.high);
    share_print(counts[i].any_q, counts[i].rounds);
    share_print(counts[i].any_sign, counts[i].rounds);
    printf("\n");
  }
  fflush(stdout);
}

typedef struct Plant {
  const char *what;
  SimIndicator indicator;
  gsize offset;
  gboolean is_marker;
  double sizes[5];
} Plant;

static const Plant plants[] = {
    {"share of lost points given back in one school",
     SIM_TOTALS,
     offsetof(Sim, raised),
     FALSE,
     {0.1, 0.2, 0.3, 0.4, 0.5}},
    {"share of points taken away in one school",
     SIM_TOTALS,
     offsetof(Sim, lowered),
     FALSE,
     {0.1, 0.2, 0.3, 0.4, 0.5}},
    {"share of works one point below a boundary lifted to it",
     SIM_PEAK,
     offsetof(Sim, peak),
     FALSE,
     {0.2, 0.4, 0.6, 0.8, 1.0}},
    {"share of works with a journal mark two away (3 % everywhere)",
     SIM_JOURNAL,
     offsetof(Sim, journal_gap),
     FALSE,
     {0.05, 0.1, 0.2, 0.3, 0.4}},
    {"share of pupils told the hard tasks",
     SIM_PROFILE,
     offsetof(Sim, helped),
     FALSE,
     {0.1, 0.2, 0.3, 0.4, 0.5}},
    {"share of lost points that the first marking had given",
     SIM_RETEST,
     offsetof(Sim, recheck_gap),
     FALSE,
     {0.05, 0.1, 0.2, 0.3, 0.4}},
    {"share of tasks in which one marker gives a point more",
     SIM_MARKER,
     offsetof(Sim, lenience),
     TRUE,
     {0.05, 0.1, 0.15, 0.2, 0.3}},
};

static void planted(const Plant *plant, guint rounds, const BmRules *rules)
{
  printf("\n## Planted: %s (%u rounds each)\n\n| size | %s found, %% | in the risk zone, %% | "
         "%s sign elsewhere, %% of rounds | false among signs, %% |\n|---|---|---|---|---|\n",
         plant->what, rounds, sim_names[plant->indicator], sim_names[plant->indicator]);
  for (guint i = 0; i < G_N_ELEMENTS(plant->sizes); i++) {
    Sim sim = SIM_PLAIN;
    SimCount counts[SIM_INDICATORS] = {{0}};
    sim.seed = SEED;
    sim.n_markers = plant->is_marker ? MARKERS : 0;
    sim.is_recheck = plant->indicator == SIM_RETEST;
    sim.school = plant->is_marker ? -1 : 2;
    sim.marker = plant->is_marker ? 7 : -1;
    *(double *)((char *)&sim + plant->offset) = plant->sizes[i];
    sim_rounds(&sim, rounds, rules, counts);
    const SimCount *count = &counts[plant->indicator];
    printf("| %.2f |", plant->sizes[i]);
    share_print(count->found, count->rounds);
    share_print(counts[SIM_RISK].found, count->rounds);
    share_print(count->any_sign, count->rounds);
    printf(" %.1f |\n", 100 * count->false_sum / count->rounds);
    fflush(stdout);
  }
}

int main(int argc, char **argv)
{
  guint rounds = argc > 1 ? (guint)g_ascii_strtoull(argv[1], NULL, 10) : 400;
  g_autoptr(GError) error = NULL;
  BmRules rules;
  if (rounds == 0 || !bm_rules_read(&rules, &error)) {
    fprintf(stderr, "%s\n", error != NULL ? error->message : "usage: analysis_power [ROUNDS]");
    return EXIT_FAILURE;
  }
  Sim sim = SIM_PLAIN;
  sim.seed = SEED;
  sim.n_markers = MARKERS;
  sim.is_recheck = TRUE;
  printf(
      "# Signs in simulated districts\n\n10 schools (4 of them the control sample), 3 classes "
      "of 23 works each, 15 tasks. In brackets: 95 %% bounds.\n");
  nothing_planted("classes alike to 0.15", &sim, rounds, &rules);
  sim.icc = 0;
  nothing_planted("classes not alike", &sim, rounds, &rules);
  sim.icc = 0.3;
  nothing_planted("classes alike to 0.3", &sim, rounds, &rules);
  sim.icc = 0.15;
  sim.school_sd = 0.5;
  nothing_planted(
      "schools truly differ, sd 0.5 beside 1 of pupils: signs of task, totals and funnel "
      "are true",
      &sim, rounds, &rules);
  for (guint i = 0; i < G_N_ELEMENTS(plants); i++)
    planted(&plants[i], rounds, &rules);
  return EXIT_SUCCESS;
}
