/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of decisions on the wrong thing, in the wrong order, and of masks taken back. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/decide.h"
#include "pipeline/workspace.h"

#include <string.h>
#include <unistd.h>

TestSuite(decide, .timeout = 20);

static void item_add(Desk *desk, const char *id, const char *class, const char *kind,
                     const char *state, const char *facts)
{
  cr_assert(bm_ledger_item_add(desk->ledger, id, class, kind, state, NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(item, "facts", json_loads(facts, 0, NULL));
  json_object_set_new(item, "files",
                      json_pack("{s:s,s:s}", "intake", "spool/a", "upright", "spool/b"));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

static const char masked[] =
    "{\"mask\": {\"masks\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4, \"kind\": \"name\"},"
    " {\"x\": 9, \"y\": 9, \"w\": 9, \"h\": 9, \"kind\": \"by_person\"}]},"
    " \"review\": {\"add\": [{\"x\": 9, \"y\": 9, \"w\": 9, \"h\": 9, \"kind\": "
    "\"by_person\"}]}}";

static gboolean ask(Desk *desk, const char *request, GError **error)
{
  g_autoptr(json_t) json = json_loads(request, 0, NULL);
  cr_assert_not_null(json, "%s", request);
  guint n = 0;
  return bm_decide(desk->ledger, json, &n, error);
}

static void refuses(Desk *desk, const char *request, const char *reason)
{
  GError *error = NULL;
  cr_expect_not(ask(desk, request, &error), "not refused: %s", request);
  g_autofree char *got = bm_error_reason(error);
  cr_expect_str_eq(got, reason);
  g_clear_error(&error);
}

static json_t *review_of(Desk *desk, const char *key)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, "f000001.p0001");
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  json_t *list = json_object_get(review, key);
  return list != NULL ? json_incref(list) : json_array();
}

Test(decide, a_mask_of_the_program_that_is_removed_is_remembered_and_the_page_masked_again)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  cr_assert(bm_ledger_doubt_add(desk.ledger, "f000001.p0001", "verify", "word_left", NULL, NULL,
                                NULL));
  GError *error = NULL;
  assert_ok(ask(&desk,
                "{\"verb\": \"unmask\", \"ids\": [\"f000001.p0001\"],"
                " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4}]}",
                &error),
            error);
  g_autoptr(json_t) remove = review_of(&desk, "remove");
  cr_expect_eq(json_array_size(remove), 1);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  cr_expect_str_eq(json_string_value(json_object_get(item, "kind")), "page.formed");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001.p0001"), 0);
  desk_clear(&desk);
}

Test(decide, a_box_that_a_person_drew_is_just_forgotten_when_removed)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  GError *error = NULL;
  assert_ok(ask(&desk,
                "{\"verb\": \"unmask\", \"ids\": [\"f000001.p0001\"],"
                " \"boxes\": [{\"x\": 9, \"y\": 9, \"w\": 9, \"h\": 9}]}",
                &error),
            error);
  g_autoptr(json_t) add = review_of(&desk, "add");
  g_autoptr(json_t) remove = review_of(&desk, "remove");
  cr_expect_eq(json_array_size(add) + json_array_size(remove), 0);
  desk_clear(&desk);
}

Test(decide, a_removed_mask_that_is_drawn_again_is_no_longer_removed)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  static const char *const verbs[] = {"unmask", "mask"};
  for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
    GError *error = NULL;
    g_autofree char *request =
        g_strdup_printf("{\"verb\": \"%s\", \"ids\": [\"f000001.p0001\"],"
                        " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4}]}",
                        verbs[i]);
    assert_ok(ask(&desk, request, &error), error);
  }
  g_autoptr(json_t) remove = review_of(&desk, "remove");
  cr_expect_eq(json_array_size(remove), 0);
  desk_clear(&desk);
}

Test(decide, what_the_page_waited_for_is_answered_by_masking_and_releasing_until_it_is_redone)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  cr_assert(
      bm_ledger_doubt_add(desk.ledger, "f000001.p0001", "mask", "tail_ink", NULL, NULL, NULL));
  static const char *const requests[] = {
      "{\"verb\": \"mask\", \"ids\": [\"f000001.p0001\"], \"release\": true,"
      " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4}]}",
      "{\"verb\": \"mask\", \"ids\": [\"f000001.p0001\"],"
      " \"boxes\": [{\"x\": 5, \"y\": 2, \"w\": 3, \"h\": 4}]}"};
  for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
    GError *error = NULL;
    assert_ok(ask(&desk, requests[i], &error), error);
    g_autoptr(json_t) answered = review_of(&desk, "answered");
    cr_expect_eq(json_array_size(answered), i == 0 ? 1 : 0);
  }
  desk_clear(&desk);
}

static void send_back(Desk *desk, gboolean is_released)
{
  GError *error = NULL;
  g_autofree char *request =
      g_strdup_printf("{\"verb\": \"mask\", \"ids\": [\"f000001.p0001\"], \"release\": %s,"
                      " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4}]}",
                      is_released ? "true" : "false");
  assert_ok(ask(desk, request, &error), error);
}

static void look_again(Desk *desk, const char *reason)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, "f000001.p0001");
  json_object_set_new(item, "kind", json_string("page.verified"));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
  cr_assert(
      bm_ledger_doubt_add(desk->ledger, "f000001.p0001", "mask", reason, NULL, NULL, NULL));
}

Test(decide, what_the_page_waited_for_at_its_last_look_is_answered_and_nothing_of_earlier_ones)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  look_again(&desk, "roster_left");
  send_back(&desk, FALSE);
  look_again(&desk, "tail_ink");
  send_back(&desk, FALSE);
  send_back(&desk, TRUE); /* on its way back already */
  g_autoptr(json_t) answered = review_of(&desk, "answered");
  cr_assert_eq(json_array_size(answered), 1);
  cr_expect_str_eq(json_string_value(json_array_get(answered, 0)), "tail_ink");
  desk_clear(&desk);
}

/* Whether the page counts as seen after its answer at 5, 5 was opened. */
static gboolean is_seen_opened(const char *more)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "held", masked);
  g_autofree char *request =
      g_strdup_printf("{\"verb\": \"answers\", \"ids\": [\"f000001.p0001\"], \"boxes\": "
                      "[{\"x\": 5, \"y\": 5, \"w\": 9, \"h\": 9}]%s}",
                      more);
  GError *error = NULL;
  cr_assert(ask(&desk, request, &error));
  g_autoptr(json_t) places = review_of(&desk, "answers");
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  cr_expect_eq(json_array_size(places), 1);
  cr_expect_str_eq(json_string_value(json_object_get(item, "kind")), "page.formed");
  desk_clear(&desk);
  return json_is_true(json_object_get(review, "seen"));
}

Test(decide, what_is_opened_has_to_be_seen_unless_the_person_lets_it_go_at_once)
{
  cr_expect_not(is_seen_opened(""));
  cr_expect(is_seen_opened(", \"release\": true"));
}

Test(decide, a_mask_that_is_not_on_the_page_cannot_be_removed)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "ready", masked);
  refuses(&desk,
          "{\"verb\": \"unmask\", \"ids\": [\"f000001.p0001\"],"
          " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 5}]}",
          "mask_unknown");
  desk_clear(&desk);
}

Test(decide, a_page_that_is_not_divided_into_works_yet_cannot_jump_to_masking)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.raw", "held", "{}");
  item_add(&desk, "f000001.p0002", "page", "page.numbered", "ready", masked);
  refuses(&desk,
          "{\"verb\": \"mask\", \"ids\": [\"f000001.p0001\"],"
          " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 5}]}",
          "page_not_masked");
  refuses(&desk,
          "{\"verb\": \"mask\", \"ids\": [\"f000001.p0002\"],"
          " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 5}]}",
          "page_not_masked");
  desk_clear(&desk);
}

Test(decide, a_rejected_page_is_not_masked_back_into_the_chain)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "rejected", masked);
  refuses(&desk,
          "{\"verb\": \"mask\", \"ids\": [\"f000001.p0001\"],"
          " \"boxes\": [{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 5}]}",
          "item_settled");
  desk_clear(&desk);
}

Test(decide, a_finished_work_cannot_be_dropped_and_a_file_is_no_blank_side)
{
  Desk desk = desk_make();
  item_add(&desk, "k000001.w001", "work", "work.sorted", "ready", "{}");
  item_add(&desk, "f000001", "file", "file", "held", "{}");
  refuses(&desk, "{\"verb\": \"drop\", \"ids\": [\"k000001.w001\"]}", "item_no_page");
  refuses(&desk, "{\"verb\": \"blank\", \"ids\": [\"f000001\"]}", "item_no_page");
  desk_clear(&desk);
}

Test(decide, when_one_of_several_is_refused_none_is_changed)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.raw", "held", "{}");
  refuses(&desk, "{\"verb\": \"drop\", \"ids\": [\"f000001.p0001\", \"f000009\"]}",
          "item_unknown");
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  cr_expect_str_eq(json_string_value(json_object_get(item, "state")), "held");
  desk_clear(&desk);
}

static void work_add(Desk *desk, const char *place)
{
  g_autoptr(json_t) note =
      json_pack("{s:s,s:i,s:[],s:i,s:i,s:s}", "id", "k000001.w001", "index", 1, "pages",
                "pages_expected", 2, "class_ref", 0, "state", "whole");
  cr_assert(bm_ledger_work_put(desk->ledger, note, "k000001", NULL));
  cr_assert(bm_ledger_work_place(desk->ledger, "k000001.w001", place, NULL));
}

Test(decide, a_work_that_is_sorted_or_unknown_gets_no_other_class)
{
  Desk desk = desk_make();
  work_add(&desk, "sorted/K047/1.pdf");
  refuses(&desk, "{\"verb\": \"assign\", \"ids\": [\"k000001.w001\"], \"class_ref\": 5}",
          "item_settled");
  refuses(&desk, "{\"verb\": \"assign\", \"ids\": [\"k000001.w009\"], \"class_ref\": 5}",
          "work_unknown");
  desk_clear(&desk);
}

Test(decide, a_rejected_file_within_a_series_stays_rejected_when_the_series_goes_on)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001", "file", "file", "rejected", "{}");
  refuses(&desk, "{\"verb\": \"drop\", \"ids\": [\"f000001\"]}", "item_settled");
  cr_assert(
      bm_ledger_doubt_add(desk.ledger, "f000001", "intake", "series_hole", NULL, NULL, NULL));
  GError *error = NULL;
  assert_ok(ask(&desk, "{\"verb\": \"drop\", \"ids\": [\"f000001\"]}", &error), error);
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001");
  cr_expect_str_eq(json_string_value(json_object_get(item, "state")), "rejected");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001"), 0);
  desk_clear(&desk);
}

static gpointer lock_let_go(gpointer lock)
{
  g_usleep(200000);
  close(GPOINTER_TO_INT(lock));
  return NULL;
}

Test(decide, a_supervisor_that_ends_unanswered_leaves_the_decision_to_the_asker)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.raw", "held", "{}");
  int lock = bm_workspace_lock(desk.ws, NULL);
  cr_assert(lock >= 0);
  g_autoptr(json_t) request = json_pack("{s:s,s:[s]}", "verb", "drop", "ids", "f000001.p0001");
  GThread *ending = g_thread_new("ending", lock_let_go, GINT_TO_POINTER(lock));
  guint n = 0;
  gboolean is_watched = FALSE;
  GError *error = NULL;
  assert_ok(bm_decide_ask(desk.ws, desk.ledger, request, 5, &is_watched, &n, &error), error);
  g_thread_join(ending);
  cr_expect(is_watched);
  cr_expect_not(bm_decide_is_asked(desk.ws));
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "f000001.p0001");
  cr_expect_str_eq(json_string_value(json_object_get(item, "state")), "rejected");
  desk_clear(&desk);
}

Test(decide, a_question_that_comes_again_after_a_crash_is_not_decided_twice)
{
  Desk desk = desk_make();
  item_add(&desk, "f000001.p0001", "page", "page.verified", "held", masked);
  static const char question[] = "{\"verb\": \"drop\", \"ids\": [\"f000001.p0001\"],"
                                 " \"question\": \"4711\"}";
  GError *error = NULL;
  assert_ok(ask(&desk, question, &error), error);
  assert_ok(ask(&desk, question, &error), error);
  refuses(&desk, "{\"verb\": \"drop\", \"ids\": [\"f000001.p0001\"], \"question\": \"4712\"}",
          "item_settled");
  desk_clear(&desk);
}
