/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the list of a ticket's files. */
#include "pipeline/reads.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

TestSuite(reads, .timeout = 10);

static void expect_reads(const char *ticket, const char *wanted)
{
  json_t *parsed = json_loads(ticket, 0, NULL);
  cr_assert_not_null(parsed);
  json_t *reads = bm_reads_of(parsed);
  GString *all = g_string_new(NULL);
  size_t i;
  json_t *one;
  json_array_foreach (reads, i, one)
    g_string_append_printf(all, "%s%s", i > 0 ? " " : "", json_string_value(one));
  cr_expect_str_eq(all->str, wanted);
  g_string_free(all, TRUE);
  json_decref(reads);
  json_decref(parsed);
}

Test(reads, inputs_are_read_by_every_stage)
{
  expect_reads("{\"stage\":\"split\",\"inputs\":[{\"id\":\"a\",\"path\":\"/n/1\"},"
               "{\"id\":\"b\"},{\"id\":\"c\",\"path\":\"/n/2\"}],\"context\":{}}",
               "/n/1 /n/2");
}

Test(reads, a_stage_gets_what_its_context_names_and_no_other)
{
  const char *context = "\"context\":{\"procedure\":\"/n/p\",\"source\":\"/n/s\","
                        "\"form\":{\"model\":\"/n/m\"},\"criteria\":\"/n/c\","
                        "\"variant_criteria\":{\"1\":\"/n/c1\"},"
                        "\"works\":[{\"path\":\"/n/w1\"},{\"path\":\"/n/w2\"}],"
                        "\"work\":{\"originals\":{\"x\":\"/n/o\"}}}}";
  const struct {
    const char *stage, *wanted;
  } cases[] = {{"intake", ""},
               {"mask", "/n/m /n/p/roster.csv /n/p/teachers.csv"},
               {"verify", "/n/m /n/s /n/p/roster.csv /n/p/teachers.csv"},
               {"sort", "/n/o"},
               {"bundle", "/n/w1 /n/w2 /n/c /n/c1"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *ticket = g_strdup_printf("{\"stage\":\"%s\",%s", cases[i].stage, context);
    expect_reads(ticket, cases[i].wanted);
  }
}

Test(reads, paths_among_facts_give_nothing)
{
  expect_reads("{\"stage\":\"mask\",\"inputs\":[{\"id\":\"a\",\"path\":\"/n/1\",\"facts\":"
               "{\"intake\":{\"path\":\"/etc/shadow\"}}}],\"context\":{\"form\":{\"id\":\"f\","
               "\"facts\":{\"model\":\"/etc/shadow\"}}}}",
               "/n/1");
}

Test(reads, relative_paths_and_ways_up_give_nothing)
{
  expect_reads("{\"stage\":\"form\",\"context\":{\"forms\":[{\"model\":\"ledger.db\"},"
               "{\"model\":\"/n/forms/../ledger.db\"},{\"model\":\"/n/forms/m\"}]}}",
               "/n/forms/m");
}
