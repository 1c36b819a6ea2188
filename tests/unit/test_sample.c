/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of an auditor's samples: sizes against the exact formula, bounds against simulation. */
#include "pipeline/sample.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(sample, .timeout = 60);

#define N_STRATA 7

/* Strata of 3, 6, 9 … pages, so that rounding matters. */
static json_t *pages_make(void)
{
  json_t *pages = json_array();
  for (int stratum = 1; stratum <= N_STRATA; stratum++)
    for (int i = 0; i < 3 * stratum; i++) {
      g_autofree char *key = g_strdup_printf("%d/%d", stratum, i),
                      *name = g_strdup_printf("S%d", stratum);
      json_array_append_new(
          pages, json_pack("{s:s,s:s,s:s}", "key", key, "work_no", key, "stratum", name));
    }
  return pages;
}

Test(sample, a_share_without_findings_bounds_what_it_was_made_for)
{
  for (guint n = 10; n < 20000; n = n * 3 + 1)
    for (double bound = 0.002; bound < 0.2; bound *= 1.7) {
      double share = bm_sample_share(n, bound);
      guint most = bm_sample_most(n, share, 0, 0);
      cr_expect_leq(most, (guint)(bound * n + 1e-9), "%u pages, %g: %u", n, bound, most);
      /* a smaller share would not do */
      cr_expect(share <= 1.0 / n || bm_sample_most(n, share * 0.97, 0, 0) > (guint)(bound * n));
    }
}

Test(sample, figures_that_a_person_can_check)
{
  /* 700 pages, 1 %: eight must not go unseen, 1 - 0.05^(1/8) = 0.3123 */
  cr_expect_float_eq(bm_sample_share(700, 0.01), 0.3123, 0.0001);
  cr_expect_eq(bm_sample_most(700, 1, 700, 0), 0);
  cr_expect_eq(bm_sample_most(700, 1, 700, 3), 3);
  /* strata of three pages, all drawn by rounding up: what was seen clean is clean */
  cr_expect_eq(bm_sample_most(6, 0.7, 6, 2), 2);
  cr_expect_eq(bm_sample_most(6, 0.7, 5, 0), 1);
  cr_expect_eq(bm_sample_most(0, 0.5, 0, 0), 0);
  cr_expect_gt(bm_sample_most(700, 0.3, 210, 2), bm_sample_most(700, 0.3, 210, 0));
}

Test(sample, each_stratum_gives_its_share_and_the_seed_decides_whom)
{
  g_autoptr(json_t) pages = pages_make();
  json_t *a = bm_sample_draw(pages, 0.4, "a"), *again = bm_sample_draw(pages, 0.4, "a"),
         *b = bm_sample_draw(pages, 0.4, "b"), *row;
  int n[N_STRATA + 1] = {0};
  size_t i;
  json_array_foreach (a, i, row) {
    n[bm_json_text(row, "stratum")[1] - '0']++;
    cr_expect_eq(json_integer_value(json_object_get(row, "n")), (json_int_t)i + 1);
  }
  for (int stratum = 1; stratum <= N_STRATA; stratum++)
    cr_expect_eq(n[stratum], (int)ceil(0.4 * 3 * stratum - 1e-9));
  cr_expect(json_equal(a, again));
  cr_expect(!json_equal(a, b));
  json_decref(a);
  json_decref(again);
  json_decref(b);
}

/* However leaks lie in the strata, the bound fails in no more than one draw of twenty. */
Test(sample, the_bound_holds_in_simulated_rounds)
{
  g_autoptr(json_t) pages = pages_make();
  guint n = (guint)json_array_size(pages), n_rounds = 2000;
  double share = bm_sample_share(n, 0.06);
  for (guint kind = 0; kind < 3; kind++) {
    g_autoptr(GRand) dice = g_rand_new_with_seed(kind);
    guint n_wrong = 0;
    for (guint round = 0; round < n_rounds; round++) {
      g_autoptr(GHashTable) leaks = g_hash_table_new(g_str_hash, g_str_equal);
      while (g_hash_table_size(leaks) <
             6) { /* anywhere; in the last stratum; in the smallest */
        guint k = kind == 0   ? (guint)g_rand_int_range(dice, 0, (gint)n)
                  : kind == 1 ? n - 1 - (guint)g_rand_int_range(dice, 0, 21)
                              : (guint)g_rand_int_range(dice, 0, 9);
        g_hash_table_add(leaks, (gpointer)bm_json_text(json_array_get(pages, k), "key"));
      }
      g_autofree char *seed = g_strdup_printf("%u %u", kind, round);
      g_autoptr(json_t) marked = json_array();
      guint findings = 0;
      size_t i;
      json_t *row;
      json_array_foreach (pages, i, row) {
        json_t *copy = json_copy(row);
        json_object_set_new(
            copy, "leaks",
            json_boolean(g_hash_table_contains(leaks, bm_json_text(row, "key"))));
        json_array_append_new(marked, copy);
      }
      g_autoptr(json_t) drawn = bm_sample_draw(marked, share, seed);
      json_array_foreach (drawn, i, row)
        findings += json_is_true(json_object_get(row, "leaks"));
      n_wrong += bm_sample_most(n, share, (guint)json_array_size(drawn), findings) < 6;
    }
    cr_expect_leq(n_wrong, n_rounds / 20, "kind %u: wrong in %u of %u", kind, n_wrong,
                  n_rounds);
  }
}
