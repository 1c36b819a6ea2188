/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Third markings as the ledger knows them. */
#include "pipeline/results.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"
#include "tests/tools/ledger_desk.h"

#include <string.h>

TestSuite(third, .timeout = 30);

Test(third, an_allocation_that_is_taken_back_asks_for_no_third_marking_any_more)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(bm_ledger_meta_set(desk.ledger, "allocate.purpose", "third", &error), error);
  cr_expect(bm_third_is_asked(desk.ledger));
  assert_ok(bm_ledger_unallocate(desk.ledger, &error), error);
  cr_expect_not(bm_third_is_asked(desk.ledger), "else the next close would ask nobody");
  desk_clear(&desk);
}

Test(third, the_marker_of_a_wave_is_the_person)
{
  static const char *const cases[][2] = {
      {"m03", "m03"}, {"m03t1", "m03"}, {"m4006t12", "m4006"}, {"m03x2", "m03"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *marker = bm_wave_marker(cases[i][0]);
    cr_expect_str_eq(marker, cases[i][1]);
  }
}

/* --- works that are asked about again */

static void work_put(Desk *desk, const char *id, const char *work_no, const char *markers)
{
  cr_assert(bm_db_run(desk->ledger, NULL,
                      "INSERT INTO work (id, packet, idx, expected, class_ref, state, work_no, "
                      "marker, place) VALUES (?, 'k1', 1, 1, 0, 'whole', ?, ?, 'sorted/x.pdf')",
                      "sss", id, work_no, markers));
  cr_assert(bm_ledger_item_add(desk->ledger, id, "work", "work.sorted", "done", NULL, NULL));
}

static json_t *result_of(const char *work_no, const char *state, const char *task)
{
  return json_pack("{s:[{s:s,s:s,s:[{s:s,s:i,s:i,s:n}]}]}", "works", "work_no", work_no,
                   "state", state, "divergence", "task", task, "first", 0, "second", 3,
                   "third");
}

static guint prepared(Desk *desk, json_t *results)
{
  g_autoptr(GError) error = NULL;
  guint n = 99;
  assert_ok(bm_third_prepare(desk->ledger, results, &n, &error), error);
  json_decref(results);
  return n;
}

static void allocate(Desk *desk, const char *marker, const char *work_no)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) note =
      json_pack("{s:s,s:{s:[s]}}", "purpose", "third", "shares", marker, work_no);
  assert_ok(bm_third_done(desk->ledger, note, &error), error);
  assert_ok(bm_ledger_note_add(desk->ledger, "allocation", note, &error), error);
  assert_ok(bm_third_cancel(desk->ledger, &error), error);
}

Test(third, a_dispute_that_changes_after_its_third_bundle_is_asked_again)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  work_put(&desk, "k1.w001", "11", "m01 m02");
  cr_expect_eq(prepared(&desk, result_of("11", "needs_third", "1")), 1);
  allocate(&desk, "m03t1", "11");
  cr_expect_eq(prepared(&desk, result_of("11", "needs_third", "1")), 0, "its form is awaited");
  cr_expect_eq(prepared(&desk, result_of("11", "incomplete", "2")), 1, "he was not asked this");
  allocate(&desk, "m04t2", "11");
  g_autoptr(json_t) before = bm_third_disputes(desk.ledger, "m03t1");
  g_autoptr(json_t) now = bm_third_disputes(desk.ledger, "m04t2");
  cr_expect_str_eq(json_string_value(json_array_get(
                       json_object_get(json_object_get(before, "11"), "disputed"), 0)),
                   "1");
  cr_expect_str_eq(json_string_value(json_array_get(
                       json_object_get(json_object_get(now, "11"), "disputed"), 0)),
                   "2");
  g_autoptr(json_t) purposes = bm_marking_purposes(desk.ledger);
  cr_expect_str_eq(json_string_value(json_object_get(purposes, "11|m04t2")), "third");
  cr_expect_str_eq(json_string_value(json_object_get(purposes, "11|m03t1")), "replaced");
  desk_clear(&desk);
}

Test(third, works_that_nobody_may_have_are_given_up_and_others_wait_on)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  work_put(&desk, "k1.w001", "11", "m01 m02");
  work_put(&desk, "k1.w002", "12", "m01 m02");
  g_autoptr(json_t) both = result_of("11", "needs_third", "1");
  g_autoptr(json_t) other = result_of("12", "needs_third", "1");
  json_array_extend(json_object_get(both, "works"), json_object_get(other, "works"));
  cr_expect_eq(prepared(&desk, json_incref(both)), 2);
  g_autoptr(json_t) lot = json_pack("[s]", "11");
  assert_ok(bm_third_give_up(desk.ledger, lot, &error), error);
  g_autoptr(json_t) waiting = bm_third_waiting(desk.ledger);
  cr_assert_eq(json_array_size(waiting), 1);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(waiting, 0), "work_no")),
                   "12");
  desk_clear(&desk);
}

Test(third, who_has_moved_to_another_school_is_no_third_of_works_marked_before)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  g_autoptr(BmKeymap) keymap = bm_keymap_open(desk.ws, 7, &error);
  assert_ok(keymap != NULL, error);
  g_autofree char *before = bm_keymap_marker(keymap, "Сёмина Б. Б.", "101", &error);
  g_autofree char *now = bm_keymap_marker(keymap, "Сёмина Б. Б.", "102", &error);
  g_autofree char *other = bm_keymap_marker(keymap, "Юдина А. А.", "102", &error);
  work_put(&desk, "k1.w001", "11", before);
  cr_expect_eq(prepared(&desk, result_of("11", "needs_third", "1")), 1);
  g_autoptr(json_t) context = json_object();
  bm_third_context(desk.ledger, keymap, 9, context);
  json_t *work = json_array_get(json_object_get(context, "works"), 0);
  g_autofree char *prior = json_dumps(json_object_get(work, "prior_markers"), 0);
  g_autofree char *first_t1 = g_strconcat("\"", before, "t1\"", NULL),
                  *now_t1 = g_strconcat("\"", now, "t1\"", NULL),
                  *other_t1 = g_strconcat("\"", other, "t1\"", NULL);
  cr_expect_not_null(strstr(prior, first_t1), "%s", prior);
  cr_expect_not_null(strstr(prior, now_t1), "%s", prior);
  cr_expect_null(strstr(prior, other_t1), "%s", prior);
  desk_clear(&desk);
}
