/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divergence rules. */
#include "stages/decode/rule.h"

#include "pipeline/score.h"

#include <stdlib.h>

typedef enum Scope { SCOPE_TASK, SCOPE_SET, SCOPE_TOTAL } Scope;
typedef enum Op { OP_GE, OP_EQ, OP_ZERO, OP_X } Op;
typedef enum Join { JOIN_CEIL, JOIN_HIGHER, JOIN_LOWER, JOIN_FLOOR } Join;

static const char *const scopes[] = {"task", "set", "total", NULL};
static const char *const ops[] = {"ge", "eq", "zero_vs_nonzero", "x_vs_score", NULL};
static const char *const joins[] = {"ceil_mean", "higher", "lower", "floor_mean", NULL};

typedef struct Clause {
  Scope scope;
  Op op;
  int value;
  gboolean *tasks;
} Clause;

struct BmRule {
  guint n_tasks;
  GArray *clauses;
  Join join;
};

static void clause_clear(gpointer data)
{
  g_free(((Clause *)data)->tasks);
}

void bm_rule_free(BmRule *rule)
{
  if (rule == NULL)
    return;
  g_array_unref(rule->clauses);
  g_free(rule);
}

/* @what names the part in the error: "any[2].op". */
static gboolean word_read(const json_t *json, const char *const *words, const char *what,
                          guint *ret_at, GError **error)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_strcmp0(json_string_value(json), words[i]) == 0) {
      *ret_at = i;
      return TRUE;
    }
  g_autofree char *wanted = g_strjoinv("|", (char **)words);
  return bm_fail(error, BM_ERROR_SETTING, "rule_bad", "%s: %s", what, wanted);
}

static gboolean value_read(const json_t *json, const Clause *clause, const char *what,
                           int *ret_value, GError **error)
{
  gboolean needs_value = clause->op == OP_GE || clause->op == OP_EQ;
  if (!needs_value)
    return TRUE;
  if (!json_is_integer(json) || json_integer_value(json) < 1 || json_integer_value(json) > 1000)
    return bm_fail(error, BM_ERROR_SETTING, "rule_bad", "%s: 1 … 1000", what);
  *ret_value = (int)json_integer_value(json);
  return TRUE;
}

static gboolean clause_read(const json_t *json, guint at, const BmTasks *tasks, Clause *clause,
                            GError **error)
{
  g_autofree char *scope = g_strdup_printf("any[%u].scope", at + 1);
  g_autofree char *op = g_strdup_printf("any[%u].op", at + 1);
  g_autofree char *value = g_strdup_printf("any[%u].value", at + 1);
  guint scope_at = 0, op_at = 0;
  if (!word_read(json_object_get(json, "scope"), scopes, scope, &scope_at, error) ||
      !word_read(json_object_get(json, "op"), ops, op, &op_at, error))
    return FALSE;
  clause->scope = (Scope)scope_at;
  clause->op = (Op)op_at;
  return value_read(json_object_get(json, "value"), clause, value, &clause->value, error) &&
         (clause->tasks = bm_tasks_pick(tasks, json_object_get(json, "tasks"),
                                        "rule_task_unknown", error)) != NULL;
}

BmRule *bm_rule_new(const json_t *json, const BmTasks *tasks, GError **error)
{
  g_autoptr(BmRule) rule = g_new0(BmRule, 1);
  rule->n_tasks = tasks->n;
  rule->clauses = g_array_new(FALSE, TRUE, sizeof(Clause));
  g_array_set_clear_func(rule->clauses, clause_clear);
  guint join = JOIN_CEIL;
  if (json_object_get(json, "join") != NULL &&
      !word_read(json_object_get(json, "join"), joins, "join", &join, error))
    return NULL;
  rule->join = (Join)join;
  const json_t *any = json_object_get(json, "any"), *one;
  if (!json_is_array(any)) {
    bm_fail(error, BM_ERROR_SETTING, "rule_bad", "any: [{ … }, …]");
    return NULL;
  }
  size_t i;
  json_array_foreach (any, i, one) {
    Clause clause = {0};
    if (!clause_read(one, (guint)i, tasks, &clause, error))
      return NULL;
    g_array_append_val(rule->clauses, clause);
  }
  return g_steal_pointer(&rule);
}

static gboolean pair_speaks(const Clause *clause, int a, int b)
{
  switch (clause->op) {
  case OP_GE:
    return abs(a - b) >= clause->value;
  case OP_EQ:
    return abs(a - b) == clause->value;
  case OP_ZERO:
    return (a == 0) != (b == 0);
  default:
    return FALSE;
  }
}

static gboolean task_speaks(const Clause *clause, int a, int b)
{
  gboolean one_is_x = (a == BM_SCORE_NOT_ATTEMPTED) != (b == BM_SCORE_NOT_ATTEMPTED);
  if (clause->op == OP_X)
    return one_is_x && MAX(a, b) > 0;
  return pair_speaks(clause, bm_score_points(a), bm_score_points(b));
}

static gboolean tasks_dispute(const BmRule *rule, const Clause *clause, const int *a,
                              const int *b, gboolean *disputed)
{
  gboolean is_disputed = FALSE;
  for (guint i = 0; i < rule->n_tasks; i++)
    if (clause->tasks[i] && task_speaks(clause, a[i], b[i]))
      disputed[i] = is_disputed = TRUE;
  return is_disputed;
}

static gboolean sums_dispute(const BmRule *rule, const Clause *clause, const int *a,
                             const int *b, gboolean *disputed)
{
  int sum_a = 0, sum_b = 0;
  for (guint i = 0; i < rule->n_tasks; i++)
    if (clause->tasks[i] || clause->scope == SCOPE_TOTAL) {
      sum_a += bm_score_points(a[i]);
      sum_b += bm_score_points(b[i]);
    }
  if (!pair_speaks(clause, sum_a, sum_b))
    return FALSE;
  for (guint i = 0; i < rule->n_tasks; i++)
    if ((clause->tasks[i] || clause->scope == SCOPE_TOTAL) && a[i] != b[i])
      disputed[i] = TRUE;
  return TRUE;
}

gboolean bm_rule_dispute(const BmRule *rule, const int *a, const int *b, gboolean *disputed)
{
  gboolean is_disputed = FALSE;
  for (guint i = 0; i < rule->n_tasks; i++)
    disputed[i] = FALSE;
  for (guint i = 0; i < rule->clauses->len; i++) {
    const Clause *clause = &g_array_index(rule->clauses, Clause, i);
    is_disputed |= clause->scope == SCOPE_TASK ? tasks_dispute(rule, clause, a, b, disputed)
                                               : sums_dispute(rule, clause, a, b, disputed);
  }
  return is_disputed;
}

int bm_rule_join(const BmRule *rule, int a, int b)
{
  if (a == BM_SCORE_MISSING || b == BM_SCORE_MISSING)
    return BM_SCORE_MISSING;
  if (a == BM_SCORE_NOT_ATTEMPTED && b == BM_SCORE_NOT_ATTEMPTED)
    return BM_SCORE_NOT_ATTEMPTED;
  int p = bm_score_points(a), q = bm_score_points(b);
  switch (rule->join) {
  case JOIN_HIGHER:
    return MAX(p, q);
  case JOIN_LOWER:
    return MIN(p, q);
  case JOIN_FLOOR:
    return (p + q) / 2;
  default:
    return (p + q + 1) / 2;
  }
}
