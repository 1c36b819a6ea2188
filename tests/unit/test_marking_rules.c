/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/marking_rules: what a rule or a scale says and never does is told. */
#include "pipeline/marking_rules.h"

#include "pipeline/autoptr.h"
#include "tests/tools/assert_ok.h"

#include <string.h>

TestSuite(marking_rules, .timeout = 30);

typedef struct Case {
  const char *rule, *scale; /* JSON, or "" for none */
  const char *told;         /* a part of the only sentence; "": nothing is told */
} Case;

static json_t *json_of(const char *text)
{
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  return json[0] != '\0' ? json_loads(json, 0, NULL) : NULL;
}

static void case_check(const Case *c)
{
  g_autoptr(json_t) tasks =
      json_of("[{'id': '1', 'max': 1}, {'id': 'К2', 'max': 1}, {'id': '3', 'max': 4}]");
  g_autoptr(json_t) rule = json_of(c->rule), scale = json_of(c->scale);
  g_autoptr(GPtrArray) doubts = bm_marking_rules_doubts(tasks, rule, scale);
  cr_assert_eq(doubts->len, c->told[0] != '\0', "%u told of %s%s", doubts->len, c->rule,
               c->scale);
  if (doubts->len > 0)
    cr_expect_not_null(strstr(g_ptr_array_index(doubts, 0), c->told), "%s",
                       (char *)g_ptr_array_index(doubts, 0));
}

Test(marking_rules, parts_without_effect_are_told)
{
  static const Case cases[] = {
      {"{'any': [{'scope': 'task', 'op': 'ge', 'value': 2}], 'join': 'higher'}", "", ""},
      {"{'any': [{'scope': 'total', 'op': 'ge', 'value': 6}]}", "", ""},
      {"{'any': []}", "", "the list any is empty"},
      {"{'any': [{'scope': 'task', 'op': 'ge', 'value': 5}]}", "", "the greatest is 4"},
      {"{'any': [{'scope': 'total', 'op': 'ge', 'value': 7}]}", "", "the greatest is 6"},
      {"{'any': [{'scope': 'set', 'tasks': ['1', 'K2'], 'op': 'eq', 'value': 4}]}", "",
       "the greatest is 2"},
      {"{'any': [{'scope': 'task', 'tasks': ['1', '3'], 'op': 'ge', 'value': 2}]}", "",
       "task '1'"},
      {"{'any': [{'scope': 'total', 'op': 'x_vs_score'}]}", "", "scope=task only"},
      {"{'any': [{'scope': 'task', 'op': 'ge', 'value': 2, 'task': ['1']}]}", "", "'task'"},
      {"{'any': [{'scope': 'task', 'op': 'ge', 'value': 2}], 'joins': 'higher'}", "",
       "'joins'"},
      {"", "{'marks': [{'mark': 2, 'from': 0}, {'mark': 5, 'from': 6}]}", ""},
      {"", "{'marks': [{'mark': 2, 'from': 0}, {'mark': 5, 'from': 7}]}", "mark 5"},
      {"", "{'marks': [{'mark': 2, 'from': 0, 'to': 3}]}", "'to'"},
  };
  g_setenv("LANGUAGE", "en", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
    case_check(&cases[i]);
}
