/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the ledger, the key map and decisions. */
#include "tests/tools/assert_ok.h"

#include "pipeline/decide.h"
#include "pipeline/keymap.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(ledger, .timeout = 20);
TestSuite(keymap, .timeout = 20);

static char *ws_make(void)
{
  char *ws = g_dir_make_tmp("bm-ws-XXXXXX", NULL);
  cr_assert(bm_workspace_make(ws, NULL));
  return ws;
}

static BmLedger *ledger_make(const char *ws)
{
  GError *error = NULL;
  BmLedger *ledger = bm_ledger_open(ws, &error);
  assert_ok(ledger != NULL, error);
  return ledger;
}

static void page_add(BmLedger *ledger, const char *id, const char *kind, const char *state,
                     const char *work)
{
  cr_assert(bm_ledger_item_add(ledger, id, "page", kind, state, NULL, NULL));
  json_t *item = bm_ledger_item(ledger, id);
  json_object_set_new(item, "work", work != NULL ? json_string(work) : json_null());
  cr_assert(bm_ledger_item_save(ledger, item, NULL));
  json_decref(item);
}

static int count(BmLedger *ledger, const char *key)
{
  g_autoptr(json_t) status = bm_ledger_status(ledger);
  return (int)json_integer_value(json_object_get(json_object_get(status, "pages"), key));
}

Test(ledger, an_item_comes_back_as_it_was_saved)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  page_add(ledger, "f000001.p0001", "page.raw", "ready", NULL);
  json_t *item = bm_ledger_item(ledger, "f000001.p0001");
  json_object_set_new(json_object_get(item, "facts"), "intake",
                      json_pack("{s:i}", "width", 1240));
  cr_assert(bm_ledger_item_save(ledger, item, NULL));
  g_autoptr(json_t) again = bm_ledger_item(ledger, "f000001.p0001");
  cr_expect(json_equal(item, again));
  json_decref(item);
  bm_folder_remove(ws);
}

Test(ledger, a_ledger_of_a_newer_program_is_refused_with_both_numbers)
{
  g_autofree char *ws = ws_make();
  bm_db_free(ledger_make(ws));
  g_autofree char *path = g_build_filename(ws, "ledger.db", NULL);
  BmDb *db = bm_db_open_read(path, NULL);
  cr_assert(bm_db_run(db, NULL, "PRAGMA user_version = 99", ""));
  bm_db_free(db);
  GError *error = NULL;
  assert_fails_with(bm_ledger_open(ws, &error) != NULL, error, "ledger_newer");
  cr_expect(strstr(error->message, "99") != NULL);
  g_error_free(error);
  bm_folder_remove(ws);
}

Test(ledger, a_file_that_is_no_database_is_not_opened)
{
  g_autofree char *ws = ws_make();
  g_autofree char *path = g_build_filename(ws, "ledger.db", NULL);
  cr_assert(
      g_file_set_contents(path, "no database at all, but long enough to be read", -1, NULL));
  GError *error = NULL;
  assert_fails_with(bm_ledger_open(ws, &error) != NULL, error, "ledger_open");
  g_error_free(error);
  bm_folder_remove(ws);
}

Test(ledger, pages_of_a_work_wait_for_the_one_that_is_in_doubt)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  page_add(ledger, "f000001.p0001", "page.verified", "ready", "k000001.w001");
  page_add(ledger, "f000001.p0002", "page.verified", "ready", "k000001.w001");
  page_add(ledger, "f000001.p0003", "page.verified", "ready", "k000001.w002");
  cr_assert(
      bm_ledger_doubt_add(ledger, "f000001.p0002", "verify", "roster_word", NULL, NULL, NULL));
  cr_expect_eq(count(ledger, "held"), 2);
  cr_expect_eq(count(ledger, "pending"), 1);
  g_autoptr(json_t) request =
      json_pack("{s:s,s:[s]}", "verb", "release", "ids", "f000001.p0002");
  cr_assert(bm_decide_ask(ws, ledger, request, 1, NULL, &(guint){0}, NULL));
  cr_expect_eq(count(ledger, "held"), 0);
  bm_folder_remove(ws);
}

Test(ledger, a_page_that_is_nowhere_upsets_the_balance)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  cr_assert(bm_ledger_item_add(ledger, "f000001", "file", "file", "done", NULL, NULL));
  g_autoptr(json_t) file = bm_ledger_item(ledger, "f000001");
  json_object_set_new(json_object_get(file, "facts"), "intake", json_pack("{s:i}", "pages", 2));
  cr_assert(bm_ledger_item_save(ledger, file, NULL));
  page_add(ledger, "f000001.p0001", "page.raw", "ready", NULL);
  g_autoptr(json_t) odd = bm_ledger_status(ledger);
  cr_expect(json_is_false(json_object_get(odd, "balanced")));
  page_add(ledger, "f000001.p0002", "page.raw", "ready", NULL);
  g_autoptr(json_t) even = bm_ledger_status(ledger);
  cr_expect(json_is_true(json_object_get(even, "balanced")));
  bm_folder_remove(ws);
}

Test(ledger, a_dropped_page_counts_as_rejected_and_is_decided_once)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  page_add(ledger, "f000001.p0001", "page.upright", "held", NULL);
  g_autoptr(json_t) request = json_pack("{s:s,s:[s]}", "verb", "drop", "ids", "f000001.p0001");
  guint n = 0;
  GError *error = NULL;
  assert_ok(bm_decide(ledger, request, &n, &error), error);
  cr_expect_eq(count(ledger, "rejected"), 1);
  assert_fails_with(bm_decide(ledger, request, &n, &error), error, "item_settled");
  g_clear_error(&error);
  bm_folder_remove(ws);
}

Test(ledger, a_decision_reaches_a_supervisor_that_holds_the_lock)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  page_add(ledger, "f000001.p0001", "page.upright", "held", NULL);
  int lock = bm_workspace_lock(ws, NULL);
  cr_assert(lock >= 0);
  g_autoptr(json_t) request = json_pack("{s:s,s:[s]}", "verb", "drop", "ids", "f000001.p0001");
  guint n = 0;
  GError *error = NULL;
  assert_fails_with(bm_decide_ask(ws, ledger, request, 0.2, NULL, &n, &error), error,
                    "decision_late");
  g_clear_error(&error);
  cr_expect_eq(bm_decide_answer_all(ws, ledger), 1);
  close(lock);
  cr_expect_eq(count(ledger, "rejected"), 1);
  cr_expect_not(bm_decide_is_asked(ws));
  bm_folder_remove(ws);
}

Test(ledger, zones_that_are_no_zones_do_not_confirm_a_form)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  g_autoptr(json_t) record = json_pack("{s:[]}", "zones");
  cr_assert(bm_ledger_form_put(ledger, "form01", "form", 1, "proposed", record, NULL));
  guint n = 0;
  GError *error = NULL;
  g_autoptr(json_t) bad = json_loads(
      "{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": [{\"x\": 1}]}", 0, NULL);
  assert_fails_with(bm_decide(ledger, bad, &n, &error), error, "zones_bad");
  g_clear_error(&error);
  g_autoptr(json_t) good =
      json_loads("{\"verb\": \"confirm\", \"ids\": [\"form01\"], \"zones\": null}", 0, NULL);
  assert_ok(bm_decide(ledger, good, &n, &error), error);
  g_autoptr(json_t) form = bm_ledger_form(ledger, "form01");
  cr_expect_str_eq(json_string_value(json_object_get(form, "state")), "confirmed");
  bm_folder_remove(ws);
}

Test(keymap, numbers_and_aliases_follow_from_the_seed)
{
  g_autofree char *a = ws_make();
  g_autofree char *b = ws_make();
  g_autoptr(BmKeymap) first = bm_keymap_open(a, 5, NULL);
  g_autoptr(BmKeymap) second = bm_keymap_open(b, 5, NULL);
  g_autofree char *alias_a = NULL, *alias_b = NULL;
  gint64 ref = bm_keymap_class(first, "119014", "9А", &alias_a, NULL, NULL);
  cr_expect(ref > 0 && ref == bm_keymap_class(second, "119014", "9А", &alias_b, NULL, NULL));
  cr_expect_str_eq(alias_a, alias_b);
  cr_expect_eq(bm_keymap_class(first, "119014", "9А", NULL, NULL, NULL), ref);
  bm_folder_remove(a);
  bm_folder_remove(b);
}

Test(keymap, sixty_classes_have_sixty_aliases)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmKeymap) keymap = bm_keymap_open(ws, 9, NULL);
  g_autoptr(GHashTable) aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < 60; i++) {
    g_autofree char *class_group = g_strdup_printf("%d", i);
    char *alias = NULL;
    cr_assert(bm_keymap_class(keymap, "1", class_group, &alias, NULL, NULL) > 0);
    cr_expect(g_hash_table_add(aliases, alias), "alias %s twice", alias);
  }
  bm_folder_remove(ws);
}

Test(keymap, equal_files_know_each_other_in_whatever_order_they_were_taken)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmKeymap) keymap = bm_keymap_open(ws, 9, NULL);
  cr_assert(bm_keymap_source_add(keymap, "f000001", "1/9А/a.tif", 1, 1, NULL));
  cr_assert(bm_keymap_source_add(keymap, "f000002", "1/9Б/a.tif", 1, 1, NULL));
  cr_assert(bm_keymap_source_set(keymap, "f000002", "taken", 1, 1, "abc", NULL));
  g_autoptr(json_t) of_first = bm_keymap_twins(keymap, "f000001", "abc");
  cr_expect_eq(json_array_size(of_first), 1);
  g_autoptr(json_t) of_second = bm_keymap_twins(keymap, "f000002", "abc");
  cr_expect_eq(json_array_size(of_second), 0);
  bm_folder_remove(ws);
}

Test(ledger, places_outside_their_folder_are_unsafe)
{
  static const char *const roots[] = {"sorted", NULL};
  cr_expect(bm_place_is_safe("sorted/K047/1.pdf", roots));
  static const char *const bad[] = {
      "sorted", "/sorted/a", "sorted/../x", "vault/a", "sorted//a", "sorted/.a", ""};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    cr_expect_not(bm_place_is_safe(bad[i], roots), "%s", bad[i]);
}

Test(ledger, a_marker_who_is_not_on_the_list_again_is_gone_but_not_forgotten)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  g_autoptr(json_t) record = json_pack("{s:s}", "rank", "senior");
  cr_assert(bm_ledger_marker_put(ledger, "m1", "S1", record, NULL));
  cr_assert(bm_ledger_marker_put(ledger, "m2", "S2", record, NULL));
  cr_assert(bm_ledger_markers_leave(ledger, NULL));
  cr_assert(bm_ledger_marker_put(ledger, "m2", "S2", record, NULL));
  g_autoptr(json_t) now = bm_ledger_markers(ledger);
  g_autoptr(json_t) ever = bm_ledger_markers_ever(ledger);
  cr_assert_eq(json_array_size(now), 1);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(now, 0), "marker")), "m2");
  cr_expect_eq(json_array_size(ever), 2);
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(ever, 0), "school_alias")),
                   "S1");
  bm_folder_remove(ws);
}

Test(ledger, nothing_is_written_after_an_answer_that_could_not_be_read)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmLedger) ledger = ledger_make(ws);
  GError *error = NULL;
  page_add(ledger, "f000001.p0001", "page.raw", "ready", NULL);
  cr_assert(bm_db_begin(ledger, NULL));
  cr_expect_eq(bm_db_number(ledger, 7, "SELECT n FROM nowhere", ""), 7);
  cr_expect_not(bm_ledger_meta_set(ledger, "key", "value", &error));
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, "ledger_read");
  g_clear_error(&error);
  cr_expect_not(bm_db_commit(ledger, NULL));
  bm_db_rollback(ledger);
  bm_folder_remove(ws);
}

Test(ledger, several_who_open_a_new_round_at_once_all_find_it_whole)
{
  for (int round = 0; round < 5; round++) {
    g_autofree char *ws = ws_make();
    pid_t children[4];
    for (guint i = 0; i < G_N_ELEMENTS(children); i++)
      if ((children[i] = fork()) == 0) {
        GError *error = NULL;
        g_autoptr(BmLedger) ledger = bm_ledger_open(ws, &error);
        g_autoptr(BmKeymap) keymap = ledger != NULL ? bm_keymap_open(ws, 7, &error) : NULL;
        if (keymap == NULL)
          fprintf(stderr, "%s\n", error->message);
        _exit(keymap != NULL ? 0 : 1);
      }
    for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
      int status = -1;
      waitpid(children[i], &status, 0);
      cr_expect_eq(status, 0);
    }
    bm_folder_remove(ws);
  }
}

Test(keymap, a_look_that_does_not_know_the_set_seed_keeps_none)
{
  g_autofree char *ws = ws_make();
  g_autoptr(BmKeymap) looked = bm_keymap_open(ws, -1, NULL);
  g_autoptr(BmKeymap) made = bm_keymap_open(ws, 7, NULL);
  g_autoptr(BmKeymap) again = bm_keymap_open(ws, -1, NULL);
  cr_assert(looked != NULL && made != NULL && again != NULL);
  cr_expect_str_neq(bm_keymap_seed(looked), bm_keymap_seed(made));
  cr_expect_str_eq(bm_keymap_seed(again), bm_keymap_seed(made));
  bm_folder_remove(ws);
}
