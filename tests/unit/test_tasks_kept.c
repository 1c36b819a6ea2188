/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/tasks_kept: forms and results go by the tasks that the bundles have. */
#include "pipeline/tasks_kept.h"
#include "tests/tools/marked_round.h"

TestSuite(tasks_kept, .timeout = 30);

/* A round whose bundles have task 1 of two points; @tasks stand in assessment.json now. */
static Round changed_make(const char *tasks, BmOpen *again)
{
  Round round = round_make("[round]\n");
  GError *error = NULL;
  g_autoptr(json_t) note =
      json_pack("{s:s,s:[{s:s,s:i}]}", "purpose", "first", "tasks", "id", "1", "max", 2);
  g_autofree char *text = g_strdup_printf("{\"policy\": \"vpr_cross\", \"tasks\": %s}", tasks);
  cr_assert(bm_ledger_note_add(round.open.ledger, "allocation", note, NULL));
  text_put(round.ws, "procedure/assessment.json", text);
  assert_ok(bm_open(again, round.ws, &error), error);
  return round;
}

static json_int_t max_of(const BmOpen *open, size_t task)
{
  const json_t *tasks = json_object_get(open->procedure->assessment, "tasks");
  return json_integer_value(json_object_get(json_array_get(tasks, task), "max"));
}

Test(tasks_kept, a_list_that_changed_after_the_bundles_is_not_used)
{
  static const char *const lists[] = {
      "[{\"id\": \"1\", \"max\": 3}]",
      "[{\"id\": \"0\", \"max\": 2}, {\"id\": \"1\", \"max\": 2}]",
      "[{\"id\": \"2\", \"max\": 2}]",
      "[]",
  };
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_auto(BmOpen) again = {0};
    Round round = changed_make(lists[i], &again);
    cr_expect(again.procedure->are_tasks_kept, "%s", lists[i]);
    cr_expect_eq(max_of(&again, 0), 2, "%s", lists[i]);
    cr_expect_eq(json_array_size(json_object_get(again.procedure->assessment, "tasks")), 1);
    round_clear(&round);
  }
}

Test(tasks_kept, a_level_may_be_corrected)
{
  g_auto(BmOpen) again = {0};
  Round round = changed_make("[{\"id\": \"1\", \"max\": 2, \"level\": \"high\"}]", &again);
  const json_t *tasks = json_object_get(again.procedure->assessment, "tasks");
  cr_expect_not(again.procedure->are_tasks_kept);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(tasks, 0), "level")),
                   "high");
  round_clear(&round);
}

Test(tasks_kept, an_allocation_that_is_taken_back_lets_the_new_list_in)
{
  g_auto(BmOpen) again = {0};
  Round round = changed_make("[{\"id\": \"1\", \"max\": 3}]", &again);
  cr_assert(bm_ledger_unallocate(again.ledger, NULL));
  g_auto(BmOpen) anew = {0};
  GError *error = NULL;
  assert_ok(bm_open(&anew, round.ws, &error), error);
  cr_expect_not(anew.procedure->are_tasks_kept);
  cr_expect_eq(max_of(&anew, 0), 3);
  round_clear(&round);
}
