/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divergence, joining, marks: stages/decode. */
#include <criterion/criterion.h>

#include "pipeline/model.h"
#include "pipeline/score.h"
#include "stages/decode/join.h"
#include "tests/tools/assert_ok.h"

#define X BM_SCORE_NOT_ATTEMPTED
#define NONE BM_SCORE_MISSING

static json_t *parse(const char *text)
{
  json_error_t why;
  json_t *json = json_loads(text, 0, &why);
  cr_assert_not_null(json, "%s in %s", why.text, text);
  return json;
}

static json_t *model(const char *name)
{
  g_autoptr(GBytes) bytes = bm_model_bytes(name);
  cr_assert_not_null(bytes, "%s", name);
  json_t *json = json_loadb(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), 0, NULL);
  cr_assert_not_null(json, "%s", name);
  return json;
}

/* Borrows from @json. */
static BmTasks *tasks_of(const json_t *json)
{
  GError *error = NULL;
  BmTasks *tasks = bm_tasks_new(json, &error);
  cr_assert_not_null(tasks);
  return tasks;
}

static BmRule *rule_of(const char *text, const BmTasks *tasks)
{
  g_autoptr(json_t) json = parse(text);
  GError *error = NULL;
  BmRule *rule = bm_rule_new(json, tasks, &error);
  cr_assert_not_null(rule, "%s", error != NULL ? error->message : "");
  return rule;
}

#define THREE "[{\"id\":\"1\",\"max\":2},{\"id\":\"2\",\"max\":3},{\"id\":\"K7\",\"max\":3}]"

struct dispute {
  const char *rule;
  int a[3], b[3];
  gboolean is_disputed, tasks[3];
};

TestSuite(decode_rule, .timeout = 10);

static const struct dispute disputes[] = {
    {"{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":2}]}",
     {0, 1, 3},
     {1, 3, 3},
     TRUE,
     {FALSE, TRUE, FALSE}},
    {"{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":2}]}",
     {0, 1, 3},
     {1, 2, 2},
     FALSE,
     {FALSE, FALSE, FALSE}},
    {"{\"any\":[{\"scope\":\"task\",\"op\":\"eq\",\"value\":2}]}",
     {0, 0, 0},
     {2, 3, 0},
     TRUE,
     {TRUE, FALSE, FALSE}},
    {"{\"any\":[{\"scope\":\"task\",\"tasks\":[\"К7\"],\"op\":\"ge\",\"value\":2}]}",
     {0, 0, 0},
     {2, 3, 3},
     TRUE,
     {FALSE, FALSE, TRUE}},
    {"{\"any\":[{\"scope\":\"total\",\"op\":\"ge\",\"value\":3}]}",
     {1, 1, 1},
     {2, 2, 2},
     TRUE,
     {TRUE, TRUE, TRUE}},
    {"{\"any\":[{\"scope\":\"total\",\"op\":\"ge\",\"value\":3}]}",
     {2, 1, 1},
     {1, 2, 3},
     FALSE,
     {FALSE, FALSE, FALSE}},
    {"{\"any\":[{\"scope\":\"set\",\"tasks\":[\"1\",\"2\"],\"op\":\"ge\",\"value\":2}]}",
     {1, 1, 0},
     {2, 2, 3},
     TRUE,
     {TRUE, TRUE, FALSE}},
    {"{\"any\":[{\"scope\":\"task\",\"op\":\"zero_vs_nonzero\"}]}",
     {0, 1, X},
     {1, 2, 0},
     TRUE,
     {TRUE, FALSE, FALSE}},
    {"{\"any\":[{\"scope\":\"task\",\"op\":\"x_vs_score\"}]}",
     {X, X, X},
     {1, 0, X},
     TRUE,
     {TRUE, FALSE, FALSE}},
    {"{\"any\":[]}", {0, 0, 0}, {2, 3, 3}, FALSE, {FALSE, FALSE, FALSE}},
};

static void dispute_check(const struct dispute *c)
{
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(BmRule) rule = rule_of(c->rule, tasks);
  gboolean disputed[3] = {TRUE, TRUE, TRUE};
  cr_assert_eq(bm_rule_dispute(rule, c->a, c->b, disputed), c->is_disputed);
  for (int i = 0; i < 3; i++)
    cr_assert_eq(disputed[i], c->tasks[i], "task %d", i);
  cr_assert_eq(bm_rule_dispute(rule, c->b, c->a, disputed), c->is_disputed, "either way round");
}

Test(decode_rule, speaks_of_the_tasks_it_is_about)
{
  for (guint i = 0; i < G_N_ELEMENTS(disputes); i++)
    dispute_check(&disputes[i]);
}

Test(decode_rule, faults_of_a_rule_are_named)
{
  static const char *const bad[][2] = {
      {"{}", "any"},
      {"{\"any\":[{\"scope\":\"work\",\"op\":\"ge\",\"value\":2}]}", "any[1].scope"},
      {"{\"any\":[{\"scope\":\"task\",\"op\":\"gt\",\"value\":2}]}", "any[1].op"},
      {"{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":\"2\"}]}", "any[1].value"},
      {"{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":0}]}", "any[1].value"},
      {"{\"any\":[{\"scope\":\"task\",\"tasks\":[\"9\"],\"op\":\"ge\",\"value\":2}]}", "'9'"},
      {"{\"any\":[],\"join\":\"mean\"}", "join"},
  };
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(json_t) json = parse(bad[i][0]);
    g_autoptr(GError) error = NULL;
    cr_assert_null(bm_rule_new(json, tasks, &error));
    cr_assert_not_null(strstr(error->message, bad[i][1]), "%s", error->message);
  }
}

Test(decode_rule, two_become_one)
{
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(BmRule) rule = rule_of("{\"any\":[]}", tasks);
  g_autoptr(BmRule) lower = rule_of("{\"any\":[],\"join\":\"lower\"}", tasks);
  cr_assert_eq(bm_rule_join(rule, 1, 2), 2, "a difference of one gives the higher");
  cr_assert_eq(bm_rule_join(rule, 2, 2), 2);
  cr_assert_eq(bm_rule_join(rule, 0, 3), 2);
  cr_assert_eq(bm_rule_join(rule, X, X), X);
  cr_assert_eq(bm_rule_join(rule, X, 1), 1);
  cr_assert_eq(bm_rule_join(rule, X, 0), 0);
  cr_assert_eq(bm_rule_join(rule, 2, NONE), NONE, "nobody guesses the other's score");
  cr_assert_eq(bm_rule_join(lower, 1, 2), 1);
}

TestSuite(decode_models, .timeout = 10);

Test(decode_models, every_rule_and_scale_can_be_read)
{
  g_autoptr(json_t) list =
      parse("[{\"id\":\"K1\",\"max\":3},{\"id\":\"K2\",\"max\":3},{\"id\":\"K3\",\"max\":3},"
            "{\"id\":\"K4\",\"max\":3},{\"id\":\"K6\",\"max\":3},{\"id\":\"K7\",\"max\":3},"
            "{\"id\":\"K8\",\"max\":3},{\"id\":\"ГК1\",\"max\":2},{\"id\":\"ГК2\",\"max\":2},"
            "{\"id\":\"ГК3\",\"max\":2},{\"id\":\"ГК4\",\"max\":2}]");
  g_autoptr(BmTasks) tasks = tasks_of(list);
  static const char *const folders[] = {"divergence", "scales"};
  for (guint k = 0; k < G_N_ELEMENTS(folders); k++) {
    g_auto(GStrv) names = bm_model_list(folders[k]);
    cr_assert_not_null(names);
    for (char **name = names; *name != NULL; name++) {
      g_autofree char *path = g_build_filename(folders[k], *name, NULL);
      g_autoptr(json_t) json = model(path);
      g_autoptr(GError) error = NULL;
      BmRule *rule = k == 0 ? bm_rule_new(json, tasks, &error) : NULL;
      BmScale *scale = k == 1 ? bm_scale_new(json, tasks, &error) : NULL;
      cr_assert(rule != NULL || scale != NULL, "%s: %s", path, error->message);
      cr_assert_not_null(json_object_get(json, "title_ru"), "%s", path);
      bm_rule_free(rule);
      bm_scale_free(scale);
    }
  }
}

TestSuite(decode_scale, .timeout = 10);

Test(decode_scale, bounds_belong_to_the_higher_mark)
{
  static const int cases[][2] = {{0, 2},  {9, 2},  {10, 3}, {15, 3},
                                 {16, 4}, {19, 4}, {20, 5}, {24, 5}};
  g_autoptr(json_t) list = parse("[{\"id\":\"1\",\"max\":24}]");
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(json_t) json = model("scales/vpr_russian_4_2026.json");
  GError *error = NULL;
  g_autoptr(BmScale) scale = bm_scale_new(json, tasks, &error);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
    cr_assert_eq(bm_scale_mark(scale, cases[i]), cases[i][1], "%d points", cases[i][0]);
}

Test(decode_scale, a_mark_that_lacks_its_condition_falls)
{
  /* points in all, of them for literacy, mark */
  static const int cases[][3] = {{24, 3, 3}, {24, 4, 4}, {30, 6, 5}, {30, 5, 4},
                                 {30, 3, 3}, {22, 8, 3}, {14, 0, 2}};
  g_autoptr(json_t) list = parse("[{\"id\":\"1\",\"max\":25},{\"id\":\"ГК1\",\"max\":2},"
                                 "{\"id\":\"ГК2\",\"max\":2},{\"id\":\"ГК3\",\"max\":2},"
                                 "{\"id\":\"ГК4\",\"max\":2}]");
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(json_t) json = model("scales/oge_russian_2023.json");
  GError *error = NULL;
  g_autoptr(BmScale) scale = bm_scale_new(json, tasks, &error);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    int scores[5] = {cases[i][0] - cases[i][1]};
    for (int k = 0, left = cases[i][1]; k < 4; k++, left -= MIN(left, 2))
      scores[k + 1] = MIN(left, 2);
    cr_assert_eq(bm_scale_mark(scale, scores), cases[i][2], "%d points, %d", cases[i][0],
                 cases[i][1]);
  }
}

Test(decode_scale, faults_of_a_scale_are_named)
{
  static const char *const bad[][2] = {
      {"{}", "marks[1]"},
      {"{\"marks\":[{\"mark\":2,\"from\":1}]}", "marks[1]"},
      {"{\"marks\":[{\"mark\":2,\"from\":0},{\"mark\":3,\"from\":0}]}", "marks[2]"},
      {"{\"marks\":[{\"mark\":2,\"from\":0}],\"conditions\":[{\"mark\":2,\"least\":1,\"else\":"
       "2}]}",
       "conditions[1]"},
      {"{\"marks\":[{\"mark\":2,\"from\":0},{\"mark\":3,\"from\":2}],\"conditions\":[{\"mark\":"
       "3,"
       "\"least\":1,\"else\":2,\"tasks\":[\"9\"]}]}",
       "'9'"},
  };
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(json_t) json = parse(bad[i][0]);
    g_autoptr(GError) error = NULL;
    cr_assert_null(bm_scale_new(json, tasks, &error));
    cr_assert_not_null(strstr(error->message, bad[i][1]), "%s", error->message);
  }
}

struct join {
  guint per_work;
  const char *markings, *state, *scores;
  int total, mark;
};

TestSuite(decode_join, .timeout = 10);

static const struct join joins[] = {
    {1, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,2,\"X\"]}]", "final",
     "[1,2,\"X\"]", 3, 3},
    {1, "[]", "incomplete", "[null,null,null]", -1, -1},
    {1, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,null,0]}]", "incomplete",
     "[1,null,0]", -1, -1},
    {2, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,2,3]}]", "incomplete",
     "[null,null,null]", -1, -1},
    {2,
     "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,2,3]},{\"marker\":\"m2\","
     "\"purpose\":\"first\",\"scores\":[2,2,2]}]",
     "final", "[2,2,3]", 7, 5},
    {2,
     "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,0,3]},{\"marker\":\"m2\","
     "\"purpose\":\"first\",\"scores\":[2,3,3]}]",
     "needs_third", "[2,null,3]", -1, -1},
    {2,
     "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,0,3]},{\"marker\":\"m2\","
     "\"purpose\":\"first\",\"scores\":[2,3,3]},{\"marker\":\"m3\",\"purpose\":\"third\","
     "\"scores\":[0,1,0]}]",
     "final", "[2,1,3]", 6, 5},
    {1,
     "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,0,0]},{\"marker\":\"m2\","
     "\"purpose\":\"anchor\",\"scores\":[2,3,3]}]",
     "final", "[1,0,0]", 1, 2},
};

static void join_check(const struct join *c)
{
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(BmRule) rule =
      rule_of("{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":2}]}", tasks);
  g_autoptr(json_t) bounds = parse(
      "{\"marks\":[{\"mark\":2,\"from\":0},{\"mark\":3,\"from\":2},{\"mark\":5,\"from\":6}]}");
  GError *error = NULL;
  g_autoptr(BmScale) scale = bm_scale_new(bounds, tasks, &error);
  BmJoinPlan plan = {tasks, rule, scale, c->per_work};
  g_autoptr(json_t) markings = parse(c->markings);
  g_autoptr(json_t) scores = parse(c->scores);
  g_autoptr(json_t) result = bm_join_work(&plan, "123456", markings);
  cr_assert_str_eq(json_string_value(json_object_get(result, "state")), c->state);
  cr_assert(json_equal(json_object_get(result, "scores"), scores));
  json_t *total = json_object_get(result, "total"), *mark = json_object_get(result, "mark");
  cr_assert_eq(json_is_null(total) ? -1 : (int)json_integer_value(total), c->total);
  cr_assert_eq(json_is_null(mark) ? -1 : (int)json_integer_value(mark), c->mark);
}

Test(decode_join, every_state_of_a_work)
{
  for (guint i = 0; i < G_N_ELEMENTS(joins); i++)
    join_check(&joins[i]);
}

Test(decode_join, the_protocol_of_divergence_tells_all_three)
{
  g_autoptr(json_t) list = parse(THREE);
  g_autoptr(BmTasks) tasks = tasks_of(list);
  g_autoptr(BmRule) rule =
      rule_of("{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":2}]}", tasks);
  BmJoinPlan plan = {tasks, rule, NULL, 2};
  g_autoptr(json_t) markings = parse(
      "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,0,3]},{\"marker\":\"m2\","
      "\"purpose\":\"first\",\"scores\":[2,3,3]},{\"marker\":\"m3\",\"purpose\":\"third\","
      "\"scores\":[0,1,0]}]");
  g_autoptr(json_t) expected = parse("[{\"task\":\"2\",\"first\":0,\"second\":3,\"third\":1}]");
  g_autoptr(json_t) result = bm_join_work(&plan, "123456", markings);
  cr_assert(json_equal(json_object_get(result, "divergence"), expected));
  cr_assert_eq(json_array_size(json_object_get(result, "markers")), 3);
}

/* ---- gates of the rubric ---- */

TestSuite(decode_gates, .timeout = 10);

static json_t *gated_result(const char *tasks_text, const char *markings_text)
{
  g_autoptr(json_t) tasks_json = parse(tasks_text), markings = parse(markings_text);
  g_autoptr(BmTasks) tasks = tasks_of(tasks_json);
  g_autoptr(BmRule) rule =
      rule_of("{\"any\":[{\"scope\":\"task\",\"op\":\"ge\",\"value\":2}]}", tasks);
  BmJoinPlan plan = {.tasks = tasks, .rule = rule, .per_work = 2};
  return bm_join_work(&plan, "111", markings);
}

#define GATED                                                                                  \
  "[{\"id\":\"К1\",\"max\":2},{\"id\":\"К2\",\"max\":3,\"gates\":[{\"task\":\"К1\"}]},"     \
  "{\"id\":\"К3\",\"max\":3,\"gates\":[{\"task\":\"К2\"}]}]"

Test(decode_gates, tasks_behind_a_gate_that_one_has_shut_are_in_dispute_with_it)
{
  g_autoptr(json_t) result =
      gated_result(GATED, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[2,1,1]},"
                          "{\"marker\":\"m2\",\"purpose\":\"first\",\"scores\":[0,0,0]},"
                          "{\"marker\":\"m3t1\",\"purpose\":\"third\",\"scores\":[1,2,0]}]");
  g_autofree char *scores = json_dumps(json_object_get(result, "scores"), JSON_COMPACT);
  cr_expect_str_eq(scores, "[1,2,0]");
  cr_expect_eq(json_array_size(json_object_get(result, "divergence")), 3);
}

Test(decode_gates, gate_that_is_shut_in_the_end_takes_what_was_given_behind_it)
{
  g_autoptr(json_t) result = gated_result(
      GATED, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,3,1]},"
             "{\"marker\":\"m2\",\"purpose\":\"first\",\"scores\":[1,1,1]},"
             "{\"marker\":\"m3t1\",\"purpose\":\"third\",\"scores\":[null,0,null]}]");
  g_autofree char *scores = json_dumps(json_object_get(result, "scores"), JSON_COMPACT);
  g_autofree char *gated =
      json_dumps(json_object_get(result, "gated"), JSON_COMPACT | JSON_SORT_KEYS);
  cr_expect_str_eq(scores, "[1,0,0]");
  cr_expect_str_eq(gated, "[{\"by\":\"К2\",\"from\":1,\"task\":\"К3\",\"to\":0}]");
  cr_expect_eq(json_integer_value(json_object_get(result, "total")), 1);
}

Test(decode_gates, open_gate_takes_nothing)
{
  g_autoptr(json_t) result =
      gated_result(GATED, "[{\"marker\":\"m1\",\"purpose\":\"first\",\"scores\":[1,1,1]},"
                          "{\"marker\":\"m2\",\"purpose\":\"first\",\"scores\":[0,0,0]}]");
  g_autofree char *scores = json_dumps(json_object_get(result, "scores"), JSON_COMPACT);
  cr_expect_str_eq(scores, "[1,1,1]");
  cr_expect_eq(json_array_size(json_object_get(result, "gated")), 0);
}
