/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/agree: scores that the coordinator enters where no third expert can be had.
 */
#include "pipeline/agree.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/third.h"

TestSuite(agree, .timeout = 20);

/* Work 11: task 2 of three is in dispute, task 3 is not. */
static json_t *results_make(json_t *markings)
{
  return json_pack("{s:[{s:s,s:i},{s:s,s:i},{s:s,s:i}],s:[{s:s,s:s,s:[{s:s,s:n}]}],s:o}",
                   "tasks", "id", "1", "max", 4, "id", "2", "max", 3, "id", "3", "max", 2,
                   "works", "work_no", "11", "state", "needs_third", "divergence", "task", "2",
                   "third", "markings", markings);
}

static gboolean take(Desk *desk, const char *work_no, const char *task, const char *score,
                     GError **error)
{
  g_autoptr(json_t) results = results_make(json_array());
  g_autoptr(json_t) given = json_pack("{s:s}", task, score);
  return bm_agree_take(desk->ledger, results, work_no, given, error);
}

Test(agree, what_is_agreed_counts_as_a_third_marking_of_nobody)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(take(&desk, "11", "2", "1", &error), error);
  assert_ok(take(&desk, "11", "2", "3", &error), error);
  g_autoptr(json_t) markings = json_array();
  bm_agree_markings(desk.ledger, markings);
  g_autofree char *text = json_dumps(markings, JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(text, "[{\"marker\":null,\"purpose\":\"third\",\"scores\":[null,3,null],"
                         "\"work_no\":\"11\"}]");
  desk_clear(&desk);
}

Test(agree, a_third_expert_s_form_goes_before_it)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(take(&desk, "11", "2", "x", &error), error);
  g_autoptr(json_t) markings =
      json_pack("[{s:s,s:s,s:s}]", "work_no", "11", "marker", "m03", "purpose", "third");
  bm_agree_markings(desk.ledger, markings);
  cr_expect_eq(json_array_size(markings), 1);
  g_autoptr(json_t) results = results_make(json_incref(markings));
  g_autoptr(json_t) given = json_pack("{s:s}", "2", "1");
  gboolean is_taken = bm_agree_take(desk.ledger, results, "11", given, &error);
  assert_fails_with(is_taken, error, "agree_third_back");
  desk_clear(&desk);
}

/* How often the third expert, with this score for task 2, has overruled what was agreed, 3. */
static size_t overruled_by(int score)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(take(&desk, "11", "2", "3", &error), error);
  g_autoptr(json_t) markings = json_pack("[{s:s,s:s,s:s,s:[n,i,n]}]", "work_no", "11", "marker",
                                         "m03", "purpose", "third", "scores", score);
  g_autoptr(json_t) list = bm_agree_overruled(desk.ledger, markings);
  desk_clear(&desk);
  return json_array_size(list);
}

Test(agree, a_third_expert_who_says_otherwise_is_told)
{
  cr_expect_eq(overruled_by(3), 0);
  cr_expect_eq(overruled_by(2), 1);
}

Test(agree, only_scores_of_tasks_in_dispute_are_taken)
{
  static const char *const cases[][4] = {
      {"12", "2", "1", "agree_work_unknown"}, {"11", "3", "1", "agree_task"},
      {"11", "9", "1", "agree_task"},         {"11", "2", "4", "agree_score"},
      {"11", "2", "1.5", "agree_score"},      {"11", "2", "", "agree_score"}};
  Desk desk = desk_make();
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    gboolean is_taken = take(&desk, cases[i][0], cases[i][1], cases[i][2], &error);
    g_autofree char *reason = bm_error_reason(error);
    cr_expect_not(is_taken);
    cr_expect_str_eq(reason, cases[i][3]);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) results = results_make(json_array());
  g_autoptr(json_t) nothing = json_object();
  gboolean is_taken = bm_agree_take(desk.ledger, results, "11", nothing, &error);
  assert_fails_with(is_taken, error, "agree_lacking");
  desk_clear(&desk);
}

Test(agree, an_allocation_that_is_taken_back_takes_it_along)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(take(&desk, "11", "2", "1", &error), error);
  assert_ok(bm_ledger_unallocate(desk.ledger, &error), error);
  g_autoptr(json_t) agreed = bm_agreed(desk.ledger);
  cr_expect_eq(json_object_size(agreed), 0);
  desk_clear(&desk);
}
