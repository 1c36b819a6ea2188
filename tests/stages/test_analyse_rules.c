/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of thresholds: all there, in range, nothing misspelt. */
#include "pipeline/model.h"
#include "stages/analyse/rules.h"
#include "tests/tools/assert_ok.h"

#include <locale.h>
#include <string.h>

TestSuite(analyse_rules, .timeout = 10);

static gboolean parse(const char *text, GError **error)
{
  BmRules rules;
  return bm_rules_parse(text, strlen(text), &rules, error);
}

/* The built-in file with one piece of text exchanged. */
static char *edited(const char *old, const char *new)
{
  g_autoptr(GBytes) bytes = bm_model_bytes("analysis.ini");
  g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  g_auto(GStrv) parts = g_strsplit(text, old, 2);
  cr_assert_eq(g_strv_length(parts), 2, "'%s' is not in the file", old);
  return g_strjoinv(new, parts);
}

Test(analyse_rules, the_built_in_file_is_read_in_any_locale)
{
  g_autoptr(GError) error = NULL;
  BmRules rules;
  setlocale(LC_ALL, "ru_RU.UTF-8");
  assert_ok(bm_rules_read(&rules, &error), error);
  cr_expect_float_eq(rules.levels_high_insufficient_pct, 28.5, 1e-12);
  cr_expect_float_eq(rules.certainty_q, 0.10, 1e-12);
  cr_expect_float_eq(rules.groups_least_works, 10, 1e-12);
}

Test(analyse_rules, a_missing_threshold_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = edited("least_near=10\n", "");
  assert_fails_with(parse(text, &error), error, "analysis_rules");
}

Test(analyse_rules, a_misspelt_threshold_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = edited("least_near=10\n", "least_near=10\nleast_neer=5\n");
  assert_fails_with(parse(text, &error), error, "analysis_rules");
}

Test(analyse_rules, a_threshold_out_of_range_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = edited("level=0.95", "level=95");
  assert_fails_with(parse(text, &error), error, "analysis_rules");
}

Test(analyse_rules, a_decimal_comma_is_refused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = edited("level=0.95", "level=0,95");
  assert_fails_with(parse(text, &error), error, "analysis_rules");
}

Test(analyse_rules, every_threshold_is_told_in_words)
{
  BmRules rules;
  g_autoptr(GError) error = NULL;
  assert_ok(bm_rules_read(&rules, &error), error);
  cr_assert_gt(bm_rules_n(), 25);
  for (guint i = 0; i < bm_rules_n(); i++) {
    cr_expect_gt(strlen(bm_rules_text(&rules, i).ru), 10);
    for (guint k = 0; k < i; k++)
      cr_expect_str_neq(bm_rules_text(&rules, i).ru, bm_rules_text(&rules, k).ru);
  }
  BmRuleText last = bm_rules_text(&rules, bm_rules_n() - 1);
  cr_expect_str_eq(last.key, "least_markings");
  cr_expect_float_eq(last.value, rules.markers_least_markings, 1e-12);
}
