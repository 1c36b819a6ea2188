/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/recheck, recheck_forms and recheck_conf: the workspace of a re-check. */
#include "tests/tools/marked_round.h"

#include <glib/gstdio.h>

#include "pipeline/conf.h"
#include "pipeline/json_text.h"

TestSuite(recheck, .timeout = 60);

/* 101 9А: a.pdf with one marked work. */
static Round marked_make(const char *conf)
{
  Round round = round_make(conf);
  BmOpen *open = &round.open;
  gint64 a = class_add(open, "101", "9А");
  g_autofree char *one = marker_add(open, "Сёмина Б. Б.", "102");
  scan_add(open, "f000001", "k000001", "101/9А/a.pdf", "the very bytes", a);
  work_add(open, "k000001.w001", "k000001", a, "f000001", 1, 2, "111-1", one);
  return round;
}

static BmRecheckPlan *plan_of(Round *round)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) results = results_of("111-1=7");
  BmRecheckPlan *plan = bm_recheck_plan(
      &round->open, json_pack("[{s:s}]", "school_code", "101"), results, &error);
  assert_ok(plan != NULL, error);
  return plan;
}

static char *place_of(const Round *round, const char *name)
{
  return g_build_filename(round->base, name, NULL);
}

static gboolean is_there(const Round *round, const char *name)
{
  g_autofree char *path = place_of(round, name);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean make_at(Round *round, const char *name, BmSeedTest test, gpointer data,
                        GError **error)
{
  g_autoptr(BmRecheckPlan) plan = plan_of(round);
  g_autofree char *ws = place_of(round, name);
  BmRecheckMade made = {99, 99};
  return bm_recheck_make(&round->open, plan, ws, test, data, &made, error);
}

static void make_fails(Round *round, const char *name, const char *slug)
{
  g_autoptr(GError) error = NULL;
  cr_expect_not(make_at(round, name, NULL, NULL, &error));
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, slug);
}

static char *file_bytes(const Round *round, const char *name)
{
  g_autofree char *path = place_of(round, name);
  char *bytes = NULL;
  cr_assert(g_file_get_contents(path, &bytes, NULL, NULL), "no %s", name);
  return bytes;
}

Test(recheck, the_new_round_has_the_same_bytes_in_the_same_folder_and_its_own_rules)
{
  Round round = marked_make("[round]\nrelease=auto\nseed=5\n");
  GError *error = NULL;
  assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
  g_autofree char *scan = file_bytes(&round, "second/inbox/101/9А/a.pdf");
  g_autofree char *roster = file_bytes(&round, "second/procedure/roster.csv");
  g_autofree char *conf = file_bytes(&round, "second/blindmark.conf");
  cr_expect_str_eq(scan, "the very bytes");
  cr_expect_not_null(strstr(roster, "Гусев"));
  cr_expect_not_null(strstr(conf, "policy=vpr_recheck"));
  cr_expect_not_null(strstr(conf, "release=auto"));
  cr_expect_null(strstr(conf, "seed=5\n"));
  cr_expect_not(is_there(&round, "second/procedure/separators.pdf"));
  cr_expect_not(is_there(&round, "second.tmp"));
  cr_expect_not(is_there(&round, "second/recheck.unfinished"));
  round_clear(&round);
}

static BmOpen second_open(const Round *round, const char *name)
{
  BmOpen open = {0};
  GError *error = NULL;
  g_autofree char *ws = place_of(round, name);
  assert_ok(bm_open(&open, ws, &error), error);
  return open;
}

Test(recheck, the_first_round_is_known_to_the_key_map_alone)
{
  Round round = marked_make("[round]\n");
  GError *error = NULL;
  assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
  g_auto(BmOpen) second = second_open(&round, "second");
  g_autoptr(json_t) works = bm_keymap_first_works(second.keymap);
  g_autoptr(json_t) markers = bm_keymap_first_markers(second.keymap);
  g_autoptr(json_t) classes = bm_keymap_first_classes(second.keymap);
  cr_expect_eq(bm_keymap_first_tag(second.keymap), (int)bm_keymap_round_tag(round.open.keymap));
  cr_expect_neq(bm_keymap_round_tag(second.keymap), bm_keymap_round_tag(round.open.keymap));
  cr_expect_str_eq(bm_json_text(json_array_get(works, 0), "work_no"), "111-1");
  cr_expect_str_eq(bm_json_text(json_array_get(markers, 0), "teacher"), "Сёмина Б. Б.");
  cr_expect_eq(json_array_size(classes), 1);
  g_autoptr(json_t) notes =
      bm_db_rows(second.ledger, NULL,
                 "SELECT (SELECT count(*) FROM work) + (SELECT count(*) FROM note) + (SELECT "
                 "count(*) FROM item) AS n",
                 "");
  cr_expect_eq(json_integer_value(json_object_get(json_array_get(notes, 0), "n")), 0);
  round_clear(&round);
}

Test(recheck, a_recheck_of_a_recheck_remembers_both_rounds)
{
  Round round = marked_make("[round]\n");
  GError *error = NULL;
  g_autoptr(json_t) before =
      json_pack("{s:s,s:{},s:[{s:s,s:s}],s:[{s:s,s:i}]}", "work_no", "777-7", "result",
                "markers", "teacher", "Петрова А. А.", "school_code", "101", "pages", "path",
                "101/9А/a.pdf", "page", 2);
  cr_assert(bm_keymap_first_begin(round.open.keymap, 1234, NULL));
  cr_assert(bm_keymap_first_class_add(round.open.keymap, 9, "101", "9А", NULL));
  cr_assert(bm_keymap_first_work_add(round.open.keymap, before, NULL));
  assert_ok(make_at(&round, "third", NULL, NULL, &error), error);
  g_auto(BmOpen) third = second_open(&round, "third");
  g_autoptr(json_t) markers = bm_keymap_first_markers(third.keymap);
  g_autoptr(json_t) classes = bm_keymap_first_classes(third.keymap);
  cr_expect_eq(json_array_size(markers), 2);
  cr_expect_eq(bm_keymap_first_tag(third.keymap),
               1234); /* its separator sheets lie in the scans */
  cr_expect_eq(json_integer_value(json_object_get(json_array_get(classes, 0), "class_ref")), 9);
  round_clear(&round);
}

Test(recheck, a_place_that_is_taken_is_not_touched)
{
  Round round = marked_make("[round]\n");
  GError *error = NULL;
  text_put(round.base, "second/work.txt", "of somebody");
  make_fails(&round, "second", "recheck_exists");
  g_autofree char *kept = file_bytes(&round, "second/work.txt");
  cr_expect_str_eq(kept, "of somebody");
  text_put(round.base, "third.tmp/work.txt", "of somebody");
  make_fails(&round, "third", "recheck_exists");
  cr_expect(is_there(&round, "third.tmp/work.txt"));
  make_fails(&round, "first/inbox/new", "recheck_inside");
  make_fails(&round, "", "recheck_inside");
  g_autofree char *empty = place_of(&round, "empty");
  cr_assert_eq(g_mkdir(empty, 0755), 0);
  assert_ok(make_at(&round, "empty", NULL, NULL, &error), error);
  make_fails(&round, "empty", "recheck_exists"); /* the same again */
  round_clear(&round);
}

Test(recheck, what_an_earlier_try_left_is_removed_unless_it_is_under_way)
{
  Round round = marked_make("[round]\n");
  GError *error = NULL;
  g_autofree char *draft = place_of(&round, "second.tmp");
  cr_assert(bm_workspace_make(draft, NULL));
  text_put(draft, "recheck.unfinished", "");
  text_put(draft, "inbox/old.pdf", "half a sc");
  int lock = bm_workspace_lock(draft, NULL);
  make_fails(&round, "second", "workspace_busy");
  cr_expect(is_there(&round, "second.tmp/inbox/old.pdf"));
  close(lock);
  assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
  cr_expect_not(is_there(&round, "second/inbox/old.pdf"));
  cr_expect_not(is_there(&round, "second.tmp"));
  round_clear(&round);
}

Test(recheck, an_original_that_is_gone_or_changed_makes_no_round)
{
  Round round = marked_make("[round]\n");
  text_put(round.ws, "vault/originals/f000001", "other bytes");
  make_fails(&round, "second", "recheck_original_lost");
  g_autofree char *original = place_of(&round, "first/vault/originals/f000001");
  cr_assert_eq(g_unlink(original), 0);
  make_fails(&round, "second", "recheck_original_lost");
  cr_expect_not(is_there(&round, "second"));
  cr_expect_not(is_there(&round, "second.tmp"));
  round_clear(&round);
}

/* A folder that cannot be written into stands for a full disk: root may write everywhere, so
 * the name is taken by a file. */
Test(recheck, a_disk_that_fails_half_way_leaves_nothing)
{
  Round round = marked_make("[round]\n");
  g_autoptr(BmRecheckPlan) plan = plan_of(&round);
  g_autoptr(GError) error = NULL;
  BmRecheckMade made = {0};
  g_autofree char *ws = place_of(&round, "second");
  json_t *again = json_copy(json_array_get(plan->files, 0));
  json_array_append_new(plan->files, again); /* the second copy finds its place taken */
  cr_expect_not(bm_recheck_make(&round.open, plan, ws, NULL, NULL, &made, &error));
  g_autofree char *reason = bm_error_reason(error);
  cr_expect_str_eq(reason, "disk_write");
  cr_expect_not(is_there(&round, "second"));
  cr_expect_not(is_there(&round, "second.tmp"));
  round_clear(&round);
}

static gboolean after_three(const char *seed_hex, gpointer data)
{
  cr_expect_eq(strlen(seed_hex), 64);
  return ++*(guint *)data > 3;
}

static gboolean never(const char *seed_hex, gpointer data)
{
  (void)seed_hex;
  (void)data;
  return FALSE;
}

Test(recheck, a_seed_that_repeats_a_number_is_not_used)
{
  Round round = marked_make("[round]\n");
  g_autoptr(GError) error = NULL;
  guint n = 0;
  assert_ok(make_at(&round, "second", after_three, &n, &error), error);
  cr_expect_geq(n, 4);
  cr_expect_not(make_at(&round, "third", never, NULL, &error));
  cr_expect(g_str_has_prefix(error->message, "no_random"));
  cr_expect_not(is_there(&round, "third.tmp"));
  round_clear(&round);
}

static char *seed_of(const Round *round, const char *name)
{
  g_auto(BmOpen) open = second_open(round, name);
  return g_strdup(bm_keymap_seed(open.keymap));
}

Test(recheck, a_round_that_can_be_repeated_has_a_recheck_that_can_be_too)
{
  char *seeds[3];
  for (guint i = 0; i < 3; i++) {
    Round round = round_make(i < 2 ? "[round]\nseed=5\n" : "[round]\n");
    GError *error = NULL;
    bm_open_clear(&round.open);
    g_autofree char *keymap = place_of(&round, "first/vault/keymap.db");
    cr_assert_eq(g_unlink(keymap), 0);
    round.open.ws = g_strdup(round.ws);
    g_autofree char *procedure = place_of(&round, "first/procedure");
    round.open.ledger = bm_ledger_open(round.ws, &error);
    round.open.keymap = bm_keymap_open(round.ws, i < 2 ? 5 : 0, &error);
    round.open.procedure = bm_procedure_load(procedure, &error);
    assert_ok(error == NULL, error);
    gint64 a = class_add(&round.open, "101", "9А");
    scan_add(&round.open, "f000001", "k000001", "101/9А/a.pdf", "bytes", a);
    work_add(&round.open, "k000001.w001", "k000001", a, "f000001", 1, 2, "111-1", "m1");
    assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
    seeds[i] = seed_of(&round, "second");
    cr_expect_str_neq(seeds[i], bm_keymap_seed(round.open.keymap));
    round_clear(&round);
  }
  cr_expect_str_eq(seeds[0], seeds[1]);
  cr_expect_str_neq(seeds[0], seeds[2]);
  for (guint i = 0; i < 3; i++)
    g_free(seeds[i]);
}

/* --- forms */

static void form_add(BmOpen *open, const char *id, const char *state, const char *record)
{
  g_autofree char *place = g_strdup_printf("forms/%s/model.json", id);
  json_t *form = json_loads(record, 0, NULL);
  cr_assert_not_null(form, "%s", record);
  text_put(open->ws, place, id);
  json_object_set_new(form, "model", json_string(place));
  cr_assert(bm_ledger_form_put(open->ledger, id, "form", 2, state, form, NULL));
  json_decref(form);
}

static const json_t *form_at(const json_t *forms, guint at, const char *id)
{
  const json_t *form = json_array_get(forms, at);
  cr_assert_str_eq(bm_json_text(form, "id"), id);
  return form;
}

#define NAME_ZONE "{\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4, \"kind\": \"name\"}"
#define VARIANT "{\"x\": 9, \"y\": 9, \"w\": 9, \"h\": 9, \"kind\": \"variant\"}"
#define MARK_AT(y) "{\"x\": 5, \"y\": " #y ", \"w\": 7, \"h\": 8, \"kind\": \"prior_mark\"}"
#define FORM(page, kept)                                                                       \
  "{\"zones\": [" NAME_ZONE "], \"doubts\": [], \"size_mm\": [210, 300], \"facts\": "          \
  "{\"page_in_work\": " #page ", \"kept\": [" kept "]}}"

Test(recheck, confirmed_forms_come_along_and_hide_the_marks_of_their_headings)
{
  Round round = marked_make("[round]\n");
  BmOpen *open = &round.open;
  GError *error = NULL;
  form_add(open, "form01", "confirmed", FORM(1, MARK_AT(66) ", " VARIANT));
  form_add(open, "form02", "confirmed", FORM(2, VARIANT));
  form_add(open, "form03", "proposed", FORM(1, VARIANT));
  form_add(open, "form04", "proposed",
           "{\"zones\": [], \"facts\": {}, \"joined_to\": \"form02\"}");
  assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
  g_auto(BmOpen) second = second_open(&round, "second");
  g_autoptr(json_t) forms = bm_ledger_forms(second.ledger);
  cr_assert_eq(json_array_size(forms), 3);
  const json_t *one = form_at(forms, 0, "form01"), *two = form_at(forms, 1, "form02");
  const json_t *zones = json_object_get(one, "zones");
  cr_assert_eq(json_array_size(zones), 2);
  cr_expect_str_eq(bm_json_text(json_array_get(zones, 1), "kind"), "prior_mark");
  const json_t *kept = json_object_get(json_object_get(one, "facts"), "kept");
  cr_assert_eq(json_array_size(kept), 1);
  cr_expect_str_eq(bm_json_text(json_array_get(kept, 0), "kind"), "variant");
  cr_expect_eq(json_integer_value(json_object_get(one, "version")), 3);
  cr_expect_eq(json_integer_value(json_object_get(two, "version")), 2);
  cr_expect_str_eq(bm_json_text(one, "state"), "confirmed");
  cr_expect_str_eq(bm_json_text(two, "state"), "confirmed");
  g_autofree char *model = file_bytes(&round, "second/forms/form01/model.json");
  cr_expect_str_eq(model, "form01");
  round_clear(&round);
}

Test(recheck, a_field_for_marks_among_answers_is_asked_about_and_covers_nothing)
{
  static const struct {
    const char *record;
    gboolean is_asked;
  } cases[] = {{FORM(1, MARK_AT(70)), TRUE}, /* 70 + 8 is below a quarter of 300 */
               {FORM(2, MARK_AT(30)), TRUE},
               {FORM(2, MARK_AT(28)), FALSE},
               {FORM(2, MARK_AT(270)), TRUE},
               {FORM(2, MARK_AT(280)), FALSE}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    Round round = marked_make("[round]\n");
    GError *error = NULL;
    form_add(&round.open, "form01", "confirmed", cases[i].record);
    assert_ok(make_at(&round, "second", NULL, NULL, &error), error);
    g_auto(BmOpen) second = second_open(&round, "second");
    g_autoptr(json_t) form = bm_ledger_form(second.ledger, "form01");
    gboolean is_asked = cases[i].is_asked;
    const json_t *doubts = json_object_get(form, "doubts");
    cr_expect_str_eq(bm_json_text(form, "state"), is_asked ? "proposed" : "confirmed",
                     "pages with an earlier mark wait for a person");
    cr_expect_eq(json_array_size(json_object_get(form, "zones")), is_asked ? 1 : 2, "case %u",
                 i);
    cr_assert_eq(json_array_size(doubts), is_asked);
    if (is_asked)
      cr_expect_str_eq(json_string_value(json_array_get(doubts, 0)), "form_prior_marks");
    round_clear(&round);
  }
}

Test(recheck, a_policy_becomes_the_one_that_masks_earlier_marks)
{
  static const char *const pairs[][2] = {{"vpr_cross", "vpr_recheck"},
                                         {"diagnostic_cross", "diagnostic_recheck"},
                                         {"exam_recheck", "exam_recheck"},
                                         {"strict", "strict"}};
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_autofree char *policy = bm_recheck_policy(pairs[i][0]);
    cr_expect_str_eq(policy, pairs[i][1]);
  }
}
