/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/status_marking: what waits in the marking is told, and what comes next. */
#include "pipeline/status_marking.h"

#include "pipeline/control.h"
#include "tests/tools/marked_round.h"

TestSuite(status_marking, .timeout = 30);

/* The program's table, which no test needs. */
const BmCommand *bm_commands(guint *ret_n)
{
  *ret_n = 0;
  return NULL;
}

static int count_of(const json_t *status, const char *group, const char *key)
{
  return (int)json_integer_value(json_object_get(json_object_get(status, group), key));
}

static void work_put(BmOpen *open, const char *id, gint64 class_ref, const char *work_no,
                     const char *marker)
{
  g_autofree char *place = g_strconcat("sorted/", id, ".pdf", NULL);
  work_add(open, id, "k000001", class_ref, "f000001", 1, 1, work_no, marker);
  cr_assert(bm_ledger_work_place(open->ledger, id, place, NULL));
}

Test(status_marking, control_works_are_in_no_bundle_before_any_is_made)
{
  Round round = round_make("[round]\n");
  BmOpen *open = &round.open;
  g_autoptr(json_t) status = json_object();
  gint64 a = class_add(open, "101", "9А"),
         control = class_add(open, BM_CONTROL_SCHOOL, BM_CONTROL_CLASS);
  scan_add(open, "f000001", "k000001", "101/9А/a.pdf", "bytes", a);
  work_put(open, "k000001.w001", a, "111-111-111", NULL);
  work_put(open, "k000001.w002", control, "222-222-222", NULL);
  bm_status_marking(open, TRUE, status);
  cr_expect_eq(count_of(status, "bundled", "works"), 0);
  cr_expect_eq(count_of(status, "bundled", "left"), 2);
  cr_expect_eq(count_of(status, "bundled", "control"), 1);
  cr_expect_null(bm_status_marking_next(open, status));
  round_clear(&round);
}

static void next_is(const char *json, const char *expected)
{
  g_autoptr(json_t) status = json_loads(json, 0, NULL);
  BmOpen open = {.ws = (char *)"WS"};
  g_autofree char *next = bm_status_marking_next(&open, status);
  cr_assert_not_null(next, "%s", json);
  cr_expect_not_null(strstr(next, expected), "%s", next);
}

Test(status_marking, what_waits_comes_before_what_is_out)
{
  g_setenv("LANGUAGE", "en", TRUE);
  next_is("{\"forms\": {\"held\": 2, \"back\": 1, \"lacking\": 3}}", "review WS list");
  next_is("{\"forms\": {\"back\": 1, \"lacking\": 3}}", "collect WS");
  next_is("{\"forms\": {\"back\": 4}, \"rest\": {\"works\": 1}}", "close WS");
  next_is("{\"forms\": {\"back\": 4}, \"third_needed\": 3}", "close WS --third");
  next_is("{\"forms\": {\"back\": 4}, \"third_needed\": 0}", "decode WS");
}
