/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/returns and decide_return: which score form stands when several come. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/decide.h"
#include "pipeline/returns.h"

#include <string.h>

TestSuite(returns, .timeout = 20);

static void item_set(Desk *desk, const char *id, const char *class, const char *kind,
                     const char *state, json_t *facts)
{
  cr_assert(bm_ledger_item_add(desk->ledger, id, class, kind, state, NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(item, "facts", facts);
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

/* Two works of class K1 and one of K2 in the bundle of marker m1. */
static Desk round_make(void)
{
  static const char *const works[][3] = {
      {"k1.w001", "111", "1"}, {"k1.w002", "222", "1"}, {"k2.w001", "333", "2"}};
  Desk desk = desk_make();
  cr_assert(bm_ledger_class_put(desk.ledger, 1, "K1", "S1", NULL));
  cr_assert(bm_ledger_class_put(desk.ledger, 2, "K2", "S2", NULL));
  for (guint i = 0; i < G_N_ELEMENTS(works); i++)
    cr_assert(bm_db_run(desk.ledger, NULL,
                        "INSERT INTO work (id, packet, idx, expected, class_ref, state, "
                        "work_no) VALUES (?, 'k', 1, 1, ?, 'whole', ?)",
                        "sis", works[i][0], g_ascii_strtoll(works[i][2], NULL, 10),
                        works[i][1]));
  item_set(&desk, "m1", "marker", "marker.bundle", "done",
           json_pack("{s:{s:[s,s,s]},s:{s:s,s:i}}", "allocate", "works", "111", "222", "333",
                     "bundle", "bundle", "AAAA-BBBB", "form_version", 1));
  return desk;
}

/* @text: "111=1,X 222=0,2"; K1 unless the work is 333. */
static json_t *read_facts(const char *text)
{
  json_t *rows = json_array();
  g_auto(GStrv) works = g_strsplit(text, " ", -1);
  for (char **work = works; *work != NULL; work++) {
    g_auto(GStrv) parts = g_strsplit(*work, "=", 2);
    g_auto(GStrv) marks = g_strsplit(parts[1], ",", -1);
    json_t *scores = json_array();
    for (char **mark = marks; *mark != NULL; mark++)
      json_array_append_new(scores, strcmp(*mark, "X") == 0   ? json_string("X")
                                    : strcmp(*mark, "?") == 0 ? json_null()
                                                              : json_integer(atoi(*mark)));
    json_array_append_new(rows, json_pack("{s:s,s:s,s:o}", "work_no", parts[0], "class_alias",
                                          strcmp(parts[0], "333") == 0 ? "K2" : "K1", "scores",
                                          scores));
  }
  return json_pack("{s:{s:s,s:s,s:o,s:[s,s],s:[i,i]}}", "collect", "bundle", "AAAA-BBBB",
                   "marker", "m1", "rows", rows, "tasks", "1", "2", "maxima", 1, 2);
}

/* The form is read: it is settled as a commit does. */
static json_t *come_back(Desk *desk, const char *id, const char *text)
{
  item_set(desk, id, "paper", "return.read", "done", read_facts(text));
  json_t *item = bm_ledger_item(desk->ledger, id);
  cr_assert(bm_returns_settle(desk->ledger, item, NULL));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
  return item;
}

static void assert_item(Desk *desk, const char *id, const char *state, const char *reason)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  cr_expect_str_eq(json_string_value(json_object_get(item, "state")), state, "%s", id);
  const char *now = json_string_value(json_object_get(item, "reason"));
  cr_expect_str_eq(now != NULL ? now : "", reason, "%s", id);
}

/* "111=1,X 222=0,2" of what counts now; caller frees. */
static char *counting(Desk *desk)
{
  g_autoptr(json_t) rows = bm_returns_rows(desk->ledger);
  GString *text = g_string_new(NULL);
  size_t i, k;
  json_t *row, *score;
  json_array_foreach (rows, i, row) {
    g_string_append_printf(text, "%s%s=", i > 0 ? " " : "",
                           json_string_value(json_object_get(row, "work_no")));
    json_array_foreach (json_object_get(row, "scores"), k, score)
      if (json_is_integer(score))
        g_string_append_printf(text, "%s%d", k > 0 ? "," : "", (int)json_integer_value(score));
      else
        g_string_append_printf(text, "%s%s", k > 0 ? "," : "", json_is_null(score) ? "?" : "X");
  }
  return g_string_free(text, FALSE);
}

static void assert_counting(Desk *desk, const char *expected)
{
  g_autofree char *now = counting(desk);
  cr_expect_str_eq(now, expected);
}

static gboolean ask(Desk *desk, const char *request, GError **error)
{
  g_autoptr(json_t) json = json_loads(request, 0, NULL);
  cr_assert_not_null(json, "%s", request);
  guint n = 0;
  return bm_decide(desk->ledger, json, &n, error);
}

static int number(const json_t *state, const char *key)
{
  return (int)json_integer_value(json_object_get(state, key));
}

Test(returns, what_is_out_is_counted_by_class)
{
  Desk desk = round_make();
  g_autoptr(json_t) before = bm_returns_state(desk.ledger);
  cr_expect_eq(number(before, "back"), 0);
  cr_expect_eq(number(before, "lacking"), 2);
  json_decref(come_back(&desk, "r000001", "333=1,2"));
  g_autoptr(json_t) after = bm_returns_state(desk.ledger);
  cr_expect_eq(number(after, "back"), 1);
  const json_t *missing = json_array_get(json_object_get(after, "missing"), 0);
  cr_expect_str_eq(json_string_value(json_object_get(missing, "class_alias")), "K1");
  cr_expect_eq(number(missing, "works"), 2);
  desk_clear(&desk);
}

Test(returns, the_same_form_again_changes_nothing)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000001", "111=1,X 222=0,2"));
  json_decref(come_back(&desk, "r000002", "222=0,2 111=1,X"));
  assert_item(&desk, "r000001", "done", "");
  assert_item(&desk, "r000002", "done", "form_again");
  assert_counting(&desk, "111=1,X 222=0,2");
  desk_clear(&desk);
}

Test(returns, a_form_that_differs_waits_and_counts_only_when_preferred)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000001", "111=1,X 222=0,2"));
  json_decref(come_back(&desk, "r000002", "111=1,X 222=1,2"));
  assert_item(&desk, "r000002", "held", "");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "r000002"), 1);
  assert_counting(&desk, "111=1,X 222=0,2");
  GError *error = NULL;
  assert_ok(ask(&desk, "{\"verb\":\"release\",\"ids\":[\"r000002\"]}", &error), error);
  assert_item(&desk, "r000001", "done", "form_replaced");
  assert_item(&desk, "r000002", "done", "");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "r000002"), 0);
  assert_counting(&desk, "111=1,X 222=1,2");
  desk_clear(&desk);
}

Test(returns, a_form_that_is_dropped_leaves_the_earlier)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000001", "111=1,X 222=0,2"));
  json_decref(come_back(&desk, "r000002", "111=0,X 222=0,2"));
  GError *error = NULL;
  assert_ok(ask(&desk, "{\"verb\":\"drop\",\"ids\":[\"r000002\"]}", &error), error);
  assert_item(&desk, "r000002", "rejected", "dropped_by_person");
  assert_counting(&desk, "111=1,X 222=0,2");
  desk_clear(&desk);
}

Test(returns, a_correction_of_one_class_leaves_the_other_class_of_the_form)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000001", "111=1,X 222=0,2 333=1,1"));
  json_decref(come_back(&desk, "r000002", "333=0,1"));
  GError *error = NULL;
  assert_ok(ask(&desk, "{\"verb\":\"release\",\"ids\":[\"r000002\"]}", &error), error);
  assert_item(&desk, "r000001", "done", "");
  assert_counting(&desk, "111=1,X 222=0,2 333=0,1");
  json_decref(come_back(&desk, "r000003", "333=0,1"));
  assert_item(&desk, "r000003", "done", "form_again");
  json_decref(come_back(&desk, "r000004", "333=1,1"));
  assert_item(&desk, "r000004", "held", "");
  desk_clear(&desk);
}

static void unsure_add(Desk *desk, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "collect"), "unsure",
                      json_pack("[{s:s,s:s,s:i}]", "work_no", "222", "task", "2", "n", 0));
  json_object_set_new(item, "state", json_string("held"));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
  cr_assert(
      bm_ledger_doubt_add(desk->ledger, id, "collect", "paper_mark_two", NULL, NULL, NULL));
}

#define SCORE(work, task, value)                                                               \
  "{\"verb\":\"score\",\"ids\":[\"r000001\"],\"work_no\":\"" work                              \
  "\",\"marks\":[{\"task\":\"" task "\",\"value\":" value "}]}"

static void refuses(Desk *desk, const char *request, const char *reason)
{
  g_autoptr(GError) error = NULL;
  cr_expect_not(ask(desk, request, &error), "not refused: %s", request);
  g_autofree char *got = bm_error_reason(error);
  cr_expect_str_eq(got, reason);
}

Test(returns, a_doubtful_mark_is_told_and_then_the_form_stands)
{
  Desk desk = round_make();
  item_set(&desk, "r000001", "paper", "return.read", "held", read_facts("111=1,X 222=0,?"));
  unsure_add(&desk, "r000001");
  assert_counting(&desk, "");
  refuses(&desk, "{\"verb\":\"release\",\"ids\":[\"r000001\"]}", "form_marks_open");
  refuses(&desk, SCORE("222", "1", "1"), "mark_not_asked");
  refuses(&desk, SCORE("222", "2", "3"), "mark_value_bad");
  refuses(&desk, SCORE("222", "2", "-1"), "mark_value_bad");
  refuses(&desk, SCORE("222", "2", "\"Y\""), "mark_value_bad");
  refuses(&desk, SCORE("444", "2", "1"), "mark_unknown");
  refuses(&desk, SCORE("222", "9", "1"), "mark_unknown");
  GError *error = NULL;
  assert_ok(ask(&desk, SCORE("222", "2", "2"), &error), error);
  assert_item(&desk, "r000001", "done", "");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "r000001"), 0);
  assert_counting(&desk, "111=1,X 222=0,2");
  refuses(&desk, SCORE("222", "2", "1"), "item_settled");
  desk_clear(&desk);
}

Test(returns, a_told_form_that_differs_from_one_that_stands_still_waits)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000002", "111=1,X 222=0,1"));
  item_set(&desk, "r000001", "paper", "return.read", "held", read_facts("111=1,X 222=0,?"));
  unsure_add(&desk, "r000001");
  GError *error = NULL;
  assert_ok(ask(&desk, SCORE("222", "2", "\"X\""), &error), error);
  assert_item(&desk, "r000001", "held", "");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "r000001"), 1);
  assert_counting(&desk, "111=1,X 222=0,1");
  desk_clear(&desk);
}

/* --- two persons tell the scores of a form */

#define SCORE_BY(by, value)                                                                    \
  "{\"verb\":\"score\",\"ids\":[\"r000001\"],\"work_no\":\"222\",\"by\":\"" by                 \
  "\",\"marks\":[{\"task\":\"2\",\"value\":" value "}]}"

static Desk twice_make(void)
{
  Desk desk = round_make();
  json_t *facts = read_facts("111=1,X 222=0,?");
  json_object_set_new(json_object_get(facts, "collect"), "entries", json_integer(2));
  item_set(&desk, "r000001", "paper", "return.read", "held", facts);
  unsure_add(&desk, "r000001");
  return desk;
}

static void accepts(Desk *desk, const char *request)
{
  GError *error = NULL;
  assert_ok(ask(desk, request, &error), error);
}

Test(returns, with_two_entries_a_score_counts_when_two_persons_told_the_same)
{
  Desk desk = twice_make();
  refuses(&desk, SCORE("222", "2", "2"), "mark_by_needed");
  refuses(&desk, SCORE_BY("", "2"), "mark_by_needed");
  accepts(&desk, SCORE_BY("Иванова", "2"));
  accepts(&desk, SCORE_BY("Иванова", "2"));
  assert_item(&desk, "r000001", "held", "");
  cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "r000001"), 1, "one person, twice");
  assert_counting(&desk, "");
  accepts(&desk, SCORE_BY("Петрова", "2"));
  assert_item(&desk, "r000001", "done", "");
  assert_counting(&desk, "111=1,X 222=0,2");
  desk_clear(&desk);
}

Test(returns, entries_that_differ_wait_until_two_agree)
{
  Desk desk = twice_make();
  accepts(&desk, SCORE_BY("Иванова", "2"));
  accepts(&desk, SCORE_BY("Петрова", "1"));
  assert_item(&desk, "r000001", "held", "");
  refuses(&desk, "{\"verb\":\"release\",\"ids\":[\"r000001\"]}", "form_marks_open");
  accepts(&desk, SCORE_BY("Иванова", "1")); /* she looked once more */
  assert_item(&desk, "r000001", "done", "");
  assert_counting(&desk, "111=1,X 222=0,1");
  desk_clear(&desk);
}

Test(returns, what_a_person_told_before_and_took_back_does_not_count)
{
  Desk desk = twice_make();
  accepts(&desk, SCORE_BY("Иванова", "2"));
  accepts(&desk, SCORE_BY("Иванова", "\"X\""));
  accepts(&desk, SCORE_BY("Петрова", "2"));
  assert_item(&desk, "r000001", "held", "");
  accepts(&desk, SCORE_BY("Сидорова", "2"));
  assert_counting(&desk, "111=1,X 222=0,2");
  desk_clear(&desk);
}

Test(returns, no_name_of_who_told_a_score_is_kept)
{
  Desk desk = twice_make();
  accepts(&desk, SCORE_BY("Иванова", "2"));
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "r000001");
  g_autofree char *text = json_dumps(item, 0);
  cr_expect_not_null(strstr(text, "entries"));
  cr_expect_null(strstr(text, "ванова"));
  desk_clear(&desk);
}

Test(returns, forms_of_a_bundle_that_was_made_anew_count_no_more)
{
  Desk desk = round_make();
  json_decref(come_back(&desk, "r000001", "111=1,X 222=0,2"));
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "m1");
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "bundle"), "bundle",
                      json_string("CCCC-DDDD"));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  assert_counting(&desk, "");
  cr_assert(bm_returns_replace(desk.ledger, NULL));
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "bundle"), "bundle",
                      json_string("EEEE-FFFF"));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  g_autoptr(json_t) kits = bm_returns_kits_ever(desk.ledger, NULL);
  cr_assert_eq(json_array_size(kits), 2);
  cr_expect(json_is_true(json_object_get(json_array_get(kits, 1), "is_replaced")));
  g_autoptr(json_t) state = bm_returns_state(desk.ledger);
  cr_expect_eq(number(state, "lacking"), 2);
  desk_clear(&desk);
}

Test(returns, kits_name_every_bundle_with_its_classes)
{
  Desk desk = round_make();
  g_autoptr(json_t) kits = bm_returns_kits(desk.ledger, NULL);
  g_autoptr(json_t) expected =
      json_pack("[{s:s,s:s,s:i,s:[{s:s,s:[s,s]},{s:s,s:[s]}]}]", "bundle", "AAAA-BBBB",
                "marker", "m1", "form_version", 1, "classes", "alias", "K1", "works", "111",
                "222", "alias", "K2", "works", "333");
  cr_expect(json_equal(kits, expected));
  desk_clear(&desk);
}

Test(returns, a_marker_may_have_several_bundles)
{
  Desk desk = round_make();
  g_autoptr(json_t) item = bm_ledger_item(desk.ledger, "m1");
  json_object_set_new(json_object_get(json_object_get(item, "facts"), "bundle"), "kits",
                      json_pack("[{s:s,s:[s]},{s:s,s:[s,s]}]", "bundle", "AAAA-BBBB", "works",
                                "111", "bundle", "CCCC-DDDD", "works", "222", "333"));
  cr_assert(bm_ledger_item_save(desk.ledger, item, NULL));
  g_autoptr(json_t) kits = bm_returns_kits(desk.ledger, NULL);
  g_autoptr(json_t) expected =
      json_pack("[{s:s,s:s,s:i,s:[{s:s,s:[s]}]},{s:s,s:s,s:i,s:[{s:s,s:[s]},{s:s,s:[s]}]}]",
                "bundle", "AAAA-BBBB", "marker", "m1", "form_version", 1, "classes", "alias",
                "K1", "works", "111", "bundle", "CCCC-DDDD", "marker", "m1", "form_version", 1,
                "classes", "alias", "K1", "works", "222", "alias", "K2", "works", "333");
  cr_expect(json_equal(kits, expected));
  g_autoptr(json_t) state = bm_returns_state(desk.ledger);
  cr_expect_eq(number(state, "lacking"), 3);
  desk_clear(&desk);
}

Test(returns, a_third_bundle_says_what_is_asked_for)
{
  Desk desk = round_make();
  item_set(&desk, "m2t1", "marker", "marker.bundle", "done",
           json_pack("{s:{s:[s]},s:{s:s,s:i}}", "allocate", "works", "222", "bundle", "bundle",
                     "CCCC-DDDD", "form_version", 1));
  g_autoptr(json_t) disputes =
      json_pack("{s:{s:[s]},s:{s:[s]}}", "111", "disputed", "1", "222", "disputed", "2");
  cr_assert(bm_ledger_note_add(desk.ledger, "disputes", disputes, NULL));
  g_autoptr(json_t) kits = bm_returns_kits(desk.ledger, NULL);
  g_autoptr(json_t) expected = json_pack("{s:[s]}", "222", "2");
  cr_assert_eq(json_array_size(kits), 2);
  cr_expect_null(json_object_get(json_array_get(kits, 0), "open"));
  cr_expect(json_equal(json_object_get(json_array_get(kits, 1), "open"), expected));
  desk_clear(&desk);
}

Test(returns, a_told_mark_keeps_to_the_rubric)
{
  Desk desk = round_make();
  json_t *facts = read_facts("111=1,X 222=0,?");
  json_object_set_new(json_object_get(facts, "collect"), "rubric",
                      json_pack("[{s:s,s:i},{s:s,s:i,s:[{s:s}]}]", "id", "1", "max", 1, "id",
                                "2", "max", 2, "gates", "task", "1"));
  item_set(&desk, "r000001", "paper", "return.read", "held", facts);
  unsure_add(&desk, "r000001");
  refuses(&desk, SCORE("222", "2", "1"), "mark_gate");
  assert_item(&desk, "r000001", "held", "");
  GError *error = NULL;
  assert_ok(ask(&desk, SCORE("222", "2", "0"), &error), error);
  assert_counting(&desk, "111=1,X 222=0,0");
  desk_clear(&desk);
}
