/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/rest: what was never given out is counted. */
#include "pipeline/rest.h"
#include "tests/tools/marked_round.h"

TestSuite(rest, .timeout = 30);

static json_int_t count_of(const json_t *rest, const char *key)
{
  return json_integer_value(json_object_get(rest, key));
}

/* Two works are under sorted/: one is in a bundle, @marker of the other may be NULL. */
static Round sorted_make(const char *marker)
{
  Round round = round_make("[round]\n");
  BmOpen *open = &round.open;
  gint64 a = class_add(open, "101", "9А");
  scan_add(open, "f000001", "k000001", "101/9А/a.pdf", "bytes", a);
  work_add(open, "k000001.w001", "k000001", a, "f000001", 1, 1, "111-1", "m01");
  work_add(open, "k000001.w002", "k000001", a, "f000001", 2, 2, "222-2", marker);
  cr_assert(bm_ledger_work_place(open->ledger, "k000001.w001", "sorted/a.pdf", NULL));
  cr_assert(bm_ledger_work_place(open->ledger, "k000001.w002", "sorted/b.pdf", NULL));
  return round;
}

Test(rest, a_round_that_is_out_whole_has_none)
{
  Round round = sorted_make("m02x1");
  g_autoptr(json_t) rest = bm_rest(round.open.ledger, round.open.keymap);
  cr_expect(bm_rest_is_none(rest));
  round_clear(&round);
}

Test(rest, a_work_that_nobody_has_is_counted)
{
  Round round = sorted_make(NULL);
  g_autoptr(json_t) rest = bm_rest(round.open.ledger, round.open.keymap);
  cr_expect_eq(count_of(rest, "works"), 1);
  cr_expect_not(bm_rest_is_none(rest));
  round_clear(&round);
}

Test(rest, a_page_that_waits_is_counted)
{
  Round round = sorted_make("m02");
  g_autoptr(json_t) page = bm_ledger_item(round.open.ledger, "f000001.p0002");
  json_object_set_new(page, "state", json_string("held"));
  cr_assert(bm_ledger_item_save(round.open.ledger, page, NULL));
  g_autoptr(json_t) rest = bm_rest(round.open.ledger, round.open.keymap);
  cr_expect_eq(count_of(rest, "pages"), 1);
  cr_expect_not(bm_rest_is_none(rest));
  round_clear(&round);
}

Test(rest, a_scan_that_waits_is_counted)
{
  Round round = sorted_make("m02");
  cr_assert(
      bm_ledger_item_add(round.open.ledger, "f000002", "file", "file", "held", NULL, NULL));
  g_autoptr(json_t) rest = bm_rest(round.open.ledger, round.open.keymap);
  cr_expect_eq(count_of(rest, "files"), 1);
  cr_expect_not(bm_rest_is_none(rest));
  round_clear(&round);
}
