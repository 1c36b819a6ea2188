/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/first_look: masks that persons drew come along into a re-check. */
#include "tests/tools/marked_round.h"

TestSuite(first_look, .timeout = 60);

static json_t *frame(int width)
{
  return json_pack("{s:{s:i,s:i,s:i},s:{s:i,s:[f,f,f,f,f,f]}}", "intake", "width", width,
                   "height", 3508, "source_page", 2, "upright", "turn", 90, "to_source", 0.0,
                   1.0, 0.0, -1.0, 0.0, 3508.0);
}

static json_t *box(int x)
{
  return json_pack("{s:i,s:i,s:i,s:i}", "x", x, "y", 20, "w", 300, "h", 40);
}

/* Page 2 of a scan of the first round: a person drew one mask there and took another away. */
static Round masked_make(void)
{
  Round round = round_make("[round]\n");
  gint64 a = class_add(&round.open, "101", "9А");
  scan_add(&round.open, "f000001", "k000001", "101/9А/a.pdf", "the very bytes", a);
  work_add(&round.open, "k000001.w001", "k000001", a, "f000001", 1, 2, "111-1", "m01");
  g_autoptr(json_t) page = bm_ledger_item(round.open.ledger, "f000001.p0002");
  json_t *facts = frame(2480);
  json_object_set_new(
      facts, "review",
      json_pack("{s:[o],s:[o],s:b}", "add", box(10), "remove", box(500), "seen", 1));
  json_object_set_new(page, "facts", facts);
  cr_assert(bm_ledger_item_save(round.open.ledger, page, NULL));
  return round;
}

static BmOpen second_open(Round *round)
{
  GError *error = NULL;
  BmOpen second = {0};
  g_autoptr(json_t) results = results_of("111-1=7");
  g_autoptr(BmRecheckPlan) plan = bm_recheck_plan(
      &round->open, json_pack("[{s:s}]", "school_code", "101"), results, &error);
  assert_ok(plan != NULL, error);
  g_autofree char *ws = g_build_filename(round->base, "second", NULL);
  BmRecheckMade made = {0};
  assert_ok(bm_recheck_make(&round->open, plan, ws, NULL, NULL, &made, &error), error);
  assert_ok(bm_open(&second, ws, &error), error);
  return second;
}

/* A page of the new round, just made upright, of a scan with these bytes. */
static json_t *page_bring(BmOpen *second, const char *bytes, int number, json_t *facts)
{
  GError *error = NULL;
  scan_add(second, "f000009", "k000009", "somewhere/else.pdf", bytes, 0);
  page_add(second, "f000009", number, "k000009", NULL);
  g_autofree char *id = g_strdup_printf("f000009.p%04d", number);
  json_t *page = bm_ledger_item(second->ledger, id);
  json_object_set_new(page, "facts", facts);
  json_object_set_new(json_object_get(json_object_get(page, "facts"), "intake"), "source_page",
                      json_integer(number));
  assert_ok(bm_first_look_bring(second->keymap, second->ledger, page, &error), error);
  return page;
}

static const json_t *review_of(const json_t *page)
{
  return json_object_get(json_object_get(page, "facts"), "review");
}

Test(first_look, masks_of_persons_come_to_the_same_page_of_the_same_bytes)
{
  Round round = masked_make();
  g_auto(BmOpen) second = second_open(&round);
  g_autoptr(json_t) page = page_bring(&second, "the very bytes", 2, frame(2480));
  g_autoptr(json_t) drawn = box(10);
  g_autoptr(json_t) taken = box(500);
  cr_expect(json_equal(json_array_get(json_object_get(review_of(page), "add"), 0), drawn));
  cr_expect(json_equal(json_array_get(json_object_get(review_of(page), "remove"), 0), taken));
  cr_expect_null(json_object_get(review_of(page), "seen"), "nobody has looked at it here");
  cr_expect_eq(bm_ledger_open_doubts(second.ledger, "f000009.p0002"), 0);
  round_clear(&round);
}

Test(first_look, a_form_s_place_that_a_person_drew_comes_as_a_mask_of_the_page)
{
  Round round = masked_make();
  g_autoptr(json_t) page = bm_ledger_item(round.open.ledger, "f000001.p0002");
  json_t *facts = json_object_get(page, "facts"), *mask = box(70);
  json_object_set_new(mask, "kind", json_string("by_person"));
  json_object_set_new(facts, "mask", json_pack("{s:[o]}", "masks", mask));
  json_object_del(facts, "review");
  cr_assert(bm_ledger_item_save(round.open.ledger, page, NULL));
  g_auto(BmOpen) second = second_open(&round);
  g_autoptr(json_t) again = page_bring(&second, "the very bytes", 2, frame(2480));
  g_autoptr(json_t) drawn = box(70);
  json_object_set_new(drawn, "kind", json_string("by_person"));
  cr_expect(json_equal(json_array_get(json_object_get(review_of(again), "add"), 0), drawn));
  round_clear(&round);
}

Test(first_look, a_mask_that_was_drawn_and_painted_comes_once)
{
  Round round = masked_make();
  g_autoptr(json_t) page = bm_ledger_item(round.open.ledger, "f000001.p0002");
  json_t *mask = box(10);
  json_object_set_new(mask, "kind", json_string("by_person"));
  json_object_set_new(json_object_get(page, "facts"), "mask",
                      json_pack("{s:[o]}", "masks", mask));
  cr_assert(bm_ledger_item_save(round.open.ledger, page, NULL));
  g_auto(BmOpen) second = second_open(&round);
  g_autoptr(json_t) again = page_bring(&second, "the very bytes", 2, frame(2480));
  cr_expect_eq(json_array_size(json_object_get(review_of(again), "add")), 1);
  round_clear(&round);
}

Test(first_look, a_page_that_came_out_otherwise_waits_for_a_person)
{
  Round round = masked_make();
  g_auto(BmOpen) second = second_open(&round);
  g_autoptr(json_t) page = page_bring(&second, "the very bytes", 2, frame(2481));
  g_autoptr(json_t) doubts = bm_ledger_doubts(second.ledger, "f000009.p0002");
  cr_expect_null(review_of(page));
  cr_assert_eq(json_array_size(doubts), 1);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(doubts, 0), "reason")),
                   "first_look_misfit");
  round_clear(&round);
}

Test(first_look, other_pages_and_other_bytes_get_nothing)
{
  Round round = masked_make();
  g_auto(BmOpen) second = second_open(&round);
  g_autoptr(json_t) first = page_bring(&second, "the very bytes", 1, frame(2481));
  cr_expect_null(review_of(first));
  cr_expect_eq(bm_ledger_open_doubts(second.ledger, "f000009.p0001"), 0);
  round_clear(&round);
}

Test(first_look, a_person_s_later_word_is_not_undone)
{
  Round round = masked_make();
  g_auto(BmOpen) second = second_open(&round);
  json_t *facts = frame(2480);
  json_object_set_new(facts, "review", json_pack("{s:[]}", "add"));
  g_autoptr(json_t) page = page_bring(&second, "the very bytes", 2, facts);
  cr_expect_eq(json_array_size(json_object_get(review_of(page), "add")), 0);
  round_clear(&round);
}
