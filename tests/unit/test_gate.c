/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/gate: what one criterion allows another. */
#include "pipeline/error.h"
#include "pipeline/gate.h"
#include "pipeline/score.h"
#include "tests/tools/assert_ok.h"

TestSuite(gate, .timeout = 10);

static json_t *tasks_of(const char *gates)
{
  g_autofree char *text = g_strdup_printf("[{\"id\":\"К1\",\"max\":2},{\"id\":\"К2\",\"max\":3,"
                                          "\"gates\":%s},{\"id\":\"5\",\"max\":1}]",
                                          gates);
  json_t *tasks = json_loads(text, 0, NULL);
  cr_assert_not_null(tasks, "%s", text);
  return tasks;
}

static GArray *gates_of(const char *json)
{
  g_autoptr(json_t) tasks = tasks_of(json);
  g_autoptr(GError) error = NULL;
  GArray *gates = bm_gates_new(tasks, &error);
  assert_ok(gates != NULL, error);
  return gates;
}

Test(gate, nothing_for_one_means_nothing_for_the_other)
{
  g_autoptr(GArray) gates = gates_of("[{\"task\":\"К1\"}]");
  cr_assert_eq(gates->len, 1);
  const BmGate *gate = bm_gate_at(gates, 0);
  const int broken[] = {0, 1, 0}, kept[] = {0, 0, 1}, open[] = {1, 3, 0};
  cr_expect_not(bm_gate_holds(gate, broken));
  cr_expect(bm_gate_holds(gate, kept));
  cr_expect(bm_gate_holds(gate, open));
}

Test(gate, not_attempted_is_nothing_and_not_entered_is_not_asked)
{
  g_autoptr(GArray) gates = gates_of("[{\"task\":\"К1\"}]");
  const BmGate *gate = bm_gate_at(gates, 0);
  const int x_then_score[] = {BM_SCORE_NOT_ATTEMPTED, 1, 0};
  const int both_x[] = {BM_SCORE_NOT_ATTEMPTED, BM_SCORE_NOT_ATTEMPTED, 0};
  const int none_yet[] = {BM_SCORE_MISSING, 3, 0};
  cr_expect_not(bm_gate_holds(gate, x_then_score));
  cr_expect(bm_gate_holds(gate, both_x));
  cr_expect(bm_gate_holds(gate, none_yet));
}

Test(gate, limits_may_be_more_than_nothing)
{
  g_autoptr(GArray) gates = gates_of("[{\"task\":\"К1\",\"at_most\":1,\"most\":2}]");
  g_autoptr(json_t) tasks = tasks_of("[]");
  const BmGate *gate = bm_gate_at(gates, 0);
  const int broken[] = {1, 3, 0}, kept[] = {1, 2, 0};
  cr_expect_not(bm_gate_holds(gate, broken));
  cr_expect(bm_gate_holds(gate, kept));
  g_autofree char *text = bm_gate_text(gate, tasks);
  cr_expect_str_eq(text, "2 (К1 ≤ 1)");
}

Test(gate, latin_and_cyrillic_names_are_one)
{
  g_autoptr(GArray) gates = gates_of("[{\"task\":\"K1\"}]");
  cr_assert_eq(gates->len, 1);
  cr_expect_eq(bm_gate_at(gates, 0)->by, 0);
  cr_expect_eq(bm_gate_at(gates, 0)->task, 1);
}

Test(gate, what_cannot_be_is_refused_with_the_task)
{
  static const char *const bad[] = {"[{\"task\":\"К9\"}]",
                                    "[{\"task\":\"К2\"}]",
                                    "[{\"at_most\":0}]",
                                    "[{\"task\":\"К1\",\"at_most\":2}]",
                                    "[{\"task\":\"К1\",\"most\":3}]",
                                    "[{\"task\":\"К1\",\"most\":-1}]",
                                    "[{\"task\":\"К1\",\"most\":\"0\"}]",
                                    "{\"task\":\"К1\"}"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(json_t) tasks = tasks_of(bad[i]);
    g_autoptr(GError) error = NULL;
    cr_expect_null(bm_gates_new(tasks, &error), "%s", bad[i]);
    cr_assert_not_null(error, "%s", bad[i]);
    g_autofree char *reason = bm_error_reason(error);
    cr_expect_str_eq(reason, "gate_bad");
    cr_expect_str_eq(bm_error_detail(error), "'К2'");
  }
}
