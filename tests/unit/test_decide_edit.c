/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions that change the list of forms. */
#include "tests/tools/assert_ok.h"

#include "pipeline/autoptr.h"
#include "pipeline/decide.h"
#include "pipeline/workspace.h"

#include <string.h>

TestSuite(decide_edit, .timeout = 20);

typedef struct Desk {
  char *ws;
  BmLedger *ledger;
} Desk;

static void form_add(Desk *desk, const char *id, const char *kind, const char *state)
{
  g_autoptr(json_t) record = json_pack("{s:[],s:b,s:[]}", "zones", "is_evident", 1, "doubts");
  cr_assert(bm_ledger_form_put(desk->ledger, id, kind, 1, state, record, NULL));
}

static void page_add(Desk *desk, const char *id, const char *kind, const char *state,
                     const char *form)
{
  cr_assert(bm_ledger_item_add(desk->ledger, id, "page", kind, state, NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(item, "facts", json_pack("{s:{s:s}}", "form", "form", form));
  json_object_set_new(item, "files",
                      json_pack("{s:s,s:s}", "upright", "spool/b", "mask", "spool/c"));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

/* Two forms and a sheet kind; three pages of form02, one of them in a numbered work. */
static Desk desk_make(void)
{
  Desk desk = {.ws = g_dir_make_tmp("bm-desk-XXXXXX", NULL)};
  GError *error = NULL;
  cr_assert(bm_workspace_make(desk.ws, NULL));
  desk.ledger = bm_ledger_open(desk.ws, &error);
  assert_ok(desk.ledger != NULL, error);
  form_add(&desk, "form01", "form", "confirmed");
  form_add(&desk, "form02", "form", "proposed");
  form_add(&desk, "sheet01", "sheet", "proposed");
  page_add(&desk, "f000001.p0001", "page.verified", "ready", "form02");
  page_add(&desk, "f000001.p0002", "page.formed", "held", "form02");
  page_add(&desk, "f000001.p0003", "page.numbered", "done", "form02");
  return desk;
}

static void desk_clear(Desk *desk)
{
  bm_db_free(desk->ledger);
  bm_folder_remove(desk->ws);
  g_free(desk->ws);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static gboolean ask(Desk *desk, const char *request, GError **error)
{
  g_autoptr(json_t) json = json_loads(request, 0, NULL);
  cr_assert_not_null(json, "%s", request);
  guint n = 0;
  return bm_decide(desk->ledger, json, &n, error);
}

static void asks(Desk *desk, const char *request)
{
  GError *error = NULL;
  assert_ok(ask(desk, request, &error), error);
}

static void refuses(Desk *desk, const char *request, const char *reason)
{
  GError *error = NULL;
  g_autoptr(json_t) before = bm_ledger_forms(desk->ledger);
  cr_expect_not(ask(desk, request, &error), "not refused: %s", request);
  g_autofree char *got = bm_error_reason(error);
  cr_expect_str_eq(got, reason);
  g_autoptr(json_t) after = bm_ledger_forms(desk->ledger);
  cr_expect(json_equal(before, after), "something changed: %s", request);
  g_clear_error(&error);
}

static char *form_fact(Desk *desk, const char *form, const char *key)
{
  g_autoptr(json_t) record = bm_ledger_form(desk->ledger, form);
  json_t *value = json_object_get(record, key);
  return value != NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : g_strdup("-");
}

static char *page_text(Desk *desk, const char *page, const char *key)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, page);
  return g_strdup(json_string_value(json_object_get(item, key)));
}

/* Only stage form can turn a page, and only one of unsure turn. */
static void page_is_upside_down(Desk *desk, const char *id, const char *form, gboolean is_sure)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_object_set_new(item, "facts",
                      json_pack("{s:{s:s,s:s},s:{s:b}}", "form", "form", form, "held_for",
                                "turn_doubtful", "upright", "turn_sure", is_sure));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

static void expect_kind(Desk *desk, const char *id, const char *kind)
{
  g_autofree char *got = page_text(desk, id, "kind"), *file = page_text(desk, id, "file");
  cr_expect_str_eq(got, kind);
  cr_expect_str_eq(file, "spool/b");
}

Test(decide_edit, pages_upside_down_go_back_to_be_turned_by_the_form_they_are_joined_to)
{
  g_auto(Desk) desk = desk_make();
  page_is_upside_down(&desk, "f000001.p0002", "form02", FALSE);
  asks(&desk, "{\"verb\": \"join\", \"ids\": [\"form02\"], \"into\": \"form01\", "
              "\"pages\": {\"f000001.p0001\": {\"form\": \"form01\"}, \"f000001.p0002\": "
              "{\"form\": \"form01\", \"held_for\": \"turn_doubtful\"}}}");
  expect_kind(&desk, "f000001.p0001", "page.formed");
  expect_kind(&desk, "f000001.p0002", "page.split");
}

Test(decide_edit, pages_upside_down_go_back_to_be_turned_by_a_form_once_confirmed)
{
  for (guint is_sure = 0; is_sure <= 1; is_sure++) {
    g_auto(Desk) desk = desk_make();
    page_is_upside_down(&desk, "f000001.p0001", "form02", is_sure != 0);
    cr_assert(bm_ledger_doubt_add(desk.ledger, "f000001.p0001", "verify", "turn_doubtful", NULL,
                                  NULL, NULL));
    asks(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form02\"]}");
    expect_kind(&desk, "f000001.p0001", is_sure != 0 ? "page.formed" : "page.split");
    cr_expect_eq(bm_ledger_open_doubts(desk.ledger, "f000001.p0001"), 0);
  }
}

Test(decide_edit, a_name_is_kept_until_it_is_taken_away)
{
  g_auto(Desk) desk = desk_make();
  asks(&desk, "{\"verb\": \"name\", \"ids\": [\"form02\"], \"name\": \"Титул\"}");
  g_autofree char *name = form_fact(&desk, "form02", "name");
  cr_expect_str_eq(name, "\"Титул\"");
  asks(&desk, "{\"verb\": \"name\", \"ids\": [\"form02\"], \"name\": \"\"}");
  g_autofree char *none = form_fact(&desk, "form02", "name");
  cr_expect_str_eq(none, "-");
  refuses(&desk, "{\"verb\": \"name\", \"ids\": [\"form02\"], \"name\": \"a\\nb\"}",
          "form_name_bad");
  refuses(&desk, "{\"verb\": \"name\", \"ids\": [\"form02\"]}", "form_name_bad");
  refuses(&desk, "{\"verb\": \"name\", \"ids\": [\"form09\"], \"name\": \"x\"}",
          "form_unknown");
}

Test(decide_edit, a_template_comes_in_once_under_a_number_of_its_own)
{
  static const char request[] =
      "{\"verb\": \"import\", \"ids\": [\"abc\"], \"forms\": {\"abc\": {\"digest\": \"abc\", "
      "\"version\": 3, \"zones\": [], \"id\": \"form01\"}}}";
  g_auto(Desk) desk = desk_make();
  asks(&desk, request);
  g_autofree char *state = form_fact(&desk, "form03", "state");
  g_autofree char *version = form_fact(&desk, "form03", "version");
  cr_expect_str_eq(state, "\"confirmed\"");
  cr_expect_str_eq(version, "3");
  refuses(&desk, request, "template_known");
}

Test(decide_edit, pages_of_a_joined_form_are_masked_anew_and_finished_ones_stay)
{
  g_auto(Desk) desk = desk_make();
  asks(
      &desk,
      "{\"verb\": \"join\", \"ids\": [\"form02\"], \"into\": \"form01\", \"pages\": {"
      "\"f000001.p0001\": {\"form\": \"form01\"}, \"f000001.p0002\": {\"form\": \"form01\"}}}");
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *id = g_strdup_printf("f000001.p%04u", i);
    g_autofree char *kind = page_text(&desk, id, "kind"),
                    *state = page_text(&desk, id, "state");
    cr_expect_str_eq(kind, "page.formed");
    cr_expect_str_eq(state, "ready");
  }
  g_autofree char *done = page_text(&desk, "f000001.p0003", "kind");
  cr_expect_str_eq(done, "page.numbered");
  g_autofree char *joined = form_fact(&desk, "form02", "joined_to");
  cr_expect_str_eq(joined, "\"form01\"");
  refuses(&desk, "{\"verb\": \"confirm\", \"ids\": [\"form02\"], \"zones\": null}",
          "form_joined");
  refuses(&desk, "{\"verb\": \"name\", \"ids\": [\"form02\"], \"name\": \"x\"}", "form_joined");
}

Test(decide_edit, a_join_that_is_not_known_to_fit_is_refused)
{
  g_auto(Desk) desk = desk_make();
  refuses(&desk,
          "{\"verb\": \"join\", \"ids\": [\"form02\"], \"into\": \"form01\", \"pages\": {"
          "\"f000001.p0001\": {\"form\": \"form01\"}}}",
          "join_changed");
  refuses(&desk, "{\"verb\": \"join\", \"ids\": [\"form02\"], \"into\": \"form02\"}",
          "join_kind");
  refuses(&desk, "{\"verb\": \"join\", \"ids\": [\"sheet01\"], \"into\": \"form01\"}",
          "join_kind");
  refuses(&desk, "{\"verb\": \"join\", \"ids\": [\"form02\"], \"into\": \"form09\"}",
          "form_unknown");
  g_autofree char *kind = page_text(&desk, "f000001.p0001", "kind");
  cr_expect_str_eq(kind, "page.verified");
}

Test(decide_edit, a_page_taken_out_is_matched_again_and_its_form_needs_a_look)
{
  g_auto(Desk) desk = desk_make();
  asks(&desk, "{\"verb\": \"split\", \"ids\": [\"f000001.p0001\"], \"form\": \"form02\"}");
  g_autoptr(json_t) page = bm_ledger_item(desk.ledger, "f000001.p0001");
  cr_expect_str_eq(json_string_value(json_object_get(page, "kind")), "page.split");
  cr_expect_str_eq(json_string_value(json_object_get(page, "file")), "spool/b");
  json_t *review = json_object_get(json_object_get(page, "facts"), "review");
  cr_expect_str_eq(json_string_value(json_array_get(json_object_get(review, "not_forms"), 0)),
                   "form02");
  g_autofree char *doubts = form_fact(&desk, "form02", "doubts");
  g_autofree char *evident = form_fact(&desk, "form02", "is_evident");
  cr_expect_str_eq(doubts, "[\"form_was_split\"]");
  cr_expect_str_eq(evident, "false");
}

Test(decide_edit, only_pages_of_the_form_that_are_not_finished_are_taken_out)
{
  g_auto(Desk) desk = desk_make();
  refuses(&desk, "{\"verb\": \"split\", \"ids\": [\"f000001.p0001\"], \"form\": \"form01\"}",
          "page_not_on_form");
  refuses(&desk, "{\"verb\": \"split\", \"ids\": [\"f000001.p0003\"], \"form\": \"form02\"}",
          "page_past_form");
  refuses(&desk, "{\"verb\": \"split\", \"ids\": [\"f000009.p0001\"], \"form\": \"form02\"}",
          "page_not_on_form");
}
