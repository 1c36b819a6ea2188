/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks beside journal marks. */
#include "stages/analyse/journal.h"
#include "tests/tools/analysis.h"
#include "tests/tools/simdistrict.h"

TestSuite(analyse_journal, .timeout = 30);

static const double marks[] = {3, 4, 2, 5, 4, 3, 3, 4, 5, 2, 4, 3};
static const double others[] = {3, 5, 2, 5, 3, 3, 4, 4, 4, 3, 5, 3};

/* scipy.stats.spearmanr; interval by Bonett and Wright in NumPy. */
Test(analyse_journal, rank_correlation_is_that_of_spearman)
{
  BmInterval range;
  cr_expect_float_eq(bm_spearman(marks, others, 12, 0.95, &range), 0.7510074667904482, 1e-12);
  cr_expect_float_eq(range.low, 0.23127314637638058, 1e-8);
  cr_expect_float_eq(range.high, 0.9372568649285171, 1e-8);
  const double same[] = {4, 4, 4, 4, 4};
  cr_expect(isnan(bm_spearman(marks, same, 5, 0.95, &range)));
}

Test(analyse_journal, lower_same_and_higher_are_counted)
{
  BmRules rules = rules_of_file();
  json_t *input = input_new(1, 5);
  school_add(input, "S1", FALSE);
  const int pairs[][2] = {{3, 3}, {2, 4}, {3, 4}, {5, 4}, {0, 4}, {3, 0}};
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    json_t *work = work_of_one(input, "S1", "K", 1);
    if (pairs[i][0] > 0)
      json_object_set_new(work, "mark", json_integer(pairs[i][0]));
    json_object_set_new(work, "journal_mark", json_integer(pairs[i][1]));
  }
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_journals(district, &rules);
  const BmJournal *journal = &g_array_index(all, BmJournal, 0);
  cr_expect_eq(journal->n, 4, "works without one of the marks count");
  cr_expect_float_eq(journal->lower, 50, 1e-9);
  cr_expect_float_eq(journal->same, 25, 1e-9);
  cr_expect_float_eq(journal->higher, 25, 1e-9);
  cr_expect_float_eq(journal->gap_pct, 25, 1e-9);
  cr_expect(isnan(journal->q));
  json_decref(input);
}

Test(analyse_journal, a_school_with_great_distances_is_notable_and_no_other)
{
  Sim sim = SIM_PLAIN;
  sim.seed = 5;
  sim.school = 1;
  sim.journal_gap = 0.35;
  json_t *input = sim_district(&sim);
  BmRules rules = rules_of_file();
  g_autoptr(BmDistrict) district = district_of(input);
  g_autoptr(GArray) all = bm_journals(district, &rules);
  for (guint s = 0; s < all->len; s++)
    cr_expect_eq(g_array_index(all, BmJournal, s).is_notable, s == 1, "school %u", s);
  json_decref(input);
}
